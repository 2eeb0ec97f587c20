"""The administrative table of China, and what a printed place means.

In: the surface of a place and the locality of the document. Out: canonical names, nested chains, areas of the table.
Never decides where a document is from (locality.py), never touches institutions.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from extract.lexicon import rows

if TYPE_CHECKING:
    from extract.locality import Locality

Level = Literal["province", "city", "county", "township", "village"]

_LEVEL_OF_LENGTH: Mapping[int, Level] = {2: "province", 4: "city", 6: "county", 9: "township"}

# What turns a short name into an official one, the commoner first.
_SUFFIXES = ("县", "区", "市", "镇", "乡", "街道", "旗", "省", "地区", "盟", "自治州", "自治区", "苏木")
_ADMINISTRATIVE = re.compile(r"(?:自治[区州县旗]|[省市县区州盟旗镇乡]|街道|地区|苏木|嘎查)$")
_VILLAGE = re.compile(r"(?:行政村|自然村|(?<!度假)(?<!文化)村|社区|嘎查|屯|居民区|村民小组)$")
_RELATIVE = re.compile(
    r"^(?:[我全本该]|整个)?(?P<word>自治[区州县旗]|[省市县区州盟旗镇乡村]|街道|社区|地区|苏木|师市)(?:境内|域|内|里)?$"
)


@dataclass(frozen=True, slots=True)
class Area:
    """One area of the table. `code` is a key of the table, `short` the name without what it is: 瑞安."""

    name: str
    level: Level
    code: str
    parent: Area | None
    short: str
    former: bool = False

    def within(self, other: Area) -> bool:
        """Whether this area is `other` or lies in it."""
        return self.code.startswith(other.code)

    @property
    def path(self) -> tuple[Area, ...]:
        """Province first, this area last."""
        return (*(self.parent.path if self.parent else ()), self)

    def at(self, level: Level) -> str:
        """Name of the area of that level that this one lies in; empty where there is none."""
        return next((a.name for a in self.path if a.level == level), "")


@dataclass(frozen=True, slots=True)
class _Table:
    names: dict[str, str]  # code -> name now in use
    codes: dict[str, str]  # name -> codes, separated by spaces
    former: frozenset[tuple[str, str]]
    shorts: dict[str, list[str]]  # irregular short forms -> official names


@cache
def _minorities() -> re.Pattern[str]:
    peoples = [word for (line,) in rows("minorities.txt") for word in line.split()]
    return re.compile(f"(?:{'|'.join(sorted(peoples, key=len, reverse=True))})+$")


@cache
def _table() -> _Table:
    """Strings rather than lists of 44k names: a newcomer's first command waits for this."""
    text = gzip.decompress(files("extract.lexicon").joinpath("places.tsv.gz").read_bytes()).decode()
    now, _, before = text[text.index("\n1") + 1 :].partition("# former\n")
    cells = now.replace("\n", "\t").split("\t")
    names = dict(zip(cells[:-1:2], cells[1::2], strict=True))
    codes: dict[str, str] = {}
    for code, name in names.items():
        codes[name] = f"{codes[name]} {code}" if name in codes else code
    former = {(code, name) for code, name in (line.split("\t") for line in before.split("\n") if line)}
    for code, name in former:
        names.setdefault(code, name)
        codes[name] = f"{codes[name]} {code}" if name in codes else code
    shorts: dict[str, list[str]] = {}
    for name in dict.fromkeys(re.findall(r"\t(.*(?:自治[区州县旗]|族乡))\n", text)):
        for form in _autonomous_forms(name):
            shorts.setdefault(form, []).append(name)
    for alias, name in _aliases().items():
        if name not in shorts.get(alias, ()):
            shorts.setdefault(alias, []).append(name)
    return _Table(names, codes, frozenset(former), shorts)


@cache
def _aliases() -> dict[str, str]:
    return {row[0]: row[1] for row in rows("place_aliases.tsv")}


@cache
def usual_forms() -> Mapping[str, str]:
    """Autonomous areas whose usual form no rule gives: 塔什库尔干塔吉克自治县 -> 塔县."""
    return {name: alias for alias, name in _aliases().items() if re.search(r"[县旗州]$", alias)}


