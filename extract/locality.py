"""Which area 我市, 市委 and 该镇 mean in an article.

In: the articles of a page with their mentions, and what the user states. Out: one Locality an article.
Never guesses: a level that is not certain stays empty, and the printed form with it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache

from extract.lexicon import rows
from extract.model import Article, Mention, TaggedArticle
from extract.places import (
    Area,
    area_of_code,
    areas_named,
    is_town,
    official_areas,
    place_chain,
    relative_word,
    short_name,
    split_areas,
    usual_forms,
)

_LEVEL_OF_WORD = {
    "自治区": ("province",), "省": ("province",),
    "自治州": ("city",), "州": ("city",), "盟": ("city",), "地区": ("city",),
    "市": ("county", "city", "province"), "师市": ("county", "city"),
    "县": ("county",), "区": ("county",), "旗": ("county",), "自治县": ("county",), "自治旗": ("county",),
    "镇": ("town",), "乡": ("town",), "街道": ("town",), "苏木": ("town",), "村": ("village",), "社区": ("village",),
}  # fmt: skip


@dataclass(frozen=True)
class Locality:
    """Names of the areas an article is from, official and in full; empty where not certain.

    `near` serves papers of a province or a city, whose articles speak of 县委 once they have named a county.
    `forms` are shorter names of autonomous areas as the document prints them (玉龙县), used before an organ's name.
    """

    province: str = ""
    city: str = ""
    county: str = ""
    town: str = ""
    village: str = ""
    forms: tuple[str, ...] = field(default=(), compare=False)
    near: tuple[str, ...] = field(default=(), compare=False)  # cities and counties the text has named, the latest first

    @classmethod
    def of(cls, text: str) -> Locality:
        """What a user or a file states: 瑞安市, 浙江省 温州市 瑞安市, 温州市平阳县鳌江镇."""
        return _locality(text.strip())

    @classmethod
    def of_area(cls, area: Area) -> Locality:
        names = {"province": "", "city": "", "county": "", "township": ""}
        names.update({a.level: a.name for a in area.path})
        return cls(names["province"], names["city"], names["county"], names["township"])

    @property
    def name(self) -> str:
        """The innermost area that has an authority of its own: 鳌江镇, 瑞安市, 浙江省."""
        return self.town or self.county or self.city or self.province

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Codes of the areas in the table, outermost first, the town's left out."""
        found: list[str] = []
        for name in (self.province, self.city, self.county):
            outer = found[-1] if found else ""
            inside = [a.code for a in areas_named(name) if a.name == name and a.code.startswith(outer)]
            if name and len(inside) == 1:
                found.append(inside[0])
        return tuple(found)

    def resolve(self, surface: str) -> str:
        """我市, 全县, 该镇, 市, 州 -> the area's official name, empty where this locality does not say."""
        word = relative_word(surface)
        if division := _DIVISION_CITY.match(self.county):
            return {"师市": self.county, "师": division["division"], "市": division["city"]}.get(word, "")
        tail = "市" if word == "师市" else word.removeprefix("自治") or word
        for level in _LEVEL_OF_WORD.get(word, ()):
            name: str = getattr(self, level)
            if name.endswith(tail) and not (tail == "区" and word == "区" and name.endswith("自治区")):
                return name
        if word in ("县", "区", "旗", "市", "州", "盟"):
            return next((n for n in self.near if n.endswith(word)), "")
        return ""

    def form(self, name: str) -> str:
        """The area's name as it stands before an organ: 玉龙纳西族自治县 -> 玉龙县, others unchanged."""
        if not re.search(r"自治[州县旗]$", name):
            return name
        short = usual_forms().get(name) or short_name(name) + name[-1]
        return next((f for f in self.forms if any(a.name == name for a in areas_named(f))), short)

    def after(self, name: str) -> Locality:
        """The same locality once the text has named a town or a village, alone or before an organ: 镇党委 is of it."""
        town, village = self.town, self.village
        for part in split_areas(name)[0]:
            if is_town(part):
                town, village = part, "" if part != town else village
            elif re.search(r"村$|社区$", part):
                village = part
        near = self.near
        if not self.county and (named := _authority(name, self.codes)) and named not in near[:1]:
            near = (named, *near)
        if (town, village, near) == (self.town, self.village, self.near):
            return self
        return replace(self, town=town, village=village, near=near)


