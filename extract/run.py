"""One run over many paths: read, extract, decide who is who. What cannot be read is kept beside the results."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from extract.identity import resolve
from extract.model import Extraction, Page
from extract.pipeline import extract_pages
from extract.read import ReadFailure, read_pages


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
    on_page: Callable[[Page], object] = lambda page: None,
) -> Run:
    """Extract everything and bring entities together over all of it; nothing is stored."""
    run = Run()
    local: list[Extraction] = []
    for page, extractions in extract_pages(readable(paths, published, locale, run.failures), engine, model, jobs):
        local += extractions
        run.characters += len(page.text)
        run.pages += 1
        on_page(page)
    identity = resolve(local)
    run.extractions = [identity.apply(e) for e in local]
    return run
