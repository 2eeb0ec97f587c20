"""What identity needs to know of a local entity: its name and all that its article says to tell it from others.

An extraction comes in, one sketch an entity comes out. Never compares two; everything is computed from one article, so
that the sketches of an article stay true whatever other articles say.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any, cast

from extract.evaluation import normal
from extract.events import core, session_of
from extract.institutions import institution_key
from extract.lexicon import rows
from extract.model import Entity, EntityType, Extraction, Statement
from extract.places import Area, area_of_code, areas_named, rank, split_areas
from extract.titles import base_title

Codes = tuple[str, ...]  # of the administrative table; one: certain, several: one of them, none: not known


@dataclass(frozen=True, slots=True)
class Post:
    """Where somebody serves. `tier`: leader, bureau, town, village, unit (without an area), member (of a congress)."""

    body: str  # institution_key
    title: str
    tier: str
    codes: Codes
    strong: bool  # the body's name is of one body only


@dataclass(frozen=True, slots=True)
class Sketch:
    """One local entity. Only sketches of one block can be one entity, unless a person decides so."""

    id: str
    type: EntityType
    name: str
    aliases: tuple[str, ...]  # printed forms
    block: str
    key: str  # what the name comes down to
    scope: str
    codes: Codes  # of the area that the entity is of
    doc: str
    n: int
    span: tuple[int, int]  # of the article on its page
    at: int  # where the name is first printed on the page
    published: date | None
    day: date | None = None  # Event: when it was held
    status: str = ""  # Person: official, resident, reporter, named; Institution, Place: how far the name reaches
    posts: frozenset[Post] = frozenset()
    homes: frozenset[str] = frozenset()  # Person: places and bodies one belongs to; others: what they lie in
    meetings: frozenset[str] = frozenset()
    company: frozenset[str] = frozenset()  # other people of the article; Event: those who attended
    publication: str = ""
    kind: str = ""
    sex: str = ""
    born: int = 0
    attended: bool = False

    @property
    def names(self) -> frozenset[str]:
        return frozenset((self.name, *self.aliases))


def sketches(extraction: Extraction) -> list[Sketch]:
    """One sketch for every entity of the article, in its order."""
    return _Sketcher(extraction).all()


# ---- a sketch as a row

Row = tuple[str, str, str, str, str]  # block, id, type, name, and the rest as JSON


def packed(sketch: Sketch) -> Row:
    """`unpacked(packed(s)) == s`, and the same sketch gives the same row."""
    s = sketch
    rest: list[Any] = [
        *(s.key, s.scope, s.codes, s.doc, s.n, *s.span, s.at, _iso(s.published), s.status, s.aliases, _iso(s.day)),
        *(sorted([p.body, p.title, p.tier, p.codes, p.strong] for p in s.posts), sorted(s.homes), sorted(s.meetings)),
        *(s.publication, sorted(s.company), s.kind, s.sex, s.born, s.attended),
    ]
    while not rest[-1]:
        rest.pop()
    return s.block, s.id, s.type, s.name, json.dumps(rest, ensure_ascii=False, separators=(",", ":"))


def unpacked(row: Row) -> Sketch:
    block, id_, type_, name, rest = row
    found: list[Any] = json.loads(rest)
    key, scope, codes, doc, n, start, end, at, published, status, aliases, day, *more = found + _NOTHING[len(found) :]
    posts, homes, meetings, publication, company, kind, sex, born, attended = more
    return Sketch(
        id=id_, type=cast(EntityType, type_), name=name, aliases=tuple(aliases), block=block, key=key, scope=scope,
        codes=tuple(codes), doc=doc, n=n, span=(start, end), at=at, published=_day(published), day=_day(day),
        posts=frozenset(Post(body, title, tier, tuple(c), strong) for body, title, tier, c, strong in posts),
        homes=frozenset(homes), meetings=frozenset(meetings), company=frozenset(company), publication=publication,
        status=status, kind=kind, sex=sex, born=born, attended=attended,
    )  # fmt: skip


_NOTHING: list[Any] = ["", "", (), "", 0, 0, 0, 0, "", "", (), "", (), (), (), "", (), "", "", 0, False]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


# ---- drawing


class _Sketcher:
    """Holds the statements of one article by subject and by object."""

    def __init__(self, extraction: Extraction) -> None:
        self.article = extraction.article
        self.entities = {e.id: e for e in extraction.entities}
        self.said: dict[str, list[Statement]] = defaultdict(list)
        self.told: dict[str, list[Statement]] = defaultdict(list)
        for statement in extraction.statements:
            self.said[statement.subject.id].append(statement)
            self.told[statement.object.id].append(statement)
        offsets = self.article.offsets
        self.span = (offsets[0], offsets[-1] + 1) if offsets else (0, 0)
        self.people = frozenset(e.name for e in extraction.entities if e.type == "Person")
        self.here: dict[str, Codes] = {}

    def all(self) -> list[Sketch]:
        return [self._sketch(entity) for entity in self.entities.values()]

    def _sketch(self, entity: Entity) -> Sketch:
        match entity.type:
            case "Person":
                return self._person(entity)
            case "Event":
                return self._event(entity)
            case "Initiative":
                return self._initiative(entity)
            case "Institution":
                return self._institution(entity)
            case _:
                return self._place(entity)

    def _make(self, entity: Entity, key: str, codes: Codes, block: str = "", **known: object) -> Sketch:
        article = self.article
        return Sketch(
            id=entity.id, type=entity.type, name=entity.name, aliases=entity.aliases, key=key, codes=codes,
            block=f"{entity.type}|{block or key}", scope=entity.scope, doc=article.doc, n=article.n, span=self.span,
            at=self._printed_at((entity.name, *entity.aliases)), published=article.published, kind=entity.kind,
            **known,  # type: ignore[arg-type]
        )  # fmt: skip

    def _printed_at(self, names: Iterable[str]) -> int:
        found = [at for name in names if (at := self.article.text.find(name)) >= 0]
        return self.article.offsets[min(found)] if found else self.span[0]

    def _scope_codes(self, scope: str) -> Codes:
        """Codes of the article's area; of several areas of one name the one whose city or province the text names."""
        if scope not in self.here:
            codes = codes_of(scope)
            if len(codes) > 1:
                text = self.article.publication + self.article.text
                named = tuple(c for c in codes if any(short in text for short in _outer_names(c)))
                codes = named if len(named) == 1 else codes
            self.here[scope] = codes
        return self.here[scope]

    # ---- people

    def _person(self, entity: Entity) -> Sketch:
        scope = self._scope_codes(entity.scope)
        posts, homes, meetings, reporter = set(), set(), set(), False
        for s in self.said[entity.id]:
            match s.predicate:
                case "HOLDS_ROLE":
                    posts.add(_post(s.object.name, s.qualifiers.get("title", ""), scope))
                case "AFFILIATED_WITH":
                    homes.add(institution_key(s.object.name) if s.object.type == "Institution" else s.object.name)
                case "ATTENDED":
                    meetings.add(self._meeting(s.object.id, scope))
                case "REPORTED":
                    reporter = True
        status = "official" if posts else "reporter" if reporter else "resident" if homes else "named"
        sex, born = ("", 0) if reporter else self._particulars(entity.name)
        return self._make(
            entity, entity.name, person_codes(posts, scope), status=status, posts=frozenset(posts),
            homes=frozenset(homes), meetings=frozenset(meetings), company=self.people - {entity.name},
            publication=self.article.publication, sex=sex, born=born, attended=bool(meetings),
        )  # fmt: skip

    def _meeting(self, event: str, scope: Codes) -> str:
        """A string that is the same where two papers certainly tell of one meeting."""
        entity = self.entities.get(event)
        if entity is None:
            return event
        if session := session_key(entity.name, scope):
            return session
        when = entity.date.isoformat() if entity.date else self.article.key
        return f"{when}|{event_key(entity.name)}|{'/'.join(scope)}"

    def _particulars(self, name: str) -> tuple[str, int]:
        """Sex and year of birth where they are printed behind the name: 王斌（女，1970年生）, 王斌，男，今年52岁."""
        at = self.article.text.find(name)
        if at < 0:
            return "", 0
        behind = self.article.text[at + len(name) : at + len(name) + 30]
        sex = _SEX.match(behind)
        clause = re.split(r"[。；;\n）)]", behind, maxsplit=1)[0]
        born, age = _BORN.search(clause), _AGE.match(behind)
        year = int(born[1]) if born else 0
        if age and self.article.published:
            year = self.article.published.year - int(age[1])
        return (sex[1] if sex else ""), year

    # ---- what has a name of its own

    def _institution(self, entity: Entity) -> Sketch:
        key = institution_key(entity.name)
        scope = self._scope_codes(entity.scope)
        parts, _ = split_areas(_without_head(entity.name))
        inside = frozenset(
            town for s in self.said[entity.id] if s.predicate == "BASED_IN" for town in self._towns(s.object.id)
        )
        codes = codes_of(parts[-1], self._narrowed(inside, scope)) if parts else ()
        reach = "area" if codes else _reach(key, parts)
        return self._make(entity, key, codes or scope, status=reach, homes=inside)

    def _place(self, entity: Entity) -> Sketch:
        key = normal(entity.name)
        scope = self._scope_codes(entity.scope)
        inside = frozenset(self._towns(entity.id))
        outer = self._narrowed((s.object.name for s in self.said[entity.id] if s.predicate == "LOCATED_IN"), scope)
        parts, rest = split_areas(entity.name)
        codes = codes_of(parts[-1], outer) if parts and not rest else ()
        return self._make(entity, key, codes or scope, status="area" if codes else "local", homes=inside)

    def _towns(self, place: str) -> list[str]:
        """Towns that a place is stated to lie in."""
        return [s.object.name for s in self.said[place] if s.predicate == "LOCATED_IN" and rank(s.object.name) == _TOWN]

    @staticmethod
    def _narrowed(outer: Iterable[str], scope: Codes) -> Codes:
        """The area of the article, or the one inside it that a place is stated to lie in."""
        inner = [c for name in sorted(outer) for c in codes_of(name, scope)]
        return tuple(inner[:1]) or scope

    def _event(self, entity: Entity) -> Sketch:
        parts, _ = split_areas(entity.name)
        scope = self._scope_codes(entity.scope)
        codes = (codes_of(parts[-1], scope) if parts else ()) or scope
        key = event_key(entity.name)
        day = entity.date or self.article.published
        city = codes[0][:4] if codes else self.article.doc
        month = f"{day:%Y-%m}" if day else self.article.doc
        block = session_key(entity.name, codes) or f"{city}|{month}"
        attended = frozenset(s.subject.name for s in self.told[entity.id] if s.predicate in ("ATTENDED", "ORGANIZED"))
        return self._make(entity, key, codes, block, day=entity.date, company=attended)

    def _initiative(self, entity: Entity) -> Sketch:
        parts, rest = split_areas(entity.name)
        scope = self._scope_codes(entity.scope)
        own = codes_of(parts[-1], scope) if parts and len(rest) >= 4 else ()
        key = normal(rest if own else entity.name)
        if _annual().search(key) and not _YEAR.search(key) and self.article.published:
            key += str(self.article.published.year)
        return self._make(entity, key, own or scope, status="area" if own else "local")


