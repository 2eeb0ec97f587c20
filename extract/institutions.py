"""What an organ's printed name means: its canonical name, the body it is part of, the area it sits in.

In: surfaces, the locality of the article, names met in the document. Out: names. Never finds mentions in running text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from extract.locality import Locality
from extract.places import (
    LEXICON,
    areas_named,
    is_administrative,
    official_name,
    relative_word,
    short_name,
    split_areas,
)

# --- the alias table ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Organs:
    full_of: dict[str, str]  # what an organ is called -> its full name
    party: frozenset[str]  # forms that stand behind 委 of an area: 组织部
    pattern: re.Pattern[str]  # any form, the longest first


_HEADS = {"局": ("局",), "厅": ("厅",), "委": ("委员会", "委")}


@cache
def _organs() -> _Organs:
    full_of: dict[str, str] = {}
    party: set[str] = set()
    for full, aliases, kind in _rows("organs.tsv"):
        forms = [full, *aliases.split()]
        if kind == "party":
            party.update(f.removeprefix("委") for f in forms)
            forms += [f.removeprefix("委") for f in forms if len(f) > 3]
        for form in forms:
            full_of.setdefault(form, full)
    for stem, aliases, heads in _rows("bureaus.tsv"):
        for head in heads.split():
            for form in (stem, *aliases.split()):
                for tail in _HEADS[head]:
                    full_of.setdefault(form + tail, stem + _HEADS[head][0])
    longest_first = sorted(full_of, key=len, reverse=True)
    return _Organs(full_of, frozenset(party), re.compile("|".join(map(re.escape, longest_first))))


def _rows(file: str) -> Iterable[tuple[str, str, str]]:
    for line in (LEXICON / file).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            first, second, third = (*line.split("\t"), "", "")[:3]
            yield first, second, third


def organ_full_name(organ: str) -> str:
    """住建局 -> 住房和城乡建设局, 市监局综合科 -> 市场监督管理局综合科; an unknown organ is returned as it is."""
    organs = _organs()
    return organs.pattern.sub(lambda m: organs.full_of[m.group()], organ)


# --- canonical names ----------------------------------------------------------------------------------------------

_LEVEL_WORD = "自治区|自治州|省|市|县|区|州|旗|盟|镇|乡|街道|苏木|村|社区|师市|地区"
_RELATIVE = re.compile(rf"(?:[我全本该]|各)?(?P<word>{_LEVEL_WORD}|地(?=委))(?P<organ>[^省市县区州旗盟镇乡村].*|区.+|市[场监政].+|乡[村镇].+)")
# Words that only look like a level word with an organ behind it: 区域中心, 乡村振兴局, 市场监管局, 县域, 村民.
_NO_LEVEL_WORD = re.compile(
    r"市[场容民政长郊集价]|区[域块间长划位]|乡[村亲镇贤风]|村[民口落居镇务]|县[域城长]|州际|省[级长际]|社区(?:工作|教育学院)|镇痛|"
    r"旗[舰袍下帜]|盟[友约]|地区[性级]"
)
_REAL_DESPITE = re.compile(r"市(?:场监|场发展|民政|民族|民宗|民主|民营|集体|政务|政协|政府|政法|政数|政研|容环境|政园林)|"
                           r"区(?:域外|划)|村民(?:委|小组|理事)|村居|县(?:城管|域)|乡(?:贤|镇企业)|镇长")  # fmt: skip
_COMMITTEE = re.compile(r"^(?:中共|中国共产党)(?P<area>.+?)(?:第[一二三四五六七八九十百]+届)?(?P<kind>委员会|委|纪律检查委员会|工作委员会)$")
_CPPCC = re.compile(r"^(?:中国人民政治协商会议|政协)(?:第[一二三四五六七八九十百]+届)?(?P<area>.{2,15}?)(?:第[一二三四五六七八九十百]+届)?委员会(?P<rest>.*)$")
_SESSION = re.compile(r"(?:第[一二三四五六七八九十百]{1,3}届|(?<![第\d])[一二三四五六七八九十]{1,3}届)")
_CONGRESS = re.compile(r"人民代表大会(?P<standing>常务委员会)?(?P<rest>.*)$")
_YOUTH = re.compile(rf"^(?:共青)?团(?P<word>{_LEVEL_WORD}|地)(?P<rest>工?委.*)$")
_ANAPHORA = re.compile(
    r"^(?:[该我本]|这[家个所支])(?P<head>局|厅|院|所|校|公司|集团|中心|医院|学校|大学|学院|协会|学会|商会|支队|大队|中队|队|银行|支行|"
    r"部|委|办|会|站|科|室|处|厂|社|合作社|企业|单位|机构|支部|党支部|党委|党总支|居委会|村委会|党组|村党支部|派出所|联合会)$"
)
_PLAIN_HEAD = re.compile(r"^(?:公司|集团|学院|学校|大学|医院|合作社|联合社|协会|商会|支部|党支部|党总支|党委|党组|居委会|村委会|社区|卫生院|专班|工作专班|"
                         r"督导组|巡察组|工作组|调研组|执法检查组|领导小组|指挥部|联席会议|大会主席团)$")  # fmt: skip
_FIRM_WORDS = {"企业": ("公司", "集团", "厂"), "公司": ("公司",), "合作社": ("合作社", "联合社"), "单位": (), "机构": ()}
_COURT_HEADS = ("人民法院", "人民检察院", "人民政府")


def canonical_institution(surface: str, locality: Locality, known: Sequence[str] = ()) -> str:
    """The fullest name that the document makes certain; the printed form where nothing is.

    市委 -> 瑞安市委, 市政府 -> 瑞安市人民政府, 团县委 -> 共青团平阳县委, 该局 -> the bureau met last, 市住建局 -> 瑞安市住建局
    (`full_name` writes 住建局 out). `known`: canonical names of the document in the order met, the latest last; later
    mentions may be in it too: a fuller form anywhere in the document is taken up.
    """
    name = re.sub(r"[ 　\n]+", "", surface)
    if relative_word(name):
        area = locality.resolve(name)
        return government_of(area) if area else surface
    anaphor = _ANAPHORA.match(name)
    if anaphor:
        return _last_with_head(anaphor["head"], known) or surface
    name = _plain_form(name)
    relative = _relative(name, locality)
    if relative is None:
        return name
    if relative:
        return _fuller(relative, known)
    parts, rest = split_areas(name)
    if parts and not rest and not re.search(r"(?:度假|文化|民俗)村$", name):
        return government_of(official_name(parts[-1], locality))
    if parts:
        return _fuller(_with_area(name, parts, rest), known)
    return _bare(name, locality, known)


def _plain_form(name: str) -> str:
    """Without party and session formulas: 中共宣威市第六届委员会 -> 宣威市委, 县十九届人大常委会 -> 县人大常委会."""
    if committee := _COMMITTEE.match(name):
        area, kind = committee["area"], committee["kind"]
        if kind == "纪律检查委员会":
            return area + "纪委"
        if re.search(r"[镇乡]$|街道$|苏木$", area):
            return area + ("党工委" if kind == "工作委员会" or area.endswith("街道") else "党委")
        if relative_word(area) or areas_named(area) or re.search(r"[省市县区州旗盟]$", area):
            return area + "委"
    name = re.sub(r"^(?:中共|中国共产党)(?=.{2,})(?!中央|党员)", "", name)
    if (cppcc := _CPPCC.match(name)) and (areas_named(cppcc["area"]) or relative_word(cppcc["area"])):
        return cppcc["area"] + "政协" + cppcc["rest"]
    if _SESSION.search(name) and re.search(r"人大|人民代表大会|委|政协", name) and not re.search(r"次(?:全体)?会议", name):
        name = _SESSION.sub("", name, count=1)
    if congress := _CONGRESS.search(name):
        if "次会议" not in name and "主席团" not in name:
            name = name[: congress.start()] + ("人大常委会" if congress["standing"] else "人大") + congress["rest"]
    return name


def _relative(name: str, locality: Locality) -> str | None:
    """Canonical name of 市委, 团县委, 镇政府…; "" where the name has no level word; None where its area is uncertain."""
    if youth := _YOUTH.match(name):
        area = locality.resolve("地区" if youth["word"] == "地" else youth["word"])
        return "共青团" + locality.form(area) + youth["rest"] if area else None
    found = _RELATIVE.match(name)
    if found is None or (_NO_LEVEL_WORD.match(name) and not _REAL_DESPITE.match(name)):
        return ""
    word, organ = found["word"], found["organ"]
    if word != "自治区" and split_areas(name)[0] and areas_named(split_areas(name)[0][0]):
        return ""
    area = locality.resolve("地区" if word == "地" else word)
    if not area:
        return None
    if word == "村" and organ in ("委会", "委", "民委员会"):
        organ = "村委会"
    return _compose(locality.form(area), organ, word)


def _compose(area: str, organ: str, word: str = "") -> str:
    """Area and organ as one name: 歙县 + 委 -> 歙县县委, 阿克苏地区 + 委 -> 阿克苏地委, 市 + 法院 -> 人民法院."""
    if organ.startswith("委"):
        if area.endswith("地区"):
            return area.removesuffix("区") + organ
        if len(area) == 2 and not area.endswith("区"):
            return area + area[-1] + organ
        return area + organ
    return area + _official_head(organ, prefecture=word in ("市", "州", "盟") and _is_prefecture(area))


def _is_prefecture(area: str) -> bool:
    areas = [a for a in areas_named(area) if a.level != "township"]
    return bool(areas) and areas[0].level == "city"


def _official_head(organ: str, prefecture: bool = False) -> str:
    """政府 -> 人民政府, 法院 -> 人民法院 (中级人民法院 of a prefecture), 检察院 -> 人民检察院; others unchanged."""
    if organ == "政府":
        return "人民政府"
    if re.match(r"法院(?!人|路|家属)", organ):
        return ("中级" if prefecture else "") + "人民" + organ
    if organ in ("中院", "中级法院"):
        return "中级人民法院"
    if organ in ("高院", "高级法院"):
        return "高级人民法院"
    if organ.startswith("检察院"):
        return "人民" + organ
    return organ


def _with_area(name: str, parts: tuple[str, ...], rest: str) -> str:
    """A name that prints its area: 海南省政府 -> 海南省人民政府, 歙县委 -> 歙县县委."""
    head = name[: len(name) - len(rest)]
    if rest.startswith("委"):
        return head[: -len(parts[-1])] + _compose(parts[-1], rest) if len(parts[-1]) == 2 else name
    if re.match(r"[县市区旗](?:委|政府|人民|法院|检察院|人大|政协|纪委)", rest) and parts[-1].endswith(rest[0]):
        return name if rest[1] == "委" and len(parts[-1]) == 2 else head + _official_head(rest[1:])
    if re.match(r"[镇乡村](?:党委|政府|人民|人大|纪委|党支部|党总支|村委会)", rest) and parts[-1].endswith(rest[0]):
        return head + _official_head(rest[1:])
    return head + _official_head(rest)


def _bare(name: str, locality: Locality, known: Sequence[str]) -> str:
    """An organ without a level word: by a fuller form of the document, else by what the organ is."""
    if short := _short_prefix(name, locality):
        return _fuller(short, known)
    fuller = _fuller(name, known)
    if fuller != name:
        return fuller
    if _PLAIN_HEAD.match(name):
        return _last_with_head(name, known) or name
    if longer := _firm(name, known) or _unit_of_known(name, known):
        return longer
    organs = _organs()
    head = organs.pattern.match(name)
    area = locality.county or locality.city or locality.province
    if head is None or not area:
        return name
    exact = head.end() == len(name)
    if exact and name in organs.party:
        return _compose(locality.form(area), "委" + name)
    if exact and (name[-1] not in "厅" or area == locality.province):
        return _compose(locality.form(area), name)
    return name


def _short_prefix(name: str, locality: Locality) -> str:
    """句容市场监管局 -> 句容市市场监管局, 瑞安法院 -> 瑞安市人民法院: a short area name before a known organ."""
    organs = _organs()
    for length in range(2, min(6, len(name) - 1)):
        organ = name[length:]
        found = organs.pattern.match(organ)
        if found is None or found.end() != len(organ):
            continue
        area = official_name(name[:length], locality)
        if area != name[:length] and is_administrative(area):
            return _compose(locality.form(area), organ) if organ not in organs.party else ""
    return ""


def _fuller(name: str, known: Sequence[str]) -> str:
    """The longest name of the document that is this one with areas or a parent before it, the latest first."""
    best = name
    for other in reversed(known):
        if len(other) > len(name) and other.endswith(name) and best == name and _is_prefix_of_name(other[: -len(name)], name):
            best = other
    return best


def _is_prefix_of_name(prefix: str, name: str) -> bool:
    """Whether what stands before is areas or a whole body, so that both names are one: 平阳县|鳌江镇人大, not 副|局."""
    parts, rest = split_areas(prefix)
    if prefix.startswith(("共青团", "民盟", "民革", "民建", "民进", "政协")):
        return False
    return bool((parts and not rest) or areas_named(prefix) or _BODY_END.search(prefix))


_FIRM_TAIL = re.compile(r"(?:股份|科技|实业|集团|控股|食品|农业|果业|服饰)*(?:有限责任公司|股份有限公司|有限公司|公司|集团|合作社|专业合作社|联合社)$")


def _firm(name: str, known: Sequence[str]) -> str:
    """天枢机器人 -> 重庆天枢机器人有限公司: what a firm is called after its full name was given."""
    if len(name) < 3:
        return ""
    for other in reversed(known):
        at = other.find(name)
        if at >= 0 and len(other) > len(name) and _FIRM_TAIL.fullmatch(other[at + len(name) :] or "-") and at <= 6:
            return other
    return ""


# A unit's bare name belongs to the body of that kind which the document has named last.
_UNIT_OF = (
    (re.compile(r"第?[一二三四五六七八九十]*检察部$|案件管理办公室$|派驻.*检察室$"), re.compile(r"人?民?检察院$")),
    (re.compile(r"(?:人民法庭|审判庭|[一二三四五]庭|执行局|执行庭|立案庭)$"), re.compile(r"人民法院$")),
    (re.compile(r"(?:监督检查室|审查调查室|党风政风监督室|案件监督管理室|纪检监察室|信访室)$"), re.compile(r"纪委监委$|纪委$")),
    (re.compile(r"(?:派出所|刑侦大队|治安大队|警务站|巡特警大队|反诈中心|情指中心|经侦大队|禁毒大队|网安大队)$"),
     re.compile(r"公安局$|分局$")),
    (re.compile(r"司法所$"), re.compile(r"司法局$")),
    (re.compile(r"(?:提案|文史|学习|农业|农村|经济|科技|社会|法制|民族|宗教|人口|资源|环境|教科卫|侨).*委$"), re.compile(r"政协$")),
    (re.compile(r"^第[一二三四五六七八九十]+巡察组$"), re.compile(r"[市县区旗州省]委$")),
    (re.compile(r"(?:[内外儿妇骨][一二三四五]?科|急诊科|.{1,4}内科|.{1,4}外科|护理部|医务科)$"), re.compile(r"医院$")),
)  # fmt: skip


def _unit_of_known(name: str, known: Sequence[str]) -> str:
    for unit, body in _UNIT_OF:
        if unit.search(name):
            return next((k + name for k in reversed(known) if body.search(k)), "")
    return ""


def _last_with_head(head: str, known: Sequence[str]) -> str:
    tails = _FIRM_WORDS.get(head, (head,))
    for name in reversed(known):
        if not tails or (name.endswith(tails) and name not in tails and not _PLAIN_HEAD.match(name)):
            return name
    return ""


def full_name(name: str) -> str:
    """The official long form: 瑞安市住建局 -> 瑞安市住房和城乡建设局, 瑞安市委统战部 -> 瑞安市委统一战线工作部."""
    parts, rest = split_areas(name)
    return name[: len(name) - len(rest)] + organ_full_name(rest) if parts else organ_full_name(name)


# --- keys ---------------------------------------------------------------------------------------------------------

_KEY_RULES = (
    (re.compile(r"^(?:中共|中国共产党)"), ""),
    (re.compile(r"^共青团(?:中国)?|^团(?=[^体校结])"), "共青团"),
    (re.compile(r"党总支部"), "党总支"),
    (re.compile(r"支部委员会$|党支部$|支部$"), "党支部"),
    (re.compile(r"街道办$"), "街道办事处"),
    (re.compile(r"村民委员会$"), "村委会"),
    (re.compile(r"(?:社区)?居民委员会$"), "居委会"),
    (re.compile(r"(?<=[区园])管理委员会$"), "管委会"),
    (re.compile(r"行署$"), "行政公署"),
    (re.compile(r"^(共青团.+委)员会$"), r"\1"),
    (re.compile(r"有限责任公司|股份有限公司|有限公司"), "公司"),
    (re.compile(r"工作委员会"), "工委"),
    (re.compile(r"(?<=[镇乡])委员会$"), "党委"),
    (re.compile(r"[“”\"'‘’《》（）()·\s]"), ""),
)


@lru_cache(maxsize=50_000)
def institution_key(name: str) -> str:
    """Equal for variants of one body: 瑞安市住建局 and 瑞安市住房和城乡建设局, 中共瑞安市委 and 瑞安市委.

    Only the innermost area of the prefix counts, in its official form: 常州市金坛区市场监管局 = 金坛区市场监管局.
    """
    name = _plain_form(re.sub(r"[ 　]", "", name))
    for pattern, replacement in _KEY_RULES:
        name = pattern.sub(replacement, name)
    youth = name.startswith("共青团")
    parts, organ = split_areas(name.removeprefix("共青团"))
    area = parts[-1] if parts else ""
    if not parts:
        area, organ = _key_prefix(organ)
    if area:
        areas = [a for a in areas_named(area) if a.level != "township"]
        area = areas[0].name if len({a.name for a in areas}) == 1 else area
        if re.match(r"[县市区旗盟州](?=委)", organ) and area.endswith(organ[0]):
            organ = organ[1:]
    if not area and organ.startswith("国家税务总局"):
        area, organ = (*split_areas(organ.removeprefix("国家税务总局"))[0][-1:], "")[0], organ.removeprefix("国家税务总局")
        organ = organ.removeprefix(area)
    organ = _bureau_family(_COURT_LEVEL.sub("人民法院", organ_full_name(organ))).replace("委员会", "委")
    organ = re.sub(r"(?<=[^两])办$", "办公室", organ)
    organ = "人民医院" if organ == "医院" else organ
    return ("共青团" if youth else "") + area + organ


@cache
def _families() -> tuple[tuple[str, re.Pattern[str]], ...]:
    patterns = []
    for family, made_of, needed in _rows("bureau_families.tsv"):
        must = "".join(f"(?=[{made_of}]*{c})" for c in needed.split())
        patterns.append((family, re.compile(f"^{must}[{made_of}]+(?=局|厅|委)")))
    return tuple(patterns)


def _bureau_family(organ: str) -> str:
    """文化体育和旅游局党组 -> 文旅局党组."""
    for family, pattern in _families():
        if found := pattern.match(organ):
            return family + organ[found.end() :]
    return organ


_COURT_LEVEL = re.compile(r"(?:中级|高级)人民法院")


def _key_prefix(name: str) -> tuple[str, str]:
    """A short area name before a known organ: 瑞安|烟草专卖局."""
    found = _organs().pattern.search(name)
    if found and 2 <= found.start() <= 6:
        area = name[: found.start()]
        if any(a.level != "township" for a in areas_named(area)):
            return area, name[found.start() :]
    for length in (2, 3, 4):
        if name[length:] in ("地委",) and areas_named(name[:length]):
            return name[:length] + "地区", "委"
    if (found := re.match(r"(.{2,6}地)(委.*)$", name)) and areas_named(found[1] + "区"):
        return found[1] + "区", found[2]
    return "", name


# --- part of ------------------------------------------------------------------------------------------------------

_BODY_END = re.compile(
    r"(?:局|厅|委|委员会|常委会|政府|人大|政协|纪委|监委|法院|检察院|院|部|中心|公司|集团|大学|学院|学校|中学|小学|医院|银行|支行|分行|"
    r"协会|学会|联合会|商会|总会|联盟|工会|妇联|党校|研究所|海关|党组|党委|党工委|党总支|办公室|办事处|办|支队|大队|总队|指挥部|油田|社|站|所|师|"
    r"领导小组|管委会|工商联|科协|文联|残联|侨联|红十字会|厂|馆|院前|总局|分局|酒店|矿)$"
)
_UNIT_END = re.compile(
    r"(?:科|股|室|处|队|所|部|组|站|中心|支部|总支|党委|党组|分局|监管局|管理局|局|支行|分行|支局|分公司|子公司|公司|分院|校区|庭|办公室|办|委员会|专委会|"
    r"工委|小组|学院|医院|研究院|研究所|系|分会|委员会|基地|团|班|车间|项目部|工作室|联络站|联络室|党校|常委会|主席团|校|社|妇联|督查室|学会|"
    r"服务队|突击队|总站|台|馆|党支部|指挥部|院|团支部|工会|专班|窗口|厂|矿|实验室|协会|商会|合唱团|讲师团|志愿者|机关|会|联合会|警务站|研究室|报社|电视台|支社)$"
)
# 人大常委会 and 人民政府 are the body itself, not a unit of the one before.
_NOT_A_UNIT = re.compile(
    r"^(?:常委会|常务委员会|人民政府|政府|会|员会|室|监委|委员会|公司|集团|集团有限公司|有限公司|有限责任公司|股份有限公司|长办公室|校区?|"
    r"长|[工党]作?委|行|联合社|站|办|中心|院|局|部|社|队|所|党组织|协会|商会|学会|研究会|联合会|建设|管理中心|服务中心)$"
)
_PARTY_HEADS = re.compile(r"^(?P<body>[县市区旗州盟]?委|党委|地委|党工委|工委)(?P<unit>.+)$")
_STATE_HEADS = re.compile(
    r"^(?P<body>人民政府|政府|人大常委会|人大|政协|纪委监委|纪委|监委|人民法院|中级人民法院|高级人民法院|法院|人民检察院|检察院)(?P<unit>.+)$"
)
_ASSOCIATION = re.compile(
    r"^(?P<body>民革|民盟|民建|民进|农工党|致公党|九三学社|台盟|共青团|中国红十字会|中国民主[促建][进国]会|中国民主同盟)(?P<unit>.*(?:委|委会|委员会|支部|总支|支社|小组|基层委|工委))$"
)
_INFIX_BRANCH = re.compile(
    r"^(?P<body>.{2,20}?(?:银行|总局|局|公司|大学|学院|美院|研究院|集团|海关|医院|学校|科学院|中国石化|中国移动|中国联通|中国电信|中国人寿|中国信保|书店|保险|财险|石化|移动|电信|联通))"
    r"(?P<unit>(?P<area>[^局院]{2,12}?)(?:分局|支行|分行|分公司|支公司|监管支局|税务局|分院|校区|研究院|产业创新研究院|创新中心|协作医院|医院|供电公司|研究所|监管局|局|支局|学院|项目部|车间|服务站|试验站|管护站|精密机械研究所|工作站))$"
)


def parent_of(name: str, known: Collection[str] = ()) -> str | None:
    """The body that the name itself shows this one to be part of: 瑞安市委组织部 -> 瑞安市委; None where it shows none.

    The longest body of the document that the name begins with is taken, else the border is found by the words.
    """
    parts, organ = split_areas(name)
    area = name[: len(name) - len(organ)]
    by_words = _parent_by_words(name, area, organ)
    candidates = [
        k for k in known
        if len(area) < len(k) < len(name) - 1 and name.startswith(k) and not _NOT_A_UNIT.match(name[len(k):])
        and _UNIT_END.search(name[len(k):]) and _BODY_END.search(k)
    ]  # fmt: skip
    if candidates:
        longest = max(candidates, key=len)
        if by_words is None or len(longest) >= len(by_words) - 2:
            return longest
    return by_words


_DISCIPLINE_GROUP = re.compile(r"^(?P<body>.{2,}(?:纪委监委|纪委|监委))(?:派驻|驻).+(?:纪检监察组|纪检组)$")


def _parent_by_words(name: str, area: str, organ: str) -> str | None:
    if found := _DISCIPLINE_GROUP.match(name):
        return found["body"]
    nested = _nested_parent(area, organ) if area else None
    if nested:
        return nested
    if found := _ASSOCIATION.match(name):
        return found["body"] if found["body"] != "共青团" else None
    if area and (found := _PARTY_HEADS.match(organ)) and _UNIT_END.search(found["unit"]) and found["unit"] != "会":
        return None if found["unit"] in ("员会",) else area + found["body"]
    if area and (found := _STATE_HEADS.match(organ)):
        if _NOT_A_UNIT.match(found["unit"]) or not _UNIT_END.search(found["unit"]) or found["unit"].startswith("代表"):
            return _congress_office(area, found["body"], found["unit"])
        return area + _official_head(found["body"])
    if not area and (found := _INFIX_BRANCH.match(name)) and not _NOT_A_UNIT.match(found["unit"]):
        if any(a.level != "township" for a in areas_named(found["area"])):
            return found["body"]
    return None


def _congress_office(area: str, body: str, unit: str) -> str | None:
    """鳌江镇人大代表联络站 -> 鳌江镇人大."""
    return area + "人大" if body == "人大" and re.match(r"代表.*(?:联络站|之家|工作室|联络室)$", unit) else None


_HEAD_BORDER = re.compile(
    r"(?:总局|局|厅|委员会|委(?!员)|医院|法院|检察院|大学|职业技术学院|学院|公司|集团|银行|研究院|总工会|妇联|联合会|党组|党校|中学|小学|学校|海关|"
    r"指挥部|领导小组|党委|党工委|党总支|协会|商会|办事处|中心|支队|大队|政府|煤矿|油田|科学院|工商联|科协|共青团|红十字会|办公室|管委会)"
)


def _nested_parent(area: str, organ: str) -> str | None:
    """X局Y科 -> X局, the last border that leaves a unit: X局Y科第一党支部 -> X局Y科 only where that is a body."""
    best = None
    for found in _HEAD_BORDER.finditer(organ):
        body, unit = organ[: found.end()], organ[found.end() :]
        if len(unit) < 2 or _NOT_A_UNIT.match(unit) or not _UNIT_END.search(unit) or len(body) < 2:
            continue
        if unit[0] in "、和与及驻" or (re.match(r"(?:管理|服务|工作|监督|党员服务|人才|志愿|有限|股份)", unit) and len(unit) < 5):
            continue
        best = area + body
    return best


# --- seat ---------------------------------------------------------------------------------------------------------

_NATIONAL = re.compile(r"^(?:全国|中央|国家|国务院|中国(?!农业银行.+支行)|中共中央|新华社|人民日报)")
_CHINA_BRANCH = re.compile(r"支行$|分行$|分公司$|支公司$|分局$|税务局|供电公司|支局$|委$|支部$|支社$|总支$")


def seat_of(name: str, locality: Locality, known: Collection[str] = ()) -> str | None:
    """The area that the name shows the body to govern or sit in: 瑞安市委 -> 瑞安市, 鳌江镇人大 -> 鳌江镇; None else.

    `known`: places of the document; they decide what a short name inside an organ's name means (旅顺口分局).
    """
    parts, organ = split_areas(name)
    if parts:
        inner = _infix_seat(organ, locality, known)
        outer = official_name(parts[-1], locality, known)
        return inner or outer
    return _infix_seat(name, locality, known) or _prefix_seat(name, locality, known)


_INFIX_AREA = re.compile(
    r"(?:局|公司|银行|总局|大学|学院|医院|法院|研究院|美院|集团|共青团|团|民革|民盟|民建|民进|农工党|致公党|九三学社|台盟|国网|驻|协会|学校|总队|支队|大队|海关)"
    r"(?P<area>[㐀-鿿]{2,11}?)"
    r"(?=分局|支行|分行|分公司|支公司|监管|税务局|分院|校区|研究院|产业|创新|协作|医院|供电|研究所|支局|项目部|车间|服务站|试验站|管护站|"
    r"中队|大队|派出所|人民法庭|法庭|司法所|所$|工?委$|市委|县委|区委|州委|支部|总支|支社|工作|分会|帮扶|$)"
)


def _infix_seat(text: str, locality: Locality, known: Collection[str]) -> str | None:
    """旅顺口区 in 大连市公安局旅顺口分局, 句容市 in 民进句容支部."""
    for found in _INFIX_AREA.finditer(text):
        area = _certain_area(found["area"], locality, known)
        if area:
            return area
    return None


def _certain_area(name: str, locality: Locality, known: Collection[str]) -> str | None:
    """The area a stretch inside a name means: printed in full, or a short name of a place of the document or near."""
    parts, rest = split_areas(name)
    if parts and not rest and areas_named(parts[-1]):
        return official_name(parts[-1], locality, known)
    if parts and not rest and parts[-1] in known:
        return parts[-1]
    area = official_name(name, locality, known)
    return area if area != name else None


def _prefix_seat(name: str, locality: Locality, known: Collection[str]) -> str | None:
    """湖北省 of 湖北橘颂果业股份有限公司, 大连市 of 大连海洋大学: a short name at the head of an organ's name."""
    if _NATIONAL.match(name):
        return None
    for length in (6, 5, 4, 3, 2):
        short = name[:length]
        if length >= len(name) or not areas_named(short):
            continue
        areas = [a for a in areas_named(short) if not a.former]
        if areas[0].level in ("province", "city") or any(_near(a.code, locality) for a in areas) or _is_known(short, known):
            area = official_name(short, locality, known)
            if area != short:
                return area
    return None


