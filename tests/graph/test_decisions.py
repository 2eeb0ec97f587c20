"""What people decide outlives a rebuild, can be undone and taken along, and is never guessed where it contradicts itself."""

from dataclasses import replace

import pytest

from extract.identity import Anchor
from extract.model import InputError
from graph.decisions import (
    add_alias,
    apply,
    decide,
    decisions,
    export,
    import_file,
    mark_private,
    merge,
    reject,
    rename,
    retitle,
    split,
    undo,
)
from graph.record import Record
from graph.report import report
from graph.sync import sync
from tests.graph import sample
from tests.graph.dump import dump
from tests.graph.sample import VERSION

ME = "编辑甲"


@pytest.fixture
def built(tmp_path):
    """The sample corpus, identified as a build does."""
    with Record.open(tmp_path / "workspace") as record:
        for page, extractions in sample.corpus():
            record.replace_page(page, extractions, VERSION)
        apply(record)
        yield record


def ids(record, name):
    return sorted(e.id for e in record.entities() if e.name == name)


def state(record):
    return list(record.entities()), list(record.statements())


def rebuild(record):
    """The same pages with a newer extractor: other local ids, other article rows."""
    for page, extractions in sample.corpus():
        other = [
            replace(
                x,
                entities=tuple(replace(e, id="n" + e.id[1:]) for e in x.entities),
                statements=tuple(
                    replace(
                        s,
                        subject=replace(s.subject, id="n" + s.subject.id[1:]),
                        object=replace(s.object, id="n" + s.object.id[1:]),
                    )
                    for s in x.statements
                ),
            )
            for x in extractions
        ]
        record.replace_page(page, other, "newer")
    return apply(record)


def test_the_same_rows_give_the_same_record(built):
    before, revision = state(built), built.revision
    assert apply(built).changed is False
    assert (state(built), built.revision) == (before, revision)
    assert built.identified


def test_two_are_merged_on_somebodys_word_and_apart_again_when_it_is_taken_back(built):
    before = state(built)
    one, other = ids(built, "平川市委统战部")[0], ids(built, "云河市委统战部")[0]
    merge(built, one, other, who=ME, why="改划")
    assert apply(built).changed
    assert len(ids(built, "平川市委统战部") + ids(built, "云河市委统战部")) == 1
    assert undo(built).kind == "same"
    apply(built)
    assert state(built) == before


def test_a_split_is_kept_by_a_rebuild(built):
    (wu,) = ids(built, "吴清源")
    split(built, wu, [("a02", 1)], who=ME, why="两个人")
    apply(built)
    assert len(ids(built, "吴清源")) == 2
    outcome = rebuild(built)
    assert len(ids(built, "吴清源")) == 2
    assert outcome.unmatched == ()


def test_a_split_names_articles_that_name_the_entity(built):
    (wu,) = ids(built, "吴清源")
    with pytest.raises(InputError, match="a99/1 does not name this entity; it is named in a01/1、a02/1"):
        split(built, wu, [("a99", 1)], who=ME)
    with pytest.raises(InputError, match="not all and not none"):
        split(built, wu, [("a01", 1), ("a02", 1)], who=ME)


def test_a_contradiction_is_reported_and_nothing_is_guessed(built):
    before = state(built)
    one, other = ids(built, "平川市委统战部")[0], ids(built, "云河市委统战部")[0]
    first = merge(built, one, other, who=ME)
    a, b = first.one, first.other
    third = Anchor("Institution", "云河市人民政府", places=(("a09", 5),))
    with built.change() as execute:
        execute(
            "INSERT INTO decision(kind, one, other, value, who, at, why) SELECT 'different', other, one, value, '编辑乙', at, ''"
            " FROM decision WHERE id = ?",
            (first.number,),
        )
    numbers = tuple(d.number for d in decisions(built))
    outcome = apply(built)
    assert outcome.contradictions == (numbers,)
    assert state(built) == before
    assert a.type == b.type == third.type


def test_the_later_word_on_the_same_two_replaces_the_earlier(built):
    one, other = ids(built, "平川市委统战部")[0], ids(built, "云河市委统战部")[0]
    decide(built, one, other, "unsure", who=ME)
    decide(built, other, one, "same", who=ME)
    assert [d.kind for d in decisions(built)] == ["same"]


def test_decisions_travel_as_a_text_file(built, tmp_path):
    (wu,) = ids(built, "吴清源")
    split(built, wu, [("a02", 1)], who=ME, why="两个人")
    rename(built, ids(built, "平川市委统战部")[0], "平川市委统一战线工作部", who=ME)
    apply(built)
    file = tmp_path / "decisions.jsonl"
    assert export(built, file) == 2
    with Record.open(tmp_path / "fresh") as fresh:
        for page, extractions in sample.corpus():
            fresh.replace_page(page, extractions, VERSION)
        assert import_file(fresh, file) == 2
        assert import_file(fresh, file) == 0
        apply(fresh)
        assert state(fresh) == state(built)
        again = tmp_path / "again.jsonl"
        export(fresh, again)
        assert again.read_bytes() == file.read_bytes()


def test_a_bad_line_is_named(built, tmp_path):
    file = tmp_path / "decisions.jsonl"
    file.write_text('# fine\n{"kind": "perhaps"}\n', encoding="utf-8")
    with pytest.raises(InputError, match="Line 2 of"):
        import_file(built, file)


