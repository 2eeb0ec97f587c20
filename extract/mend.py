"""Mentions as the network cuts them -> as names are built: 和|丽春 after a title is 和丽春, 甲局联合乙局 is two.

In: a TaggedArticle. Out: the same with borders mended and what names nothing left out; relations follow their mentions.
Only what the characters around a mention make certain is changed.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from extract.initiatives import ends_like_programme
from extract.lexicon import rows
from extract.model import Mention, ScoredRelation, TaggedArticle
from extract.names import is_common_word, is_plausible_name, surname_of
from extract.organs import either, is_known_organ, names_people, words
from extract.places import names_a_place, relative_word, split_areas, widen_to_area
from extract.titles import find_titles, split_name_before_title

ADDED = -1  # in place of the index of a mention of the network: it has no relations
LONGEST_NAME = 4  # characters of a Chinese name that mending may make
_HAN = re.compile(r"[㐀-鿿]+")
_LIST_BORDER = "、,，。；;)）\n "
_JOINED = re.compile(r"(?<=[局委院会府部办处厅队站所社校司行团大协联])(?:联合|会同)(?=[㐀-鿿]{2,})")
_BUILDING = re.compile(r"[村区镇乡道该]党群服务中心$")  # of a village or a town it is a house, of a county an office
_COMMITTEE = re.compile(r"[居管业村组筹评编]委$")  # 会 is the rest of it: 社区居委|会, 商圈管委|会
_BETWEEN_QUOTES = re.compile(r"[”’》][、,，和及\s]*[“‘《]")
_MARKS = "“”‘’\"'《》 、,，"
_DASH = re.compile(r"[—―]+\s*")
_TRAILING = re.compile(r"(?:(?<=[局委院府厅])会同?|(?<=[局委院府厅会])联合|(?<=[局委院府厅校])[0-9０-９]+)$")


def mend(tagged: TaggedArticle) -> TaggedArticle:
    """The article with better mention borders. Relations of a mention that was two hold for both."""
    text = tagged.article.text
    people = {m.text for m in tagged.mentions if m.type == "Person" and is_plausible_name(m.text)}
    title_ends = {end for _, end in find_titles(text)}
    events = {m.start for m in tagged.mentions if m.type == "Event"}
    made = [
        (index, better)
        for index, mention in enumerate(tagged.mentions)
        if mention.score >= least_score(mention.type) and not _only_opens_a_name(mention, text, events)
        for better in _better(mention, text, people, title_ends)
    ]
    made += [(ADDED, team) for team in _teams(text, [mention for _, mention in made])]
    return _reordered(tagged, _without_crossing(made))


@cache
def _least_scores() -> dict[str, float]:
    return {kind: float(score) for kind, score in rows("mention_scores.tsv")}


def least_score(kind: str) -> float:
    """Under this probability a mention of the network is left out. Tuned as extract/lexicon/mention_scores.tsv says."""
    return _least_scores()[kind]


def _better(mention: Mention, text: str, people: Iterable[str], title_ends: set[int]) -> Iterator[Mention]:
    if mention.type == "Person":
        person = _person(mention, text, people, title_ends)
        if person is not None:
            yield person
    elif mention.type == "Institution":
        yield from _bodies(mention, text)
    elif mention.type == "Initiative":
        yield from _initiatives(mention, text)
    elif mention.type == "Place":
        yield from _places(mention, text)
    else:
        yield mention


def _only_opens_a_name(mention: Mention, text: str, events: Container[int]) -> bool:
    """句容同心红统战联盟——民进句容支部教育实践基地揭牌仪式: what stands before the dash is no event of its own."""
    dash = _DASH.match(text, mention.end) if mention.type == "Event" else None
    return dash is not None and dash.end() in events and mention.text.rstrip("—―").endswith(words("opened"))


# ---- people


def _person(mention: Mention, text: str, people: Iterable[str], title_ends: set[int]) -> Mention | None:
    """A name with its whole surname and given name, None where a single character names nobody."""
    if is_common_word(mention.text):
        return None
    start, end = mention.start, mention.end
    name, title = split_name_before_title(mention.text)
    if title and len(name) > 1:  # 吴萍|局长
        mention = _span(mention, text, start, start + len(name))
        end = mention.end
    for name in people:  # the whole name stands elsewhere in the article
        at = start - name.find(mention.text)
        if mention.text in name and len(name) > len(mention.text) and text[at : at + len(name)] == name:
            return _span(mention, text, at, at + len(name))
    if start - 1 in title_ends and surname_of(text[start - 1 : end]) and end - start < LONGEST_NAME - 1:
        start -= 1
    end = _list_end(text, start, end)
    if end - start < 2:
        return None
    return mention if (start, end) == (mention.start, mention.end) else _span(mention, text, start, end)


def _list_end(text: str, start: int, end: int) -> int:
    """Of a list's item, all is the name: 丁素梅、雷水秀、何|为, -> 何为. Words that follow names are left out."""
    if start == 0 or text[start - 1] not in "、":
        return end
    rest = _HAN.match(text, end)
    if rest is None or text[rest.end() : rest.end() + 1] not in _LIST_BORDER:
        return end
    whole = text[start : rest.end()]
    if end - start == 1:  # a surname alone cannot be the name, so even a common word (何为) may be
        return rest.end() if surname_of(whole) and len(whole) < LONGEST_NAME and rest.group() != "等" else end
    if rest.group() in _after_names() or len(whole) > LONGEST_NAME or not is_plausible_name(whole):
        return end
    return rest.end()