def _autonomous_forms(name: str) -> list[str]:
    """玉龙纳西族自治县 -> 玉龙, 玉龙县, 玉龙自治县; 篁碧畲族乡 -> 篁碧, 篁碧乡; 内蒙古自治区 -> 内蒙古."""
    kind = re.search(r"自治[区州县旗]$|乡$", name)
    if kind is None:
        return []
    stem = name[: kind.start()]
    bare = _minorities().sub("", stem) or stem.removesuffix("族")
    if len(bare) < 2 or (kind.group() == "自治区" and stem == "内蒙古"):
        bare = stem
    tail = kind.group()[-1]
    forms = [bare] if tail == "区" else [bare, bare + tail]
    return forms + ([bare + kind.group()] if kind.group().startswith("自治") and bare != stem else [])


@lru_cache(maxsize=50_000)
def area_of_code(code: str) -> Area | None:
    """The area with exactly that code."""
    name = _table().names.get(code)
    return None if name is None else _area(code, name)


@lru_cache(maxsize=50_000)
def _area(code: str, name: str) -> Area:
    parent = None
    for digits in (6, 4, 2):
        if digits < len(code) and (parent := area_of_code(code[:digits])):
            break
    return Area(name, _LEVEL_OF_LENGTH[len(code)], code, parent, short_name(name), (code, name) in _table().former)


@lru_cache(maxsize=50_000)
def areas_named(name: str) -> tuple[Area, ...]:
    """All areas with that official, former or short name, larger ones first: 鼓楼区 of four cities, 鳌江 -> 鳌江镇."""
    table = _table()
    official = [_area(code, name) for code in table.codes.get(name, "").split()]
    short = [_area(c, full) for full in table.shorts.get(name, ()) for c in table.codes.get(full, "").split()]
    if len(name) > 1:
        short += [_area(c, name + s) for s in _SUFFIXES for c in table.codes.get(name + s, "").split()]
    found = dict.fromkeys(official)
    found.update(dict.fromkeys(sorted(short, key=lambda a: (a.former, len(a.code)))))
    return tuple(found)


@lru_cache(maxsize=50_000)
def short_name(name: str) -> str:
    """瑞安市 -> 瑞安, 玉龙纳西族自治县 -> 玉龙, 崇明街道 -> 崇明; names of two characters stay (歙县)."""
    if "自治" in name or name.endswith("族乡"):
        forms = _autonomous_forms(name)
        return forms[0] if forms else name
    kind = re.search(r"(?:新区|特别行政区|街道|地区|苏木|[省市县区盟旗镇乡])$", name)
    return name[: kind.start()] if kind and kind.start() >= 2 else name


@cache
def gazetteer() -> Mapping[str, Level]:
    """Every official and irregular short name of two characters or more, with the highest level that bears it.

    Regular short names (瑞安) are `name[:-1]` of these; 44k names, for features and automata.
    """
    table = _table()
    found: dict[str, Level] = {}
    for name, codes in table.codes.items():
        found[name] = _LEVEL_OF_LENGTH[min(map(len, codes.split()))]
    for form, names in table.shorts.items():
        if len(form) > 1:
            found.setdefault(form, found.get(names[0], "county"))
    return found


def is_administrative(name: str) -> bool:
    """Whether the name is one of an area with an authority: 瑞安市, 鳌江镇, 黎明村, 和顺社区; not 兴业大厦."""
    return bool(_ADMINISTRATIVE.search(name) or _VILLAGE.search(name)) and len(name) > 1


def is_village(name: str) -> bool:
    return bool(_VILLAGE.search(name))


@cache
def _kinds_of_place() -> frozenset[str]:
    return frozenset(word for (line,) in rows("not_places.txt") for word in line.split())


def names_a_place(surface: str) -> bool:
    """Whether a stretch names one place: not 城镇, 老旧小区 or 各村, which are kinds of places."""
    return surface not in _kinds_of_place() and len(surface) > 1


def relative_word(surface: str) -> str:
    """我市, 全市, 该市, 市 -> 市; the empty string for a name."""
    found = _RELATIVE.match(surface)
    return found["word"] if found else ""


# --- nested names -------------------------------------------------------------------------------------------------

