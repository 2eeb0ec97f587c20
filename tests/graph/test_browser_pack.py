"""The files for Neo4j Browser, and the real Browser of 5.26 reading them."""

import os
import re
import threading
import zipfile
from pathlib import Path

import pytest

from graph.browser_pack import (
    GUIDE,
    PLAIN_PAGE,
    SAVED_QUERIES,
    STYLE,
    choose,
    clear_parameters,
    guide,
    pictures,
    plain_page,
    saved_queries,
    server,
    style,
    write_pack,
)
from graph.model import LABELS, RELATIONSHIPS
from graph.questions import ask, load_questions
from graph.sync import sync
from tests.neo4j.browser import chromium, connected

DOCS = Path(__file__).resolve().parents[2] / "docs" / "neo4j"


def test_the_style_names_what_the_model_has():
    assert set(re.findall(r"^node\.(\w+)", style(), re.M)) == set(LABELS)
    assert set(re.findall(r"^relationship\.(\w+)", style(), re.M)) <= set(RELATIONSHIPS)


def test_every_question_is_a_saved_query_under_its_title():
    saved = saved_queries()
    for question in load_questions().values():
        [text] = [text for path, text in saved.items() if path.endswith(f"问/{question.name}.cypher")]
        assert text.splitlines()[0] == f"// {question.title} · {question.title_zh}"
        assert text.rstrip().endswith(question.cypher)


def test_every_parameter_is_cleared_and_can_be_chosen():
    for question in (*load_questions().values(), *pictures().values()):
        for parameter in question.parameters:
            assert f"{parameter.name}: " in clear_parameters()
            assert choose(parameter, question.name) in plain_page()
            assert question.cypher in plain_page()


def test_the_guide_is_text_that_cannot_break_out():
    assert guide().count("<slide") == guide().count("</slide>") == 1 + len(pictures()) + len(load_questions())
    assert "-&gt;" in guide()


def test_the_same_queries_make_the_same_files(tmp_path):
    first, second = write_pack(tmp_path / "a"), write_pack(tmp_path / "b")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    with zipfile.ZipFile(tmp_path / "a" / SAVED_QUERIES) as packed:
        assert {info.filename for info in packed.infolist()} == set(saved_queries())


def test_the_pages_in_docs_are_those_of_the_pack():
    current = (DOCS / PLAIN_PAGE).read_text(encoding="utf-8") == plain_page()
    assert current, "write them anew: python -m graph.browser_pack docs/neo4j"


@pytest.mark.parametrize("name", sorted(pictures()))
def test_every_picture_finds_something(record, store, name):
    sync(record, store)
    names = {"meeting": "统战", "institution": "云河市委统战部", "initiative": "同心桥"}
    given = {"name": names.get(name, "吴清源"), "other": "何立"}
    picture = pictures()[name]
    assert ask(store, picture, **{p.name: given[p.name] for p in picture.parameters}).rows


def test_the_real_browser(record, neo4j_store, request, tmp_path):
    if not chromium():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("needs Chromium")
    pytest.importorskip("playwright")
    neo4j_store.write(("MATCH (n) DETACH DELETE n", {}))
    neo4j_store.migrate()
    sync(record, neo4j_store)
    write_pack(tmp_path)
    with connected(request.getfixturevalue("server")) as browser:
        browser.drop(tmp_path / STYLE)
        browser.drop(tmp_path / SAVED_QUERIES)
        browser.open_favourites()
        browser.page.get_by_text("政脉 Zhengmai Questions 问").click()
        browser.page.get_by_text("Who attended which meeting").wait_for()
        browser.open_favourites()
        assert browser.error(browser.run("// first\n" + clear_parameters())) == ""
        for question in load_questions().values():
            for parameter in question.parameters:
                if parameter.required:
                    browser.run(choose(parameter, question.name))
            assert browser.error(browser.run(question.cypher)) == "", question.name
        browser.run(":param name => '吴清源'")
        frame = browser.run(pictures()["person"].cypher)
        captions = "".join(browser.captions(frame))
        assert "吴清源" in captions
        assert "白鹤镇" in captions
        assert "部长" in captions
        assert frame.locator(".neod3viz circle[fill='#203F9A']").count() == 1, "the person in the colour of the style"
        handed = server(tmp_path, 0)
        threading.Thread(target=handed.serve_forever, daemon=True).start()
        browser.open_guide(f"http://localhost:{handed.server_port}/{GUIDE}")
        browser.page.get_by_text("Run this first; it clears all parameters").wait_for()
        handed.shutdown()