@cache
def _after_names() -> frozenset[str]:
    lines = files("extract.lexicon").joinpath("after_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


# ---- bodies


@cache
def _leading() -> re.Pattern[str]:
    """A word that leads up to a body and is no part of its name: 由|坑口乡党委."""
    words = "|".join(sorted((word for (word,) in rows("before_bodies.tsv")), key=len, reverse=True))
    return re.compile(rf"^(?:{words})(?=[㐀-鿿]{{3,}})")


def _bodies(mention: Mention, text: str) -> Iterator[Mention]:
    """县市场监管局|联合|县公安局 -> two; 由|坑口乡党委 and 区纪委监委|会 lose what is no part of the name."""
    if _BUILDING.search(mention.text):
        yield replace(mention, type="Place")
        return
    at = mention.start
    borders = [(m.start() + at, m.end() + at) for m in _JOINED.finditer(mention.text)]
    starts = [at, *(end for _, end in borders)]
    ends = [*(start for start, _ in borders), mention.end]
    for start, end in zip(starts, ends, strict=True):
        start += len(match.group()) if (match := _leading().match(text[start:end])) else 0
        tail = _TRAILING.search(text[start:end])
        end = start + tail.start() if tail else end
        start, end = widen_to_area(text, start, _organ_end(text, start, end))
        if _area_that_acts(text[start:end]):
            continue
        if end - start > 1 and not names_people(text[start:end]):
            yield mention if (start, end) == (mention.start, mention.end) else _span(mention, text, start, end)


def _area_that_acts(name: str) -> bool:
    """东营区|组建|专门委员会 is a district that does something, and no body."""
    areas, organ = split_areas(name)
    return bool(areas) and re.match(either("not_a_name"), organ) is not None


def _organ_end(text: str, start: int, end: int) -> int:
    """市人大常委|会: one or two more characters where they, and only they, make the name of an organ."""
    if _COMMITTEE.search(text[start:end]) and text[end : end + 1] == "会":
        return end + 1
    for longer in (end + 1, end + 2):
        whole = not text[start:end].endswith("常委") and _organ(text[start:end])
        if longer <= len(text) and _organ(text[start:longer]) and not whole:
            return longer
    return end


def _organ(name: str) -> bool:
    rest = split_areas(name)[1]
    return is_known_organ(rest) or is_known_organ(rest[1:] if relative_word(rest[:1]) else rest)


@cache
def _team() -> re.Pattern[str]:
    """A team that begins a clause: 当天,|督导组|先后来到."""
    return re.compile(rf"(?:(?<=[，,。；;：:、\n])|(?<=由)|^)(?:{either('team')})(?=[㐀-鿿])(?!长|成员单位)")


def _teams(text: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """督导组 alone is a body where 县委基层党建工作第九督导组 came before, even if the network passed it over."""
    bodies = [m for m in mentions if m.type == "Institution"]
    for found in _team().finditer(text):
        start, end = found.span()
        before = [m for m in bodies if m.end <= start and m.text.endswith(found.group()) and m.text != found.group()]
        if before and not any(m.start < end and start < m.end for m in mentions):
            yield Mention(start, end, "Institution", found.group(), before[-1].score)


# ---- places


def _places(mention: Mention, text: str) -> Iterator[Mention]:
    """The whole of an official name (院|东头镇), and nothing that names a kind of place (城镇) or no place at all."""
    start, end = widen_to_area(text, mention.start, mention.end)
    if relative_word(mention.text) or names_a_place(text[start:end]):
        yield mention if start == mention.start else _span(mention, text, start, end)


# ---- initiatives


def _initiatives(mention: Mention, text: str) -> Iterator[Mention]:
    """“睦邻红”“睦邻帮”“睦邻乐” are three; marks at the borders are no part of a name."""
    start = mention.start
    for border in [*_BETWEEN_QUOTES.finditer(mention.text), None]:
        end = mention.start + border.start() if border else mention.end
        end = _end_of_programme(text, start, end)
        name = text[start:end]
        first, last = len(name) - len(name.lstrip(_MARKS)), len(name.rstrip(_MARKS))
        if last - first > 1:
            yield (
                _span(mention, text, start + first, start + last) if (first or last < len(name) or border) else mention
            )
        start = mention.start + border.end() if border else end


def _end_of_programme(text: str, start: int, end: int) -> int:
    """“场所码”|过程: what follows a closing quote belongs to the name only where it is the head of one."""
    quote = max(text.rfind(mark, start, end) for mark in "”’")
    return quote if quote > start and end - quote > 1 and not ends_like_programme(text[quote:end]) else end


def _span(mention: Mention, text: str, start: int, end: int) -> Mention:
    return replace(mention, start=start, end=end, text=text[start:end])


# ---- order and relations


def _without_crossing(made: Sequence[tuple[int, Mention]]) -> list[tuple[int, Mention]]:
    """Sorted; a mention that crosses a changed one or repeats it is left out."""
    kept: list[tuple[int, Mention]] = []
    for index, mention in sorted(made, key=lambda pair: (pair[1].start, -pair[1].end)):
        crossed = any(m.start < mention.start < m.end < mention.end for _, m in kept[-4:])
        repeated = any((m.start, m.end, m.type) == (mention.start, mention.end, mention.type) for _, m in kept[-4:])
        if not crossed and not repeated:
            kept.append((index, mention))
    return kept


def _reordered(tagged: TaggedArticle, kept: Sequence[tuple[int, Mention]]) -> TaggedArticle:
    places: dict[int, list[int]] = {}
    for n, (index, _) in enumerate(kept):
        places.setdefault(index, []).append(n)
    relations = tuple(
        ScoredRelation(head, tail, r.label, r.score)
        for r in tagged.relations
        for head in places.get(r.head, ())
        for tail in (places.get(r.tail, ()) if r.head != r.tail else (head,))
    )
    return TaggedArticle(tagged.article, tuple(m for _, m in kept), relations)
