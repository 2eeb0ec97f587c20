"""A page becomes its articles: headlines, bylines, bodies, captions told apart, broken columns and stray spaces mended.

The text is only cut, joined and rid of white space, never rewritten: Article.offsets leads each character to its place.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Literal

from extract.lexicon import rows
from extract.model import Article, Block, BlockKind, Page

Kind = Literal["heading", "prose", "byline", "caption", "furniture"]
Span = tuple[int, int]

HEADING_MAX = 42  # characters; a longer line without a full stop is a piece of a column,
LONG_HEADING_MAX = 64  # but for the headlines of web pages, which put three into one
HEADLINE_LINES = 4
PIECES_MAX = 500  # lines of one paragraph
HORIZON = 60  # units that are looked at above and below a heading
GRAM = 4  # characters of the sequences whose repetition shows that two passages tell one story
SAME_STORY = 0.045  # share of repeated sequences above which a heading rather stands inside an article
LOST_MARK = 1.0  # the width of the comma or quote that a space inside a line stands for
COLUMN_WIDTHS = range(10, 61)  # characters in a printed line

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_CLOSERS = "”’」』》)】〕\"'"
_STOPS = "。!?;…:"
_BLANK = re.compile(r"[\s\u200b\ufeff]+")
_LINE = re.compile(r"([^\r\n\u2028\u2029\x0b\x0c]*)(?:\r\n|[\r\n\u2028\u2029\x0b\x0c]|$)")
_ASCII = re.compile(r"[\x20-\x7e]")
_HAN = r"\u3400-\u9fff\U00020000-\U0003134f"
_BRACKETS = re.compile(r"\([^()]*\)")
_PUNCTUATION = frozenset("、。,.;:?!…—“”‘’()《》〈〉【】「」『』[]<>%/·~\"'")
_DATE_LINE = re.compile(
    r"(?P<organ>.{2,24}?\s)?[〇○零一二三四五六七八九十\d]{4}年[一二三四五六七八九十\d]{1,3}月([一二三四五六七八九十\d]{1,3}日)?"
    r"|\d{1,2}月\d{1,2}日"
)
_LABEL = re.compile(r"[^:。,]{2,8}:")
_PAIRS = (("“", "”"), ("(", ")"), ("《", "》"), ("【", "】"), ("「", "」"))


# ---- the words of the page, from layout.tsv


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{expression})" for name, expression in rows("layout.tsv") if name == kind))


def _begins(kind: str, text: str) -> bool:
    return _pattern(kind).match(text) is not None


def _is(kind: str, text: str) -> bool:
    return _pattern(kind).fullmatch(text) is not None


def _has(kind: str, text: str) -> bool:
    return _pattern(kind).search(text) is not None


@cache
def _ending(kind: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{_pattern(kind).pattern})$")


@cache
def _surnames() -> tuple[str, str]:
    """Single and compound surnames as regular expressions."""
    lines = [line for (line,) in rows("surnames.txt")]
    border = lines.index("[compound]")
    return f"[{''.join(lines[1:border])}]", "|".join(" ".join(lines[border + 1 :]).split())


@cache
def _name() -> str:
    single, compound = _surnames()
    return rf"(?:(?:{compound})[{_HAN}]{{1,2}}|{single} ?[{_HAN}]{{1,2}}|[{_HAN}]{{2,6}}·[{_HAN}·]{{1,9}})"


@cache
def _names() -> re.Pattern[str]:
    """Bare names: 巫彤 戴超 叶洁梅."""
    return re.compile(rf"{_name()}(?:[\s、,]+{_name()}){{0,5}}")


@cache
def _isolated_surname() -> re.Pattern[str]:
    """The space in a name of two characters that a typesetter has spread out: 周 强, 局长张 明说."""
    single, _ = _surnames()
    return re.compile(rf"(?:(?<![{_HAN}])|(?<=[长记任员席导授师士者理事])){single}( +)[{_HAN}](?![{_HAN}] )")


@cache
def _web_margin(kind: str) -> re.Pattern[str]:
    """Several things that a site prints around a text, one behind the other."""
    return re.compile(rf"(?:(?:{_pattern(kind).pattern})[\s|/>\-—]*)+")


# ---- lines and what they are


@dataclass(slots=True)
class _Unit:
    """A line of the page, or a paragraph once its pieces are joined."""

    kind: Kind
    spans: list[Span]  # its pieces in the page
    text: str  # half-width, without white space at the ends
    ruled: bool = False  # a drawn rule stood behind it: 山东东营:党建聚人心 幸福来敲门******
    indented: bool = False
    apart: bool = False  # an empty line stands above
    inline: bool = False  # it shares a line with the text before it

    @property
    def compact(self) -> str:
        return _BLANK.sub("", self.text)

    @property
    def ended(self) -> bool:
        """Whether its last sentence ends."""
        return self.text[-6:].rstrip(_CLOSERS + " ")[-1:] in _STOPS

    def join_before(self, below: _Unit) -> None:
        below.text = self.text + _glue(self.text, below.text) + below.text
        below.spans[:0] = self.spans

    def join(self, below: _Unit) -> None:
        self.text += _glue(self.text, below.text) + below.text
        self.spans += below.spans
        self.ruled |= below.ruled


def _glue(above: str, below: str) -> str:
    """Chinese lines join without a space, words of Latin letters with one."""
    latin = above[-1].isascii() and below[0].isascii() and below[0].isalnum() and above[-1] not in "([/-"
    return " " if latin else ""


def _lines(text: str) -> list[_Unit]:
    """The lines that bear text. A rule drawn with characters is not text: it ends the line it stands behind."""
    lines: list[_Unit] = []
    empty = False
    for match in _LINE.finditer(text):
        start, end = _trim(text, *match.span(1))
        ruled = False
        if end - start >= 4 and (rule := _ending("separator").search(text, start, end)):
            (start, end), ruled = _trim(text, start, rule.start()), True
        if start < end:
            indented = start - match.start() >= 2
            lines.append(_Unit("prose", [(start, end)], text[start:end], ruled, indented, empty))
        elif ruled and lines:
            lines[-1].ruled = True
        empty = start >= end
    return lines


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and (text[start].isspace() or text[start] in "\u200b\ufeff"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "\u200b\ufeff"):
        end -= 1
    return start, end


def _classified(lines: Sequence[_Unit], text: str) -> list[_Unit]:
    """Units with their kind, as far as a line shows it by itself and by its neighbours."""
    units: list[_Unit] = []
    for line in lines:
        units += _split(line, text)
    for unit in units:
        unit.kind = _kind(unit) if unit.kind == "prose" else unit.kind
    _settle_labels(units)
    _settle_signatures(units)
    _settle_names(units)
    return units


def _split(line: _Unit, text: str) -> list[_Unit]:
    """Credits that share a line with the text stand for themselves: 字号:大 中 小 3月8日,…; …良好水域环境。曹璐 余波;
    …到这里学习。(付杰)"""
    if len(line.spans) != 1 or len(line.text) < 12 or _is_byline(line.text, len(line.compact)):
        return [line]
    start, end = line.spans[0]
    head, tail = _head_length(line.text), _tail_length(line.text)
    cuts = [(start, start + head), (start + head, end - tail), (end - tail, end)]
    spans = [_trim(text, *cut) for cut in cuts]
    photographed = tail and _ending("photo").search(text[end - tail : end])
    kinds: tuple[Kind, ...] = ("byline", "prose", "caption" if photographed else "byline")
    return [
        _Unit(kind, [span], text[slice(*span)], line.ruled, inline=span[0] > start)
        for kind, span in zip(kinds, spans, strict=True)
        if span[0] < span[1]
    ]


def _head_length(text: str) -> int:
    match = _web_margin("webhead").match(text)
    if match is None or match.end() == len(text):
        return 0
    sure = re.search(r"\d:\d\d|[:【\[|>]|字号|分享|打印|首页|位置", match[0])
    return match.end() if sure and (match[0][-1] in " |/>-—】]" or text[match.end()] == " ") else 0


def _tail_length(text: str) -> int:
    stop = max(text.rfind(mark) for mark in "。!?")
    tail = text[stop + 1 :].lstrip(_CLOSERS)
    bare = tail.strip()
    if stop < 0 or not 2 <= len(bare) <= 80:
        return 0
    if bare[0] == "(" and bare[-1] == ")":
        credited = _has("credit", bare[1:-1]) or re.fullmatch(rf"\([{_HAN}·]{{2,4}}( [{_HAN}·]{{2,4}})*\)", bare)
    else:
        credited = _names().fullmatch(bare) or re.fullmatch(rf"[{_HAN}·]{{2,4}} 摄", bare)
    return len(tail) if credited or _web_margin("webtail").fullmatch(bare) else 0


def _kind(unit: _Unit) -> Kind:
    text, length = unit.text, len(unit.compact)
    if _is("headword", text):
        return "heading"
    if length <= 60 and _is("furniture", text):
        return "furniture"
    if _is_caption(text, length):
        return "caption"
    if _is_byline(text, length):
        return "byline"
    return "heading" if unit.ruled or _is_heading(text, length) else "prose"


def _is_caption(text: str, length: int) -> bool:
    if length > 120 or _begins("lead", text):
        return False
    bare = text.strip("() 。")
    credited = _ending("photo").search(bare) and re.search(r"(?:^|[\s。)/])\S{0,14}$", bare)
    writes_too = re.search(r"文[/ 、并]|文$|^文|整理|摄影报道", bare)  # 白音 文 高亮 摄 signs an article
    return _begins("caption", text) or bool(credited and not writes_too)


def _is_byline(text: str, length: int) -> bool:
    bare = text.strip("()□■▌▍| ")
    if _names().fullmatch(bare):
        return length <= 24
    if _is("onward", text) or any(
        length <= 80 and _web_margin(kind).fullmatch(text) for kind in ("webhead", "webtail")
    ):
        return True
    bracketed = text[0] == "(" and text[-1] == ")"
    if length > 60 or re.search("[。;!?“”《》]|通过$|^注", bare):
        return False
    if bracketed:
        return _has("credit", bare) or (length <= 8 and re.search(r"[\d,]", bare) is None)
    if "," in bare or re.search(r"[\s:/]", bare) is None:
        return False
    return _begins("bylined", bare) or (length <= 30 and _ending("credited").search(bare) is not None)


def _is_heading(text: str, length: int) -> bool:
    """Short, whole, without the end of a sentence: a headline or a heading, if its neighbours agree."""
    if not 2 <= length <= LONG_HEADING_MAX or any(_begins(kind, text) for kind in ("list", "opener", "lead")):
        return False
    if length > HEADING_MAX and not (re.search(r"\S \S", text) and _has("newsword", text) and "," not in text):
        return False
    if (
        re.search("[a-z][,.] ", text)
        or text[0] in ",。、;:?!)”’》」』.…"
        or text[-1] in ",、:"
        or re.search("[。;]|[!?]”?.*[!?]”?.*[!?]|^“[^“”]*[!?]”$", text)
    ):
        return False
    if _begins("particle", text) or _ending("dangling").search(text):
        return False
    if any(text.count(left) != text.count(right) for left, right in _PAIRS):
        return False
    if text.count("、") > 3 or text.count(",") > 2 or not re.search(f"[{_HAN}A-Za-z]", text):
        return False
    return not (_LABEL.match(text) and (text.count("、") > 1 or re.search(r"\d{5}|电话", text)))


def _settle_labels(units: Sequence[_Unit]) -> None:
    """What stands in a list is no heading: 星期五:县法院院长公孙正 among such lines, 县会议中心 under 二、会议地点."""
    for above, unit in pairwise(units):
        in_list = above.kind == "prose" and not above.ended and _is_list_item(above)
        short_item = len(above.text) <= 12 and _begins("list", above.text)
        if unit.kind == "heading" and in_list and (_LABEL.match(unit.text) or short_item):
            unit.kind = "prose"


def _settle_signatures(units: Sequence[_Unit]) -> None:
    """The organ and the date under a notice: 上海市崇明区教育局 / 2024年6月25日."""
    for i, unit in enumerate(units):
        above = units[i - 1] if i else None
        if above is None:
            continue
        if (date := _DATE_LINE.fullmatch(unit.text)) is not None:
            unit.kind = "byline"
            if not date["organ"] and above.kind == "heading" and i > 1 and units[i - 2].kind != "heading":
                above.kind = "byline"
        elif unit.kind in ("heading", "prose") and above.kind == "prose" and above.ended and _is("signed", unit.text):
            last = i + 1 == len(units) or units[i + 1].kind == "heading"
            unit.kind = "byline" if last else unit.kind


def _settle_names(units: Sequence[_Unit]) -> None:
    """Bare names sign an article below a headline, or where a sentence has ended and no further one follows; inside a
    broken column they are a piece of it, and above everything else they are a headline."""
    texts = [unit for unit in units if unit.kind not in ("caption", "furniture")]
    for i, unit in enumerate(texts):
        if unit.kind != "byline" or not _names().fullmatch(unit.text):
            continue
        above = texts[i - 1] if i else None
        text_below = i + 1 < len(texts) and texts[i + 1].kind == "prose" and not _starts_article(texts[i + 1])
        if above is None:
            unit.kind = "heading"
        elif above.kind == "prose" and (not above.ended or (unit.inline and text_below)):
            unit.kind = "prose"
        elif above.kind == "prose" and text_below:
            unit.kind = "heading"


# ---- broken columns


def _unwrapped(lines: list[_Unit]) -> list[_Unit]:
    """Paragraphs where most lines of the page are as wide as each other: a column copied line by line."""
    widths = [_width(line.text) for line in lines]
    counts = Counter(map(round, widths))
    full = max(counts, key=lambda w: (counts[w] + counts[w - 1] + counts[w + 1], w), default=0)
    wide = [full - 2.6 <= width <= full + 1.6 for width in widths]
    loose = len(lines) >= 12 and sum(wide) > 0.7 * len(lines)  # even an empty line below each would mean nothing
    pairs = list(zip(lines, lines[1:], wide, strict=False))
    cut = sum(1 for line, below, is_wide in pairs if is_wide and not line.ended and (loose or not below.apart))
    if full not in COLUMN_WIDTHS or len(lines) < 5 or sum(wide) < 0.4 * len(lines) or cut < 0.6 * sum(wide):
        return lines
    indents = sum(line.indented for line in lines) > 1
    paragraphs = lines[:1]
    for _, line, is_wide in pairs:
        last = paragraphs[-1]
        whole = (
            line.indented
            or len(last.spans) >= PIECES_MAX
            or (last.ended and (not indents or _is_heading(line.text, len(line.text))))
        )
        if is_wide and not whole and (loose or not line.apart) and not _starts_article(line):
            last.join(line)
        else:
            paragraphs.append(line)
    return paragraphs


def _width(text: str) -> float:
    """In Chinese characters; the letters of a line that is too long for a column anyhow are not counted out."""
    return len(text) - 0.5 * len(_ASCII.findall(text)) if len(text) <= 2 * COLUMN_WIDTHS[-1] else len(text)


def _joined(units: Sequence[_Unit]) -> list[_Unit]:
    """Paragraphs from the pieces of broken columns. A caption or page furniture between two pieces moves behind."""
    joined: list[_Unit] = []
    cut: _Unit | None = None  # the paragraph above, if its last sentence has not ended
    for i, unit in enumerate(units):
        if cut is not None and unit.kind in ("caption", "furniture"):
            joined.append(unit)
            continue
        if cut is not None and _goes_on(cut, units, i):
            cut.join(unit)
        else:
            joined.append(unit)
            cut = unit if unit.kind == "prose" else None
        if cut is not None and (cut.ended or _is_list_item(cut)):
            cut = None
    return joined


def _goes_on(cut: _Unit, units: Sequence[_Unit], i: int) -> bool:
    """Whether units[i] is the next piece of the sentence cut off above. A short line is, unless its words or what
    stands below show a headline: the text of a web page may just be cut off."""
    unit = units[i]
    if len(cut.spans) >= PIECES_MAX:
        return False
    if unit.kind == "prose":
        return not (_starts_article(unit) or _begins("list", unit.text) or _is("aside", unit.text))
    if unit.kind != "heading" or unit.ruled or len(cut.text) <= HEADING_MAX:
        return False
    dangling = cut.text[-1] in "的和与" or _ending("dangling").search(cut.text) is not None
    headline = _has("newsword", unit.text) and (" " in unit.text or ":" in unit.text or len(unit.text) > 8)
    return not _cued(units, i) and (dangling or not headline)


def _is_list_item(unit: _Unit) -> bool:
    return len(unit.text) < 60 and (_begins("list", unit.text) or _LABEL.match(unit.text) is not None)


def _cued(units: Sequence[_Unit], i: int) -> bool:
    """Whether the headings from units[i] on stand over a lead, or over a byline with text below; one without signs what
    stands above it."""
    bylined = False
    for unit in units[i : i + HEADLINE_LINES + 4]:
        if _starts_article(unit):
            return True
        if unit.kind == "prose" or (bylined and unit.kind == "heading"):
            return bylined and unit.kind == "prose"
        bylined |= unit.kind == "byline"
    return False


def _starts_article(unit: _Unit) -> bool:
    return _begins("lead", unit.text) or _begins("continued", unit.text)


# ---- borders between articles


@dataclass(slots=True)
class _Draft:
    """An article in the making: its units in order, each with its role."""

    items: list[tuple[_Unit, BlockKind]] = field(default_factory=list)
    by_role: dict[BlockKind, list[_Unit]] = field(default_factory=dict)
    signed: bool = False  # a closing byline or signature stood last

    def add(self, unit: _Unit, role: BlockKind) -> None:
        self.items.append((unit, role))
        self.by_role.setdefault(role, []).append(unit)

    def of(self, role: BlockKind) -> list[_Unit]:
        return self.by_role.get(role, [])


def _drafts(units: Sequence[_Unit]) -> list[_Draft]:
    drafts = [_Draft()]
    i = 0
    while i < len(units):
        unit, draft = units[i], drafts[-1]
        if unit.kind == "heading":
            run = _run(units, i)
            i += len(run)
            if draft.of("body") and _is_border(draft, run, units, i):
                drafts.append(draft := _Draft())
            elif draft.of("body") and _is_piece(run) and i < len(units) and units[i].kind == "prose":
                run.pop().join_before(units[i])
            _add_headings(draft, run)
            continue
        i += 1
        if unit.kind == "prose":
            if draft.of("body") and (_starts_article(unit) or _is_picture_news(draft, unit, units, i)):
                drafts.append(draft := _Draft())
            draft.add(unit, "body")
            draft.signed = False
        elif unit.kind == "caption":
            draft.add(unit, "caption")
        elif unit.kind == "byline":
            draft.add(unit, "byline")
            draft.signed = bool(draft.of("body"))
    return [draft for draft in drafts if draft.items]


def _run(units: Sequence[_Unit], i: int) -> list[_Unit]:
    """The headings that stand together from i on. A drawn rule ends a headline, a continuation mark begins one."""
    run: list[_Unit] = []
    while i < len(units) and units[i].kind == "heading":
        if run and (run[-1].ruled or _begins("continued", units[i].text)):
            break
        run.append(units[i])
        i += 1
    return run


def _is_piece(run: Sequence[_Unit]) -> bool:
    """Whether the last line begins a paragraph and was cut short: 2021年,荷花盛开,“武莲海种”基 / 地成为…"""
    last = run[-1].text
    return " " not in last and ("," in last or ("、" in last and _is("aside", run[0].text)))


def _add_headings(draft: _Draft, run: Sequence[_Unit]) -> None:
    """Over the body they are the headline, but for notes (——访…, (2023年…通过)); inside the body they are headings."""
    inside = bool(draft.of("body")) or bool(draft.of("title") and draft.of("byline"))
    for k, unit in enumerate(run):
        note = (unit.text[0] in "(—" and (k or draft.of("title"))) or k >= HEADLINE_LINES
        draft.add(unit, "subtitle" if inside or note else "title")


def _is_picture_news(draft: _Draft, unit: _Unit, units: Sequence[_Unit], i: int) -> bool:
    """One paragraph with 图为… that a photographer signs, behind an article that has its own byline."""
    photographed = i < len(units) and units[i].kind in ("byline", "caption") and "摄" in units[i].text
    bodies = draft.of("body")
    bylined = bool(draft.of("byline")) or _begins("lead", bodies[0].text)
    return photographed and "图为" in unit.text and bylined and len(bodies) >= 2


def _is_border(draft: _Draft, run: Sequence[_Unit], units: Sequence[_Unit], i: int) -> bool:
    """Whether the headings `run`, which end before units[i], open a new article: what stands above and below them
    decides, else the signs are weighed."""
    if _is("aside", run[0].text) or _in_roundup(draft, run):
        return False
    sure = draft.signed or _begins("continued", run[0].text) or _is("headword", run[0].text)
    if sure or any(unit.ruled for unit in run) or _cued(units, i):
        return True
    if i >= len(units):
        return _has("newsword", run[0].text)
    return _weight(draft, run, units, i) > 0


def _in_roundup(draft: _Draft, run: Sequence[_Unit]) -> bool:
    """A headline over items that each have a place for heading: 基层治理新鲜事 / 九龙街道:红白喜事也有“明白账” / …"""
    labelled = any(_LABEL.match(unit.text) for unit, role in draft.items[1:3] if role in ("title", "subtitle"))
    return len(run) == 1 and labelled and _LABEL.match(run[0].text) is not None


def _weight(draft: _Draft, run: Sequence[_Unit], units: Sequence[_Unit], i: int) -> float:
    """Above 0 where the headings rather open an article than a part of one."""
    text, headline = "".join(unit.compact for unit in run), "".join(unit.compact for unit in draft.of("title"))
    story = _story(units, i)
    begin = story[0].text if story else ""
    weight = float(len(run))
    weight += 2.0 if _has("eventword", text) else 1.0 if _has("newsword", text) else 0.0
    weight += 0.5 if re.match(f".{{0,12}}(?:{_pattern('time').pattern})", begin) else 0.0
    weight += 0.5 if begin[:1] == "“" else 0.0
    weight -= len(text) / 14 - 0.5 if len(run) == 1 and re.search("[,、]", text) and len(text) > 20 else 0.0
    weight -= 1.0 if text[-1] in "的和与" else 0.0
    weight -= 2.0 if _is_parallel(draft, run, units, i) else 0.0
    weight -= 1.5 if _grams(headline) & _grams(text) else 0.0
    weight -= 1.0 if _has("feature", headline) or _begins("continued", draft.items[0][0].text) else 0.0
    weight -= 1.0 if any(_is_inner(unit) for unit in draft.of("subtitle")) else 0.0
    return weight - _sameness(draft, story)


def _is_inner(unit: _Unit) -> bool:
    """Whether a subtitle is a heading that the article is divided by."""
    return unit.text[0] not in "(—" and not _is("aside", unit.text)


def _story(units: Sequence[_Unit], i: int) -> list[_Unit]:
    """The paragraphs from i up to the next heading, byline or lead."""
    story: list[_Unit] = []
    for unit in units[i : i + HORIZON]:
        if unit.kind in ("heading", "byline") or _starts_article(unit):
            break
        if unit.kind == "prose":
            story.append(unit)
    return story


def _is_parallel(draft: _Draft, run: Sequence[_Unit], units: Sequence[_Unit], i: int) -> bool:
    """Headings inside an article are cut alike: 支部建起来 难事有人管 / 力量沉下来 服务有温度."""
    shape = [len(part) for part in run[0].text.split()]
    if len(run) > 1 or len(shape) < 2:
        return False
    others = draft.of("subtitle")[-HORIZON:]
    for unit, below in pairwise(units[i : i + HORIZON]):
        if unit.kind == "byline" or _starts_article(unit):
            break
        if unit.kind == "heading":
            if below.kind in ("heading", "byline") or _starts_article(below):
                break
            others.append(unit)
    return any([len(part) for part in unit.text.split()] == shape for unit in others)


def _grams(text: str) -> set[str]:
    return {gram for k in range(len(text) - GRAM + 1) if (gram := text[k : k + GRAM]).isalpha()}


def _sameness(draft: _Draft, story: Sequence[_Unit]) -> float:
    """0 for another story, 1 and more for the same one: how much of its wording occurred before."""
    above: set[str] = set().union(*(_grams(unit.compact) for unit in draft.of("body")[-HORIZON:]))
    here: set[str] = set().union(*(_grams(unit.compact) for unit in story))
    return min(2.0, len(above & here) / (len(here) + 1) / SAME_STORY)


# ---- spaces


class _Spaces:
    """Which spaces inside the lines of a page are noise.

    Those of a line wrap stand at equal distances; those inside a word part two characters that stand together elsewhere
    on the page; those beside punctuation or digits part nothing. The others stand for lost punctuation and stay.
    """

    def __init__(self, text: str, units: Sequence[_Unit]) -> None:
        self.text = text
        self.wraps = _wraps(text, [span for unit in units for span in unit.spans if text.count(" ", *span) > 2])
        self.pairs: set[str] | None = None

    def together(self, pair: str) -> bool:
        if self.pairs is None:  # most pages have no such space
            self.pairs = set(map("".join, pairwise(self.text)))
        return pair in self.pairs

    def kept(self, start: int, end: int, role: BlockKind, credits: Sequence[Span]) -> bool:
        """Whether the white space text[start:end] inside a block stays, as one space."""
        before, after = self.text[start - 1], self.text[end]
        if before.isascii() and after.isascii() and after.isalnum():
            return before.isalnum() or (before in ",.;:!?)\"'" and after.isalpha())
        if role not in ("body", "caption") or any(first < start < last for first, last in credits):
            return after not in ",、。;:!?)" and before != "("
        if before in _PUNCTUATION or after in _PUNCTUATION or before.isdigit() or after.isdigit():
            return False
        return start not in self.wraps and not self.together(before + after)


def _wraps(text: str, spans: Sequence[Span]) -> set[int]:
    """The places of spaces that stand where a printed line ended, one line width behind the other. A paragraph of four
    lines shows a width by itself, a shorter one only has widths that others have shown: columns differ in width."""
    chains = [_chains(text, *span) for span in spans]
    longest = [max(found, key=lambda width: (len(found[width]), -width), default=0) for found in chains]
    shown = Counter(width for width, found in zip(longest, chains, strict=True) if width and len(found[width]) >= 3)
    wraps: set[int] = set()
    for width, found in zip(longest, chains, strict=True):
        if width and len(found[width]) < 3:
            width = max(shown.keys() & found.keys(), key=lambda w: (shown[w], -w), default=0)
        wraps.update(found.get(width, ()))
    return wraps


def _chains(text: str, start: int, end: int) -> dict[int, list[int]]:
    """line width -> the places of its wraps, for each width that all lines of the paragraph could have."""
    places: list[int] = []
    distances: list[float] = []  # of the spaces from the start, in Chinese characters
    starts: list[float] = []  # and of what follows them: a space that is no line end stands for a lost mark
    distance = 0.0
    for k in range(start, end):
        char = text[k]
        if char == " ":
            places.append(k)
            distances.append(distance)
            distance += 0.0 if text[k - 1] in _PUNCTUATION or text[k + 1] in _PUNCTUATION else LOST_MARK
            starts.append(distance)
        else:
            distance += 0.5 if char.isascii() and char not in ",;:!?()" else 1.0
    widths = [width for width in COLUMN_WIDTHS if (width + 1.5 < distance <= (len(places) + 1) * (width + 2))]
    return {
        width: [places[k] for k in chain] for width in widths if (chain := _chain(distances, starts, distance, width))
    }


def _chain(distances: Sequence[float], starts: Sequence[float], total: float, width: int) -> list[int]:
    """Which spaces end the lines of this width, if all lines end in one; the first line may be indented by two.
    Punctuation is squeezed in print, so a line may be a little longer or shorter."""
    best: list[int] = []
    for indent in (0.0, 2.0):
        at, strain = -indent, 0.0
        chain: list[int] = []
        while total - at > width + 1.5:
            target = at + width
            k = bisect_left(distances, target)
            if k == len(distances) or (k and target - distances[k - 1] <= distances[k] - target):
                k -= 1
            miss = abs(distances[k] - target)
            if miss > 2.0:
                chain = []
                break
            at = starts[k]
            strain += miss
            chain.append(k)
        if len(chain) > len(best) and strain <= 0.9 * len(chain):
            best = chain
    return best


# ---- the articles


def split_articles(page: Page) -> list[Article]:
    """The articles of a page in page order; a page of white space has none.

    Page furniture (星期二, 责编…) belongs to no article. A heading, 相关链接 or a photo credit stays inside one.
    """
    text = page.text.translate(_HALF_WIDTH)
    units = _joined(_classified(_unwrapped(_lines(text)), text))
    spaces = _Spaces(text, units)
    return [_article(page, n, draft, spaces) for n, draft in enumerate(_drafts(units), 1)]


def _article(page: Page, n: int, draft: _Draft, spaces: _Spaces) -> Article:
    parts: list[str] = []
    offsets: list[int] = []
    blocks: list[Block] = []
    for unit, role in draft.items:
        if parts:
            parts.append("\n")
            offsets.append(offsets[-1])
        start = len(offsets)
        _mend(page.text, unit, role, spaces, parts, offsets)
        blocks.append(Block(role, start, len(offsets)))
    continued = any(_begins("continued", unit.text) for unit, _ in draft.items[:2])
    return Article(
        page.doc,
        n,
        "".join(parts),
        tuple(offsets),
        tuple(blocks),
        page.source,
        page.publication,
        page.published,
        page.locale,
        continued,
        stated_title=page.title if n == 1 else "",
    )


def _mend(text: str, unit: _Unit, role: BlockKind, spaces: _Spaces, parts: list[str], offsets: list[int]) -> None:
    """Append the unit's text without noise, and the place of each of its characters in the page."""
    first = True
    for start, end in unit.spans:
        if not first and _glue(parts[-1], text[start]):
            parts.append(" ")
            offsets.append(offsets[-1])
        first = False
        line = spaces.text[start:end]
        names = {start + match.start(1) for match in _isolated_surname().finditer(line)} if " " in line else set()
        credits = [
            (start + match.start(), start + match.end())
            for match in _BRACKETS.finditer(line)
            if " " in match[0] and _has("credit", match[0][1:-1])
        ]
        for blank in _BLANK.finditer(text, start, end):
            parts.append(text[start : blank.start()])
            offsets.extend(range(start, blank.start()))
            if blank.start() not in names and spaces.kept(*blank.span(), role, credits):
                parts.append(" ")
                offsets.append(blank.start())
            start = blank.end()
        parts.append(text[start:end])
        offsets.extend(range(start, end))
