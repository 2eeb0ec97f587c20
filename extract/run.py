"""One run over many paths: read, extract, decide who is who. What cannot be read is kept beside the results."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path

from extract.identity import identify
from extract.model import Extraction, Page
from extract.pipeline import extractor_version
from extract.read import ReadFailure, read_pages
from extract.shards import Spool, cut, extract_shards
from extract.sketches import Row, unpacked
from extract.workers import open_workers


@dataclass(slots=True)
class Run:
    """`extractions` carry corpus ids; `characters` counts the text that was read."""

    extractions: list[Extraction] = field(default_factory=list)
    failures: list[ReadFailure] = field(default_factory=list)
    characters: int = 0
    pages: int = 0


def readable(
    paths: Sequence[str | Path], published: date | None, locale: str, failures: list[ReadFailure]
) -> Iterator[Page]:
    """The pages that can be read; the others are appended to `failures`."""
    for page in read_pages(paths, published=published, locale=locale, stdin=sys.stdin.buffer):
        if isinstance(page, ReadFailure):
            failures.append(page)
        else:
            yield page


def extract_paths(
    paths: Sequence[str | Path],
    published: date | None = None,
    locale: str = "",
    engine: str = "onnx",
    model: str | None = None,
    jobs: int = 1,
    on: str = "here",
    address: str | None = None,
    on_page: Callable[[Page], object] = lambda page: None,
) -> Run:
    """Extract everything and bring entities together over all of it; nothing is stored. `on` and `address` as in
    extract/workers.py."""
    run = Run()
    local: list[Extraction] = []
    drawn: list[Row] = []
    shards = cut(readable(paths, published, locale, run.failures), version_of(engine, model))
    with (
        open_workers(engine, model, jobs, on, address) as workers,
        tempfile.TemporaryDirectory(prefix="zhengmai-") as folder,
    ):
        for done in chain.from_iterable(extract_shards(shards, workers, Spool(Path(folder)))):
            if done.failure:
                run.failures.append(ReadFailure(done.page.label, done.failure))
            else:
                local += done.extractions
                drawn += chain.from_iterable(done.drawn)
                run.characters += done.characters
                run.pages += 1
            on_page(done.page)
    identity = identify([unpacked(row) for row in drawn])
    run.extractions = [identity.apply(e) for e in local]
    return run


def version_of(engine: str, model: str | None) -> str:
    """What the results of a shard depend on beside its pages."""
    return f"{extractor_version(engine)} {model or ''}"
