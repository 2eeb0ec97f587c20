"""Files in, an up-to-date record out: only what is new or different is extracted, one transaction a page.

A killed build goes on where it was; a second one changes nothing. Loading the graph is graph/sync.py's part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from extract.model import Page
from extract.pipeline import extract_pages, extractor_version
from extract.read import ReadFailure
from extract.run import readable
from graph.decisions import Outcome, apply
from graph.record import Record


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
    on_page: Callable[[Page], object] = lambda page: None,
) -> Build:
    """Bring the record up to date with the files, then decide who is who over all of it."""
    done = Build()
    version = extractor_version(engine)

    def new_pages() -> Iterator[Page]:
        for page in readable(paths, published, locale, done.failures):
            page = record.admit(page)
            done.encodings[page.encoding] = done.encodings.get(page.encoding, 0) + 1
            if record.is_current(page, version):
                done.unchanged += 1
                on_page(page)
            else:
                yield page

    for page, extractions in extract_pages(new_pages(), engine, model, jobs):
        record.replace_page(page, extractions, version)
        done.extracted += 1
        done.characters += len(page.text)
        on_page(page)
    for failure in done.failures:
        record.fail(failure.source, failure.error)
    if done.extracted or not record.identified:
        done.identity = apply(record)
    return done
