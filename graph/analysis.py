"""What a query cannot count alike on every engine: who stands at the centre of a network of people, and its circles.

The question central comes in, rows come out. networkx computes on the CORE people who are seen most often.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

import networkx as nx

from graph.questions import Question, Value
from graph.store import Rows, Store

# Of a larger network only those who are seen most often are ranked; among more than EXACT the betweenness is estimated
# from a sample. Both keep an answer within seconds.
CORE, EXACT, SAMPLE, SEED = 1000, 300, 100, 7
SHOWN = 100
COLUMNS = ("who", "posts", "events", "met", "between", "circle", "confidence", "who_id", "quotes", "articles")


def central(store: Store, question: Question, values: Mapping[str, Value], timeout: float) -> Rows:
    """The people of the question's events by betweenness, then by the number of others met."""
    # In one piece: a row for each of 100,000 events takes longer than all the computing.
    found = store.read(f"{question.found} RETURN collect(present)", values, timeout=timeout)
    events: Sequence[Sequence[str]] = sorted(sorted(set(present)) for present in found.rows[0][0])
    attended = Counter(id_ for people in events for id_ in people)
    core = set(sorted(attended, key=lambda id_: (-attended[id_], id_))[:CORE])
    network = meeting_network([id_ for id_ in people if id_ in core] for people in events)
    met = _met(events)
    between, circle = betweenness(network), circles(network)
    order = sorted(network, key=lambda id_: (-between[id_], -met[id_], -attended[id_], id_))[:SHOWN]
    told = _people(store, order)
    rows = []
    for id_ in order:
        name, posts, confidence, *sentences = told[id_]
        figures = (attended[id_], met[id_], round(between[id_], 4), circle[id_])
        rows.append((name, posts, *figures, confidence, id_, *sentences))
    return Rows(COLUMNS, tuple(rows), len(attended) > SHOWN)


def _met(events: Iterable[Sequence[str]]) -> Mapping[str, int]:
    """Person -> how many others were named at the same events."""
    others: dict[str, set[str]] = defaultdict(set)
    for people in events:
        for id_ in people:
            others[id_].update(people)
    return {id_: len(known) - 1 for id_, known in others.items()}


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
        " WITH who, max(a.confidence) AS confidence, collect(a.quotes[0])[..5] AS quotes,"
        " collect(a.articles[0])[..5] AS articles"
        " RETURN who.id, who.name,"
        " COLLECT { MATCH (who)-[:HOLDS]->(post:Role) RETURN post.name ORDER BY post.name },"
        " confidence, quotes, articles",
        {"ids": list(ids)},
    ).rows
    return {row[0]: row[1:] for row in rows}
