import csv

import pytest

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


def test_the_command_names_every_file(written):
    assert written.command.startswith("neo4j-admin database import full neo4j ")
    assert all(str(path) in written.command for path in written.files)


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
