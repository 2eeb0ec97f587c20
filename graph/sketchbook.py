"""Sketches kept in the record: what deciding who is who needs of each article, read again only where one is new.

The record goes in; the blocks that articles touched which came, went or changed since the last time come out, and the
sketches of any block. Nothing is decided here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from extract.identity import Anchor
from extract.pipeline import extractor_version
from extract.sketches import Post, Sketch, sketches
from graph.record import Record

VERSION = "sketches"  # setting: the program whose sketches are kept


class Touched(NamedTuple):
    """What came or went: the blocks, and the local ids that are gone. `whole`: all is read anew."""

    blocks: set[str]
    gone: set[str]
    whole: bool


def refresh(record: Record) -> Touched:
    """Bring the sketches up to date. To be called in the transaction that decides who is who, so that what was touched
    is never forgotten."""
    with record.change(touch=False) as execute:
        version = next(iter(execute("SELECT value FROM setting WHERE name = ?", (VERSION,))), ("",))[0]
        whole = version != extractor_version("")
        if whole:
            for table in ("sketch", "sketched", "applied"):
                execute(f"DELETE FROM {table}")
            execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (VERSION, extractor_version("")))
        stale = "FROM sketch WHERE article NOT IN (SELECT article FROM sketched)"
        gone = execute(f"SELECT id, block {stale}").fetchall()
        execute(f"DELETE {stale}")
        blocks = {block for _, block in gone}
        new = execute("SELECT id FROM article WHERE id NOT IN (SELECT article FROM sketched) ORDER BY id").fetchall()
        for (article,) in new:
            for sketch in (s for x in record.extractions(article) for s in sketches(x)):
                row = (sketch.id, article, sketch.block, sketch.doc, sketch.type, sketch.name, _packed(sketch))
                execute("INSERT OR REPLACE INTO sketch VALUES (?,?,?,?,?,?,?)", row)
                blocks.add(sketch.block)
            execute("INSERT INTO sketched VALUES (?)", (article,))
    return Touched(blocks, {id_ for id_, _ in gone}, whole)


def of_blocks(record: Record, blocks: Collection[str]) -> list[Sketch]:
    return _found(record, "block IN (SELECT value FROM json_each(?))", json.dumps(sorted(blocks)))


def named_by(record: Record, anchors: Iterable[Anchor]) -> list[Sketch]:
    """All sketches among which anchors may mean some: of their documents, and of their names."""
    docs, names = set(), set()
    for anchor in anchors:
        docs |= {doc for doc, _ in anchor.places}
        names.add((anchor.type, anchor.name))
    found = _found(record, "doc IN (SELECT value FROM json_each(?))", json.dumps(sorted(docs)))
    for name in sorted(names):
        found += _found(record, "type = ? AND name = ?", *name)
    return list({sketch.id: sketch for sketch in found}.values())


def _found(record: Record, where: str, *values: str) -> list[Sketch]:
    found = record.rows(f"SELECT packed FROM sketch WHERE {where} ORDER BY id", values)
    return [_sketch(packed) for (packed,) in found]


# ---- a sketch as JSON


def _packed(sketch: Sketch) -> str:
    return json.dumps({f.name: _plain(getattr(sketch, f.name)) for f in fields(Sketch)}, ensure_ascii=False)


def _plain(value: Any) -> Any:
    match value:
        case frozenset():
            return sorted(_plain(v) for v in value)
        case Post():
            return [value.body, value.title, value.tier, list(value.codes), value.strong]
        case date():
            return value.isoformat()
        case _:
            return value


def _sketch(packed: str) -> Sketch:
    row = json.loads(packed)
    return Sketch(**{name: _unpack()[name](value) if name in _unpack() else value for name, value in row.items()})


@cache
def _unpack() -> dict[str, Callable[[Any], Any]]:
    """What is no plain value of JSON, by field."""

    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    sets = dict.fromkeys(("names", "homes", "meetings", "company"), frozenset)
    return {
        **sets,
        **dict.fromkeys(("codes", "span"), tuple),
        **dict.fromkeys(("published", "day"), day),
        "posts": lambda posts: frozenset(Post(b, t, tier, tuple(codes), strong) for b, t, tier, codes, strong in posts),
    }
