import sqlite3
from dataclasses import replace
from datetime import date

import pytest

from extract.model import InputError
from graph.record import FILE_NAME, Record
from tests.graph import sample
from tests.graph.sample import VERSION


def put(record, *pages):
    for page, extractions in pages:
        record.replace_page(page, extractions, VERSION)


def test_what_goes_in_comes_out_equal(tmp_path):
    with Record.open(tmp_path) as record:
        put(record, *reversed(sample.corpus()))
        assert list(record.extractions()) == [e for _, extractions in sample.corpus() for e in extractions]


def test_it_outlives_the_process(tmp_path):
    with Record.open(tmp_path) as record:
        put(record, *sample.corpus())
        known = record.id, record.revision
    with Record.open(tmp_path) as record:
        assert (record.id, record.revision) == known
        assert record.counts().articles == 3


def test_a_page_known_in_this_version_is_current(tmp_path):
    with Record.open(tmp_path) as record:
        page, extractions = sample.first()
        assert not record.is_current(page, VERSION)
        record.replace_page(page, extractions, VERSION)
        assert record.is_current(page, VERSION)
        assert not record.is_current(page, "test-2")


@pytest.mark.parametrize(
    "change", [{"sha256": "0" * 64}, {"locale": "平川市"}, {"published": date(2024, 1, 1)}, {"publication": "平川报"}]
)
def test_other_bytes_or_other_facts_make_it_stale(tmp_path, change):
    with Record.open(tmp_path) as record:
        page, extractions = sample.first()
        record.replace_page(page, extractions, VERSION)
        assert not record.is_current(replace(page, **change), VERSION)


def test_a_copy_is_known_while_its_original_stands(tmp_path):
    original, copy = tmp_path / "a.txt", tmp_path / "b.txt"
    original.write_text(sample.FIRST, encoding="utf-8")
    page, extractions = sample.first()
    with Record.open(tmp_path / "workspace") as record:
        record.replace_page(replace(page, source=str(original)), extractions, VERSION)
        assert record.is_current(replace(page, doc="b", source=str(copy)), VERSION)
        original.write_text("别的内容", encoding="utf-8")
        assert not record.is_current(replace(page, doc="b", source=str(copy)), VERSION)


def test_an_edited_page_replaces_what_it_said_before(tmp_path):
    with Record.open(tmp_path) as record:
        page, extractions = sample.first()
        record.replace_page(page, extractions, VERSION)
        shorter = replace(extractions[0], statements=extractions[0].statements[:1])
        record.replace_page(replace(page, sha256="1" * 64), [shorter], VERSION)
        assert list(record.extractions()) == [shorter]
        assert record.counts().pages == 1


def test_a_page_that_fails_half_way_leaves_the_old_one(tmp_path):
    with Record.open(tmp_path) as record:
        page, extractions = sample.first()
        record.replace_page(page, extractions, VERSION)
        revision = record.revision
        broken = replace(extractions[0], statements=(*extractions[0].statements, None))
        with pytest.raises(AttributeError):
            record.replace_page(replace(page, sha256="1" * 64), [broken], VERSION)
        assert list(record.extractions()) == extractions
        assert record.revision == revision


def test_two_files_of_one_stem_get_two_names(tmp_path):
    with Record.open(tmp_path) as record:
        page, extractions = sample.first()
        record.replace_page(page, extractions, VERSION)
        other = replace(page, source="archive/a01.txt")
        admitted = record.admit(other)
        assert admitted.doc != page.doc
        assert admitted.doc.startswith("a01_")
        assert record.admit(other) == admitted, "the name does not depend on when it is asked"
        assert record.admit(page) == page


def test_rows_of_one_file_are_pages_of_their_own(tmp_path):
    page, _ = sample.first()
    rows = [replace(page, doc=f"news#{n}", source="news.jsonl", sha256=str(n) * 64) for n in (1, 2)]
    with Record.open(tmp_path) as record:
        for row in rows:
            record.replace_page(row, [], VERSION)
        assert record.counts().pages == 2
        assert record.forget("news.jsonl") == 2
        assert record.counts().pages == 0


