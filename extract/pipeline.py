"""The whole way from a page to its extractions, top to bottom. No database, no terminal; many pages: shards.py."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from typing import Any

from extract.assemble import assemble
from extract.layout import split_articles
from extract.locality import localities_of
from extract.mend import mend
from extract.model import HISTORY, Extraction, Page, Statement, TaggedArticle
from extract.tagging import Tagger


@cache
def extractor_version(engine: str = "onnx") -> str:
    """Changes whenever the same page could give other statements: code, tables or weights. Stored pages are then
    extracted again."""
    digest = sha256()
    root = Path(__file__).parent
    for file in sorted(p for p in root.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        digest.update(str(file.relative_to(root)).encode() + file.read_bytes())
    return f"{engine}-{digest.hexdigest()[:12]}"


def extract_page(page: Page, tagger: Tagger) -> list[Extraction]:
    """Everything the articles of one page say; ids are local to each article."""
    return extract_together([page], tagger)[0]


def extract_together(pages: Sequence[Page], tagger: Tagger) -> list[list[Extraction]]:
    """The same of several pages, whose articles the tagger reads at once, which is quicker. The same to the bit, since
    no article is told of another."""
    articles = [split_articles(page) for page in pages]
    tagged = iter(tagger.tag(list(chain.from_iterable(articles))))
    return [_assembled(list(islice(tagged, len(own))), page) for own, page in zip(articles, pages, strict=True)]


def _assembled(tagged: Sequence[TaggedArticle], page: Page) -> list[Extraction]:
    mended = [mend(t) for t in tagged]
    localities = localities_of(mended, page.locale)
    return [assemble(t, locality) for t, locality in zip(mended, localities, strict=True)]


def as_row(statement: Statement) -> dict[str, Any]:
    """A statement as `zhengmai extract` writes it, see docs/evaluation.md."""
    return {
        "doc": statement.doc,
        "article": statement.article,
        "s": {"type": statement.subject.type, "name": statement.subject.name, "id": statement.subject.id},
        "p": statement.predicate,
        "o": {"type": statement.object.type, "name": statement.object.name, "id": statement.object.id},
        "q": dict(statement.qualifiers),
        "evidence": statement.evidence,
        "start": statement.start,
        "end": statement.end,
        "confidence": statement.confidence,
        "rule": statement.rule,
    }


def as_lines(extractions: Sequence[Extraction], history: bool = False) -> Iterator[str]:
    """Statements as JSON lines, Chinese as printed; what became of bodies only where `history` is wanted."""
    for extraction in extractions:
        for statement in extraction.statements:
            if history or statement.predicate not in HISTORY:
                yield json.dumps(as_row(statement), ensure_ascii=False)