def _near(code: str, locality: Locality) -> bool:
    return any(code.startswith(c) for c in locality.codes[-1:])


def _is_known(short: str, known: Collection[str]) -> bool:
    return any(short_name(k) == short for k in known)


# --- governments and posts ----------------------------------------------------------------------------------------


def government_of(area: str) -> str:
    """The body that acts for an area: 瑞安市 -> 瑞安市人民政府, 宜城街道 -> 宜城街道办事处, 黎明村 -> 黎明村村民委员会."""
    if area.endswith("街道"):
        return area + "办事处"
    if area.endswith(("社区", "居民区")):
        return area + "居民委员会"
    if area.endswith(("村", "嘎查", "屯")):
        return area + "村民委员会"
    if area.endswith("地区"):
        return area + "行政公署"
    if area.endswith("盟"):
        return area + "行政公署"
    if re.search(r"(?:开发区|园区|新区|度假区|高新区|管理区|风景区|景区)$", area) and not any(
        a.level in ("province", "city", "county") and a.name == area for a in areas_named(area)
    ):
        return area + "管委会"
    return area + "人民政府"


def is_party_department(organ: str) -> bool:
    """组织部, 统战部, 政法委, 党校: what the committee of an area leads."""
    return organ in _organs().party


def is_known_organ(organ: str) -> bool:
    """Whether the alias table knows the whole organ: 公安局, 人社局, 政协, 总工会."""
    return organ in _organs().full_of


def body_of_title(title: str, locality: Locality, place: str = "") -> str | None:
    """The body that a title alone implies: 副市长 -> X市人民政府, 市委常委 and 县委书记 -> the committee, 省人大代表 -> 省人大.

    `place`: the area printed before the title (曲靖市副市长), else the locality decides. None where nothing is certain.
    """
    from extract.titles import parse_titles

    parts = parse_titles(place + title)
    if not parts or not parts[-1].body:
        return None
    body = canonical_institution(parts[-1].body, locality)
    return None if relative_word(body[:1]) and body == parts[-1].body else body
