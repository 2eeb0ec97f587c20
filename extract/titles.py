"""Stacked titles: 市委常委、统战部部长、市政协党组副书记 -> (市委, 常委), (市委统战部, 部长), (市政协, 党组副书记).

In: the words between a sentence's verb and a person's name. Out: bodies as printed or as the stack completes them, and
titles; institutions.py makes the bodies canonical. Never looks for persons.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from extract.lexicon import rows
from extract.organs import is_known_organ, is_party_department
from extract.places import areas_named, relative_word, split_areas


@dataclass(frozen=True, slots=True)
class TitlePart:
    """One post. `body` is empty where neither the stack nor the title says it; `start`, `end` are the title's span."""

    body: str
    title: str
    start: int
    end: int


# --- the words ----------------------------------------------------------------------------------------------------


@cache
def _titles() -> dict[str, str]:
    """Title -> level word of the government it implies (市长 -> 市), empty for the others."""
    return {row[0]: row[1] if len(row) > 1 else "" for row in rows("titles.tsv")}


@cache
def _prefixes() -> str:
    words = {word for (line,) in rows("title_prefixes.txt") for word in line.split()}
    return "|".join(sorted(words, key=len, reverse=True))


_REMARK = r"(?:[（(][^（()）]{2,8}[)）])?"
_PARTY_GROUP = (
    r"机关(?:党组|党委|党总支|党支部|纪委)|第[一二三四五六七八九十]+党支部"
    r"|党组|党委|党总支|党支部|党工委|纪工委|纪委|团委|团支部|(?<!党)支部"
)


@cache
def title_pattern() -> re.Pattern[str]:
    """A title with what belongs before and after it: 原副主任, 常务副县长, 副市长(挂职)."""
    bases = "|".join(sorted(_titles(), key=len, reverse=True))
    return re.compile(rf"(?P<prefix>(?:{_prefixes()})*)(?P<base>{bases})(?P<remark>{_REMARK})")


@cache
def _title_at_end() -> re.Pattern[str]:
    return re.compile(title_pattern().pattern + "$")


def is_title(text: str) -> bool:
    """Whether the whole text is one title: 常务副县长, 党组成员, 四级调研员; not 县委书记."""
    return bool(re.fullmatch(rf"(?:{_PARTY_GROUP})?{title_pattern().pattern}", text))


def base_title(title: str) -> str:
    """The title without prefixes and remarks: 原副主任 -> 主任, 党组副书记 -> 书记."""
    found = _title_at_end().search(title)
    return found["base"] if found else title


def of_government(title: str) -> bool:
    """Whether a title alone tells the level of the government that it is of: 副市长, 代县长."""
    return bool(_titles().get(base_title(title)))


# --- the stack ----------------------------------------------------------------------------------------------------

_SEPARATOR = re.compile(r"[、,，;；/ 　\n]+|兼任?(?!职)|(?<=[长任员席记师授])[和及暨]")
_AREA_ORGAN = re.compile(r"^(?:自治区|自治州|[省市县区州旗盟镇乡]|街道|社区|村|地(?=委))")


def parse_titles(text: str, previous: str = "") -> list[TitlePart]:
    """Posts of a stack in order. `previous`: the body that a bare first title belongs to (one printed further left).

    县委副书记、县长 -> (县委, 副书记), (县政府, 县长); 省、市人大代表 -> both congresses; 市住建局党委委员、总工程师 ->
    市住建局 twice.
    A stretch without any title is skipped; text that ends in no title gives the posts before it.
    """
    parts: list[TitlePart] = []
    waiting: list[str] = []
    body = previous
    for start, end in _segments(text):
        segment = text[start:end]
        found = _best_title(segment)
        if found is None:
            if relative_word(segment) or areas_named(segment) or segment == "全国":
                waiting.append(segment)
            continue
        head, title = found
        bodies = _bodies(head, title, body)
        at = start + len(segment) - len(title)
        title, own = bodies
        if waiting and own:
            parts += [TitlePart(other, title, at, end) for w in waiting if (other := _same_organ_of(w, own))]
            waiting.clear()
        parts.append(TitlePart(own, title, end - len(title), end))
        body = own or body
    return parts


