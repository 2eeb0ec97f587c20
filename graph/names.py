"""Whom a typed name means: the one node it names, or a sentence that lists the candidates or what comes near.

A name may be exact, an alias, a beginning, a part, or pinyin (gaofaqiao, gfq). 王斌@句容 is the 王斌 whose scope, post
or place says 句容; an id is always understood. Two people of one name are never taken for one another.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from itertools import islice

from extract import lexicon
from extract.model import InputError
from graph.kept import kept
from graph.store import Store

LABELS = ("Person", "Institution", "Place", "Event", "Initiative")
SHOWN = 10  # candidates or suggestions in one sentence
MOST = 100  # that one word may mean where a question takes them all

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
    """Nothing bears the name; `near` are names that come close, `elsewhere` is what bears it but was not asked for."""

    def __init__(self, name: str, near: Sequence[str], elsewhere: Match | None = None) -> None:
        if elsewhere:
            super().__init__(
                "{name} is in the graph as another kind, {kind}; ask: zhengmai ask {kind} {name}",
                name=name,
                kind=elsewhere.label.lower(),
            )
        elif near:
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
    books = _books(store, labels)
    found = _bearers(store, books, name, labels)
    if hint:
        found = [c.match for c in _candidates(store, found) if _fits(c, hint)]
    if not found:
        raise _unknown(store, books, text.strip(), name, labels, include_private)
    if len(found) > 1:
        raise Ambiguous(name, len(found), _candidates(store, found)[:SHOWN])
    if found[0].private and not include_private:
        raise InputError(
            "{name} is a private person, quoted in a story without holding an office; ask with --include-private.",
            name=found[0].name,
        )
    return found[0]


def resolve_all(store: Store, text: str, labels: Collection[str]) -> list[Match]:
    """All public nodes in whose names the text stands; where it stands in none, those it means otherwise. Raises
    Unknown where there are none, InputError where there are too many to be meant."""
    name, books = text.strip(), _books(store, labels)
    found = [] if _ID.fullmatch(name) else [m for book in books for m in book().holding(_plain(name)) if not m.private]
    found = found or _bearers(store, books, name, labels)
    if not found:
        raise _unknown(store, books, name, name, labels, False)
    if len(found) > MOST:
        raise InputError("{name} stands in {count} names; write more of the name.", name=name, count=len(found))
    return found


def _unknown(
    store: Store, books: Sequence[_Opened], typed: str, name: str, labels: Collection[str], include_private: bool
) -> Unknown:
    """共享社·幸福里 asked for as a place is an initiative; of a private person that is not told."""
    others = [label for label in LABELS if label not in labels]
    if elsewhere := next(_public(_where(store, others, "n.name = $text", name)), None):
        return Unknown(name, (), elsewhere)
    return Unknown(typed, _near(name, [book() for book in books], include_private))


def longer(store: Store, match: Match) -> list[str]:
    """Names of the same label that go on where this one ends: whoever asks for 共享社 may mean 共享社·幸福里."""
    query = (
        f"MATCH (n:{match.label}) WHERE n.name STARTS WITH $name AND n.id <> $id AND NOT coalesce(n.private, false)"
        " RETURN DISTINCT n.name AS name ORDER BY name LIMIT 3"
    )
    return [name for (name,) in store.stream(query, name=match.name, id=match.id) if name != match.name]


# ---- who bears the name

_RETURNED = ("n.id", "n.name", "coalesce(n.aliases, [])", "coalesce(n.scope, '')", "coalesce(n.private, false)")
# A post is also called as it was printed (教育局原局长), and by the other names of its body: 市委统战部部长.
_ROLE_FORMS = "coalesce(n.aliases, []) + [alias IN coalesce(b.aliases, []) | alias + n.title]"
_ROLE_RETURNED = ("n.id", "n.name", _ROLE_FORMS, "coalesce(n.scope, '')", "false")

_Opened = Callable[[], "_Book"]


def _bearers(store: Store, books: Sequence[_Opened], name: str, labels: Collection[str]) -> list[Match]:
    """All that bear the name in the best way in which anything does. Indexes are asked first, then the books."""
    if _ID.fullmatch(name):
        return list(islice(_where(store, labels, "n.id = $text", name), 1))
    exact = list(_where(store, labels, "n.name = $text", name))
    if exact:
        return exact
    if _LATIN.fullmatch(name):
        return _spelled(books, name)
    plain = _plain(name)
    named = [match for book in books for match in book().holding(plain)] if plain else []
    if found := _best(named, lambda match: _closeness(name, match.forms)):
        return found
    found = _best(_public(named), lambda match: _looseness(plain, match)) or [
        match for book in books for match in _public(book().abbreviated(plain)) if match.label != "Person"
    ]
    if found or "Role" not in labels:
        return found
    return next(filter(None, (_bearers(store, books, post, ("Role",)) for post in _bare_posts(plain))), [])


def _bare_posts(name: str) -> Iterator[str]:
    """The post without the word that says how it is held: 教育局原局长, 原教育局局长, 时任教育局局长 -> 教育局局长."""
    from extract.tenure import plain_title  # its tables take a tenth of a second

    for at in range(len(name)):
        title, standing = plain_title(name[at:])
        if standing:
            yield name[:at] + title
    yield from (name.removeprefix(word) for word in lexicon.pairs("standing.tsv") if name.startswith(word))


def _spelled(books: Sequence[_Opened], typed: str) -> list[Match]:
    """Those whose name, or else a part of it, is pinyin of what was typed; a beginning is better than a part."""
    letters = _plain(typed.replace("ü", "v").replace("Ü", "v"))
    if not letters:
        return []
    beginning = (match for book in books for match in book().sounding(letters, "^"))
    return _best(_public(beginning), lambda match: _pinyin_closeness(letters, match.forms, 3)) or _best(
        _public(match for book in books for match in book().sounding(letters)),
        lambda match: _pinyin_closeness(letters, match.forms, 5),
    )


def _public(matches: Iterable[Match]) -> Iterator[Match]:
    """A private person is found by the whole name only."""
    return (match for match in matches if not match.private)


def _pattern(label: str) -> tuple[str, tuple[str, ...]]:
    """What to match for a label, and what to return of it."""
    if label == "Role":
        return "(n:Role)-[:AT]->(b:Institution)", _ROLE_RETURNED
    return f"(n:{label})", _RETURNED


def _where(store: Store, labels: Collection[str], condition: str, text: str) -> Iterator[Match]:
    """One query a label: an index serves one label at a time."""
    for label in labels:
        pattern, returned = _pattern(label)
        for id_, name, aliases, scope, private in store.stream(
            f"MATCH {pattern} WHERE {condition} RETURN {', '.join(returned)}", text=text
        ):
            yield Match(id_, label, name, tuple(aliases or ()), scope, private)


# ---- all names of a label, in memory


@dataclass(frozen=True)
class _Book:
    """The names of a label as one text, a line a form, without blanks, quotes and dots: what holds a word, an index of
    the database cannot say, and searching a text is fast however many names there are."""

    matches: Sequence[Match]
    text: str = field(init=False)
    _starts: Sequence[int] = field(init=False)  # where each line begins
    _owners: Sequence[int] = field(init=False)  # whose line it is

    def __post_init__(self) -> None:
        lines, starts, owners, at = [], [], [], 0
        for owner, match in enumerate(self.matches):
            for form in match.forms:
                line = _plain(form) + "\n"
                lines.append(line)
                starts.append(at)
                owners.append(owner)
                at += len(line)
        for name, value in (("text", "".join(lines)), ("_starts", starts), ("_owners", owners)):
            object.__setattr__(self, name, value)

    def holding(self, plain: str) -> list[Match]:
        return self._fitting(re.escape(plain)) if plain else []

    def abbreviated(self, plain: str) -> list[Match]:
        """Those whose name is short for this with syllables left out: 句容统战部 for 句容市委统战部."""
        return self._fitting("^" + ".*".join(map(re.escape, plain)) + "$") if len(plain) > 2 else []

    def sounding(self, letters: str, anchor: str = "") -> list[Match]:
        """Those that pinyin may mean; only two syllables are looked at, which leaves few."""
        beginnings = []
        for length, first in self._readings(letters):
            rest = letters[length:]
            seconds = [f"[{chars}]" for _, chars in self._readings(rest)] if rest else [""]
            beginnings += [f"[{first}]{second}" for second in seconds]
        return self._fitting(f"{anchor}(?:{'|'.join(beginnings)})") if beginnings else []

    def _readings(self, letters: str) -> Iterator[tuple[int, str]]:
        """(letters that are read, characters read so) for each way to read the first character."""
        for length in range(1, 7):
            if chars := self._sounds.get(letters[:length], "") if length <= len(letters) else "":
                yield length, chars

    def like(self, name: str) -> set[Match]:
        """Those that share much with a name, and those that sound as it does."""
        chars = set(name) & self._characters
        shared = Counter(self._lines(f"[{re.escape(''.join(chars))}]")) if chars else Counter()
        ends = [*self._starts[1:], len(self.text)]
        near = {
            line: alike
            for line, count in shared.items()
            if (alike := 2 * count / (len(name) + ends[line] - self._starts[line] - 1)) > 0.3
            and (alike >= 0.45 or count > 1 or len(name) < 4)
        }
        best = sorted(near, key=lambda line: -near[line])[:1000]
        found = {self.matches[self._owners[line]] for line in best if near[line] >= 0.45}
        alike_sounds = ["".join(c for c in self._characters if _sound_alike(c, char)) for char in name]
        if all(alike_sounds):
            found.update(self._fitting("^" + "".join(f"[{re.escape(chars)}]" for chars in alike_sounds) + "$"))
        return found

    @cached_property
    def _characters(self) -> frozenset[str]:
        return frozenset(self.text) - {"\n"}

    @cached_property
    def _sounds(self) -> Mapping[str, str]:
        """Syllable, or its first letter -> the characters of these names that are read so."""
        read: dict[str, list[str]] = defaultdict(list)
        for char in sorted(self._characters):
            for sound in {part for syllable in _syllables(char) for part in (syllable, syllable[0])}:
                read[sound].append(re.escape(char))
        return {sound: "".join(chars) for sound, chars in read.items()}

    def _fitting(self, pattern: str) -> list[Match]:
        """Those with a line that fits, each once."""
        owners = dict.fromkeys(self._owners[line] for line in self._lines(pattern))
        return [self.matches[owner] for owner in owners]

    def _lines(self, pattern: str) -> Iterator[int]:
        return (bisect(self._starts, found.start()) - 1 for found in re.finditer(pattern, self.text, re.M))


def _books(store: Store, labels: Collection[str]) -> list[_Opened]:
    """The books of these labels, each read when it is first needed."""
    known = cache(lambda: kept(store))

    def opened(label: str) -> _Book:
        books = known()
        if ("names", label) not in books:
            books["names", label] = _Book(list(_all(store, label)))
        book: _Book = books["names", label]
        return book

    return [partial(opened, label) for label in labels]


def _all(store: Store, label: str) -> Iterator[Match]:
    """By columns: rows cost much more than what stands in them."""
    pattern, returned = _pattern(label)
    columns = ", ".join(f"collect({value})" for value in returned)
    for row in store.stream(f"MATCH {pattern} RETURN {columns}"):
        for id_, name, aliases, scope, private in zip(*row, strict=True):
            yield Match(id_, label, name, tuple(aliases), scope, private)


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


def _looseness(plain: str, match: Match) -> int:
    """Blanks, quotes and dots apart: 0 a form, 1 a part of one."""
    return 0 if plain in map(_plain, match.forms) else 1


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


# ---- what comes near


def _near(name: str, books: Iterable[_Book], include_private: bool) -> list[str]:
    """Public names that share most of their characters or their sound with the name, or are part of it."""
    scores: dict[str, float] = {}
    for match in (match for book in books for match in book.like(_plain(name))):
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

# Every pattern begins at n: the embedded engine reads all relationships of a type where it begins at the other end.
_MARKS = {
    "Person": "[(n)-[:HOLDS]->(r:Role) | r.name] + [(n)-[a:AFFILIATED_WITH]->(x) | x.name + coalesce(a.capacity, '')]",
    "Institution": "[(n)-[:PART_OF]->(x) | x.name] + [(n)-[:BASED_IN]->(x) | x.name]",
    "Place": "[(n)-[:LOCATED_IN]->(x) | x.name]",
    "Event": "[x IN [n.date] WHERE x IS NOT NULL] + [(n)<-[:ORGANIZED]-(x) | x.name] + [(n)-[:HELD_AT]->(x) | x.name]",
    "Initiative": "[(n)<-[:LAUNCHED]-(x) | x.name] + [(n)-[:IMPLEMENTED_IN]->(x) | x.name]",
    "Role": "[(n)<-[:HOLDS]-(x) | x.name]",
}


def _candidates(store: Store, matches: Sequence[Match]) -> list[Candidate]:
    """The matches with what tells them apart, the most mentioned first."""
    described = []
    by_label: dict[str, dict[str, Match]] = defaultdict(dict)
    for match in matches[:100]:
        by_label[match.label][match.id] = match
    for label, known in by_label.items():
        query = f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) RETURN id, {_MARKS[label]}, {_TITLES}, {_MENTIONS}"
        for id_, marks, titles, mentions in store.stream(query, ids=list(known)):
            described.append((known[id_], tuple(_distinct(marks, 4)), tuple(_distinct(titles, 2)), mentions))
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
