"""Blocks give the same answer whoever decides them, how many at a time and in which order."""

from __future__ import annotations

from random import Random

import pytest

from extract.blocks import Blocks, cut, decide_blocks
from extract.identity import Identity, resolve
from extract.sketches import Row, packed, sketches, unpacked
from extract.workers import Processes
from tests.extract.world import build, written_pages


@pytest.fixture(scope="module")
def extractions():
    return build(written_pages(24), seed=3, counties=3).extractions


@pytest.fixture(scope="module")
def rows(extractions) -> list[Row]:
    return sorted(packed(s) for x in extractions for s in sketches(x))


def together(parts: list[Identity]) -> tuple[dict, dict, set]:
    corpus_id = {local: id_ for part in parts for local, id_ in part.corpus_id.items()}
    entities = {id_: entity for part in parts for id_, entity in part.entities.items()}
    assert len(entities) == sum(len(part.entities) for part in parts)
    return corpus_id, entities, {question for part in parts for question in part.questions}


def test_what_is_unpacked_is_what_was_packed(extractions):
    drawn = [s for x in extractions for s in sketches(x)]
    assert [unpacked(packed(s)) for s in drawn] == drawn


@pytest.mark.parametrize("size", [1, 40, 10**6])
def test_parts_of_any_size_and_order_give_what_all_at_once_give(extractions, rows, size):
    whole = resolve(extractions)
    parts = list(cut(rows, size))
    assert [row for part in parts for row in part.rows] == rows
    Random(size).shuffle(parts)
    expected = dict(whole.corpus_id), dict(whole.entities), set(whole.questions)
    assert together(list(decide_blocks(parts))) == expected
    assert len(expected[2]) > 10


def test_processes_decide_as_this_one_does(rows):
    workers = Processes("no tagger is needed", None, 2)
    try:
        shared = together(list(decide_blocks(cut(rows, 200), workers)))
    finally:
        workers.close()
    assert shared == together(list(decide_blocks(cut(rows, 200))))


def test_a_part_that_breaks_its_worker_is_decided_here(rows):
    class Breaking:
        room = 1
        started: Blocks

        def start(self, task):
            self.started, self.room = task, 0

        def wait(self):
            self.room = 1
            return self.started, None

    assert together(list(decide_blocks(cut(rows, 500), Breaking()))) == together(list(decide_blocks(cut(rows))))
