"""What became of bodies: two nodes joined by what an article says, asked for and printed, on both engines."""

from __future__ import annotations

import json
from datetime import date

import pytest

from graph.answers import answer
from graph.questions import load_questions
from graph.record import Record
from graph.report import report
from graph.sync import sync
from tests.graph import sample

TEXT = (
    "云河市机构改革\n2019年1月，云河市旅游局更名为云河市文旅局。2023年3月，云河市文旅局、云河市体育局合并组建云河市文体旅局。"
    "云河市招商局撤销。青石乡升格为青石镇。"
)


def reform():
    page = sample.page("r01", TEXT, date(2023, 4, 7))
    d = sample.Draft(page)
    first, second, sport, last, gone = (
        d.entity("Institution", f"云河市{name}局") for name in ("旅游", "文旅", "体育", "文体旅", "招商")
    )
    village, town = d.entity("Place", "青石乡"), d.entity("Place", "青石镇")
    d.say(first, "SUCCEEDED_BY", second, change="renamed", since="2019-01")
    d.say(second, "SUCCEEDED_BY", last, change="merged", since="2023-03")
    d.say(sport, "SUCCEEDED_BY", last, 0.5, change="merged", since="2023-03")
    d.say(gone, "CHANGED", sample.Ref("Article", d.article.title, "whatever"), change="dissolved", until="2023")
    d.say(village, "SUCCEEDED_BY", town, change="replaced")
    return page, [d.extraction()]


@pytest.fixture
def reformed(store, tmp_path):
    with Record.open(tmp_path) as record:
        sample.fill(record, [reform()])
        sync(record, store)
    return store


def asked(store, question, **values):
    rows = answer(store, load_questions()[question], values).dicts()
    columns = ("relation", "name", "since", "until")
    return [tuple(row[c] for c in columns) for row in rows]


def test_history_follows_the_names_both_ways(reformed):
    assert asked(reformed, "history", body="云河市文体旅局") == [
        ("formerly", "云河市旅游局", "2019-01", None),
        ("formerly", "云河市体育局", "2023-03", None),
        ("formerly", "云河市文旅局", "2023-03", None),
    ]
    assert [row[:2] for row in asked(reformed, "history", body="云河市旅游局")] == [
        ("became", "云河市文旅局"),
        ("became", "云河市文体旅局"),
    ]
    assert asked(reformed, "history", body="青石镇") == [("formerly", "青石乡", None, None)]


def test_every_row_has_its_sentence(reformed):
    told = answer(reformed, load_questions()["history"], {"body": "云河市招商局"})
    assert [(row["relation"], row["until"]) for row in told.dicts()] == [("dissolved", "2023")]
    assert "云河市招商局撤销。" in [sentence.quote for sentence in told.evidence[0]]


def test_an_institution_tells_what_it_was_and_became(reformed):
    assert asked(reformed, "institution", institution="云河市文旅局") == [
        ("became", "云河市文体旅局", "2023-03", None),
        ("formerly", "云河市旅游局", "2019-01", None),
    ]


def test_a_place_tells_what_it_was_and_became(reformed):
    assert asked(reformed, "place", place="青石镇") == [("formerly", "青石乡", None, None)]
    assert asked(reformed, "place", place="青石乡") == [("became", "青石镇", None, None)]


def test_a_dossier_opens_with_it(reformed):
    data = json.loads(report(reformed, "institution", "云河市文旅局", format="json"))
    assert [(s["name"], [line["relation"] for line in s["lines"]]) for s in data["sections"]] == [
        ("history", ["became", "formerly"])
    ]
    page = report(reformed, "institution", "云河市招商局", format="md", language="zh")
    assert "## 沿革 (1)" in page
    assert "撤销：至 2023" in page.replace(" · ", "")
    page = report(reformed, "institution", "云河市文体旅局", language="en")
    assert "formerly" in page
    assert "merged" in page


def test_nothing_is_merged_by_it(reformed):
    names = [row[0] for row in reformed.stream("MATCH (n:Institution) RETURN n.name ORDER BY n.name")]
    assert len(names) == 5
