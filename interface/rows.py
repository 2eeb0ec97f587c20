"""Answers as a table, JSON, CSV or Markdown. Only data goes to stdout; column names are stable in every data format."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from enum import StrEnum
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


def show_rows(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], format_: Format, output: str = "-"
) -> None:
    """Print an answer, or write it to a file (a table goes there as Markdown)."""
    if format_ is Format.table and output == "-":
        console.out.print(_table(title, columns, list(rows)))
        return
    text = _text(columns, rows, Format.md if format_ is Format.table else format_)
    if output == "-":
        print(text.removeprefix(BYTE_ORDER_MARK), end="")
    else:
        Path(output).write_text(text, encoding="utf-8", newline="")


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    """Columns without a value in any row are left out: a terminal is narrow."""
    filled = [i for i in range(len(columns)) if any(row[i] not in (None, "", []) for row in rows)]
    shown = [[_word(row[i]) for i in filled] for row in rows]
    return console.table(title, [heading(columns[i]) for i in filled], shown)


def _word(value: object) -> str:
    """A cell for people: the graph's own words (chair, meeting) in the language in force, data as it is."""
    if isinstance(value, list | tuple):
        return "、".join(_word(v) for v in value)
    text = _cell(value)
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
            lines = [[heading(c) for c in columns], ["---"] * len(columns), *([_cell(c) for c in row] for row in rows)]
            return "".join(f"| {' | '.join(_escaped(cell) for cell in line)} |\n" for line in lines)


def _cell(value: object) -> str:
    """One value as text: lists joined by 、, nothing for null."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "、".join(_cell(v) for v in value)
    if isinstance(value, dict):
        return "，".join(_cell(v) for v in value.values() if v is not None)
    return str(value)


def _escaped(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
