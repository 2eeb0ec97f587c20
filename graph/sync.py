"""Bring a graph to its record: write what is new or different, delete what vanished, leave alone what is not ours.

Our nodes and relationships carry a mark, the hash of their content; comparing hashes decides, so a load that was cut
short goes on where it was and a second load changes nothing. What the graph lacks is created outright, between nodes
named by the engine's own ids: merging and looking ids up would ask again what the comparison has answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from secrets import token_hex
from threading import Thread
from typing import Any

from extract.model import InputError
from graph.model import BOOKKEEPING, LABELS, MARK, RELATIONSHIPS
from graph.projection import Node, Relationship, nodes, relationships
from graph.record import Record
from graph.store import Query, Store

BATCH = 3_000  # nodes, relationships and quotes a transaction
Row = Mapping[str, Any] | list[Any]
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


# The bookkeeping node of loads: who loads, how far that is, and what the last whole load made.
_STATE = f"(s:{BOOKKEEPING} {{id: 'load'}})"
_BEGIN = (
    f"MERGE {_STATE} SET s.loader = $loader, s.batch = 0,"
    " s.record = null, s.revision = null, s.nodes = null, s.relationships = null"
)
# The first SET takes the node's lock, so that what is read after it is so.
_TURN = (
    f"MATCH {_STATE} SET s.locked = true"
    " WITH s WHERE s.loader = $loader AND s.batch < $batch SET s.batch = $batch RETURN s.batch"
)
_END = (
    f"MATCH {_STATE} SET s.record = $record, s.revision = $revision, s.nodes = $nodes, s.relationships = $relationships"
)


def is_loaded(record: Record, store: Store) -> bool:
    """Whether the last load put this very revision of this record into the graph, and ran to its end."""
    state = store.stream(f"MATCH {_STATE} RETURN s.record, s.revision")
    return list(state) == [(record.id, record.revision)]


def sync(record: Record, store: Store, progress: Progress | None = None) -> SyncCounts:
    """Make the graph what the record says; a cut connection or a killed process costs only the batch in flight."""
    if is_loaded(record, store) and (counted := _counted(store)) == _expected(store):
        return SyncCounts(unchanged=sum(counted))
    batches = _Batches(store)
    revision = record.revision
    load = _Load(store, batches, progress, _at_most(record))
    with closing(nodes(record)) as wanted:  # closed here, in the thread that opened the record
        node_count = load.nodes(wanted)
    with closing(relationships(record)) as stated:
        relationship_count = load.relationships(stated)
    load.delete_vanished()
    batches.wait()
    load.report_end()
    if record.revision == revision:
        made = {"nodes": node_count, "relationships": relationship_count}
        batches.write((_END, {"record": record.id, "revision": revision, **made}))
        batches.wait()
    return load.counts()


def _counted(store: Store) -> tuple[int, int]:
    """Nodes and relationships of ours in the graph: somebody may have deleted some by hand."""
    found = next(store.stream(f"MATCH (n) WHERE n.{MARK} IS NOT NULL RETURN count(n)"))[0]
    return found, next(store.stream(f"MATCH ()-[r]->() WHERE r.{MARK} IS NOT NULL RETURN count(r)"))[0]


def _expected(store: Store) -> tuple[int, int] | None:
    state = list(store.stream(f"MATCH {_STATE} RETURN s.nodes, s.relationships"))
    return state[0] if state else None


def _at_most(record: Record) -> int:
    """Nodes and relationships that the record can make: statements that say the same become one."""
    tables = ("article", "entity", "local_entity", "statement")
    return sum(next(record.rows(f"SELECT count(*) FROM {table}"))[0] for table in tables)


class _Batches:
    """The transactions of one load, in their order, each written by a thread while the next is being made.

    Each carries its number into the bookkeeping node. So one that is tried again after its answer was lost is written
    once, what a killed load left under way is over before the next one looks, and of two loads at once the later stays.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._loader = token_hex(8)
        self._number = 0
        self._running: Future[None] | None = None
        store.write((_BEGIN, {"loader": self._loader}))

    def write(self, *queries: Query) -> None:
        """Write them after all that came before; raises what went wrong with that."""
        self.wait()
        self._number += 1
        self._running = Future()
        # A daemon: whoever interrupts a load need not wait for a server that is away.
        Thread(target=self._write, args=(self._running, self._number, queries), daemon=True).start()

    def wait(self) -> None:
        """Until all is written."""
        if self._running:
            self._running.result()
        self._running = None

    def _write(self, answer: Future[None], number: int, queries: tuple[Query, ...]) -> None:
        turn = (_TURN, {"loader": self._loader, "batch": number})
        try:
            if not self._store.write(*queries, given=turn) and not self._ours():
                raise InputError("Another load of this graph began, so this one ended; the other one goes on.")
            answer.set_result(None)
        except BaseException as error:
            answer.set_exception(error)

    def _ours(self) -> bool:
        return list(self._store.stream(f"MATCH {_STATE} RETURN s.loader")) == [(self._loader,)]


