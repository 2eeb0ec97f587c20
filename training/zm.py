"""Written pages (.zm) in: articles with their marked mentions and listed relations out.

Format: training/README.md. Reports what is wrong with a page; never mends it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from extract.model import SIGNATURES, InputError, MentionType

PAGES = Path(__file__).parent / "pages"
VALIDATION = Path(__file__).parent / "validation.txt"

TYPES: dict[str, MentionType] = {
    "P": "Person", "O": "Institution", "L": "Place", "E": "Event", "I": "Initiative", "T": "Title",
}  # fmt: skip
IMPLIED_OBJECT = frozenset({"HOLDS_ROLE", "PART_OF", "BASED_IN", "LOCATED_IN"})  # their object need not be printed
NEEDS_QUALIFIER = frozenset({"HOLDS_ROLE", "ATTENDED", "AFFILIATED_WITH", "REPORTED"})
CAPACITIES = {
    "ATTENDED": frozenset({"chair", "speaker", "attendee"}),
    "REPORTED": frozenset({"reporter", "correspondent", "photographer"}),
}
_OPENING = re.compile(r"\{([POLEIT]):")


@dataclass(frozen=True, slots=True)
class Marked:
    """A mention as its writer marked it: text[start:end] of its article names `canonical`."""

    start: int
    end: int
    type: MentionType
    canonical: str


@dataclass(frozen=True, slots=True)
class Triple:
    """A relation as its writer listed it, with canonical names; `line` is where it stands in the page."""

    subject: str
    predicate: str
    object: str
    qualifier: str = ""
    line: int = 0


@dataclass(slots=True)
class WrittenArticle:
    """Lines joined by newlines, mentions sorted by (start, -end) with offsets into that text."""

    text: str = ""
    marks: list[Marked] = field(default_factory=list)
    triples: list[Triple] = field(default_factory=list)

    def append(self, line: str, marks: list[Marked]) -> None:
        shift = len(self.text) + 1 if self.text else 0
        self.text = f"{self.text}\n{line}" if self.text else line
        moved = (Marked(m.start + shift, m.end + shift, m.type, m.canonical) for m in marks)
        self.marks.extend(sorted(moved, key=lambda m: (m.start, -m.end)))


@dataclass(slots=True)
class WrittenPage:
    name: str
    meta: dict[str, str] = field(default_factory=dict)
    articles: list[WrittenArticle] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def parse_line(line: str) -> tuple[str, list[Marked], list[str]]:
    """Marked line -> plain text, mentions (inner ones before the one that holds them), problems."""
    text: list[str] = []
    marks: list[Marked] = []
    problems: list[str] = []
    open_marks: list[tuple[int, MentionType]] = []
    at = 0
    while at < len(line):
        opening = _OPENING.match(line, at)
        if opening:
            open_marks.append((len(text), TYPES[opening.group(1)]))
            at = opening.end()
        elif line[at] == "}" or (line[at] == "=" and open_marks):
            closing = line.find("}", at)
            if closing < 0 or not open_marks:
                problems.append(f"brace without its pair: {line[max(0, at - 15) : at + 15]}")
                break
            start, kind = open_marks.pop()
            surface = "".join(text[start:])
            if not surface.strip():
                problems.append(f"empty mention: {line[max(0, at - 15) : at + 5]}")
            marks.append(Marked(start, len(text), kind, line[at + 1 : closing] or surface))
            at = closing + 1
        else:
            if line[at] == "{":
                problems.append(f"brace that opens no mention: {line[at : at + 12]}")
            text.append(line[at])
            at += 1
    if open_marks:
        problems.append(f"mention left open: {line[:30]}")
    return "".join(text), marks, problems


def parse(path: Path) -> WrittenPage:
    """Read one page; `problems` says what does not follow the format or contradicts itself."""
    page = WrittenPage(path.stem)
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.rstrip()
        if line.startswith("#") and not line.startswith("##"):
            key, _, value = line[1:].partition(" ")
            page.meta[key] = value.strip()
            continue
        if line.startswith("##"):
            page.articles.append(WrittenArticle())
            line = line[2:].strip()
        if not line.strip():
            continue
        if not page.articles:
            page.problems.append(f"line {number}: text before the first ##")
        elif line.startswith(">"):
            parts = [part.strip() for part in line[1:].split("|")]
            if len(parts) not in (3, 4):
                page.problems.append(f"line {number}: a relation has 3 or 4 parts: {line}")
            else:
                page.articles[-1].triples.append(Triple(parts[0], parts[1], parts[2], "".join(parts[3:]), number))
        else:
            text, marks, problems = parse_line(line)
            page.articles[-1].append(text, marks)
            page.problems.extend(f"line {number}: {problem}" for problem in problems)
    for article in page.articles:
        page.problems.extend(contradictions(article))
    return page


def contradictions(article: WrittenArticle) -> Iterator[str]:
    """Where relations and marks disagree: unknown names, wrong types, missing qualifiers, persons left unmarked."""
    types: dict[str, set[str]] = defaultdict(set)
    for mark in article.marks:
        if mark.type != "Title":
            types[mark.canonical].add(mark.type)
    for name, kinds in types.items():
        if len(kinds) > 1 and kinds != {"Place", "Institution"}:
            yield f"{name} is marked as {sorted(kinds)}"
    for triple in article.triples:
        for problem in _wrong_with(triple, types):
            yield f"line {triple.line}: {problem}"
    yield from _unmarked_persons(article)


def _wrong_with(triple: Triple, types: dict[str, set[str]]) -> Iterator[str]:
    if triple.predicate not in SIGNATURES:
        yield f"unknown relation {triple.predicate}"
        return
    subject_types, object_types = SIGNATURES[triple.predicate]
    if not types.get(triple.subject, set()) & subject_types:
        yield f"subject {triple.subject} is not marked as one of {sorted(subject_types)}"
    if triple.predicate == "REPORTED":
        if triple.object != "ARTICLE":
            yield "the object of REPORTED is ARTICLE"
    elif triple.object in types:
        if not types[triple.object] & object_types:
            yield f"object {triple.object} is {sorted(types[triple.object])}, not one of {sorted(object_types)}"
    elif triple.predicate not in IMPLIED_OBJECT:
        yield f"object {triple.object} is not marked in the article"
    if triple.predicate in NEEDS_QUALIFIER and not triple.qualifier:
        yield f"{triple.predicate} needs its qualifier"
    elif triple.predicate in CAPACITIES and triple.qualifier not in CAPACITIES[triple.predicate]:
        yield f"capacity {triple.qualifier} is not one of {sorted(CAPACITIES[triple.predicate])}"


def _unmarked_persons(article: WrittenArticle) -> Iterator[str]:
    covered = {i for mark in article.marks for i in range(mark.start, mark.end)}
    surfaces = {article.text[m.start : m.end] for m in article.marks if m.type == "Person"}
    for surface in sorted(s for s in surfaces if len(s) > 1):
        for found in re.finditer(re.escape(surface), article.text):
            if not covered & set(range(found.start(), found.end())):
                around = article.text[max(0, found.start() - 8) : found.end() + 6]
                yield f"{surface} is marked elsewhere but not in …{around}…"


def validation_names() -> frozenset[str]:
    """Stems of the pages that are never trained on."""
    lines = VALIDATION.read_text(encoding="utf-8").split("\n")
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def number_of(name: str) -> int:
    """119 of n119, the order in which those pages were written; 0 for the pages of the first groups."""
    return int(name.removeprefix("n")) if name.startswith("n") else 0


def parse_all(folder: Path = PAGES) -> list[WrittenPage]:
    return [parse(path) for path in sorted(folder.glob("*.zm"))]


def load_pages(folder: Path = PAGES) -> list[WrittenPage]:
    """All pages of a folder by name; raises InputError for the first one with problems."""
    pages = parse_all(folder)
    for page in pages:
        if page.problems:
            raise InputError("{page}.zm: {problem}. Mend the page.", page=page.name, problem=page.problems[0])
    return pages


def split(pages: list[WrittenPage]) -> tuple[list[WrittenPage], list[WrittenPage]]:
    """Pages to train on, pages to validate on."""
    held_out = validation_names()
    return [p for p in pages if p.name not in held_out], [p for p in pages if p.name in held_out]
