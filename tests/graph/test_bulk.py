import csv

import pytest

from graph import bulk
from graph.bulk import SEPARATOR, export_csv
from graph.connect import open_neo4j
from graph.projection import nodes, relationships
from graph.sync import sync
from tests.graph.dump import dump
from tests.neo4j.server import PASSWORD, Server


@pytest.fixture
def written(record, tmp_path):
    return export_csv(record, tmp_path / "csv")


def rows(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_node_and_relationship_is_in_a_file(record, written):
    assert written.nodes == len(list(nodes(record)))
    assert written.relationships == len(list(relationships(record)))
    assert sum(len(rows(path)) for path in written.files) == written.nodes + written.relationships


def test_lists_keep_their_items(written):
    [path] = [path for path in written.files if path.name == "Institution.csv"]
    front = next(row for row in rows(path) if row["name:string"] == "云河市委统战部")
    assert set(front["aliases:string[]"].split(SEPARATOR)) == {"市委统战部", "统战部"}


def test_every_value_has_the_type_of_its_column(record):
    """A post's `shared` came out of the import as the text "true", and a question stumbled on it."""
    types = {"string": str, "string[]": list, "long": int, "double": float, "boolean": bool}
    for element in (*nodes(record), *relationships(record)):
        for name, value in element.properties.items():
            if value is not None and name != "id":
                assert isinstance(value, types[bulk._header(name).split(":")[1]]), (name, value)


def test_the_command_names_every_file(written):
    assert written.command.startswith("neo4j-admin database import full neo4j ")
    assert all(str(path) in written.command for path in written.files)


class FakeServer:
    """Answers whether it holds nodes of ours."""

    def __init__(self, engine, ours):
        self.engine = engine
        self.ours = ours

    def stream(self, query):
        assert "count(n) > 0" in query
        return iter([(self.ours,)])


@pytest.mark.parametrize(
    ("engine", "ours", "many", "told"),
    [
        ("neo4j", False, 10, True),
        ("neo4j", True, 10, False),
        ("embedded", False, 10, False),
        ("neo4j", False, 10**6, False),
    ],
)
def test_the_import_is_offered_where_it_is_quicker(record, monkeypatch, engine, ours, many, told):
    monkeypatch.setattr(bulk, "MANY", many)
    remark = bulk.advice(record, FakeServer(engine, ours))
    assert (remark is not None) == told
    if remark:
        assert f"{record.counts().statements} statements go into an empty Neo4j" in str(remark)
        assert f"export --format neo4j-admin -o import --workspace {record.path.parent}," in str(remark)


def test_an_import_is_what_a_load_makes(record, written, neo4j_store, tmp_path):
    neo4j_store.write(("MATCH (n) DETACH DELETE n", {}))
    neo4j_store.migrate()
    sync(record, neo4j_store)
    loaded = dump(neo4j_store)
    other = Server(tmp_path / "bulk")
    other.admin(*written.arguments)
    other.start()
    try:
        with open_neo4j(other.uri, password=PASSWORD) as store:
            store.migrate()
            counts = sync(record, store)
            assert (counts.created, counts.deleted) == (0, 0)
            assert counts.updated == sum(node.properties["aliases"] == [] for node in nodes(record))
            assert dump(store) == loaded
    finally:
        other.stop()
