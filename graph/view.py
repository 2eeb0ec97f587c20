"""Statements in, one offline HTML page out: a picture of who, where and what, with the sentence behind every line.

    extractions, record or query results -> networkx graph -> picture_from_graph -> Picture -> render_html -> page

Never talks to a database (queries hand in their nodes and relationships) and never lets data become markup or code.
"""

from __future__ import annotations

import hashlib
import heapq
import html
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, get_args

import networkx as nx

from extract.model import QUALIFIERS, Entity, Extraction, InputError, Ref, Statement

if TYPE_CHECKING:
    from graph.projection import Node, Relationship
    from graph.record import Record

NodeType = Literal["Person", "Institution", "Place", "Event", "Initiative", "Role", "Article"]
NODE_TYPES: tuple[str, ...] = get_args(NodeType)
# Bylines say who wrote, not who governs: they are drawn only when asked for.
DEFAULT_KINDS: frozenset[str] = frozenset(NODE_TYPES) - {"Article"}
SYMMETRIC = frozenset({"COOPERATES_WITH"})
QUALIFIER_NAMES = ("title", "capacity", "since", "until")
MAX_NODES = 500


@dataclass(frozen=True, slots=True)
class Evidence:
    """One printed sentence that states the edge, and where it stands."""

    quote: str
    title: str  # of the article
    publication: str = ""
    published: date | None = None
    source: str = ""  # the file, as the user gave it


@dataclass(frozen=True, slots=True)
class ViewNode:
    id: str
    type: NodeType
    name: str
    aliases: tuple[str, ...] = ()
    scope: str = ""  # tells two of one name apart: 东营区
    kind: str = ""
    date: date | None = None
    private: bool = False
    degree: int = 0  # edges in the picture


@dataclass(frozen=True, slots=True)
class ViewEdge:
    """`label` is printed on the line: the title of a HOLDS_ROLE; where empty the page words the type itself."""

    id: str
    source: str
    target: str
    type: str
    label: str = ""
    qualifiers: Mapping[str, str] = field(default_factory=dict)
    confidence: float = 1.0
    first_seen: date | None = None
    last_seen: date | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """What one page shows. `omitted` nodes were reached but fell to the cap, `private` were left out as private."""

    title: str
    nodes: tuple[ViewNode, ...]
    edges: tuple[ViewEdge, ...]
    omitted: int = 0
    private: int = 0


class Period:
    """The days asked for. Undated facts are outside once a period is asked for; `check` refuses when all are undated,
    since an empty picture would be a lie."""

    def __init__(self, since: date | None, until: date | None) -> None:
        self.since, self.until = since, until
        self.dated = self.undated = 0

    def has(self, day: date | None) -> bool:
        if day is None:
            self.undated += 1
            return not (self.since or self.until)
        self.dated += 1
        return (not self.since or day >= self.since) and (not self.until or day <= self.until)

    def check(self) -> None:
        if (self.since or self.until) and self.undated and not self.dated:
            raise InputError(
                "None of the {count} facts has a date, so a period cannot be chosen. Leave the period out, or give "
                "the articles their dates.",
                count=self.undated,
            )


# --- statements -> graph ---------------------------------------------------------------------------------------------


def picture_from_extractions(
    extractions: Iterable[Extraction],
    focus: Sequence[str] = (),
    hops: int = 1,
    kinds: Collection[str] = (),
    since: date | None = None,
    until: date | None = None,
    max_nodes: int = MAX_NODES,
    include_private: bool = False,
) -> Picture:
    """What the articles say around the names in `focus`, or all of it; see `picture_from_graph` for the choice made."""
    graph = graph_of(extractions, since, until)
    return picture_from_graph(graph, focus, hops, kinds, max_nodes, include_private)