_TOWN = rank("某镇")
_SEX = re.compile(r"[（(，,、\s]*(男|女)[，,、）)]")
_BORN = re.compile(r"((?:19|20)\d{2})年(?:\d{1,2}月)?(?:出?生|$)")
_AGE = re.compile(r"[（(，,、\s]*(?:[男女][，,、])?今年?(\d{2})岁")
_YEAR = re.compile(r"(?:19|20)\d{2}|十[一二三四五六]五")


@cache
def identity_words() -> dict[str, re.Pattern[str]]:
    """Patterns of lexicon/identity.tsv by their use."""
    found: dict[str, list[str]] = defaultdict(list)
    for use, pattern in rows("identity.tsv"):
        found[use].append(pattern)
    return {use: re.compile("|".join(patterns)) for use, patterns in found.items()}


def _annual() -> re.Pattern[str]:
    return identity_words()["annual"]


# ---- areas


@lru_cache(maxsize=50_000)
def codes_of(name: str, within: Codes = ()) -> Codes:
    """Codes that an area's name may mean, those inside (or around) `within` where there are such."""
    found = [a for a in areas_named(name) if a.name == name and not a.former] or _high(areas_named(name))
    codes = tuple(dict.fromkeys(a.code for a in found))
    near = tuple(c for c in codes if any(c.startswith(w) or w.startswith(c) for w in within))
    if near or not within:
        return near or codes
    return codes if any(len(c) <= 6 for c in codes) else ()