@lru_cache(maxsize=10_000)
def _authority(name: str, codes: tuple[str, ...]) -> str:
    """The city or county at the head of a name, if it lies in the locality: 兰考县 of 兰考县委."""
    parts, _ = split_areas(name)
    for part in reversed(parts):
        for area in areas_named(part):
            inside = not codes or (area.code.startswith(codes[-1]) and area.code != codes[-1])
            if area.level in ("city", "county") and inside:
                return area.name
    return ""


# 第三师图木舒克市: a division and a city that are one authority.
_DIVISION_CITY = re.compile(r"(?P<division>第[一二三四五六七八九十]+师)(?P<city>.+市)$")


@lru_cache(maxsize=1_000)
def _locality(text: str) -> Locality:
    tokens = text.split()
    names = [part for t in tokens for part in ([t] if _DIVISION_CITY.match(t) else place_chain(t))]
    areas: tuple[Area, ...] = ()
    unknown: list[str] = []
    for name in names:
        here = tuple(a for a in areas_named(name) if not areas or any(a.within(o) for o in areas))
        if here:
            areas = tuple(a for a in here if a.name == name) or here
        else:
            unknown.append(name)
    levels = _common_levels(areas)
    if len(names) == 1 and areas and areas[0].level == "township":
        levels.update(province="", city="", county="")  # 光荣街道 alone may be one that the table lacks
    for name in unknown:
        levels[_level_of_unknown(name)] = name
    return Locality(levels["province"], levels["city"], levels["county"], levels["township"], levels["village"])


def _common_levels(areas: tuple[Area, ...]) -> dict[str, str]:
    """Names that all homonyms share: 鼓楼区 alone gives no city."""
    levels = dict.fromkeys(("province", "city", "county", "township", "village"), "")
    paths: list[dict[str, str]] = [{a.level: a.name for a in area.path} for area in areas]
    for level in levels:
        shared = {path.get(level, "") for path in paths}
        if len(shared) == 1:
            levels[level] = shared.pop()
    return levels


def _level_of_unknown(name: str) -> str:
    if is_town(name):
        return "township"
    if re.search(r"村$|社区$", name):
        return "village"
    return "city" if re.search(r"州$|盟$|地区$|兵团$", name) else "county"


# --- from the text ------------------------------------------------------------------------------------------------

_ORGAN_FOLLOWS = re.compile(r"委|政府|人民|人大|政协|纪委|监委|公安|法院")
_RELATIVE_WORD = re.compile(
    r"(?<![㐀-鿿])(?:[我全本]?(?P<a>自治区|[省市县区州盟旗])(?=委|政府|人民|人大|政协|纪委|监委|两会|直|领导|[㐀-鿿]{2,7}?[局办厅]))"
    r"|[我全](?P<b>自治区|[省市县区州盟旗])(?![长场])"
)
_TITLE_PLACE = re.compile(r"^(?:[㐀-鿿]{2,4}[|｜])?(?P<name>[㐀-鿿]{2,8}?)[:：]")
_DATELINE = re.compile(r"(?:本报|新华社|中新社|中新网)(?P<name>[㐀-鿿]{2,6}?)(?:\d{1,2}月\d{1,2}日)?[电讯]")
_BARE_ORGAN = re.compile(
    r"日报|晚报|晨报|早报|商报|今日|新闻|发布|融媒体?|传媒|网站|网|报社?|时讯|周刊|信息|党政|政务|在线|要闻|人民政府|门户|电视台|广播"
)

Votes = defaultdict[str, float]  # code -> weight
OFTEN = 3  # articles of a page from one place that make it the paper's


@dataclass(frozen=True)
class Evidence:
    """What one article shows about where it is from."""

    votes: Votes
    words: Counter[str]  # relative words used: 县, 市
    printed: frozenset[str]  # official names in its text
    text: str


