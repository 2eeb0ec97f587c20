"""A tagger against written pages: F1 of mentions (exact span and type) and of relations between mentions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extract.model import MENTION_TYPES
from extract.tagging import Tagger
from extract.tagging.labels import PAIRWISE, UNARY
from training.instances import Instances, Relation, relate
from training.oracle import to_article
from training.zm import WrittenPage

LIKELY = 0.5


@dataclass(slots=True)
class Count:
    right: int = 0
    given: int = 0
    wanted: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.given + self.wanted) if self.given + self.wanted else 0.0

    def __str__(self) -> str:
        precision = self.right / self.given if self.given else 0.0
        recall = self.right / self.wanted if self.wanted else 0.0
        return f"{self.f1:.3f} ({precision:.2f}/{recall:.2f} of {self.wanted})"


@dataclass(slots=True)
class Measured:
    mentions: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    relations: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))

    def lines(self) -> Iterator[str]:
        for name, counts, order in (
            ("mentions", self.mentions, MENTION_TYPES),
            ("relations", self.relations, PAIRWISE + UNARY),
        ):
            total = Count(*(sum(getattr(c, part) for c in counts.values()) for part in ("right", "given", "wanted")))
            each = ", ".join(f"{label} {counts[label].f1:.3f}" for label in order if label in counts)
            yield f"   {name} {total}: {each}"


def measure(tagger: Tagger, pages: Sequence[WrittenPage]) -> Measured:
    """A relation is right where the spans of both mentions are and the listing states it of their names, counted once
    a statement; pairs that the listing leaves open are not judged.
    """
    written = [(page, number, article) for page in pages for number, article in enumerate(page.articles, 1)]
    tagged = tagger.tag([to_article(page, number, article) for page, number, article in written])
    measured = Measured()
    for (_, _, article), result in zip(written, tagged, strict=True):
        spans = [(m.start, m.end, str(m.type)) for m in article.marks]
        wanted = set(spans)
        given = {(m.start, m.end, str(m.type)) for m in result.mentions}
        for kind in MENTION_TYPES:
            _add(measured.mentions[kind], *({s for s in side if s[2] == kind} for side in (given, wanted)))
        gold = relate(article.text, article.marks, article.triples)
        open_ = {(spans[head], spans[tail], label) for head, tail, label in gold.positive | gold.ignored}
        place = [(m.start, m.end, str(m.type)) for m in result.mentions]
        claimed = {(place[r.head], place[r.tail], r.label) for r in result.relations if r.score > LIKELY}
        for relation in claimed - open_:
            measured.relations[relation[2]].given += 1
        for statement in _statements(gold):
            said = any((spans[head], spans[tail], label) in claimed for head, tail, label in statement)
            count = measured.relations[statement[0][2]]
            count.right, count.given, count.wanted = count.right + said, count.given + said, count.wanted + 1
    return measured


def _statements(gold: Instances) -> list[tuple[Relation, ...]]:
    spread = {relation for statement in gold.alternatives for relation in statement}
    return gold.alternatives + [(relation,) for relation in gold.positive - spread]


def _add(count: Count, given: set, wanted: set) -> None:  # type: ignore[type-arg]
    count.right += len(given & wanted)
    count.given += len(given)
    count.wanted += len(wanted)
