"""Answers as a table, JSON, CSV or Markdown. Only data goes to stdout; column names are stable in every data format."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from rich.table import Table

from interface import console
from interface.language import chinese, language

BYTE_ORDER_MARK = "\ufeff"  # Excel reads a CSV as UTF-8 only with it


class Format(StrEnum):
    table = "table"
    json = "json"
    csv = "csv"
    md = "md"


# column -> the table of the dossiers' words that has its values in Chinese
VALUES = {"relation": "relation", "type": "type", "kind": "kind", "capacity": "capacity", "detail": "capacity"}


def show_rows(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    format_: Format,
    output: str = "-",
    notes: Sequence[str] = (),
) -> None:
    """Print an answer, or write it to a file (a table goes there as Markdown). Notes stand below a table, numbered."""
    if format_ is Format.table and output == "-":
        rows = list(rows)
        if rows:
            console.out.print(_table(title, columns, rows))
        for number, note in enumerate(notes, 1):
            console.out.print(f"[{number}] {note}", markup=False, soft_wrap=True)
        return
    text = _text(columns, rows, Format.md if format_ is Format.table else format_)
    text += "".join(f"\n[^{number}]: {_escaped(note)}\n" for number, note in enumerate(notes, 1))
    if output == "-":
        print(text.removeprefix(BYTE_ORDER_MARK), end="")
    else:
        Path(output).write_text(text, encoding="utf-8", newline="")


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    """Columns without a value in any row are left out: a terminal is narrow. So is what the row above says too, as
    long as everything to its left is the same."""
    filled = [i for i in range(len(columns)) if any(row[i] not in (None, "", []) for row in rows)]
    shown = [[_word(row[i], columns[i]) for i in filled] for row in rows]
    for above, row in reversed(list(pairwise(shown))):
        for i, cell in enumerate(above[:-1]):
            if row[i] != cell:
                break
            row[i] = ""
    return console.table(title, [heading(columns[i]) for i in filled], shown)


def _word(value: object, column: str) -> str:
    """A cell for people: the graph's own words (chair, meeting) in the language in force, data as it is."""
    if isinstance(value, list | tuple):
        return ("、" if language() == "zh" else ", ").join(_word(v, column) for v in value)
    if isinstance(value, float) and column == "confidence":
        return f"{value:.0%}"
    text = _cell(value)
    if language() == "zh" and column in VALUES:
        from graph.report import words

        known = words("zh")(VALUES[column], text)
        return known if known != text else heading(text)
    return heading(text) if f"*{text}" in chinese() else text


def heading(column: str) -> str:
    """A column's name for people, in the language in force."""
    return chinese().get(f"*{column}", column) if language() == "zh" else column.replace("_", " ")


def _text(columns: Sequence[str], rows: Iterable[Sequence[object]], format_: Format) -> str:
    match format_:
        case Format.json:
            records = [dict(zip(columns, row, strict=True)) for row in rows]
            return json.dumps(records, ensure_ascii=False, indent=1, default=str) + "\n"
        case Format.csv:
            buffer = io.StringIO()
            writer = csv.writer(buffer)
            writer.writerow(columns)
            writer.writerows([_cell(cell) for cell in row] for row in rows)
            return BYTE_ORDER_MARK + buffer.getvalue()
        case _:
            cells = ([_word(cell, column) for column, cell in zip(columns, row, strict=True)] for row in rows)
            lines = [[heading(c) for c in columns], ["---"] * len(columns), *cells]
            return "".join(f"| {' | '.join(_escaped(cell) for cell in line)} |\n" for line in lines)


def _cell(value: object) -> str:
    """One value as text: lists joined by 、, nothing for null."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "、".join(_cell(v) for v in value)
    if isinstance(value, dict):
        return " ".join(_cell(v) for v in value.values() if v)
    return str(value)


def _escaped(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
