"""The types that cross module borders, and nothing else.

    file -> Page -> Article -> TaggedArticle (mentions, scored relations) -> Extraction (entities, statements)

Every object is immutable. Offsets count characters (code points), half open [start, end).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

EntityType = Literal["Person", "Institution", "Place", "Event", "Initiative"]
MentionType = Literal["Person", "Institution", "Place", "Event", "Initiative", "Title"]
Predicate = Literal[
    "HOLDS_ROLE", "AFFILIATED_WITH", "ATTENDED", "ORGANIZED", "HELD_AT", "ABOUT", "LAUNCHED", "IMPLEMENTS",
    "IMPLEMENTED_IN", "PART_OF", "BASED_IN", "LOCATED_IN", "VISITED", "COOPERATES_WITH", "REPORTED",
    "SUCCEEDED_BY", "CHANGED",
]  # fmt: skip
BlockKind = Literal["title", "subtitle", "byline", "body", "caption"]

ENTITY_TYPES: tuple[str, ...] = get_args(EntityType)
MENTION_TYPES: tuple[str, ...] = get_args(MentionType)
PREDICATES: tuple[str, ...] = get_args(Predicate)

# predicate -> (types its subject may have, types its object may have); ontology of the graph
SIGNATURES: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    predicate: (frozenset(subject.split()), frozenset(object_.split()))
    for predicate, subject, object_ in (
        ("HOLDS_ROLE", "Person", "Institution"),
        ("AFFILIATED_WITH", "Person", "Place Institution"),
        ("ATTENDED", "Person Institution", "Event"),
        ("ORGANIZED", "Institution", "Event"),
        ("HELD_AT", "Event", "Place Institution"),
        ("ABOUT", "Event", "Initiative"),
        ("LAUNCHED", "Institution Person Place", "Initiative"),
        ("IMPLEMENTS", "Institution Person", "Initiative"),
        ("IMPLEMENTED_IN", "Initiative", "Place"),
        ("PART_OF", "Institution", "Institution"),
        ("BASED_IN", "Institution", "Place"),
        ("LOCATED_IN", "Place", "Place"),
        ("VISITED", "Person Institution", "Place Institution"),
        ("COOPERATES_WITH", "Institution", "Institution"),
        ("REPORTED", "Person", "Article"),
        ("SUCCEEDED_BY", "Institution Place", "Institution Place"),
        ("CHANGED", "Institution Place", "Article"),
    )
}

# What became of bodies: one came after another; one was founded or dissolved, as an article tells. Annotation does not
# know them, so evaluation leaves them out, and `extract` too unless asked.
HISTORY: frozenset[str] = frozenset({"SUCCEEDED_BY", "CHANGED"})
TO_ARTICLE: frozenset[str] = frozenset({"REPORTED", "CHANGED"})  # their object is the article itself

# predicate -> the one qualifier that tells two statements with the same subject and object apart
QUALIFIERS: Mapping[str, str] = {
    "HOLDS_ROLE": "title",
    "ATTENDED": "capacity",
    "AFFILIATED_WITH": "capacity",
    "REPORTED": "capacity",
    "CHANGED": "change",
}


class InputError(Exception):
    """One plain sentence for the user: what is wrong, where, what to do.

    `template` is the English sentence with {named} gaps and the key of its Chinese translation; `values` fill the gaps.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template.format(**values))
        self.template = template
        self.values = values


@dataclass(frozen=True, slots=True)
class Page:
    """One decoded text: a file, or one row of a .jsonl or .csv file."""

    doc: str  # file stem; rows add #number; unique within one run
    source: str  # path as the user gave it, or "-" for stdin
    text: str
    encoding: str
    sha256: str  # of the bytes that were read
    title: str = ""
    publication: str = ""
    published: date | None = None
    locale: str = ""  # administrative area the user or the metadata states: 瑞安市

    @property
    def label(self) -> str:
        """What messages call it: the file, of many pages in a file the one that is meant."""
        return f"{self.source} ({self.doc})" if "#" in self.doc else self.source


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of an article's text with one function on the page."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """One news item of a page, mended: `text` is its blocks joined by newlines, `offsets[i]` is where text[i] stands in
    Page.text. len(offsets) == len(text); an inserted newline carries the offset of the character before it."""

    doc: str
    n: int  # 1-based, in page order
    text: str
    offsets: tuple[int, ...]
    blocks: tuple[Block, ...]
    source: str = ""
    publication: str = ""
    published: date | None = None
    locale: str = ""
    continued: bool = False  # a fragment that another page began: (上接1版)
    stated_title: str = ""  # the page's metadata give it, where none is printed

    @property
    def key(self) -> str:
        """Identifies the article within a run and in the record: '<doc>/<n>'."""
        return f"{self.doc}/{self.n}"

    @property
    def title(self) -> str:
        """The headline, its lines joined by a space; where none is printed the one that metadata state, else the first
        20 characters."""
        lines = [self.text[b.start : b.end] for b in self.blocks if b.kind == "title"]
        return " ".join(lines) or self.stated_title or self.text[:20].split("\n", 1)[0]

    def file_span(self, start: int, end: int) -> tuple[int, int]:
        """Span of text[start:end] in Page.text."""
        return self.offsets[start], self.offsets[end - 1] + 1


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of Article.text that names something. Mentions may nest, never cross."""

    start: int
    end: int
    type: MentionType
    text: str
    score: float = 1.0  # probability given by the tagger


@dataclass(frozen=True, slots=True)
class ScoredRelation:
    """A relation between two mentions of one article, as the tagger scores it.

    `label` is a predicate, for ATTENDED and REPORTED with its capacity (ATTENDED:chair), or HAS_TITLE (person, title),
    TITLE_AT (title, institution). REPORTED has head == tail. `head` and `tail` index TaggedArticle.mentions.
    """

    head: int
    tail: int
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class TaggedArticle:
    article: Article
    mentions: tuple[Mention, ...]  # sorted by (start, -end)
    relations: tuple[ScoredRelation, ...]


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something that statements are about. `name` is the canonical name, `aliases` every printed form.

    `scope` is the administrative area that tells two entities of one name apart (瑞安市), empty where the name does.
    """

    id: str
    type: EntityType
    name: str
    aliases: tuple[str, ...] = ()
    scope: str = ""
    kind: str = ""  # Event: meeting, ceremony, inspection, activity; Person: private (residents quoted in a story)
    date: date | None = None  # Event: the day it happened, where the text and the article's date make it certain


@dataclass(frozen=True, slots=True)
class Ref:
    """One end of a statement: an entity, or the article of REPORTED."""

    type: str
    name: str
    id: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One edge with the sentence that says so. `start`, `end` are the sentence's span in Page.text."""

    subject: Ref
    predicate: Predicate
    object: Ref
    doc: str
    article: int
    evidence: str
    start: int
    end: int
    confidence: float
    rule: str  # what made it: "network" or the name of the rule
    qualifiers: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes two statements the same fact: subject, predicate, object and the qualifier that tells apart."""
        qualifier = self.qualifiers.get(QUALIFIERS.get(self.predicate, ""), "")
        return self.subject.id, self.predicate, self.object.id, qualifier


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one article says."""

    article: Article
    entities: tuple[Entity, ...]
    statements: tuple[Statement, ...]
