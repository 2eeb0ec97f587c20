"""The whole graph in one order: two graphs are the same when their dumps are."""

from __future__ import annotations

from typing import Any

from graph.store import Store


def dump(store: Store) -> list[str]:
    """Everything in the graph but bookkeeping."""
    nodes = store.stream("MATCH (n) WHERE NOT n:Zhengmai RETURN labels(n), properties(n)")
    edges = store.stream("MATCH (a)-[r]->(b) RETURN type(r), a.id, b.id, properties(r)")
    return sorted(repr([_ordered(value) for value in row]) for row in (*nodes, *edges))


def _ordered(value: Any) -> Any:
    return sorted(value.items()) if isinstance(value, dict) else value
