"""Articles -> what the network is trained on: windows with tags, mentions and the labels of their pairs, as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from extract.model import MENTION_TYPES
from extract.tagging.features import Floats, Ints, MentionBatch, Span, Vocabulary, mention_batch, pair_mask
from extract.tagging.gazetteer import place_batch
from extract.tagging.labels import PAIRWISE, UNARY
from extract.tagging.windows import HEAD, LIMIT, windows
from training.instances import Relation, relate
from training.zm import Marked, WrittenArticle

_PAIR = {label: index for index, label in enumerate(PAIRWISE)}
_UNARY = {label: index for index, label in enumerate(UNARY)}


@dataclass(frozen=True, slots=True)
class Example:
    """One window: mentions sorted by (start, -end), their nesting depth (0 or 1), relations by index into them."""

    text: str
    spans: list[Span]
    depths: list[int]
    positive: set[Relation]
    ignored: set[Relation]
    alternatives: list[tuple[Relation, ...]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Arrays of several examples; masks say where a target counts.

    stated: (members, 3) pair, label and number of the statement that the pair may be the one to say; such pairs count
    through their statement alone.
    """

    ids: Ints
    places: Ints
    lengths: Ints
    outer: Ints
    inner: Ints
    mentions: MentionBatch
    unary: Floats
    unary_mask: Floats
    pairs: Floats
    pair_mask: Floats
    stated: Ints


def examples(article: WrittenArticle, limit: int = LIMIT, head: int = HEAD) -> Iterator[Example]:
    for window in windows(article.text, limit, head):
        end = window.start + len(window.text) - window.shift
        marks = [(m, 0) for m in article.marks if m.end <= window.head]
        body = (m for m in article.marks if m.start >= window.start and m.end <= end)
        marks += [(m, window.shift - window.start) for m in body]
        yield _example(window.text, [Marked(m.start + by, m.end + by, m.type, m.canonical) for m, by in marks], article)


def _example(text: str, marks: list[Marked], article: WrittenArticle) -> Example:
    marks = sorted(marks, key=lambda m: (m.start, -m.end))
    kept: list[Marked] = []
    depths: list[int] = []
    for mark in marks:
        holders = [other for other in kept if other.start <= mark.start and mark.end <= other.end]
        repeated = any(
            other.start == mark.start and other.end == mark.end and other.type == mark.type for other in holders
        )
        if len(holders) < 2 and not repeated:
            kept.append(mark)
            depths.append(len(holders))
    found = relate(text, kept, article.triples)
    spans = [(m.start, m.end, MENTION_TYPES.index(m.type)) for m in kept]
    return Example(text, spans, depths, found.positive, found.ignored, found.alternatives)


def join(first: Example, second: Example) -> Example:
    """Two articles that a page ran together: one window, no relation across."""
    by, count = len(first.text) + 1, len(first.spans)
    spans = first.spans + [(start + by, end + by, kind) for start, end, kind in second.spans]

    def moved(found: Iterable[Relation]) -> Iterator[Relation]:
        return ((head + count, tail + count, label) for head, tail, label in found)

    return Example(
        f"{first.text}\n{second.text}", spans, first.depths + second.depths,
        first.positive | set(moved(second.positive)), first.ignored | set(moved(second.ignored)),
        first.alternatives + [tuple(moved(one)) for one in second.alternatives],
    )  # fmt: skip


def batch(found: Sequence[Example], vocabulary: Vocabulary) -> Batch:
    ids, lengths = vocabulary.batch([example.text for example in found])
    outer, inner = np.zeros_like(ids), np.full_like(ids, -1)
    outer[np.arange(ids.shape[1])[None, :] >= lengths[:, None]] = -1
    mentions = mention_batch([e.text for e in found], [e.spans for e in found])
    unary = np.zeros((*mentions.start.shape, len(UNARY)), dtype=np.float32)
    unary_mask = np.zeros_like(unary)
    where = np.full((mentions.start.size, mentions.width), -1, dtype=np.int64)
    where[mentions.pair_head, mentions.pair_tail % mentions.width] = np.arange(len(mentions.pair_head))
    pairs = np.zeros((len(mentions.pair_head), len(PAIRWISE)), dtype=np.float32)
    mask = pair_mask(mentions).astype(np.float32)
    person = MENTION_TYPES.index("Person")
    for row, example in enumerate(found):
        _tag(outer[row], inner[row], example)
        unary_mask[row, : len(example.spans)] = (mentions.type[row, : len(example.spans)] == person)[:, None]
        for relations, positive in ((example.ignored, False), (example.positive, True)):
            for head, tail, label in relations:
                if label in _UNARY:
                    unary[row, head, _UNARY[label]] = positive
                    unary_mask[row, head, _UNARY[label]] = positive
                    continue
                pair = where[row * mentions.width + head, tail]
                if pair >= 0:
                    pairs[pair, _PAIR[label]] = positive
                    mask[pair, _PAIR[label]] *= positive
    stated = _stated(found, where, mentions.width)
    mask[stated[:, 0], stated[:, 1]] = 0
    return Batch(
        ids,
        place_batch([example.text for example in found]),
        lengths,
        outer,
        inner,
        mentions,
        unary,
        unary_mask,
        pairs,
        mask,
        stated,
    )


def _stated(found: Sequence[Example], where: Ints, width: int) -> Ints:
    members: list[tuple[int, int, int]] = []
    number = 0
    for row, example in enumerate(found):
        for alternatives in example.alternatives:
            pairs = [(int(where[row * width + head, tail]), _PAIR[label]) for head, tail, label in alternatives]
            members += [(pair, label, number) for pair, label in pairs if pair >= 0]
            number += 1
    return np.array(members, dtype=np.int64).reshape(-1, 3)


def _tag(outer: Ints, inner: Ints, example: Example) -> None:
    """Tags of the outer mentions everywhere; of the inner ones where an outer mention stands."""
    for (start, end, kind), depth in zip(example.spans, example.depths, strict=True):
        tags = inner if depth else outer
        tags[start] = 2 * kind + 1
        tags[start + 1 : end] = 2 * kind + 2
        if not depth:
            inner[start:end] = 0
