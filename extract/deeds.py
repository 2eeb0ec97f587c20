"""Who launched or carries out a programme, where one clause says it: 街口镇推出“垃圾换积分”制度, 由县委印发.

In: a text with the spans of its actors (bodies and places) and programmes. Out: (actors, class of the verb, programme).
What is spread over several sentences is the network's part.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from extract.lexicon import rows

Span = tuple[int, int]

REACH = 24  # characters from an actor to its verb, and from the verb to the programme
_CLAUSE_END = re.compile(r"[。！？!?；;\n]")
_LIST = re.compile(r"[、和与及]|联合|会同|携手|牵头,?联合|,?联合|，?联合")
_PASSIVE = re.compile(r"[”’》]?(?:[^，,。；;]{0,4})?(?:由|是)$")


class Deed(NamedTuple):
    """Indices of the actors, launch or implement, index of the programme."""

    actors: tuple[int, ...]
    kind: str
    programme: int


@cache
def _verbs() -> re.Pattern[str]:
    words = sorted((verb for _, verb in rows("deeds.tsv")), key=len, reverse=True)
    return re.compile("|".join(words))


@cache
def _kind_of() -> dict[str, str]:
    return {verb: kind for kind, verb in rows("deeds.tsv")}


def deeds(text: str, actors: Sequence[Span], programmes: Sequence[Span]) -> list[Deed]:
    """Every deed that a clause states, actors of a list together."""
    found = []
    for programme, span in enumerate(programmes):
        deed = _active(text, actors, span) or _passive(text, actors, span)
        if deed:
            found.append(Deed(*deed, programme))
    return found


def _active(text: str, actors: Sequence[Span], programme: Span) -> tuple[tuple[int, ...], str] | None:
    """甲镇推出“…”: the last verb before the programme, and who stands before the verb."""
    begin = _last_end(text, programme[0])
    verbs = list(_verbs().finditer(text, max(begin, programme[0] - REACH), programme[0]))
    if not verbs or re.search(r"[，,]", text[verbs[-1].end() : programme[0]]):
        return None
    verb = verbs[-1]
    doers = _list_ending_before(text, actors, begin, verb.start())
    return (doers, _kind_of()[verb.group()]) if doers else None


def _passive(text: str, actors: Sequence[Span], programme: Span) -> tuple[tuple[int, ...], str] | None:
    """“…”由甲县委、县政府印发; “…”是甲镇首创的."""
    later = [i for i, (start, _) in enumerate(actors) if 0 < start - programme[1] <= 8]
    if not later or not _PASSIVE.search(text[programme[1] : actors[later[0]][0]]):
        return None
    end = _next_end(text, programme[1])
    verb = _verbs().search(text, actors[later[0]][1], min(end, actors[later[0]][1] + REACH))
    if verb is None:
        return None
    doers = _list_ending_before(text, actors, programme[1], verb.start())
    return (doers, _kind_of()[verb.group()]) if doers else None


def _list_ending_before(text: str, actors: Sequence[Span], begin: int, verb: int) -> tuple[int, ...]:
    """The actor nearest before the verb, with those it is listed with."""
    before = [i for i, (start, end) in enumerate(actors) if begin <= start and end <= verb and verb - end <= REACH]
    if not before:
        return ()
    doers = [before[-1]]
    for i in reversed(before[:-1]):
        if not _LIST.fullmatch(text[actors[i][1] : actors[doers[0]][0]]):
            break
        doers.insert(0, i)
    return tuple(doers)


def _last_end(text: str, position: int) -> int:
    ends = [m.end() for m in _CLAUSE_END.finditer(text, max(0, position - 120), position)]
    return ends[-1] if ends else max(0, position - 120)


def _next_end(text: str, position: int) -> int:
    found = _CLAUSE_END.search(text, position)
    return found.start() if found else len(text)
