"""A page becomes its articles: headlines, bylines, bodies and captions told apart, broken columns and stray spaces mended.

The text is only cut, joined and rid of white space, never rewritten: Article.offsets leads every character back to the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Literal

from extract.lexicon import rows
from extract.model import Article, Block, BlockKind, Page

Kind = Literal["heading", "prose", "byline", "caption", "furniture"]
Span = tuple[int, int]

HEADING_MAX = 42  # characters; a longer line without a full stop is the piece of a column
FRAGMENT_MIN = 16  # a shorter line with a comma but no full stop may still be a heading
HEADLINE_LINES = 4
GRAM = 4  # characters of the sequences whose repetition shows that two passages tell one story
SAME_STORY = 0.045  # share of repeated sequences above which a heading rather stands inside an article
WRAP_WIDTHS = (10, 60)  # characters in a line of a printed column

_CLOSERS = "”’」』》）)】〕\"'"
_STOPS = "。!?！？;；…:："
_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_LINE = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c]*\S[^\r\n\u2028\u2029\x0b\x0c]*")
_HAN = r"\u3400-\u9fff\U00020000-\U0003134f·"
_HAN_CHAR = re.compile(f"[{_HAN}]")
_PUNCTUATION = set("，。、；：？！…—“”‘’（）《》〈〉【】「」『』,.;:?!()[]<>%％/·~～\"'")
_DATE_LINE = re.compile(r"(.{2,24}?\s)?[〇○零一二三四五六七八九十\d]{4}年[一二三四五六七八九十\d]{1,3}月([一二三四五六七八九十\d]{1,3}日)?")
_LABEL = re.compile(r"[^:：。，,]{2,8}[:：]")


# ---- the page's words


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    """All expressions of one kind in layout.tsv as alternatives."""
    found = [expression for name, expression in rows("layout.tsv") if name == kind]
    return re.compile("|".join(f"(?:{expression})" for expression in found))


@cache
def _name_pattern() -> str:
    surname = "".join(expression for kind, expression in rows("layout.tsv") if kind == "surname")
    compound = _pattern("compound").pattern
    return f"(?:(?:{compound})[{_HAN}]{{1,2}}|[{surname}] ?[{_HAN}]{{1,2}}|[{_HAN}]{{2,6}}·[{_HAN}·]{{1,9}})"


@cache
def _names() -> re.Pattern[str]:
    """Bare names: 巫彤 戴超 叶洁梅."""
    return re.compile(rf"{_name_pattern()}(?:[\s、,，]+{_name_pattern()}){{0,5}}")


@cache
def _closing_byline() -> re.Pattern[str]:
    """A byline at the end of the last paragraph's line: …良好水域环境。曹璐 余波; …重新学习。(付杰)."""
    credit = rf"[(（]\s*(?=[^()（）]*(?:{_pattern('credit').pattern}))[^()（）。]{{2,40}}[)）]"
    return re.compile(
        rf"(?<=[。!?！？”])\s*({credit}|[(（]\s*{_names().pattern}\s*[)）]|{_names().pattern}|{_pattern('onward').pattern})\s*$"
    )


# ---- lines and what they are


@dataclass(slots=True)
class _Unit:
    """A line of the page, or a paragraph once its lines are joined. `spans` are its pieces in the page."""

    kind: Kind
    spans: list[Span]
    text: str  # without white space at the ends
    ruled: bool = False  # a drawn rule stood behind it: 山东东营:党建聚人心 幸福来敲门******
    wraps: bool = False  # its lines have a fixed width

    @property
    def compact(self) -> str:
        return _SPACE.sub("", self.text)

    @property
    def ended(self) -> bool:
        """Whether a sentence ends here."""
        return _ended(self.text)


def _ended(text: str) -> bool:
    return text.rstrip(_CLOSERS + " ")[-1:] in _STOPS if text else True


def _lines(text: str) -> Iterator[_Unit]:
    """The lines that bear text, in page order; rules drawn with characters only mark the line they follow."""
    last: _Unit | None = None
    for match in _LINE.finditer(text):
        start, end = _trimmed(text, *match.span())
        if start >= end:
            continue
        ruled = False
        for rule in _pattern("separator").finditer(text, start, end):
            if rule.end() == end:
                start, end, ruled = *_trimmed(text, start, rule.start()), True
                break
        if start >= end:
            if last is not None:
                last.ruled = True
            continue
        last = _Unit("prose", [(start, end)], text[start:end], ruled)
        yield last


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and (text[start].isspace() or text[start] in "\u200b\ufeff"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "\u200b\ufeff"):
        end -= 1
    return start, end