_UNKNOWN_END = re.compile(r"街道|自然村|行政村|社区|苏木|嘎查|居民区|[镇乡](?!企业)|(?<!农)村")
_NO_NAME = re.compile(
    r"第[一二三四五六七八九十百\d]|[^㐀-鿿]|[该我本全各驻派返]|住房|农业|农村|城[市乡镇]|乡村|美丽|和美|新农村|新时代|人民|公安|中国|国家|国网|社区|街道"
)
_NOT_IN_NAME = re.compile(r"[局委会与的驻派司院校部行]|大学|农业|乡村|城乡|中心")
_DIVISION = re.compile(r"(?:兵团)?第[一二三四五六七八九十]{1,3}师|(?<![\d第])\d{1,3}团")  # of 新疆生产建设兵团
# A split is wrong where what follows belongs to the same word: 新村|社区, 黎明村|委, 市|场, 镇|区.
_WORD_GOES_ON = re.compile(
    r"社区|委|民|组|里|口|头|集|长|直|级|域|内|道|辖|落|庄|容|镇区|政(?!府|协|务|法)|中心学校$"
    r"|[省市县区州盟旗镇乡村](?![㐀-鿿])|[A-Za-z0-9]"
)
_OFFICIAL_GOES_ON = re.compile(r"场|容|辖|郊|区(?![㐀-鿿])|[省市县州盟旗镇乡村](?![㐀-鿿])")


@lru_cache(maxsize=20_000)
def split_areas(text: str) -> tuple[tuple[str, ...], str]:
    """Leading areas of a name and the rest: 平阳县鳌江镇人大 -> (平阳县, 鳌江镇), 人大.

    Known areas by the table, each inside the one before; unknown ones by their last character. A short name counts
    only before an area that lies in it (丽水龙泉市).
    """
    parts: list[str] = []
    known: tuple[Area, ...] = ()
    position = 0
    while position < len(text):
        piece, areas = _leading_area(text, position, known)
        if not piece:
            break
        parts.append(piece)
        known = areas
        position += len(piece)
    return tuple(parts), text[position:]


_TOWN = re.compile(r"[镇乡]$|街道$|苏木$")


def town_of(name: str) -> str:
    """The town or street that a name begins with or is: 平阳县鳌江镇人大 -> 鳌江镇, else empty."""
    return next((part for part in reversed(split_areas(name)[0]) if is_town(part) and len(part) > 2), "")


def is_town(name: str) -> bool:
    return bool(_TOWN.search(name))


def _leading_area(text: str, position: int, within: tuple[Area, ...]) -> tuple[str, tuple[Area, ...]]:
    official = _longest_official(text, position, within)
    if official[0]:
        return official
    for length in range(min(7, len(text) - position - 1), 1, -1):
        short = text[position : position + length]
        outer = tuple(a for a in areas_named(short) if not a.former and a.level != "township" and _inside(a, within))
        if outer:
            inner = _longest_official(text, position + length, outer, strict=True)
            rest = areas_named(text[position + length :])
            if not inner[0] and any(a.level != "township" and _inside(a, outer) for a in rest):
                return short, outer
            if inner[0]:
                return short, tuple(a for a in outer if any(i.within(a) for i in inner[1]))
    if within and any(_inside(a, within) for a in areas_named(text[position:])):
        return text[position:], tuple(a for a in areas_named(text[position:]) if _inside(a, within))
    return _unknown_area(text, position, len(within) > 0), ()


def _unknown_area(text: str, position: int, inside: bool) -> str:
    """A village or town that the table lacks, told by its last character: 黎明村 in 黎明村停车场."""
    if division := _DIVISION.match(text, position):
        return division.group()
    if _NO_NAME.match(text, position):
        return ""
    if any(a.level in ("province", "city") for a in areas_named(text[position : position + 2])):
        return ""  # 江西橘乡果业 is a firm of 江西
    for found in _UNKNOWN_END.finditer(text, position + 1, position + 11):
        if _NOT_IN_NAME.search(text, position, found.start()):
            break
        if not _WORD_GOES_ON.match(text, found.end()) and found.end() - position > (1 if inside else 2):
            return text[position : found.end()]
    return ""


def _longest_official(
    text: str, position: int, within: tuple[Area, ...], strict: bool = False
) -> tuple[str, tuple[Area, ...]]:
    table = _table()
    best: tuple[str, tuple[Area, ...]] = ("", ())
    for length in range(min(15, len(text) - position), 1, -1):
        name = text[position : position + length]
        if name not in table.codes and not (length > 2 and name in table.shorts and _ADMINISTRATIVE.search(name)):
            continue
        areas = areas_named(name)
        inside = tuple(a for a in areas if _inside(a, within))
        if within and inside:
            return name, inside
        if strict:
            continue
        if within and areas[0].level != "township":
            continue
        if not best[0] and not _OFFICIAL_GOES_ON.match(text, position + length):
            best = name, areas
    return best


