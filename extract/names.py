"""Names of persons: what one looks like, lists and bylines of them, and short forms taken up later.

In: stretches of text. Out: names and their spans. Never decides who is who (identity.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from extract.places import LEXICON

_CJK = "㐀-鿿𠀀-𱍊"
_DOT = "·•・‧．.∙⋅●"


@cache
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    """Single and compound surnames."""
    text = (LEXICON / "surnames.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    border = lines.index("[compound]")
    single = frozenset("".join(lines[1:border]))
    return single, frozenset(" ".join(lines[border + 1 :]).split())


@cache
def _not_names() -> frozenset[str]:
    lines = (LEXICON / "not_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def surname_of(name: str) -> str:
    """欧阳若水 -> 欧阳, 高发巧 -> 高; empty where the first characters are no surname."""
    single, compound = _surnames()
    for length in (4, 3, 2):
        if name[:length] in compound and len(name) > length:
            return name[:length]
    return name[0] if name and name[0] in single else ""


_DOTTED = re.compile(rf"[{_CJK}]{{1,8}}(?:[{_DOT}][{_CJK}]{{1,8}}){{1,3}}$")
_PLAIN = re.compile(rf"[{_CJK}]{{2,4}}$")
# Characters that end or stand in phrases and hardly ever in given names.
_NO_GIVEN = re.compile(r"[的了在是和与及或被把将对从向们个这那就也都还很不没要会说位名个家区县市镇乡省局部委]")


@lru_cache(maxsize=20_000)
def is_plausible_name(text: str) -> bool:
    """Whether a person may be called so: 高发巧, 欧阳若水, 阿卜杜拉·买买提, 扎西次仁 (no surname, no dot: three to five)."""
    name = compact_name(text)
    if _DOTTED.match(name):
        return True
    if not _PLAIN.match(name) or name in _not_names() or name[:2] in _not_names() and len(name) > 2 and name[:2] != name:
        return False
    surname = surname_of(name)
    given = name[len(surname) :]
    if not surname:
        return 2 < len(name) < 6 and not _NO_GIVEN.search(name)
    return 0 < len(given) <= (2 if len(surname) == 1 else 3) and not _NO_GIVEN.search(given)


def compact_name(text: str) -> str:
    """周 强 -> 周强; dots of peoples' names in one form: 阿卜杜拉•买买提 -> 阿卜杜拉·买买提."""
    return re.sub(rf"[{_DOT}]", "·", re.sub(r"[\s　]+", "", text))


# --- lists --------------------------------------------------------------------------------------------------------

_NAME = rf"(?:[{_CJK}]{{1,8}}(?:[{_DOT}][{_CJK}]{{1,8}})+|[{_CJK}](?:[ 　]{{1,3}}[{_CJK}]){{1,2}}|[{_CJK}]{{2,4}})"
_LIST = re.compile(rf"{_NAME}(?:[、,，]\s*{_NAME})+")


def names_in_list(text: str) -> list[tuple[int, int]]:
    """Spans of the names of lists such as 方明晓、林华、金启浩; a piece that is no name ends its list.

    A first piece with words before the name keeps its last two to four characters only where they are a name.
    """
    spans: list[tuple[int, int]] = []
    for found in re.finditer(rf"[{_CJK}{_DOT} 　]+(?:[、,，][{_CJK}{_DOT} 　]+)+", text):
        spans += _spans_of_list(text, found.start(), found.end())
    return spans


