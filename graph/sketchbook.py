"""Sketches kept in the record: what deciding who is who needs of each article, read again only where one is new.

The record goes in; the blocks that articles touched which came, went or changed since the last time come out, one after
the other, and the sketches of any block. Nothing is decided here, and nothing that grows with the corpus is in memory.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from itertools import chain

from extract.identity import Anchor, Identity, touched
from extract.pipeline import extractor_version
from extract.sketches import Row, Sketch, packed, sketches, unpacked
from graph.record import Record

_ROW = "sketch.block, sketch.id, sketch.type, sketch.name, sketch.rest"
_STALE = "FROM sketch WHERE article NOT IN (SELECT article FROM sketched WHERE version = ?)"
_UNDECIDED = "SELECT article FROM sketched WHERE NOT decided"
_SCRATCH = {  # tables of this connection, on disk where they are large
    "touched": "block",  # blocks where something came or went
    "gone": "id",  # local ids that are no more
    "concerned": "id",  # local ids that were in a touched block, or are
    "former": "id",  # corpus ids of these until now
}


Pairs = Set[frozenset[str]]  # of entities


def keep(record: Record, article: int, rows: Iterable[Row]) -> None:
    """Put the sketches of a new article into the book."""
    with record.change(touch=False) as execute:
        for row in rows:
            execute("INSERT OR REPLACE INTO sketch VALUES (?,?,?,?,?,?)", (*row, article))
        execute("INSERT OR REPLACE INTO sketched VALUES (?,?,0)", (article, extractor_version("")))


class Sketchbook:
    """The book brought up to date. To be opened in the transaction that decides who is who, so that what was touched is
    never forgotten."""

    def __init__(self, record: Record) -> None:
        self._record = record
        version = extractor_version("")
        with record.change(touch=False) as execute:
            for table, column in _SCRATCH.items():
                execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} ({column} TEXT PRIMARY KEY) WITHOUT ROWID")
                execute(f"DELETE FROM {table}")
            if not execute("SELECT 1 FROM sketched").fetchone():  # a new book, and maybe an old record
                nobody = "NOT EXISTS (SELECT 1 FROM local_entity WHERE id = local_id)"
                execute(f"INSERT INTO gone SELECT local_id FROM identity WHERE {nobody}")
            execute(f"INSERT OR IGNORE INTO touched SELECT block {_STALE}", (version,))
            execute(f"INSERT OR IGNORE INTO gone SELECT id {_STALE}", (version,))
            execute(f"DELETE {_STALE}", (version,))
            known = "SELECT article FROM sketched WHERE version = ?"
            new = execute(f"SELECT id FROM article WHERE id NOT IN ({known}) ORDER BY id", (version,)).fetchall()
            for (article,) in new:
                keep(record, article, (packed(s) for x in record.extractions(article) for s in sketches(x)))
            execute(f"INSERT OR IGNORE INTO touched SELECT block FROM sketch WHERE article IN ({_UNDECIDED})")
            execute(f"DELETE FROM gone WHERE id IN (SELECT id FROM sketch WHERE article IN ({_UNDECIDED}))")
            execute("UPDATE sketched SET decided = 1 WHERE NOT decided")

    def tie(self, changed: Iterable[Collection[str]], ties: Sequence[Collection[str]]) -> set[str]:
        """Blocks touched that decisions tie to others, or that a changed decision concerns: these are decided together.
        They are taken out of what `untied` gives."""
        with self._record.change(touch=False) as execute:
            asked = json.dumps(sorted(set(chain.from_iterable(ties))), ensure_ascii=False)
            found = execute("SELECT block FROM touched WHERE block IN (SELECT value FROM json_each(?))", (asked,))
            tied = touched({row[0] for row in found}.union(*changed), ties)
            tied_ = json.dumps(sorted(tied), ensure_ascii=False)
            execute("INSERT OR IGNORE INTO touched SELECT value FROM json_each(?)", (tied_,))
            execute("INSERT OR IGNORE INTO concerned SELECT id FROM gone")
            execute("INSERT OR IGNORE INTO concerned SELECT id FROM touched CROSS JOIN sketch USING (block)")
            execute("DELETE FROM touched WHERE block IN (SELECT value FROM json_each(?))", (tied_,))
        return tied

    def untied(self) -> Iterator[Row]:
        """The sketches of all other blocks touched, block by block."""
        query = f"SELECT {_ROW} FROM touched CROSS JOIN sketch USING (block) ORDER BY touched.block, sketch.id"
        return (_row(found) for found in self._record.rows(query))

    @contextmanager
    def deciding(self) -> Iterator[Callable[..., None]]:
        """A function that keeps who is who in a part of what is touched, with its questions; those about pairs that
        somebody looked at and left open come last. What nobody is any more is forgotten."""
        record = self._record
        changed = False

        def put(identity: Identity, left: Pairs = frozenset()) -> None:
            nonlocal changed
            changed |= record.put_identity(identity.corpus_id, identity.entities)
            for q in identity.questions:
                score = q.score - 10 if frozenset((q.one, q.other)) in left else q.score
                reasons = json.dumps(q.reasons, ensure_ascii=False)
                execute("INSERT INTO question VALUES (?,?,?,?)", (q.one, q.other, score, reasons))

        with record.change(touch=False) as execute:
            before = "SELECT entity_id FROM identity WHERE local_id IN (SELECT id FROM concerned)"
            execute(f"INSERT OR IGNORE INTO former {before}")
            execute("DELETE FROM question WHERE one IN (SELECT id FROM former)")
            lost = execute("DELETE FROM identity WHERE local_id IN (SELECT id FROM gone)").rowcount
            yield put
            unborn = "NOT EXISTS (SELECT 1 FROM identity WHERE entity_id = entity.id)"
            lost += execute(f"DELETE FROM entity WHERE id IN (SELECT id FROM former) AND {unborn}").rowcount
            record.decided(changed or lost > 0)

    def of_blocks(self, blocks: Collection[str]) -> list[Sketch]:
        return self._found("block IN (SELECT value FROM json_each(?))", json.dumps(sorted(blocks), ensure_ascii=False))

    def named_by(self, anchors: Iterable[Anchor]) -> list[Sketch]:
        """All sketches among which anchors may mean some: of their documents, and of their names."""
        docs, names = set(), set()
        for anchor in anchors:
            docs |= {doc for doc, _ in anchor.places}
            names.add((anchor.type, anchor.name))
        articles = "SELECT id FROM article WHERE doc IN (SELECT value FROM json_each(?))"
        found = self._found(f"article IN ({articles})", json.dumps(sorted(docs)))
        for name in sorted(names):
            found += self._found("type = ? AND name = ?", *name)
        return list({sketch.id: sketch for sketch in found}.values())

    def _found(self, where: str, *values: str) -> list[Sketch]:
        rows = self._record.rows(f"SELECT {_ROW} FROM sketch WHERE {where} ORDER BY id", values)
        return [unpacked(_row(found)) for found in rows]


def _row(found: tuple[str, ...]) -> Row:
    block, id_, type_, name, rest = found
    return block, id_, type_, name, rest
