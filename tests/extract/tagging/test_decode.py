from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from extract.model import MENTION_TYPES
from extract.tagging.decode import LEGAL, best_paths, log_softmax, read_mentions, read_spans
from extract.tagging.labels import TAGS

NO_STEPS = np.zeros((len(TAGS), len(TAGS)), dtype=np.float32)


def test_viterbi_finds_the_best_legal_sequence() -> None:
    chance = np.random.default_rng(7)
    scores = log_softmax(chance.normal(size=(3, 3, len(TAGS))).astype(np.float32) * 3)
    lengths = np.array([3, 1, 2])
    steps = LEGAL + chance.normal(size=LEGAL.shape).astype(np.float32)
    paths = best_paths(scores, lengths, steps)
    for row, length in enumerate(lengths.tolist()):

        def worth(path: tuple[int, ...], row: int = row) -> float:
            following = sum(steps[a, b] for a, b in zip((0, *path), path, strict=False))
            return float(following + sum(scores[row, at, tag] for at, tag in enumerate(path)))

        best = max(product(range(len(TAGS)), repeat=length), key=worth)
        assert tuple(paths[row, :length]) == best
        assert (paths[row, length:] == 0).all()


def test_a_mention_is_never_opened_in_its_middle() -> None:
    logits = np.zeros((1, 5, len(TAGS)), dtype=np.float32)
    logits[0, 2, TAGS.index("I-Person")] = 9  # greedily an I- after O
    (found,) = read_mentions(logits, np.zeros_like(logits), NO_STEPS, np.array([5]))
    assert all(end - start >= 1 for start, end, _ in found.spans)
    for start, end, kind in found.spans:
        assert MENTION_TYPES[kind] == "Person"
        assert start < 2 < end


def logits_for(tags: list[str]) -> np.ndarray:
    logits = np.zeros((1, len(tags), len(TAGS)), dtype=np.float32)
    for at, tag in enumerate(tags):
        logits[0, at, TAGS.index(tag)] = 12
    return logits


def test_inner_mentions_stand_within_outer_ones() -> None:
    outer = logits_for(["B-Event", "I-Event", "I-Event", "I-Event", "O", "O"])
    inner = logits_for(["B-Institution", "I-Institution", "O", "O", "B-Place", "I-Place"])
    (found,) = read_mentions(outer, inner, NO_STEPS, np.array([6]))
    event, institution = MENTION_TYPES.index("Event"), MENTION_TYPES.index("Institution")
    assert found.spans == [(0, 4, event), (0, 2, institution)]
    assert all(score > 0.9 for score in found.scores)


def test_an_inner_mention_that_repeats_the_outer_one_is_dropped() -> None:
    outer = logits_for(["B-Place", "I-Place"])
    (found,) = read_mentions(outer, outer, NO_STEPS, np.array([2]))
    assert len(found.spans) == 1


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        (["B-Person", "B-Person"], [(0, 1, 0), (1, 2, 0)]),
        (["O", "B-Title", "I-Title"], [(1, 3, 5)]),
        (["O", "O"], []),
    ],
)
def test_spans(tags: list[str], spans: list[tuple[int, int, int]]) -> None:
    assert read_spans(np.array([TAGS.index(tag) for tag in tags])) == spans
