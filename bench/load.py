"""How fast a record is loaded: projection alone, embedded engine, Neo4j over the driver, Neo4j by bulk import.

python -m bench.load --statements 100000 [--neo4j]     with --neo4j a real server is started (Java 17, Maven)
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.bulk import export_csv
from graph.connect import open_neo4j, open_store
from graph.projection import nodes, relationships
from graph.record import Record
from graph.store import Store
from graph.sync import sync
from tests.graph import generated


@contextmanager
def timed(what: str, rows: int) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    seconds = time.perf_counter() - begun
    print(f"{what:40} {seconds:8.2f} s {rows / seconds:10,.0f} statements/s", flush=True)


def load_twice(name: str, record: Record, store: Store, rows: int) -> None:
    store.migrate()
    with timed(f"{name}: first load", rows):
        counts = sync(record, store)
    print(counts)
    with timed(f"{name}: second load", rows):
        assert sync(record, store).changes == 0
    store.write(("MATCH (s:Zhengmai {id: 'load'}) DELETE s", {}))
    with timed(f"{name}: third load, comparing everything", rows):
        assert sync(record, store).changes == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--neo4j", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Record.open(Path(folder) / "workspace") as record:
        workspace = record.path.parent
        with timed("making the record", options.statements):
            generated.fill(record, options.statements)
        rows = record.counts().statements
        with timed("projection", rows):
            made = sum(1 for _ in nodes(record)) + sum(1 for _ in relationships(record))
        print(f"{rows:,} statements, {made:,} nodes and relationships")
        with open_store(workspace, fresh=False) as store:
            load_twice("embedded", record, store, rows)
        if options.neo4j:
            from tests.neo4j.server import PASSWORD, Server

            server = Server(Path(folder) / "neo4j")
            server.start()
            try:
                with open_neo4j(server.uri, password=PASSWORD) as store:
                    load_twice("Neo4j, driver", record, store, rows)
            finally:
                server.stop()
            with timed("Neo4j, writing CSV", rows):
                command = export_csv(record, Path(folder) / "csv")
            bulk = Server(Path(folder) / "bulk")
            with timed("Neo4j, database import", rows):
                bulk.admin(*command.arguments)


if __name__ == "__main__":
    main()
