"""Two CSV tables, nodes and edges, with the column names that Gephi's spreadsheet import looks for.

A part of the record comes in, two texts come out. They begin with the mark by which Excel knows UTF-8, and no cell is
ever run as a formula: a text that a spreadsheet would take for one has an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping

from graph.exports.base import FlatValue, Tables, written
from graph.exports.part import Part
from graph.exports.xml import EDGE_ATTRIBUTES, NODE_ATTRIBUTES, edge_attributes, edge_label, node_attributes, node_label

_BOM = "\ufeff"
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guarded(text: str) -> str:
    """=1+1 -> '=1+1; a text that already begins with apostrophes and then so gets one more."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """The text that `guarded` made this cell of."""
    return cell[1:] if _GUARDED.match(cell) else cell


class Csv(Tables):
    """nodes.csv and edges.csv."""

    name = "csv"
    suffix = ".zip"

    def tables(self, part: Part) -> Mapping[str, Iterator[str]]:
        return {"nodes.csv": self._nodes(part), "edges.csv": self._edges(part)}

    def _nodes(self, part: Part) -> Iterator[str]:
        yield _BOM + _line(("Id", "Label", *NODE_ATTRIBUTES))
        for node in part.nodes():
            yield _line((node.id, node_label(node), *_cells(NODE_ATTRIBUTES, node_attributes(node))))

    def _edges(self, part: Part) -> Iterator[str]:
        yield _BOM + _line(("Source", "Target", "Type", "Id", "Label", "Weight", *EDGE_ATTRIBUTES))
        for one in part.relationships():
            fixed = (one.start, one.end, "Directed", one.id, edge_label(one), str(one.properties["count"]))
            yield _line((*fixed, *_cells(EDGE_ATTRIBUTES, edge_attributes(one))))


def _cells(columns: Iterable[str], attributes: Iterator[tuple[str, FlatValue]]) -> Iterator[str]:
    values = dict(attributes)
    return (written(values[name]) if name in values else "" for name in columns)


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([guarded(cell) for cell in cells])
    return out.getvalue()
