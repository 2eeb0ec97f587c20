"""A Cypher script that makes the graph in an empty database or brings one up to it: cypher-shell -f FILE.

A part of the record comes in, statements come out, each ended by a semicolon and a line break, which no text inside
can contain. Nodes and relationships carry our mark, so that a load over the driver knows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from graph.exports.base import Text
from graph.exports.part import Part
from graph.model import LABELS, MARK, RELATIONSHIPS
from graph.projection import Value

ROWS = 200  # a statement; a parser holds a whole statement in memory
_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


class Cypher(Text):
    name = "cypher"
    suffix = ".cypher"

    def text(self, part: Part) -> Iterator[str]:
        for label in LABELS:
            yield f"CREATE CONSTRAINT {label.lower()}_id IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE;\n"
        yield from _statements(
            (f"MERGE (n:{node.label} {{id: row.id}}) SET n += row", _map({**node.properties, MARK: node.content}))
            for node in part.nodes()
        )
        yield from _statements(
            (
                _merge(one.start_label, one.type, one.end_label),
                _map({"a": one.start, "b": one.end, "r": {**one.properties, MARK: one.content}}),
            )
            for one in part.relationships()
        )


def _merge(start: str, type_: str, end: str) -> str:
    """Looked for from the end that has few, as graph/sync.py does."""
    a, b = f"MATCH (a:{start} {{id: row.a}})", f"MATCH (b:{end} {{id: row.b}})"
    fact = f"[r:{type_} {{id: row.r.id}}]"
    narrow_start = RELATIONSHIPS[type_].narrow == "start"
    return (f"{a} {b} MERGE (a)-{fact}->(b)" if narrow_start else f"{b} {a} MERGE (b)<-{fact}-(a)") + " SET r += row.r"


def _statements(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """(what to do with a row, the row) -> statements of at most ROWS rows each."""
    waiting: dict[str, list[str]] = {}
    for merge, row in rows:
        batch = waiting.setdefault(merge, [])
        batch.append(row)
        if len(batch) == ROWS:
            yield _statement(merge, waiting.pop(merge))
    for merge, batch in waiting.items():
        yield _statement(merge, batch)


def _statement(merge: str, rows: list[str]) -> str:
    return "UNWIND [\n" + ",\n".join(rows) + f"\n] AS row\n{merge};\n"


def _map(values: Mapping[str, Value | Mapping[str, Value]]) -> str:
    return "{" + ", ".join(f"{name}: {_literal(value)}" for name, value in values.items()) + "}"


def _literal(value: Value | Mapping[str, Value]) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            return _text(value)
        case Mapping():
            return _map(value)
        case _:
            return "[" + ", ".join(map(_text, value)) + "]"


def _text(text: str) -> str:
    return "'" + "".join(_ESCAPES.get(char) or (char if char.isprintable() else _unicode(char)) for char in text) + "'"


def _unicode(char: str) -> str:
    r"""A character no reader prints or that some take for the end of a line; beyond U+FFFF it stays as it is."""
    return f"\\u{ord(char):04x}" if ord(char) <= 0xFFFF else char
