"""Who launched or carries out a programme or held an event, where one clause says it: 街口镇推出“垃圾换积分”制度.

In: a text with the spans of its actors (bodies and places) and of programmes or events. Out: who, class of verb, what.
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
_WHERE = re.compile(r"[在于到赴至向往]$")  # before an actor: where it was done, not who did it
_ROW = re.compile(r"[”’》\"]?[、和与及]?[“‘《\"]?")
_PASSIVE = re.compile(r"[”’》]?(?:[^，,。；;]{0,4})?(?:由|是)$")


class Deed(NamedTuple):
    """Indices of the actors, none where the sentence leaves its subject out; class of the verb; index of the thing."""

    actors: tuple[int, ...]
    kind: str
    thing: int


PROGRAMME = ("launch", "implement")
EVENT = ("organize",)
SAID = ("said",)  # then no subject is left out: somebody else is speaking


@cache
def _kind_of(kinds: tuple[str, ...]) -> dict[str, str]:
    return {verb: kind for kind, verb in rows("deeds.tsv") if kind in kinds}


@cache
def _verbs(kinds: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(_kind_of(kinds), key=len, reverse=True)))


def deeds(text: str, actors: Sequence[Span], things: Sequence[Span], kinds: tuple[str, ...] = PROGRAMME) -> list[Deed]:
    """Every deed that a clause states, actors of a list together."""
    found: list[Deed] = []
    for n, span in enumerate(things):
        deed = _active(text, actors, span, kinds) or _passive(text, actors, span, kinds)
        if deed:
            found.append(Deed(deed[0], _kind_of(kinds)[deed[1]], n))
        elif found and found[-1].thing == n - 1 and _ROW.fullmatch(text[things[n - 1][1] : span[0]]):
            found.append(found[-1]._replace(thing=n))  # 打造“睦邻红”“睦邻帮”“睦邻乐”
    return found


def _active(
    text: str, actors: Sequence[Span], thing: Span, kinds: tuple[str, ...]
) -> tuple[tuple[int, ...], str] | None:  # fmt: skip
    """甲镇推出“…”: the last verb before the thing, and who stands before the verb."""
    begin = _last_end(text, thing[0])
    verbs = list(_verbs(kinds).finditer(text, max(begin, thing[0] - REACH), thing[0]))
    if not verbs or re.search(r"[，,]", text[verbs[-1].end() : thing[0]]):
        return None
    doers = _list_ending_before(text, actors, begin, verbs[-1].start())
    somebody = any(begin <= start < thing[0] for start, _ in actors)
    said = _verbs(SAID).search(text, begin, verbs[-1].start())
    return (doers, verbs[-1].group()) if doers or not (somebody or said) else None


def _passive(
    text: str, actors: Sequence[Span], thing: Span, kinds: tuple[str, ...]
) -> tuple[tuple[int, ...], str] | None:  # fmt: skip
    """“…”由甲县委、县政府印发; “…”是甲镇首创的."""
    later = [i for i, (start, _) in enumerate(actors) if 0 < start - thing[1] <= 8]
    if not later or not _PASSIVE.search(text[thing[1] : actors[later[0]][0]]):
        return None
    end = _next_end(text, thing[1])
    verb = _verbs(kinds).search(text, actors[later[0]][1], min(end, actors[later[0]][1] + REACH))
    if verb is None:
        return None
    doers = _list_ending_before(text, actors, thing[1], verb.start())
    return (doers, verb.group()) if doers else None


def _list_ending_before(text: str, actors: Sequence[Span], begin: int, verb: int) -> tuple[int, ...]:
    """The actor nearest before the verb, with those it is listed with."""
    before = [
        i
        for i, (start, end) in enumerate(actors)
        if begin <= start and end <= verb and verb - end <= REACH and not _WHERE.search(text[:start][-2:])
    ]
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
