"""Blocks of sketches are decided by workers, as shards of pages are extracted: rows of sketches in, who is who out.

Only the blocks in hand are in memory. Which blocks go together, who decides them and who is first changes nothing, so
that one process, many of them and a cluster give the same answer. What decisions tie together is not decided here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count, groupby
from typing import Any

from extract.identity import Identity, Question, identify
from extract.model import Entity
from extract.shards import Workers
from extract.sketches import Row, unpacked

SIZE = 2000  # sketches decided together, those of a greater block aside: a second of work


@dataclass(frozen=True, slots=True)
class Blocks:
    """Whole blocks, as rows of their sketches."""

    rows: tuple[Row, ...]
    key: str

    def decided(self) -> bytes:
        """Who is who in them, as bytes."""
        identity = identify([unpacked(row) for row in self.rows])
        entities = [_entity_row(entity) for entity in identity.entities.values()]
        questions = [[q.one, q.other, q.score, q.reasons] for q in identity.questions]
        return json.dumps([dict(identity.corpus_id), entities, questions], ensure_ascii=False).encode()


def cut(rows: Iterable[Row], size: int = SIZE) -> Iterator[Blocks]:
    """Rows sorted by block, some blocks at a time."""
    numbers = count()
    held: list[Row] = []
    for _, block in groupby(rows, key=lambda row: row[0]):
        held += block
        if len(held) >= size:
            yield Blocks(tuple(held), f"blocks {next(numbers)}")
            held = []
    if held:
        yield Blocks(tuple(held), f"blocks {next(numbers)}")


def decide_blocks(parts: Iterable[Blocks], workers: Workers | None = None) -> Iterator[Identity]:
    """Who is who in each part, as they are done. Without workers, or where a part broke its worker, it is done here."""
    if workers is None:
        yield from (_decoded(part.decided()) for part in parts)
        return
    coming = iter(parts)
    started: dict[str, Blocks] = {}
    while True:
        while workers.room and (part := next(coming, None)):
            workers.start(part)
            started[part.key] = part
        if not started:
            return
        task, answer = workers.wait()
        part = started.pop(task.key)
        yield _decoded(part.decided() if answer is None else answer)


def _decoded(answer: bytes) -> Identity:
    corpus_id, entities, questions = json.loads(answer)
    return Identity(
        corpus_id,
        {row[0]: _entity(row) for row in entities},
        tuple(Question(one, other, score, tuple(reasons)) for one, other, score, reasons in questions),
    )


def _entity_row(e: Entity) -> list[Any]:
    return [e.id, e.type, e.name, e.aliases, e.scope, e.kind, e.date.isoformat() if e.date else None]


def _entity(row: list[Any]) -> Entity:
    id_, type_, name, aliases, scope, kind, day = row
    return Entity(id_, type_, name, tuple(aliases), scope, kind, date.fromisoformat(day) if day else None)
