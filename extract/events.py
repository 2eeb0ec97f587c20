"""Event mentions of one article -> events: which mentions are one gathering, its name and its kind.

What is a mention of an event is learnt; that 推进会 three paragraphs later is the 推进会 of the headline is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extract.lexicon import pairs
from extract.locality import Locality
from extract.organs import words

_QUOTES = str.maketrans("", "", "“”\"'‘’—")
_DEICTIC = re.compile(r"^(?:此次|本次|这次|该次|当天的?|当日的?)")
_AREA_PREFIX = re.compile(r"^(?:全|我|本|该)?(?:省|市|县|区|州|旗|盟|镇|乡|街道)(?!场|政|长|民|委员)")
_NUMBER = re.compile(r"第?[0-9〇零一二三四五六七八九十百]+(?:次|届|期|季度|批|轮|场|号|年|月)")
# A session of a congress, committee or conference: 市委六届七次全会 = 中国共产党宣威市第六届委员会第七次全体会议.
_SESSION = re.compile(r"第?([0-9一二三四五六七八九十百]+)届.*?第?([0-9一二三四五六七八九十百]+)次")
_SESSION_ORGANS = (
    ("人大常委会", re.compile("人大常委会|人民代表大会常务委员会")),
    ("人大", re.compile("人大|人民代表大会")),
    ("政协", re.compile("政协|政治协商会议")),
    ("纪委", re.compile("纪委|纪律检查委员会")),
    ("党委", re.compile("委")),
)
_WHOLE_BODY = frozenset({"大会", "全会"})  # a numbered session, once it has been named
_OCCASION = re.compile(r"[㐀-鿿]{0,4}(?:仪式|大会|会议|典礼)")
MIN_SHARED = 0.8  # share of the shorter name's characters, in order, that makes two long names one event


@cache
def _kinds() -> dict[str, str]:
    return pairs("events.tsv")


def event_kind(name: str) -> str:
    """meeting, ceremony, inspection or activity, by the last words: 揭牌仪式 -> ceremony; activity where none fits."""
    plain = name.translate(_QUOTES)
    for length in range(min(4, len(plain)), 0, -1):
        kind = _kinds().get(plain[-length:])
        if kind:
            return kind
    return "activity"


def core(name: str) -> str:
    """A name without quotes, spaces and words that only point: 此次“树荫议事会” -> 树荫议事会."""
    return _DEICTIC.sub("", re.sub(r"\s", "", name.translate(_QUOTES)))


def same_event(a: str, b: str) -> bool:
    """Whether two printed names of one article mean one event.

    全县乡村振兴推进会 / 推进会: yes. 第三次会议 / 第四次会议: no, numbers must agree where both have them.
    """
    x, y = core(a), core(b)
    if x == y:
        return True
    first, second = session_of(x), session_of(y)
    if first and second:
        return first[1:] == second[1:] and (first[0] == second[0] or not first[0] or not second[0])
    if x in _WHOLE_BODY or y in _WHOLE_BODY:
        return bool(first or second) or x.endswith(y) or y.endswith(x)
    if not _numbers_agree(x, y):
        return False
    x, y = _AREA_PREFIX.sub("", x), _AREA_PREFIX.sub("", y)
    short, long = sorted((x, y), key=len)
    if not short:
        return False
    if long.endswith(short):
        return True
    if len(short) >= 6 and long.startswith(short) and _OCCASION.fullmatch(long[len(short) :]):
        return short.endswith(words("opened"))  # a headline that only says 教育实践基地揭牌; not 荷花节
    return len(short) >= 6 and event_kind(x) == event_kind(y) and _in_order(short, long) >= MIN_SHARED * len(short)


def session_of(name: str) -> tuple[str, str, str] | None:
    """(organ, term, session) of a numbered session, else None."""
    numbers = _SESSION.search(name)
    if numbers is None or not name.endswith(("会", "会议")):
        return None
    organ = next((organ for organ, pattern in _SESSION_ORGANS if pattern.search(name)), "")
    return organ, numbers.group(1), numbers.group(2)


def numbers_of(name: str) -> set[str]:
    """第三次, 第二季度, 2024年: what tells the meetings of a series apart."""
    return set(_NUMBER.findall(name))


def _numbers_agree(x: str, y: str) -> bool:
    first, second = numbers_of(x), numbers_of(y)
    return not first or not second or bool(first & second)


def _in_order(short: str, long: str) -> int:
    """Length of the longest common subsequence."""
    row = [0] * (len(long) + 1)
    for character in short:
        diagonal = 0
        for j, other in enumerate(long, 1):
            diagonal, row[j] = row[j], diagonal + 1 if character == other else max(row[j], row[j - 1])
    return row[-1]


def cluster_events(names: Sequence[str]) -> list[int]:
    """Printed names in text order -> the cluster of each, numbered by first mention.

    A short name joins the latest cluster that it can belong to, since 会议 means the meeting just spoken of.
    """
    clusters: list[list[str]] = []
    assigned = []
    for name in names:
        match = next((i for i in reversed(range(len(clusters))) if any(same_event(name, n) for n in clusters[i])), None)
        if match is None:
            match = len(clusters)
            clusters.append([])
        clusters[match].append(name)
        assigned.append(match)
    return assigned


def event_name(names: Sequence[str], organiser: str, locality: Locality) -> str:
    """The fullest printed name; a relative area is named (全市 -> 瑞安市) and a bare 座谈会 gets its organiser."""
    name = core(max(names, key=lambda n: len(core(n))))
    relative = _AREA_PREFIX.match(name)
    if relative:
        area = locality.resolve(relative.group())
        name = area + name[relative.end() :] if area else name
    if len(name) <= 4 and organiser and not name.startswith(organiser):
        return organiser + name
    return name
