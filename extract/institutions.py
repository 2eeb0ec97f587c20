"""What an organ's printed name means: its canonical name, the body it is part of, the area it sits in.

In: surfaces, the locality of the article, names met in the document. Out: names. Never finds mentions in running text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from extract.locality import Locality
from extract.organs import (
    bureau_family,
    either,
    is_known_organ,
    is_party_department,
    known_organ_in,
    official_form,
    organ_full_name,
    words,
)
from extract.places import areas_named, is_administrative, official_name, relative_word, short_name, split_areas
from extract.titles import parse_titles

# --- canonical names ----------------------------------------------------------------------------------------------

_LEVEL_WORD = "自治区|自治州|省|市|县|区|州|旗|盟|镇|乡|街道|苏木|村|社区|师市|地区"
_RELATIVE = re.compile(
    rf"[我全本该各]?(?P<word>{_LEVEL_WORD}|地(?=委))(?P<organ>[^省市县区州旗盟镇乡村].*|区.+|市[场监政].+|乡[村镇].+)"
)
_NO_LEVEL_WORD = re.compile(rf"(?!{either('level_word_despite')})(?:{either('no_level_word')})")
_YOUTH = re.compile(rf"^(?:共青)?团(?P<word>{_LEVEL_WORD}|地)(?P<rest>工?委.*)$")
_ANAPHORA = re.compile(rf"^(?:[该我本]|这[家个所支])(?P<head>{either('anaphor_head')})$")
_PLAIN_HEAD = re.compile(rf"^(?:{either('plain_head', 'team')})$")
# What 该企业 may be; 该单位 is anything.
_HEADS_MEANT = {"企业": ("公司", "集团", "厂"), "合作社": ("合作社", "联合社"), "单位": (), "机构": ()}


def canonical_institution(surface: str, locality: Locality, known: Sequence[str] = ()) -> str:
    """The fullest name that the document makes certain; the printed form where nothing is.

    市委 -> 瑞安市委, 市政府 -> 瑞安市人民政府, 团县委 -> 共青团平阳县委, 该局 -> the bureau met last, 市住建局 ->
    瑞安市住建局 (`full_name` writes 住建局 out). `known`: canonical names of the document in the order met, the latest
    last; later mentions may be in it too: a fuller form anywhere in the document is taken up.
    """
    name = re.sub(r"[ 　\n]+", "", surface)
    if relative_word(name):
        area = locality.resolve(name)
        return government_of(area) if area else surface
    if anaphor := _ANAPHORA.match(name):
        return _last_with_head(anaphor["head"], known) or surface
    name = _plain_form(name)
    relative = _relative(name, locality)
    if relative is None:
        return name
    if relative:
        return _fuller(relative, known)
    parts, rest = split_areas(name)
    if parts and not rest and not name.endswith(words("not_a_village")):
        return government_of(official_name(parts[-1], locality))
    if parts and _starts_anew(rest, locality):
        return _fuller(rest, known)
    if parts and rest:
        return _fuller(_with_area(parts, rest), known)
    return _bare(name, locality, known)


_NTH = "第[一二三四五六七八九十百]+届"
_PARTY_COMMITTEE = re.compile(
    rf"^(?:中共|中国共产党)(?P<area>.+?)(?:{_NTH})?(?P<kind>委员会|委|纪律检查委员会|工作委员会)$"
)
_CPPCC = re.compile(rf"^(?:中国人民政治协商会议|政协)(?:{_NTH})?(?P<area>.{{2,15}}?)(?:{_NTH})?委员会(?P<rest>.*)$")
_SESSION = re.compile(r"(?:第[一二三四五六七八九十百]{1,3}届|(?<![第\d])[一二三四五六七八九十]{1,3}届)")
_HAS_SESSIONS = re.compile(r"^(?!.*次(?:全体)?会议).*(?:人大|人民代表大会|委|政协)")
_CONGRESS = re.compile(r"人民代表大会(?P<standing>常务委员会)?(?P<rest>.*)$")


def _plain_form(name: str) -> str:
    """Without party and session formulas: 中共宣威市第六届委员会 -> 宣威市委, 县十九届人大常委会 -> 县人大常委会."""
    if committee := _PARTY_COMMITTEE.match(name):
        plain = _plain_committee(committee["area"], committee["kind"])
        if plain:
            return plain
    name = re.sub(r"^(?:中共|中国共产党)(?=.{2,})(?!中央|党员)", "", name)
    if (cppcc := _CPPCC.match(name)) and (areas_named(cppcc["area"]) or relative_word(cppcc["area"])):
        return cppcc["area"] + "政协" + cppcc["rest"]
    if _SESSION.search(name) and _HAS_SESSIONS.match(name):
        name = _SESSION.sub("", name, count=1)
    if (congress := _CONGRESS.search(name)) and "次会议" not in name and "主席团" not in name:
        name = name[: congress.start()] + ("人大常委会" if congress["standing"] else "人大") + congress["rest"]
    return name


def _plain_committee(area: str, kind: str) -> str:
    if kind == "纪律检查委员会":
        return area + "纪委"
    if re.search(r"[镇乡]$|街道$|苏木$", area):
        return area + ("党工委" if kind == "工作委员会" or area.endswith("街道") else "党委")
    is_area = relative_word(area) or areas_named(area) or re.search(r"[省市县区州旗盟]$", area)
    return area + "委" if is_area else ""


def _relative(name: str, locality: Locality) -> str | None:
    """Canonical name of 市委, 团县委, 镇政府…; "" for a name without a level word; None where its area is uncertain."""
    if youth := _YOUTH.match(name):
        area = locality.resolve("地区" if youth["word"] == "地" else youth["word"])
        return "共青团" + locality.form(area) + youth["rest"] if area else None
    found = _RELATIVE.match(name)
    if found is None or _NO_LEVEL_WORD.match(name):
        return ""
    word, organ = found["word"], found["organ"]
    parts, _ = split_areas(name)
    if (word != "自治区" and parts and areas_named(parts[0])) or _starts_with_short_name(name, locality):
        return ""
    area = locality.resolve("地区" if word == "地" else word)
    if not area:
        return None
    if word == "村" and organ in ("委会", "委", "民委员会"):
        organ = "村委会"
    return _compose(locality.form(area), organ, of_prefecture=word in ("市", "州", "盟") and _is_prefecture(area))


def _starts_with_short_name(name: str, locality: Locality) -> bool:
    """镇安文旅集团 in 镇安县 is no body of the town."""
    shorts = (short_name(area) for area in (locality.province, locality.city, locality.county) if area)
    return any(len(short) > 1 and name.startswith(short) for short in shorts)


def _compose(area: str, organ: str, of_prefecture: bool = False) -> str:
    """Area and organ as one name: 歙县 + 委 -> 歙县县委, 阿克苏地区 + 委 -> 阿克苏地委, 瑞安市 + 政府 -> 人民政府."""
    if not organ.startswith("委"):
        of_area = organ in ("政府", "人民政府") and area.endswith(_WITH_AGENCY)
        return government_of(area) if of_area else area + official_form(organ, of_prefecture)
    if area.endswith("地区"):
        return area.removesuffix("区") + organ
    return area + area[-1] + organ if len(area) == 2 and not area.endswith("区") else area + organ


def _is_prefecture(area: str) -> bool:
    areas = [a for a in areas_named(area) if a.level != "township"]
    return bool(areas) and areas[0].level == "city"


def _starts_anew(rest: str, locality: Locality) -> bool:
    """三涧堡街道|大连樱之源农业科技有限公司: a name begins with a larger area, what stands before says where it is."""
    larger = {short_name(name) for name in (locality.province, locality.city, locality.county) if name}
    return any(len(short) > 1 and rest.startswith(short) and len(rest) > len(short) + 3 for short in larger)


_LEVEL_TWICE = re.compile(r"[县市区旗](?:委|政府|人民|法院|检察院|人大|政协|纪委)")
_TOWN_TWICE = re.compile(r"[镇乡村](?:党委|政府|人民|人大|纪委|党支部|党总支|村委会)")


def _with_area(parts: tuple[str, ...], rest: str) -> str:
    """A name that prints its area: 海南省政府 -> 海南省人民政府, 歙县委 -> 歙县县委, 新市镇镇政府 -> 新市镇人民政府.

    Of several areas the innermost stays: 台州市椒江区委人才办 -> 椒江区委人才办.
    """
    area = parts[-1]
    if rest.startswith("委"):
        return _compose(area, rest)
    if _LEVEL_TWICE.match(rest) and area.endswith(rest[0]):
        return area + rest if rest[1] == "委" and len(area) == 2 else area + official_form(rest[1:])
    if _TOWN_TWICE.match(rest) and area.endswith(rest[0]):
        return area + official_form(rest[1:])
    return area + official_form(rest)


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
    area = locality.county or locality.city or locality.province
    if not area or not is_known_organ(name):
        return name
    if is_party_department(name):
        return _compose(locality.form(area), "委" + name)
    return _compose(locality.form(area), name) if name[-1] != "厅" or area == locality.province else name


_BRANCH = re.compile(r"(?<=局)[㐀-鿿]{2,6}(?:分局|支局|大队|中队|支队)$")  # 茅山分局 of 句容市场监管局茅山分局


def _short_prefix(name: str, locality: Locality) -> str:
    """句容市场监管局 -> 句容市市场监管局, 瑞安法院 -> 瑞安市人民法院: a short area name before a known organ."""
    for length in range(2, min(6, len(name) - 1)):
        branch = _BRANCH.search(name, length)
        organ = name[length : branch.start() if branch else len(name)]
        if not is_known_organ(organ) or is_party_department(organ):
            continue
        area = official_name(name[:length], locality)
        if area != name[:length] and is_administrative(area):
            return _compose(locality.form(area), organ) + (branch.group() if branch else "")
    return ""


def _fuller(name: str, known: Sequence[str]) -> str:
    """The name of the document that is this one with areas or a parent before it, the latest first."""
    for other in reversed(known):
        if len(other) > len(name) and other.endswith(name) and _is_prefix_of_name(other[: -len(name)]):
            return other
    return name


def _is_prefix_of_name(prefix: str) -> bool:
    """Whether what stands before is areas or a whole body, so that both names are one: 平阳县|鳌江镇人大, not 副|局."""
    if prefix.startswith(("共青团", "政协", *words("association"))):
        return False
    parts, rest = split_areas(prefix)
    return bool((parts and not rest) or areas_named(prefix) or _BODY_END.search(prefix))


_FIRM_TAIL = re.compile(rf"(?:{either('firm_middle')})*(?:{either('firm_end')})")


def _firm(name: str, known: Sequence[str]) -> str:
    """天枢机器人 -> 重庆天枢机器人有限公司: what a firm is called after its full name was given."""
    if len(name) < 3:
        return ""
    for other in reversed(known):
        at = other.find(name)
        if 0 <= at <= 6 and len(other) > len(name) and _FIRM_TAIL.fullmatch(other, at + len(name)):
            return other
    return ""


# A unit's bare name belongs to the body of that kind which the document has named last.
_UNIT_OF = tuple(
    (re.compile(unit), re.compile(body))
    for unit, body in (
        (r"检察部$|案件管理办公室$|派驻.*检察室$", r"检察院$"),
        (r"(?:人民法庭|审判庭|[一二三四五]庭|执行局|执行庭|立案庭)$", r"人民法院$"),
        (r"(?:监督检查|审查调查|党风政风监督|案件监督管理|纪检监察|信访)室$", r"纪委(?:监委)?$"),
        (r"^(?:派驻|驻).+纪检监察组$", r"纪委监委$"),
        (r"(?:派出所|警务站|反诈中心|情指中心)$", r"公安局$|公安.*分局$"),
        (r"(?:刑侦|治安|巡特警|经侦|禁毒|网安|食药侦)大队$", r"公安局$|公安.*分局$"),
        (r"司法所$", r"司法局$"),
        (r"(?:[内外儿妇骨][一二三四五]?科|急诊科|[内外]科|护理部|医务科)$", r"医院$"),
        (r"(?:提案|文史|学习|农业|农村|经济|科技|社会|法制|民族|宗教|人口|资源|环境|教科卫|侨).*委$", r"政协$"),
        (r"^第[一二三四五六七八九十]+巡察组$", r"[市县区旗州省]委$"),
    )
)


def _unit_of_known(name: str, known: Sequence[str]) -> str:
    """第四检察部 -> 沂水县人民检察院第四检察部."""
    for unit, body in _UNIT_OF:
        if unit.search(name):
            return next((k + name for k in reversed(known) if body.search(k)), "")
    return ""


def _last_with_head(head: str, known: Sequence[str]) -> str:
    """The name met last that ends in this head; a bare 学校 or 公司 is no name."""
    tails = _HEADS_MEANT.get(head, (head,))
    for name in reversed(known):
        if not tails or (name.endswith(tails) and name not in tails and not _PLAIN_HEAD.match(name)):
            return name
    return ""


_WITH_AGENCY = ("地区", "盟")
# Area and government under one name: divisions of 新疆生产建设兵团, 大柴旦行政委员会.
_ITS_OWN_BODY = re.compile(r"第[一二三四五六七八九十]+师$|行政委员会$")


def government_of(area: str) -> str:
    """The body that acts for an area: 瑞安市 -> 瑞安市人民政府, 宜城街道 -> its 办事处, 黎明村 -> its 村民委员会."""
    if area.endswith("街道"):
        return area + "办事处"
    if area.endswith(("社区", "居民区")):
        return area + "居民委员会"
    if area.endswith(("村", "嘎查", "屯")):
        return area + "村民委员会"
    if area.endswith(_WITH_AGENCY):
        return area + "行政公署"
    if _ITS_OWN_BODY.search(area):
        return area
    return area + ("管委会" if _is_zone(area) else "人民政府")


def _is_zone(area: str) -> bool:
    """浙江某经济开发区, 某新区; not 浦东新区, which is a district with a government."""
    districts = [a for a in areas_named(area) if a.name == area and a.level != "township" and area.endswith("新区")]
    return area.endswith(words("zone")) and not districts


def body_of_title(title: str, locality: Locality, place: str = "") -> str | None:
    """The body that a title alone implies: 副市长 -> X市人民政府, 市委常委 and 县委书记 -> the committee.

    `place`: the area printed before the title (曲靖市|副市长, 泉庄镇|党委书记), else the locality decides. None where
    nothing is certain.
    """
    parts = parse_titles(place + title)
    if not parts or not parts[-1].body:
        return None
    body = canonical_institution(parts[-1].body, locality)
    return None if body == parts[-1].body and _RELATIVE.match(body) and not split_areas(body)[0] else body


# --- keys ---------------------------------------------------------------------------------------------------------

_KEY_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"^(?:中共|中国共产党)", ""),
        (r"^共青团(?:中国)?|^团(?=[^体校结])", "共青团"),
        (r"党总支部", "党总支"),
        (r"支部委员会$|党支部$|支部$", "党支部"),
        (r"街道办$", "街道办事处"),
        (r"村民委员会$", "村委会"),
        (r"(?:社区)?居民委员会$", "居委会"),
        (r"(?<=[区园])管理委员会$", "管委会"),
        (r"行署$", "行政公署"),
        (r"^(共青团.+委)员会$", r"\1"),
        (r"有限责任公司|股份有限公司|有限公司", "公司"),
        (r"工作委员会", "工委"),
        (r"(?<=[镇乡])委员会$", "党委"),
        (r"[“”\"'‘’《》（）()·\s]", ""),
    )
)
_ORGAN_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?:中级|高级)人民法院", "人民法院"),
        (r"委员会", "委"),
        (r"(?<=[^两])办$", "办公室"),
        (r"^医院$", "人民医院"),
    )
)


@lru_cache(maxsize=50_000)
def institution_key(name: str) -> str:
    """Equal for variants of one body: 瑞安市住建局 and 瑞安市住房和城乡建设局, 中共瑞安市委 and 瑞安市委.

    Only the innermost area of the prefix counts, in its official form: 常州市金坛区市场监管局 = 金坛区市场监管局.
    """
    name = _plain_form(re.sub(r"[ 　]", "", name))
    for pattern, replacement in _KEY_RULES:
        name = pattern.sub(replacement, name)
    youth = "共青团" if name.startswith("共青团") else ""
    area, organ = _area_and_organ(name.removeprefix("共青团").removeprefix("国家税务总局"))
    if area:
        areas = {a.name for a in areas_named(area) if a.level != "township"}
        area = areas.pop() if len(areas) == 1 else area
        if re.match(r"[县市区旗盟州](?=委)", organ) and area.endswith(organ[0]):
            organ = organ[1:]
    organ = bureau_family(organ_full_name(organ))
    for pattern, replacement in _ORGAN_RULES:
        organ = pattern.sub(replacement, organ)
    return youth + area + organ


def _area_and_organ(name: str) -> tuple[str, str]:
    """瑞安市|住建局, and a short area name before a known organ: 瑞安|烟草专卖局, 阿克苏地|委."""
    parts, organ = split_areas(name)
    if parts:
        return parts[-1], organ
    if (prefecture := re.match(r"(.{2,6}地)(委.*)$", name)) and areas_named(prefecture[1] + "区"):
        return prefecture[1] + "区", prefecture[2]
    found = known_organ_in(name)
    if found and 2 <= found.start() <= 6 and any(a.level != "township" for a in areas_named(name[: found.start()])):
        return name[: found.start()], name[found.start() :]
    return "", name


# --- part of ------------------------------------------------------------------------------------------------------

_BODY_END = re.compile(rf"(?:{either('body_end')})$")
_UNIT_END = re.compile(rf"(?:{either('unit_end')})[”’」]?$")
_NOT_A_UNIT = re.compile(rf"^(?:{either('not_a_unit')})$")
_HEAD_BORDER = re.compile(rf"(?:{either('head_border')}|(?<=委)[组宣统][织传战]部|委(?![员组宣统政]))")
_PARTY_HEAD = re.compile(r"^(?P<body>[县市区旗州盟]?委|党委|地委|党工委)(?P<unit>.+)$")
_STATE_HEAD = re.compile(
    r"^(?P<body>人民政府|政府|人大常委会|人大|政协|纪委监委|纪委|监委|(?:[中高]级)?人民法院|法院|人民检察院|检察院)(?P<unit>.+)$"
)
_DISCIPLINE_GROUP = re.compile(r"^(?P<body>.{2,}?(?:纪委监委|纪委|监委))(?:派驻|驻).+(?:纪检监察组|纪检组)$")
_ASSOCIATION = re.compile(rf"^(?P<body>{either('association')})(?P<unit>.*(?:{either('association_unit')}))$")
_DIVISION = re.compile(
    r"^(?P<division>(?:新疆生产建设)?(?:兵团)?第[一二三四五六七八九十]+师)(?!.+市).{2,}[局委院所办部]$"
)


def parent_of(name: str, known: Collection[str] = ()) -> str | None:
    """The body that the name itself shows this one to be part of: 瑞安市委组织部 -> 瑞安市委; None where it shows none.

    The longest body of the document that the name begins with is taken, else the border is found by the words.
    """
    organ = split_areas(name)[1]
    area = name[: len(name) - len(organ)]
    by_words = _parent_by_words(name, area, organ)
    bodies = [k for k in known if len(area) < len(k) and name.startswith(k) and _BODY_END.search(k)]
    longest = max((k for k in bodies if _is_unit(name[len(k) :])), key=len, default="")
    return longest if longest and len(longest) >= len(by_words or "") - 2 else by_words


def _is_unit(rest: str) -> bool:
    """Whether what follows a body's name names a part of it: 城乡建设科; not 常委会, 有限公司, 采购中心."""
    if len(rest) < 2 or _NOT_A_UNIT.match(rest) or not _UNIT_END.search(rest):
        return False
    if rest[0] in "、和与及()（）路" or rest.startswith(("采购", "监委", "医疗集团")):
        return False
    return rest[-1] in "科股室处办" or not (len(rest) < 5 and rest.startswith(words("goes_on")))


