"""Which bodies act together, where one clause says it: 县司法局联合县委宣传部、县检察院; 甲公司与乙学院签订合作协议.

In: a text with the spans of its bodies and of the places that may act. Out: pairs, by index.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from extract.lexicon import rows

Span = tuple[int, int]

REACH = 30  # characters from the second of two bodies to the word that says what they do together
_CLAUSE_END = re.compile(r"[。！？!?；;\n]")
_LIST = re.compile(r"[”’」]?(?:[、,，]|和|及|以及|与)[“‘「]?")


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for name, pattern in rows("partners.tsv") if name == kind))


def partners(text: str, actors: Sequence[Span]) -> list[tuple[int, int]]:
    """Each pair once: a body with everyone whom it brings in, and two bodies that sign or agree."""
    found: dict[tuple[int, int], None] = {}
    for n, (_, end) in enumerate(actors):
        if joined := _pattern("joins").match(text, end):
            row = list(_row_after(text, actors, joined.end()))
            found |= dict.fromkeys((n, other) for other in row if not _is_team(text, actors[other]))
        elif word := _pattern("with").match(text, end):
            row = list(_row_after(text, actors, word.end()))
            if row and _together(text, actors[row[-1]][1]):
                found |= dict.fromkeys((n, other) for other in _of_one_pair(text, actors, row))
    return list(found)


def _is_team(text: str, span: Span) -> bool:
    """督导组 of 甲局、乙局联合督导组: the two are one team."""
    return span[1] - span[0] <= 3 and text[span[1] - 1] in "组队班"


def _of_one_pair(text: str, actors: Sequence[Span], row: Sequence[int]) -> Sequence[int]:
    """甲局与乙局、丙校与丁校签约: the row of 甲局 ends before the next that has a partner of its own."""
    own = (k for k, n in enumerate(row) if k and text.startswith("与", actors[n][1]))
    return row[: next(own, len(row))]


def _row_after(text: str, actors: Sequence[Span], at: int) -> Iterator[int]:
    """县委宣传部、县检察院、县交通运输局; of spans that begin together the longest."""
    ends = {start: n for n, (start, _) in sorted(enumerate(actors), key=lambda item: item[1][1])}
    while at in ends:
        yield ends[at]
        link = _LIST.match(text, actors[ends[at]][1])
        if link is None:
            return
        at = link.end()


def _together(text: str, end: int) -> bool:
    stop = _CLAUSE_END.search(text, end)
    return _pattern("together").search(text, end, min(end + REACH, stop.start() if stop else len(text))) is not None
