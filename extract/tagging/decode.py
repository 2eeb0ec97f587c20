"""Tag scores -> mentions: the best legal tag sequence of every text, read off as spans. numpy only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    outer_scores, inner_scores = log_softmax(outer), log_softmax(inner)
    outer_paths = best_paths(outer_scores, lengths, LEGAL + steps)
    holders = [(row, span) for row, path in enumerate(outer_paths) for span in read_spans(path)]
    inner_spans = list(_inner_spans(inner_scores, holders))
    scored = [*zip(holders, _scores(outer_scores, holders), strict=True)]
    scored += zip(inner_spans, _scores(inner_scores, inner_spans), strict=True)
    found = [Found([], []) for _ in lengths]
    for (row, span), score in sorted(scored, key=lambda item: (item[0][0], item[0][1][0], -item[0][1][1])):
        found[row].spans.append(span)
        found[row].scores.append(score)
    return found


def _inner_spans(scores: Floats, holders: list[tuple[int, Span]]) -> Iterator[tuple[int, Span]]:
    """(row, span) of mentions within the given ones, each of which is decoded by itself."""
    if not holders:
        return
    lengths = np.array([end - start for _, (start, end, _) in holders], dtype=np.int64)
    within = np.zeros((len(holders), int(lengths.max()), scores.shape[2]), dtype=np.float32)
    for n, (row, (start, end, _)) in enumerate(holders):
        within[n, : end - start] = scores[row, start:end]
    for (row, holder), path in zip(holders, best_paths(within, lengths), strict=True):
        for start, end, kind in read_spans(path):
            span = (holder[0] + start, holder[0] + end, kind)
            if span != holder:
                yield row, span


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


def _scores(scores: Floats, spans: Sequence[tuple[int, Span]]) -> list[float]:
    """Of each (row, span) the geometric mean of the probabilities of its tags."""
    if not spans:
        return []
    rows = np.array([row for row, _ in spans])
    start, end, kind = np.array([span for _, span in spans]).T
    sums = np.pad(scores.cumsum(1, dtype=np.float64), ((0, 0), (1, 0), (0, 0)))
    inside = 2 * kind + 2
    total = scores[rows, start, inside - 1] + sums[rows, end, inside] - sums[rows, start + 1, inside]
    means: list[float] = np.exp(total / (end - start)).tolist()
    return means


assert len(TAGS) == 2 * len(MENTION_TYPES) + 1
