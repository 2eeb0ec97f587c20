"""Whom a typed name means: the one node it names, or a sentence that lists the candidates or what comes near.

A name may be exact, an alias, a beginning, a part, or pinyin (gaofaqiao, gfq). 王斌@句容 is the 王斌 whose scope, post
or place says 句容; an id is always understood. Two people of one name are never taken for one another.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from extract.model import InputError
from graph.store import Store

LABELS = ("Person", "Institution", "Place", "Event", "Initiative")
SHOWN = 10  # candidates or suggestions in one sentence

_ID = re.compile(r"[0-9a-f]{16}")
_LATIN = re.compile(r"[A-Za-zÜü' \-]*[A-Za-zÜü][A-Za-zÜü' \-]*")
_IGNORED = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Match:
    """A node that bears the name."""

    id: str
    label: str
    name: str
    aliases: tuple[str, ...] = ()
    scope: str = ""
    private: bool = False

    @property
    def forms(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of several that a name may mean; `call` is the name with what makes it the only one: 王斌@句容市."""

    match: Match
    call: str
    marks: tuple[str, ...]  # posts, places, date: what tells it apart
    articles: tuple[str, ...]  # titles, at most two
    mentions: int


class Ambiguous(InputError):
    """The name means several; `candidates` are the likeliest, the most mentioned first."""

    def __init__(self, name: str, found: int, candidates: Sequence[Candidate]) -> None:
        super().__init__(
            "{name} may mean {count} different ones; write which, as here:{candidates}",
            name=name,
            count=found,
            candidates="".join(f"\n  {_line(candidate)}" for candidate in candidates)
            + ("\n  …" if found > len(candidates) else ""),
        )
        self.candidates = tuple(candidates)


class Unknown(InputError):
    """Nothing bears the name; `near` are names that come close."""

    def __init__(self, name: str, near: Sequence[str]) -> None:
        if near:
            super().__init__(
                "Nothing called {name} is in the graph; near it are: {near}.", name=name, near="、".join(near)
            )
        else:
            super().__init__("Nothing called {name} is in the graph, nor anything near it.", name=name)
        self.near = tuple(near)


def resolve(store: Store, text: str, labels: Collection[str] = LABELS, *, include_private: bool = False) -> Match:
    """The one node that `text` names. Raises Ambiguous, Unknown, or InputError for a private person not asked for."""
    name, _, hint = text.strip().replace("＠", "@").partition("@")
    name, hint = name.strip(), hint.strip()
    if not name:
        raise InputError("A name is needed; an empty one was given.")
    everything = cache(lambda: list(_where(store, labels, "true", name)))  # asked for only where no index helps
    found = _bearers(store, name, labels, everything)
    if hint:
        found = [c.match for c in _candidates(store, found) if _fits(c, hint)]
    if not found:
        raise Unknown(text.strip(), _near(name, everything(), include_private))
    if len(found) > 1:
        raise Ambiguous(name, len(found), _candidates(store, found)[:SHOWN])
    if found[0].private and not include_private:
        raise InputError(
            "{name} is a private person, quoted in a story without holding an office; ask with --include-private.",
            name=found[0].name,
        )
    return found[0]


# ---- who bears the name

_RETURNED = "n.id, n.name, n.aliases, n.scope, coalesce(n.private, false)"
# A post is also called by the other names of its body: 市委统战部部长.
_ROLE_RETURNED = "n.id, n.name, [alias IN b.aliases | alias + n.title], n.scope, false"


def _bearers(
    store: Store, name: str, labels: Collection[str], everything: Callable[[], Sequence[Match]]
) -> list[Match]:
    """All that bear the name in the best way in which anything does."""
    if _ID.fullmatch(name):
        return list(_where(store, labels, "n.id = $text", name))
    exact = list(_where(store, labels, "n.name = $text", name))
    if exact:
        return exact
    if _LATIN.fullmatch(name):
        return _spelled(store, name, labels, everything)
    named = _best(_where(store, labels, _CONTAINS, name), lambda match: _closeness(name, match.forms))
    return named or _best(_public(everything()), lambda match: _looseness(name, match))


def _spelled(
    store: Store, typed: str, labels: Collection[str], everything: Callable[[], Sequence[Match]]
) -> list[Match]:
    """Those whose name, or else a part of it, is pinyin of what was typed. A name that begins with the right sound is
    looked for first: in a large graph that spares reading all the others."""
    letters = _plain(typed.replace("ü", "v").replace("Ü", "v"))
    if not letters:
        return []
    beginning = _public(_where(store, labels, _BEGINS, _characters_read_with(letters[0])))
    return _best(beginning, lambda match: _pinyin_closeness(letters, match.forms, 3)) or _best(
        _public(everything()), lambda match: _pinyin_closeness(letters, match.forms, 5)
    )


