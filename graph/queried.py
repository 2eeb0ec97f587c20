"""What a Cypher query returns -> a picture: its nodes, relationships and paths, and the articles that say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import neo4j.graph

from graph.model import LABELS
from graph.projection import Node, Relationship
from graph.store import Store
from graph.view import MAX_NODES, Picture, graph_of_projection, picture_from_graph

ROWS = 10_000  # more than any picture can show


def picture_from_query(
    store: Store, query: str, *, max_nodes: int = MAX_NODES, include_private: bool = False, title: str = ""
) -> Picture:
    """A picture of the nodes and relationships in a query's rows. Raises InputError where the query writes or fails."""
    nodes: dict[str, Node] = {}
    relationships: dict[str, Relationship] = {}
    for row in store.read(query, limit=ROWS).rows:
        for element in _elements(row):
            if isinstance(element, neo4j.graph.Node):
                _add_node(nodes, element)
            else:
                one = _relationship(nodes, element)
                relationships[one.id] = one
    cited = {str(a) for one in relationships.values() for a in _texts(one.properties.get("articles"))}
    for (article,) in store.stream("UNWIND $ids AS id MATCH (a:Article {id: id}) RETURN a", ids=sorted(cited)):
        _add_node(nodes, article)
    graph = graph_of_projection(nodes.values(), relationships.values())
    return picture_from_graph(graph, max_nodes=max_nodes, include_private=include_private, title=title)


def _relationship(nodes: dict[str, Node], element: neo4j.graph.Relationship) -> Relationship:
    """The relationship between nodes by their own ids; its ends may come without properties."""
    ends = [_add_node(nodes, node) for node in element.nodes if node is not None]
    labels = [nodes[id_].label if id_ in nodes else "" for id_ in ends]
    properties = dict(element)
    id_ = str(properties.pop("id", element.element_id))
    return Relationship(element.type, id_, labels[0], ends[0], labels[1], ends[1], properties)


def _elements(value: Any) -> Iterator[neo4j.graph.Node | neo4j.graph.Relationship]:
    """Graph elements in a value, however nested."""
    if isinstance(value, neo4j.graph.Node | neo4j.graph.Relationship):
        yield value
    elif isinstance(value, neo4j.graph.Path):
        yield from value.nodes
        yield from value.relationships
    elif isinstance(value, dict):
        yield from _elements(list(value.values()))
    elif isinstance(value, Iterable) and not isinstance(value, str):
        for inner in value:
            yield from _elements(inner)


def _add_node(nodes: dict[str, Node], element: neo4j.graph.Node) -> str:
    """Keep a node; an end of a relationship comes without properties and never takes the place of a full one."""
    properties = dict(element)
    id_ = str(properties.pop("id", element.element_id))
    label = next((label for label in element.labels if label in LABELS), "")
    if label and (id_ not in nodes or properties):
        nodes[id_] = Node(label, id_, properties)
    return id_


def _texts(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else []