def _inside(area: Area, within: tuple[Area, ...]) -> bool:
    return not within or any(area.within(o) and area.code != o.code for o in within)


@lru_cache(maxsize=20_000)
def place_chain(surface: str) -> tuple[str, ...]:
    """Nested place string, outermost first, a site's own words last: 上望街道黎明村广场 -> 上望街道, 黎明村, 广场."""
    parts, rest = split_areas(surface)
    return (*parts, rest) if rest else parts


# --- canonical names ----------------------------------------------------------------------------------------------


def canonical_place(surface: str, locality: Locality, known: Collection[str] = ()) -> str:
    """The fullest name the document supports: 全市 -> 瑞安市, 鳌江 -> 鳌江镇, 温州市平阳县鳌江镇 -> 鳌江镇.

    `known` are canonical names of places met in the document so far. What is not certain stays as printed.
    """
    surface = surface.strip(" 　“”\"'")
    word = relative_word(surface)
    if word:
        return locality.resolve(word) or surface
    parts, rest = split_areas(surface)
    if parts and not rest:
        if len(parts) > 1 and _ZONE.match(parts[-1]):
            return "".join(parts[-2:])
        return official_name(parts[-1], locality, known)
    if rest and not parts:
        return _canonical_site(surface, locality) or official_name(surface, locality, known)
    return surface


_ZONE = re.compile(r"(?:高新|工业|产业|经济|经济技术|高新技术产业)?(?:园区|开发区|新区|集中区|示范区|度假区|高新区)$")
_SITE = re.compile(
    r"(?:[我全本该])?(?P<word>自治[区州县旗]|[省市县区州盟旗镇乡](?![区场中北南东西])|街道|社区|师市)(?P<site>[㐀-鿿]{2}.*|城)$"
)


def _canonical_site(surface: str, locality: Locality) -> str:
    """市体育馆 -> 瑞安市体育馆, 该镇老街 -> 沿浦镇老街: a site named by a relative word; empty for another."""
    found = _SITE.match(surface)
    if found is None or areas_named(surface):
        return ""
    area = locality.resolve(found["word"])
    return locality.form(area) + found["site"] if area else ""


@lru_cache(maxsize=50_000)
def _official(name: str, paths: tuple[str, ...]) -> tuple[Area, ...]:
    """Areas of that name that share the longest stretch of code with the locality's areas."""
    areas = tuple(a for a in areas_named(name) if not a.former) or areas_named(name)
    if len(areas) < 2:
        return areas
    return tuple(sorted(areas, key=lambda a: -max((_common(a.code, p) for p in paths), default=0)))


def _common(a: str, b: str) -> int:
    """How much of two codes agrees, counted in whole levels: 0, 2, 4, 6 or 9 digits."""
    return next((n for n in (9, 6, 4, 2) if len(a) >= n and a[:n] == b[:n]), 0)


# Short names that are more often a lake, a road or a hill than the township called after it.
_NATURAL = re.compile(r"[湖路坝峡海山河桥街巷寺塔岭沟泉洞洲岛滩湾溪潭库竹林园]$")


def official_name(name: str, locality: Locality, known: Collection[str] = ()) -> str:
    """瑞安 -> 瑞安市, 鳌江 -> 鳌江镇 where one area is meant; the name itself where not.

    A name that the document prints in full decides; then an area inside the locality; then the only province, city
    or county of that name. A township elsewhere is not taken up: too many villages and firms share such names.
    """
    if len(name) == 1:
        return _aliases().get(name, name)
    candidates = areas_named(name)
    if any(a.name == name for a in candidates):
        return name
    full = [k for k in known if k.startswith(name) and short_name(k) == name]
    if len(set(full)) == 1:
        return full[0]
    if not candidates:
        return name
    codes = locality.codes
    nearest = _official(name, codes)
    near = [a for a in nearest if _common(a.code, codes[-1]) >= min(6, len(codes[-1]))] if codes else []
    if _NATURAL.search(name):
        near = [a for a in near if a.level != "township"]
    if len({a.name for a in near}) == 1:
        return near[0].name
    high = [a for a in nearest if a.level != "township"]
    top = [a for a in high if a.level in ("province", "city")] or high
    if near and {a.name for a in high} - {a.name for a in near}:
        top = [a for a in high if a in near] or top
    if top and len({a.name for a in top}) == 1:
        return top[0].name
    same_city = [a for a in top if codes and _common(a.code, codes[-1]) >= 4]
    if len({a.name for a in same_city}) == 1:
        return same_city[0].name
    same_province = [a for a in top if codes and _common(a.code, codes[-1]) >= 2]
    if len({a.name for a in same_province}) == 1:
        return same_province[0].name
    return name