def _parent_by_words(name: str, area: str, organ: str) -> str | None:
    if found := _DISCIPLINE_GROUP.match(name):
        return found["body"]
    if found := _ASSOCIATION.match(name):
        return found["body"]
    if area and (found := _PARTY_HEAD.match(organ)):
        deeper = _inner_parent(area, organ, len(found["body"]))
        is_unit = found["unit"] in ("办", "常委会") or _is_unit(found["unit"])
        return deeper or (area + found["body"] if is_unit else None)
    if area and (found := _STATE_HEAD.match(organ)):
        return _part_of_state_body(area, organ, found)
    if found := _DIVISION.match(name):
        return found["division"]
    return _inner_parent(area, organ, 1)


def _part_of_state_body(area: str, organ: str, found: re.Match[str]) -> str | None:
    body, unit = found["body"], found["unit"]
    if body == "人大" and (unit == "主席团" or re.match(r"代表.*(?:联络站|之家|工作室|联络室)$", unit)):
        return area + body
    if body == "人大" and unit.startswith("代表"):
        return None
    if unit in ("办", "办公室", "办公厅", "党组") or (unit == "常委会" and body != "人大") or _is_unit(unit):
        deeper = _inner_parent(area, organ, len(body)) if len(unit) > 5 else None
        return deeper or area + official_form(body)
    return None


