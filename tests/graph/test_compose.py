"""docker-compose.yml as far as it can be checked without Docker; the tests' own server runs on its settings."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.neo4j.server import HERE, settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def service():
    composed = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    assert set(composed) == {"services", "volumes"}
    service = composed["services"]["neo4j"]
    for volume in service["volumes"]:
        name = volume.split(":")[0]
        assert name.startswith("./") or name in composed["volumes"]
    return service


def test_the_version_is_pinned_and_is_the_tested_one(service):
    tested = re.search(r"<neo4j.version>(.+)</neo4j.version>", (HERE / "pom.xml").read_text(encoding="utf-8"))
    assert service["image"] == f"neo4j:{tested[1]}-community"


def test_it_is_reachable_from_this_machine_only(service):
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])


def test_there_is_no_default_password(service):
    assert re.fullmatch(r"neo4j/\$\{NEO4J_PASSWORD:\?.+\}", service["environment"]["NEO4J_AUTH"])
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert "NEO4J_PASSWORD=\n" in example
    assert ".env\n" in (ROOT / ".gitignore").read_text(encoding="utf-8")


def test_it_has_a_health_check_and_keeps_its_data(service):
    assert "cypher-shell" in service["healthcheck"]["test"][1]
    assert "$${NEO4J_AUTH" in service["healthcheck"]["test"][1], "compose must leave the variable to the container"
    assert any(volume.endswith(":/data") for volume in service["volumes"])


def test_its_settings_are_spelt_as_the_server_spells_them():
    assert settings()["server.memory.heap.max_size"] == "1g"
    assert settings()["dbms.usage_report.enabled"] == "false"


def test_its_options_of_java_go_with_those_of_the_image(server):
    """The image's own come first, and among them is another collector; Java starts with one."""
    command = ["java", "-XX:+UseG1GC", *settings()["server.jvm.additional"].split(), "-version"]
    assert subprocess.run(command, capture_output=True).returncode == 0


def test_the_server_took_them(neo4j_store):
    taken = dict(
        neo4j_store.stream("SHOW SETTINGS YIELD name, value, isExplicitlySet WHERE isExplicitlySet RETURN name, value")
    )
    assert set(settings()) <= set(taken)
