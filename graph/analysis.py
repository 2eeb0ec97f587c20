"""What a query cannot count alike on every engine: who stands at the centre of a network of people, and its circles.

Rows of a question come in, rows come out. networkx computes; nothing is read from the database but the sentences of
the people shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

import networkx as nx

from graph.store import Rows, Store

# Exact betweenness takes a minute from some 2,000 people on; above it is estimated from this many of them.
EXACT, SAMPLE, SEED = 1500, 200, 7
SHOWN = 100
COLUMNS = ("who", "posts", "events", "met", "between", "circle", "confidence", "who_id", "quotes", "articles")


def central(store: Store, found: Rows) -> Rows:
    """Events with their people -> the people by betweenness, then by the number of others met."""
    events = found.dicts()
    network = meeting_network(row["people_id"] for row in events)
    attended = Counter(id_ for row in events for id_ in row["people_id"])
    between, circle = betweenness(network), circles(network)
    order = sorted(network, key=lambda id_: (-between[id_], -network.degree(id_), -attended[id_], id_))[:SHOWN]
    told = _people(store, order)
    rows = [
        (name, posts, attended[id_], network.degree(id_), round(between[id_], 4), circle[id_], confidence, id_, quotes,
         articles)
        for id_ in order
        for name, posts, confidence, quotes, articles in (told[id_],)
    ]  # fmt: skip
    return Rows(COLUMNS, tuple(rows), found.more or len(network) > SHOWN)


def meeting_network(events: Iterable[Sequence[str]]) -> nx.Graph[str]:
    """People, an edge between two for the events they share, `weight` the number of these."""
    shared = Counter(pair for people in events for pair in combinations(sorted(set(people)), 2))
    network: nx.Graph[str] = nx.Graph()
    network.add_weighted_edges_from((one, other, times) for (one, other), times in sorted(shared.items()))
    return network


def betweenness(network: nx.Graph[str]) -> dict[str, float]:
    """Share of the shortest ways between two others that lead through each."""
    sample = SAMPLE if len(network) > EXACT else None
    return dict(nx.betweenness_centrality(network, k=sample, seed=SEED))


def circles(network: nx.Graph[str]) -> dict[str, int]:
    """Person -> number of the circle (Louvain), the largest being 1; the same network gives the same numbers."""
    found = nx.community.louvain_communities(network, weight="weight", seed=SEED)
    ranked = sorted(found, key=lambda members: (-len(members), min(members)))
    return {id_: number for number, members in enumerate(ranked, 1) for id_ in members}


def _people(store: Store, ids: Sequence[str]) -> Mapping[str, tuple[Any, ...]]:
    """id -> name, posts, confidence, and the sentences that say where each took part."""
    rows = store.read(
        "UNWIND $ids AS id MATCH (who:Person {id: id})-[a:ATTENDED]->(:Event)"
        " WITH who, max(a.confidence) AS confidence, collect(a.quotes[0])[..20] AS quotes,"
        " collect(a.articles[0])[..20] AS articles"
        " RETURN who.id, who.name,"
        " COLLECT { MATCH (who)-[:HOLDS]->(post:Role) RETURN post.name ORDER BY post.name },"
        " confidence, quotes, articles",
        {"ids": list(ids)},
    ).rows
    return {row[0]: row[1:] for row in rows}
