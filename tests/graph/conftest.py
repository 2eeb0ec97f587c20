"""One embedded engine and one Neo4j server for all tests of the graph; each test finds them empty."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.connect import open_neo4j
from graph.embedded import DATABASE, open_embedded
from graph.record import Record
from graph.store import Store
from tests.graph import sample
from tests.neo4j import server as neo4j_server


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """The record of the sample corpus, with its identity table."""
    with Record.open(tmp_path / "workspace") as opened:
        sample.fill(opened)
        yield opened


@pytest.fixture(scope="session")
def embedded_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_embedded(tmp_path_factory.mktemp("embedded")) as engine:
        yield Store(engine.driver, "embedded", DATABASE, engine.reader)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[neo4j_server.Server]:
    """A running Neo4j 5.26; in CI its absence is a failure."""
    if reason := neo4j_server.missing():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    running = neo4j_server.Server(tmp_path_factory.mktemp("neo4j"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def neo4j_store(server: neo4j_server.Server) -> Iterator[Store]:
    with open_neo4j(server.uri, password=neo4j_server.PASSWORD) as store:
        yield store


@pytest.fixture(params=["embedded", "neo4j"])
def store(request: pytest.FixtureRequest) -> Store:
    """An empty, migrated graph, once on either engine."""
    opened: Store = request.getfixturevalue("embedded_engine" if request.param == "embedded" else "neo4j_store")
    opened.write(("MATCH (n) DETACH DELETE n", {}))
    opened.migrate()
    return opened