def _high(areas: Sequence[Area]) -> list[Area]:
    return [a for a in areas if a.level != "township"]


@lru_cache(maxsize=5_000)
def _outer_names(code: str) -> tuple[str, ...]:
    """Short names of the areas around an area."""
    found = []
    for digits in (2, 4):
        if digits < len(code):
            found += [a.short for a in (area_of_code(code[:digits]),) if a]
    return tuple(found)


def relation(a: Codes, b: Codes) -> str:
    """equal, nested, apart, or maybe where one of them is not certain."""
    if not a or not b:
        return "maybe"
    if not any(x.startswith(y) or y.startswith(x) for x in a for y in b):
        return "apart"
    if len(a) > 1 or len(b) > 1:
        return "maybe"
    return "equal" if a == b else "nested"


# ---- posts


@lru_cache(maxsize=50_000)
def _post(body: str, title: str, scope: Codes) -> Post:
    key = institution_key(body)
    parts, _ = split_areas(_without_head(body))
    codes = codes_of(parts[-1], scope) if parts else ()
    member = bool(identity_words()["membership"].search(base_title(title) or title))
    strong = bool(parts) or _reach(key, parts) in ("one", "firm")
    return Post(key, title, "member" if member else _tier(key, parts), codes, strong)


def _without_head(name: str) -> str:
    """共青团市中区委 -> 市中区委: what stands before the area."""
    return name.removeprefix("共青团").removeprefix("国家税务总局")


