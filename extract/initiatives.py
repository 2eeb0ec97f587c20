"""Initiative mentions of one article -> initiatives: which mentions are one programme, and its name without quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MARKS = re.compile(r"[\s“”\"'‘’《》〈〉「」『』]")


def initiative_name(surface: str) -> str:
    """“崮上花开”片区共富行动 -> 崮上花开片区共富行动."""
    return _MARKS.sub("", surface)


def cluster_initiatives(surfaces: Sequence[str]) -> list[int]:
    """Cluster of each surface, numbered by first mention: a name that opens or closes a longer one is the same programme.

    “崮上花开” / “崮上花开”片区共富行动: one. A quoted core inside a document's long title is another thing: 关于推广“火塘
    夜话”工作法的通知 is not 火塘夜话.
    """
    names = [initiative_name(s) for s in surfaces]
    clusters: list[list[str]] = []
    assigned = []
    for name in names:
        match = next((i for i, c in enumerate(clusters) if any(_same(name, other) for other in c)), None)
        if match is None:
            match = len(clusters)
            clusters.append([])
        clusters[match].append(name)
        assigned.append(match)
    return assigned


def _same(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    return short == long or (len(short) >= 3 and (long.startswith(short) or long.endswith(short)))
