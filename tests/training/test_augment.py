from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from training.augment import Augmenter, Edit, Names, Rates, apply, rename
from training.examples import batch, examples, join
from training.zm import Triple, WrittenArticle, WrittenPage, contradictions, parse, parse_line

ALL = Rates(*[1.0] * 8)


def article(line: str) -> WrittenArticle:
    written = WrittenArticle()
    text, marks, _ = parse_line(line)
    written.append(text, marks)
    return written


def marked(written: WrittenArticle) -> list[str]:
    return [written.text[m.start : m.end] for m in written.marks]


@pytest.mark.parametrize(
    ("edits", "text", "marks"),
    [
        ([Edit(0, 0, "今天")], "今天王明去了讷河。", ["王明", "讷河"]),
        ([Edit(2, 2, " ")], "王明 去了讷河。", ["王明", "讷河"]),
        ([Edit(1, 1, " ")], "王 明去了讷河。", ["王 明", "讷河"]),
        ([Edit(0, 2, "诸葛大力"), Edit(4, 6, "瑞安")], "诸葛大力去了瑞安。", ["诸葛大力", "瑞安"]),
        ([Edit(6, 7, "")], "王明去了讷河", ["王明", "讷河"]),
        ([Edit(0, 2, "")], "去了讷河。", ["讷河"]),
        ([Edit(0, 1, "")], "明去了讷河。", ["明", "讷河"]),
        ([Edit(1, 3, "X")], "王明去了讷河。", ["王明", "讷河"]),  # cuts through a border: left out
        ([Edit(0, 2, "A"), Edit(1, 2, "B")], "A去了讷河。", ["A", "讷河"]),  # overlaps: the first counts
    ],
)
def test_edits_move_the_marks(edits: list[Edit], text: str, marks: list[str]) -> None:
    changed = apply(article("{P:王明}去了{L:讷河}。"), edits)
    assert changed.text == text
    assert marked(changed) == marks


def test_a_person_is_renamed_where_marked_and_not_within_words() -> None:
    changed = rename(article("{P:成功}说成功不易"), {"成功": "王小丫"}, whole_marks=True)
    assert changed.text == "王小丫说成功不易"
    assert changed.marks[0].canonical == "王小丫"


@pytest.fixture(scope="module")
def pages() -> list[WrittenPage]:
    folder = Path(__file__).parents[2] / "training" / "pages"
    return [parse(folder / f"{name}.zm") for name in ("cA01", "cE05", "cI02", "cJ03")]


def test_the_same_seed_gives_the_same_articles(pages: list[WrittenPage]) -> None:
    def texts(seed: int) -> list[str]:
        augmenter = Augmenter(pages, Random(seed), ALL)
        return [augmenter.change(a, p.meta["locale"]).text for p in pages for a in p.articles]

    assert texts(1) == texts(1)
    assert texts(1) != texts(2)


def test_changed_articles_keep_their_marks_and_relations(pages: list[WrittenPage]) -> None:
    augmenter = Augmenter(pages, Random(5), Rates(1, 1, 1, 1, 1, 1, 1, 0))
    changed = [(a, augmenter.change(a, p.meta["locale"])) for p in pages for a in p.articles]
    assert all(len(a.marks) == len(b.marks) and len(a.triples) == len(b.triples) for a, b in changed)
    sound = [not list(contradictions(b)) for _, b in changed]
    assert sum(sound) >= 0.9 * len(sound)
    same = [name for a, b in changed for name in {m.canonical for m in a.marks if m.type == "Person"} if name in b.text]
    persons = [name for a, _ in changed for name in {m.canonical for m in a.marks if m.type == "Person"}]
    assert len(same) < 0.4 * len(persons)


def test_names_of_places_keep_their_kind() -> None:
    names, chance = Names(), Random(3)
    for like in ("瑞安市", "平阳县", "句容街道", "李家村", "中心社区"):
        new = names.county(like, chance)[-1] if like[-1] in "市县" else names.town(like, chance)
        assert new.endswith(like[-1])
    assert all(2 <= len(names.person(chance)) <= 4 for _ in range(50))


def test_partners_are_joined_by_a_verb() -> None:
    written = article("{O:甲局}、{O:乙局}和{O:丙局}")
    written.triples.append(Triple("甲局", "COOPERATES_WITH", "乙局"))
    changed = Augmenter([], Random(1), Rates(0, 0, 0, 0, 0, 0, 1, 0)).change(written)
    assert changed.text.endswith("乙局和丙局")
    assert "、" not in changed.text
    assert marked(changed) == ["甲局", "乙局", "丙局"]


def test_examples_hold_relations_by_index(pages: list[WrittenPage]) -> None:
    for written in pages[0].articles:
        for example in examples(written, limit=300, head=100):
            assert len(example.text) <= 300
            assert all(example.depths[i] in (0, 1) for i in range(len(example.spans)))
            assert all(max(head, tail) < len(example.spans) for head, tail, _ in example.positive | example.ignored)
            assert not example.positive & example.ignored


def test_joined_articles_are_not_related(pages: list[WrittenPage]) -> None:
    first, second = (next(examples(written)) for written in pages[1].articles[:2])
    joined = join(first, second)
    assert joined.text == f"{first.text}\n{second.text}"
    assert len(joined.positive) == len(first.positive) + len(second.positive)
    border = len(first.spans)
    assert all((head < border) == (tail < border) for head, tail, _ in joined.positive)


def test_a_batch_marks_what_counts(pages: list[WrittenPage]) -> None:
    from extract.tagging.features import Vocabulary
    from extract.tagging.labels import TAGS

    found = [next(examples(written)) for written in pages[2].articles[:2]]
    made = batch(found, Vocabulary("市委"))
    for row, example in enumerate(found):
        assert (made.outer[row, len(example.text) :] == -1).all()
        for (start, end, _), depth in zip(example.spans, example.depths, strict=True):
            tags = (made.inner if depth else made.outer)[row, start:end]
            assert TAGS[tags[0]].startswith("B-")
            assert all(TAGS[tag].startswith("I-") for tag in tags[1:])
    relations = {label for example in found for _, _, label in example.positive}
    assert made.pairs.sum() > 0
    counted = made.pair_mask.copy()
    assert not counted[made.stated[:, 0], made.stated[:, 1]].any()  # through its statement, not by itself
    counted[made.stated[:, 0], made.stated[:, 1]] = 1
    assert (made.pairs <= counted).all()
    assert {int(n) for n in made.stated[:, 2]} == set(range(sum(len(e.alternatives) for e in found)))
    assert (made.unary.sum() > 0) == any(label.startswith("REPORTED") for label in relations)
