"""What pages said, as the bytes that workers send and files keep: one JSON line a page, packed.

`decode(encode(x)) == x`, and the same results give the same bytes. JSON, since a file in a workspace must not be able
to run anything.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from extract.model import Article, Block, Entity, Extraction, InputError, Page, Ref, Statement
from extract.sketches import Row, packed, sketches


@dataclass(frozen=True, slots=True)
class Extracted:
    """What one page said, or why it could not be extracted. `page` is without its text, of `characters`; `drawn` has
    the sketches of each extraction, made where there are many workers instead of the one that stores them."""

    page: Page
    characters: int
    extractions: tuple[Extraction, ...] = ()
    failure: InputError | None = None
    drawn: tuple[tuple[Row, ...], ...] = ()

    @classmethod
    def of(cls, page: Page, extractions: Sequence[Extraction] = (), failure: InputError | None = None) -> Extracted:
        drawn = tuple(tuple(map(packed, sketches(e))) for e in extractions)
        return cls(replace(page, text=""), len(page.text), tuple(extractions), failure, drawn)


def encode(results: Iterable[Extracted]) -> bytes:
    """Results as bytes."""
    lines = (json.dumps(_row(result), ensure_ascii=False, separators=(",", ":")) for result in results)
    return gzip.compress("\n".join(lines).encode("utf-8", "surrogatepass"), compresslevel=1, mtime=0)


def decode(data: bytes) -> list[Extracted]:
    """Bytes as results. Raises ValueError for bytes that encode() did not make."""
    try:
        text = gzip.decompress(data).decode("utf-8", "surrogatepass")
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(error) from error
    if not data:  # which gzip takes for nothing, packed
        raise ValueError("no data")
    return [_result(json.loads(line)) for line in text.split("\n") if line]


def _row(result: Extracted) -> list[Any]:
    page, failure = result.page, result.failure
    said = failure and [failure.template, {name: str(value) for name, value in failure.values.items()}]
    facts = [page.doc, page.source, page.encoding, page.sha256, page.title, page.publication, _iso(page.published)]
    return [
        [*facts, page.locale],
        result.characters,
        [_extraction_row(e) for e in result.extractions],
        said,
        result.drawn,
    ]


def _result(row: list[Any]) -> Extracted:
    (doc, source, encoding, sha256, title, publication, published, locale), characters, extractions, said, drawn = row
    page = Page(doc, source, "", encoding, sha256, title, publication, _date(published), locale)
    failure = InputError(said[0], **said[1]) if said else None
    rows = tuple(tuple((b, id_, type_, name, rest) for b, id_, type_, name, rest in one) for one in drawn)
    return Extracted(page, characters, tuple(map(_extraction, extractions)), failure, rows)


def _extraction_row(extraction: Extraction) -> list[Any]:
    a = extraction.article
    article = [
        *(a.doc, a.n, a.text, a.offsets, [[b.kind, b.start, b.end] for b in a.blocks], a.source, a.publication),
        *(_iso(a.published), a.locale, a.continued, a.stated_title),
    ]
    entities = [[e.id, e.type, e.name, e.aliases, e.scope, e.kind, _iso(e.date)] for e in extraction.entities]
    return [article, entities, [_statement_row(s) for s in extraction.statements]]


def _extraction(row: list[Any]) -> Extraction:
    (doc, n, text, offsets, blocks, source, publication, published, locale, continued, title), entities, said = row
    article = Article(
        *(doc, n, text, tuple(offsets), tuple(Block(*block) for block in blocks), source, publication),
        *(_date(published), locale, continued, title),
    )
    return Extraction(article, tuple(map(_entity, entities)), tuple(map(_statement, said)))


def _entity(row: list[Any]) -> Entity:
    id_, type_, name, aliases, scope, kind, day = row
    return Entity(id_, type_, name, tuple(aliases), scope, kind, _date(day))


def _statement_row(s: Statement) -> list[Any]:
    ends = [[ref.type, ref.name, ref.id] for ref in (s.subject, s.object)]
    facts = [s.doc, s.article, s.evidence, s.start, s.end, s.confidence, s.rule]
    return [*ends, s.predicate, *facts, dict(s.qualifiers)]


def _statement(row: list[Any]) -> Statement:
    subject, object_, predicate, *rest = row
    return Statement(Ref(*subject), predicate, Ref(*object_), *rest)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
