"""A corpus whose truth is known: written pages moved to invented counties whose people come back, share names and collide.

Written pages in, extractions by the perfect tagger and the true entity of each local one out. All chance comes from one seed.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

from extract.assemble import assemble
from extract.lexicon import rows
from extract.locality import localities_of
from extract.model import Extraction
from extract.organs import bureau_family, organ_full_name
from extract.places import split_areas
from training.augment import Edit, Names, apply, rename, town_kind
from training.oracle import _gold
from training.zm import WrittenArticle, WrittenPage, parse

PLACES = Path(__file__).parents[2] / "extract" / "lexicon" / "places.tsv.gz"
PAGES = Path(__file__).parents[2] / "training" / "pages"
KINDS = "市县区"
DEPUTIES = ("副", "常委", "委员", "代表", "成员", "员", "干部", "工程师", "师")


@dataclass(slots=True)
class Somebody:
    """One true person."""

    name: str
    number: int


@dataclass(slots=True)
class County:
    """An invented county at a real place: its towns and all who live there."""

    path: tuple[str, ...]  # province, city, county
    towns: dict[str, list[str]]
    paper: str
    places: dict[str, str] = field(default_factory=dict)
    officials: dict[tuple[str, str], list[Somebody]] = field(default_factory=lambda: defaultdict(list))
    residents: dict[str, list[Somebody]] = field(default_factory=lambda: defaultdict(list))
    reporters: list[Somebody] = field(default_factory=list)
    unmoved: dict[str, Somebody] = field(default_factory=dict)  # people whose printed names are not changed

    @property
    def everybody(self) -> list[Somebody]:
        grouped = (*self.officials.values(), *self.residents.values(), self.reporters)
        return [who for group in grouped for who in group]


@dataclass(slots=True)
class World:
    """`truth` maps local ids to what is really meant; `people` and `articles` count."""

    extractions: list[Extraction] = field(default_factory=list)
    truth: dict[str, str] = field(default_factory=dict)
    people: int = 0


@cache
def _areas() -> dict[str, str]:
    text = gzip.decompress(PLACES.read_bytes()).decode("utf-8").partition("\n# former\n")[0]
    cells = (line.split("\t") for line in text.splitlines() if "\t" in line and not line.startswith("#"))
    return {cell[0]: cell[1] for cell in cells}


class Builder:
    """Moves pages to counties. Of ten new names, `collisions` are names that somebody bears already."""

    def __init__(self, seed: int, counties: int, collisions: float = 2.0) -> None:
        self.chance = Random(seed)
        self.names = Names()
        self.collisions = collisions
        self.counties = self._counties(counties)
        self.bearers: dict[str, list[Somebody]] = defaultdict(list)
        self.world = World()

    def _counties(self, number: int) -> dict[str, list[County]]:
        """Counties by kind, neighbours in one city among them."""
        areas = _areas()
        found: dict[str, list[County]] = defaultdict(list)
        cities = sorted({code[:4] for code in areas if len(code) == 6 and code[:4] in areas})
        self.chance.shuffle(cities)
        for city in cities:
            inside = sorted(code for code in areas if len(code) == 6 and code[:4] == city and areas[code][-1] in KINDS)
            for code in inside[:3]:
                towns: dict[str, list[str]] = defaultdict(list)
                for town, name in areas.items():
                    if len(town) == 9 and town.startswith(code):
                        towns[town_kind(name)].append(name)
                path = areas[code[:2]], areas[city], areas[code]
                if areas[code] == areas[city] or len(areas[code]) < 3 or len(areas[city]) > 5:
                    continue
                found[areas[code][-1]].append(County(path, towns, areas[code][:-1] + "日报"))
            if sum(map(len, found.values())) >= number and all(found[kind] for kind in KINDS):
                break
        return found

    # ---- pages

    def move(self, page: WrittenPage, twice: bool = False) -> None:
        """One page at a county of its kind; `twice`: another paper tells the same a day later in its own words for bodies."""
        locale = page.meta.get("locale", "").split()
        if len(locale) != 3 or locale[-1][-1] not in KINDS or "自治" in locale[-1] or locale[-1] == "图木舒克市":
            return  # their short names are not moved with them
        county = self.chance.choice(self.counties[locale[-1][-1]])
        published = date(2023, 1, 1) + timedelta(days=self.chance.randrange(700))
        cast = [self._cast(article, locale, county) for article in page.articles]
        self._issue(page, cast, county, county.paper, published, f"{page.name}-{len(self.world.extractions)}")
        if twice:
            self._issue(
                page,
                cast,
                county,
                county.path[1][:-1] + "晚报",
                published,
                f"{page.name}-{len(self.world.extractions)}b",
            )

    def _issue(
        self,
        page: WrittenPage,
        cast: Sequence[tuple[WrittenArticle, dict[str, Somebody]]],
        county: County,
        paper: str,
        day: date,
        doc: str,
    ) -> None:
        meta = {"paper": paper, "date": day.isoformat(), "locale": " ".join(county.path)}
        written = replace(page, name=doc, meta=meta, articles=[self._variants(article, county) for article, _ in cast])
        gold = [_gold(written, n, article) for n, article in enumerate(written.articles, 1)]
        localities = localities_of([g.tagged for g in gold], " ".join(county.path))
        for (_, people), g, locality in zip(cast, gold, localities, strict=True):
            extraction = assemble(g.tagged, locality)
            self.world.extractions.append(extraction)
            printed = {(m.type, m.text): c for m, c in zip(g.tagged.mentions, g.canonical, strict=True)}
            for entity in extraction.entities:
                if entity.type == "Person" and entity.name in people:
                    self.world.truth[entity.id] = f"person {people[entity.name].number}"
                elif entity.type == "Institution":
                    meant = next(
                        (printed[k] for a in entity.aliases if (k := ("Institution", a)) in printed), entity.name
                    )
                    self.world.truth[entity.id] = _body(_moved(meant, county, g.tagged.article.text), county)

    def _cast(
        self, article: WrittenArticle, locale: Sequence[str], county: County
    ) -> tuple[WrittenArticle, dict[str, Somebody]]:
        """The article with the county's places and people."""
        article = rename(article, self._places(article, locale, county))
        people: dict[str, Somebody] = {}
        names: dict[str, str] = {}
        for name in dict.fromkeys(m.canonical for m in article.marks if m.type == "Person"):
            printed = {
                article.text[m.start : m.end] for m in article.marks if m.type == "Person" and m.canonical == name
            }
            who = self._somebody(name, article, county, {*people, *names})
            if printed != {name} or not 2 <= len(name) <= 4:
                who = county.unmoved.get(name) or self._born(name)
                county.unmoved[name] = who
            names[name] = who.name
            people[who.name] = who
        if len(set(names.values())) < len(names):
            return article, {}
        return rename(article, names, whole_marks=True), people

    def _places(self, article: WrittenArticle, locale: Sequence[str], county: County) -> dict[str, str]:
        names: dict[str, str] = {}
        for old, new in zip(locale, county.path, strict=True):
            names[old] = new
            if len(old) > 2 and len(new) > 2 and old[-1] == new[-1]:
                names[old[:-1]] = new[:-1]
        for mark in article.marks:
            name = article.text[mark.start : mark.end]
            kind = town_kind(name)
            if mark.type == "Place" and kind and 3 <= len(name) <= 6 and name not in names:
                if name not in county.places:
                    pool = county.towns.get(kind) or []
                    county.places[name] = self.chance.choice(pool) if pool else self.names.town(name, self.chance)
                names[name] = county.places[name]
        return names

    # ---- people

    def _somebody(self, name: str, article: WrittenArticle, county: County, taken: Iterable[str]) -> Somebody:
        said = [t for t in article.triples if t.subject == name]
        posts = [(t.object, t.qualifier) for t in said if t.predicate == "HOLDS_ROLE"]
        homes = [t.object for t in said if t.predicate == "AFFILIATED_WITH"]
        bylines = [t for t in said if t.predicate == "REPORTED"]
        if posts:
            slot = min(posts, key=lambda p: (any(d in p[1] for d in DEPUTIES), posts.index(p)))
            return self._holder(slot, county, taken)
        if bylines:
            return self._one_of(county.reporters, 10, county, taken)
        if homes:
            return self._one_of(county.residents[homes[0]], 4, county, taken)
        attended = any(t.predicate == "ATTENDED" for t in said)
        known = [w for group in county.officials.values() for w in group if w.name not in taken]
        if attended and known and self.chance.random() < 0.8:
            return self.chance.choice(known)
        return self._new(county, taken)

    def _holder(self, slot: tuple[str, str], county: County, taken: Iterable[str]) -> Somebody:
        deputies = any(word in slot[1] for word in DEPUTIES)
        return self._one_of(county.officials[slot], 3 if deputies else 1, county, taken)

    def _one_of(self, pool: list[Somebody], size: int, county: County, taken: Iterable[str]) -> Somebody:
        free = [who for who in pool if who.name not in taken]
        if free and (len(pool) >= size or self.chance.random() < 0.5):
            return self.chance.choice(free)
        pool.append(self._new(county, taken))
        return pool[-1]

    def _new(self, county: County, taken: Iterable[str]) -> Somebody:
        """Somebody new, now and then under a name that is borne in the same county, the same city or anywhere."""
        name = self.names.person(self.chance)
        if self.chance.random() < self.collisions / 10:
            near = [c for group in self.counties.values() for c in group if c.path[1] == county.path[1]]
            where = self.chance.choice([[county], near, [c for group in self.counties.values() for c in group]])
            borne = [who.name for c in where for who in c.everybody if who.name not in taken]
            name = self.chance.choice(borne) if borne else name
        while name in taken:
            name = self.names.person(self.chance)
        return self._born(name)

    def _born(self, name: str) -> Somebody:
        self.world.people += 1
        return Somebody(name, self.world.people)

    # ---- bodies

    def _variants(self, article: WrittenArticle, county: County) -> WrittenArticle:
        """Bodies under other names: 中共 before a committee, the city before the county, short and long forms."""
        inner = [
            (a.start, a.end)
            for a in article.marks
            for b in article.marks
            if a != b and a.start <= b.start and b.end <= a.end
        ]
        edits = []
        for mark in article.marks:
            if mark.type == "Institution" and (mark.start, mark.end) not in inner and self.chance.random() < 0.4:
                forms = _forms(mark.canonical, county)
                if forms:
                    edits.append(Edit(mark.start, mark.end, self.chance.choice(forms)))
        return apply(article, edits)


