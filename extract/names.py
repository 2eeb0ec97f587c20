"""Names of persons: what one looks like, lists and bylines of them, and short forms taken up later.

In: stretches of text. Out: names and their spans. Never decides who is who (identity.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from extract.lexicon import rows

Span = tuple[int, int]

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


def is_common_word(name: str) -> bool:
    """加强, 踊跃: a word that begins with no surname, which nobody is called."""
    return name in _not_names() and not surname_of(name)


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


@cache
def _transliterated() -> re.Pattern[str]:
    return re.compile(rf"(?:{_either('transliteration')})+$")


@cache
def _either(name: str) -> str:
    """A class of name_words.tsv as a pattern."""
    words = {word for class_, line in rows("name_words.tsv") if class_ == name for word in line.split()}
    return "|".join(sorted(words, key=len, reverse=True))


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
    if 2 < len(name) < 6 and _transliterated().match(name):
        return True
    surname = surname_of(name)
    given = name[len(surname) :]
    if not surname:
        return False
    return 0 < len(given) <= (2 if len(surname) == 1 else 3) and not _NO_GIVEN.search(given)


def compact_name(text: str) -> str:
    """周 强 -> 周强; dots of peoples' names in one form: 阿卜杜拉•买买提 -> 阿卜杜拉·买买提."""
    return re.sub(rf"[{_DOT}]", "·", re.sub(r"[\s　]+", "", text))


# --- bylines ------------------------------------------------------------------------------------------------------

REPORTER, PHOTOGRAPHER = "reporter", "photographer"


@cache
def _roles(where: str) -> dict[str, tuple[str, ...]]:
    """Words that stand before or behind the names of a byline, with the capacities they give."""
    return {word: tuple(rest.split()) for place, word, rest in rows("bylines.tsv") if place == where}


def _words(where: str) -> str:
    words = sorted(map(re.escape, _roles(where)), key=len, reverse=True)
    return "|".join(words).replace("/", "[ 　]*[/／][ 　]*")


@cache
def _byline_token() -> re.Pattern[str]:
    media = rf"本[报台网刊社]|全媒体|融媒体?|首席|见习|实习|特约|[{_CJK}]{{2,6}}(?:日报|晚报|融媒体中心|网|新闻)"
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
        pieces = [m.span() for m in re.compile(r"[^\s　、]+").finditer(text, *bare.span(1))]
        found = [(*s, REPORTER) for s in _joined(text, pieces).values() if surname_of(compact_name(text[slice(*s)]))]
    return list(dict.fromkeys(found))


def _byline_stretches(text: str) -> list[Span]:
    if len(text) <= 45 and not re.search(r"[，。]", text):
        return [(0, len(text))] if _role_word().search(text) else []
    return [m.span(1) for m in _BRACKETED.finditer(text) if _role_word().search(m.group(1))]


def _read_byline(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Names wait until the word behind them, or the next word before names, says what they are."""
    found: list[tuple[int, int, str]] = []
    waiting: list[Span] = []
    capacities: tuple[str, ...] = ()
    for token in _byline_token().finditer(text, start, end):
        if token["before"]:
            found += _with(waiting, capacities)
            waiting, capacities = [], _roles("before")[token["role"]]
        elif token["name"]:
            waiting.append(token.span("name"))
        elif token["behind"]:
            given = _roles("behind")[re.sub(r"[ 　]", "", token["behind"]).replace("／", "/")]
            if not waiting:  # 文/图 沈雷
                capacities = given
                continue
            found += _before_word(waiting, capacities, given)
            if len(given) > 1:  # 记者 A 通讯员 B 摄影报道: both photographed
                found += [(s, e, PHOTOGRAPHER) for s, e, c in found if c != PHOTOGRAPHER]
            waiting = []
    found += _with(waiting, capacities)
    spans = _joined(text, [(s, e) for s, e, _ in found])
    return [(*spans[s], c) for s, _, c in found if s in spans]


def _with(names: Iterable[Span], capacities: Iterable[str]) -> list[tuple[int, int, str]]:
    return [(start, end, capacity) for start, end in names for capacity in capacities]


def _before_word(names: list[Span], capacities: tuple[str, ...], given: tuple[str, ...]) -> list[tuple[int, int, str]]:
    """通讯员 江南 李强 摄: only the last of several took the photograph; A B 文/图 leaves 通讯员 what they are."""
    if len(given) > 1:
        return _with(names, capacities or given[:1])
    if capacities and len(names) > 1:
        return _with(names[:-1], capacities) + _with(names[-1:], given)
    return _with(names, given)


def _joined(text: str, pieces: Iterable[Span]) -> dict[int, Span]:
    """Start of a name -> its span, what a space has split made whole: 高 鹏, 李 小 明, 欧阳 若水."""
    ordered = sorted(set(pieces))
    spans: dict[int, Span] = {}
    index = 0
    while index < len(ordered):
        length = _pieces_of_name(text, ordered[index : index + 4])
        start, end = ordered[index][0], ordered[index + length - 1][1]
        if 2 <= len(compact_name(text[start:end])) <= 12:
            spans[start] = (start, end)
        index += length
    return spans


def _pieces_of_name(text: str, pieces: Sequence[Span]) -> int:
    """How many of the pieces are one name; 吴 越 王 强 are two."""
    beside = [pieces[0]]
    for piece in pieces[1:]:
        if text[beside[-1][1] : piece[0]].strip(" 　"):
            break
        beside.append(piece)
    words = [text[start:end] for start, end in beside]
    first = words[0]
    if len(words) > 1 and (first in _surnames()[1] or (len(first) == 1 and len(words[1]) == 2)):
        return 2 if first in _surnames()[1] or surname_of(first + "某") else 1
    if len(words) < 2 or len(first) > 1 or len(words[1]) > 1:
        return 1
    third_ends_it = len(words) > 2 and len(words[2]) == 1 and not (len(words) > 3 and surname_of(words[2] + "某"))
    return 3 if third_ends_it else 2


# --- short forms --------------------------------------------------------------------------------------------------


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