def _segments(text: str) -> list[tuple[int, int]]:
    spans, position = [], 0
    for found in _SEPARATOR.finditer(text):
        if found.start() > position:
            spans.append((position, found.start()))
        position = found.end()
    return [*spans, (position, len(text))] if position < len(text) else spans


def _best_title(segment: str) -> tuple[str, str] | None:
    """Head and title of one segment: 市住建局城乡建设科|副科长; the longest title that leaves a sensible head."""
    found = _title_at_end().search(segment)
    if found is None:
        return None
    head, title = re.sub(r"[两三四五]级(?=人大$|政协$)", "", segment[: found.start()]), found.group()
    return _whole_head(head, title)


# 宣传|部长 stands for 宣传部|部长: the last character of the body is written once.
_SHARED = {title: title[0] for title in ("部长", "局长", "厅长", "处长", "科长", "所长", "站长", "庭长")}


def _whole_head(head: str, title: str) -> tuple[str, str]:
    shared = _SHARED.get(title)
    if shared and head and not head.endswith(shared) and not relative_word(head) and not head.endswith(("委", "政府")):
        return head + shared, title
    return head, title


def _bodies(head: str, title: str, previous: str) -> tuple[str, str]:
    """Title and body of one post, given what stands before the title and the body before."""
    group = re.search(rf"(?:{_PARTY_GROUP})$", head)
    if group and not (group.group() == "支部" and base_title(title) not in ("书记", "委员")):
        inner = head[: group.start()]
        if not inner:
            return _bare_group(group.group(), title, previous)
        if _keeps_group(inner, group.group()):
            return title, _completed(head, previous)
        return group.group() + title, _completed(inner, previous)
    if not head:
        return title, _implied(title, previous)
    if _is_area(head) and _is_government_title(title):
        return title, government_body(head)
    if area := _short_area(head, title):
        return title, government_body(area)
    return title, _completed(head, previous)


def _bare_group(group: str, title: str, previous: str) -> tuple[str, str]:
    """党组成员 after 市住建局 is its 党组成员; 纪委书记 after 县委 is of 县纪委; 党委书记 after 某镇 is of 某镇党委."""
    if previous and group.startswith(("机关", "第")):
        return title, previous + group
    if group == "纪委" and (area := area_of_body(previous)):
        return title, area + "纪委"
    of_town = _is_area(previous) or re.search(r"人民政府$|(?<=[镇乡])政府$|办事处$", previous)
    if previous and of_town and group in ("党委", "党工委"):
        return title, area_of_body(previous) + group
    return group + title, previous


def _keeps_group(inner: str, group: str) -> bool:
    """Whether 党委 is a body of its own: of a town, a village, a street, the bodies of an organ's staff (机关党委)."""
    if group.startswith(("机关", "第")) or group in ("纪委", "纪工委", "团委", "团支部"):
        return True
    return _is_area(inner) or bool(re.search(r"小区|家园|花园|花苑|片区|联村|商圈|联合|行业|综合$", inner))


def _is_area(text: str) -> bool:
    if relative_word(text):
        return True
    parts, rest = split_areas(text)
    return bool(parts) and not rest


def _short_area(head: str, title: str) -> str:
    """小金县 of 小金|县长: a short name before the title of its government's head."""
    level = _titles().get(base_title(title), "")
    found = [a.name for a in areas_named(head) if level and a.name.endswith(level)]
    return found[0] if len(set(found)) == 1 else ""


def _is_government_title(title: str) -> bool:
    base = base_title(title)
    return bool(_titles().get(base)) or base in ("主席", "河长", "林长", "总河长", "总林长", "链长")


def _implied(title: str, previous: str) -> str:
    """The body of a bare title: 县长 -> the county's government, else the body before it."""
    level = _titles().get(base_title(title), "")
    if not level:
        return previous
    area = area_of_body(previous)
    if area.endswith(level):
        return government_body(area)
    return government_body(level)