def _spans_of_list(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces = [(m.start() + start, m.end() + start) for m in re.finditer(r"[^、,，]+", text[start:end])]
    good = [_trimmed(text, s, e) if is_plausible_name(text[s:e]) else None for s, e in pieces]
    if len(pieces) > 1 and good[1] and not good[0]:
        good[0] = _tail_name(text, *pieces[0])
    if good and not good[-1] and len(good) > 1 and good[-2]:
        good[-1] = _head_name(text, *pieces[-1])
    runs: list[tuple[int, int]] = []
    for index, span in enumerate(good):
        beside = [good[i] for i in (index - 1, index + 1) if 0 <= i < len(good)]
        if span and any(beside):
            runs.append(span)
    return runs


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    stripped = text[start:end].strip(" 　")
    at = text.index(stripped, start)
    return at, at + len(stripped)


def _tail_name(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The name at the end of 市人大常委会副主任方明晓: what follows the last title."""
    from extract.titles import split_title_before_name

    title, name = split_title_before_name(text[start:end])
    return (end - len(name), end) if title and is_plausible_name(name) else None


def _head_name(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The name at the head of 陈圣雷参加会议: the longest that a verb or 等 follows."""
    found = re.match(rf"[{_CJK}]{{2,4}}?(?=等|出席|参加|列席|陪同|主持|一同|分别|在|为|作|到|率|先后|就|及|和|同志|应邀|[^{_CJK}]|$)", text[start:end])
    if found and is_plausible_name(found.group()):
        return start, start + found.end()
    return None


# --- bylines ------------------------------------------------------------------------------------------------------

_ROLE_OF = {
    "记者": "reporter", "本报记者": "reporter", "全媒体记者": "reporter", "融媒记者": "reporter", "首席记者": "reporter", "见习记者": "reporter",
    "实习记者": "reporter", "实习生": "reporter", "特约记者": "reporter", "编辑": "", "责编": "", "通讯员": "correspondent",
    "特约通讯员": "correspondent", "文": "reporter", "撰文": "reporter", "作者": "reporter", "摄": "photographer", "摄影": "photographer",
    "图": "photographer", "图片": "photographer", "摄影记者": "photographer", "供图": "photographer", "摄影报道": "photographer",
    "文/图": "reporter", "文/摄": "reporter", "图文": "reporter",
}  # fmt: skip
_ROLE = "|".join(sorted(map(re.escape, _ROLE_OF), key=len, reverse=True))
_BYLINE_ROLE = re.compile(rf"(?:本[报台网刊社]|[{_CJK}]{{2,6}}(?:日报|晚报|融媒体中心|网|新闻|融媒)|全媒体|融媒体?)*(?P<role>{_ROLE})[:：]?[ 　]*")
_AFTER = re.compile(r"(?P<names>[^()（）:：/\n]+?)[ 　]*[/／]?[ 　]*(?P<role>摄影报道|摄影|摄|文/图|文/摄|图文|供图|文|图)(?![㐀-鿿])")


def byline_names(text: str) -> list[tuple[int, int, str]]:
    """Start, end and capacity of the names of a byline: 记者 金灵 通讯员 高 鹏; 文/图 沈雷; 张弛 摄.

    Capacities are those of REPORTED: reporter, correspondent, photographer. Names split by a space are rejoined.
    """
    found: list[tuple[int, int, str]] = []
    roles = list(_BYLINE_ROLE.finditer(text))
    for role, following in zip(roles, [*roles[1:], None], strict=True):
        capacity = _ROLE_OF[role["role"]]
        end = following.start() if following else len(text)
        stretch = re.split(r"[)）(（。，]|\n", text[role.end() : end], maxsplit=1)[0]
        if capacity:
            found += [(s, e, capacity) for s, e in _names_apart(text, role.end(), role.end() + len(stretch))]
    if not found:
        for after in _AFTER.finditer(text):
            capacity = _ROLE_OF[after["role"]]
            found += [(s, e, capacity) for s, e in _names_apart(text, after.start("names"), after.end("names"))]
    return found


def _names_apart(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Names between spaces, commas or slashes; 高 鹏 is one name, 金灵 高鹏 are two."""
    pieces = [(m.start() + start, m.end() + start) for m in re.finditer(r"[^\s　、,，/／;；]+", text[start:end])]
    spans: list[tuple[int, int]] = []
    index = 0
    while index < len(pieces):
        s, e = pieces[index]
        if e - s == 1 and index + 1 < len(pieces) and pieces[index + 1][1] - pieces[index + 1][0] <= 2:
            e = pieces[index + 1][1]
            index += 1
            if index + 1 < len(pieces) and e - s == 3 and pieces[index + 1][1] - pieces[index + 1][0] == 1:
                if not surname_of(text[pieces[index + 1][0] :] + "某") or index + 2 >= len(pieces):
                    e = pieces[index + 1][1]
                    index += 1
        if is_plausible_name(text[s:e]) or 2 <= e - s <= 4 and re.fullmatch(f"[{_CJK}]+", text[s:e]):
            spans.append((s, e))
        index += 1
    return spans


# --- short forms --------------------------------------------------------------------------------------------------


_SHORT = re.compile(
    rf"^(?:[老小阿])?(?P<surname>[{_CJK}]{{1,2}}?)(?P<title>书记|主任|局长|市长|县长|区长|镇长|乡长|部长|院长|校长|所长|站长|队长|科长|处长|主席|会长|"
    r"总|工|老师|医生|大夫|先生|女士|师傅|大爷|大妈|大姐|大哥|阿姨|叔叔|奶奶|爷爷|同志|老|支书|经理|教授|博士|主委|代表|委员|某|某某|姐|哥|叔|婶|伯|婆婆|嫂)?$"
)


def resolve_short_name(surface: str, people: Iterable[str]) -> str | None:
    """赵书记 -> 赵革 of the same document; None where no one or more than one bears the surname.

    `people`: names in the order met; a bare given name counts as well (发巧 -> 高发巧).
    """
    names = list(dict.fromkeys(people))
    if surface in names:
        return surface
    found = _SHORT.match(surface)
    if found and (found["title"] or surface[0] in "老小"):
        same = [n for n in names if surname_of(n) == found["surname"] or n.startswith(found["surname"]) and "·" in n]
        return same[0] if len(same) == 1 else None
    given = [n for n in names if len(surface) >= 2 and n.endswith(surface) and len(n) - len(surface) <= 2]
    dotted = [n for n in names if "·" in n and n.split("·", 1)[0] == surface]
    return (given or dotted)[0] if len(given or dotted) == 1 else None