def graph_of(
    extractions: Iterable[Extraction], since: date | None = None, until: date | None = None
) -> nx.MultiDiGraph[str]:
    """Every entity and fact once: nodes carry `node` (ViewNode), edges are keyed by id and carry `edge` (ViewEdge).

    A fact is dated by its article, else by the day of its event; see `Period` for undated facts.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    period = Period(since, until)
    for extraction in extractions:
        entities = {entity.id: entity for entity in extraction.entities}
        for entity in extraction.entities:
            _add_node(graph, _node_of_entity(entity))
        for statement in extraction.statements:
            day = _day(statement, extraction, entities)
            if not period.has(day):
                continue
            for ref in (statement.subject, statement.object):
                if ref.id not in graph:
                    _add_node(graph, _node_of_ref(ref, extraction))
            _add_edge(graph, statement, day, extraction)
    period.check()
    return graph


def _day(statement: Statement, extraction: Extraction, entities: Mapping[str, Entity]) -> date | None:
    if extraction.article.published:
        return extraction.article.published
    ends = (entities.get(ref.id) for ref in (statement.subject, statement.object))
    return next((entity.date for entity in ends if entity and entity.date), None)


def _node_of_entity(entity: Entity) -> ViewNode:
    return ViewNode(
        id=entity.id,
        type=entity.type,
        name=entity.name,
        aliases=tuple(alias for alias in entity.aliases if alias != entity.name),
        scope=entity.scope,
        kind=entity.kind,
        date=entity.date,
        private=entity.type == "Person" and entity.kind == "private",
    )


def _node_of_ref(ref: Ref, extraction: Extraction) -> ViewNode:
    if ref.type not in NODE_TYPES:
        raise ValueError(f"a statement about a {ref.type}: {ref.name}")
    published = extraction.article.published if ref.type == "Article" else None
    return ViewNode(id=ref.id, type=ref.type, name=ref.name, date=published)  # type: ignore[arg-type]


def _add_node(graph: nx.MultiDiGraph[str], node: ViewNode) -> None:
    """The same entity of another article adds its printed forms; who is public in one article is public."""
    known: ViewNode | None = graph.nodes[node.id]["node"] if node.id in graph else None
    if known:
        aliases = dict.fromkeys((*known.aliases, *node.aliases, node.name))
        node = replace(
            known,
            aliases=tuple(alias for alias in aliases if alias != known.name),
            scope=known.scope or node.scope,
            kind=(node.kind if known.private and not node.private else known.kind or node.kind),
            date=known.date or node.date,
            private=known.private and node.private,
        )
    graph.add_node(node.id, node=node)


def _add_edge(graph: nx.MultiDiGraph[str], statement: Statement, day: date | None, extraction: Extraction) -> None:
    source, predicate, target, qualifier = statement.key
    if predicate in SYMMETRIC and source > target:
        source, target = target, source
    id_ = hashlib.sha256("\x1f".join((source, predicate, target, qualifier)).encode()).hexdigest()[:16]
    article = extraction.article
    evidence = Evidence(statement.evidence, article.title, article.publication, article.published, article.source)
    edge = ViewEdge(
        id=id_,
        source=source,
        target=target,
        type=predicate,
        label=qualifier if QUALIFIERS.get(predicate) == "title" else "",
        qualifiers=dict(statement.qualifiers),
        confidence=statement.confidence,
        first_seen=day,
        last_seen=day,
        evidence=(evidence,),
    )
    if graph.has_edge(source, target, id_):
        edge = _merged(graph.edges[source, target, id_]["edge"], edge)
    graph.add_edge(source, target, id_, edge=edge)


def _merged(known: ViewEdge, other: ViewEdge) -> ViewEdge:
    """The same fact stated twice: both sentences, the whole period, the better confidence."""
    days = [d for d in (known.first_seen, known.last_seen, other.first_seen, other.last_seen) if d]
    return replace(
        known,
        qualifiers={**other.qualifiers, **known.qualifiers},
        confidence=max(known.confidence, other.confidence),
        first_seen=min(days, default=None),
        last_seen=max(days, default=None),
        evidence=tuple(dict.fromkeys((*known.evidence, *other.evidence))),
    )


# --- record, query results -> graph ----------------------------------------------------------------------------------


def picture_from_record(
    record: Record,
    focus: Sequence[str] = (),
    hops: int = 1,
    kinds: Collection[str] = (),
    since: date | None = None,
    until: date | None = None,
    max_nodes: int = MAX_NODES,
    include_private: bool = False,
) -> Picture:
    """The same for what a workspace has recorded, people and bodies of different articles brought together."""
    from graph.projection import nodes, relationships

    graph = graph_of_projection(nodes(record), relationships(record), since, until)
    return picture_from_graph(graph, focus, hops, kinds, max_nodes, include_private)


def graph_of_projection(
    nodes: Iterable[Node], relationships: Iterable[Relationship], since: date | None = None, until: date | None = None
) -> nx.MultiDiGraph[str]:
    """Nodes and relationships as the database has them, ready to be drawn.

    Where both HOLDS and AT of a post are there, they become one line from the person to the body with the title on it;
    a post of which only one is there (a query asked for it) stays a node. Relationships whose ends are missing are left
    out.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    articles: dict[str, Mapping[str, Any]] = {}
    for node in nodes:
        if node.label == "Article":
            articles[node.id] = node.properties
        graph.add_node(node.id, node=_node_of_projection(node))
    drawn = [one for one in relationships if one.start in graph and one.end in graph]
    bodies = {one.start: one.end for one in drawn if one.type == "AT"}
    held = {one.end for one in drawn if one.type == "HOLDS" and one.end in bodies}
    period = Period(since, until)
    for relationship in drawn:
        if relationship.type == "AT" and relationship.start in held:
            continue
        edge = _edge_of_projection(relationship, bodies, articles, graph, period)
        if edge:
            graph.add_edge(edge.source, edge.target, edge.id, edge=edge)
    graph.remove_nodes_from(held)
    period.check()
    return graph


