"""Processes that extract: the same results as one, none lost when they die, a plain sentence when they cannot work."""

import os
import signal
from pathlib import Path

import pytest

from extract import workers as module
from extract.model import InputError, Page
from extract.read import read_pages
from extract.results import Extracted
from extract.shards import Spool, cut, extract_shards, shard_of
from extract.workers import Processes, ThisProcess, extract_all, open_workers
from tests.extract import serving

SEEDS = Path(__file__).parents[2] / "seeds"


def page(number: int, text: str = "王强在平阳县委开会。") -> Page:
    return Page(f"n#{number}", "n.jsonl", text, "utf-8", f"{number:064}")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_serve", serving.serve)


def extracted(pages: list[Page], workers: module._Open, folder: Path, limit: int = 40) -> list[Extracted]:
    try:
        return [done for shard in extract_shards(cut(pages, "v", limit), workers, Spool(folder)) for done in shard]
    finally:
        workers.close()


def test_a_page_that_the_program_cannot_cope_with_is_a_failure_of_its_own(tmp_path):
    class Broken(serving.Quick):
        def tag(self, articles):
            if any("坏" in article.text for article in articles):
                raise ZeroDivisionError("division by zero")
            return super().tag(articles)

    pages = [page(1), page(2, "坏的一页"), page(3)]
    results = extracted(pages, ThisProcess("quick", tagger=Broken()), tmp_path)
    assert [bool(r.failure) for r in results] == [False, True, False]
    assert str(results[1].failure) == (
        "n.jsonl (n#2) could not be extracted (ZeroDivisionError: division by zero). Please send us the file."
    )


def test_processes_give_what_one_gives(quick, tmp_path):
    pages = [page(n, f"王强在平阳县委开第{n}次会。") for n in range(30)]
    one = extracted(pages, ThisProcess("quick", tagger=serving.Quick()), tmp_path)
    two = extracted(pages, Processes("quick", None, 2), tmp_path)
    assert one == two
    assert [r.page.doc for r in one] == [f"n#{n}" for n in range(30)]


def test_the_shard_of_a_worker_that_dies_is_done_again(quick, tmp_path):
    pages = [page(n, serving.ONCE if n == 3 else "王强开会。") for n in range(12)]
    results = extracted(pages, Processes("quick", str(tmp_path), 2), tmp_path / "spool")
    assert (tmp_path / "died").exists()
    assert [(r.page.doc, r.failure) for r in results] == [(f"n#{n}", None) for n in range(12)]


def test_a_page_that_kills_every_worker_costs_itself_alone(quick, tmp_path):
    pages = [page(n, serving.POISON if n == 7 else "王强开会。") for n in range(12)]
    results = extracted(pages, Processes("quick", None, 2), tmp_path)
    assert [r.page.doc for r in results] == [f"n#{n}" for n in range(12)]
    assert [r.page.doc for r in results if r.failure] == ["n#7"]


def test_a_page_that_kills_may_be_the_first_and_the_only_one(quick, tmp_path):
    [result] = extracted([page(1, serving.POISON)], Processes("quick", None, 1), tmp_path)
    assert "ended the process that extracted it" in str(result.failure)


def test_a_worker_killed_while_it_was_idle(quick):
    workers = Processes("quick", None, 1)
    shards = [shard_of([page(n)], "v") for n in range(2)]
    try:
        workers.start(shards[0])
        workers.wait()
        [idle] = workers._idle
        os.kill(idle.process.pid or 0, signal.SIGKILL)
        idle.process.join()
        workers.start(shards[1])
        assert workers.wait() == (shards[1], extract_all(shards[1].pages, serving.Quick()))
    finally:
        workers.close()


def test_workers_that_never_come_to_work_are_told_of(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "_serve", serving.serve_nothing)
    monkeypatch.setattr(module, "ATTEMPTS", 1)
    with pytest.raises(InputError, match="is there memory enough"):
        extracted([page(n) for n in range(99)], Processes("quick", None, 1), tmp_path)


def test_no_process_is_left_behind(quick):
    workers = Processes("quick", None, 2)
    for n in range(2):
        workers.start(shard_of([page(n)], "v"))
    processes = [worker.process for worker, _ in workers._busy.values()]
    workers.close()
    assert [process.is_alive() for process in processes] == [False, False]


def test_how_pages_are_cut_changes_nothing(tmp_path):
    """Shards of a killed run and of the next may be cut elsewhere: to the bit, the network must say the same."""
    pages = [found for found in read_pages([SEEDS]) if isinstance(found, Page)]
    results = [extracted(pages, ThisProcess("onnx"), tmp_path, limit) for limit in (1, 9000, 10**6)]
    assert sum(len(e.statements) for r in results[0] for e in r.extractions) > 300
    assert results[0] == results[1] == results[2]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_engine_that_cannot_be_opened_ends_the_run_with_its_sentence(jobs, tmp_path):
    with open_workers("nosuch", None, jobs) as workers:
        run = extract_shards(cut([page(1)], "v"), workers, Spool(tmp_path))
        with pytest.raises(InputError, match="There is no engine nosuch"):
            next(run)


def test_where_nothing_can_be_extracted():
    with (
        pytest.raises(InputError, match=r"Nothing can be extracted on mars; choose one of here, ray\."),
        open_workers(on="mars"),
    ):
        pass
    with pytest.raises(InputError, match="add --on ray"), open_workers(address="10.0.0.1:6379"):
        pass