def _kind(unit: _Unit) -> Kind:
    """What a line is by its own looks; what stands around it decides later."""
    text, length = unit.text, len(unit.compact)
    if length <= 40 and _pattern("furniture").fullmatch(text):
        return "furniture"
    if _is_caption(text, length):
        return "caption"
    if _is_byline(text, length):
        return "byline"
    return "heading" if unit.ruled or _looks_like_heading(text, length) else "prose"


def _is_caption(text: str, length: int) -> bool:
    if length > 120:
        return False
    if _pattern("caption").match(text):
        return True
    bare = text.strip("()（） 。")
    photo = _pattern("photo")
    ends = any(match.end() == len(bare) for match in photo.finditer(bare))
    if not ends or "摄影报道" in bare:
        return False
    return bool(re.search(r"(?:^|[\s。)）/])\S{0,14}$", bare)) and not _is_credit_for_text(bare)


def _is_credit_for_text(bare: str) -> bool:
    """文/图 by the same hand signs the article, not a picture: 白音 文 高亮 摄."""
    return bool(re.search(r"文[/ 、并]|文$|/文|^文|整理", bare))


def _is_byline(text: str, length: int) -> bool:
    bracketed = bool(re.fullmatch(r"[(（][^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)?[)）]", text))
    bare = text.strip("()（）□■▌▍| ")
    if _names().fullmatch(bare):
        return length <= 24
    if length > 60 or (_ended(text) and not bracketed) or re.search("[。;；!！?？]|通过$", bare):
        return False
    if bracketed:
        return bool(_pattern("credit").search(bare)) or (length <= 8 and not re.search(r"[\d,，]", bare))
    words = _pattern("credit").findall(bare)
    if not words or re.search("[“”《》]", bare):
        return False
    start = re.match(r"(?:[\u4e00-\u9fff]{0,10}?)(?:记者|通讯员|实习生|来源|作者|供稿|撰稿|文/|图/|编辑|一审|整理|读者|文|撰文)[\s:：/]?", bare)
    end = re.search(r"(?:文/?图|图/?文|摄影报道|文/?摄|文并摄|供稿|报道|/图|/摄|[ /]图|[ /]摄|[ /]文)$", bare)
    return bool((start and length <= 50 and not re.search("[,，]", bare)) or (end and length <= 30 and " " in bare)) and bool(
        re.search(rf"[\s:：/]", bare)
    )


def _looks_like_heading(text: str, length: int) -> bool:
    if not 2 <= length <= HEADING_MAX or _pattern("list").match(text):
        return False
    if text[0] in "，。、；：？！,.;:?!)）”’》」』" or re.search(r"[。;；]", text) or text[-1] in ",，、:：":
        return False
    if not re.search(f"[{_HAN}A-Za-z]", text) or text.count("、") > 3 or len(re.findall("[,，]", text)) > 2:
        return False
    return not (_LABEL.match(text) and text.count("、") >= 1)


# ---- broken columns


def _join(units: Sequence[_Unit]) -> list[_Unit]:
    """Paragraphs from the pieces of columns. A caption or page furniture inside a paragraph is moved behind it; a short
    line inside a broken sentence is a piece of it, unless a byline or lead below shows that it is a headline."""
    joined: list[_Unit] = []
    open_: _Unit | None = None  # the paragraph whose last sentence has not ended
    for i, unit in enumerate(units):
        if open_ is not None and _goes_on(open_, unit, units, i):
            glue = " " if open_.text[-1].isascii() and unit.text[0].isascii() and unit.text[0].isalnum() else ""
            open_.spans += unit.spans
            open_.text += glue + unit.text
        elif unit.kind in ("caption", "furniture") and open_ is not None:
            joined.append(unit)
            continue
        else:
            joined.append(unit)
            open_ = unit if unit.kind == "prose" else None
        if open_ is not None and (open_.ended or _is_list_item(open_)):
            open_ = None
    return joined


def _is_list_item(unit: _Unit) -> bool:
    return len(unit.spans) == 1 and len(unit.compact) < 40 and bool(_pattern("list").match(unit.text) or _LABEL.match(unit.text))


def _goes_on(before: _Unit, unit: _Unit, units: Sequence[_Unit], i: int) -> bool:
    if unit.kind == "prose":
        return not (_starts_article(unit) or _pattern("list").match(unit.text) or _pattern("aside").fullmatch(unit.text))
    if unit.kind == "heading" and len(before.compact) > HEADING_MAX and not unit.ruled:
        return not _headline_follows(units, i)
    return False


