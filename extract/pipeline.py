"""The whole way from pages to extractions, top to bottom. No database, no terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from extract.assemble import assemble
from extract.layout import split_articles
from extract.locality import localities_of
from extract.mend import mend
from extract.model import Extraction, Page, Statement
from extract.tagging import Tagger, load_tagger

PAGES_AHEAD = 4  # pages handed to each worker before it is done, so that none waits


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
    articles = split_articles(page)
    tagged = [mend(t) for t in tagger.tag(articles)]
    localities = localities_of(tagged, page.locale)
    return [assemble(t, locality) for t, locality in zip(tagged, localities, strict=True)]


def extract_pages(
    pages: Iterable[Page], engine: str = "onnx", model: str | None = None, jobs: int = 1
) -> Iterator[tuple[Page, list[Extraction]]]:
    """Each page with its extractions, in the order of the pages whatever `jobs` is."""
    if jobs <= 1:
        tagger = load_tagger(engine, model)
        for page in pages:
            yield page, extract_page(page, tagger)
        return
    with ProcessPoolExecutor(jobs, initializer=_start_worker, initargs=(engine, model)) as pool:
        yield from _in_order(pool, pages, jobs * PAGES_AHEAD)


_worker_tagger: Tagger | None = None


def _start_worker(engine: str, model: str | None) -> None:
    global _worker_tagger
    _worker_tagger = load_tagger(engine, model)


def _work(page: Page) -> list[Extraction]:
    assert _worker_tagger is not None, "the pool's initializer loads it"
    return extract_page(page, _worker_tagger)


def _in_order(pool: ProcessPoolExecutor, pages: Iterable[Page], ahead: int) -> Iterator[tuple[Page, list[Extraction]]]:
    """Results in the order of submission with at most `ahead` pages in memory."""
    waiting: list[tuple[Page, Any]] = []
    for page in pages:
        waiting.append((page, pool.submit(_work, page)))
        if len(waiting) >= ahead:
            done, future = waiting.pop(0)
            yield done, future.result()
    for done, future in waiting:
        yield done, future.result()


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


def as_lines(extractions: Sequence[Extraction]) -> Iterator[str]:
    """Statements as JSON lines, Chinese as printed."""
    for extraction in extractions:
        for statement in extraction.statements:
            yield json.dumps(as_row(statement), ensure_ascii=False)
