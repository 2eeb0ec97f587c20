"""Names of persons: what one looks like, lists and bylines of them, and short forms taken up later.

In: stretches of text. Out: names and their spans. Never decides who is who (identity.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from extract.lexicon import rows
from extract.titles import split_title_before_name

_CJK = "㐀-鿿𠀀-𱍊"
_DOT = "·•・‧．.∙⋅●"


@cache
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    """Single and compound surnames."""
    lines = [line for (line,) in rows("surnames.txt")]
    border = lines.index("[compound]")
    single = frozenset("".join(lines[1:border]))
    return single, frozenset(" ".join(lines[border + 1 :]).split())


@cache
def _not_names() -> frozenset[str]:
    return frozenset(word for (line,) in rows("not_names.txt") for word in line.split())


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
_NO_GIVEN = re.compile(r"[的了在是及或被把对们个这那就也都还很没区县市镇乡省局部委]")


@lru_cache(maxsize=20_000)
def is_plausible_name(text: str) -> bool:
    """Whether a person may be called so: 高发巧, 欧阳若水, 阿卜杜拉·买买提; without a surname three to five: 扎西次仁.

    A hint, not a verdict: 安全 and 时间 are people too.
    """
    name = compact_name(text)
    if _DOTTED.match(name):
        return True
    if not _PLAIN.match(name) or name in _not_names():
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

_LIST = re.compile(rf"[{_CJK}{_DOT} 　]{{2,}}(?:、[{_CJK}{_DOT} 　]{{2,}})+")


def names_in_list(text: str) -> list[tuple[int, int]]:
    """Spans of the names in lists such as 方明晓、林华、金启浩; a piece that is no name is passed over.

    The first piece may begin with titles (副主任方明晓), the last may go on with a verb (陈圣雷参加). A name without a
    surname counts only beside two that have one: 、 also joins things.
    """
    spans: list[tuple[int, int]] = []
    for found in _LIST.finditer(text):
        spans += _spans_of_list(text, found.start(), found.end())
    return spans


def _spans_of_list(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces = [(m.start() + start, m.end() + start) for m in re.finditer(r"[^、]+", text[start:end])]
    spans = [_trimmed(text, s, e) if is_plausible_name(text[s:e]) else None for s, e in pieces]
    if not spans[0] and spans[1]:
        spans[0] = _tail_name(text, *pieces[0])
    if not spans[-1] and spans[-2]:
        spans[-1] = _head_name(text, *pieces[-1])
    sure = [span for span in spans if span and _is_sure(text[span[0] : span[1]])]
    if len(sure) < 2:
        return []
    return [span for span in spans if span and (span in sure or len(sure) > 2)]


def _is_sure(name: str) -> bool:
    return bool(surname_of(compact_name(name)) or _DOTTED.match(compact_name(name)))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    stripped = text[start:end].strip(" 　")
    at = text.index(stripped, start)
    return at, at + len(stripped)


def _tail_name(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The name at the end of 市人大常委会副主任方明晓: what follows the last title."""
    title, name = split_title_before_name(text[start:end])
    return (end - len(name), end) if title and is_plausible_name(name) else None