def _headline_follows(units: Sequence[_Unit], i: int) -> bool:
    """Whether the headings from here on are followed by a lead or byline."""
    for unit in units[i : i + HEADLINE_LINES + 3]:
        if unit.kind == "byline" or _starts_article(unit):
            return True
        if unit.kind == "prose":
            return False
    return False


def _starts_article(unit: _Unit) -> bool:
    return bool(_pattern("lead").match(unit.text) or _pattern("continued").match(unit.text))


# ---- lines of fixed width


def _unwrap(lines: list[_Unit]) -> list[_Unit]:
    """Lines of a column of fixed width joined to paragraphs, where most lines of the page are as wide as each other."""
    widths = [_width(line.text) for line in lines]
    counts = Counter(round(width) for width in widths if WRAP_WIDTHS[0] <= width <= WRAP_WIDTHS[1])
    if len(lines) < 5 or not counts:
        return lines
    full = max(counts, key=lambda w: (counts[w] + counts[w - 1] + counts[w + 1], w))
    is_full = [full - 2.6 <= width <= full + 1.6 for width in widths]
    broken = sum(1 for line, wide in zip(lines, is_full, strict=True) if wide and not line.ended)
    if sum(is_full) < 0.5 * len(lines) or broken < 0.6 * sum(is_full):
        return lines
    joined: list[_Unit] = []
    for line, wide_before in zip(lines, [False, *is_full], strict=False):
        last = joined[-1] if joined else None
        if last is not None and wide_before and not last.ended and not _starts_article(line):
            glue = " " if last.text[-1].isascii() and line.text[0].isascii() and line.text[0].isalnum() else ""
            last.spans += line.spans
            last.text += glue + line.text
            last.ruled |= line.ruled
        else:
            joined.append(line)
    return joined


def _width(text: str) -> float:
    return sum(0.5 if char.isascii() else 1.0 for char in text)


# ---- borders between articles


@dataclass(slots=True)
class _Draft:
    """An article in the making."""

    units: list[_Unit] = field(default_factory=list)
    roles: list[BlockKind] = field(default_factory=list)
    signed: bool = False  # a closing byline or signature stood last

    def add(self, unit: _Unit, role: BlockKind) -> None:
        self.units.append(unit)
        self.roles.append(role)

    @property
    def bodies(self) -> list[_Unit]:
        return [unit for unit, role in zip(self.units, self.roles, strict=True) if role == "body"]

    @property
    def headline(self) -> str:
        return "".join(u.compact for u, role in zip(self.units, self.roles, strict=True) if role == "title")

    @property
    def has_byline(self) -> bool:
        bylined = any(role == "byline" for role in self.roles)
        return bylined or any(_pattern("lead").match(unit.text) for unit in self.bodies[:1])


def _drafts(units: Sequence[_Unit]) -> list[_Draft]:
    drafts: list[_Draft] = [_Draft()]
    i = 0
    while i < len(units):
        draft, unit = drafts[-1], units[i]
        if unit.kind == "heading":
            run = _run(units, i)
            i += len(run)
            if not draft.bodies or _border(draft, run, units, i):
                if draft.bodies or draft.signed:
                    drafts.append(draft := _Draft())
                _add_headline(draft, run)
            else:
                _add_inner_headings(draft, run, units, i)
            continue
        i += 1
        if unit.kind == "furniture":
            continue
        if unit.kind == "prose":
            if draft.bodies and (_starts_article(unit) or _is_picture_news(draft, unit, units, i)):
                drafts.append(draft := _Draft())
            draft.add(unit, "body")
            draft.signed = bool(_DATE_LINE.fullmatch(unit.text)) or bool(_onward(unit))
        elif unit.kind == "caption":
            draft.add(unit, "caption")
        else:
            draft.add(unit, "byline")
            draft.signed = bool(draft.bodies)
    return [draft for draft in drafts if draft.units]


def _run(units: Sequence[_Unit], i: int) -> list[_Unit]:
    """The headings that stand together from i on; a continuation mark or a drawn rule ends the run."""
    run: list[_Unit] = []
    while i < len(units) and units[i].kind == "heading":
        if run and _pattern("continued").match(units[i].text):
            break
        run.append(units[i])
        i += 1
        if run[-1].ruled:
            break
    return run