def evidence_of(article: Article, mentions: Iterable[Mention] = ()) -> Evidence:
    """Areas an article names, weighted: its organs and its headline say more than a place in passing."""
    named = list(_official_names(article.text))
    printed = frozenset(name for name, _ in named)
    named += [(name, 1.0) for name in sorted({m.text for m in mentions if m.type == "Place"} - printed)]
    for head in (m["name"] for pattern in (_TITLE_PLACE, _DATELINE) if (m := pattern.search(article.text))):
        named += [(part, 4.0) for part in place_chain(head)]
    named += [(name, 12.0) for name in _names_in_publication(article.publication)]
    words = Counter(m["a"] or m["b"] for m in _RELATIVE_WORD.finditer(article.text))
    return Evidence(_votes(named), words, printed, article.text)


def _official_names(text: str) -> Iterator[tuple[str, float]]:
    """Every official name in running text with its weight: an organ's says more than a place's."""
    for _, end, name in official_areas(text):
        yield name, 2.0 if _ORGAN_FOLLOWS.match(text, end) else 1.0


def _votes(named: Sequence[tuple[str, float]]) -> Votes:
    """A county or city counts each time, a township once and less: the next province has one of that name too.

    Of homonyms only those count whose own city or province the article names: 舟山 decides which 普陀区 it is.
    """
    candidates = {name: _candidates(name) for name, _ in named}
    certain = {areas[0].code for areas in candidates.values() if len(areas) == 1}
    votes: Votes = defaultdict(float)
    towns: set[str] = set()
    for name, weight in named:
        areas = candidates[name]
        near = tuple(a for a in areas if any(outer.code in certain for outer in a.path[:-1]))
        areas = near if near and len(areas) > 1 else areas
        if areas and areas[0].level == "township":
            if name in towns:
                continue
            towns.add(name)
            weight = min(0.5, weight / 2)
        for area in areas:
            votes[area.code[:6]] += weight / len(areas)
    return votes


@lru_cache(maxsize=20_000)
def _candidates(name: str) -> tuple[Area, ...]:
    """Areas a name may mean, without townships where a county bears it, without counties where a province does."""
    if relative_word(name) or len(name) < 2:
        return ()
    areas = tuple(a for a in areas_named(name) if a.name == name) or areas_named(name)
    for lower in ("township", "county"):
        if any(a.level != lower for a in areas) and (lower == "township" or areas[0].name != name):
            areas = tuple(a for a in areas if a.level != lower)
    return areas


def _names_in_publication(publication: str) -> list[str]:
    """Areas a paper is named after, the inner one only: 平湖 of 嘉兴日报·平湖版, 毕节 of 毕节党政信息网."""
    pieces = [p for p in re.split(rf"{_BARE_ORGAN.pattern}|[·版]", publication) if p not in _papers_of_no_place()]
    areas = {p: [a for a in areas_named(p) if a.level != "township"] for p in pieces if len(p) > 1}
    names = [name for name, found in areas.items() if found]
    inner = [n for n in names if any(a.within(o) and a != o for a in areas[n] for m in names for o in areas[m])]
    return inner or names


@cache
def _papers_of_no_place() -> frozenset[str]:
    return frozenset(word for (line,) in rows("papers_of_no_place.txt") for word in line.split())


def localities_of(page: Sequence[TaggedArticle], override: str = "") -> list[Locality]:
    """One locality for each article of a page. `override` is what the user states (--locale) and always wins."""
    evidences = [evidence_of(t.article, t.mentions) for t in page]
    areas = _areas_of_page(evidences)
    return [_stated_or(t.article, e, a, override) for t, e, a in zip(page, evidences, areas, strict=True)]


def locality_of(article: Article, mentions: Sequence[Mention] = (), override: str = "") -> Locality:
    """The locality of an article that stands alone."""
    evidence = evidence_of(article, mentions)
    return _stated_or(article, evidence, _decide(evidence.votes, evidence.words), override)


