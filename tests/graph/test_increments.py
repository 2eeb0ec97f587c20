"""Articles and decisions that come and go one by one leave the record as a build of everything at once does."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

import pytest

import graph.decisions
from extract.model import Extraction, Page
from graph.decisions import add_alias, apply, decide, decisions, export, import_file, undo
from graph.record import Record
from tests.extract.world import build, written_pages
from tests.graph import sample
from tests.graph.sample import VERSION

ME = "编辑甲"
Documents = dict[str, list[Extraction]]


@pytest.fixture(scope="module")
def documents() -> Documents:
    """Some pages in a few counties whose people share names."""
    found: Documents = {}
    for extraction in build(written_pages(24), seed=3, counties=3).extractions:
        found.setdefault(extraction.article.doc, []).append(extraction)
    return found


def put(record: Record, doc: str, extractions: list[Extraction]) -> None:
    page = Page(doc, f"news/{doc}.txt", "", "utf-8", doc, published=date(2023, 1, 1))
    record.replace_page(page, extractions, VERSION)


def state(record: Record):
    """Who is who, the entities and the questions."""
    queries = (
        "SELECT local_id, entity_id FROM identity ORDER BY 1",
        "SELECT * FROM entity ORDER BY id",
        "SELECT one, other, score, reasons FROM question ORDER BY 1, 2",
        "SELECT a.doc, a.n, m.seq, m.qualifiers FROM amendment m JOIN article a ON a.id = m.article ORDER BY 1, 2, 3",
    )
    return [list(record.rows(query)) for query in queries]


def at_once(folder: Path, record: Record, present: Documents, chance: Random):
    """The same documents, in another order, and the same decisions in a new record."""
    export(record, folder / "decisions.jsonl")
    docs = sorted(present)
    chance.shuffle(docs)
    with Record.open(folder / "fresh") as fresh:
        for doc in docs:
            put(fresh, doc, present[doc])
        import_file(fresh, folder / "decisions.jsonl")
        apply(fresh)
        return state(fresh)


@pytest.mark.parametrize("seed", [1, 2])
def test_increments_in_any_order_give_what_a_full_build_gives(documents, tmp_path, seed):
    chance, present = Random(seed), dict[str, list[Extraction]]()
    with Record.open(tmp_path / "workspace") as record:
        for step in range(24):
            away = sorted(set(documents) - set(present))
            people = [e for e in record.entities() if e.type == "Person"]
            match chance.choice(["add", "add", "add", "forget", "shorten", "decide", "decide", "alias", "undo"]):
                case "add" if away:
                    doc = chance.choice(away)
                    present[doc] = documents[doc]
                    put(record, doc, present[doc])
                case "forget" if present:
                    doc = chance.choice(sorted(present))
                    del present[doc]
                    record.forget(f"news/{doc}.txt")
                case "shorten" if present:
                    doc = chance.choice(sorted(present))
                    present[doc] = present[doc][:1]
                    put(record, doc, present[doc])
                case "decide" if len(people) > 1:
                    one, other = chance.sample(people, 2)
                    asked = list(record.rows("SELECT one, other FROM question"))
                    pair = chance.choice(asked) if asked and chance.random() < 0.7 else (one.id, other.id)
                    decide(record, *pair, chance.choice(["same", "different", "unsure"]), who=ME, why=str(step))
                case "alias" if people:
                    add_alias(record, chance.choice(people).id, f"又名{step}", who=ME)
                case "undo" if decisions(record):
                    undo(record, chance.choice(decisions(record)).number)
            apply(record)
            if step % 6 == 5:
                folder = tmp_path / str(step)
                folder.mkdir()
                assert state(record) == at_once(folder, record, present, chance), step


def test_an_article_is_compared_with_its_blocks_only(documents, tmp_path, monkeypatch):
    with Record.open(tmp_path / "workspace") as record:
        *first, last = sorted(documents)
        for doc in first:
            put(record, doc, documents[doc])
        apply(record)
        seen: list[set[str]] = []
        cut = graph.decisions.cut

        def watched(rows):
            rows = list(rows)
            seen.append({block for block, *_ in rows})
            return cut(rows)

        monkeypatch.setattr(graph.decisions, "cut", watched)
        put(record, last, documents[last])
        apply(record)
        query = "SELECT block FROM sketch JOIN article ON article.id = sketch.article WHERE article.doc = ?"
        blocks = {row[0] for row in record.rows(query, (last,))}
        assert seen == [blocks]
        assert len(blocks) < next(record.rows("SELECT count(DISTINCT block) FROM sketch"))[0] / 2
        assert not apply(record).changed
        assert seen[1:] == [set()]


def test_a_build_cut_short_before_the_decisions_forgets_nothing(tmp_path, monkeypatch):
    with Record.open(tmp_path / "workspace") as record:
        for page, extractions in sample.corpus():
            record.replace_page(page, extractions, VERSION)
        with monkeypatch.context() as patched:
            patched.setattr(graph.decisions, "_amend", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                apply(record)
        assert apply(record).entities > 0
