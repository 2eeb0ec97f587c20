"""Articles -> windows -> a network's answers -> mentions and relations of the articles. The same for all engines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Protocol, get_args

import numpy as np

from extract.model import MENTION_TYPES, Article, Mention, MentionType, ScoredRelation, TaggedArticle
from extract.tagging.decode import Found, read_mentions
from extract.tagging.features import Floats, Ints, MentionBatch, Span, Vocabulary, mention_batch, pair_mask
from extract.tagging.gazetteer import place_batch
from extract.tagging.labels import PAIRWISE, UNARY
from extract.tagging.windows import Window, windows

THRESHOLD: Final = 0.15  # relations less likely than this are not given out
_BATCH_CHARACTERS: Final = 4096  # more no longer fits the cache of a core
_DECODED_CHARACTERS: Final = 8 * _BATCH_CHARACTERS  # at once: bounds what is kept in memory
_TYPES: Final[tuple[MentionType, ...]] = get_args(MentionType)
_PERSON: Final = MENTION_TYPES.index("Person")


class Backend(Protocol):
    """A network: logits for characters, then for mentions and pairs. Arrays as in features.py."""

    def encode(self, ids: Ints, places: Ints, lengths: Ints) -> tuple[Floats, Floats, Floats, Floats]:
        """States (texts, characters, size), logits of outer and inner tags, steps (tags, tags) between outer tags."""
        ...

    def relate(self, states: Floats, mentions: MentionBatch) -> tuple[Floats, Floats]:
        """Logits (texts, mentions, UNARY) and (pairs, PAIRWISE)."""
        ...


@dataclass(frozen=True, slots=True)
class _Encoded:
    """What Backend.encode says of a batch of texts."""

    lengths: Ints
    states: Floats
    outer: Floats
    inner: Floats
    steps: Floats


@dataclass(frozen=True, slots=True)
class _Read:
    """What the network says of one window: spans with probabilities, relations between them by index."""

    spans: list[Span]
    scores: list[float]
    relations: list[tuple[int, int, str, float]]


class WindowedTagger:
    """A Tagger over any Backend."""

    def __init__(self, name: str, backend: Backend, vocabulary: Vocabulary, threshold: float = THRESHOLD) -> None:
        self.name = name
        self._backend = backend
        self._vocabulary = vocabulary
        self._threshold = threshold

    def tag(self, articles: Sequence[Article]) -> list[TaggedArticle]:
        cut = [windows(article.text) for article in articles]
        read = self._read([window.text for found in cut for window in found])
        results = []
        for article, found in zip(articles, cut, strict=True):
            results.append(_put_together(article, found, read[: len(found)]))
            read = read[len(found) :]
        return results

    def _read(self, texts: list[str]) -> list[_Read]:
        """Texts of like length go together, since a batch is as long as its longest text."""
        results: dict[int, _Read] = {}
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for some in _filled(order, texts, _DECODED_CHARACTERS):
            batches = list(_filled(some, texts, _BATCH_CHARACTERS))
            encoded = [self._encode([texts[i] for i in batch]) for batch in batches]
            mentions = iter(_decode(encoded))
            for batch, one in zip(batches, encoded, strict=True):
                related = self._relate([texts[i] for i in batch], one.states, list(islice(mentions, len(batch))))
                results.update(zip(batch, related, strict=True))
        return [results[i] for i in range(len(texts))]

    def _encode(self, texts: list[str]) -> _Encoded:
        ids, lengths = self._vocabulary.batch(texts)
        return _Encoded(lengths, *self._backend.encode(ids, place_batch(texts), lengths))

    def _relate(self, texts: list[str], states: Floats, found: list[Found]) -> list[_Read]:
        if not any(one.spans for one in found):
            return [_Read([], [], []) for _ in found]
        mentions = mention_batch(texts, [one.spans for one in found])
        unary, pairs = self._backend.relate(states, mentions)
        relations: list[list[tuple[int, int, str, float]]] = [[] for _ in found]
        for row, head, tail, label, score in self._likely(mentions, _sigmoid(unary), _sigmoid(pairs)):
            relations[row].append((head, tail, label, score))
        return [_Read(one.spans, one.scores, related) for one, related in zip(found, relations, strict=True)]

    def _likely(
        self, mentions: MentionBatch, unary: Floats, pairs: Floats
    ) -> Iterator[tuple[int, int, int, str, float]]:  # fmt: skip
        """Row, head, tail, label and probability of all that passes the threshold and the types allow."""
        present = np.arange(mentions.width)[None, :] < mentions.count[:, None]
        unary = unary * (present & (mentions.type == _PERSON))[:, :, None]
        for row, mention, label in zip(*map(np.ndarray.tolist, np.nonzero(unary > self._threshold)), strict=True):
            yield row, mention, mention, UNARY[label], float(unary[row, mention, label])
        pairs = pairs * pair_mask(mentions)
        for pair, label in zip(*map(np.ndarray.tolist, np.nonzero(pairs > self._threshold)), strict=True):
            row, head = divmod(int(mentions.pair_head[pair]), mentions.width)
            yield row, head, int(mentions.pair_tail[pair]) % mentions.width, PAIRWISE[label], float(pairs[pair, label])


def _filled(order: Sequence[int], texts: Sequence[str], characters: int) -> Iterator[list[int]]:
    """Runs of `order`, shorter texts first, that padded to their longest text hold at most so many characters."""
    run: list[int] = []
    for index in order:
        if run and len(texts[index]) * (len(run) + 1) > characters:
            yield run
            run = []
        run.append(index)
    if run:
        yield run


def _decode(encoded: Sequence[_Encoded]) -> list[Found]:
    """All batches at once: decoding goes character by character, and every step costs about the same for many texts."""
    width = max(one.outer.shape[1] for one in encoded)
    outer, inner = (
        np.concatenate([np.pad(logits, ((0, 0), (0, width - logits.shape[1]), (0, 0))) for logits in each])
        for each in ([one.outer for one in encoded], [one.inner for one in encoded])
    )
    return read_mentions(outer, inner, encoded[0].steps, np.concatenate([one.lengths for one in encoded]))


def _put_together(article: Article, found: list[Window], read: list[_Read]) -> TaggedArticle:
    """Mentions of every body; a later window's view of headline and lead serves only to tie its body to them."""
    scores: dict[Span, float] = {}
    moved: list[list[Span]] = []
    for window, one in zip(found, read, strict=True):
        spans = [(*window.span_in_article(start, end), kind) for start, end, kind in one.spans]
        moved.append(spans)
        for (start, end, _), span, score in zip(one.spans, spans, one.scores, strict=True):
            if start >= window.shift and end - start and article.text[span[0] : span[1]].strip():
                scores[span] = score
    spans = sorted(scores, key=lambda span: (span[0], -span[1]))
    index = {span: i for i, span in enumerate(spans)}
    best: dict[tuple[int, int, str], float] = {}
    for window, one, places in zip(found, read, moved, strict=True):
        for head, tail, label, score in one.relations:
            in_head = max(one.spans[head][0], one.spans[tail][0]) < window.shift
            if not in_head and places[head] in index and places[tail] in index:
                key = index[places[head]], index[places[tail]], label
                best[key] = max(score, best.get(key, 0.0))
    text = article.text
    mentions = tuple(Mention(s, e, _TYPES[k], text[s:e], scores[s, e, k]) for s, e, k in spans)
    relations = tuple(ScoredRelation(*key, score) for key, score in sorted(best.items()))
    return TaggedArticle(article, mentions, relations)


def _sigmoid(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), dtype=np.float32)
