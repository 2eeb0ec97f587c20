"""Loading on both engines: twice is once, what was cut short goes on, what is not ours stays."""

from dataclasses import replace
from datetime import date

import pytest

from extract.model import InputError
from graph.projection import NAME_LENGTH
from graph.record import Record
from graph.sync import SyncCounts, sync
from tests.graph import sample
from tests.graph.dump import dump
from tests.graph.sample import VERSION


def clean_dump(store, record):
    """What a load into an empty graph makes."""
    store.write(("MATCH (n) DETACH DELETE n", {}))
    store.migrate()
    sync(record, store)
    return dump(store)


def test_a_second_load_changes_nothing(record, store):
    first = sync(record, store)
    assert (first.created, first.changes) == (54, 54)
    before = dump(store)
    assert sync(record, store) == SyncCounts(unchanged=54)
    assert dump(store) == before


def test_a_full_comparison_changes_nothing_either(record, store):
    sync(record, store)
    before = dump(store)
    store.write(("MATCH (s:Zhengmai {id: 'load'}) DELETE s", {}))
    assert sync(record, store) == SyncCounts(unchanged=54)
    assert dump(store) == before


def test_an_added_edited_and_removed_article_changes_what_it_must(record, store):
    sync(record, store)
    record.forget("news/a03.txt")
    page, extractions = sample.first()
    fewer = replace(extractions[0], statements=extractions[0].statements[:-1])
    record.replace_page(replace(page, sha256="9" * 64), [fewer], VERSION)
    record.set_identity(*sample.identity(list(record.extractions())))
    counts = sync(record, store)
    assert counts.deleted == 6, "an article, a body, its mention, that of the other body, the cooperation, REPORTED"
    assert counts.created == 0
    after = dump(store)
    assert after == clean_dump(store, record)


def test_a_split_moves_relationships_and_leaves_no_ghost(record, store):
    sync(record, store)
    corpus_id, entities = sample.identity(list(record.extractions()))
    wu = [e.id for x in record.extractions() for e in x.entities if e.name == "吴清源"]
    apart = replace(entities[corpus_id[wu[1]]], id="f" * 16)
    record.set_identity({**corpus_id, wu[1]: apart.id}, {**entities, apart.id: apart})
    assert sync(record, store).changes > 0
    split = dump(store)
    assert split == clean_dump(store, record)
    record.set_identity(corpus_id, entities)
    sync(record, store)
    merged = dump(store)
    assert merged == clean_dump(store, record)
    assert merged != split


def test_what_others_wrote_stays(record, store):
    sync(record, store)
    store.write(
        (
            "MATCH (p:Person {name: '吴清源'}) SET p.note = '核实过'"
            " CREATE (p)-[:KNOWS {id: 'mine'}]->(:Person {id: 'x'})",
            {},
        ),
        ("MATCH (i:Institution {name: '平川市委统战部'}) CREATE (i)-[:ADVISED_BY]->(:Company {name: '某公司'})", {}),
    )
    for source in ("news/a02.txt", "news/a03.txt"):
        record.forget(source)
    counts = sync(record, store)
    assert counts.kept == 1, "the body that the hand-made relationship hangs on"
    assert counts.updated > 0
    rows = store.read("MATCH (p:Person)-[:KNOWS]->(o) RETURN p.note, o.id").rows
    assert rows == (("核实过", "x"),)
    assert store.read("MATCH (i:Institution)-[:ADVISED_BY]->(c) RETURN i.name, c.name").rows == (
        ("平川市委统战部", "某公司"),
    )
    assert sync(record, store).changes == 0


def test_what_was_deleted_by_hand_comes_back(record, store):
    sync(record, store)
    whole = dump(store)
    store.write(("MATCH (p:Person {name: '吴清源'}) DETACH DELETE p", {}))
    assert sync(record, store).created == 8
    assert dump(store) == whole


def test_what_is_not_marked_as_ours_is_never_doubled(record, store):
    """As where a node was kept for a relationship of somebody's, and has come back since."""
    sync(record, store)
    whole = dump(store)
    store.write(("MATCH (n:Person) SET n.zhengmai = null", {}), ("MATCH ()-[r:ATTENDED]->() SET r.zhengmai = null", {}))
    assert sync(record, store).created == 4 + 3
    assert dump(store) == whole


def test_a_label_given_by_hand_is_no_difference(record, store):
    sync(record, store)
    store.write(("MATCH (p:Person {name: '吴清源'}) SET p:Aaa", {}), ("MATCH (s:Zhengmai {id: 'load'}) DELETE s", {}))
    assert sync(record, store) == SyncCounts(unchanged=54)