def _stated_or(article: Article, evidence: Evidence, area: Area | None, override: str) -> Locality:
    printed = tuple(sorted(evidence.printed, key=len))
    stated = Locality.of(override or article.locale)
    if stated.name and not _inside(area, stated, evidence.words):
        return replace(stated, forms=printed)
    return replace(Locality.of_area(area), forms=printed) if area else Locality(forms=printed)


def _inside(area: Area | None, stated: Locality, words: Counter[str]) -> bool:
    """The county of an article that speaks of 县委 in what is stated to be the paper of a province or a city."""
    if area is None or area.level != "county" or stated.county or stated.town or not stated.codes:
        return False
    around = area_of_code(stated.codes[-1])
    return bool(around and area.within(around) and _suits(area, words) and not _suits(around, words))


def _areas_of_page(page: Sequence[Evidence]) -> list[Area | None]:
    """Each article by its own names; then by the page's, if it speaks of 县委 or 我市; then what most are from."""
    votes: Votes = defaultdict(float)
    for evidence in page:
        for code, weight in evidence.votes.items():
            votes[code] += weight
    _add_common_county(votes, page)
    _add_short_names(votes, page)
    own = _one_paper([_decide(e.votes, e.words) for e in page], page)
    of_one_place = len({a for a in own if a and a.level == "county"}) < 2
    by_page = [_decide(votes, e.words) if e.words and of_one_place else None for e in page]
    areas = [a or b for a, b in zip(own, by_page, strict=True)]
    shared = _shared(areas) if any(areas) else _decide(votes, sum((e.words for e in page), Counter()))
    if shared is None:
        return [a or _only_fitting(areas, e.words) for a, e in zip(areas, page, strict=True)]
    areas = [
        shared if area is None or (shared.within(area) and _suits(shared, evidence.words)) else area
        for area, evidence in zip(areas, page, strict=True)
    ]
    return _of_the_paper(areas, page)


def _of_the_paper(areas: Sequence[Area | None], page: Sequence[Evidence]) -> list[Area | None]:
    """赣州市 in most articles and 东莞市 in one, where 我市 sent a delegation: 我市 is 赣州市 there too."""
    times = Counter(area for area in areas if area)
    usual = next((area for area, often in times.most_common(1) if often >= OFTEN), None)
    if usual is None:
        return list(areas)
    return [
        usual if area and times[area] == 1 and e.words and _suits(usual, e.words) else area
        for area, e in zip(areas, page, strict=True)
    ]


def _only_fitting(areas: Sequence[Area | None], words: Counter[str]) -> Area | None:
    """碌曲县 for 县医院 on its page, though another article is about its partner 津南区 in another province."""
    counties = {area for area in areas if area and area.level == "county"}
    if not words or len({area.code[:2] for area in counties}) < 2:
        return None
    fitting = [area for area in counties if _suits(area, words)]
    return fitting[0] if len(fitting) == 1 else None


def _one_paper(own: list[Area | None], page: Sequence[Evidence]) -> list[Area | None]:
    """宜昌市 for 市委 in one article and 枝江市 in another of the page: the paper is of the city inside the other."""
    times = Counter(area for area in own if area)
    settled = list(own)
    for n, area in enumerate(own):
        if area is None or area.level != "city" or not page[n].words.get("市") or page[n].votes.get(area.code, 0) > 8:
            continue
        inner = [a for a in times if a != area and a.within(area) and a.name.endswith("市")]
        if len(inner) == 1 and times[area] == 1:
            settled[n] = inner[0]
    return settled


def _add_common_county(votes: Votes, page: Sequence[Evidence]) -> None:
    """鳌江镇 lies in two counties and 水头镇 in three, both of them in 平阳县 alone."""
    counties: Counter[str] = Counter()
    for name in sorted({name for evidence in page for name in evidence.printed}):
        counties.update({area.code[:6] for area in _candidates(name) if area.level == "township"})
    first, second = [*counties.most_common(2), ("", 0), ("", 0)][:2]
    if first[1] >= 2 and first[1] > second[1]:
        votes[first[0]] += first[1] - 0.5