def _node_of_projection(node: Node) -> ViewNode:
    properties = node.properties
    return ViewNode(
        id=node.id,
        type=node.label,  # type: ignore[arg-type]
        name=str(properties.get("name") or ""),
        aliases=_texts(properties.get("aliases")),
        scope=str(properties.get("scope") or ""),
        kind=str(properties.get("kind") or ""),
        date=_date(properties.get("date") or properties.get("published")),
        private=bool(properties.get("private")),
    )


def _edge_of_projection(
    one: Relationship,
    bodies: Mapping[str, str],
    articles: Mapping[str, Mapping[str, Any]],
    graph: nx.MultiDiGraph[str],
    period: Period,
) -> ViewEdge | None:
    """The edge with what was said in the period; None when nothing was."""
    at_body = one.type == "HOLDS" and one.end in bodies
    event_day = next((graph.nodes[end]["node"].date for end in (one.start, one.end)), None)
    evidence, days = [], []
    for quote, article in zip(
        _texts(one.properties.get("quotes")), _texts(one.properties.get("articles")), strict=False
    ):
        printed = _evidence(quote, articles.get(article, {}))
        day = printed.published or event_day
        if period.has(day):
            evidence.append(printed)
            days += [day] if day else []
    if not evidence:
        return None
    qualifiers = {name: str(one.properties[name]) for name in QUALIFIER_NAMES if one.properties.get(name)}
    return ViewEdge(
        id=one.id,
        source=one.start,
        target=bodies[one.end] if at_body else one.end,
        type="HOLDS_ROLE" if at_body else one.type,
        label=qualifiers.get("title", "") if at_body else "",
        qualifiers=qualifiers,
        confidence=float(one.properties.get("confidence") or 1.0),  # type: ignore[arg-type]
        first_seen=min(days, default=None),
        last_seen=max(days, default=None),
        evidence=tuple(evidence),
    )