def _onward(unit: _Unit) -> bool:
    return any(match.end() == len(unit.text) for match in _pattern("onward").finditer(unit.text))


def _add_headline(draft: _Draft, run: Sequence[_Unit]) -> None:
    for k, unit in enumerate(run):
        note = unit.text[0] in "(（—" or k >= HEADLINE_LINES
        draft.add(unit, "subtitle" if note and k else "title")


def _add_inner_headings(draft: _Draft, run: Sequence[_Unit], units: Sequence[_Unit], i: int) -> None:
    for unit in run:
        draft.add(unit, "subtitle" if i < len(units) else "body")


def _is_picture_news(draft: _Draft, unit: _Unit, units: Sequence[_Unit], i: int) -> bool:
    """One paragraph that ends with 图为… and is signed by a photographer, behind an article that has its byline."""
    below = units[i] if i < len(units) else None
    photographed = below is not None and below.kind in ("byline", "caption") and bool(re.search("摄", below.text))
    return photographed and "图为" in unit.text and draft.has_byline and len(draft.bodies) >= 2


def _border(draft: _Draft, run: Sequence[_Unit], units: Sequence[_Unit], i: int) -> bool:
    """Whether the headings `run`, which end before units[i], open a new article. Signs are weighed: what stands above
    and below says most, then what the words say, then whether the story goes on."""
    if _pattern("aside").fullmatch(run[0].text) or _pattern("list").match(run[0].text):
        return False
    if _pattern("continued").match(run[0].text) or any(unit.ruled for unit in run):
        return True
    if i >= len(units):
        return draft.signed or bool(_pattern("newsword").search(run[0].text)) and not _pattern("signed").search(run[-1].text[-3:])
    if draft.signed or _headline_follows(units, i):
        return True
    return _weight(draft, run, units, i) > 0


def _weight(draft: _Draft, run: Sequence[_Unit], units: Sequence[_Unit], i: int) -> float:
    text = "".join(unit.compact for unit in run)
    below = _section(units, i)
    weight = 1.0 + len(run) - 1
    weight += 1.0 if _pattern("newsword").search(text) else 0.0
    weight += 0.5 if below and re.match(f"(?:.{{0,12}})(?:{_pattern('time').pattern})", below[0].text) else 0.0
    weight += 0.5 if below and below[0].text[0] in "“\"" else 0.0
    weight -= 1.5 if not draft.bodies[-1].ended else 0.0
    weight -= 2.0 if _parallel(run, draft, units, i) else 0.0
    weight -= 1.5 if _grams(draft.headline, GRAM) & _grams(text, GRAM) else 0.0
    weight -= 1.0 if _pattern("feature").search(draft.headline) else 0.0
    weight -= 1.0 if any(role == "subtitle" and unit.text[0] not in "(（—" for unit, role in zip(draft.units, draft.roles, strict=True)) else 0.0
    weight -= _sameness(draft, below)
    return weight


def _section(units: Sequence[_Unit], i: int) -> list[_Unit]:
    """The prose from i up to the next heading, byline or lead."""
    section: list[_Unit] = []
    for unit in units[i:]:
        if unit.kind in ("heading", "byline") or _starts_article(unit):
            break
        if unit.kind == "prose":
            section.append(unit)
    return section


def _parallel(run: Sequence[_Unit], draft: _Draft, units: Sequence[_Unit], i: int) -> bool:
    """Headings inside an article are cut alike: 支部建起来 难事有人管 / 力量沉下来 服务有温度."""
    if len(run) != 1:
        return False
    shape = [len(part) for part in run[0].text.split()]
    if len(shape) < 2:
        return False
    before = [unit for unit, role in zip(draft.units, draft.roles, strict=True) if role == "subtitle"]
    after = [unit for unit in _until_signed(units, i) if unit.kind == "heading"]
    return any([len(part) for part in unit.text.split()] == shape for unit in (*before, *after))


def _until_signed(units: Sequence[_Unit], i: int) -> Iterator[_Unit]:
    for unit, below in pairwise((*units[i:], _Unit("furniture", [], ""))):
        if unit.kind == "byline" or _starts_article(unit):
            return
        if unit.kind == "heading" and (below.kind in ("heading", "byline") or _starts_article(below)):
            return
        yield unit


def _grams(text: str, n: int) -> set[str]:
    return {text[k : k + n] for k in range(len(text) - n + 1) if text[k : k + n].isalnum()}


