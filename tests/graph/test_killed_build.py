"""A build of which something is killed in the middle ends, now or when run again, with what it always makes."""

import subprocess
import sys
from pathlib import Path

import pytest

from bench import kill
from bench.articles import write
from extract.model import InputError
from graph import build as module
from graph.build import build_record
from graph.record import Record
from tests.extract import serving

ARTICLES = 40


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A file of articles, and the export of a build of one process that nobody disturbed."""
    folder = tmp_path_factory.mktemp("killed")
    write(folder / "news.jsonl", ARTICLES)
    return folder, kill.undisturbed([str(folder / "news.jsonl")], folder / "one", 1)


@pytest.mark.skipif(sys.platform != "linux", reason="finds the processes of a run in /proc")
@pytest.mark.parametrize("victim", kill.VICTIMS)
def test_nothing_is_lost_and_nothing_doubled(built, victim):
    folder, expected = built
    assert expected.startswith(f"{ARTICLES} pages ")
    assert kill.kill_and_finish(victim, [str(folder / "news.jsonl")], folder / victim, after=9) == expected


def test_copies_of_a_file_are_one_page_whoever_is_first(tmp_path):
    """Whether the original is stored already, or still with the workers, when its copy is read."""
    for name in ("a", "b", "c"):
        (tmp_path / "in" / name).mkdir(parents=True)
        (tmp_path / "in" / name / f"{name}.txt").write_text(
            "本报讯(记者 李凌峰)昨天,市委书记赵革主持会议。", encoding="utf-8"
        )
    counted = []
    for limit in (1, 10_000):
        with pytest.MonkeyPatch.context() as patch, Record.open(tmp_path / f"w{limit}") as record:
            patch.setattr(module, "cut", lambda pages, version, limit=limit: kill.cut(pages, version, limit))
            done = build_record(record, [tmp_path / "in"])
            counted.append((done.extracted, done.unchanged, record.counts().pages, list(record.statements())))
    assert counted[0] == counted[1]
    assert counted[0][:3] == (1, 2, 1)


def test_a_failed_page_is_listed_and_done_by_the_next_build(tmp_path, monkeypatch):
    (tmp_path / "good.txt").write_text("市委书记赵革主持会议。", encoding="utf-8")
    (tmp_path / "bad.txt").write_text("坏的一页。", encoding="utf-8")

    class Broken(serving.Quick):
        def tag(self, articles):
            if "坏" in articles[0].text:
                raise RecursionError("too deep")
            return super().tag(articles)

    with Record.open(tmp_path / "w") as record:
        monkeypatch.setattr("extract.workers.load_tagger", lambda engine, model: Broken())
        first = build_record(record, [tmp_path])
        assert (first.extracted, [failure.source for failure in first.failures]) == (1, [str(tmp_path / "bad.txt")])
        assert [failure.source for failure in record.failures] == [str(tmp_path / "bad.txt")]
        monkeypatch.setattr("extract.workers.load_tagger", lambda engine, model: serving.Quick())
        second = build_record(record, [tmp_path])
        assert (second.extracted, second.unchanged, second.failures, record.failures) == (1, 1, [], [])


def test_an_interrupted_build_leaves_its_results_for_the_next(tmp_path, monkeypatch):
    """The driver is stopped while a shard is done but not yet stored."""
    for n in range(6):
        (tmp_path / f"n{n}.txt").write_text(f"市委书记赵革主持第{n}次会议。", encoding="utf-8")
    monkeypatch.setattr(module, "cut", lambda pages, version: kill.cut(pages, version, 30))

    def stop(page):
        raise KeyboardInterrupt

    with Record.open(tmp_path / "w") as record:
        with pytest.raises(KeyboardInterrupt):
            build_record(record, [tmp_path], on_page=stop)
        assert list((tmp_path / "w" / module.SHARDS).iterdir())
        done = build_record(record, [tmp_path])
        assert (done.extracted, done.unchanged) == (4, 2)
        assert record.counts().pages == 6
    assert not (tmp_path / "w" / module.SHARDS).exists()


def test_a_wrong_place_leaves_no_half_build(tmp_path):
    with Record.open(tmp_path / "w") as record, pytest.raises(InputError, match="choose one of here, ray"):
        build_record(record, [tmp_path], on="mars")


DIES = """
import os, sys
from graph import build
from graph.record import Record
from tests.extract import serving

class Dying(serving.Quick):
    def tag(self, articles):
        os._exit(9)

import extract.workers
extract.workers.load_tagger = lambda *_: Dying()
with Record.open(build.Path(sys.argv[1]) / "w") as record:
    build.build_record(record, [sys.argv[1]])
"""


def test_a_page_that_ends_the_only_process_is_named_by_the_next_build(tmp_path, monkeypatch):
    (tmp_path / "good.txt").write_text("市委书记赵革主持会议。", encoding="utf-8")
    (tmp_path / "bad.txt").write_text(f"{serving.POISON}的一页。", encoding="utf-8")
    assert subprocess.run([sys.executable, "-c", DIES, str(tmp_path)], cwd=kill.ROOT).returncode == 9
    monkeypatch.setattr("extract.workers._serve", serving.serve)
    with Record.open(tmp_path / "w") as record:
        done = build_record(record, [tmp_path])
        assert [failure.source for failure in done.failures] == [str(tmp_path / "bad.txt")]
        assert "ended the process that extracted it" in str(done.failures[0].error)
        assert (done.extracted, record.counts().pages) == (1, 1)
        monkeypatch.setattr("extract.workers.load_tagger", lambda engine, model: serving.Quick())
        assert build_record(record, [tmp_path]).failures == []  # nothing had ended in the middle: here again
