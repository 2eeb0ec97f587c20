"""Tag scores -> mentions: the best legal tag sequence of every text, read off as spans. numpy only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from extract.model import MENTION_TYPES
from extract.tagging.features import Floats, Ints, Span
from extract.tagging.labels import TAGS

_FORBIDDEN: Final = np.float32(-1e4)


def _legal_steps() -> Floats:
    """steps[a, b]: 0 where tag b may follow tag a, forbidden where an I- tag does not go on with the type before it."""
    steps = np.zeros((len(TAGS), len(TAGS)), dtype=np.float32)
    for a, before in enumerate(TAGS):
        for b, after in enumerate(TAGS):
            if after.startswith("I-") and before[2:] != after[2:]:
                steps[a, b] = _FORBIDDEN
    return steps


LEGAL: Final = _legal_steps()


@dataclass(frozen=True, slots=True)
class Found:
    """Mentions of one text sorted by (start, -end), with the probability of each."""

    spans: list[Span]
    scores: list[float]


def log_softmax(logits: Floats) -> Floats:
    shifted = logits - logits.max(-1, keepdims=True)
    result: Floats = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return result


def best_paths(scores: Floats, lengths: Ints, steps: Floats = LEGAL) -> Ints:
    """Viterbi over a padded batch: scores (texts, characters, tags) -> tags (texts, characters), 0 beyond an end."""
    texts, width, tags = scores.shape
    inside = np.arange(width)[None, :] < lengths[:, None]
    into = np.ascontiguousarray(steps.T)
    back = np.zeros((width, texts, tags), dtype=np.int8)
    stay = np.arange(tags, dtype=np.int8)
    total = scores[:, 0] + steps[0]
    for at in range(1, width):
        ways = total[:, None, :] + into[None]
        here = inside[:, at, None]  # a text that has ended keeps its sums: the padding says nothing about it
        back[at] = np.where(here, ways.argmax(-1), stay)
        total = np.where(here, ways.max(-1) + scores[:, at], total)
    paths = np.zeros((texts, width), dtype=np.int64)
    rows = np.arange(texts)
    paths[:, -1] = total.argmax(-1)
    for at in range(width - 1, 0, -1):
        paths[:, at - 1] = back[at, rows, paths[:, at]]
    paths[~inside] = 0
    return paths


def read_mentions(outer: Floats, inner: Floats, steps: Floats, lengths: Ints) -> list[Found]:
    """Logits of the outer and of the inner tags -> the mentions of each text; inner ones stand within outer ones.

    `steps` is what the network learnt of one outer tag after another.
    """
    outer_scores = log_softmax(outer)
    outer_paths = best_paths(outer_scores, lengths, LEGAL + steps)
    inner_scores = log_softmax(inner)
    inner_scores[outer_paths == 0, 1:] = _FORBIDDEN
    inner_paths = best_paths(inner_scores, lengths)
    found = []
    for row in range(len(lengths)):
        spans = [(span, _score(outer_scores[row], span)) for span in read_spans(outer_paths[row])]
        holders = [span for span, _ in spans]
        for span in read_spans(inner_paths[row]):
            if any(_holds(holder, span) for holder in holders):
                spans.append((span, _score(inner_scores[row], span)))
        spans.sort(key=lambda item: (item[0][0], -item[0][1]))
        found.append(Found([span for span, _ in spans], [score for _, score in spans]))
    return found


def read_spans(path: Ints) -> list[Span]:
    """A legal tag sequence -> its spans."""
    tagged = np.append(path, 0)
    begins = np.nonzero(tagged % 2)[0]  # TAGS: O, then B and I of each type in turn, so B tags are odd
    spans = []
    for start in begins.tolist():
        tag = int(tagged[start])
        end = start + 1
        while tagged[end] == tag + 1:
            end += 1
        spans.append((start, end, tag // 2))
    return spans


def _holds(outer: Span, inner: Span) -> bool:
    within = outer[0] <= inner[0] and inner[1] <= outer[1]
    return within and (inner[:2] != outer[:2] or inner[2] != outer[2])


def _score(scores: Floats, span: Span) -> float:
    """Geometric mean of the probabilities of the span's tags."""
    start, end, kind = span
    tags = np.full(end - start, 2 * kind + 2)
    tags[0] = 2 * kind + 1
    return float(np.exp(scores[np.arange(start, end), tags].mean()))


assert len(TAGS) == 2 * len(MENTION_TYPES) + 1