def _head_name(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The name at the head of 陈圣雷参加会议: the longest that a verb or 等 follows."""
    found = re.match(rf"[{_CJK}]{{2,4}}?(?={_either('after_list')}|[^{_CJK}]|$)", text[start:end])
    if found and is_plausible_name(found.group()):
        return start, start + found.end()
    return None


# --- bylines ------------------------------------------------------------------------------------------------------

REPORTER, CORRESPONDENT, PHOTOGRAPHER = "reporter", "correspondent", "photographer"


@cache
def _roles(where: str) -> dict[str, tuple[str, ...]]:
    """Words that stand before or behind the names of a byline, with the capacities they give."""
    return {word: tuple(rest.split()) for place, word, rest in rows("bylines.tsv") if place == where}


def _words(where: str) -> str:
    words = sorted(map(re.escape, _roles(where)), key=len, reverse=True)
    return "|".join(words).replace("/", "[ 　]*[/／][ 　]*")


@cache
def _byline_token() -> re.Pattern[str]:
    media = rf"本[报台网刊社]|全媒体|融媒体?|融媒体中心|首席|见习|实习|特约|[{_CJK}]{{2,6}}(?:日报|晚报|融媒体中心|网|新闻)"
    behind = rf"(?:{_words('behind')})(?![{_CJK}])"
    return re.compile(
        rf"(?P<before>(?:{media})*(?P<role>{_words('before')}))(?=[ 　:：/]|[{_CJK}])"
        rf"|[ 　/／]*(?P<behind>{behind})"
        rf"|(?P<name>[{_CJK}{_DOT}]+?)(?={behind}|[^{_CJK}{_DOT}]|$)|(?P<other>.)"
    )


@cache
def _role_word() -> re.Pattern[str]:
    return re.compile(rf"{_words('before')}|{'|'.join(w for w in _words('behind').split('|') if w != '报道')}")


_BRACKETED = re.compile(r"[(（]([^()（）]{2,60})[)）]")
_BARE_END = re.compile(rf"[(（]((?:[{_CJK}](?:[ 　]?[{_CJK}]){{1,3}}[ 　、]*){{1,3}})[)）]\s*$")


def byline_names(text: str) -> list[tuple[int, int, str]]:
    """Start, end and capacity of the names of a byline: 记者 金灵 通讯员 高 鹏; 文/图 沈雷; 晏殊/文 仲夏/摄; (缪斯).

    Capacities are those of REPORTED: reporter, correspondent, photographer. Names split by a space are rejoined.
    `text` is a byline, or a paragraph with its byline in brackets.
    """
    found: list[tuple[int, int, str]] = []
    for start, end in _byline_stretches(text):
        found += _read_byline(text, start, end)
    if not found and (bare := _BARE_END.search(text)):
        found = [(s, e, REPORTER) for s, e in _names_apart(text, *bare.span(1)) if surname_of(compact_name(text[s:e]))]
    return list(dict.fromkeys(found))


def _byline_stretches(text: str) -> list[tuple[int, int]]:
    if len(text) <= 45 and not re.search(r"[，。]", text):
        return [(0, len(text))] if _role_word().search(text) else []
    return [m.span(1) for m in _BRACKETED.finditer(text) if _role_word().search(m.group(1))]


def _read_byline(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    waiting: list[tuple[int, int]] = []
    capacities: tuple[str, ...] = ()

    def settle(given: tuple[str, ...]) -> None:
        found.extend((s, e, c) for s, e in waiting for c in given)
        waiting.clear()

    for token in _byline_token().finditer(text, start, end):
        if token["before"]:
            settle(capacities)
            capacities = _roles("before")[token["role"]]
        elif token["name"]:
            waiting.append(token.span("name"))
        elif token["behind"]:
            given = _roles("behind")[re.sub(r"[ 　]", "", token["behind"]).replace("／", "/")]
            if not waiting:
                capacities = given
            elif len(given) > 1:
                settle(capacities or given[:1])
                found += [(s, e, PHOTOGRAPHER) for s, e, c in found if c != PHOTOGRAPHER]
            else:
                last = waiting.pop() if capacities and len(waiting) > 1 else None
                settle(capacities if last else given)
                found += [(*last, c) for c in given] if last else []
    settle(capacities)
    spans = _joined(text, [(s, e) for s, e, _ in found])
    return [(*spans[s], c) for s, _, c in found if s in spans]


def _joined(text: str, pieces: list[tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """Start of a name -> its span, single characters side by side made one name: 高 鹏, 李 小 明."""
    spans: dict[int, tuple[int, int]] = {}
    ordered = sorted(set(pieces))
    index = 0
    while index < len(ordered):
        first = last = index
        while (
            last + 1 < len(ordered)
            and ordered[last + 1][1] - ordered[last + 1][0] == 1
            and ordered[last][1] - ordered[last][0] == 1
            and last - first < 2
            and not text[ordered[last][1] : ordered[last + 1][0]].strip(" 　")
            and not (last > first and len(ordered) - last - 1 >= 2 and _starts_pair(text, ordered, last + 1))
        ):
            last += 1
        start, end = ordered[first][0], ordered[last][1]
        if 2 <= len(compact_name(text[start:end])) <= 12:
            spans[start] = (start, end)
        index = last + 1
    return spans


def _starts_pair(text: str, ordered: list[tuple[int, int]], index: int) -> bool:
    """Whether the third single character begins the next name: 吴 越 王 强."""
    return ordered[index + 1][1] - ordered[index + 1][0] == 1 and bool(surname_of(text[ordered[index][0]] + "某"))


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


@cache
def _either(name: str) -> str:
    words = {word for class_, line in rows("name_words.tsv") if class_ == name for word in line.split()}
    return "|".join(sorted(words, key=len, reverse=True))


@cache
def _short() -> re.Pattern[str]:
    return re.compile(rf"^[老小阿]?(?P<surname>[{_CJK}]{{1,2}}?)(?P<title>{_either('short_title')})?$")


def resolve_short_name(surface: str, people: Iterable[str]) -> str | None:
    """赵书记 -> 赵革 of the same document; None where no one or more than one bears the surname.

    `people`: names in the order met; a bare given name counts as well (发巧 -> 高发巧).
    """
    names = list(dict.fromkeys(people))
    if surface in names:
        return surface
    found = _short().match(surface)
    if found and (found["title"] or surface[0] in "老小"):
        same = [n for n in names if n.startswith(found["surname"]) and (surname_of(n) == found["surname"] or "·" in n)]
        return same[0] if len(same) == 1 else None
    given = [n for n in names if len(surface) >= 2 and n.endswith(surface) and len(n) - len(surface) <= 2]
    dotted = [n for n in names if "·" in n and n.split("·", 1)[0] == surface]
    return (given or dotted)[0] if len(given or dotted) == 1 else None