def _inner_parent(area: str, organ: str, at_least: int) -> str | None:
    """X局 of X局Y科: the last border, beyond the first `at_least` characters, that leaves a unit behind it."""
    known = is_known_organ(organ)  # then it has a parent only if the words before the border are an organ as well
    best = None
    for found in _HEAD_BORDER.finditer(organ):
        unit = organ[found.end() :]
        if known and not is_known_organ(organ[: found.end()]):
            continue
        if (
            found.end() > max(1, at_least)
            and _is_unit(unit)
            and not _is_one_word(found.group(), organ[: found.end()], unit)
        ):
            best = area + official_form(organ[: found.end()])
    return best if best and len(best) > 2 else None


def _is_one_word(border: str, before: str, unit: str) -> bool:
    """中心|小学, 苏州市中心|血站, 领导小组|办公室 are names of one body. `before`: up to the border, without areas."""
    if border in ("小学", "中学") and unit.startswith("生"):
        return True  # 中小学生
    if border == "中心":
        return before == border or bool(re.match(r"(?:学校|小学|幼儿园|(?:人民)?医院|卫生[院室])", unit))
    return border == "公司" and unit == "集团"


# --- seat ---------------------------------------------------------------------------------------------------------

_NATIONAL = re.compile(rf"^(?:{either('national')})")
_INFIX_AREA = re.compile(
    rf"(?:{either('branching', 'association')}|共青团|团|驻|委员会)(?P<area>[㐀-鿿]{{2,11}}?)"
    rf"(?=(?:{either('branch')}|工?委|[市县区州]委|党?支部|总支|支社|工作|产业|创新|协作|监管|供电)|$)"
)
_ESTATE = re.compile(
    rf"^(?P<estate>.{{1,10}}?(?:{either('estate')}))(?:党支部|党总支|物业|业委会|业主委员会|居民|自治)"
)


