"""Who was there, where the grammar of lists and of reported speech makes it plain: 甲、乙，副县长丙参加会议; 丙强调.

In: a text with the spans of its people. Out: runs of people who share one verb, and people who are quoted as speaking.
Which event they attended is for the assembling stage to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extract.lexicon import rows

Span = tuple[int, int]

_SENTENCE_END = re.compile(r"[。！？!?；;\n]")
_SEPARATOR = re.compile(r"[、,，和及 ]")
REACH = 160  # characters between the first of a list and its verb


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(pattern for name, pattern in rows("attendance.tsv") if name == kind))


def listed(text: str, people: Sequence[Span], capacity: str) -> list[list[int]]:
    """Indices of people who are named in one list, or alone, that a verb of attendance closes."""
    runs = []
    for last, (_, end) in enumerate(people):
        if not _pattern(capacity).match(text, end):
            continue
        run = [last]
        while run[0] and _joined(text, people[run[0] - 1], people[run[0]]) and end - people[run[0] - 1][0] <= REACH:
            run.insert(0, run[0] - 1)
        runs.append(run)
    return runs


def _joined(text: str, first: Span, second: Span) -> bool:
    """Whether only titles and commas stand between two names."""
    between = text[first[1] : second[0]]
    return (
        bool(_SEPARATOR.match(between)) and not _SENTENCE_END.search(between) and not _pattern("other").search(between)
    )


def speaks(text: str, end: int) -> bool:
    """Whether the name that ends here is quoted as speaking: 高发巧|指出."""
    return _pattern("speaks").match(text, end) is not None


def tells(text: str, end: int) -> bool:
    """Whether the name that ends here is only quoted as telling something: 苗壮|说, 吴恺|介绍."""
    return _pattern("told").match(text, end) is not None


def is_talk(event: str) -> bool:
    """Whether people met there to talk: 座谈会, 论坛; not 签约仪式."""
    return _pattern("talk").search(event) is not None