def _public(matches: Iterable[Match]) -> Iterator[Match]:
    """A private person is found by the whole name only."""
    return (match for match in matches if not match.private)


_CONTAINS = "(n.name CONTAINS $text OR any(alias IN n.aliases WHERE alias CONTAINS $text))"
_BEGINS = (
    "($text CONTAINS substring(n.name, 0, 1) OR any(alias IN n.aliases WHERE $text CONTAINS substring(alias, 0, 1)))"
)


def _where(store: Store, labels: Collection[str], condition: str, text: str) -> Iterator[Match]:
    """One query a label: an index serves one label at a time."""
    for label in labels:
        if label == "Role":
            pattern, returned = "(n:Role)-[:AT]->(b:Institution)", _ROLE_RETURNED
            # Forms made from two nodes cannot be looked up in either.
            condition = "true" if condition == _CONTAINS else condition.replace("n.aliases", "b.aliases")
        else:
            pattern, returned = f"(n:{label})", _RETURNED
        for id_, name, aliases, scope, private in store.stream(
            f"MATCH {pattern} WHERE {condition} RETURN {returned}", text=text
        ):
            yield Match(id_, label, name, tuple(aliases or ()), scope or "", private)


def _best(matches: Iterable[Match], closeness: Callable[[Match], int | None]) -> list[Match]:
    """Those of the lowest closeness; None is no match."""
    ranked = [(rank, match) for match in matches if (rank := closeness(match)) is not None]
    least = min((rank for rank, _ in ranked), default=0)
    return [match for rank, match in ranked if rank == least]


def _closeness(name: str, forms: Sequence[str]) -> int | None:
    """0 an alias, 1 how a form begins, 2 a part of one."""
    if name in forms:
        return 0
    if any(form.startswith(name) for form in forms):
        return 1
    return 2 if any(name in form for form in forms) else None


def _looseness(name: str, match: Match) -> int | None:
    """Blanks, quotes and dots apart: 0 a form, 1 a part of one; 2 an abbreviation: 句容统战部 for 句容市委统战部."""
    plain, forms = _plain(name), [_plain(form) for form in match.forms]
    if not plain:
        return None
    if plain in forms:
        return 0
    if any(plain in form for form in forms):
        return 1
    # Left out syllables make another person, but the same office.
    abbreviates = len(plain) > 2 and match.label != "Person"
    return 2 if abbreviates and any(_is_abbreviation(plain, form) for form in forms) else None


def _is_abbreviation(short: str, form: str) -> bool:
    rest = iter(form)
    return short[0] == form[:1] and short[-1] == form[-1:] and all(char in rest for char in short)


def _plain(text: str) -> str:
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).lower()


# ---- pinyin


def _pinyin_closeness(letters: str, forms: Iterable[str], worst: int) -> int | None:
    ranks = [rank for form in forms if (rank := pinyin_rank(letters, form)) is not None and rank <= worst]
    return min(ranks, default=None)


def pinyin_rank(letters: str, name: str) -> int | None:
    """How pinyin names something: 0 all of it, 1 all of it by initials (gfq) or in part (gaofq), 2 its beginning, 3
    that by initials, 4 a part of it, 5 that by initials; None where it does not."""
    chars = _plain(name)
    best: int | None = None
    for start in range(len(chars)):
        for end, spelled in _readings_of(letters, chars, start):
            whole = start == 0 and end == len(chars)
            rank = (0 if whole else 2 if start == 0 else 4) + (not spelled)
            best = rank if best is None else min(best, rank)
    return best


def _readings_of(letters: str, chars: str, start: int) -> Iterator[tuple[int, bool]]:
    """(end, every character spelled out) for each way to read all letters from the character at `start` on."""
    stack = [(start, 0, True)]
    while stack:
        at, read, spelled = stack.pop()
        if read == len(letters):
            yield at, spelled
        elif at < len(chars):
            for syllable in _syllables(chars[at]):
                if letters.startswith(syllable, read):
                    stack.append((at + 1, read + len(syllable), spelled))
                elif letters[read] == syllable[0]:
                    stack.append((at + 1, read + 1, False))


@cache
def _syllables(char: str) -> tuple[str, ...]:
    """All readings of a character without tones; 吕 is lv, lu and lyu; a letter or digit is itself."""
    from pypinyin import Style, pinyin  # a third of a second that only pinyin is to cost

    if not "\u3400" <= char <= "\U0003ffff":
        return (char,)
    readings = pinyin(char, style=Style.NORMAL, heteronym=True)[0]
    spellings = (reading.replace("v", vowel) for reading in readings for vowel in ("v", "u", "yu"))
    return tuple(dict.fromkeys(spellings))