class _Load:
    """One load in progress: what the graph held and has not yet been seen in the record, as id -> mark ("" where it is
    not ours), and what is to be written next: rows by query, in the order in which the queries must run."""

    def __init__(self, store: Store, batches: _Batches, progress: Progress | None, at_most: int) -> None:
        self._store = store
        self._batches = batches
        self._progress = progress
        self._seen, self._at_most = 0, at_most
        self._created = self._updated = self._deleted = self._unchanged = self._kept = 0
        self._nodes, self._elements = _present_nodes(store)
        self._relationships = _present_relationships(store, anything=bool(self._elements))
        self._pending: dict[str, list[Row]] = {}
        self._waiting = 0

    def counts(self) -> SyncCounts:
        return SyncCounts(self._created, self._updated, self._deleted, self._unchanged, self._kept)

    def nodes(self, wanted: Iterable[Node]) -> int:
        """How many there are."""
        before = self._seen
        for node in wanted:
            known, mark = self._nodes[node.label].pop(node.id, None), node.content
            if self._differs(known, mark):
                self._write(*(self._new_node(node, mark) if known is None else _changed_node(node, mark)))
        self._flush()
        if self._created:
            self._batches.wait()
            _, self._elements = _present_nodes(self._store)
        return self._seen - before

    def relationships(self, wanted: Iterable[Relationship]) -> int:
        """How many there are."""
        before = self._seen
        for relationship in wanted:
            known, mark = self._relationships[relationship.type].pop(relationship.id, None), relationship.content
            if self._differs(known, mark):
                written = self._new(relationship, mark) if known is None else _changed(relationship, mark)
                self._write(*written, 1 + len(relationship.quotes))
        self._flush()
        return self._seen - before

    def _new_node(self, node: Node, mark: str) -> tuple[str, Row]:
        """Query and row that create a node."""
        label = self._store.name(node.label, "row[0]")
        return f"UNWIND $rows AS row CREATE (n:{label}) SET n += row[1]", [node.label, _given(node.properties, mark)]

    def _new(self, relationship: Relationship, mark: str) -> tuple[str, Row]:
        """Query and row that create a relationship."""
        type_ = self._store.name(relationship.type, "row[0]")
        ends = "MATCH (a) WHERE elementId(a) = row[1] MATCH (b) WHERE elementId(b) = row[2]"
        query = f"UNWIND $rows AS row {ends} CREATE (a)-[r:{type_}]->(b) SET r += row[3]"
        start, end = self._elements.get(relationship.start), self._elements.get(relationship.end)
        return query, [relationship.type, start, end, _given(relationship.properties, mark)]

    def delete_vanished(self) -> None:
        """Relationships first; a node that something not ours hangs on stays, without our mark."""
        for type_, present in self._relationships.items():
            if vanished := {id_ for id_, mark in present.items() if mark}:
                for id_, label, narrow in _narrow_ends(self._store, type_):
                    if id_ in vanished:
                        self._deleted += 1
                        self._write(_delete_relationship(type_, label), {"id": id_, "narrow": narrow})
        self._flush()
        for label, present in self._nodes.items():
            remaining = (id_ for id_, mark in present.items() if mark)
            while batch := list(islice(remaining, BATCH)):
                self._delete_nodes(label, batch)

    def _delete_nodes(self, label: str, ids: list[str]) -> None:
        found = f"UNWIND $ids AS id MATCH (n:{label} {{id: id}})"
        drop, disown = f"{found} WHERE NOT (n)--() DELETE n", f"{found} SET n.{MARK} = null"
        self._batches.write((drop, {"ids": ids}), (disown, {"ids": ids}))
        self._batches.wait()
        kept = next(self._store.stream(f"{found} RETURN count(n)", ids=ids))[0]
        self._kept += kept
        self._deleted += len(ids) - kept

    def report_end(self) -> None:
        if self._progress:
            self._progress(self._seen, self._seen)

    def _differs(self, known: str | None, mark: str) -> bool:
        if not known:
            self._created += 1
        elif known != mark:
            self._updated += 1
        else:
            self._unchanged += 1
        self._seen += 1
        if self._progress and self._seen % 500 == 0:
            self._progress(self._seen, max(self._seen, self._at_most))
        return known != mark

    def _write(self, query: str, row: Row, size: int = 1) -> None:
        self._pending.setdefault(query, []).append(row)
        self._waiting += size
        if self._waiting >= BATCH:
            self._flush()

    def _flush(self) -> None:
        """One transaction for all that waits: a commit costs more than a query."""
        if self._pending:
            self._batches.write(*((query, {"rows": rows}) for query, rows in self._pending.items()))
        self._pending, self._waiting = {}, 0


