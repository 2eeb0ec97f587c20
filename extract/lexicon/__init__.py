"""Tables as data. Each file opens with `#` lines that name its source and licence; columns are separated by tabs."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files


def rows(name: str) -> Iterator[tuple[str, ...]]:
    """The rows of a table, comment and empty lines left out."""
    for line in files(__name__).joinpath(name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield tuple(line.split("\t"))


def pairs(name: str) -> dict[str, str]:
    """A table of two columns as a mapping from the first to the second."""
    return {columns[0]: columns[1] for columns in rows(name)}
