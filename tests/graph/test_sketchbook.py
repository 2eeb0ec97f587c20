"""Who is who is decided with the memory of some blocks, and by as many as there are, with one answer."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

import graph.decisions
from extract.blocks import cut
from extract.model import Article, Entity, Extraction, Page
from extract.sketches import packed, sketches
from extract.workers import Processes
from graph.decisions import apply
from graph.record import Record
from graph.sketchbook import keep
from tests.graph import sample
from tests.graph.sample import VERSION
from tests.graph.test_increments import state


def fill(record: Record, articles: int) -> None:
    """Articles each of which tells of ten bodies of which no other does, with their sketches, as a build leaves them."""
    with record.together():
        for n in range(articles):
            doc = f"n{n}"
            bodies = [Entity(f"{doc}e{i}", "Institution", f"第{n}号第{i}局", (f"第{n}号第{i}局",)) for i in range(10)]
            article = Article(doc, 1, "正文。", (0, 1, 2), (), doc)
            page = Page(doc, f"{doc}.txt", "", "utf-8", doc)
            extraction = Extraction(article, tuple(bodies), ())
            for id_ in record.replace_page(page, [extraction], VERSION):
                keep(record, id_, map(packed, sketches(extraction)))


def peak(folder: Path, articles: int) -> int:
    with Record.open(folder) as record:
        fill(record, articles)
        tracemalloc.start()
        apply(record)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert next(record.rows("SELECT count(*) FROM entity"))[0] == 10 * articles
    return found


def test_memory_does_not_grow_with_the_corpus(tmp_path, monkeypatch):
    monkeypatch.setattr(graph.decisions, "cut", lambda rows: cut(rows, 100))
    peak(tmp_path / "warm", 20)  # tables and caches
    assert peak(tmp_path / "large", 400) < 1.2 * peak(tmp_path / "small", 100)


def test_workers_change_nothing(tmp_path):
    states = []
    for jobs in (0, 2):
        workers = Processes("no tagger is needed", None, jobs) if jobs else None
        with Record.open(tmp_path / str(jobs)) as record:
            for page, extractions in sample.corpus():
                record.replace_page(page, extractions, VERSION)
            apply(record, workers)
            states.append(state(record))
        if workers:
            workers.close()
    assert states[0] == states[1]
    assert len(states[0][1]) > 10


@pytest.mark.parametrize("version", ["now", "before"])
def test_sketches_of_another_program_are_drawn_again(tmp_path, monkeypatch, version):
    with Record.open(tmp_path) as record:
        for page, extractions in sample.corpus():
            record.replace_page(page, extractions, VERSION)
        monkeypatch.setattr("graph.sketchbook.extractor_version", lambda engine: version)
        apply(record)
        expected = state(record)
        monkeypatch.setattr("graph.sketchbook.extractor_version", lambda engine: "now")
        assert not apply(record).changed
        assert state(record) == expected
        assert {row[0] for row in record.rows("SELECT DISTINCT version FROM sketched")} == {"now"}