# ---- what is there


def _present_nodes(store: Store) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """label -> id -> mark, and id -> the engine's own id. One query for all labels: a server that has just started
    compiles each one slowly."""
    marks: dict[str, dict[str, str]] = {label: {} for label in LABELS}
    elements: dict[str, str] = {}
    query = f"MATCH (n) WHERE n.id IS NOT NULL RETURN labels(n), n.id, n.{MARK}, elementId(n)"
    for labels, id_, mark, element in store.stream(query):
        if label := _ours(labels):
            marks[label][id_] = mark or ""
            elements[id_] = element
    return marks, elements


def _present_relationships(store: Store, anything: bool) -> dict[str, dict[str, str]]:
    """type -> id -> mark. An empty graph is not asked."""
    present: dict[str, dict[str, str]] = {type_: {} for type_ in RELATIONSHIPS}
    if not anything:
        return present
    for type_, id_, mark in store.stream(f"MATCH ()-[r]->() WHERE r.id IS NOT NULL RETURN type(r), r.id, r.{MARK}"):
        if type_ in present:
            present[type_][id_] = mark or ""
    return present


def _narrow_ends(store: Store, type_: str) -> list[tuple[str, str, str]]:
    """Of every relationship of ours: id, label and id of its narrow end."""
    end = "a" if RELATIONSHIPS[type_].narrow == "start" else "b"
    query = f"MATCH (a)-[r:{type_}]->(b) WHERE r.{MARK} IS NOT NULL RETURN r.id, labels({end}), {end}.id"
    return [(id_, label, narrow) for id_, labels, narrow in store.stream(query) if (label := _ours(labels))]


def _ours(labels: Iterable[str]) -> str | None:
    """The label that we gave a node; people may have given it others."""
    return next((label for label in labels if label in LABELS), None)


# ---- what is written: `+=` also where it is new, since `=` would first look for what there is to take away


def _changed_node(node: Node, mark: str) -> tuple[str, Row]:
    """Query and row that make a node that is there, or has just gone, what it should be."""
    query = f"UNWIND $rows AS row MERGE (n:{node.label} {{id: row.id}}) SET n += row.properties"
    return query, {"id": node.id, "properties": {**node.properties, MARK: mark}}


def _changed(relationship: Relationship, mark: str) -> tuple[str, Row]:
    """Query and row that make a relationship that is there, or has just gone, what it should be. It is looked for from
    its narrow end, where both engines begin to look."""
    type_ = relationship.type
    a, b = f"(a:{relationship.start_label} {{id: row.start}})", f"(b:{relationship.end_label} {{id: row.end}})"
    relation = f"[r:{type_} {{id: row.id}}]"
    if RELATIONSHIPS[type_].narrow == "start":
        merged = f"MATCH {a} MATCH {b} MERGE (a)-{relation}->(b)"
    else:
        merged = f"MATCH {b} MATCH {a} MERGE (b)<-{relation}-(a)"
    row: dict[str, Any] = {"id": relationship.id, "start": relationship.start, "end": relationship.end}
    row["properties"] = {**relationship.properties, MARK: mark}
    return f"UNWIND $rows AS row {merged} SET r += row.properties", row


def _given(properties: Mapping[str, Any], mark: str) -> dict[str, Any]:
    """Those that have a value: what is new has nothing to take away, and each null costs as much as a value."""
    given = {name: value for name, value in properties.items() if value is not None}
    given[MARK] = mark
    return given


def _delete_relationship(type_: str, label: str) -> str:
    left, right = ("-", "->") if RELATIONSHIPS[type_].narrow == "start" else ("<-", "-")
    found = f"MATCH (n:{label} {{id: row.narrow}}){left}[r:{type_} {{id: row.id}}]{right}()"
    return f"UNWIND $rows AS row {found} DELETE r"
