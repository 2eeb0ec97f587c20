"""Who went to see what, where one clause says it: 督导组先后来到县人民法院、县交通运输局和县融媒体中心.

In: a text with the spans of those who may go (people, bodies) and of what may be seen (bodies, places). Out: pairs.
Visits told over several sentences are the network's part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from extract.lexicon import rows

Span = tuple[int, int]

REACH = 30  # characters from a visitor to the verb: 带领区直有关部门负责人先后
_CLAUSE_END = re.compile(r"[。！？!?；;\n]")
_LIST = re.compile(r"(?:等地?)?[”’]?(?:[、,，]|和|及|以及|与|[、,，](?:又|再|并)?)(?:来到|走进|前往|深入|到)?[“‘]?")


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for name, pattern in rows("visits.tsv") if name == kind))


def visits(text: str, visitors: Sequence[Span], sites: Sequence[Span]) -> list[tuple[int, int]]:
    """(visitor, site) by index: the visitor nearest before a verb of visiting, the row of sites right after it."""
    found = []
    for verb in _pattern("verb").finditer(text):
        seen = list(_row_after(text, sites, verb.end()))
        who = _visitor_before(text, visitors, verb.start()) if seen else None
        if who is not None:
            found += [(who, site) for site in seen if not _within(sites[site], visitors[who])]
    return found


def _row_after(text: str, sites: Sequence[Span], at: int) -> Iterator[int]:
    """县人民法院、县交通运输局和县融媒体中心; of 泉庄镇|尹家峪村 the inner one."""
    last: int | None = None
    for n, (start, end) in enumerate(sites):
        if start < at:
            continue
        if start > at:
            if last is None or not _LIST.fullmatch(text, at, start):
                break
            yield last
        last, at = n, end
    if last is not None:
        yield last


def _visitor_before(text: str, visitors: Sequence[Span], verb: int) -> int | None:
    near = [n for n, (_, end) in enumerate(visitors) if end <= verb and verb - end <= REACH]
    if not near:
        return None
    between = text[visitors[near[-1]][1] : verb]
    return near[-1] if not _CLAUSE_END.search(between) and _pattern("between").fullmatch(between) else None


def _within(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
