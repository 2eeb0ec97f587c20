"""The record as CSV files for `neo4j-admin database import`, for graphs too large to load over the driver.

A record comes in; files and the exact command go out. The import makes no constraints and knows no empty list; a load
over the driver afterwards (graph/sync.py) adds both and finds nothing else to do.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from extract.model import InputError
from graph.model import LABELS, MARK, NODE_PROPERTIES, RELATIONSHIP_PROPERTIES, RELATIONSHIPS
from graph.projection import Node, Relationship, Value, nodes, relationships
from graph.record import Record
from graph.store import Store

MANY = 1_000_000  # statements from which an empty server is filled much sooner by its import than over the driver
# Between the items of a list. A sentence cannot hold the unit separator: reading takes control characters out.
SEPARATOR = "\x1f"
# In place of the mark of a node with an empty list: such a node differs from the record until it has been loaded.
UNFINISHED = "unfinished"
_LISTS = {"aliases", "quotes", "articles", "forms"}
_TYPES = {"n": "long", "count": "long", "confidence": "double", "private": "boolean", "shared": "boolean"}


@dataclass(frozen=True, slots=True)
class Import:
    """What was written, and the command that imports it."""

    files: tuple[Path, ...]
    nodes: int
    relationships: int
    arguments: tuple[str, ...]  # of neo4j-admin

    @property
    def command(self) -> str:
        """For a shell on the server's machine, while the database is stopped."""
        return shlex.join(("neo4j-admin", *self.arguments))


def export_csv(record: Record, folder: Path, database: str = "neo4j") -> Import:
    """One file a label and one a relationship type and pair of labels, header first."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        out = _Files(folder, stack)
        count = sum(out.node(node) for node in nodes(record))
        related = sum(out.relationship(relationship) for relationship in relationships(record))
    options = ("--id-type=string", f"--array-delimiter=U+{ord(SEPARATOR):04X}", "--multiline-fields=true")
    given = (*(f"--nodes={path}" for path in out.nodes), *(f"--relationships={path}" for path in out.related))
    arguments = ("database", "import", "full", database, "--overwrite-destination", *options, *given)
    return Import((*out.nodes, *out.related), count, related, arguments)


def advice(record: Record, store: Store) -> InputError | None:
    """A remark to say before a load that the import would do sooner: many statements, and a server with none of ours,
    since the import begins with an empty database."""
    count = record.counts().statements
    if store.engine != "neo4j" or count < MANY:
        return None
    if next(store.stream(f"MATCH (n) WHERE n.{MARK} IS NOT NULL RETURN count(n) > 0"))[0]:
        return None
    return InputError(
        "{count} statements go into an empty Neo4j over the driver, which takes long. Sooner: stop this with Ctrl-C,"
        " run zhengmai export --format neo4j-admin -o import --workspace {workspace}, then the command that it prints,"
        " then zhengmai load --neo4j --workspace {workspace}.",
        count=f"{count:,}",
        workspace=record.path.parent,
    )


class _Files:
    """The CSV files being written, each opened when the first row for it comes."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder.resolve()
        self._stack = stack
        self._open: dict[Path, TextIO] = {}
        self.nodes: list[Path] = []
        self.related: list[Path] = []

    def node(self, node: Node) -> int:
        path = self._folder / f"{node.label}.csv"
        columns = [name for name in (*NODE_PROPERTIES, *LABELS[node.label]) if name != "id"]
        out = self._file(path, ["id:ID(id)", *map(_header, columns), MARK, ":LABEL"], self.nodes)
        mark = UNFINISHED if [] in node.properties.values() else node.content
        out.write(_line([node.id, *_cells(columns, node.properties), mark, node.label]))
        return 1

    def relationship(self, relationship: Relationship) -> int:
        path = self._folder / f"{relationship.start_label}_{relationship.type}_{relationship.end_label}.csv"
        columns = [*RELATIONSHIP_PROPERTIES, *RELATIONSHIPS[relationship.type].properties]
        header = [":START_ID(id)", *map(_header, columns), MARK, ":END_ID(id)", ":TYPE"]
        out = self._file(path, header, self.related)
        cells = _cells(columns, relationship.properties)
        out.write(_line([relationship.start, *cells, relationship.content, relationship.end, relationship.type]))
        return 1

    def _file(self, path: Path, header: list[str], listed: list[Path]) -> TextIO:
        if path not in self._open:
            self._open[path] = self._stack.enter_context(path.open("w", encoding="utf-8", newline=""))
            self._open[path].write(",".join(header) + "\n")
            listed.append(path)
        return self._open[path]


def _header(name: str) -> str:
    return f"{name}:string[]" if name in _LISTS else f"{name}:{_TYPES.get(name, 'string')}"


def _cells(columns: list[str], properties: Mapping[str, Value]) -> Iterator[str | None]:
    for name in columns:
        value = properties[name]
        match value:
            case None:
                yield None
            case bool():
                yield "true" if value else "false"
            case list():
                yield SEPARATOR.join(value)
            case _:
                yield str(value)


def _line(cells: Iterable[str | None]) -> str:
    """One CSV row. A value is quoted, even when it is the empty text; no value at all is not."""
    return ",".join("" if cell is None else '"' + cell.replace('"', '""') + '"' for cell in cells) + "\n"