def _tier(key: str, parts: Sequence[str]) -> str:
    if not parts:
        return "unit"
    size = rank(parts[-1])
    if size > _TOWN:
        return "village"
    if size == _TOWN:
        return "town"
    return "leader" if identity_words()["leading_body"].search(key) and not key.startswith("共青团") else "bureau"


def person_codes(posts: Iterable[Post], scope: Codes) -> Codes:
    """The area somebody is of: the smallest where a post is, else the article's."""
    found = {p.codes[0] for p in posts if len(p.codes) == 1 and p.tier != "member"}
    found = {c[:6] for c in found}
    return (max(sorted(found), key=len),) if found else scope


def _reach(key: str, parts: Sequence[str]) -> str:
    """How far a name without an area of the table reaches: one (country), firm (or a named area), local, page."""
    if parts:
        return "local"
    words = identity_words()
    if words["national"].search(key):
        return "one"
    if len(key) <= 3 or words["plain"].fullmatch(key):
        return "page"
    registered = words["named_area"].search(key) or (len(key) >= 6 and words["firm"].search(key))
    return "firm" if registered else "local"


# ---- events


@lru_cache(maxsize=50_000)
def event_key(name: str) -> str:
    """The name without the area before it: two papers print it or not."""
    plain = normal(core(name))
    parts, rest = split_areas(plain)
    return rest if parts and len(rest) >= 3 else plain


@lru_cache(maxsize=50_000)
def session_key(name: str, codes: Codes) -> str:
    """A numbered session of a congress or committee is one whatever the day: 瑞安市十七届人大三次会议; else empty."""
    found = session_of(core(name))
    if found is None or not found[0] or len(codes) != 1:
        return ""
    part = identity_words()["part_of_session"].search(name)
    return "|".join(("session", codes[0], *found, part.group() if part else ""))
