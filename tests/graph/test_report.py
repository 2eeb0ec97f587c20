import json
import re
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import unquote

import pytest

from extract.model import InputError
from graph import dossier as dossiers
from graph.answers import answer
from graph.neighbourhood import Near, draw
from graph.questions import load_questions
from graph.record import Record
from graph.report import KINDS, LEAST, marked, quoted, report, report_all, words
from graph.sync import sync
from tests.graph import sample
from tests.graph.county import county_store

__all__ = ["county_store"]

SUBJECTS = {
    "person": "吴清源",
    "institution": "统战部",
    "place": "青石镇",
    "event": "侨务座谈会",
    "initiative": "同心桥",
}


@pytest.fixture
def told(county_store):
    """A dossier as data."""
    return lambda kind, name, **options: json.loads(report(county_store, kind, name, format="json", **options))


class _Page(HTMLParser):
    """What a browser would make of a page: tags, attributes, text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.ids, self.targets, self.text = [], [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        for name, value in attributes:
            if name == "id":
                self.ids.append(value)
            if name == "href":
                self.targets.append(value)

    def handle_data(self, data):
        self.text += data


def lines(data, section):
    return next(s["lines"] for s in data["sections"] if s["name"] == section)


def test_a_person(told):
    data = told("person", "吴清源")
    assert data["figures"] == {
        "articles": 2, "posts": 1, "events": 1, "together": 2, "institutions": 1, "initiatives": 1, "places": 1,
    }  # fmt: skip
    (post,) = lines(data, "posts")
    assert (post["detail"], post["thing"]["name"]) == (["部长"], "云河市委统战部")
    assert (post["first_seen"], post["last_seen"]) == ("2023-04-07", "2023-09-10")
    (event,) = lines(data, "events")
    assert (event["date"], event["dating"], event["detail"]) == ("2023-04-06", "event", ["chair"])
    assert [line["thing"]["name"] for line in lines(data, "together")] == ["何立", "江一帆"]
    assert [conflict["conflict"] for conflict in data["conflicts"]] == ["post"]


def test_a_stated_term_is_told_on_both_sides(county_store, told):
    """沈青 heads 统战部 since a day that the text states."""
    assert lines(told("person", "沈青"), "posts")[0]["since"] == "2023-06-01"
    assert [line["since"] for line in lines(told("institution", "统战部"), "people")] == ["", "2023-06-01"]
    assert "since 2023-06-01" in report(county_store, "institution", "统战部")


def test_every_statement_has_a_footnote(told):
    for kind, name in SUBJECTS.items():
        data = told(kind, name)
        known = {note["n"]: note for note in data["notes"]}
        stated = [line for section in data["sections"] for line in section["lines"]]
        assert stated
        for line in [*stated, *data["conflicts"]]:
            assert line["notes"], (kind, line)
            for n in line["notes"]:
                assert known[n]["quote"]
                assert known[n]["article"]["title"]


def test_footnotes_are_numbered_as_they_are_read(county_store):
    page = _Page(report(county_store, "person", "江一帆"))
    references = [target for target in page.targets if re.fullmatch(r"#n\d+", target)]
    firsts = list(dict.fromkeys(references))
    assert firsts == [f"#n{n}" for n in range(1, len(firsts) + 1)]
    assert set(firsts) == {f"#{id_}" for id_ in page.ids if re.fullmatch(r"n\d+", id_)}


def test_figures_are_those_of_ask(county_store, told):
    """What the dossier counts is what the questions list."""

    def rows(name, **values):
        return answer(county_store, load_questions()[name], values).dicts()

    person = told("person", "江一帆")["figures"]
    assert person["events"] == len(rows("meetings", person="江一帆"))
    assert person["together"] == len(rows("together", person="江一帆"))
    assert person["posts"] == len(rows("roles", who="江一帆"))
    assert person["articles"] == len(rows("mentions", entity="江一帆"))
    body = told("institution", "统战部")["figures"]
    assert body["people"] == len({row["who_id"] for row in rows("roles", who="统战部")})
    there = told("event", "侨务座谈会")["figures"]
    present = [row for row in rows("event", event="侨务座谈会") if row["relation"] == "attended by"]
    assert there["attendance"] == len({row["name_id"] for row in present})


def test_what_is_uncertain_is_marked(county_store, told):
    post = lines(told("person", "沈青"), "posts")[0]
    assert post["confidence"] < LEAST
    assert post["uncertain"]
    page = report(county_store, "person", "沈青")
    assert 'class="doubt-sign"' in page
    assert f"below {LEAST}" in page
    assert "**?**" in report(county_store, "person", "沈青", format="md")
    assert 'class="doubt-sign"' not in report(county_store, "person", "何立@民宗")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_in_both_languages(county_store, kind, language):
    page = report(county_store, kind, SUBJECTS[kind], language=language)
    parsed = _Page(page)
    assert parsed.tags.count("h1") == 1
    assert "script" not in parsed.tags
    assert len(parsed.ids) == len(set(parsed.ids))
    assert {target[1:] for target in parsed.targets if target.startswith("#")} <= set(parsed.ids)
    assert not re.search(r"(src|href)=\"?(https?:)?//", page)  # nothing is fetched
    if language == "zh":
        said = re.sub(r"<style>.*?</style>|<svg.*?</svg>|<(span|cite|q)[^>]*>.*?</\1>|<[^>]+>", "", page, flags=re.S)
        assert not re.search(r"[A-Za-z]{3,}", said), re.findall(r"\w*[A-Za-z]{3,}\w*", said)


def test_private_people_are_left_out_unless_asked_for(county_store, told):
    assert "村民" not in json.dumps(told("place", "青石镇")["sections"], ensure_ascii=False)
    assert "村民" in json.dumps(told("place", "青石镇", include_private=True)["sections"], ensure_ascii=False)
    with pytest.raises(InputError, match="private person"):
        report(county_store, "person", "何立@青石镇")
    page = report(county_store, "person", "何立@青石镇", include_private=True)
    assert "private person" in page
    assert "handle with care" in page


def test_markdown_cites_with_footnotes(county_store):
    text = report(county_store, "person", "吴清源", format="md")
    assert text.startswith("# 吴清源\n")
    cited = set(re.findall(r"\[\^(\d+)\](?!:)", text))
    assert cited == set(re.findall(r"^\[\^(\d+)\]:", text, re.M))
    assert "2023-04-06 · 全市统战工作会议 (chaired)" in text


def test_a_dossier_is_the_same_every_time(county_store):
    assert report(county_store, "person", "江一帆") == report(county_store, "person", "江一帆")


def test_the_picture_can_be_linked(county_store):
    page = report(county_store, "person", "吴清源", picture="吴清源.html")
    assert '<a href="吴清源.html">Interactive picture</a>' in page


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"kind": "role"}, "role is no kind of dossier; choose among person, institution, place, event, initiative"),
        ({"format": "pdf"}, "pdf is no format"),
        ({"language": "de"}, "de is no language"),
        ({"name": "吴清原"}, "near it are: 吴清源"),
    ],
)
def test_what_cannot_be_made_is_said(county_store, values, message):
    asked = {"kind": "person", "name": "吴清源", **values}
    with pytest.raises(InputError, match=message):
        report(county_store, asked.pop("kind"), asked.pop("name"), **asked)


def test_all_dossiers_are_linked_with_one_another(county_store, tmp_path):
    steps = []
    written = report_all(county_store, tmp_path, language="zh", progress=lambda done, of: steps.append((done, of)))
    index = _Page(written[0].read_text(encoding="utf-8"))
    assert written[0].name == "index.html"
    assert steps[-1] == (len(written) - 1, len(written) - 1)
    names = {path.name for path in written}
    assert {unquote(target) for target in index.targets if not target.startswith("#")} == names - {"index.html"}
    for path in written[1:]:
        page = _Page(path.read_text(encoding="utf-8"))
        local = {unquote(target) for target in page.targets if not target.startswith("#")}
        assert "index.html" in local
        assert local <= names, path
    wu = next(path for path in written if "吴清源" in path.name)
    assert re.search(r'href="institution-[^"]+\.html"[^>]*>云河市委统战部', wu.read_text(encoding="utf-8"))
    assert not any("何立" in path.name and "村民" in path.read_text(encoding="utf-8") for path in written)


def test_all_dossiers_in_other_formats(county_store, tmp_path):
    for format_ in ("md", "json"):
        written = report_all(county_store, tmp_path / format_, format=format_, least_articles=2)
        assert {path.suffix for path in written} == {f".{format_}"}
        assert len(written) < 12
    index = json.loads((tmp_path / "json" / "index.json").read_text(encoding="utf-8"))
    assert all(entry["articles"] >= 2 for entry in index["dossiers"])


HOSTILE = '<script>alert("x")</script>& "quoted" *bold* [link](javascript:x) `code`'


def test_data_never_becomes_markup(tmp_path, embedded_engine):
    """A name out of a web page: escaped in every format. This test empties the engine, so it stands last."""
    page_ = sample.page("x01", f"{HOSTILE}\n{HOSTILE}出席{HOSTILE}会议。", None)
    d = sample.Draft(page_)
    who, event = d.entity("Person", HOSTILE), d.entity("Event", HOSTILE + "会议")
    body = d.entity("Institution", HOSTILE + "局")
    d.say(who, "ATTENDED", event, capacity="attendee")
    d.say(who, "HOLDS_ROLE", body, title=HOSTILE)
    store = embedded_engine
    store.write(("MATCH (n) DETACH DELETE n", {}))
    store.migrate()
    with Record.open(tmp_path) as record:
        sample.fill(record, [(page_, [d.extraction()])])
        sync(record, store)
    page = report(store, "person", HOSTILE.split("@")[0])
    assert "script" not in _Page(page).tags
    assert "<script" not in page
    assert HOSTILE in _Page(page).text
    text = report(store, "person", HOSTILE, format="md")
    assert not re.search(r"(?<!\\)(<script|\]\(javascript|\*bold|`code)", text)
    (index, *_) = report_all(store, tmp_path / "all")
    assert "<script" not in index.read_text(encoding="utf-8")


def test_names_are_found_in_sentences():
    assert marked("市委统战部部长吴清源说", ("统战部", "市委统战部")) == [("市委统战部", True), ("部长吴清源说", False)]
    assert marked("无人", ()) == [("无人", False)]


def test_no_two_names_of_the_picture_overlap():
    labels = ["Institution"] * 5 + ["Person"] * 4 + ["Event"] * 5 + ["Place"] * 4
    many = [Near(str(n), label, f"第{n}个很长很长的活动或单位的名称究竟会怎样折行呢") for n, label in enumerate(labels)]
    svg = draw("中心的名字", "Person", many)
    for anchor in ("end", "start"):
        found = re.findall(rf'text-anchor="{anchor}".*?</text>', svg)
        heights = [float(y) for text in found for y in re.findall(r'<tspan x="[\d.]+" y="([\d.]+)"', text)]
        assert len(heights) >= 16
        assert all(b - a >= 15 for a, b in pairwise(heights))
    assert svg == draw("中心的名字", "Person", many)


def test_a_name_that_was_lost_is_drawn_as_nothing():
    """A scan that kept only the quotes of “……” gave an initiative without a name."""
    assert "<circle" in draw("", "Initiative", [Near("1", "Place", "")])


def test_words_exist_in_both_languages():
    for table, entries in words("en").table.items():
        for key, entry in entries.items():
            assert set(entry) == {"en", "zh"}, (table, key)
            gaps = [set(re.findall(r"{\w+}", text)) for text in entry.values()]
            assert gaps[0] == gaps[1], (table, key)
            assert re.search("[一-鿿（）：；、，]", entry["zh"]), (table, key)


_STATES = {"ended", "presumed", "succeeded", "seen", "stated", "event", "reported", "came", "went", "moved"}


def test_every_relation_of_the_questions_has_words():
    asked = "".join(question.cypher for question in load_questions().values())
    for relation in re.findall(r"(?:THEN|ELSE) '([a-z]+(?: [a-z]+)?)'", asked):
        if relation not in _STATES:
            assert relation in words("en").table["relation"], relation
    for sections in dossiers._SECTIONS.values():
        assert all(name in words("en").table["section"] for name, _ in sections)


def test_an_event_that_a_body_organized_and_attended_is_one_line(embedded_engine, tmp_path):
    # seeds 001: 市住建局召开城镇老旧小区改造群众监督员聘任会议, and was there
    page = sample.page("o01", "聘任会议召开\n4月6日，云河市住建局召开聘任会议。", date(2023, 4, 7))
    d = sample.Draft(page)
    bureau, meeting = d.entity("Institution", "云河市住建局"), d.entity("Event", "聘任会议", kind="meeting")
    d.say(bureau, "ORGANIZED", meeting)
    d.say(bureau, "ATTENDED", meeting, capacity="attendee")
    embedded_engine.write(("MATCH (n) DETACH DELETE n", {}))
    embedded_engine.migrate()
    with Record.open(tmp_path) as record:
        sample.fill(record, [(page, [d.extraction()])])
        sync(record, embedded_engine)
    page = report(embedded_engine, "institution", "云河市住建局", format="md", language="zh")
    assert "主办：聘任会议（参加）" in page
    assert page.count("聘任会议（") == 1


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("“我局高度重视。”", "“我局高度重视。”"),
        ("“我局”和“他局”", "““我局”和“他局””"),
        ("会议召开。", "“会议召开。”"),
    ],
)
def test_speech_from_end_to_end_keeps_its_own_quotes(said, printed):
    assert quoted(said) == printed
