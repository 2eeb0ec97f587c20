"""When posts begin and end, where a text says so: 任命张三为县教育局局长, 免去李四的县财政局局长职务, 2019年起任县长.

In: a text with the spans of its people, and the day it appeared. Out: changes: who, the titles, came or went, since or
until when. What a change means for a post over many articles is graph/tenure.py's part.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from extract.dates import Told, dates_told, number
from extract.lexicon import pairs, rows
from extract.masked import INSIDE, NAME, masked
from extract.posts import Post
from extract.titles import is_title, parse_titles

Span = tuple[int, int]

BEGINS = frozenset({"appointed", "elected"})
ENDS = frozenset({"removed", "resigned", "left", "former"})
NEWS = timedelta(days=31)  # a decision that a text tells as news is at most so old

_WHO = rf"{NAME}{INSIDE}*(?:[（(][^（()）]{{1,12}}[)）])?"
_PATTERNS = {
    "who": rf"(?P<who>{_WHO}(?:[,，、和及]{_WHO})*)",
    "post": rf"(?P<post>[^{NAME}{INSIDE}，,。；;：:\n“”（(]{{2,60}}?)"
    r"(?=的?(?:职务|请求|决定)|一职|等职|以来|期间|至今|[，,。；;：:\n（(”]|$)",
    "years": r"(?P<years>\d{1,2}|[一二两三四五六七八九十]{1,2})",
    "until": r"(?P<until>(?=[\d〇○零一二三四五六七八九今明]))",
}
_STOP = re.compile(r"[。！？!?]")
_RANGE = re.compile(r"[到至—－\-~～]+")
_MONTHS = 7  # length of 2019-03: what is told to the month or year is a career, to the day it is news


class Change(NamedTuple):
    """A post that began or ended for somebody. `since` and `until` are ISO days, months or years, empty where the text
    gives none."""

    post: Post
    kind: str
    since: str = ""
    until: str = ""

    @property
    def qualifiers(self) -> dict[str, str]:
        """As the statement carries it beside its title."""
        return {k: v for k, v in (("change", self.kind), ("since", self.since), ("until", self.until)) if v}


def changes(text: str, people: Sequence[Span], published: date | None) -> list[Change]:
    """Every change of office that the text states, in its order."""
    return _Reading(text, people, published).changes()


class _Reading:
    """Reads a text once from left to right; `mode` is what an item of a list means here."""

    def __init__(self, text: str, people: Sequence[Span], published: date | None) -> None:
        self.text = text
        self.people = {start: n for n, (start, _) in enumerate(people)}
        self.masked = masked(text, people)
        self.published = published
        self.dates = dates_told(text, published)
        self.mode, self.suspended = "", ""
        self.body = ""  # named last in the sentence: 任甲镇党委书记，不再担任|副镇长

    def changes(self) -> list[Change]:
        told: list[Change] = []
        begin = 0  # of the changes that a term may be of
        for found in _grammar().finditer(self.masked):
            part, kind = _rules()[found.lastgroup or ""]
            if part == "stop":
                self._stop(found.group())
                begin = len(told)
            elif part == "mode":
                self.suspended = self.mode if kind == "none" else ""
                self.mode = kind
            elif part == "term":
                told[begin:] = [self._ending(change, found) for change in told[begin:]]
            else:
                told += self._change(found, part, kind)
        return told

    def _ending(self, change: Change, term: re.Match[str]) -> Change:
        """任命张三为主任，任期五年: until when, where it is told from when; 任期至2026年: as printed."""
        if change.kind in ENDS or change.until:
            return change
        if years := term.groupdict().get(f"{term.lastgroup}_years"):
            return change._replace(until=_years_later(change.since, number(years)))
        at = term.start(f"{term.lastgroup}_until")
        return change._replace(until=next((told.day for told in self.dates if told.start == at), ""))

    def _stop(self, sign: str) -> None:
        """A full stop ends what a list means; 提名 reaches no further than its clause."""
        if sign in "；;":
            self.mode = self.suspended if self.mode == "none" else self.mode
        else:
            self.mode = self.body = ""

    def _change(self, found: re.Match[str], part: str, kind: str) -> Iterator[Change]:
        start, end = found.span(f"{found.lastgroup}_post")
        posts = parse_titles(self.text[start:end], self.body)
        if part == "item":
            kind = self.mode if self.mode in (BEGINS if kind == "begins" else ENDS) else ""
        if not kind or not posts or posts[-1].end != end - start:
            return
        self.body = posts[-1].body
        kind, since, until = self._when(kind, found.start())
        for person in self._who(found) if kind else ():
            for p in posts:
                yield Change(Post(person, p.body, p.title, p.start + start, p.end + start), kind, since, until)

    def _who(self, found: re.Match[str]) -> list[int]:
        """The people of the match, else the one named last in its sentence."""
        name = f"{found.lastgroup}_who"
        if name in found.groupdict() and found[name]:
            start, end = found.span(name)
            return [n for at, n in self.people.items() if start <= at < end]
        before = self.masked.rfind(NAME, self._sentence(found.start()), found.start())
        return [self.people[before]] if before >= 0 else []

    def _sentence(self, at: int) -> int:
        return max((m.end() for m in _STOP.finditer(self.text, 0, at)), default=0)

    # ---- days

    def _when(self, kind: str, at: int) -> tuple[str, str, str]:
        """Kind, since and until; an empty kind where nothing is said of time."""
        told = self._told_before(at)
        first, last = told if told else (None, None)
        if first and last and first is not last:
            over = self.published is not None and last.day < self.published.isoformat()
            return ("former" if over else kind if kind in BEGINS else "serves"), first.day, last.day
        if kind == "former":
            return kind, "", ""
        if kind == "serves":
            career = last is not None and (len(last.day) <= _MONTHS or self.masked[last.end : last.end + 1] == "起")
            if self.mode == "decided" or self.mode in BEGINS:
                kind = self.mode if self.mode in BEGINS else "appointed"
            elif not career:
                return "", "", ""
        day = last.day if last else self._decided(at) if kind != "serves" else ""
        return (kind, "", day) if kind in ENDS else (kind, day, "")

    def _told_before(self, at: int) -> tuple[Told, Told] | None:
        """The date told last in the sentence before a change, or a range: 2015年至2018年."""
        begin = self._sentence(at)
        before = [d for d in self.dates if begin <= d.start and d.end <= at]
        if not before:
            return None
        ranged = len(before) > 1 and _RANGE.fullmatch(self.text[before[-2].end : before[-1].start])
        return (before[-2] if ranged else before[-1]), before[-1]

    def _decided(self, at: int) -> str:
        """The day of the session or order that a list of decisions rests on: the date printed last before it."""
        days = [d.day for d in self.dates[: bisect_right(self.dates, (at,))] if len(d.day) > _MONTHS]
        if not days:
            return ""
        day, published = date.fromisoformat(days[-1]), self.published
        return days[-1] if published is None or timedelta() <= published - day <= NEWS else ""


def _years_later(day: str, years: int) -> str:
    """2019-03 and five years -> 2024-03; empty where no day is told. The 29th of February ends on the 28th."""
    if not day:
        return ""
    year, dash, rest = day.partition("-")
    return f"{int(year) + years:04}{dash}{'02-28' if rest == '02-29' else rest}"


@cache
def _rules() -> Mapping[str, tuple[str, str]]:
    """Name of a group of the grammar -> part and kind."""
    return {f"r{n}": (part, kind) for n, (part, kind, _) in enumerate(rows("tenure.tsv"))} | {"stop": ("stop", "")}


@cache
def _grammar() -> re.Pattern[str]:
    """All rows of the table as one pattern, so that the text is read once; the first that fits at a place holds."""
    found = [r"(?P<stop>[。！？!?；;])"]
    for n, (_, _, pattern) in enumerate(rows("tenure.tsv")):
        for name, inner in _PATTERNS.items():
            pattern = pattern.replace(f"{{{name}}}", inner.replace(f"?P<{name}>", f"?P<r{n}_{name}>"))
        found.append(f"(?P<r{n}>{pattern})")
    return re.compile("|".join(found))


# ---- titles that say it themselves


@cache
def _standing() -> dict[str, str]:
    return pairs("standing.tsv")


@cache
def _before_title() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_standing(), key=len, reverse=True)))


def plain_title(title: str) -> tuple[str, str]:
    """The post that a title means, and how it is held: 原副局长 -> 副局长, former; 代县长 -> 县长, acting."""
    found = _before_title().match(title)
    if found is None or not is_title(title[found.end() :]):
        return title, ""
    return title[found.end() :], _standing()[found.group()]
