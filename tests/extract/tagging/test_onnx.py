"""The network that is shipped: what it must know on any day, whatever the figures of the model card."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.model import Article, InputError, TaggedArticle
from extract.tagging import load_tagger
from extract.tagging.onnx import WEIGHTS

SIZE = 30_000_000


@pytest.fixture(scope="module")
def tag():  # type: ignore[no-untyped-def]
    tagger = load_tagger()
    return lambda text: tagger.tag([Article("t", 1, text, tuple(range(len(text))), ())])[0]


def likely(tagged: TaggedArticle) -> set[tuple[str, str, str]]:
    text = [mention.text for mention in tagged.mentions]
    return {(text[r.head], r.label, text[r.tail]) for r in tagged.relations if r.score > 0.5}


def test_person_title_institution(tag) -> None:  # type: ignore[no-untyped-def]
    tagged = tag("县委副书记、县长郝晓东主持会议，县人大常委会主任王秀英出席会议。")
    found = likely(tagged)
    assert {
        ("郝晓东", "HAS_TITLE", "副书记"), ("副书记", "TITLE_AT", "县委"), ("郝晓东", "HAS_TITLE", "县长"),
        ("王秀英", "HAS_TITLE", "主任"), ("主任", "TITLE_AT", "县人大常委会"),
    } <= found  # fmt: skip
    assert ("王秀英", "HAS_TITLE", "县长") not in found


def test_the_headline_is_seen_from_every_window(tag) -> None:  # type: ignore[no-untyped-def]
    filler = "大家一致认为，要把各项任务抓紧抓实抓好，确保取得实效。" * 60
    lead = "全县乡村振兴现场推进会召开\n10月18日，全县乡村振兴现场推进会在县会议中心召开。"
    text = f"{lead}\n{filler}\n县委书记张国强出席会议并讲话。"
    tagged = tag(text)
    attended = {r.label for r in tagged.relations if tagged.mentions[r.head].text == "张国强" and r.score > 0.3}
    assert attended & {"ATTENDED:speaker", "ATTENDED:attendee"}


def test_reporters(tag) -> None:  # type: ignore[no-untyped-def]
    assert ("佟小雪", "REPORTED:reporter", "佟小雪") in likely(tag("本报讯（记者 佟小雪）昨日，市委召开常委会会议。"))


def test_a_folder_without_a_network(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is missing"):
        load_tagger("onnx", str(tmp_path))


def test_all_that_is_shipped_stays_small() -> None:
    assert sum(path.stat().st_size for path in WEIGHTS.rglob("*") if path.is_file()) < SIZE
