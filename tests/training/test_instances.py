"""Which mentions of two names say that they are related."""

from __future__ import annotations

from training.instances import relate
from training.zm import Marked, Triple, parse_line


def related(line: str, *triples: Triple) -> tuple[set[tuple[str, str, str]], set[tuple[str, str, str]]]:
    text, marks, _ = parse_line(line)
    marks = sorted(marks, key=lambda m: (m.start, -m.end))
    found = relate(text, marks, triples)

    def named(relations: set[tuple[int, int, str]]) -> set[tuple[str, str, str]]:
        return {(_name(text, marks[head]), label, _name(text, marks[tail])) for head, tail, label in relations}

    return named(found.positive), named(found.ignored)


def _name(text: str, mark: Marked) -> str:
    return f"{text[mark.start : mark.end]}@{mark.start}"


def test_title_stands_between_institution_and_person() -> None:
    positive, _ = related(
        "{O:市委=A}{T:书记}{P:王明}、{T:市长}{P:李强}出席",
        Triple("王明", "HOLDS_ROLE", "A", "书记"),
        Triple("李强", "HOLDS_ROLE", "市政府", "市长"),
    )
    assert positive == {
        ("王明@4", "HAS_TITLE", "书记@2"),
        ("书记@2", "TITLE_AT", "市委@0"),
        ("李强@9", "HAS_TITLE", "市长@7"),
    }


def test_a_title_said_twice_holds_twice() -> None:
    positive, _ = related(
        "{T:市长}{P:李强}调研\n今天，{T:市长}{P:李强}到村里", Triple("李强", "HOLDS_ROLE", "市政府", "市长")
    )
    assert positive == {("李强@2", "HAS_TITLE", "市长@0"), ("李强@12", "HAS_TITLE", "市长@10")}


def test_the_capacity_is_told_where_its_verb_stands() -> None:
    positive, ignored = related(
        "{E:推进会=E}召开。{P:王明}主持会议。\n{P:王明}强调，要抓落实。",
        Triple("王明", "ATTENDED", "E", "chair"),
        Triple("王明", "ATTENDED", "E", "speaker"),
    )
    assert positive == {("王明@6", "ATTENDED:chair", "推进会@0"), ("王明@14", "ATTENDED:speaker", "推进会@0")}
    assert ("王明@14", "ATTENDED:chair", "推进会@0") in ignored


def test_cooperation_holds_both_ways() -> None:
    positive, _ = related("{O:甲校}与{O:乙校}签约", Triple("甲校", "COOPERATES_WITH", "乙校"))
    assert positive == {("甲校@0", "COOPERATES_WITH", "乙校@3"), ("乙校@3", "COOPERATES_WITH", "甲校@0")}


def test_a_reporter_is_named_in_the_byline() -> None:
    positive, ignored = related("{P:佟雪}说。（记者 {P:佟雪}）", Triple("佟雪", "REPORTED", "ARTICLE", "reporter"))
    assert positive == {("佟雪@8", "REPORTED:reporter", "佟雪@8")}
    assert ignored == {("佟雪@0", "REPORTED:reporter", "佟雪@0")}


def test_names_that_are_only_implied_give_nothing() -> None:
    assert related("{O:市委}开会", Triple("市委", "BASED_IN", "讷河市")) == (set(), set())


def test_any_pair_of_the_two_names_may_be_the_one_that_says_it() -> None:
    text, marks, _ = parse_line("{O:镇里}推出{I:连心站}\n{O:镇里}今年推出{I:连心站}。")
    found = relate(text, marks, [Triple("镇里", "LAUNCHED", "连心站")])
    assert len(found.positive) == 1
    assert {pair[:2] for pair in found.alternatives[0]} == {(0, 1), (0, 3), (2, 1), (2, 3)}
    assert found.positive <= set(found.alternatives[0])


def test_the_words_after_a_name_narrow_down_which_mention_chaired() -> None:
    text, marks, _ = parse_line("{E:推进会}召开。{P:王明}主持会议。\n{P:王明}强调，要抓落实。")
    found = relate(text, marks, [Triple("王明", "ATTENDED", "推进会", "chair")])
    assert found.alternatives == [((1, 0, "ATTENDED:chair"),)]
