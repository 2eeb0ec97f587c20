import json
from contextlib import suppress

import pytest

from extract.model import InputError
from graph.cypher import parse_parameters, run_cypher
from graph.sync import sync


@pytest.fixture
def loaded(record, store):
    sync(record, store)
    return store


def test_rows_of_plain_values(loaded):
    rows = run_cypher(
        loaded, "MATCH (p:Person {name: $who})-[v:VISITED]->(t) RETURN p, v, t.name AS town;", {"who": "吴清源"}
    )
    [row] = rows.dicts()
    assert (row["p"]["label"], row["p"]["name"], row["town"]) == ("Person", "吴清源", "白鹤镇")
    assert (row["v"]["type"], row["v"]["quotes"]) == ("VISITED", ["吴清源到白鹤镇调研"])
    assert "zhengmai" not in row["p"]
    json.dumps(rows.rows, allow_nan=False)


def test_a_path_is_what_it_passes(loaded):
    query = "MATCH p = (:Person {name: '何立'})-[:HOLDS]->()-[:AT]->() RETURN p"
    [[steps]] = run_cypher(loaded, query).rows
    assert [step.get("label") or step["type"] for step in steps] == ["Person", "HOLDS", "Role", "AT", "Institution"]


def test_dates_and_lists_and_maps_are_plain(loaded):
    [row] = run_cypher(loaded, "RETURN date('2023-04-06') AS day, [1, null] AS list, {a: 1.5} AS map").dicts()
    assert row == {"day": "2023-04-06", "list": [1, None], "map": {"a": 1.5}}


def test_the_cap_is_told(loaded):
    rows = run_cypher(loaded, "MATCH (n:Institution) RETURN n.name", limit=3)
    assert (len(rows.rows), rows.more) == (3, True)


@pytest.mark.parametrize(
    "query",
    [
        "CREATE (:Person)",
        "MATCH (n) DETACH DELETE n",
        "MERGE (n:Person {id: 'x'}) RETURN n",
        "CALL { CREATE (n:Person) } RETURN 1",
    ],
)
def test_writing_is_refused(loaded, query):
    people = loaded.read("MATCH (n:Person) RETURN count(n)").rows
    with pytest.raises(InputError, match="would change the graph"):
        run_cypher(loaded, query)
    assert loaded.read("MATCH (n:Person) RETURN count(n)").rows == people


@pytest.mark.parametrize("query", ["PROFILE CREATE (:Person)", "EXPLAIN CREATE (:Person)"])
def test_a_plan_changes_nothing_either(loaded, query):
    people = loaded.read("MATCH (n:Person) RETURN count(n)").rows
    with suppress(InputError):
        run_cypher(loaded, query)
    assert loaded.read("MATCH (n:Person) RETURN count(n)").rows == people


def test_no_administration_on_the_server(neo4j_store):
    for query in ("ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'", "CREATE USER eve SET PASSWORD 'eve-eve-eve'"):
        with pytest.raises(InputError):
            run_cypher(neo4j_store, query)


def test_an_empty_query_says_so(loaded):
    with pytest.raises(InputError, match="no query to run"):
        run_cypher(loaded, " ; ")


def test_parameters_are_json_or_text():
    given = ["n=3", "who=吴清源", 'list=["a", "b"]', "day=2023-04-06", "flag=true", "empty="]
    assert parse_parameters(given) == {
        "n": 3,
        "who": "吴清源",
        "list": ["a", "b"],
        "day": "2023-04-06",
        "flag": True,
        "empty": "",
    }


@pytest.mark.parametrize("pair", ["x", "=3", "a b=3"])
def test_a_slip_in_a_parameter_is_named(pair):
    with pytest.raises(InputError, match="is no parameter"):
        parse_parameters([pair])