_LISTED = re.compile(r"[、和及与]")
_GLUE = re.compile(r"的?")


def nested_pairs(text: str, places: Sequence[tuple[int, int, str]]) -> list[tuple[str, str]]:
    """(inner, outer) for places that stand nested or side by side, the larger first: 贤官镇闫河村, 鳌江镇的宪法广场.

    `places`: start, end and canonical name of the place mentions of one article, in any order. A list goes on with the
    same outer place: 立仓镇赵集村、小桥村. Areas of the table count wherever they stand one inside the other, villages
    without a town of their own lie in the only town of the article.
    """
    ordered = sorted(places, key=lambda p: (p[0], -p[1]))
    pairs: dict[tuple[str, str], None] = {}
    outer_of: dict[str, str] = {}
    for first, second in pairwise(ordered):
        pair = _nested_pair(text, first, second, outer_of)
        if pair and pair[0] != pair[1] and names_a_place(pair[0]) and names_a_place(pair[1]):
            pairs[pair] = None
            outer_of[pair[0]] = pair[1]
    named = {name for _, _, name in ordered}
    pairs.update(((inner, outer), None) for inner, outer, *_ in nested_areas(text) if inner in named)
    placed = {inner for inner, _ in pairs}
    pairs.update((pair, None) for pair in _of_the_only_town(named) if pair[0] not in placed)
    return list(pairs)


def _of_the_only_town(named: Collection[str]) -> list[tuple[str, str]]:
    """Villages and housing estates of an article that names one town: 世纪花园小区 in one about 水头镇."""
    towns = [name for name in named if rank(name) == _RANKS["township"]]
    if len(towns) != 1:
        return []
    inside = (n for n in named if rank(n) == _RANKS["village"] or n.endswith(("小区", "家园", "花园")))
    return [(name, towns[0]) for name in sorted(inside) if names_a_place(name)]


_Printed = tuple[int, int, str]


def _nested_pair(text: str, first: _Printed, second: _Printed, outer_of: Mapping[str, str]) -> tuple[str, str] | None:
    """(inner, outer) that two neighbouring mentions show."""
    between = text[first[1] : second[0]]
    if second[1] <= first[1]:
        starts_together = second[0] == first[0] and rank(second[2]) < rank(first[2])
        return (first[2], second[2]) if starts_together else None
    if _GLUE.fullmatch(between) and rank(first[2]) < rank(second[2]):
        chain = place_chain(text[second[0] : second[1]])
        inner = chain[0] if len(chain) > 1 and rank(chain[0]) > rank(first[2]) else second[2]
        return inner, first[2]
    both_villages = rank(first[2]) == rank(second[2]) == _RANKS["village"]
    if both_villages and _LISTED.fullmatch(between) and first[2] in outer_of:
        return second[2], outer_of[first[2]]
    return None


_RANKS = {"province": 0, "city": 1, "county": 2, "township": 3, "village": 4, "site": 5}


@lru_cache(maxsize=20_000)
def rank(name: str) -> int:
    """Size of a place by its name, 0 for a province and 5 for a site."""
    high = [a for a in areas_named(name) if a.name == name] or [a for a in areas_named(name) if a.level != "township"]
    if high and (high[0].name == name or len(name) > 1):
        return _RANKS[high[0].level]
    if is_village(name):
        return _RANKS["village"]
    return _RANKS["township"] if re.search(r"[镇乡]$|街道$|苏木$", name) else _RANKS["site"]


_AREA_END = re.compile(r"自治[区州县旗]|街道|地区|苏木|[省市县区州盟旗镇乡]")