def _add_short_names(votes: Votes, page: Sequence[Evidence]) -> None:
    """A county that something points to gains where its short name stands inside other names: 平阳 in 平阳普法."""
    for code in [c for c, weight in votes.items() if len(c) == 6 and weight >= 0.4]:
        area = area_of_code(code)
        if area and area.short != area.name:
            votes[code] += min(2.0, sum(e.text.count(area.short) for e in page) / 2)


def _shared(areas: Sequence[Area | None]) -> Area | None:
    """The county, else the city, else the province that most decided articles are from; None for many places."""
    decided = [area for area in areas if area]
    for level in ("county", "city", "province"):
        outer = Counter(a for area in decided for a in area.path if a.level == level)
        if outer and outer.most_common(1)[0][1] * 10 >= len(decided) * 6:
            return outer.most_common(1)[0][0]
    return None


def _suits(area: Area, words: Counter[str]) -> bool:
    """Whether the relative words of an article may mean this area: 市委 is not of a county."""
    near = [word for word in words if word not in ("省", "自治区")]
    return not near or any(area.name.endswith(word) for word in near)


# Relative words, the smaller area first; a 市 is first sought among counties' equals, then among prefectures.
_SOUGHT = (
    ("县", "county"), ("旗", "county"), ("区", "county"), ("市", ""), ("州", "city"), ("盟", "city"),
    ("自治区", "province"), ("省", "province"),
)  # fmt: skip


def _decide(votes: Votes, words: Counter[str]) -> Area | None:
    """The area that the relative words ask for and the names point to; None where two are about as likely."""
    scores = _with_inner_votes(votes)
    below_province = any(words.get(word) for word, level in _SOUGHT if level != "province")
    for word, level in _SOUGHT:
        if not words.get(word) or (level == "province" and below_province):
            continue
        fitting = {a: s for a, s in scores.items() if a.name.endswith(word) and level in ("", a.level)}
        if level == "province" and (named := _clear_winner(_of_level(scores, "county"), 2.0)) and scores[named] > 8:
            return named  # a county's paper that reports on the province
        if best := _clear_winner(fitting, 1.3):
            return _only_city_inside(best, scores) or best
    counties = _of_level(scores, "county")
    cities = {a: s for a, s in scores.items() if a.level == "city" and not any(c.within(a) for c in counties)}
    best = _clear_winner(counties, 2.0) or (None if counties else _clear_winner(cities, 2.0))
    return best if best and _suits(best, words) else None


def _only_city_inside(prefecture: Area, scores: dict[Area, float]) -> Area | None:
    """枝江市 in an article that names 宜昌市 and nothing else of it.

    A county's paper names its prefecture in full, its own organs as 市委; a prefecture's names several counties.
    """
    if prefecture.level != "city" or scores[prefecture] > 8:
        return None  # or the paper bears its name
    inside = [a for a, s in scores.items() if a.level == "county" and s >= 1.0]
    inside = [a for a in inside if a.within(prefecture)]
    alone = len(inside) == 1 and inside[0].name.endswith("市") and scores[inside[0]] >= 1.5
    return inside[0] if alone else None


def _of_level(scores: dict[Area, float], level: str) -> dict[Area, float]:
    return {a: s for a, s in scores.items() if a.level == level}


def _with_inner_votes(votes: Votes) -> dict[Area, float]:
    """Scores of areas; an area gains a little from what lies in it, and what lies in a named area gains as well."""
    scores: dict[Area, float] = {}
    for code, weight in votes.items():
        area = area_of_code(code)
        if area is None:
            continue
        scores[area] = scores.get(area, 0.0) + weight
        if area.parent and votes.get(area.parent.code):
            scores[area] += min(weight, 0.2 * votes[area.parent.code])
        for outer in area.path[:-1]:
            scores[outer] = scores.get(outer, 0.0) + 0.25 * weight
    return scores


def _clear_winner(scores: dict[Area, float], ratio: float) -> Area | None:
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0].code))
    if not ranked or ranked[0][1] < 1.5:
        return None
    if len(ranked) > 1 and ranked[0][1] < ratio * ranked[1][1]:
        return None
    return ranked[0][0]