def _sameness(draft: _Draft, below: Sequence[_Unit]) -> float:
    """0 for another story, 1 and more for the same one: the share of character sequences that occurred before."""
    above = set().union(*(_grams(unit.compact, GRAM) for unit in draft.bodies))
    here = set().union(*(_grams(unit.compact, GRAM) for unit in below)) if below else set()
    return min(2.0, len(above & here) / (len(here) + 1) / SAME_STORY) if here else 0.0


# ---- building the article


def split_articles(page: Page) -> list[Article]:
    """The articles of a page in page order; a page of white space has none."""
    lines = _unwrap(list(_lines(page.text)))
    units: list[_Unit] = []
    for line in lines:
        units += _with_kind(line, page.text)
    _settle_names(units)
    drafts = _drafts(_join(units))
    spaces = _Spaces(page.text, drafts)
    return [_article(page, n, draft, spaces) for n, draft in enumerate(drafts, 1)]


def _with_kind(line: _Unit, text: str) -> Iterator[_Unit]:
    """The line with its kind; a byline that closes its last sentence becomes a unit of its own."""
    line.kind = _kind(line)
    if line.kind == "prose" and (byline := _closing_byline().search(line.text)) and len(line.spans) == 1:
        start, end = line.spans[0]
        cut = start + byline.start()
        tail_start, _ = _trimmed(text, cut, end)
        onward = _pattern("onward").fullmatch(text[tail_start:end])
        if not onward:
            line.spans[0] = _trimmed(text, start, cut)
            line.text = text[slice(*line.spans[0])]
            yield line
            yield _Unit("byline", [(tail_start, end)], text[tail_start:end])
            return
    yield line


def _settle_names(units: Sequence[_Unit]) -> None:
    """Bare names sign an article only where a sentence has ended or a headline stands above: in a broken column they
    are a piece of it."""
    above: _Unit | None = None
    for unit in units:
        if unit.kind == "byline" and _names().fullmatch(unit.text):
            if above is None:
                unit.kind = "heading"
            elif above.kind == "prose" and not above.ended:
                unit.kind = "prose"
        if unit.kind not in ("caption", "furniture"):
            above = unit


class _Spaces:
    """Decides which spaces inside a line are noise. Those of a line wrap stand at equal distances; those inside a word
    part two characters that stand together elsewhere on the page."""

    def __init__(self, text: str, drafts: Sequence[_Draft]) -> None:
        self.together = set(map("".join, pairwise(text))) if re.search(r"\S[ \u3000\xa0]\S", text) else set()


def _article(page: Page, n: int, draft: _Draft, spaces: _Spaces) -> Article:
    chars: list[str] = []
    offsets: list[int] = []
    blocks: list[Block] = []
    for unit, role in zip(draft.units, draft.roles, strict=True):
        text, places = _mended(page.text, unit, role, spaces)
        if not text:
            continue
        if chars:
            chars.append("\n")
            offsets.append(offsets[-1])
        start = len(offsets)
        chars.append(text)
        offsets += places
        blocks.append(Block(role, start, len(offsets)))
    continued = any(_pattern("continued").match(unit.text) for unit in draft.units[:2])
    return Article(
        page.doc, n, "".join(chars), tuple(offsets), tuple(blocks), page.source, page.publication, page.published, page.locale, continued
    )


def _mended(text: str, unit: _Unit, role: BlockKind, spaces: _Spaces) -> tuple[str, list[int]]:
    """The unit's text without noise spaces, and the place of each character in the page."""
    out: list[str] = []
    places: list[int] = []
    for start, end in unit.spans:
        if out and out[-1][-1].isascii() and out[-1][-1].isalnum() and text[start].isascii() and text[start].isalnum():
            out.append(" ")
            places.append(places[-1])
        for match in _SPACE.finditer(text, start, end):
            out.append(text[start : match.start()])
            places.extend(range(start, match.start()))
            if _keep(text, match, role, spaces):
                out.append(" ")
                places.append(match.start())
            start = match.end()
        out.append(text[start:end])
        places.extend(range(start, end))
    return "".join(out), places


def _keep(text: str, space: re.Match[str], role: BlockKind, spaces: _Spaces) -> bool:
    before, after = text[space.start() - 1], text[space.end()]
    if before.isascii() and after.isascii() and (before.isalnum() or before in ",.;:!?)\"'") and after.isalnum():
        return True
    if role != "body":
        return True
    if before in _PUNCTUATION or after in _PUNCTUATION or before.isdigit() or after.isdigit():
        return False
    return before + after not in spaces.together