def _evidence(quote: str, article: Mapping[str, Any]) -> Evidence:
    return Evidence(
        quote,
        str(article.get("title") or ""),
        str(article.get("publication") or ""),
        _date(article.get("published")),
        str(article.get("source") or ""),
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else ()


def _date(value: object) -> date | None:
    return date.fromisoformat(str(value)[:10]) if value else None


# --- graph -> picture ------------------------------------------------------------------------------------------------


def picture_from_graph(
    graph: nx.MultiDiGraph[str],
    focus: Sequence[str] = (),
    hops: int = 1,
    kinds: Collection[str] = (),
    max_nodes: int = MAX_NODES,
    include_private: bool = False,
    title: str = "",
) -> Picture:
    """The part of the graph worth drawing: everything within `hops` of the focus, or everything that has an edge.

    Private persons and, unless named in `kinds`, articles are left out. Above `max_nodes` the nearest and, among
    equally near, the best documented stay; without focus the picture grows from the best documented node on.
    Raises InputError for a name nobody bears, an unknown kind or a cap below 1.
    """
    if unknown := sorted(set(kinds) - set(NODE_TYPES)):
        raise InputError(
            "{kind} is no kind of node; choose among {kinds}.", kind=unknown[0], kinds=", ".join(NODE_TYPES)
        )
    if max_nodes < 1 or hops < 0:
        raise InputError("A picture needs at least 1 node and 0 hops, not {nodes}, {hops}.", nodes=max_nodes, hops=hops)
    view = {id_: data["node"] for id_, data in graph.nodes(data=True)}
    starts = _focus_ids(view, focus, include_private)
    allowed = {
        id_
        for id_, node in view.items()
        if id_ in starts or ((include_private or not node.private) and node.type in (kinds or DEFAULT_KINDS))
    }
    drawn = graph.subgraph(allowed)
    order = _by_relevance(drawn, starts, hops if starts else None)
    kept = set(order[:max_nodes])
    edges = tuple(
        sorted((data["edge"] for _, _, data in graph.subgraph(kept).edges(data=True)), key=lambda edge: edge.id)
    )
    degree: dict[str, int] = dict.fromkeys(kept, 0)
    for edge in edges:
        degree[edge.source] += 1
        degree[edge.target] += edge.source != edge.target
    return Picture(
        title=title or "、".join(focus),
        nodes=tuple(replace(view[id_], degree=degree[id_]) for id_ in order[:max_nodes]),
        edges=edges,
        omitted=len(order) - len(kept),
        private=0 if include_private else _private_neighbours(graph, view, kept),
    )


def _focus_ids(view: Mapping[str, ViewNode], focus: Sequence[str], include_private: bool) -> set[str]:
    """Every node a name may mean: the canonical name, else an alias. Two people of one name are both shown."""
    ids: set[str] = set()
    for name in focus:
        found = {id_ for id_, node in view.items() if node.name == name} or {
            id_ for id_, node in view.items() if name in node.aliases
        }
        public = found if include_private else {id_ for id_ in found if not view[id_].private}
        if found and not public:
            raise InputError(
                "{name} is a private person quoted in a story, and those are left out. Ask for private persons to see "
                "them.",
                name=name,
            )
        if not found:
            raise InputError(
                "Nobody and nothing in these articles is called {name}{hint}", name=name, hint=_hint(view, name)
            )
        ids |= public
    return ids


def _hint(view: Mapping[str, ViewNode], name: str) -> str:
    names = {form for node in view.values() if not node.private for form in (node.name, *node.aliases)}
    contained = sorted((form for form in names if name in form or form in name), key=len)[:3]
    near = contained or get_close_matches(name, names, n=3, cutoff=0.5)
    return f" → {'、'.join(near)}?" if near else "."


def _by_relevance(graph: nx.MultiDiGraph[str], starts: set[str], hops: int | None) -> list[str]:
    """Ids in the order in which a growing picture takes them in, so that every prefix is connected where it can be.

    From the focus: nearest first, then best documented. Without focus (hops None): from the best documented node along
    its edges; the next component starts when one is exhausted. Without focus, nodes without edges are no news.
    """
    near = nx.Graph(graph)
    weight = dict.fromkeys(near, 0)
    for source, target, data in graph.edges(data=True):
        for end in (source, target):
            weight[end] += max(1, len(data["edge"].evidence))
    if hops is not None:
        return _grow(near, weight, sorted(starts), hops)
    order: dict[str, None] = {}
    for root in sorted((id_ for id_ in near if weight[id_]), key=lambda id_: (-weight[id_], id_)):
        if root not in order:
            order.update(dict.fromkeys(_grow(near, weight, [root], None)))
    return list(order)


def _grow(near: nx.Graph[str], weight: Mapping[str, int], roots: Sequence[str], hops: int | None) -> list[str]:
    """What the roots reach: by distance and weight within `hops`, or by weight alone wherever edges lead (None)."""
    order: list[str] = []
    reached = set(roots)
    heap = [(0, -weight[id_], id_) for id_ in roots]
    heapq.heapify(heap)
    while heap:
        distance, _, id_ = heapq.heappop(heap)
        order.append(id_)
        if distance == hops:
            continue
        for other in near[id_]:
            if other not in reached:
                reached.add(other)
                heapq.heappush(heap, (0 if hops is None else distance + 1, -weight[other], other))
    return order


def _private_neighbours(graph: nx.MultiDiGraph[str], view: Mapping[str, ViewNode], kept: set[str]) -> int:
    near = {other for id_ in kept for other in nx.all_neighbors(graph, id_)}
    return sum(view[id_].private for id_ in near - kept)


# --- picture -> page -------------------------------------------------------------------------------------------------


def render_html(picture: Picture, language: str = "en") -> str:
    """One page that opens from the disk, asks the network for nothing and runs only the code it was built with.

    Raises InputError when the page was not built (a fresh checkout).
    """
    page = files("graph").joinpath("assets", "dist", "page.html")
    if not page.is_file():
        raise InputError("The page for pictures is not built yet: run `make assets` once, it takes a few seconds.")
    head, rest = page.read_text(encoding="utf-8").split("@@TITLE@@", 1)
    middle, tail = rest.split("@@DATA@@", 1)
    title = html.escape(picture.title[:200] or "政脉", quote=True)
    return "".join((head, title, middle, _inert_json(_payload(picture, language)), tail))


def _payload(picture: Picture, language: str) -> dict[str, Any]:
    """What src/data.ts reads. Articles stand once and are named by position, since one article feeds many edges."""
    articles: dict[tuple[str, str, str, str], int] = {}

    def article_of(evidence: Evidence) -> int:
        key = (evidence.title, evidence.publication, _iso(evidence.published), evidence.source)
        return articles.setdefault(key, len(articles))

    edges = [
        {
            "id": edge.id,
            "source": edge.source,
            "target": edge.target,
            "type": edge.type,
            "label": edge.label,
            "qualifiers": dict(edge.qualifiers),
            "confidence": round(edge.confidence, 3),
            "first": _iso(edge.first_seen),
            "last": _iso(edge.last_seen),
            "evidence": [[evidence.quote, article_of(evidence)] for evidence in edge.evidence],
        }
        for edge in picture.edges
    ]
    nodes = [
        {
            "id": node.id,
            "type": node.type,
            "name": node.name,
            "aliases": list(node.aliases),
            "scope": node.scope,
            "kind": node.kind,
            "date": _iso(node.date),
            "private": node.private,
            "latin": _latin(node.name),
        }
        for node in picture.nodes
    ]
    return {
        "language": language,
        "title": picture.title,
        "omitted": picture.omitted,
        "private": picture.private,
        "articles": [list(key) for key in articles],
        "nodes": nodes,
        "edges": edges,
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _latin(name: str) -> str:
    """The pinyin a reader without a Chinese keyboard types into the search; for finding only, never shown."""
    from pypinyin import lazy_pinyin  # loads its tables for a third of a second: not for those who draw nothing

    return "".join(lazy_pinyin(name[:60], errors="ignore")).lower()


def _inert_json(payload: Mapping[str, Any]) -> str:
    """JSON that no HTML parser can leave: the characters that end a script block or a line are written as escapes."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    # A lone surrogate, left by a broken file, could not be written as UTF-8.
    return text.encode("utf-8", "replace").decode("utf-8")
