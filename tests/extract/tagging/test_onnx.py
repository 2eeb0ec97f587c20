"""The network that is shipped: what it must know on any day, whatever the figures of the model card."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.model import Article, InputError, TaggedArticle
from extract.tagging import load_tagger
from extract.tagging.onnx import WEIGHTS
from extract.tagging.windows import LIMIT

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
    filler = (
        "会议指出，今年以来，全县上下持续巩固拓展脱贫攻坚成果，产业发展势头良好，人居环境明显改善。\n"
        "会议要求，各乡镇要坚持规划先行，因地制宜发展特色产业，落实好防返贫监测帮扶机制，守住底线。\n"
    ) * 12
    lead = "全县乡村振兴现场推进会召开\n10月18日，全县乡村振兴现场推进会在县会议中心召开。"
    tagged = tag(f"{lead}\n{filler}县委书记张国强主持会议。")
    person = next(i for i, mention in enumerate(tagged.mentions) if mention.text == "张国强")
    assert tagged.mentions[person].start > LIMIT
    chaired = [r for r in tagged.relations if r.head == person and r.label == "ATTENDED:chair" and r.score > 0.3]
    assert {tagged.mentions[r.tail].text for r in chaired} == {"全县乡村振兴现场推进会"}


def test_reporters(tag) -> None:  # type: ignore[no-untyped-def]
    assert ("佟小雪", "REPORTED:reporter", "佟小雪") in likely(tag("本报讯（记者 佟小雪）昨日，市委召开常委会会议。"))


def test_a_folder_without_a_network(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is missing"):
        load_tagger("onnx", str(tmp_path))


def test_all_that_is_shipped_stays_small() -> None:
    assert sum(path.stat().st_size for path in WEIGHTS.rglob("*") if path.is_file()) < SIZE
