"""Millions of statements through `neo4j-admin database import`, and every question asked of them on the real server.

    python -m bench.bulk --statements 5000000 [--folder FOLDER] [--into docs/scale.md]

A record of 100,000 generated statements is exported, its rows are written again and again under other ids, and all of
it is imported: as many provinces, side by side. Needs Java 17, Maven, and 1.5 kB of disk for a statement.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.ask import Timing, lookups, subjects, timed, values_for
from bench.steps import Steps
from extract.model import InputError
from graph.answers import answer
from graph.bulk import export_csv
from graph.connect import open_neo4j
from graph.model import BOOKKEEPING
from graph.questions import Question, load_questions
from graph.record import Record
from graph.store import Store
from tests.graph import generated
from tests.neo4j.server import PASSWORD, Server

PROVINCE = 100_000  # statements that are really made
RUNS = 10
PATIENCE = 110.0  # seconds for a question; docker-compose.yml has the server stop at 120
# Ids stand alone in a cell or in a list. Their first four digits become the number of the province.
_ID = re.compile(r'(?<=["\x1f])[0-9a-f]{4}(?=[0-9a-f]{12}["\x1f])')
_HEAD = [
    "| question | rows at most | p50 ms | p95 ms | p50 cpu ms here | p95 cpu ms here | first, cpu ms here |",
    "|---|---|---|---|---|---|---|",
]
_MARKED = re.compile(r"(<!-- bench\.bulk -->\n).*?(<!-- /bench\.bulk -->)", re.S)


def multiply(files: tuple[Path, ...], times: int) -> int:
    """Make of each file's rows that many provinces; how many bytes there are then."""
    for path in files:
        header, _, rows = path.read_text(encoding="utf-8").partition("\n")
        pieces = _ID.split(rows)
        with path.open("w", encoding="utf-8", newline="") as out:
            out.write(header + "\n")
            out.writelines(f"{number:04x}".join(pieces) for number in range(times))
    return sum(path.stat().st_size for path in files)


def questions(store: Store) -> Iterator[Timing | str]:
    """Every question of the pack; a sentence where the answer took too long."""
    known = subjects(store, RUNS)
    for question in load_questions().values():
        for narrowed in [(name,) for name in question.one_of] or [()]:
            values = values_for(question, narrowed, known, RUNS)
            what = " ".join((question.name, *(f"--{name}" for name in narrowed)))
            what += "" if any(values) else " (of everybody)"

            def run(number: int, question: Question = question, values: Any = values) -> int:
                return len(answer(store, question, values[number], timeout=PATIENCE).rows)

            try:
                yield timed(what, run, RUNS)
            except InputError as error:
                yield f"| {what} | {error} |"
    yield from lookups(store, known, RUNS)


def imported(folder: Path, statements: int, steps: Steps) -> tuple[Server, str]:
    """A server, not running, whose database holds them; and what that is in numbers."""
    with Record.open(folder / "workspace") as record:
        generated.fill(record, PROVINCE)
        made, times = record.counts().statements, -(-statements // PROVINCE)
        with steps.step(f"export of {made:,} statements"):
            command = export_csv(record, folder / "csv")
    with steps.step(f"their rows written {times} times"):
        size = multiply(command.files, times)
    server = Server(folder / "neo4j")
    with steps.step("`neo4j-admin database import`"):
        server.admin(*command.arguments)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    for path in command.files:
        path.unlink()
    related = command.relationships * times
    return server, (
        f"{made * times:,} statements: {command.nodes * times:,} nodes, {related:,} relationships;"
        f" {size / 1e9:.1f} GB of CSV, {memory:.1f} GB of memory for the import"
    )


def asked(server: Server, steps: Steps) -> Iterator[str]:
    """A line for each question, then the size of the database."""
    server.start()
    steps.server = server
    try:
        with open_neo4j(server.uri, password=PASSWORD) as store:
            with steps.step("constraints and indexes (`zhengmai migrate --neo4j`)"):
                store.migrate()
                list(store.stream("CALL db.awaitIndexes(36000)"))
            store.write((f"MERGE (s:{BOOKKEEPING} {{id: 'load'}}) SET s.record = 'bench', s.revision = 1", {}))
            for timing in questions(store):
                line = timing if isinstance(timing, str) else timing.line()
                print(line, flush=True)
                yield line
    finally:
        steps.server = None
        server.stop()


def measure(folder: Path, statements: int) -> str:
    steps = Steps()
    server, size = imported(folder, statements, steps)
    lines = list(asked(server, steps))
    disk = sum(path.stat().st_size for path in (server.home / "data").rglob("*") if path.is_file())
    size += f", {disk / 1e9:.1f} GB in the database; {os.cpu_count()} cores, load {os.getloadavg()[0]:.0f} at the end."
    return "\n".join([size, "", *steps.lines, "", *_HEAD, *lines, ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, default=5_000_000)
    parser.add_argument("--folder", type=Path, help="where to work and leave the database; else a folder of the moment")
    parser.add_argument("--into", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as own:
        page = measure(options.folder or Path(own), options.statements)
    print(page)
    if options.into:
        text = options.into.read_text(encoding="utf-8")
        assert _MARKED.search(text), f"{options.into} has no <!-- bench.bulk --> marks"
        options.into.write_text(_MARKED.sub(lambda marks: f"{marks[1]}{page}{marks[2]}", text), encoding="utf-8")


if __name__ == "__main__":
    main()
