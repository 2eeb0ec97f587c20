import socket
import time

import pytest

from extract.model import InputError
from graph.connect import open_neo4j
from tests.neo4j.server import PASSWORD

UNREACHABLE = ["bolt://127.0.0.1:9", "neo4j://127.0.0.1:9", "neo4j+s://127.0.0.1:9", "bolt://no-such-host.invalid:7687"]
BUSY = 60  # seconds: a server that has just started, on a machine with other work, answers late, but answers


def refusal(uri, within=5, **facts):
    begun = time.monotonic()
    with pytest.raises(InputError) as caught, open_neo4j(uri, **facts):
        pass
    assert time.monotonic() - begun < within
    assert "secret" not in str(caught.value)
    return str(caught.value)


@pytest.fixture(autouse=True)
def no_environment(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in ("URI", "USERNAME", "PASSWORD", "DATABASE"):
        monkeypatch.delenv(f"NEO4J_{name}", raising=False)


@pytest.mark.parametrize("uri", UNREACHABLE)
def test_an_unreachable_server(uri):
    assert refusal(uri, password="secret").startswith(f"No Neo4j server answers at {uri}")


@pytest.mark.parametrize("uri", ["localhost", "http://127.0.0.1:7474", "bolt://", "neo4j//x"])
def test_no_address(uri):
    assert "is no address of a Neo4j server" in refusal(uri, password="secret")


def test_no_password():
    assert "set NEO4J_PASSWORD" in refusal("bolt://127.0.0.1:9")


def test_a_wrong_password(server):
    message = refusal(server.uri, BUSY, password="secret")
    assert "does not accept the password of user neo4j" in message


def test_a_wrong_user(server):
    assert "of user nobody" in refusal(server.uri, BUSY, username="nobody", password="secret")


def test_a_missing_database(server):
    assert "has no database nowhere" in refusal(server.uri, BUSY, password=PASSWORD, database="nowhere")


def test_an_older_version(server, monkeypatch):
    monkeypatch.setattr("graph.connect.OLDEST", (99, 0))
    assert "needs 99.0 or later" in refusal(server.uri, BUSY, password=PASSWORD)


def test_a_port_that_speaks_something_else(server):
    http = server.browser.replace("http", "bolt").split("/browser")[0]
    assert "No Neo4j server answers" in refusal(http, password="secret")


@pytest.mark.parametrize("scheme", ["bolt", "neo4j", "bolt+s"])
def test_a_port_that_says_nothing(scheme):
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        uri = f"{scheme}://127.0.0.1:{mute.getsockname()[1]}"
        assert refusal(uri, password="secret").startswith(f"No Neo4j server answers at {uri}")


def test_everything_may_come_from_the_environment(server, monkeypatch):
    monkeypatch.setenv("NEO4J_URI", server.uri)
    monkeypatch.setenv("NEO4J_USERNAME", "neo4j")
    monkeypatch.setenv("NEO4J_PASSWORD", PASSWORD)
    monkeypatch.setenv("NEO4J_DATABASE", "neo4j")
    with open_neo4j() as store:
        assert store.read("RETURN 1 AS one").rows == ((1,),)


def test_the_password_of_docker_compose_is_found(server, tmp_path):
    lines = f"# a comment\nNEO4J_PASSWORD='{PASSWORD}'\nexport NEO4J_URI={server.uri}\nOTHER=1\n"
    (tmp_path / ".env").write_text(lines, encoding="utf-8")
    with open_neo4j() as store:
        assert store.read("RETURN 1 AS one").rows == ((1,),)


def test_the_routing_scheme_works_too(server):
    with open_neo4j(server.uri.replace("bolt", "neo4j"), password=PASSWORD) as store:
        assert store.read("RETURN 1 AS one").rows == ((1,),)
