"""Characters and mentions as the arrays that the network reads. numpy only; the same for training and all engines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from extract.model import MENTION_TYPES
from extract.tagging.labels import PAIRWISE, allowed

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float32]
Span: TypeAlias = tuple[int, int, int]  # start, end, index into MENTION_TYPES

PADDING: Final = 0
UNKNOWN: Final = 1
TITLE: Final = MENTION_TYPES.index("Title")
TITLE_REACH: Final = 120  # characters between a title and its person or institution, at most
MENTION_REACH: Final = 64  # mentions between the two of a pair, at most: a page of nonsense must not take for ever
CONTEXT_REACH: Final = 24  # characters after a mention that tell what it does

COMPATIBLE: Final = np.array([[allowed(head, tail) for tail in MENTION_TYPES] for head in MENTION_TYPES])
_CODE_POINTS = 0x110000
_DISTANCES = np.array([1, 3, 7, 17, 41, 101, 251])
_COUNTS = np.array([1, 2, 3, 5, 9])

# How many values each column of the pair features may take; the network has an embedding for each.
PAIR_FEATURE_SIZES: Final = (2 * (len(_DISTANCES) + 1), len(_COUNTS) + 1, 6, 4, 4, 4, 3)
GAP_KINDS: Final = 7


class Vocabulary:
    """Characters the network knows; ids 0 and 1 are padding and unknown."""

    def __init__(self, characters: str) -> None:
        self.characters = characters
        self._ids = np.full(_CODE_POINTS, UNKNOWN, dtype=np.int64)
        self._ids[_code_points(characters)] = np.arange(2, len(characters) + 2)

    def __len__(self) -> int:
        return len(self.characters) + 2

    def ids(self, text: str) -> Ints:
        return self._ids[_code_points(text)]

    def batch(self, texts: Sequence[str]) -> tuple[Ints, Ints]:
        """Ids (texts, longest text), padded on the right, and the length of each text."""
        lengths = np.array([len(text) for text in texts], dtype=np.int64)
        ids = np.full((len(texts), int(lengths.max())), PADDING, dtype=np.int64)
        for row, text in enumerate(texts):
            ids[row, : len(text)] = self.ids(text)
        return ids, lengths

    @classmethod
    def read(cls, path: Path) -> Vocabulary:
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(self.characters, ensure_ascii=False), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class MentionBatch:
    """The mentions of several texts and the pairs among them worth asking about.

    start, end, type, gap: (texts, most mentions); count: (texts,). pair_head and pair_tail index the flattened
    mentions; pair_features: (pairs, len(PAIR_FEATURE_SIZES)).
    """

    start: Ints
    end: Ints
    type: Ints
    gap: Ints
    count: Ints
    pair_head: Ints
    pair_tail: Ints
    pair_features: Ints

    @property
    def width(self) -> int:
        return int(self.start.shape[1])


def mention_batch(texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> MentionBatch:
    """Arrays for the mentions of each text, which must be sorted by (start, -end)."""
    count = np.array([len(found) for found in spans], dtype=np.int64)
    width = max(1, int(count.max(initial=0)))
    table = np.zeros((4, len(texts), width), dtype=np.int64)
    table[1] = 1  # an absent mention covers one character: means over it stay finite
    heads, tails, features = [], [], []
    for row, (text, found) in enumerate(zip(texts, spans, strict=True)):
        if not found:
            continue
        layout = _Layout(text, np.array(found, dtype=np.int64))
        table[:3, row, : len(found)] = layout.spans.T
        table[3, row, : len(found)] = layout.gaps()
        head, tail = layout.pairs()
        heads.append(head + row * width)
        tails.append(tail + row * width)
        features.append(layout.pair_features(head, tail))
    none = np.zeros(0, dtype=np.int64)
    start, end, kind, gap = table
    return MentionBatch(
        start,
        end,
        kind,
        gap,
        count=count,
        pair_head=np.concatenate([none, *heads]),
        pair_tail=np.concatenate([none, *tails]),
        pair_features=np.concatenate([np.zeros((0, len(PAIR_FEATURE_SIZES)), dtype=np.int64), *features]),
    )


class _Layout:
    """Where the mentions of one text stand to each other: counts of commas, sentence ends and lines between them."""

    def __init__(self, text: str, spans: Ints) -> None:
        self.spans = spans
        self.start, self.end, self.type = spans.T
        codes = _code_points(text)
        self.commas = _running_count(codes, "，,；;：:")
        self.sentences = _running_count(codes, "。！？!?")
        self.lines = _running_count(codes, "\n")
        self.lists = _running_count(codes, "、")
        of_type = np.zeros((len(spans) + 1, len(MENTION_TYPES)), dtype=np.int64)
        of_type[np.arange(1, len(spans) + 1), self.type] = 1
        self.of_type = of_type.cumsum(0)

    def gaps(self) -> Ints:
        """What stands before the next mention: 0 nothing, 1 、, 2 words, 3 comma, 4 sentence end, 5 line, 6 no next."""
        low, high = self.end[:-1], np.maximum(self.start[1:], self.end[:-1])
        only_list = (high - low == 1) & (self.lists[high] > self.lists[low])
        kinds = np.select(
            [
                self.lines[high] > self.lines[low],
                self.sentences[high] > self.sentences[low],
                self.commas[high] > self.commas[low],
                only_list,
                high > low,
            ],
            [5, 4, 3, 1, 2],
            default=0,
        )
        return np.append(kinds, 6)

    def pairs(self) -> tuple[Ints, Ints]:
        """Heads and tails of the pairs whose types some relation allows, titles only near by."""
        possible = COMPATIBLE[self.type[:, None], self.type[None, :]].any(-1)
        np.fill_diagonal(possible, False)
        order = np.arange(len(self.spans))
        possible &= np.abs(order[:, None] - order[None, :]) <= MENTION_REACH
        is_title = self.type == TITLE
        far = np.abs(self.start[:, None] - self.start[None, :]) > TITLE_REACH
        possible &= ~((is_title[:, None] | is_title[None, :]) & far)
        head, tail = np.nonzero(possible)
        return head, tail

    def pair_features(self, head: Ints, tail: Ints) -> Ints:
        forward = self.start[tail] - self.start[head]
        distance = np.digitize(np.abs(forward), _DISTANCES) + (forward >= 0) * (len(_DISTANCES) + 1)
        first, last = np.minimum(head, tail), np.maximum(head, tail)
        between = np.digitize(last - first - 1, _COUNTS)
        low = np.minimum(self.end[head], self.end[tail])
        high = np.maximum(np.maximum(self.start[head], self.start[tail]), low)
        sentences = self.sentences[high] - self.sentences[low]
        lines = self.lines[high] - self.lines[low]
        border = np.select(
            [lines > 1, lines == 1, sentences > 1, sentences == 1, self.commas[high] > self.commas[low]],
            [5, 4, 3, 2, 1],
            default=0,
        )
        of_tail = self.of_type[last, self.type[tail]] - self.of_type[first + 1, self.type[tail]]
        of_head = self.of_type[last, self.type[head]] - self.of_type[first + 1, self.type[head]]
        in_headline = self.lines[self.start] == 0
        headline = in_headline[head] * 2 + in_headline[tail]
        nested = np.select(
            [
                (self.start[head] <= self.start[tail]) & (self.end[tail] <= self.end[head]),
                (self.start[tail] <= self.start[head]) & (self.end[head] <= self.end[tail]),
            ],
            [1, 2],
            default=0,
        )
        columns = (distance, between, border, np.minimum(of_tail, 3), np.minimum(of_head, 3), headline, nested)
        return np.stack(columns, axis=1)


def pair_mask(batch: MentionBatch) -> npt.NDArray[np.bool_]:
    """(pairs, PAIRWISE): which relations the types of a pair allow."""
    kinds = batch.type.reshape(-1)
    mask: npt.NDArray[np.bool_] = COMPATIBLE[kinds[batch.pair_head], kinds[batch.pair_tail]]
    assert mask.shape[1:] == (len(PAIRWISE),)
    return mask


def _code_points(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _running_count(codes: npt.NDArray[np.uint32], characters: str) -> Ints:
    """counts[i]: how many of these characters stand before position i."""
    counts = np.zeros(len(codes) + 1, dtype=np.int64)
    np.cumsum(np.isin(codes, _code_points(characters)), out=counts[1:])
    return counts
