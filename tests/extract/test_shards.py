"""Shards are cut the same way every time, come out in order whoever is first, and are never done twice."""

import json
import tracemalloc
from pathlib import Path

import pytest

from extract.model import Page
from extract.read import read_pages
from extract.results import Extracted, encode
from extract.shards import Shard, Spool, cut, extract_shards, shard_of
from extract.workers import ThisProcess
from tests.extract import serving


def page(number: int, text: str = "县委开会。") -> Page:
    return Page(f"n#{number}", "n.jsonl", text, "utf-8", f"{number:064}")


class Backwards:
    """Workers of whom the last to be started is the first to be done; pages with a bad word kill them."""

    def __init__(self, slots: int = 3) -> None:
        self.slots = slots
        self.busy: list[Shard] = []
        self.started: list[Shard] = []

    @property
    def room(self) -> int:
        return self.slots - len(self.busy)

    def start(self, shard: Shard) -> None:
        self.busy.append(shard)
        self.started.append(shard)

    def wait(self) -> tuple[Shard, bytes | None]:
        shard = self.busy.pop()
        bad = any("毒" in p.text for p in shard.pages)
        return shard, None if bad else encode(Extracted.of(p) for p in shard.pages)


def docs(shards: list[Shard], workers: Backwards, folder: Path) -> list[str]:
    return [done.page.doc for shard in extract_shards(shards, workers, Spool(folder)) for done in shard]


def test_shards_are_cut_by_size_and_hold_every_page_once():
    pages = [page(n, "县" * (n % 7 * 10 + 1)) for n in range(100)]
    shards = list(cut(pages, "v", limit=100))
    assert [p for shard in shards for p in shard.pages] == pages
    assert all(sum(len(p.text) for p in shard.pages) <= 100 for shard in shards)
    assert [s.key for s in shards] == [s.key for s in cut(pages, "v", limit=100)]
    assert {s.key for s in shards}.isdisjoint(s.key for s in cut(pages, "w", limit=100))


def test_a_long_page_is_a_shard_of_its_own():
    assert [len(s.pages) for s in cut([page(1), page(2, "县" * 500), page(3)], "v", limit=100)] == [1, 1, 1]


def test_pages_are_asked_for_as_they_are_needed(tmp_path):
    asked: list[int] = []
    pages = (asked.append(n) or page(n, "县" * 60) for n in range(1000))
    next(extract_shards(cut(pages, "v", limit=100), Backwards(slots=1), Spool(tmp_path)))
    assert len(asked) == 2


def test_results_come_in_the_order_of_the_pages(tmp_path):
    shards = list(cut(map(page, range(50)), "v", limit=20))
    assert docs(shards, Backwards(), tmp_path) == [f"n#{n}" for n in range(50)]
    assert list(tmp_path.iterdir()) == []


def test_what_an_earlier_run_left_is_not_done_again(tmp_path):
    shards = list(cut(map(page, range(50)), "v", limit=20))
    run = extract_shards(shards, Backwards(), Spool(tmp_path))
    first = next(run)
    run.close()  # killed here, with shards in the spool that nobody has stored
    left = {path.name.split(".")[0] for path in tmp_path.iterdir()}
    again = Backwards()
    assert docs(shards, again, tmp_path) == [f"n#{n}" for n in range(50)]
    assert left
    assert left.isdisjoint(shard.key for shard in again.started)
    assert [done.page.doc for done in first] == ["n#0", "n#1", "n#2", "n#3"]


def test_a_file_stays_until_the_next_is_asked_for(tmp_path):
    [shard] = cut([page(1), page(2)], "v")
    run = extract_shards([shard], Backwards(), Spool(tmp_path))
    next(run)
    assert shard.key in Spool(tmp_path)
    assert next(run, None) is None
    assert shard.key not in Spool(tmp_path)


@pytest.mark.parametrize("spoilt", [b"", b"half a fi", encode([])[:-5]])
def test_a_spoilt_file_is_thrown_away(tmp_path, spoilt):
    [shard] = cut([page(1)], "v")
    (tmp_path / f"{shard.key}.jsonl.gz").write_bytes(spoilt)
    (tmp_path / f"{shard.key}.7.part").write_bytes(spoilt)
    workers = Backwards()
    assert docs([shard], workers, tmp_path) == ["n#1"]
    assert workers.started == [shard]
    Spool(tmp_path).clear()
    assert not tmp_path.exists()


def test_only_the_page_that_kills_is_lost(tmp_path):
    pages = [page(n, "毒" if n == 4 else "县委开会。") for n in range(20)]
    run = extract_shards(cut(pages, "v", limit=50), Backwards(), Spool(tmp_path))
    results = [result for shard in run for result in shard]
    assert [r.page.doc for r in results] == [f"n#{n}" for n in range(20)]
    assert [r.page.doc for r in results if r.failure] == ["n#4"]
    assert "n.jsonl (n#4) ended the process" in str(results[4].failure)


def test_the_same_pages_twice_are_done_once_even_where_they_kill(tmp_path):
    pages = [page(1, "毒" * 10), page(2, "县" * 10)]
    shards = [*cut(pages, "v"), *cut(pages, "v"), *cut([page(3)], "v")]
    assert docs(shards, Backwards(), tmp_path) == ["n#1", "n#2", "n#3"]


def test_clearing_leaves_the_files_of_others(tmp_path):
    (tmp_path / "notes.txt").touch()
    Spool(tmp_path).put("k", b"")
    Spool(tmp_path).clear()
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_the_key_is_of_all_that_a_page_says_about_itself():
    one = page(1)
    others = [
        Page(**{**{f: getattr(one, f) for f in one.__slots__}, field: "x"}) for field in ("doc", "title", "locale")
    ]
    assert len({shard_of([p], "v").key for p in (one, *others)}) == 4


def test_memory_does_not_grow_with_the_number_of_pages(tmp_path):
    """From the file to the results that a record takes, nothing is kept."""
    text = "本报讯(记者 李凌峰)昨天,市委书记赵革主持会议。" * 20
    peaks = []
    for count in (30, 180):
        source = tmp_path / f"{count}.jsonl"
        source.write_text((json.dumps({"text": text}, ensure_ascii=False) + "\n") * count, encoding="utf-8")
        pages = (found for found in read_pages([source]) if isinstance(found, Page))
        workers = ThisProcess("quick", tagger=serving.Quick())
        tracemalloc.start()
        try:
            run = extract_shards(cut(pages, "v", 4 * len(text)), workers, Spool(tmp_path / "spool"))
            assert sum(map(len, run)) == count
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]