_OF_VILLAGE = re.compile(r"(?:^|[镇乡区]|街道)(?P<village>[^镇乡区道县市]{1,6}?村)村?委会$")  # 大江镇|水楼村|委会


def seat_of(name: str, locality: Locality, known: Collection[str] = ()) -> str | None:
    """The area that the name shows the body to govern or sit in: 瑞安市委 -> 瑞安市, 鳌江镇人大 -> 鳌江镇; None else.

    `known`: places of the document; they decide what a short name inside an organ's name means (旅顺口分局).
    """
    if village := _OF_VILLAGE.search(name):
        return village["village"]
    parts, organ = split_areas(name)
    if not parts:
        return _seat_without_area(name, locality, known)
    if inner := _infix_seat(organ, locality, known) or _nested_short(organ, parts[-1], locality, known):
        return inner
    if parts[-1].endswith(words("zone")) and not any(a.level == "county" for a in areas_named(parts[-1])):
        return official_name(parts[-2], locality, known) if len(parts) > 1 else _prefix_seat(name, locality, known)
    return official_name(parts[-1], locality, known)


def _seat_without_area(name: str, locality: Locality, known: Collection[str]) -> str | None:
    if estate := _ESTATE.match(name):
        return estate["estate"]
    if inner := _infix_seat(name, locality, known):
        return inner
    site = max((k for k in known if len(k) > 2 and name.startswith(k) and len(name) > len(k)), key=len, default=None)
    return site or _prefix_seat(name, locality, known)