def test_a_name_longer_than_an_index_holds_is_cut(store, tmp_path):
    page = sample.page("long", "一版\n没有断开的文字。", date(2023, 4, 7))
    draft = sample.Draft(page)
    person, body = draft.entity("Person", "长" * 10_000), draft.entity("Institution", "局" * 10_000)
    draft.say(person, "HOLDS_ROLE", body, title="长" * 10_000)
    with Record.open(tmp_path / "long") as record:
        sample.fill(record, [(page, [draft.extraction()])])
        sync(record, store)
    query = "MATCH (p:Person)-[:HOLDS]->(r:Role)-[:AT]->(i:Institution) RETURN p.name, r.name, i.name, size(r.title)"
    cut = NAME_LENGTH - 1
    assert store.read(query).rows == (("长" * cut + "…", "局" * cut + "…", "局" * cut + "…", 10_000),)


def test_neo4j_plans_one_query_for_all_nodes_and_one_for_all_relationships(record, neo4j_store, monkeypatch):
    neo4j_store.write(("MATCH (n) DETACH DELETE n", {}))
    neo4j_store.migrate()
    write, creating = neo4j_store.write, set()

    def spied(*queries, **given):
        creating.update(query for query, _ in queries if "CREATE" in query)
        return write(*queries, **given)

    monkeypatch.setattr(neo4j_store, "write", spied)
    assert sync(record, neo4j_store).created == 54
    assert len(creating) == 2


def test_what_neo4j_refuses_is_one_sentence(record, neo4j_store):
    neo4j_store.write(("MATCH (n) DETACH DELETE n", {}))
    neo4j_store.migrate()
    neo4j_store._change_schema("CREATE CONSTRAINT of_the_user FOR (n:Person) REQUIRE n.scope IS UNIQUE")
    try:
        with pytest.raises(InputError, match="Neo4j refused: "):
            sync(record, neo4j_store)
    finally:
        neo4j_store._change_schema("DROP CONSTRAINT of_the_user")
    assert sync(record, neo4j_store).changes > 0


class Killed(Exception):
    pass


@pytest.mark.parametrize("writes", [1, 2, 3])
def test_a_load_cut_short_goes_on(record, store, writes, monkeypatch):
    monkeypatch.setattr("graph.sync.BATCH", 10)
    whole = clean_dump(store, record)
    store.write(("MATCH (n) DETACH DELETE n", {}))
    store.migrate()
    write, done = store.write, []

    def dying(*queries, **given):
        done.append(1)
        if len(done) > writes:
            raise Killed
        return write(*queries, **given)

    monkeypatch.setattr(store, "write", dying)
    with pytest.raises(Killed):
        sync(record, store)
    monkeypatch.setattr(store, "write", write)
    assert dump(store) != whole
    sync(record, store)
    assert dump(store) == whole


def test_a_batch_tried_again_is_written_once(record, store, monkeypatch):
    """As when the connection is cut between a commit and its answer."""
    whole = clean_dump(store, record)
    store.write(("MATCH (n) DETACH DELETE n", {}))
    store.migrate()
    write = store.write

    def twice(*queries, **given):
        write(*queries, **given)
        return write(*queries, **given)

    monkeypatch.setattr(store, "write", twice)
    sync(record, store)
    assert dump(store) == whole


def test_of_two_loads_at_once_the_later_stays(record, store, monkeypatch):
    whole = clean_dump(store, record)
    store.write(("MATCH (n) DETACH DELETE n", {}))
    store.migrate()
    write, written = store.write, []

    def overtaken(*queries, **given):
        written.append(queries)
        if len(written) == 3:
            monkeypatch.setattr(store, "write", write)
            with Record.open(record.path.parent) as same:  # this is the writing thread
                sync(same, store)
        return write(*queries, **given)

    monkeypatch.setattr(store, "write", overtaken)
    with pytest.raises(InputError, match="Another load"):
        sync(record, store)
    assert dump(store) == whole
    assert sync(record, store) == SyncCounts(unchanged=54)


def test_another_record_takes_the_graph_over(record, store, tmp_path):
    sync(record, store)
    with Record.open(tmp_path / "other") as other:
        sample.fill(other, [sample.third()])
        counts = sync(other, store)
        assert counts.created == 0
        after = dump(store)
        assert after == clean_dump(store, other)


def test_progress_ends_at_the_total(record, store, monkeypatch):
    told = []
    sync(record, store, lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] == 54
