"""Reading and migrating, alike on both engines."""

import time

import neo4j
import pytest

from extract.model import InputError
from graph.store import Store, migrations
from graph.sync import sync

WRITES = [
    "CREATE (n:Person {id: 'new'})",
    "MERGE (n:Person {id: 'new'})",
    "MATCH (n:Person) SET n.name = 'x'",
    "MATCH (n:Person) REMOVE n.name",
    "MATCH (n:Person) DETACH DELETE n",
    "MATCH (a:Person), (b:Person) CREATE (a)-[:KNOWS]->(b)",
    "MATCH ()-[r:HOLDS]->() DELETE r",
    "MATCH (n:Person) SET n:Official",
    "FOREACH (x IN [1] | CREATE (:Person {id: 'new'}))",
    "MATCH (n:Person) CALL { WITH n SET n.name = 'x' } RETURN count(n)",
    "CREATE INDEX sneaky IF NOT EXISTS FOR (n:Person) ON (n.scope)",
    "CREATE CONSTRAINT sneaky IF NOT EXISTS FOR (n:Person) REQUIRE n.name IS UNIQUE",
    "DROP CONSTRAINT person_id IF EXISTS",
    "DROP INDEX person_name IF EXISTS",
]


def everything(store: Store):
    nodes = store.stream("MATCH (n) RETURN labels(n), properties(n) ORDER BY n.id")
    edges = store.stream("MATCH (a)-[r]->(b) RETURN a.id, type(r), properties(r), b.id ORDER BY r.id")
    schema = store.stream("SHOW CONSTRAINTS YIELD name RETURN name ORDER BY name")
    return [*nodes, *edges, *schema]


@pytest.mark.parametrize("query", WRITES)
def test_reading_cannot_write(record, store, query):
    sync(record, store)
    before = everything(store)
    with pytest.raises(InputError, match="would change the graph"):
        store.read(query)
    assert everything(store) == before


def test_rows_have_names_and_a_cap(record, store):
    sync(record, store)
    query = "MATCH (n:Institution) RETURN n.name AS name ORDER BY name"
    rows = store.read(query, limit=2)
    assert rows.columns == ("name",)
    assert rows.more
    assert len(rows.rows) == 2
    assert rows.dicts()[0] == {"name": rows.rows[0][0]}
    whole = store.read(query, limit=4)
    assert len(whole.rows) == 4
    assert not whole.more


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("MATCH (n:Nobody) RETURN n.name AS name, n.id", ("name", "n.id")),
        ("MATCH (n:Nobody) RETURN DISTINCT n.name AS `the name`, count(*) AS c ORDER BY c LIMIT 3", ("the name", "c")),
        (
            "MATCH (n:Nobody) RETURN [x IN ['a,b', \"RETURN x\"] | x] AS list, n {.id, .name} AS map // AS y",
            ("list", "map"),
        ),
        (
            "MATCH (n:Nobody) RETURN COLLECT { MATCH (m) RETURN m.id ORDER BY m.id LIMIT 2 } AS ids, n.id AS id ORDER BY id",
            ("ids", "id"),
        ),
    ],
)
def test_columns_have_names_where_there_are_no_rows(store, query, columns):
    rows = store.read(query)
    assert (rows.columns, rows.rows) == (columns, ())


def test_a_slip_in_the_query_is_explained(store):
    with pytest.raises(InputError, match="no valid Cypher"):
        store.read("MATCH (n RETURN n")


def test_a_missing_parameter_is_explained(store):
    with pytest.raises(InputError):
        store.read("UNWIND $list AS x RETURN toUpper(x)", {"list": [1, 2]}, timeout=5)


def test_an_endless_query_is_stopped(store):
    begun = time.monotonic()
    with pytest.raises(InputError, match=r"took longer than 0\.5 s"):
        store.read("UNWIND range(1, 20000) AS x UNWIND range(1, 20000) AS y RETURN count(x + y)", timeout=0.5)
    assert time.monotonic() - begun < 3


def test_the_limit_of_docker_compose_stops_no_load(record, store, monkeypatch):
    """It is for people's queries; to compare millions of relationships takes longer. 0 overrides it for one transaction."""
    limits = set()
    run, execute_write = neo4j.Session.run, neo4j.Session.execute_write

    def run_spied(session, query, *parameters):
        limits.add(query.timeout)
        return run(session, query, *parameters)

    def write_spied(session, work):
        limits.add(work.timeout)
        return execute_write(session, work)

    monkeypatch.setattr(neo4j.Session, "run", run_spied)
    monkeypatch.setattr(neo4j.Session, "execute_write", write_spied)
    sync(record, store)
    assert limits == {0}


def test_migrating_twice_does_nothing(store):
    assert store.migrate() == []
    assert list(store.applied()) == [migration.version for migration in migrations()]


def test_migrating_goes_on_where_it_was_cut_short(store, monkeypatch):
    store.write(("MATCH (m:Zhengmai) DELETE m", {}))
    change, changed = store._change_schema, []

    def dying(statement):
        changed.append(statement)
        if len(changed) == 10:
            raise KeyboardInterrupt
        change(statement)

    monkeypatch.setattr(store, "_change_schema", dying)
    with pytest.raises(KeyboardInterrupt):
        store.migrate()
    assert len(store.migrate()) == len(migrations())
    assert store.migrate() == []


def test_migrations_are_named_constraints_and_indexes(store):
    found = {row[0] for row in store.stream("SHOW CONSTRAINTS YIELD name RETURN name")}
    assert {"person_id", "role_id", "article_id"} <= found


def test_a_newer_graph_is_refused(store):
    store.write(("CREATE (:Zhengmai {id: 'V9999', checksum: 'x'})", {}))
    with pytest.raises(InputError, match="V9999"):
        store.migrate()


def test_every_line_that_an_engine_goes_without_says_why():
    only = [statement for m in migrations() for statement in m.statements if statement[0]]
    assert {engine for engine, _ in only} == {"neo4j"}
    assert all("FULLTEXT" in cypher for _, cypher in only)


def test_full_text_finds_a_name_from_two_of_its_characters(record, neo4j_store):
    neo4j_store.write(("MATCH (n) DETACH DELETE n", {}))
    neo4j_store.migrate()
    sync(record, neo4j_store)
    list(neo4j_store.stream("CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()"))
    query = "CALL db.index.fulltext.queryNodes('names', $text) YIELD node RETURN labels(node)[0], node.name"
    assert ("Person", "吴清源") in neo4j_store.read(query, {"text": "清源"}).rows
    assert ("Initiative", "同心桥") in neo4j_store.read(query, {"text": "桥行动"}).rows, "found by its alias"