def _infix_seat(text: str, locality: Locality, known: Collection[str]) -> str | None:
    """旅顺口区 in 大连市公安局旅顺口分局, 句容市 in 民进句容支部."""
    for found in _INFIX_AREA.finditer(text):
        if area := _certain_area(found["area"], locality, known):
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


def _nested_short(organ: str, outer: str, locality: Locality, known: Collection[str]) -> str | None:
    """睢宁县 of 徐州市|睢宁生态环境局: a county's short name right behind its city's, if the document is about it."""
    outer_areas = areas_named(outer)
    for length in (4, 3, 2):
        short = organ[:length]
        for area in areas_named(short) if len(organ) > length + 1 else ():
            lies_in = any(area.within(o) and area != o for o in outer_areas)
            if lies_in and area.level in ("city", "county") and (area.name in known or area.name == locality.county):
                return area.name
    return None


def _prefix_seat(name: str, locality: Locality, known: Collection[str]) -> str | None:
    """湖北省 of 湖北橘颂果业股份有限公司, 大连市 of 大连海洋大学, 马站镇 of 马站中学: a short name at the head."""
    if _NATIONAL.match(name):
        return None
    for length in (6, 5, 4, 3, 2):
        short = name[:length]
        areas = [a for a in areas_named(short) if not a.former] if length < len(name) else []
        if not areas:
            continue
        # A town must be spoken of: 胜利采油厂 is not of 胜利街道, though that lies in the district.
        is_near = any(a.level != "township" and a.code.startswith(c) for a in areas for c in locality.codes[-1:])
        if areas[0].level in ("province", "city") or is_near or any(short_name(k) == short for k in known):
            area = official_name(short, locality, known)
            if area != short:
                return _nested_short(name[length:], area, locality, known) or area
    return None
