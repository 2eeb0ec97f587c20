"""How fast a record is loaded: projection alone, embedded engine, Neo4j over the driver, Neo4j by bulk import.

python -m bench.load --statements 100000 [--neo4j] [--into docs/neo4j-browser.md]

With --neo4j a real server is started (Java 17, Maven), and what was imported is compared with what was loaded. The
table goes to stdout, with --into also between the marks of that page.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import tempfile
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from bench.steps import Steps
from graph.bulk import export_csv
from graph.connect import open_neo4j, open_store
from graph.projection import nodes, relationships
from graph.record import Record
from graph.store import Store
from graph.sync import sync
from tests.graph import generated
from tests.graph.dump import dump
from tests.neo4j.server import PASSWORD, Server

_MARKED = re.compile(r"(<!-- bench\.load -->\n).*?(<!-- /bench\.load -->)", re.S)


class Table(Steps):
    """The steps of loading so many statements, and the page that tells of them."""

    def page(self, made: int) -> str:
        size = f"{self.statements:,} statements, {made:,} nodes and relationships"
        return "\n".join([f"{size}; {os.cpu_count()} cores, {_software()}.", "", *self.lines, ""])


def _software() -> str:
    extension = f" with neo4j-rust-ext {_version('neo4j-rust-ext')}" if find_spec("neo4j._rust") else ""
    return f"Python {platform.python_version()}, driver {_version('neo4j')}{extension}"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def load_thrice(name: str, record: Record, store: Store, table: Table) -> None:
    store.migrate()
    with table.step(f"{name}: first load"):
        counts = sync(record, store)
    print(counts)
    with table.step(f"{name}: second load, nothing changed"):
        assert sync(record, store).changes == 0
    store.write(("MATCH (s:Zhengmai {id: 'load'}) DELETE s", {}))
    with table.step(f"{name}: third load, comparing everything"):
        assert sync(record, store).changes == 0


def over_the_driver(record: Record, home: Path, table: Table) -> list[str]:
    """What the server holds in the end. Loaded twice: by a server that has just started, and by one whose Java has
    compiled what is hot."""
    server = Server(home)
    server.start()
    table.server = server
    try:
        with open_neo4j(server.uri, password=PASSWORD) as store:
            load_thrice("Neo4j just started", record, store, table)
            _empty(store)
            store.migrate()
            with table.step("Neo4j running for a while: first load"):
                sync(record, store)
            return dump(store)
    finally:
        table.server = None
        server.stop()


def _empty(store: Store) -> None:
    """Little by little: some nodes have so many relationships that a few thousand of them fill a server's memory."""
    for match, delete in (("()-[r]->()", "DELETE r"), ("(r)", "DETACH DELETE r")):
        while next(store.stream(f"MATCH {match} RETURN count(r)"))[0]:
            store.write((f"MATCH {match} WITH r LIMIT 10000 {delete}", {}))


def by_import(record: Record, folder: Path, table: Table) -> list[str]:
    """What the server holds after an import, and the load that adds constraints and empty lists."""
    with table.step("Neo4j: `zhengmai export --format neo4j-admin`"):
        command = export_csv(record, folder / "csv")
    server = Server(folder / "bulk")
    with table.step("Neo4j: `neo4j-admin database import`"):
        server.admin(*command.arguments)
    server.start()
    table.server = server
    try:
        with open_neo4j(server.uri, password=PASSWORD) as store:
            with table.step("Neo4j: `zhengmai load --neo4j` after the import"):
                store.migrate()
                sync(record, store)
            return dump(store)
    finally:
        table.server = None
        server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--neo4j", action="store_true")
    parser.add_argument("--into", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Record.open(Path(folder) / "workspace") as record:
        generated.fill(record, options.statements)
        table = Table(record.counts().statements)
        with table.step("projection alone"):
            made = sum(1 for _ in nodes(record)) + sum(1 for _ in relationships(record))
        with open_store(record.path.parent, fresh=False) as store:
            load_thrice("embedded", record, store, table)
        if options.neo4j:
            loaded = over_the_driver(record, Path(folder) / "neo4j", table)
            assert by_import(record, Path(folder), table) == loaded, "the import is not what the driver loaded"
    page = table.page(made)
    print(page)
    if options.into:
        text = options.into.read_text(encoding="utf-8")
        assert _MARKED.search(text), f"{options.into} has no <!-- bench.load --> marks"
        options.into.write_text(_MARKED.sub(lambda marks: f"{marks[1]}{page}{marks[2]}", text), encoding="utf-8")


if __name__ == "__main__":
    main()
