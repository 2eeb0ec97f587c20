"""The record in the formats of other programs: Gephi, spreadsheets, networkx, linked data, FollowTheMoney, Cypher.

A record comes in, one file goes out, written whole or not at all. No database is opened and nothing is decided about
the facts: what is exported is what graph/projection.py sees, or the part around some names or of some days.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, TextIO, cast

from extract.model import InputError
from graph.exports.base import Format, Tables
from graph.exports.cypher import Cypher
from graph.exports.ftm import FollowTheMoney
from graph.exports.jsonld import JsonLd
from graph.exports.nodelink import NodeLink
from graph.exports.part import choose
from graph.exports.table import Csv
from graph.exports.xml import Gexf, GraphMl
from graph.record import Record

FORMATS: Mapping[str, Format] = {
    format_.name: format_ for format_ in (Gexf(), GraphMl(), Csv(), NodeLink(), JsonLd(), FollowTheMoney(), Cypher())
}


@dataclass(frozen=True, slots=True)
class ExportCounts:
    """What was written. `private` persons were left out, with all that is said of them."""

    nodes: int
    relationships: int
    private: int = 0


def export(
    record: Record,
    format: str,
    target: TextIO | BinaryIO | Path,
    *,
    focus: Sequence[str] = (),
    hops: int = 1,
    since: date | None = None,
    until: date | None = None,
    include_private: bool = False,
) -> ExportCounts:
    """Write the record, or its part within `hops` of the names in `focus` and said in the days from `since` to
    `until`, to a file or stream. CSV is two tables: a folder, or one .zip for a path that ends so and for a stream.

    Raises InputError for an unknown format or name, a private person not asked for, a period without dated facts,
    and a target that cannot be written."""
    written = FORMATS.get(format)
    if written is None:
        raise InputError(
            "{format} is no format of export; choose among {formats}.", format=format, formats=", ".join(FORMATS)
        )
    with choose(record, focus, hops, since, until, include_private) as part:
        if not isinstance(target, Path):
            written.write(part, _binary(target, written))
        elif isinstance(written, Tables) and target.suffix.lower() != ".zip":
            _write_folder(target, written.tables(part))
        else:
            with _whole(target) as out:
                written.write(part, out)
        return ExportCounts(part.node_count, part.relationship_count, part.private)


def _binary(target: TextIO | BinaryIO, written: Format) -> BinaryIO:
    """The bytes below a text stream, so that every format is UTF-8 whatever the terminal says."""
    if not isinstance(target, io.TextIOBase):
        return cast(BinaryIO, target)
    if buffer := getattr(target, "buffer", None):
        target.flush()
        return cast(BinaryIO, buffer)
    if isinstance(written, Tables):
        raise TypeError("a text stream cannot take a zip archive")
    return cast(BinaryIO, _Decoded(target))


class _Decoded:
    """A text stream without bytes below it (io.StringIO) taking whole pieces of UTF-8."""

    def __init__(self, out: TextIO) -> None:
        self.write: Callable[[bytes], int] = lambda piece: out.write(piece.decode())


@contextmanager
def _whole(path: Path) -> Iterator[BinaryIO]:
    """A file that takes its name only when it is complete: a killed export leaves what was there before."""
    draft = path.with_name(f".{path.name}.{token_hex(4)}")
    try:
        with draft.open("xb") as out:
            yield out
        os.replace(draft, path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError("{path} cannot be written: {reason}.", path=path, reason=reason) from error
    finally:
        with suppress(OSError):
            draft.unlink()


def _write_folder(folder: Path, tables: Mapping[str, Iterator[str]]) -> None:
    if folder.suffix.lower() == ".csv":
        raise InputError(
            "CSV is two tables, nodes and edges; name a folder or a .zip file for them instead of {path}.", path=folder
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError("{path} cannot be written: {reason}.", path=folder, reason=reason) from error
    for name, pieces in tables.items():
        with _whole(folder / name) as out:
            for piece in pieces:
                out.write(piece.encode())