@cache
def _characters_read_with(letter: str) -> str:
    """All characters of which a reading begins with the letter, and the letter itself."""
    from pypinyin.constants import PINYIN_DICT

    read = (
        chr(code)
        for code, readings in PINYIN_DICT.items()
        if any(unicodedata.normalize("NFD", reading)[:1] == letter for reading in readings.split(","))
    )
    return letter + letter.upper() + "".join(read)


# ---- what comes near


def _near(name: str, everything: Iterable[Match], include_private: bool) -> list[str]:
    """Public names that share most of their characters or their sound with the name, or are part of it."""
    scores: dict[str, float] = {}
    for match in everything:
        if include_private or not match.private:
            score = max(_likeness(name, form) for form in match.forms)
            if score >= 0.5:
                scores[match.name] = max(score, scores.get(match.name, 0))
    return sorted(scores, key=lambda near: (-scores[near], len(near), near))[:5]


def _likeness(name: str, form: str) -> float:
    shared = (Counter(name) & Counter(form)).total()
    alike = 2 * shared / (len(name) + len(form))
    if len(form) > 1 and form in name:
        alike += 0.2  # 高发巧部长
    # An input method offers the wrong character of the right sound.
    if len(name) == len(form) and alike > 0.3 and all(map(_sound_alike, name, form)):
        return 0.99
    return alike


def _sound_alike(one: str, other: str) -> bool:
    return one == other or bool(set(_syllables(one)) & set(_syllables(other)))


# ---- what tells them apart

_MARKS = {
    "Person": "[(n)-[:HOLDS]->(r:Role) | r.name] + [(n)-[a:AFFILIATED_WITH]->(x) | x.name + coalesce(a.capacity, '')]",
    "Institution": "[(n)-[:PART_OF]->(x) | x.name] + [(n)-[:BASED_IN]->(x) | x.name]",
    "Place": "[(n)-[:LOCATED_IN]->(x) | x.name]",
    "Event": "[x IN [n.date] WHERE x IS NOT NULL] + [(x)-[:ORGANIZED]->(n) | x.name] + [(n)-[:HELD_AT]->(x) | x.name]",
    "Initiative": "[(x)-[:LAUNCHED]->(n) | x.name] + [(n)-[:IMPLEMENTED_IN]->(x) | x.name]",
    "Role": "[(x)-[:HOLDS]->(n) | x.name]",
}


def _candidates(store: Store, matches: Sequence[Match]) -> list[Candidate]:
    """The matches with what tells them apart, the most mentioned first."""
    described = [
        (match, tuple(_distinct(marks, 4)), tuple(_distinct(titles, 2)), mentions)
        for match in matches[:100]
        for marks, titles, mentions in store.stream(
            f"MATCH (n:{match.label} {{id: $id}}) RETURN {_MARKS[match.label]}, {_TITLES}, {_MENTIONS}", id=match.id
        )
    ]
    described.sort(key=lambda row: (-row[3], row[0].name, row[0].id))
    calls = _calls([(match, marks) for match, marks, *_ in described])
    return [
        Candidate(match, call, marks, titles, mentions)
        for (match, marks, titles, mentions), call in zip(described, calls, strict=True)
    ]


_TITLES = "[(n)-[:MENTIONED_IN]->(article:Article) | article.title]"
_MENTIONS = "COUNT { (n)-[:MENTIONED_IN]->() }"


def _distinct(values: Iterable[str], most: int) -> list[str]:
    return sorted(set(values))[:most]


def _calls(described: Sequence[tuple[Match, tuple[str, ...]]]) -> list[str]:
    """What to type for each: the name where it is the only one, name@mark where a mark is, else the id."""
    names = Counter(match.name for match, _ in described)
    hints = Counter((match.name, hint) for match, marks in described for hint in {match.scope, *marks})
    calls = []
    for match, marks in described:
        shown = (match.scope,) if match.private else (match.scope, *marks)
        own = [hint for hint in shown if hint and hints[match.name, hint] == 1]
        alone = names[match.name] == 1
        calls.append(match.name if alone else f"{match.name}@{own[0]}" if own else match.id)
    return calls


def _fits(candidate: Candidate, hint: str) -> bool:
    match = candidate.match
    return match.label.lower() == hint.lower() or any(hint in mark for mark in (match.scope, *candidate.marks))


def _line(candidate: Candidate) -> str:
    """王斌@句容市  Person · 句容市水利局科长 · 《……》; of a private person nothing but where."""
    match = candidate.match
    told = [match.label, match.scope if match.scope not in candidate.call else ""]
    if match.private:
        told.append("private")
    else:
        told += [*candidate.marks[:3], *(f"《{title}》" for title in candidate.articles[:1])]
    return f"{candidate.call}  {' · '.join(part for part in told if part)}"
