"""How long somebody held a post: what articles of many days say of it, told apart into times of office.

Statements about one person at one post go in; one Tenure for each time of office comes out. What was seen in print
(first and last article) stays apart from what is stated; two times are one unless a stated end lies between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from extract.tenure import BEGINS, ENDS, plain_title

LATE = timedelta(days=31)  # so long after the end a paper may still print the old title


@dataclass(frozen=True, slots=True)
class Said:
    """What one statement says of a post: its qualifiers, the day of its article, and whatever it is kept with."""

    qualifiers: Mapping[str, str]
    published: str | None
    kept: list[Any] = field(default_factory=list)

    @property
    def over(self) -> bool:
        """Whether the post had ended when the article appeared."""
        until = self.qualifiers.get("until", "")
        return (
            self.qualifiers.get("change", "") in ENDS
            or plain_title(self.qualifiers.get("title", ""))[1] in ("former", "then")
            or bool(until and self.published and until < self.published)
        )


@dataclass(slots=True)
class Tenure:
    """One time of office. `since`, `until`: stated; `entry`, `exit`: how it began and ended, as stated; `gone_by`: the
    first article that tells of the end; `first_seen`, `last_seen`: articles that show the holder in office."""

    since: str | None = None
    until: str | None = None
    entry: str | None = None
    exit: str | None = None
    gone_by: str | None = None
    first_seen: str | None = None
    last_seen: str | None = None
    said: list[Said] = field(default_factory=list)

    @property
    def end(self) -> str | None:
        return self.until or self.gone_by

    @property
    def properties(self) -> dict[str, str | None]:
        stated = {name: getattr(self, name) for name in ("since", "until", "entry", "exit", "gone_by")}
        return stated | {"until": None} if self._renewed else stated

    @property
    def _renewed(self) -> bool:
        """Whether the holder was seen in office long after the term that the text had given: nobody said it ended."""
        return bool(self.exit is None and self.until and self.last_seen and _later(self.last_seen, self.until))

    def add(self, said: Said) -> None:
        self.said.append(said)
        stated = said.qualifiers
        if since := stated.get("since"):
            self.since = min(self.since or since, since)
        change = stated.get("change", "")
        if change in BEGINS:
            self.entry = self.entry or change
        if said.over:
            self._end(change if change in ENDS else "former", stated.get("until"), said.published)
        else:
            if until := stated.get("until"):
                self.until = max(self.until or until, until)
            self._see(said.published)

    def _end(self, how: str, until: str | None, published: str | None) -> None:
        if until:
            self.until = min(self.until or until, until)
        self.exit = how if self.exit in (None, "former") else self.exit
        if published:
            self.gone_by = min(self.gone_by or published, published)

    def _see(self, day: str | None) -> None:
        if day:
            self.first_seen = min(self.first_seen or day, day)
            self.last_seen = max(self.last_seen or day, day)


def tenures(said: Iterable[Said]) -> list[Tenure]:
    """Times of office in their order; at least one where anything is said."""
    found: list[Tenure] = []
    for one in sorted(said, key=_when):
        if not found or _again(found[-1], one):
            found.append(Tenure())
        found[-1].add(one)
    return found


def _when(said: Said) -> tuple[str, str]:
    """The day that a statement is about: its beginning, its end, else the day it was printed."""
    stated, printed = said.qualifiers, said.published or ""
    return (stated.get("since") or (stated.get("until", "") and _closing(stated["until"])) or printed), printed


def _again(last: Tenure, said: Said) -> bool:
    """Whether a statement tells of another time of office than the one before it, which had ended."""
    if last.exit is None or last.end is None:
        return False
    since = said.qualifiers.get("since")
    if since:
        return since >= last.end
    if said.over or not said.published:
        return bool(last.until and said.qualifiers.get("until") and _later(said.qualifiers["until"], last.until))
    return _later(said.published, last.end)


def _later(day: str, end: str) -> bool:
    """Whether a day is so long after an end that a slip of the paper does not explain it."""
    return _last_day(day) > _last_day(end) + LATE


def _last_day(told: str) -> date:
    return date.fromisoformat(_closing(told))


def _closing(told: str) -> str:
    """The last day of what is told to the month or year: 2021 -> 2021-12-31."""
    year, *rest = (int(part) for part in told.split("-"))
    if len(rest) == 2:
        return told
    first_after = date(year + (not rest or rest[0] == 12), 1 if not rest or rest[0] == 12 else rest[0] + 1, 1)
    return (first_after - timedelta(days=1)).isoformat()
