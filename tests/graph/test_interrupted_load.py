"""Real interruptions: the server is killed under a load, the client is killed in one, and nothing is lost or doubled."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from graph.connect import open_neo4j
from graph.embedded import DATABASE, open_embedded
from graph.record import Record
from graph.store import Store
from graph.sync import sync
from tests.graph import generated
from tests.graph.dump import dump
from tests.neo4j.server import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
STATEMENTS = 2000
LOAD = """
import sys
from pathlib import Path
import graph.sync
from graph.connect import open_neo4j, open_store
from graph.record import Record
graph.sync.BATCH = 100
workspace, uri = Path(sys.argv[1]), sys.argv[2] or None
with Record.open(workspace) as record, open_store(workspace, uri, fresh=False) as store:
    store.migrate()
    print("loading", flush=True)
    graph.sync.sync(record, store)
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("generated")
    with Record.open(folder) as record:
        generated.fill(record, STATEMENTS)
    return folder


@pytest.fixture(scope="module")
def whole(workspace, embedded_engine):
    """What one clean load makes; the dump is the same on both engines."""
    embedded_engine.write(("MATCH (n) DETACH DELETE n", {}))
    embedded_engine.migrate()
    with Record.open(workspace) as record:
        sync(record, embedded_engine)
    made = dump(embedded_engine)
    embedded_engine.write(("MATCH (n) DETACH DELETE n", {}))
    return made


def emptied(store: Store) -> Store:
    store.write(("MATCH (n) DETACH DELETE n", {}))
    store.migrate()
    return store


def load_and_kill(workspace, uri, seconds):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NEO4J_PASSWORD": PASSWORD}
    command = [sys.executable, "-c", LOAD, str(workspace), uri]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, cwd=ROOT) as client:
        assert client.stdout.readline() == b"loading\n"
        time.sleep(seconds)
        client.send_signal(signal.SIGKILL)


def test_both_engines_make_the_same_graph(workspace, whole, neo4j_store):
    with Record.open(workspace) as record:
        sync(record, emptied(neo4j_store))
    assert dump(neo4j_store) == whole


def test_a_killed_client_and_neo4j(workspace, whole, neo4j_store, server):
    emptied(neo4j_store)
    load_and_kill(workspace, server.uri, 1.0)
    assert dump(neo4j_store) != whole
    with Record.open(workspace) as record:
        sync(record, neo4j_store)
        assert dump(neo4j_store) == whole
        assert sync(record, neo4j_store).changes == 0


@pytest.mark.parametrize("seconds", [0.1, 0.5])
def test_a_killed_client_and_the_embedded_engine(workspace, whole, seconds):
    load_and_kill(workspace, "", seconds)
    with Record.open(workspace) as record, open_embedded(workspace) as engine:
        assert engine.recovered
        store = Store(engine.driver, "embedded", DATABASE, engine.reader)
        store.migrate()
        sync(record, store)
        assert dump(store) == whole
        emptied(store)


def test_a_killed_server_that_comes_back_within_the_load(workspace, whole, neo4j_store, server, monkeypatch):
    monkeypatch.setattr("graph.sync.BATCH", 200)
    monkeypatch.setattr("graph.connect.RETRY_TIME", 600)  # a busy machine starts a server in minutes
    emptied(neo4j_store)
    with open_neo4j(server.uri, password=PASSWORD) as store, Record.open(workspace) as record:
        write, written, restarted = store.write, [], threading.Event()

        def restart():
            server.kill()
            server.start()
            restarted.set()

        def counted(*queries, **given):
            written.append(len(queries))
            if len(written) == 5:
                threading.Thread(target=restart).start()
                time.sleep(0.5)
            return write(*queries, **given)

        monkeypatch.setattr(store, "write", counted)
        sync(record, store)
        assert restarted.wait(600)
    assert dump(neo4j_store) == whole
