"""What all formats of export share: how one is written, and how values become flat where a format knows no lists.

A part of the record comes in, UTF-8 comes out piece by piece. Nothing here knows any single format.
"""

from __future__ import annotations

import json
import re
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, ClassVar

from graph.exports.part import Part
from graph.projection import Value

FlatValue = str | int | float | bool

# Of the properties that are no text; graph/model.py says which properties there are.
NUMBERS: Mapping[str, str] = {
    "n": "integer",
    "count": "integer",
    "confidence": "double",
    "private": "boolean",
    "shared": "boolean",
}

SEPARATOR = "|"
_TOKEN = re.compile(r"\\(.)|(\|)|([^\\|]+)", re.S)


class Format(ABC):
    """One format. It holds no state; writing may go through the part more than once, the target never goes back."""

    name: ClassVar[str]
    suffix: ClassVar[str]

    @abstractmethod
    def write(self, part: Part, out: BinaryIO) -> None:
        """All of the part."""


class Text(Format):
    """A format that is one text."""

    @abstractmethod
    def text(self, part: Part) -> Iterator[str]:
        """The text in pieces."""

    def write(self, part: Part, out: BinaryIO) -> None:
        for piece in self.text(part):
            out.write(piece.encode())


class Tables(Format):
    """A format that is several texts, side by side in a folder or together in one .zip."""

    @abstractmethod
    def tables(self, part: Part) -> Mapping[str, Iterator[str]]:
        """File name -> its text in pieces."""

    def write(self, part: Part, out: BinaryIO) -> None:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, pieces in self.tables(part).items():
                # A fixed date: the same record makes the same bytes.
                entry = zipfile.ZipInfo(name)
                entry.compress_type = zipfile.ZIP_DEFLATED
                with archive.open(entry, "w", force_zip64=True) as file:
                    for piece in pieces:
                        file.write(piece.encode())


# ---- values


def join(items: Iterable[str]) -> str:
    r"""A list as one text: items between bars, a bar inside an item written \| and a backslash \\."""
    return SEPARATOR.join(item.replace("\\", "\\\\").replace("|", "\\|") for item in items)


def split(text: str) -> list[str]:
    """The items that `join` put together."""
    if not text:
        return []
    items = [""]
    for escaped, bar, plain in _TOKEN.findall(text):
        if bar:
            items.append("")
        else:
            items[-1] += escaped + plain
    return items


def stated(properties: Mapping[str, Value]) -> dict[str, str | int | float | bool | list[str]]:
    """The properties that have a value; an empty text or list is none."""
    return {name: value for name, value in properties.items() if value is not None and value != "" and value != []}


def flat(properties: Mapping[str, Value]) -> Iterator[tuple[str, FlatValue]]:
    """The same with lists as one text."""
    for name, value in stated(properties).items():
        yield name, join(value) if isinstance(value, list) else value


def written(value: FlatValue) -> str:
    """true, 3, 0.95 or the text itself."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def compact_json(value: object) -> str:
    """JSON on one line that is also safe inside a script block of a page and for readers that break lines at U+2028."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def comma_separated(items: Iterable[str]) -> Iterator[str]:
    """Items of a JSON array, each on its own line."""
    between = "\n"
    for item in items:
        yield between + item
        between = ",\n"
