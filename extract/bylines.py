"""Who wrote and photographed an article, as its byline says: 本报讯(记者 李凌峰 通讯员 苏立特), (薛杨杨 甘凌峰).

In: an article whose layout is known. Out: spans of names with the capacity of REPORTED. Looks only where bylines stand:
at the head of the lead, in brackets at the article's end, in byline and caption blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.model import Article
from extract.names import byline_names, is_plausible_name, surname_of

Byline = tuple[int, int, str]  # start, end in Article.text, capacity

_LEAD = re.compile(r"^.{0,30}?[(（](?P<inside>[^()（）]{2,80})[)）]")
_CLOSING = re.compile(r"[(（](?P<inside>[^()（）]{2,60})[)）]\s*$")
# 图为志愿者为老人理发。|记者 舒畅 摄
_CREDIT = re.compile(
    r"[。！？”’）)]\s*(?P<inside>(?:本[报台网刊])?(?:特约|见习|实习)?(?:记者|通讯员)?\s*[㐀-鿿]{2,4}\s*[/／]?摄)\s*$"
)
_ROLE_WORD = re.compile(r"记者|通讯员|摄|文[/／]|图|实习|编辑|供图")
_PIECE = re.compile(r"[^\s　、,，/／□■●*()（）]+")
_PLAIN_LINE = re.compile(
    r"^(?:本[报台网刊]|全媒体|融媒体?|[㐀-鿿]{2,6}(?:日报|晚报))*(?:见习|实习|特约|首席)?(?:记者|通讯员|撰文|文|图|摄影)"
)


def bylines(article: Article) -> list[Byline]:
    """Every name of the article's bylines with its capacity; a bare list of names is reporters."""
    found: set[Byline] = set()
    for start, end in _places(article):
        text = article.text[start:end]
        if not _ROLE_WORD.search(text):
            found |= {(start + s, start + e, "reporter") for s, e in _only_names(text)}
            continue
        for s, e, capacity in byline_names(text):
            if _may_be_name(text[s:e].replace(" ", "")):
                found.add((start + s, start + e, capacity))
    return sorted(found)


def _places(article: Article) -> Iterator[tuple[int, int]]:
    """Stretches of the text that are bylines or hold one."""
    body_seen = False
    last = max((n for n, block in enumerate(article.blocks) if block.kind == "body"), default=-1)
    for n, block in enumerate(article.blocks):
        text = article.text[block.start : block.end]
        if credit := _CREDIT.search(text):
            yield block.start + credit.start("inside"), block.start + credit.end("inside")
        if block.kind in ("byline", "caption") or (_PLAIN_LINE.match(text) and len(text) <= 40):
            yield block.start, block.end
            continue
        if block.kind != "body":
            continue
        brackets = [_CLOSING.search(text)] if n == last else []
        if not body_seen:
            brackets.append(_LEAD.match(text))
            body_seen = True
        for match in brackets:
            if match:
                yield block.start + match.start("inside"), block.start + match.end("inside")


def _only_names(text: str) -> list[tuple[int, int]]:
    """The names of a stretch that is nothing but names, else none: 薛杨杨 甘凌峰; 高 鹏 is one name."""
    spans: list[tuple[int, int]] = []
    for piece in _PIECE.finditer(text):
        start, end = piece.span()
        if spans and spans[-1][1] - spans[-1][0] == 1:
            start = spans.pop()[0]
        spans.append((start, end))
    names = [text[start:end].replace(" ", "") for start, end in spans]
    return spans if names and all(_may_be_name(name) for name in names) else []


def _may_be_name(text: str) -> bool:
    """Where nothing but names is expected, a word may be one: 周末, 温暖."""
    return is_plausible_name(text) or (2 <= len(text) <= 3 and bool(surname_of(text)))