def official_areas(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and name of every official or usual full name of an area in running text, the longest at each end."""
    names = gazetteer()
    for found in _AREA_END.finditer(text):
        end = found.end()
        for start in range(max(0, end - 14), end - 1):
            name = text[start:end]
            if name in names and not (name == "和县" and re.match(r"[㐀-鿿]", text[start - 1 : start])):
                yield start, end, name
                break


def nested_areas(text: str) -> list[tuple[str, str, int, int]]:
    """(inner, outer, start, end) wherever areas of the table stand one inside the other: 台州市|椒江区, 丽水|龙泉市.

    It does not matter whether they are mentions: the head of 台州市椒江区委人才办 says it as well.
    """
    found: list[tuple[str, str, int, int]] = []
    last: tuple[int, int, str] | None = None
    for start, end, name in official_areas(text):
        inner = [a for a in areas_named(name) if a.name == name or name in _table().shorts]
        outer, at = (last[2], last[0]) if last and last[1] == start else _short_before(text, start, inner)
        pair = _true_pair(inner, outer)
        if pair:
            found.append((*pair, at, end))
        last = (start, end, name)
    return found


def _short_before(text: str, start: int, inner: Sequence[Area]) -> tuple[str, int]:
    """丽水 before 龙泉市: the short name of a province or city that the area lies in."""
    shorts = {outer.short for area in inner for outer in area.path[:-1] if outer.level in ("province", "city")}
    for length in (2, 3, 4):
        if start >= length and text[start - length : start] in shorts:
            return text[start - length : start], start - length
    return "", start


def _true_pair(inner: Sequence[Area], outer: str) -> tuple[str, str] | None:
    for area in inner:
        for other in areas_named(outer) if outer else ():
            if area.within(other) and area.code != other.code:
                return area.name, other.name
    return None


def widen_to_area(text: str, start: int, end: int) -> tuple[int, int]:
    """The span a place or institution has if its first characters were cut off: 东头镇 in 院东头镇, 礼街道 in 以礼街道.

    Only the table decides: the longest official name that begins before the mention and ends inside it.
    """
    codes = _table().codes
    for begin in range(max(0, start - 8), start):
        for stop in range(min(end, start + 12), start + 1, -1):
            if text[begin:stop] in codes and not _official_at(text, start, stop):
                return begin, end
    return start, end


def _official_at(text: str, start: int, stop: int) -> bool:
    """Whether the mention begins with an official name of its own: 长泾镇 in 江阴市长泾镇 needs nothing before it."""
    return any(text[start:end] in _table().codes for end in range(start + 2, stop + 1))


def containers(name: str, surfaces: Iterable[str], locality: Locality, known: Collection[str] = ()) -> list[str]:
    """Places that this one is shown to lie in: by its printed forms (温州市平阳县鳌江镇 -> 平阳县), by a name that
    begins with another place's (滨江苑小区|广场), or by the table, for a town of the county the article is from."""
    found: dict[str, None] = {}
    for surface in dict.fromkeys((*surfaces, name)):
        chain = place_chain(surface)
        if len(chain) > 1:
            found[official_name(chain[-2], locality, known)] = None
    if not found:
        inside = (k for k in known if len(k) > 2 and name.startswith(k) and _is_site_of(name[len(k) :]))
        if longest := max(inside, key=len, default=None):
            found[longest] = None
        elif named_after := _area_that_opens(name, locality):
            found[named_after] = None
        elif of_table := _in_locality(name, locality):
            found[of_table] = None
    found.pop(name, None)
    return list(found)


def _is_site_of(rest: str) -> bool:
    """广场 behind 滨江苑小区 is a site there; 小区 behind 世纪花园 only says what it is, 二期 which part."""
    return len(rest) > 1 and not re.fullmatch(r"小区|社区|花园|景区|街道|园区|.期|.区|东区|西区|南区|北区", rest)


def _area_that_opens(name: str, locality: Locality) -> str:
    """海宁经济开发区 lies in 海宁市: the one county or city of that name in the article's area or around it. Towns are
    not asked: 茅山风景区 and 沈家门渔港 reach beyond 茅山镇 and 沈家门街道."""
    home = next(reversed(locality.codes), "")
    for length in range(min(6, len(name) - 2), 1, -1):
        short = name[:length]
        named = [a for a in areas_named(short) if a.level in ("city", "county") and _along(a.code, home)]
        if home and len(named) == 1 and named[0].name != short and _is_site_of(name[length:]):
            return named[0].name
    return ""


def _along(code: str, other: str) -> bool:
    """Whether one of two areas lies in the other, by their codes."""
    return code.startswith(other) or other.startswith(code)


def _in_locality(name: str, locality: Locality) -> str:
    """The county of the article that the table puts this town in."""
    home = locality.codes[-1:]
    towns = [a for a in areas_named(name) if a.name == name and a.level == "township" and a.code[:6] in home]
    return locality.county if towns else ""
