"""Other articles of the same kind out of a written one: names, numbers, dates changed, defects of real pages made.

Every change takes and gives a WrittenArticle whose marks and relations stay true. All chance comes from one Random.
"""

from __future__ import annotations

import gzip
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path
from random import Random
from typing import NamedTuple

from training.zm import Marked, WrittenArticle, WrittenPage

_LISTS = Path(__file__).parent / "lists"
_PLACES = Path(__file__).parents[1] / "extract" / "lexicon" / "places.tsv.gz"
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_ORGANISATION = re.compile(r"(公司|合作社|农场|学校|小学|中学|幼儿园|医院|协会|商会|大学|学院|银行)$")
_PROGRAMME = re.compile(r"(行动|工程|计划|方案|意见|办法|条例|平台|机制|活动|规划|品牌|制度|模式)$")
_SMALL_PLACE = re.compile(r"[\u4e00-\u9fff]{2,4}(镇|乡|街道|村|社区)")
_NUMBER = re.compile(r"\d+")
_TOGETHER = ("联合", "会同", "携手", "联手", "联合", "协同")
_BESIDE = frozenset("、与和及同,，") | {"联合", "会同", "携手", "联手"}
_HALF_WIDTH = {"，": ",", "：": ":", "；": ";", "（": "(", "）": ")", "！": "!", "？": "?"}
_FULL_WIDTH = {half: full for full, half in _HALF_WIDTH.items()}


class Edit(NamedTuple):
    """text[start:end] becomes `new`."""

    start: int
    end: int
    new: str


def apply(article: WrittenArticle, edits: Iterable[Edit]) -> WrittenArticle:
    """Carry out edits; those that overlap an earlier one or cut through the border of a mark are left out."""
    borders = {m.start for m in article.marks} | {m.end for m in article.marks}
    kept: list[Edit] = []
    for edit in sorted(edits):
        overlaps = bool(kept) and edit.start < kept[-1].end
        if not overlaps and borders.isdisjoint(range(edit.start + 1, edit.end)):
            kept.append(edit)
    ends = [edit.end for edit in kept]
    shifts = [0, *accumulate(len(edit.new) - (edit.end - edit.start) for edit in kept)]
    insertions = {edit.end: len(edit.new) for edit in kept if edit.start == edit.end}

    def moved(mark: Marked) -> Marked:
        start = mark.start + shifts[bisect_right(ends, mark.start)]
        end = mark.end + shifts[bisect_right(ends, mark.end)] - insertions.get(mark.end, 0)
        return replace(mark, start=start, end=end)

    pieces, at = [], 0
    for edit in kept:
        pieces += (article.text[at : edit.start], edit.new)
        at = edit.end
    marks = [mark for mark in map(moved, article.marks) if mark.start < mark.end]
    return WrittenArticle("".join([*pieces, article.text[at:]]), marks, article.triples)


def rename(article: WrittenArticle, names: dict[str, str], whole_marks: bool = False) -> WrittenArticle:
    """Change names in the relations and in the text, there with `whole_marks` only where they fill a mark."""
    if not names:
        return article
    pattern = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    if whole_marks:
        found = [(m.start, m.end) for m in article.marks if article.text[m.start : m.end] in names]
    else:
        found = [match.span() for match in pattern.finditer(article.text)]
    changed = apply(article, {Edit(start, end, names[article.text[start:end]]) for start, end in found})

    def new(name: str) -> str:
        if whole_marks and len(name) < 4:
            return names.get(name, name)
        return pattern.sub(lambda match: names[match.group()], name)

    marks = [replace(m, canonical=new(m.canonical)) for m in changed.marks]
    triples = [replace(t, subject=new(t.subject), object=new(t.object)) for t in article.triples]
    return WrittenArticle(changed.text, marks, triples)


