"""The network in PyTorch: trained by training/, served through HanLP, exported to ONNX. Imported only where torch is.

Encoder: characters -> states and tag logits. LAC's BiGRU, fine-tuned, reads the characters together with what stock
LAC, kept frozen beside it, says of them; so names of general news are not forgotten.
Relater: states and mentions -> logits of relations. A second, short BiGRU runs over the mentions, so that each of a
list of names learns what is said of the list; then every compatible pair is scored.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from extract.model import MENTION_TYPES
from extract.tagging.features import CONTEXT_REACH, GAP_KINDS, PADDING, PAIR_FEATURE_SIZES, Floats, Ints, MentionBatch
from extract.tagging.gazetteer import KINDS
from extract.tagging.labels import PAIRWISE, TAGS, UNARY

EMBEDDING = 128
HIDDEN = 128
STOCK_TAGS = 59
STATES = 2 * HIDDEN + STOCK_TAGS
MENTION = 160
FLOW = 96
PAIR = 160


# A bidirectional GRU over padded (texts, steps, size) -> states of the same shape, zero beyond each text's end.
Runner = Callable[[nn.GRU, Tensor, Tensor], Tensor]


def gru(size: int, hidden: int, layers: int, dropout: float = 0.0) -> nn.GRU:
    return nn.GRU(size, hidden, layers, bidirectional=True, batch_first=True, dropout=dropout)


def run_gru(layer: nn.GRU, values: Tensor, lengths: Tensor) -> Tensor:
    """The Runner for inference."""
    packed = pack_padded_sequence(values, lengths, batch_first=True, enforce_sorted=False)
    states, _ = pad_packed_sequence(layer(packed)[0], batch_first=True, total_length=values.shape[1])
    return states


class Stock(nn.Module):  # type: ignore[misc,unused-ignore]
    """LAC as published; never trained."""

    def __init__(self, characters: int, run: Runner) -> None:
        super().__init__()
        self.run = run
        self.embedding = nn.Embedding(characters, EMBEDDING, padding_idx=PADDING)
        self.gru = gru(EMBEDDING, HIDDEN, 2)
        self.tags = nn.Linear(2 * HIDDEN, STOCK_TAGS)
        self.requires_grad_(False)

    def forward(self, ids: Tensor, lengths: Tensor) -> Tensor:
        return self.tags(self.run(self.gru, self.embedding(ids), lengths)).softmax(-1)


class Encoder(nn.Module):  # type: ignore[misc,unused-ignore]
    def __init__(self, characters: int, dropout: float = 0.0, run: Runner = run_gru) -> None:
        super().__init__()
        self.run = run
        self.stock = Stock(characters, run)
        self.embedding = nn.Embedding(characters, EMBEDDING, padding_idx=PADDING)
        self.places = nn.Embedding(KINDS, EMBEDDING)
        self.from_stock = nn.Linear(STOCK_TAGS, EMBEDDING, bias=False)
        self.gru = gru(EMBEDDING, HIDDEN, 2, dropout)
        self.dropout = nn.Dropout(dropout)
        self.outer = nn.Linear(STATES, len(TAGS))
        self.inner = nn.Linear(STATES, len(TAGS))
        self.steps = nn.Parameter(torch.zeros(len(TAGS), len(TAGS)))  # scores of one outer tag after another
        for added in (self.from_stock, self.places):
            nn.init.zeros_(added.weight)  # training starts from LAC itself

    def forward(self, ids: Tensor, places: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """ids, places (texts, characters), lengths (texts,) -> states, logits of outer and inner tags, tag steps."""
        stock = self.stock(ids, lengths)
        values = self.dropout(self.embedding(ids)) + self.from_stock(stock) + self.places(places)
        states = torch.cat([self.dropout(self.run(self.gru, values, lengths)), stock], -1)
        return states, self.outer(states), self.inner(states), self.steps + 0


class Relater(nn.Module):  # type: ignore[misc,unused-ignore]
    def __init__(self, dropout: float = 0.0, run: Runner = run_gru) -> None:
        super().__init__()
        self.run = run
        self.kind = nn.Embedding(len(MENTION_TYPES), 32)
        self.gap = nn.Embedding(GAP_KINDS, 16)
        self.mention = nn.Sequential(nn.Linear(3 * STATES + 32, MENTION), nn.ReLU(), nn.Dropout(dropout))
        self.context = nn.Linear(STATES, 64)
        self.flow = gru(MENTION + 64 + 16, FLOW, 1)
        self.unary = nn.Linear(MENTION + 2 * FLOW, len(UNARY))
        self.head = nn.Linear(MENTION + 2 * FLOW, PAIR)
        self.tail = nn.Linear(MENTION + 2 * FLOW, PAIR)
        self.between = nn.Linear(STATES, PAIR, bias=False)
        self.features = nn.ModuleList(nn.Embedding(size, PAIR) for size in PAIR_FEATURE_SIZES)
        self.score = nn.Sequential(
            nn.ReLU(), nn.Dropout(dropout), nn.Linear(PAIR, PAIR), nn.ReLU(), nn.Dropout(dropout),
            nn.Linear(PAIR, len(PAIRWISE)),
        )  # fmt: skip
        self.dropout = nn.Dropout(dropout)
        for embedding in self.features:
            nn.init.normal_(embedding.weight, std=0.1)
        for last in (self.unary, self.score[-1]):
            nn.init.constant_(last.bias, -4.0)  # few pairs are related

    def forward(
        self, states: Tensor, start: Tensor, end: Tensor, kind: Tensor, gap: Tensor, count: Tensor,
        pair_head: Tensor, pair_tail: Tensor, pair_features: Tensor,
    ) -> tuple[Tensor, Tensor]:  # fmt: skip
        """Arrays of a MentionBatch -> logits (texts, mentions, UNARY) and (pairs, PAIRWISE)."""
        sums = nn.functional.pad(states.cumsum(1), (0, 0, 1, 0))
        base = torch.cat([_at(states, start), _at(states, end - 1), _mean(sums, start, end), self.kind(kind)], -1)
        mentions = self.mention(base)
        following = torch.cat([start[:, 1:], end[:, -1:]], 1)
        after = torch.minimum(torch.where(following > end, following, end), end + CONTEXT_REACH)
        flow = torch.cat([mentions, self.context(_mean(sums, end, after)), self.gap(gap)], -1)
        told = torch.cat([mentions, self.dropout(self.run(self.flow, flow, count.clamp(min=1)))], -1)
        pairs = self.head(told).flatten(0, 1)[pair_head] + self.tail(told).flatten(0, 1)[pair_tail]
        pairs = pairs + self._between(sums, start, end, pair_head, pair_tail)
        for column, embedding in enumerate(self.features):
            pairs = pairs + embedding(pair_features[:, column])
        return self.unary(told), self.score(pairs)

    def _between(self, sums: Tensor, start: Tensor, end: Tensor, head: Tensor, tail: Tensor) -> Tensor:
        """What the words between two mentions say; nothing for mentions that touch or nest."""
        width = sums.shape[1]
        row = head // start.shape[1] * width
        starts, ends = start.flatten(), end.flatten()
        low = torch.minimum(ends[head], ends[tail])
        high = torch.maximum(torch.maximum(starts[head], starts[tail]), low)
        projected = self.between(sums).flatten(0, 1)
        return (projected[row + high] - projected[row + low]) / (high - low).clamp(min=1).unsqueeze(-1)


class Network(nn.Module):  # type: ignore[misc,unused-ignore]
    def __init__(self, characters: int, dropout: float = 0.0, run: Runner = run_gru) -> None:
        super().__init__()
        self.encoder = Encoder(characters, dropout, run)
        self.relater = Relater(dropout, run)


def _at(states: Tensor, index: Tensor) -> Tensor:
    """states (texts, characters, size) at index (texts, mentions)."""
    return states.gather(1, index.unsqueeze(-1).expand(-1, -1, states.shape[2]))


def _mean(sums: Tensor, start: Tensor, end: Tensor) -> Tensor:
    """Mean of the states in [start, end) from their running sums; zero where the stretch is empty."""
    return (_at(sums, end) - _at(sums, start)) / (end - start).clamp(min=1).unsqueeze(-1)


class TorchBackend:
    """The network behind the Backend protocol of windowed.py."""

    def __init__(self, network: Network) -> None:
        self._network = network.eval()

    @torch.inference_mode()  # type: ignore[untyped-decorator,unused-ignore]
    def encode(self, ids: Ints, places: Ints, lengths: Ints) -> tuple[Floats, Floats, Floats, Floats]:
        states, outer, inner, steps = self._network.encoder(*map(torch.from_numpy, (ids, places, lengths)))
        return states.numpy(), outer.numpy(), inner.numpy(), steps.numpy()

    @torch.inference_mode()  # type: ignore[untyped-decorator,unused-ignore]
    def relate(self, states: Floats, mentions: MentionBatch) -> tuple[Floats, Floats]:
        unary, pairs = self._network.relater(torch.from_numpy(states), *tensors(mentions))
        return unary.numpy(), pairs.numpy()


def tensors(mentions: MentionBatch) -> list[Tensor]:
    """The arguments of Relater.forward after the states."""
    m = mentions
    arrays = (m.start, m.end, m.type, m.gap, m.count, m.pair_head, m.pair_tail, m.pair_features)
    return [torch.from_numpy(array) for array in arrays]