def test_a_rejected_statement_stays_away_after_a_rebuild(built):
    (wu,), (body,) = ids(built, "吴清源"), ids(built, "云河市委统战部")
    posts = [s for s in built.statements() if s.predicate == "HOLDS_ROLE" and s.object.id == body]
    assert posts
    reject(built, wu, "HOLDS_ROLE", body, who=ME, why="报道有误")
    apply(built)
    for _ in range(2):
        assert not [s for s in built.statements() if s.predicate == "HOLDS_ROLE" and s.object.name == "云河市委统战部"]
        rebuild(built)


def test_names_titles_aliases_and_privacy_are_corrected_for_good(built):
    (wu,), (body,) = ids(built, "吴清源"), ids(built, "云河市委统战部")
    retitle(built, wu, body, "部长", "常务副部长", who=ME)
    add_alias(built, wu, "吴老", who=ME)
    mark_private(built, wu, who=ME)
    rename(built, body, "中共云河市委统战部", who=ME)
    apply(built)
    rebuild(built)
    (entity,) = [e for e in built.entities() if e.name == "吴清源"]
    assert "吴老" in entity.aliases
    assert entity.kind == "private"
    titles = {
        s.qualifiers["title"]: s.qualifiers.get("corrected")
        for s in built.statements()
        if s.object.name == "中共云河市委统战部" and "title" in s.qualifiers
    }
    assert titles == {"常务副部长": ME}


def test_a_decision_that_finds_nothing_is_named(built):
    (wu,) = ids(built, "吴清源")
    number = add_alias(built, wu, "吴老", who=ME).number
    for source in built.sources:
        built.forget(source)
    assert apply(built).unmatched == (number,)


def test_a_corrected_title_is_marked_in_the_dossier(built, embedded_engine):
    (wu,), (body,) = ids(built, "吴清源"), ids(built, "云河市委统战部")
    retitle(built, wu, body, "部长", "常务副部长", who=ME)
    apply(built)
    embedded_engine.write(("MATCH (n) DETACH DELETE n", {}))
    embedded_engine.migrate()
    sync(built, embedded_engine)
    for format_ in ("md", "html"):
        made = report(embedded_engine, "person", "吴清源", language="zh", format=format_)
        assert made.count(f"经 {ME} 更正") == 1, format_


@pytest.fixture
def corrected(built, store):
    """A record with every kind of correction, and its graph."""
    (wu,), (body,) = ids(built, "吴清源"), ids(built, "云河市委统战部")
    (town,), (shopkeeper,) = ids(built, "白鹤镇"), [e.id for e in built.entities() if e.kind == "private"]
    rename(built, body, "中共云河市委统一战线工作部", who=ME, why="全称")
    add_alias(built, wu, "老吴", who="编辑乙")
    mark_private(built, wu, who=ME)
    reject(built, wu, "VISITED", town, who=ME, why="是何立去的")
    reject(built, shopkeeper, "AFFILIATED_WITH", town, who=ME)
    apply(built)
    sync(built, store)
    return built, store


def test_corrected_entities_are_marked_in_the_graph(corrected):
    _, store = corrected
    marked = store.stream("MATCH (n) WHERE n.corrected IS NOT NULL RETURN n.name, n.corrected ORDER BY n.name")
    assert dict(map(tuple, marked)) == {"中共云河市委统一战线工作部": ME, "吴清源": f"编辑乙、{ME}"}


def test_a_dossier_tells_what_was_corrected_by_whom_and_why(corrected):
    record, store = corrected
    page = report(store, "institution", "统战部", language="zh", format="md", record=record)
    assert f"名称、别名或隐私标记经 {ME} 更正" in page
    assert f"改名称：云河市委统战部 → 中共云河市委统一战线工作部（{ME}：全称）" in page
    assert "## 人工更正 (1)" in page


def test_rejected_statements_are_counted_and_listed_when_asked_for(corrected):
    record, store = corrected
    one = {"language": "en", "format": "md", "record": record, "include_private": True}
    page = report(store, "person", "吴清源", **one)
    assert "1 statements were rejected" in page
    assert "是何立去的" not in page
    page = report(store, "person", "吴清源", include_rejected=True, **one)
    assert f"Rejected: 吴清源 · visited · 白鹤镇 ({ME}: 是何立去的)" in page
    assert "were rejected" not in page


def test_what_was_rejected_about_a_private_person_is_told_to_nobody_else(corrected):
    record, store = corrected
    page = report(store, "place", "白鹤镇", format="md", record=record, include_rejected=True)
    assert "Rejected: 郑小芳" not in page
    assert "Rejected: 郑小芳" in report(
        store, "place", "白鹤镇", format="md", record=record, include_rejected=True, include_private=True
    )


def test_an_undone_correction_leaves_no_mark(corrected):
    record, store = corrected
    for decision in decisions(record):
        undo(record, decision.number)
    apply(record)
    sync(record, store)
    assert not list(store.stream("MATCH (n) WHERE n.corrected IS NOT NULL RETURN n.id"))
    assert record.identified


@pytest.mark.parametrize("change", ["split", "merge"])
def test_the_graph_follows_a_decision_and_its_undoing(built, store, change):
    """What is left of the old graph after the change equals a load into an empty one."""

    def fresh():
        store.write(("MATCH (n) DETACH DELETE n", {}))
        store.migrate()
        sync(built, store)
        return dump(store)

    first = fresh()
    if change == "split":
        split(built, ids(built, "吴清源")[0], [("a02", 1)], who=ME)
    else:
        merge(built, ids(built, "吴清源")[0], ids(built, "何立")[0], who=ME)
    apply(built)
    sync(built, store)
    after = dump(store)
    assert after == fresh()
    assert after != first
    undo(built)
    apply(built)
    sync(built, store)
    assert dump(store) == first