def government_body(area: str) -> str:
    """市 -> 市政府, 昭通市镇雄县 -> 镇雄县人民政府; relative areas stay relative for the locality to resolve."""
    if relative_word(area):
        return area + ("办事处" if area == "街道" else "政府")
    innermost = (*split_areas(area)[0][-1:], area)[0]
    return innermost + ("办事处" if area.endswith("街道") else "人民政府")


def area_of_body(body: str) -> str:
    """The area words at the head of a body: 市委统战部 -> 市, 会泽县委 -> 会泽县, 泉庄镇党委 -> 泉庄镇; else empty."""
    parts, rest = split_areas(body)
    if not parts and (found := _AREA_ORGAN.match(body)):
        return found.group()
    return body[: len(body) - len(rest)] if parts else ""


_COMMITTEE = re.compile(r"^(?P<committee>.*(?:[省市县区州旗盟]|自治区|地)(?:党)?委)(?:.*)$")
_UNIT = re.compile(r"(?:科|股|室|处|队|庭|办|分局|所|工会|专委会|委员会|分院|学院|系|车间)$")
_BRANCH = re.compile(r"分局|支行|支队|分公司|分院|监管局")


_ASSOCIATION = re.compile(r"民革|民盟|民建|民进|农工党|致公党|九三学社|台盟|中国|国家|全国|中央")
_SEATED = r"办事处|居委会|村委会|人大主席团|人大工委|管委会|党群服务中心"


def _completed(head: str, previous: str) -> str:
    """统战部 after 市委 -> 市委统战部; 公安局 after 市政府 -> 市公安局; 民事审判庭 after a court -> that court's."""
    own_area, rest = split_areas(head)
    if own_area and _BRANCH.fullmatch(rest) and previous.endswith(("局", "行", "公司", "院", "队")):
        return previous + head
    if not previous or own_area or _ASSOCIATION.match(head):
        return head
    if re.fullmatch(_SEATED, head) and (area := area_of_body(previous)):
        return area + head
    if relative := _AREA_ORGAN.match(head):
        area = area_of_body(previous)
        same = area.endswith(relative.group()) and area != relative.group() and len(head) > len(relative.group())
        return area + head[relative.end() - (relative.group() == "村") :] if same else head
    if is_party_department(head) and (found := _COMMITTEE.match(previous)):
        return found["committee"] + head
    area = area_of_body(previous)
    if area and is_known_organ(head) and not is_party_department(head):
        return area + head
    if _UNIT.search(head) and not re.match(r"第.+师|.*(?:公司|大学|银行)", head) and not head.startswith(previous):
        return re.sub(rf"(?:{_PARTY_GROUP})$", "", previous) + head if len(head) > 1 else head
    return head


def _same_organ_of(level: str, body: str) -> str:
    """省 and 市人大 -> 省人大."""
    area = area_of_body(body)
    return level + body[len(area) :] if area else ""


# --- in running text ----------------------------------------------------------------------------------------------


def find_titles(text: str) -> list[tuple[int, int]]:
    """Spans of titles in running text, prefixes and remarks in: 副市长 in 昨天副市长李明说.

    A title that ends inside a place's name is none: 江阴市长泾镇 has no 市长.
    """
    return [found.span() for found in title_pattern().finditer(text) if not _ends_in_place(text, found.end())]


def _ends_in_place(text: str, end: int) -> bool:
    """Whether a place of the table begins at the title's last character: 长泾镇, 长安区, 长治市."""
    ends = (end + n for n in range(1, 6) if end + n <= len(text))
    return any(text[e - 1] in "省市县区镇乡道旗" and areas_named(text[end - 1 : e]) for e in ends)


def split_name_before_title(text: str) -> tuple[str, str]:
    """Name and title of 吴萍局长, 王中军代表: a title behind a name takes none of its characters."""
    found = _title_at_end().search(text)
    if found is None:
        return text, ""
    name, title = text[: found.start()], found.group()
    if len(name) < 2 and found["prefix"]:
        return text[: found.start("base")], found["base"]
    return name, title
