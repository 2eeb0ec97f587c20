"""Bring a graph to its record: write what is new or different, delete what vanished, leave alone what is not ours.

Our nodes and relationships carry a mark, the hash of their content; comparing hashes decides, so a load that was cut
short goes on where it was and a second load changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from graph.model import BOOKKEEPING, LABELS, MARK, RELATIONSHIPS
from graph.projection import Node, Relationship, nodes, relationships
from graph.record import Record
from graph.store import Store

BATCH = 2000
T = TypeVar("T")
Progress = Callable[[int, int | None], None]  # (elements looked at, how many there are or None)


@dataclass(frozen=True, slots=True)
class SyncCounts:
    """What a load did, in nodes and relationships together."""

    created: int = 0
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0
    kept: int = 0  # vanished from the record, but something not ours hangs on them: no longer marked as ours

    @property
    def changes(self) -> int:
        return self.created + self.updated + self.deleted + self.kept


def is_loaded(record: Record, store: Store) -> bool:
    """Whether the last load put this very revision of this record into the graph, and ran to its end."""
    state = store.stream(f"MATCH (s:{BOOKKEEPING} {{id: 'load'}}) RETURN s.record, s.revision")
    return list(state) == [(record.id, record.revision)]


def sync(record: Record, store: Store, progress: Progress | None = None) -> SyncCounts:
    """Make the graph what the record says; a cut connection or a killed process costs only the batch in flight."""
    counted = _counted(store)
    if is_loaded(record, store) and counted == _expected(store):
        return SyncCounts(unchanged=sum(counted))
    _set_state(store, record=None, revision=None, nodes=None, relationships=None)
    revision = record.revision
    load = _Load(store, progress)
    load.nodes(nodes(record))
    load.relationships(relationships(record))
    load.delete_vanished()
    if record.revision == revision:
        made = _counted(store)
        _set_state(store, record=record.id, revision=revision, nodes=made[0], relationships=made[1])
    return load.counts()


def _counted(store: Store) -> tuple[int, int]:
    """Nodes and relationships of ours in the graph: somebody may have deleted some by hand."""
    found = next(store.stream(f"MATCH (n) WHERE n.{MARK} IS NOT NULL RETURN count(n)"))[0]
    return found, next(store.stream(f"MATCH ()-[r]->() WHERE r.{MARK} IS NOT NULL RETURN count(r)"))[0]


def _expected(store: Store) -> tuple[int, int] | None:
    state = list(store.stream(f"MATCH (s:{BOOKKEEPING} {{id: 'load'}}) RETURN s.nodes, s.relationships"))
    return state[0] if state else None


def _set_state(store: Store, **properties: Any) -> None:
    store.write(f"MERGE (s:{BOOKKEEPING} {{id: 'load'}}) SET s += $properties", properties=properties)


class _Load:
    """One load in progress: what the graph held of ours and has not yet been seen in the record."""

    def __init__(self, store: Store, progress: Progress | None) -> None:
        self._store = store
        self._progress = progress
        self._seen = self._created = self._updated = self._deleted = self._unchanged = self._kept = 0
        self._nodes = _present_nodes(store)
        self._relationships = _present_relationships(store)

    def counts(self) -> SyncCounts:
        return SyncCounts(self._created, self._updated, self._deleted, self._unchanged, self._kept)

    def nodes(self, wanted: Iterable[Node]) -> None:
        batches: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for node in wanted:
            content = node.content
            if self._differs(self._nodes[node.label].pop(node.id, None), content):
                batch = batches[node.label]
                batch.append({"id": node.id, "properties": {**node.properties, MARK: content}})
                if len(batch) >= BATCH:
                    self._write(_merge_node(node.label), batches.pop(node.label))
        for label, rows in batches.items():
            self._write(_merge_node(label), rows)

    def relationships(self, wanted: Iterable[Relationship]) -> None:
        batches: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
        for relationship in wanted:
            content = relationship.content
            known = self._relationships[relationship.type].pop(relationship.id, None)
            if self._differs(known and known[0], content):
                kind = (relationship.start_label, relationship.type, relationship.end_label)
                properties = {**relationship.properties, MARK: content}
                row = {"id": relationship.id, "properties": properties}
                batches[kind].append({**row, "start": relationship.start, "end": relationship.end})
                if len(batches[kind]) >= BATCH:
                    self._write(_merge_relationship(*kind), batches.pop(kind))
        for kind, rows in batches.items():
            self._write(_merge_relationship(*kind), rows)

    def delete_vanished(self) -> None:
        """Relationships first; a node that something not ours hangs on stays, without our mark."""
        for type_, vanished in self._relationships.items():
            by_label: dict[str, list[dict[str, str]]] = defaultdict(list)
            for id_, (_, label, narrow) in vanished.items():
                by_label[label].append({"id": id_, "narrow": narrow})
            for label, rows in by_label.items():
                for batch in _batches(rows):
                    self._store.write(_delete_relationship(type_, label), rows=batch)
                    self._deleted += len(batch)
        for label, ids in self._nodes.items():
            for vanished_ids in _batches(ids):
                self._delete_nodes(label, vanished_ids)

    def _delete_nodes(self, label: str, ids: list[str]) -> None:
        found = f"UNWIND $ids AS id MATCH (n:{label} {{id: id}})"
        self._store.write(f"{found} WHERE NOT (n)--() DELETE n", ids=ids)
        self._store.write(f"{found} SET n.{MARK} = null", ids=ids)
        kept = next(self._store.stream(f"{found} RETURN count(n)", ids=ids))[0]
        self._kept += kept
        self._deleted += len(ids) - kept

    def _differs(self, known: str | None, content: str) -> bool:
        self._seen += 1
        if self._progress and self._seen % BATCH == 0:
            self._progress(self._seen, None)
        if known is None:
            self._created += 1
        elif known != content:
            self._updated += 1
        else:
            self._unchanged += 1
        return known != content

    def _write(self, query: str, rows: list[dict[str, Any]]) -> None:
        self._store.write(query, rows=rows)
        if self._progress:
            self._progress(self._seen, None)


def _present_nodes(store: Store) -> dict[str, dict[str, str]]:
    """label -> id -> mark."""
    return {
        label: dict(store.stream(f"MATCH (n:{label}) WHERE n.{MARK} IS NOT NULL RETURN n.id, n.{MARK}"))
        for label in LABELS
    }


def _present_relationships(store: Store) -> dict[str, dict[str, tuple[str, str, str]]]:
    """type -> id -> (mark, label and id of the narrow end)."""
    present = {}
    for type_, kind in RELATIONSHIPS.items():
        narrow = "a" if kind.narrow == "start" else "b"
        found = store.stream(
            f"MATCH (a)-[r:{type_}]->(b) WHERE r.{MARK} IS NOT NULL"
            f" RETURN r.id, r.{MARK}, head(labels({narrow})), {narrow}.id"
        )
        present[type_] = {id_: (mark, label, end) for id_, mark, label, end in found}
    return present


def _merge_node(label: str) -> str:
    return f"UNWIND $rows AS row MERGE (n:{label} {{id: row.id}}) SET n += row.properties"


def _merge_relationship(start: str, type_: str, end: str) -> str:
    """Written from the narrow end, where both engines begin to look."""
    a, b = f"MATCH (a:{start} {{id: row.start}})", f"MATCH (b:{end} {{id: row.end}})"
    relation = f"[r:{type_} {{id: row.id}}]"
    if RELATIONSHIPS[type_].narrow == "start":
        found = f"{a} {b} MERGE (a)-{relation}->(b)"
    else:
        found = f"{b} {a} MERGE (b)<-{relation}-(a)"
    return f"UNWIND $rows AS row {found} SET r += row.properties"


def _delete_relationship(type_: str, label: str) -> str:
    left, right = ("-", "->") if RELATIONSHIPS[type_].narrow == "start" else ("<-", "-")
    found = f"MATCH (n:{label} {{id: row.narrow}}){left}[r:{type_} {{id: row.id}}]{right}()"
    return f"UNWIND $rows AS row {found} DELETE r"


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        yield batch
