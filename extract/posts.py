"""Posts printed right before a name: 市委常委、统战部部长、市政协党组副书记|高发巧, 副主任|方明晓、林华、金启浩.

In: a text with the spans of its people and institutions. Out: for each person the bodies (as printed or implied) and
titles of the stack that ends where the name begins. Titles after names and posts stated by verbs are the network's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from extract.lexicon import pairs, rows
from extract.titles import TitlePart, base_title, of_government, parse_titles

Span = tuple[int, int]

_SENTENCE_END = re.compile(r"[。！？!?；;\n“”\"：:]")
_LINK = re.compile(r"的?(?:新任|现任|时任)?$")  # between a body and a title: 刘家村党支部|的新任|书记
_LIST = ("、", "和", "及")  # between names that share the titles before the first


class Post(NamedTuple):
    """One post of one person. `body` is empty where neither the stack nor the title says it."""

    person: int  # index into the people given
    body: str  # as printed, relative forms kept: 市委统战部
    title: str
    start: int  # of the title in the text
    end: int


def posts_before_names(text: str, people: Sequence[Span], institutions: Sequence[Span]) -> list[Post]:
    """Posts of every person that has a stack of titles right before the name, or shares the one of the name before."""
    found: list[Post] = []
    last: list[Post] = []
    for index, (start, _) in enumerate(people):
        begin = _stack_limit(text, people, index)
        gap = text[begin:start]
        if index and begin == people[index - 1][1] and gap in _LIST:
            last = [post._replace(person=index) for post in last]
        else:
            begin = _cut(text, begin, start, institutions)
            begin, body = _after_body(text, begin, start, institutions)
            parts = _adjacent(parse_titles(text[begin:start], body), start - begin)
            last = [Post(index, _LINK.sub("", p.body), p.title, begin + p.start, begin + p.end) for p in parts]
        found += last
    return found


def _stack_limit(text: str, people: Sequence[Span], index: int) -> int:
    """Where the stack before a name may begin: after the name before it or the last end of a sentence or quote."""
    start = people[index][0]
    limit = max([people[index - 1][1] if index else 0, start - 80])
    ends = [m.end() for m in _SENTENCE_END.finditer(text, limit, start)]
    return max([limit, *ends])


def _cut(text: str, begin: int, start: int, institutions: Sequence[Span]) -> int:
    """Leave out what stands before the stack's first body: 受|县人大常委会主任|来庆丰委托."""
    inside = [s for s, e in institutions if begin <= s and e <= start]
    separators = [m.end() for m in re.finditer(r"[，,]", text[begin:start])]
    first = min(inside, default=None)
    if first is not None and not any(begin + s <= first for s in separators):
        return first
    found = _before_stack().match(text[begin:start])
    return begin + found.end() if found and first is None else begin


def _after_body(text: str, begin: int, start: int, institutions: Sequence[Span]) -> tuple[int, str]:
    """Where the titles begin that the sentence leads up to after a body, and that body where they are its own:
    代表团|的审议由|团长, 县水务局|派来的|技术员; not 市检察院|邀请|人大代表."""
    for body_start, body_end in reversed(institutions):
        if begin <= body_start and body_end < start and (found := _leading_up().match(text[body_end:start])):
            own = pairs("after_bodies.tsv").get(found["word"]) == "own"
            return body_end + found.end(), text[body_start:body_end] if own else ""
    return begin, ""


@cache
def _leading_up() -> re.Pattern[str]:
    """From a body's name to the last word that leads up to titles, in one clause."""
    return re.compile(rf"^[^、，,]*(?P<word>{'|'.join(pairs('after_bodies.tsv'))})的?")


@cache
def _before_stack() -> re.Pattern[str]:
    """The longest beginning that ends in a word which leads up to somebody's titles: 会议由|市委副书记."""
    words = sorted((word for (word,) in rows("before_titles.tsv")), key=len, reverse=True)
    return re.compile(rf"^.*(?:{'|'.join(words)})")


def belongs_to(title: str, body: str) -> bool:
    """Whether a bare title is one of such a body: 检察长 / 勐海县人民检察院. Never for 主任, which tells nothing."""
    ends = _ends_of_bodies().get(base_title(title), "")
    return bool(ends and re.search(f"(?:{ends})$", body))


def fits(title: str, body: str) -> bool:
    """No 县长 is one of a committee: 县委|副县长 is of the government."""
    return not (of_government(title) and re.search(r"委$|党委$|党工委$", body))


@cache
def _ends_of_bodies() -> dict[str, str]:
    return pairs("title_bodies.tsv")


def _adjacent(parts: Sequence[TitlePart], end: int) -> list[TitlePart]:
    """The run of posts that reaches the name."""
    return list(parts) if parts and parts[-1].end == end else []