def read_list(name: str) -> list[str]:
    lines = (_LISTS / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


class Names:
    """Names of persons and places to put in place of the written ones."""

    def __init__(self) -> None:
        self._surnames, self._weights = [], []
        for line in read_list("surnames.txt"):
            weight, *surnames = line.split()
            self._surnames.append(surnames)
            self._weights.append(int(weight))
        given = dict(line.split(" ", 1) for line in read_list("given.txt"))
        self._second, self._last = given["second"].split(), given["last"].split()
        self._minorities = [[part.split() for part in line.split("|")] for line in read_list("minority.txt")]
        self._areas: dict[str, str] = {}
        self._counties: dict[str, list[str]] = defaultdict(list)
        self._towns: dict[str, list[str]] = defaultdict(list)
        self._read_places()

    def _read_places(self) -> None:
        for line in gzip.decompress(_PLACES.read_bytes()).decode("utf-8").splitlines():
            if line.startswith("# former"):
                break
            if line.startswith("#") or "\t" not in line:
                continue
            code, name = line.split("\t")[:2]
            self._areas[code] = name
            if len(code) == 6:
                self._counties[name[-1]].append(code)
            elif len(code) == 9:
                self._towns[town_kind(name)].append(name)

    def person(self, chance: Random) -> str:
        surname = chance.choice(chance.choices(self._surnames, self._weights)[0])
        last = chance.choice(self._last)
        if len(surname) == 1 and chance.random() < 0.2:
            return surname + last
        return surname + (chance.choice(self._second) + last if chance.random() < 0.8 or len(surname) == 1 else last)

    def minority_person(self, chance: Random) -> str:
        first, second, joint = chance.choice(self._minorities)
        return "".join(joint).join((chance.choice(first), chance.choice(second)))

    def county(self, like: str, chance: Random) -> list[str]:
        """Province, prefecture (where the county has one) and county, the last of the same kind as `like`."""
        code = chance.choice(self._counties[like[-1]])
        return [self._areas[part] for part in (code[:2], code[:4], code) if part in self._areas]

    def town(self, like: str, chance: Random) -> str:
        kind = town_kind(like)
        if kind in ("村", "社区"):
            stem = chance.choice(self._towns["镇"])[:-1]
            return stem[:2] + chance.choice(["", "", "新", "家", "庄", "湾", "坪", "台"]) + kind
        return chance.choice(self._towns[kind])

    def knows_county(self, name: str) -> bool:
        return bool(name) and name[-1] in self._counties


def town_kind(name: str) -> str:
    return next((kind for kind in ("街道", "社区", "村", "镇", "乡") if name.endswith(kind)), "")


@dataclass(frozen=True, slots=True)
class Rates:
    """How often each change is made to an article."""

    persons: float = 0.7
    places: float = 0.5
    organisations: float = 0.4
    bodies: float = 0.3
    initiatives: float = 0.3
    numbers: float = 0.5
    joining: float = 0.4
    defects: float = 0.6


class Augmenter:
    """Changes articles at random; the pools of organisations and initiatives come from the pages it is given."""

    def __init__(self, pages: Sequence[WrittenPage], chance: Random, rates: Rates | None = None) -> None:
        self._chance = chance
        self._rates = rates or Rates()
        self._names = Names()
        self._bodies = [line.split() for line in read_list("bodies.txt")]
        self._confusable = _confusable()
        self._organisations: dict[str, list[str]] = defaultdict(list)
        self._initiatives: dict[str, list[str]] = defaultdict(list)
        for article in (article for page in pages for article in page.articles):
            for name, kind in self._organisations_of(article):
                self._organisations[kind].append(name)
            for name, kind in self._initiatives_of(article):
                self._initiatives[kind].append(name)

    def change(self, article: WrittenArticle, locale: str = "") -> WrittenArticle:
        """One variant of an article; `locale` is the area its page states: 浙江省 温州市 瑞安市."""
        for rate, step in (
            (self._rates.places, lambda a: self._swap_places(a, locale.split())),
            (self._rates.organisations, self._swap_organisations),
            (self._rates.bodies, self._swap_bodies),
            (self._rates.initiatives, self._swap_initiatives),
            (self._rates.numbers, self._swap_numbers),
            (self._rates.persons, self._swap_persons),
            (self._rates.joining, self._join_partners),
            (self._rates.defects, self._damage),
        ):
            if self._chance.random() < rate:
                article = step(article)
        return article

    # -- names -------------------------------------------------------------------------------------------------------

    def _swap_persons(self, article: WrittenArticle) -> WrittenArticle:
        names: dict[str, str] = {}
        for mark in article.marks:
            name = article.text[mark.start : mark.end]
            if mark.type != "Person" or name in names:
                continue
            if _HAN_NAME.fullmatch(name) and self._chance.random() < 0.9:
                names[name] = self._names.person(self._chance)
            elif "·" in name and self._chance.random() < 0.6:
                names[name] = self._names.minority_person(self._chance)
        if len(set(names.values())) < len(names):
            return article
        return rename(article, names, whole_marks=True)

    def _swap_places(self, article: WrittenArticle, locale: list[str]) -> WrittenArticle:
        names: dict[str, str] = {}
        if len(locale) == 3 and self._names.knows_county(locale[-1]):
            area = self._names.county(locale[-1], self._chance)
            for old, new in zip(reversed(locale), reversed(area), strict=False):
                names[old] = new
                if len(old) > 2 and len(new) > 2 and old[-1] == new[-1]:
                    names[old[:-1]] = new[:-1]
        for mark in article.marks:
            name = article.text[mark.start : mark.end]
            if mark.type == "Place" and name not in names and _SMALL_PLACE.fullmatch(name):
                names[name] = self._names.town(name, self._chance)
        return rename(article, names)

    def _swap_organisations(self, article: WrittenArticle) -> WrittenArticle:
        return rename(article, self._other(self._organisations_of(article), self._organisations))

    def _swap_initiatives(self, article: WrittenArticle) -> WrittenArticle:
        return rename(article, self._other(self._initiatives_of(article), self._initiatives))

    def _swap_bodies(self, article: WrittenArticle) -> WrittenArticle:
        names: dict[str, str] = {}
        for kind in self._bodies:
            printed = [body for body in kind if body in article.text]
            names.update(zip(printed, self._chance.sample(kind, len(printed)), strict=True))
        return rename(article, names)

    def _other(self, found: list[tuple[str, str]], pool: dict[str, list[str]]) -> dict[str, str]:
        """Another name of its kind for each name; none at all where two would become one."""
        names = {name: self._chance.choice(pool[kind]) for name, kind in found}
        return names if len(set(names.values())) == len(names) else {}

    def _organisations_of(self, article: WrittenArticle) -> list[tuple[str, str]]:
        return list(_plain_names(article, "Institution", _ORGANISATION, shortest=5))

    def _initiatives_of(self, article: WrittenArticle) -> list[tuple[str, str]]:
        return list(_plain_names(article, "Initiative", _PROGRAMME, shortest=4))

    def _swap_numbers(self, article: WrittenArticle) -> WrittenArticle:
        numbers: dict[str, str] = {}
        edits = []
        for match in _NUMBER.finditer(article.text):
            key = article.text[match.start() : match.end() + 1]
            numbers.setdefault(key, self._number(match.group(), key[len(match.group()) :]))
            edits.append(Edit(*match.span(), numbers[key]))
        return apply(article, edits)

    def _join_partners(self, article: WrittenArticle) -> WrittenArticle:
        """甲局、乙局 that work together -> 甲局联合乙局, since the verb is easily read as part of a name."""
        partners = {(t.subject, t.object) for t in article.triples if t.predicate == "COOPERATES_WITH"}
        partners |= {(b, a) for a, b in partners}
        edits = [
            Edit(first.end, second.start, self._chance.choice(_TOGETHER))
            for first, second in pairwise(article.marks)
            if (first.canonical, second.canonical) in partners and article.text[first.end : second.start] in _BESIDE
        ]
        return apply(article, edits)

    def _number(self, old: str, unit: str) -> str:
        if unit == "月":
            return str(self._chance.randint(1, 12))
        if unit in ("日", "号"):
            return str(self._chance.randint(1, 28))
        if unit == "年" and len(old) == 4:
            return str(self._chance.randint(2012, 2027))
        return str(self._chance.randint(10 ** (len(old) - 1), 10 ** len(old) - 1)) if len(old) < 9 else old

    # -- defects -----------------------------------------------------------------------------------------------------

    def _damage(self, article: WrittenArticle) -> WrittenArticle:
        """One or two of the defects that scanned columns and scraped sites have."""
        kinds = (
            self._half_width, self._half_width, self._full_width, self._full_width, self._lose_quotes,
            self._half_quotes, self._uneven_quotes, self._uneven_quotes, self._lose_points, self._stray_spaces,
            self._break_columns, self._misread, self._run_together, self._lose_headline,
        )  # fmt: skip
        for kind in self._chance.sample(kinds, self._chance.choice([1, 1, 2])):
            article = apply(article, list(kind(article.text)))
        return article

    def _half_width(self, text: str) -> Iterable[Edit]:
        return _replace_each(text, _HALF_WIDTH)

    def _full_width(self, text: str) -> Iterable[Edit]:
        return _replace_each(text, _FULL_WIDTH)

    def _lose_quotes(self, text: str) -> Iterable[Edit]:
        return _replace_each(text, dict.fromkeys('“”"', ""))

    def _half_quotes(self, text: str) -> Iterable[Edit]:
        return _replace_each(text, dict.fromkeys("“”", '"'))

    def _uneven_quotes(self, text: str) -> Iterable[Edit]:
        """Quotes of which one of a pair is lost or another character stands."""
        for edit in _replace_each(text, dict.fromkeys("“”", "")):
            if self._chance.random() < 0.4:
                yield edit._replace(new=self._chance.choice(["", "", "‘", "’", '"', "“", " "]))

    def _lose_points(self, text: str) -> Iterable[Edit]:
        edits = _replace_each(text, dict.fromkeys("，,、。", self._chance.choice(["", "", " "])))
        return [edit for edit in edits if self._chance.random() < 0.4]

    def _stray_spaces(self, text: str) -> Iterable[Edit]:
        return [Edit(at, at, " ") for at in range(1, len(text)) if self._chance.random() < 0.02]

    def _break_columns(self, text: str) -> Iterable[Edit]:
        width = self._chance.randint(14, 26)
        return [Edit(at, at, "\n") for at in range(width, len(text), width)]

    def _misread(self, text: str) -> Iterable[Edit]:
        for at, character in enumerate(text):
            if character in self._confusable and self._chance.random() < 0.1:
                yield Edit(at, at + 1, self._confusable[character])
            elif "\u4e00" <= character <= "\u9fff" and self._chance.random() < 0.004:
                yield Edit(at, at + 1, self._chance.choice([text[self._chance.randrange(len(text))], "口", ""]).strip())

    def _run_together(self, text: str) -> Iterable[Edit]:
        """The headline and the line after it, or all lines, without a break."""
        breaks = [match.start() for match in re.finditer("\n", text)]
        joint = self._chance.choice(["", " ", "　"])
        return [Edit(at, at + 1, joint) for at in (breaks if self._chance.random() < 0.3 else breaks[:1])]

    def _lose_headline(self, text: str) -> Iterable[Edit]:
        end = text.find("\n") + 1
        return [Edit(at, at + 1, "") for at in range(end)] if len(text) - end > 60 else []


def _plain_names(
    article: WrittenArticle, kind: str, ending: re.Pattern[str], shortest: int
) -> Iterable[tuple[str, str]]:  # fmt: skip
    """Full names of a type that hold no other mention, with the ending that tells their sort."""
    holders = {(a.start, a.end) for a in article.marks for b in article.marks if a != b and _holds(a, b)}
    for mark in article.marks:
        name = article.text[mark.start : mark.end]
        found = ending.search(name)
        whole = name == mark.canonical and (mark.start, mark.end) not in holders
        if mark.type == kind and whole and len(name) >= shortest and found:
            yield name, found.group(1)


def _holds(outer: Marked, inner: Marked) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _replace_each(text: str, table: dict[str, str]) -> list[Edit]:
    return [Edit(at, at + 1, table[character]) for at, character in enumerate(text) if character in table]


def _confusable() -> dict[str, str]:
    pairs = [pair for line in read_list("confusable.txt") for pair in line.split()]
    return {a: b for pair in pairs for a, b in (tuple(pair), tuple(reversed(pair)))}
