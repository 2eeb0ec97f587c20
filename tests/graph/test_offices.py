"""Posts over time as the questions tell them, on both engines: who held what when, in which order, who came and went."""

from __future__ import annotations

from datetime import date

import pytest

from graph.answers import answer
from graph.questions import load_questions
from graph.record import Record
from graph.store import Store
from graph.sync import sync
from tests.graph.sample import VERSION, Draft, identity, page

BUREAU, SCHOOL = "云河市教育局", "云河市第一中学"
# day of the article, its sentence, and what it says of whom: name, body, title, qualifiers
ARTICLES = (
    ("2019-05-06", "市教育局局长丁一到校检查。", (("丁一", BUREAU, "局长", {}),)),
    ("2020-03-02", "会议免去丁一的市教育局局长职务，任命方为民为市教育局局长。",
     (("丁一", BUREAU, "局长", {"change": "removed", "until": "2020-03-01"}),
      ("方为民", BUREAU, "局长", {"change": "appointed", "since": "2020-03-01"}))),
    ("2020-03-04", "丁一任市第一中学校长。",
     (("丁一", SCHOOL, "校长", {"change": "appointed", "since": "2020-03"}),)),
    ("2021-08-01", "市教育局局长方为民主持。", (("方为民", BUREAU, "局长", {}),)),
    ("2023-02-01", "市教育局局长石磊主持，原局长方为民参加。",
     (("石磊", BUREAU, "局长", {}), ("方为民", BUREAU, "原局长", {}))),
)  # fmt: skip


@pytest.fixture
def offices(store: Store, tmp_path) -> Store:
    with Record.open(tmp_path / "workspace") as record:
        for day, text, said in ARTICLES:
            printed = page(f"p{day}", f"消息\n{text}", date.fromisoformat(day))
            draft = Draft(printed)
            for name, body, title, qualifiers in said:
                post = draft.entity("Institution", body)
                draft.say(draft.entity("Person", name), "HOLDS_ROLE", post, title=title, **qualifiers)
            record.replace_page(printed, [draft.extraction()], VERSION)
        record.set_identity(*identity(list(record.extractions())))
        sync(record, store)
    return store


def told(store: Store, question: str, columns: str, **values: str):
    rows = answer(store, load_questions()[question], values).dicts()
    return [tuple(row[column] for column in columns.split()) for row in rows]


def test_a_post_is_a_line_of_holders_with_gaps(offices):
    assert told(offices, "post", "who title since until first_seen last_seen gap", post="云河市教育局局长") == [
        ("丁一", "局长", None, "2020-03-01", "2019-05-06", "2019-05-06", None),
        ("方为民", "原局长", "2020-03-01", None, "2020-03-02", "2021-08-01", None),
        ("石磊", "局长", None, None, "2023-02-01", "2023-02-01", "2021-08-01/2023-02-01"),
    ]


@pytest.mark.parametrize(
    ("day", "holders"),
    [
        ("2019-12-01", [("丁一", "seen")]),
        ("2020-06-01", [("方为民", "seen")]),
        ("2022-06-01", [("方为民", "presumed")]),
        ("2024-01-01", [("石磊", "presumed")]),
    ],
)
def test_roles_as_of_a_day(offices, day, holders):
    assert told(offices, "roles", "who status", who=BUREAU, on=day) == holders


def test_all_roles_say_which_have_ended(offices):
    assert told(offices, "roles", "body title status", who="丁一") == [
        (BUREAU, "局长", "ended"),
        (SCHOOL, "校长", "seen"),
    ]


def test_who_came_went_and_moved(offices):
    changed = told(offices, "changes", "date change who out_of into after basis", since="2020-01-01")
    assert changed == [
        ("2020-03", "moved", "丁一", [BUREAU + "局长"], [SCHOOL + "校长"], None, "stated"),
        ("2020-03-01", "came", "方为民", [], [BUREAU + "局长"], None, "stated"),
        ("2023-02-01", "came", "石磊", [], [BUREAU + "局长"], "方为民", "seen"),
    ]
    assert told(offices, "changes", "who", since="2020-01-01", until="2020-12-31", entity=SCHOOL) == [("丁一",)]


def test_successors_do_not_contradict_each_other(offices):
    assert told(offices, "conflicts", "who other") == []
