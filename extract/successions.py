"""What became of bodies and areas, where a text says so: 县旅游局更名为县文旅局, 撤销甲乡、乙乡，设立丙镇.

In: a text with the spans of its bodies and areas, and the day it appeared. Out: successions: which came before, which
after, how, and when. Old and new stay two: whether a reader counts them as one is for the reader to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from extract.dates import dates_told
from extract.lexicon import rows
from extract.masked import INSIDE, NAME, masked

Span = tuple[int, int]

_BODY = rf"(?:{NAME}{INSIDE}*)+"  # 甲县|乙镇 printed side by side: the last one is meant
_ITEM = rf"[“\"《]?(?:原来?的?)?[“\"]?{_BODY}[”\"》]?(?:[（(][^（()）]{{1,24}}[)）])?"
_LIST = rf"{_ITEM}(?:(?:[、和与及]|以及){_ITEM})*"
_DAY = r"[\d〇零一二三四五六七八九十今去前本当年月日号 ]{2,12}"
_HOW = next(pattern for kind, _, pattern in rows("successions.tsv") if kind == "between")
_PATTERNS = {
    **{name: rf"(?P<{name}>{_LIST})" for name in ("old", "new", "body")},
    "area": _LIST,
    "adv": rf"{_HOW}(?:于?{_DAY}[,，]?)?{_HOW}",
    "day": _DAY,
}
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")
_BRACKETED = re.compile(r"[（(][^（()）]*[)）]")
_WHOLE = re.compile(r"[”\"]?(?:[（(][^（()）]*[)）])?(?:的?(?:全部|原有)?(?:职责|职能|机构)|[、,，和与及]|以及|等|$)")
_CLAUSE = re.compile(r"[,，:：]")
_BEFORE = 12  # characters before a change in which 拟 or 建议 says that it has not happened


class Succession(NamedTuple):
    """Indices of the bodies: both where one came after the other; no `before` where a body was founded, no `after`
    where it was dissolved. `day`: ISO, as far as it is printed, empty where no day is told."""

    before: int | None
    after: int | None
    kind: str  # renamed, merged, split, replaced; founded; dissolved
    day: str
    start: int  # of the clause in the text
    end: int


def successions(text: str, bodies: Sequence[Span], published: date | None) -> list[Succession]:
    """Every change of bodies that the text states, in its order, none twice. `bodies` do not overlap."""
    if not bodies:
        return []
    veiled = masked(text, bodies)
    found = [change for s in _SENTENCE.finditer(veiled) for change in _Sentence(text, veiled, s, bodies, published)]
    dissolved = {text[slice(*bodies[c.before])] for c in found if c.kind == "dissolved" and c.before is not None}
    return [*dict.fromkeys(c._replace(kind="merged") if c.kind == "duties" else c for c in found
            if c.kind != "duties" or c.before is None or _goes_whole(text, bodies[c.before], dissolved))]  # fmt: skip


def _goes_whole(text: str, body: Span, dissolved: set[str]) -> bool:
    """Of 甲局的职责、乙局的渔业管理职责 the first; the second only where the text says that it is no more."""
    return _WHOLE.match(text, body[1]) is not None or text[slice(*body)] in dissolved


class _Sentence:
    """Reads one sentence with all rows of the table; a stretch read once is not read again."""

    def __init__(
        self, text: str, masked: str, sentence: re.Match[str], bodies: Sequence[Span], published: date | None
    ) -> None:
        self.text = text
        self.masked = masked
        self.begin, self.end = sentence.span()
        self.index = {start: n for n, (start, _) in enumerate(bodies) if self.begin <= start < self.end}
        self.bodies = bodies
        self.published = published

    def __iter__(self) -> Iterator[Succession]:
        if not self.index or not _hint().search(self.masked, self.begin, self.end):
            return
        taken: list[Span] = []
        found: list[Succession] = []
        for kind, when, pattern in _grammar():
            for match in pattern.finditer(self.masked, self.begin, self.end):
                if any(match.start() < end and start < match.end() for start, end in taken) or self._not_yet(match):
                    continue
                changes = list(self._changes(match, kind, when))
                taken += [match.span()] if changes else []
                found += changes
        yield from sorted(found, key=lambda c: c.start)

    def _not_yet(self, match: re.Match[str]) -> bool:
        """建议将甲局更名为乙局, 拟撤销丙办: words of the clause before the change."""
        clause = max((m.end() for m in _CLAUSE.finditer(self.masked, self.begin, match.start())), default=self.begin)
        return _none().search(self.masked, max(clause, match.start() - _BEFORE), match.start()) is not None

    def _changes(self, match: re.Match[str], kind: str, when: str) -> Iterator[Succession]:
        day = self._day(match.end()) if when == "told" else ""
        if kind in ("founded", "dissolved"):
            for body in self._named(match, "body"):
                before, after = (None, body) if kind == "founded" else (body, None)
                yield Succession(before, after, kind, day, match.start(), match.end())
            return
        old, new = self._named(match, "old"), self._named(match, "new")
        if "old" not in match.groupdict():
            old = self._only_one_before(match)
        if kind == "renamed" and len(old) == len(new):
            pairs = list(zip(old, new, strict=True))
        elif len(old) == 1 or len(new) == 1:
            pairs = [(a, b) for a in old for b in new]
        else:
            pairs = []
        for before, after in pairs:
            yield Succession(before, after, _kind(kind, len(old), len(new)), day, match.start(), match.end())

    def _named(self, match: re.Match[str], group: str) -> list[int]:
        """The bodies of a list; of 甲县|乙镇 the last, and none that a bracket explains."""
        if group not in match.groupdict():
            return []
        start, end = match.span(group)
        stretch = _BRACKETED.sub(lambda m: " " * len(m.group()), self.masked[start:end])
        runs = re.finditer(_BODY, stretch)
        return [self.index[start + run.start() + run.group().rindex(NAME)] for run in runs]

    def _only_one_before(self, match: re.Match[str]) -> list[int]:
        """甲校创办于1956年，2003年更名为乙校: whoever the sentence is about, if it has named no other."""
        before = [n for start, n in self.index.items() if start < match.start("new")]
        return before if len(before) == 1 else []

    def _day(self, end: int) -> str:
        """The day told last before or in a change: 2018年10月，甲局更名为乙局; 成立于1998年."""
        told = [d for d in dates_told(self.text[self.begin : self.end], self.published) if d.start + self.begin < end]
        return told[-1].day if told else ""


def _kind(kind: str, old: int, new: int) -> str:
    """Of 撤销甲乡、乙乡，设立丙镇 the two are merged, of 撤销甲乡，设立乙镇、丙镇 the one is split."""
    if kind in ("replaced", "renamed") and old > new:
        return "merged"
    return "split" if kind == "replaced" and new > old else kind


@cache
def _grammar() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Kind, what the date tells, and pattern of each row of the table that tells of a change."""
    return tuple(
        (kind, when, re.compile(_filled(p))) for kind, when, p in _table() if kind not in ("hint", "none", "between")
    )


def _filled(pattern: str) -> str:
    for name, inner in _PATTERNS.items():
        pattern = pattern.replace(f"{{{name}}}", inner)
    return pattern


@cache
def _hint() -> re.Pattern[str]:
    return re.compile("|".join(pattern for kind, _, pattern in _table() if kind == "hint"))


@cache
def _none() -> re.Pattern[str]:
    return re.compile("|".join(pattern for kind, _, pattern in _table() if kind == "none"))


def _table() -> list[tuple[str, ...]]:
    return list(rows("successions.tsv"))
