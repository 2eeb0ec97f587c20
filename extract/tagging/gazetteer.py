"""Text -> for every character whether it opens or goes on with the name of an administrative area. Longest names win.

The network has read some hundred place names; the table has forty thousand. It learns when to believe the table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from extract.places import gazetteer

KINDS: Final = 5  # 0 none; 1, 2 first and further character of a full name (格朗和哈尼族乡); 3, 4 of a short one (会泽)
_FULL, _SHORT = 1, 3


def place_kinds(text: str) -> npt.NDArray[np.int64]:
    """One of KINDS for every character."""
    kinds = np.zeros(len(text), dtype=np.int64)
    lengths, names = _index()
    at = 0
    while at < len(text) - 1:
        for length in lengths.get(text[at : at + 2], ()):
            kind = names.get(text[at : at + length])
            if kind and at + length <= len(text):
                kinds[at] = kind
                kinds[at + 1 : at + length] = kind + 1
                at += length - 1
                break
        at += 1
    return kinds


def place_batch(texts: Sequence[str]) -> npt.NDArray[np.int64]:
    """place_kinds of several texts (texts, longest text), 0 on the right."""
    batch = np.zeros((len(texts), max(map(len, texts))), dtype=np.int64)
    for row, text in enumerate(texts):
        batch[row, : len(text)] = place_kinds(text)
    return batch


@cache
def _index() -> tuple[Mapping[str, tuple[int, ...]], Mapping[str, int]]:
    """Lengths of the names that open with two given characters, longest first; kind of every name."""
    names: dict[str, int] = {}
    for name, level in gazetteer().items():
        names[name] = _FULL if len(name) > 2 else _SHORT
        if len(name) > 2 and level in ("province", "city", "county"):
            names.setdefault(name[:-1], _SHORT)
    lengths: dict[str, set[int]] = defaultdict(set)
    for name in names:
        lengths[name[:2]].add(len(name))
    return {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}, names
