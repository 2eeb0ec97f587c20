"""Files in, an up-to-date record out: only what is new or different is extracted, in shards, by one process or many.

A killed build goes on where it was; a second one changes nothing. Loading the graph is graph/sync.py's part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from extract.model import Page
from extract.pipeline import extractor_version
from extract.read import ReadFailure
from extract.run import readable, version_of
from extract.shards import Spool, cut, extract_shards
from extract.workers import open_workers
from graph.decisions import Outcome, apply
from graph.record import STDIN, Record
from graph.sketchbook import keep

SHARDS = "shards"  # folder of the workspace where results wait for their turn


@dataclass(slots=True)
class Build:
    """What a build did."""

    extracted: int = 0  # pages
    unchanged: int = 0  # pages known already, in this version of the extractor
    characters: int = 0  # of the pages extracted
    failures: list[ReadFailure] = field(default_factory=list)
    encodings: dict[str, int] = field(default_factory=dict)  # encoding -> pages
    identity: Outcome | None = None  # questions, contradictions and what decisions found; None where nothing was new


def build_record(
    record: Record,
    paths: Sequence[str | Path],
    *,
    published: date | None = None,
    locale: str = "",
    engine: str = "onnx",
    model: str | None = None,
    jobs: int = 1,
    on: str = "here",
    address: str | None = None,
    on_page: Callable[[Page], object] = lambda page: None,
) -> Build:
    """Bring the record up to date with the files, then decide who is who over all of it. `on` and `address` as in
    extract/workers.py."""
    done = Build()
    version = extractor_version(engine)
    underway: set[_Content] = set()  # of pages that the record will hold: a copy of one need not be extracted

    def new_pages() -> Iterator[Page]:
        for page in readable(paths, published, locale, done.failures):
            page = record.admit(page)
            done.encodings[page.encoding] = done.encodings.get(page.encoding, 0) + 1
            if record.is_current(page, version) or _content(page) in underway:
                done.unchanged += 1
                on_page(page)
                continue
            if "#" not in page.doc and page.source != STDIN:  # as for Record.is_current: a file, whole
                underway.add(_content(page))
            yield page

    spool = Spool(record.path.parent / SHARDS)
    with open_workers(engine, model, jobs, on, address, careful=spool.broken_off) as workers:
        for shard in extract_shards(cut(new_pages(), version_of(engine, model)), workers, spool):
            with record.together():
                for found in shard:
                    if not found.failure:
                        articles = record.replace_page(found.page, found.extractions, version)
                        for article, rows in zip(articles, found.drawn, strict=True):
                            keep(record, article, rows)
            for found in shard:
                underway.discard(_content(found.page))
                if found.failure:
                    done.failures.append(ReadFailure(found.page.label, found.failure))
                else:
                    done.extracted += 1
                    done.characters += found.characters
                on_page(found.page)
        spool.clear()
        for failure in done.failures:
            record.fail(failure.source, failure.error)
        if done.extracted or not record.identified:
            done.identity = apply(record, workers)
    return done


_Content = tuple[object, ...]


def _content(page: Page) -> _Content:
    return page.sha256, page.title, page.publication, page.published, page.locale
