"""The draft of one article: its entities and statements in the making, which every rule adds to or takes from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from extract.assembling.scores import likely
from extract.institutions import (
    institution_key,
    seat_of,
)
from extract.locality import Locality
from extract.model import (
    SIGNATURES,
    EntityType,
    Mention,
    Predicate,
    ScoredRelation,
    TaggedArticle,
)
from extract.organs import no_posts
from extract.places import (
    rank,
)

_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;]*[”’」』）)]*")
TOWNSHIP = rank("某镇")
POINTING = re.compile(r"[该此我各]|本(?!溪)")  # 该小区, 本村; but 本溪市, 那曲市


@dataclass(slots=True)
class EntityDraft:
    """An entity in the making."""

    type: EntityType
    name: str
    aliases: set[str] = field(default_factory=set)
    kind: str = ""
    scope: str = ""
    mentions: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Claim:
    """A statement in the making: ends are keys of the cast."""

    subject: str
    predicate: Predicate
    object: str
    qualifier: str
    confidence: float
    rule: str
    span: tuple[int, int]


Fact = tuple[str, str, str, str]  # subject, predicate, object, qualifier


class Draft:
    """What is known of an article so far. `cast`: an entity's key -> its draft; `claims`: a fact -> its best claim."""

    def __init__(self, tagged: TaggedArticle, locality: Locality) -> None:
        self.article = tagged.article
        self.mentions = tagged.mentions
        self.possible = _possible(tagged.mentions, tagged.relations)
        self.relations = [r for r in self.possible if likely(r)]
        self.locality = locality
        self.institutions: list[str] = []
        self.places: list[str] = []
        self.here: dict[int, Locality] = {}  # mention -> what 该镇 or 镇长 means where it stands
        self.named_in_byline: set[str] = set()
        self.cast: dict[str, EntityDraft] = {}
        self.key_of: dict[int, str] = {}  # mention -> key of its entity; titles have none
        self.claims: dict[Fact, Claim] = {}
        self.tenures: dict[Fact, Mapping[str, str]] = {}  # what the text says of a post's or body's beginning or end
        self.sentences = _sentence_starts(self.article.text)

    def of_type(self, type_: str) -> list[int]:
        return [i for i, m in enumerate(self.mentions) if m.type == type_]

    def enter(self, type_: EntityType, name: str, key: str, mention: int | None = None) -> str:
        """Enter an entity into the cast; a longer name for a known key takes its place."""
        full_key = f"{type_}|{key}"
        entity = self.cast.setdefault(full_key, EntityDraft(type_, name))
        if len(name) > len(entity.name):
            entity.name = name
        entity.aliases.add(name)
        if mention is not None:
            entity.aliases.add(self.mentions[mention].text)
            entity.mentions.append(mention)
            self.key_of[mention] = full_key
        return full_key

    def implied_institution(self, name: str) -> str:
        return self.enter("Institution", name, institution_key(name))

    def named_place(self, name: str) -> str:
        return self.enter("Place", name, name)

    def claim(
        self,
        subject: str,
        predicate: str,
        object_: str,
        qualifier: str,
        confidence: float,
        rule: str,
        at: Iterable[int] = (),
        span: tuple[int, int] | None = None,
    ) -> Fact | None:
        """State a fact, and give it back; of several claims of one the most confident stays. `at`: the mentions that
        show it, `span` the stretch of text where no mention does."""
        if subject == object_:
            return None
        if predicate == "HOLDS_ROLE":
            qualifier = _without_body(qualifier, self.cast[object_].name)
            predicate = "AFFILIATED_WITH" if qualifier in no_posts() else predicate
        key = (subject, predicate, object_, qualifier)
        known = self.claims.get(key)
        if known is None or confidence > known.confidence:
            shown = [(self.mentions[i].start, self.mentions[i].end) for i in at] or [span or (0, 0)]
            evidence = self.evidence(shown)
            self.claims[key] = Claim(
                subject, cast(Predicate, predicate), object_, qualifier, confidence, rule, evidence
            )
        return key

    def evidence(self, shown: Sequence[tuple[int, int]]) -> tuple[int, int]:
        """Span in Article.text of the sentence that says so: the one with the first stretch given (the participant)."""
        n = bisect_right(self.sentences, shown[0][0]) - 1
        start = self.sentences[n]
        end = self.sentences[n + 1] if n + 1 < len(self.sentences) else len(self.article.text)
        text = self.article.text[start:end]
        return start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())

    def seat(self, entity: EntityDraft) -> str:
        """A place itself, the area of a body where its name tells, else empty."""
        return entity.name if entity.type == "Place" else seat_of(entity.name, self.locality, self.places) or ""

    def spoken_of(self, key: str) -> bool:
        return bool(self.cast[key].mentions) or any(key in (c.subject, c.object) for c in self.claims.values())

    def home(self) -> str:
        """The town or county in the headline (马站镇:把“连心站”建到家门口), else the county or whatever is certain."""
        titles = [b for b in self.article.blocks if b.kind in ("title", "subtitle")]
        headline = [
            self.cast[self.key_of[i]].name
            for i in self.of_type("Place")
            if any(b.start <= self.mentions[i].start < b.end for b in titles)
        ]
        towns = [name for name in headline if rank(name) <= TOWNSHIP]
        stated = max(towns, key=rank, default="") or self.town_spoken_of()
        return stated or self.locality.county or self.locality.city

    def town_spoken_of(self) -> str:
        """The town that an article without one in its headline keeps coming back to."""
        named = Counter(
            town
            for entity in self.cast.values()
            if entity.type in ("Place", "Institution") and rank(town := self.seat(entity)) == TOWNSHIP
            for _ in entity.mentions
        )
        ((town, times),) = named.most_common(1) or [("", 0)]
        return town if times >= 2 and times > 0.6 * named.total() else ""


def _without_body(title: str, body: str) -> str:
    """党委副书记 at 皇城镇党委 is its 副书记; 党组副书记 at 句容市政协 stays."""
    shared = next((n for n in range(len(title) - 2, 1, -1) if body.endswith(title[:n])), 0)
    return title[shared:]


def _possible(mentions: Sequence[Mention], relations: Iterable[ScoredRelation]) -> list[ScoredRelation]:
    """Relations whose ends have the types that the predicate wants."""
    allowed = []
    for r in relations:
        predicate = r.label.partition(":")[0]
        if predicate in SIGNATURES and predicate != "REPORTED":
            subjects, objects = SIGNATURES[predicate]
            if mentions[r.head].type not in subjects or mentions[r.tail].type not in objects:
                continue
        allowed.append(r)
    return allowed


def _sentence_starts(text: str) -> list[int]:
    return [m.start() for m in _SENTENCE.finditer(text) if m.end() > m.start()] or [0]
