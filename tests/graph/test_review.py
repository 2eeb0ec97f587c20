"""The review screen, driven by its keys in 80 columns."""

import asyncio

import pytest

from graph.decisions import apply, decisions
from graph.record import Record
from graph.review import Review, ReviewScreen, candidate
from tests.graph import sample
from tests.graph.sample import VERSION

ME = "编辑甲"


@pytest.fixture
def built(tmp_path):
    """The sample corpus with two open questions."""
    with Record.open(tmp_path / "workspace") as record:
        for page, extractions in sample.corpus():
            record.replace_page(page, extractions, VERSION)
        apply(record)
        ask(record)
        yield record


def ask(record):
    ids = {e.name: e.id for e in record.entities()}
    pairs = [("云河市委统战部", "平川市委统战部", 2.0), ("云河市民宗局", "云河市委", 1.5)]
    with record.change(touch=False) as execute:
        execute("DELETE FROM question")
        for one, other, score in pairs:
            execute("INSERT INTO question VALUES (?,?,?,?)", (ids[one], ids[other], score, '["same county"]'))


def drive(session, *keys, language="zh"):
    """Press keys; returns what each part of the screen shows at the end."""

    async def run():
        app = ReviewScreen(session, language)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press(*keys)
            await pilot.pause()
            shown = {id_: str(app.query_one(f"#{id_}").content) for id_ in ("progress", "one", "other", "why")}
            widths = [app.query_one(f"#{id_}").size.width for id_ in ("one", "other")]
        return shown, widths

    return asyncio.run(run())


def test_two_candidates_stand_side_by_side_the_most_named_first(built):
    shown, widths = drive(Review(built, ME))
    assert shown["progress"] == "第 1 对，共 2 对；已判断 0 对"
    assert "云河市委统战部" in shown["one"] + shown["other"]
    assert "吴清源" in shown["one"] + shown["other"], "a sentence that names it"
    assert max(widths) - min(widths) <= 1
    assert sum(widths) <= 80


def test_one_key_decides_and_goes_on(built):
    session = Review(built, ME)
    shown, _ = drive(session, "d", "s")
    assert shown["progress"].startswith("没有待判断的了")
    assert [d.kind for d in decisions(built)] == ["different", "same"]
    assert {d.who for d in decisions(built)} == {ME}


def test_undo_takes_the_last_decision_back_and_shows_it_again(built):
    session = Review(built, ME)
    shown, _ = drive(session, "u", "z")
    assert decisions(built) == []
    assert shown["progress"] == "第 1 对，共 2 对；已判断 0 对"


def test_back_shows_what_was_decided(built):
    shown, _ = drive(Review(built, ME), "d", "b", language="en")
    assert shown["why"] == "Decided: Different"


def test_it_resumes_where_it_was_left(built):
    drive(Review(built, ME), "s")
    outcome = apply(built)
    left = Review(built, ME).pairs
    assert outcome.contradictions == ()
    pair = {e.id: e.name for e in built.entities()}
    assert ("云河市委统战部", "平川市委统战部") not in {(pair[p.one], pair[p.other]) for p in left}


def test_a_candidate_shows_posts_with_their_days(built):
    (wu,) = [e.id for e in built.entities() if e.name == "吴清源"]
    shown = candidate(built, wu)
    assert shown.posts == ("云河市委常委 2023-04-07", "云河市委统战部部长 2023-04-07—2023-04-09")
    assert (shown.articles, shown.days) == (2, ("2023-04-07", "2023-04-09"))