def test_forgetting_one_file_leaves_its_neighbours(tmp_path):
    with Record.open(tmp_path) as record:
        put(record, *sample.corpus())
        assert record.forget("news/a02.txt") == 1
        assert [e.article.doc for e in record.extractions()] == ["a01", "a03"]
        assert record.forget("news/a02.txt") == 0
        assert record.forget("a03") == 1, "the name of the document does as well"
        assert record.forget("a01/1") == 0, "an article alone would come back with the next extraction"


def test_the_revision_grows_only_with_the_content(tmp_path):
    with Record.open(tmp_path) as record:
        put(record, *sample.corpus())
        mapping = sample.identity(list(record.extractions()))
        assert not record.identified
        assert record.set_identity(*mapping)
        revision = record.revision
        assert not record.set_identity(*mapping)
        assert record.identified
        record.fail("news/x.txt", InputError("{source} is empty.", source="news/x.txt"))
        assert record.revision == revision


def test_statements_and_entities_carry_the_ids_of_the_corpus(record):
    entities = {entity.id: entity for entity in record.entities()}
    assert sorted(e.name for e in entities.values() if e.type == "Person") == ["何立", "吴清源", "郑小芳", "郑小芳"]
    named = {(s.subject.name, s.predicate): s for s in record.statements()}
    assert named["吴清源", "VISITED"].subject.id == named["吴清源", "ATTENDED"].subject.id
    assert named["郑小芳", "REPORTED"].subject.id != named["郑小芳", "AFFILIATED_WITH"].subject.id
    assert all(s.subject.id in entities for s in record.statements())
    front = next(e for e in entities.values() if e.name == "云河市委统战部")
    assert {"统战部", "市委统战部"} <= set(front.aliases)


def test_without_an_identity_table_everything_local_stands_for_itself(tmp_path):
    with Record.open(tmp_path) as record:
        put(record, *sample.corpus())
        local = [e.id for extraction in record.extractions() for e in extraction.entities]
        assert sorted(e.id for e in record.entities()) == sorted(local)


def test_counts_and_failures(record):
    assert record.counts().entities == {"Event": 1, "Initiative": 1, "Institution": 4, "Person": 4, "Place": 2}
    record.fail("news/x.txt", InputError("{source} is empty.", source="news/x.txt"))
    assert [f.error for f in record.failures] == ["news/x.txt is empty."]
    page, _ = sample.first()
    record.replace_page(replace(page, doc="x", source="news/x.txt", sha256="2" * 64), [], VERSION)
    assert record.failures == [], "what was mended is no failure any more"


def test_the_text_of_an_article_is_kept_to_show_a_sentence_in_place(record):
    article = record.article("a01", 1)
    assert article == sample.first()[1][0].article
    assert record.article("a01", 2) is None


def test_a_missing_record_says_how_to_make_one(tmp_path):
    with (
        pytest.raises(InputError, match="zhengmai build"),
        Record.open(tmp_path / "none", create=False),
    ):
        pass
    assert not (tmp_path / "none").exists()


def test_a_newer_record_is_refused(tmp_path):
    with Record.open(tmp_path):
        pass
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(InputError, match="newer version"), Record.open(tmp_path):
        pass


def test_a_file_that_is_no_record_is_named(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b"not a database, but long enough to look like one" * 50)
    with pytest.raises(InputError, match=r"corpus\.sqlite cannot be read"), Record.open(tmp_path):
        pass


def test_several_changes_are_one_transaction(tmp_path):
    with Record.open(tmp_path) as record:

        def half() -> None:
            with record.together():
                record.fail("a.txt", InputError("{source} is empty.", source="a.txt"))
                record.fail("b.txt", InputError("{source} is empty.", source="b.txt"))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            half()
        assert record.failures == []
        with record.together():
            record.fail("a.txt", InputError("{source} is empty.", source="a.txt"))
        assert len(record.failures) == 1