def _forms(name: str, county: County) -> list[str]:
    city, area = county.path[1:]
    if not name.startswith(area):
        return []
    organ = name[len(area) :]
    found = [name, city + name]
    if organ == "委":
        found.append("中共" + name)
    for short, long in _short_forms():
        if organ == long:
            found += [area + short, area[-1] + short]
    return found


@cache
def _short_forms() -> tuple[tuple[str, str], ...]:
    found = []
    for stem, aliases, heads in rows("bureaus.tsv"):
        if "局" in heads.split():
            found += [(alias + "局", stem + "局") for alias in aliases.split()]
    return tuple(found)


def _moved(name: str, county: County, text: str) -> str:
    """A canonical name that still gives the area of the written page, which is printed nowhere, is one of the county."""
    parts, rest = split_areas(name)
    left = parts and parts[-1][-1] in KINDS and parts[-1] not in county.path and parts[-1] not in text
    return county.path[2] + rest if left else name


_SYNONYMS = (
    ("国家税务总局", ""), ("管委会", "管理委员会"), ("有限责任公司", "有限公司"), ("总支部", "总支"), ("县县委", "县委"),
    ("党委宣传部", "委宣传部"), ("党委组织部", "委组织部"),
)  # fmt: skip


def _body(name: str, county: County) -> str:
    """The true body: a name that gives no area is one of the county, unless it is the country's."""
    for form, other in _SYNONYMS:
        name = name.replace(form, other)
    parts, _ = split_areas(name)
    everywhere = name.startswith(("中国", "全国", "国家", "中央", "新华社", "人民日报", "中共中央", "国务院"))
    area, organ = (parts[-1], name[len("".join(parts)) :]) if parts else ("", name)
    organ = bureau_family(organ_full_name(organ.replace(area[-1:] + "委", "委", 1) if area else organ))
    return f"body {area}{organ}" + ("" if parts or everywhere else f" {county.path}")


