"""Bring a graph to its record: write what is new or different, delete what vanished, leave alone what is not ours.

Our nodes and relationships carry a mark, the hash of their content; comparing hashes decides, so a load that was cut
short goes on where it was and a second load changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from graph.model import BOOKKEEPING, LABELS, MARK, RELATIONSHIPS
from graph.projection import Node, Relationship, nodes, relationships
from graph.record import Record
from graph.store import Store

BATCH = 5000  # rows a transaction
Progress = Callable[[int, int], None]  # nodes and relationships looked at, and at most how many there are


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
    load = _Load(store, progress, _at_most(record))
    load.nodes(nodes(record))
    load.relationships(relationships(record))
    load.delete_vanished()
    load.report_end()
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


def _at_most(record: Record) -> int:
    """Nodes and relationships that the record can make: statements that say the same become one."""
    tables = ("article", "entity", "local_entity", "statement")
    return sum(next(record.rows(f"SELECT count(*) FROM {table}"))[0] for table in tables)


def _set_state(store: Store, **properties: Any) -> None:
    query = f"MERGE (s:{BOOKKEEPING} {{id: 'load'}}) SET s += $properties"
    store.write((query, {"properties": properties}))


class _Load:
    """One load in progress: what the graph held of ours and has not yet been seen in the record, and what is to be
    written next: rows by query, in the order in which the queries must run."""

    def __init__(self, store: Store, progress: Progress | None, at_most: int) -> None:
        self._store = store
        self._progress = progress
        self._seen, self._at_most = 0, at_most
        self._created = self._updated = self._deleted = self._unchanged = self._kept = 0
        self._nodes = _present_nodes(store)
        self._relationships = _present_relationships(store)
        self._pending: dict[str, list[dict[str, Any]]] = {}
        self._waiting = 0

    def counts(self) -> SyncCounts:
        return SyncCounts(self._created, self._updated, self._deleted, self._unchanged, self._kept)

    def nodes(self, wanted: Iterable[Node]) -> None:
        for node in wanted:
            content = node.content
            if self._differs(self._nodes[node.label].pop(node.id, None), content):
                properties = {**node.properties, MARK: content}
                self._write(_merge_node(node.label), {"id": node.id, "properties": properties})
        self._flush()

    def relationships(self, wanted: Iterable[Relationship]) -> None:
        for relationship in wanted:
            content = relationship.content
            known = self._relationships[relationship.type].pop(relationship.id, None)
            if self._differs(known and known[0], content):
                query = _merge_relationship(relationship.start_label, relationship.type, relationship.end_label)
                ends = {"start": relationship.start, "end": relationship.end}
                properties = {**relationship.properties, MARK: content}
                self._write(query, {"id": relationship.id, **ends, "properties": properties})
        self._flush()

    def delete_vanished(self) -> None:
        """Relationships first; a node that something not ours hangs on stays, without our mark."""
        for type_, vanished in self._relationships.items():
            for id_, (_, label, narrow) in vanished.items():
                self._deleted += 1
                self._write(_delete_relationship(type_, label), {"id": id_, "narrow": narrow})
        self._flush()
        for label, ids in self._nodes.items():
            remaining = iter(ids)
            while batch := list(islice(remaining, BATCH)):
                self._delete_nodes(label, batch)

    def _delete_nodes(self, label: str, ids: list[str]) -> None:
        found = f"UNWIND $ids AS id MATCH (n:{label} {{id: id}})"
        drop, disown = f"{found} WHERE NOT (n)--() DELETE n", f"{found} SET n.{MARK} = null"
        self._store.write((drop, {"ids": ids}), (disown, {"ids": ids}))
        kept = next(self._store.stream(f"{found} RETURN count(n)", ids=ids))[0]
        self._kept += kept
        self._deleted += len(ids) - kept

    def report_end(self) -> None:
        if self._progress:
            self._progress(self._seen, self._seen)

    def _differs(self, known: str | None, content: str) -> bool:
        if known is None:
            self._created += 1
        elif known != content:
            self._updated += 1
        else:
            self._unchanged += 1
        self._seen += 1
        if self._progress and self._seen % 500 == 0:
            self._progress(self._seen, max(self._seen, self._at_most))
        return known != content

    def _write(self, query: str, row: dict[str, Any]) -> None:
        self._pending.setdefault(query, []).append(row)
        self._waiting += 1
        if self._waiting >= BATCH:
            self._flush()

    def _flush(self) -> None:
        """One transaction for all that waits: a commit costs more than a query."""
        if self._pending:
            self._store.write(*((query, {"rows": rows}) for query, rows in self._pending.items()))
        self._pending, self._waiting = {}, 0


def _present_nodes(store: Store) -> dict[str, dict[str, str]]:
    """label -> id -> mark. One query for all labels: a server that has just started compiles each one slowly."""
    present: dict[str, dict[str, str]] = {label: {} for label in LABELS}
    found = store.stream(f"MATCH (n) WHERE n.{MARK} IS NOT NULL RETURN head(labels(n)), n.id, n.{MARK}")
    for label, id_, mark in found:
        present[label][id_] = mark
    return present


def _present_relationships(store: Store) -> dict[str, dict[str, tuple[str, str, str]]]:
    """type -> id -> (mark, label and id of the narrow end)."""
    present: dict[str, dict[str, tuple[str, str, str]]] = {type_: {} for type_ in RELATIONSHIPS}
    found = store.stream(
        f"MATCH (a)-[r]->(b) WHERE r.{MARK} IS NOT NULL"
        f" RETURN type(r), r.id, r.{MARK}, head(labels(a)), a.id, head(labels(b)), b.id"
    )
    for type_, id_, mark, *ends in found:
        start, end = ends[:2], ends[2:]
        label, narrow = start if RELATIONSHIPS[type_].narrow == "start" else end
        present[type_][id_] = (mark, label, narrow)
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