def build(pages: Iterable[WrittenPage], seed: int = 7, counties: int = 40, twice: float = 0.1) -> World:
    builder = Builder(seed, counties)
    for page in pages:
        builder.move(page, twice=builder.chance.random() < twice)
    return builder.world


def written_pages(limit: int | None = None) -> list[WrittenPage]:
    return [parse(path) for path in sorted(PAGES.glob("*.zm"))[:limit]]


@dataclass(frozen=True, slots=True)
class BCubed:
    """Over local entities: how much of the cluster of each is right, how much of its true entity is in its cluster."""

    precision: float
    recall: float
    items: int
    wrong: list[tuple[str, str]]  # local ids in one cluster that are not one


def b_cubed(truth: dict[str, str], found: dict[str, str], prefix: str) -> BCubed:
    items = [i for i, meant in truth.items() if meant.startswith(prefix) and i in found]
    true_of, found_of = defaultdict(set), defaultdict(set)
    for i in items:
        true_of[truth[i]].add(i)
        found_of[found[i]].add(i)
    right = [
        (len(true_of[truth[i]] & found_of[found[i]]), len(found_of[found[i]]), len(true_of[truth[i]])) for i in items
    ]
    wrong = [
        (members[0], next(i for i in members if truth[i] != truth[members[0]]))
        for members in map(sorted, found_of.values())
        if len({truth[i] for i in members}) > 1
    ]
    number = len(items) or 1
    return BCubed(sum(r / f for r, f, _ in right) / number, sum(r / t for r, _, t in right) / number, len(items), wrong)
