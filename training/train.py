"""The training program: written pages in, a trained network out (one folder: network.pt, vocabulary.json, log.txt).

    python -m training.train --out training/runs/first --epochs 14

The same seed gives the same network on the same machine. No GPU needed: one core, some two minutes an epoch.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from random import Random

import numpy as np
import torch
from torch import Tensor, nn

from extract.tagging.decode import LEGAL
from extract.tagging.features import UNKNOWN, Vocabulary
from extract.tagging.network import Network, TorchBackend, tensors
from extract.tagging.windowed import WindowedTagger
from extract.tagging.windows import LIMIT
from training import e5, fast_gru, lac_weights
from training.augment import Augmenter, Rates
from training.crf import crf_loss
from training.examples import Batch, Example, batch, examples, join
from training.measure import measure
from training.zm import PAGES, WrittenPage, number_of, parse_all, split

TAG_WEIGHT = 4.0  # characters are many and easy, pairs few and hard: this balances their mean losses
SINGLE_WEIGHT = 0.3  # of each tag by itself beside the whole sequence, so that a mention's probability means something
DECAY = 0.998  # of the running mean of the weights, which is what is kept
JOINED = 0.15  # share of windows that hold two articles run together
PLAIN = 0.15  # share of articles left as they were written
HIDDEN = 0.04  # share of characters that the network does not get to see, so that it learns from those around them
SLOWER = {"lac": 2, "e5": 5}  # so much slower than the new layers do the pretrained ones learn


def main() -> None:
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    np.random.seed(options.seed)
    pages = [page for page in parse_all(options.pages) if number_of(page.name) <= options.newest]
    training, validation = split([page for page in pages if not page.problems])
    training = training[:: round(1 / options.share)]
    log = Log(options.out / "log.txt")
    log(json.dumps(vars(options), default=str, ensure_ascii=False))
    log(f"{len(training)} pages to train on, {len(validation)} to validate on; left out for problems: "
        f"{', '.join(page.name for page in pages if page.problems) or 'none'}")  # fmt: skip
    Trainer(options, training, validation, log).run()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pages", type=Path, default=PAGES)
    parser.add_argument("--newest", type=int, default=10**6, help="leave out the n pages after n119, say")
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--batch", type=int, default=12, help="windows in a batch")
    parser.add_argument(
        "--encoder", choices=tuple(SLOWER), default="lac", help="e5: a transformer, some ten times slower"
    )
    parser.add_argument("--layers", type=int, default=e5.LAYERS, help="of e5, the lowest")
    parser.add_argument(
        "--rate", type=float, default=2e-3, help="learning rate of the new layers; LAC's get half, e5's a fifth"
    )
    parser.add_argument("--dropout", type=float, default=0.3)
    parser.add_argument("--share", type=float, default=1.0, help="of the pages: every n-th")
    parser.add_argument("--plain", action="store_true", help="no augmentation")
    parser.add_argument("--without-stock", action="store_true", help="hide what stock LAC says, for comparison")
    parser.add_argument("--start", type=Path, help="a run whose network to go on from, instead of LAC's")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--check-every", type=int, default=3, help="epochs between measurements")
    return parser.parse_args()


class Log:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._began = time.monotonic()
        path.write_text("", encoding="utf-8")

    def __call__(self, line: str) -> None:
        stamped = f"{time.monotonic() - self._began:6.0f}s {line}"
        print(stamped, flush=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(stamped + "\n")


class Trainer:
    def __init__(
        self, options: argparse.Namespace, training: list[WrittenPage], validation: list[WrittenPage], log: Log
    ) -> None:  # fmt: skip
        self._options, self._log = options, log
        self._chance = Random(options.seed)
        self._articles = [(article, page.meta.get("locale", "")) for page in training for article in page.articles]
        self._validation = validation
        rates = Rates(*[0.0] * 8) if options.plain else Rates()
        self._augmenter = Augmenter(training, self._chance, rates)
        self.vocabulary = lac_weights.vocabulary()
        self.network = Network(len(self.vocabulary), options.dropout, fast_gru.run_gru)
        lac_weights.initialise(self.network.encoder, self.vocabulary)
        if options.without_stock:
            nn.init.zeros_(self.network.encoder.stock.tags.weight)  # every tag as likely as the next: nothing is told
            nn.init.zeros_(self.network.encoder.stock.tags.bias)
        if options.encoder == "e5":
            stock = None if options.without_stock else self.network.encoder.stock
            self.network.encoder = e5.pretrained(self.vocabulary, options.dropout, stock, options.layers)
        if options.start:
            self.network.load_state_dict(load(options.start)[0].state_dict())
        self._mean = deepcopy(self.network).requires_grad_(False)
        self._steps = 0

    def run(self) -> None:
        optimizer, schedule = self._optimizer()
        for epoch in range(1, self._options.epochs + 1):
            losses = self._epoch(optimizer, schedule)
            self._log(f"epoch {epoch} loss of tags {losses[0]:.4f}, of relations {losses[1]:.4f}")
            save(self._options.out, self._mean, self.vocabulary)
            if epoch % self._options.check_every == 0 or epoch == self._options.epochs:
                for line in measure(self.tagger(), self._validation).lines():
                    self._log(line)

    def tagger(self) -> WindowedTagger:
        return WindowedTagger("torch", TorchBackend(self._mean), self.vocabulary)

    def _optimizer(self) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LambdaLR]:
        encoder = self.network.encoder
        reader = encoder.transformer if self._options.encoder == "e5" else encoder.gru
        slow = [*reader.parameters(), *encoder.embedding.parameters()]
        slow_ids = {id(parameter) for parameter in slow}
        fast = [p for p in self.network.parameters() if p.requires_grad and id(p) not in slow_ids]
        rate = self._options.rate
        slower = rate / SLOWER[self._options.encoder]
        optimizer = torch.optim.AdamW([{"params": slow, "lr": slower}, {"params": fast, "lr": rate}], weight_decay=0.01)
        steps = self._options.epochs * len(self._articles) / self._options.batch
        warm_up = 0.06 * steps

        def scale(step: int) -> float:
            return min(1.0, (step + 1) / warm_up) * max(0.03, 1 - step / steps)

        return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, scale)

    def _epoch(
        self, optimizer: torch.optim.Optimizer, schedule: torch.optim.lr_scheduler.LambdaLR
    ) -> tuple[float, float]:  # fmt: skip
        self.network.train()
        sums = np.zeros(3)
        for found in self._batches():
            tags, relations = losses(self.network, found)
            optimizer.zero_grad()
            (TAG_WEIGHT * tags + relations).backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(self.network.parameters(), 2.0)
            optimizer.step()
            schedule.step()
            self._follow()
            sums += (tags.item(), relations.item(), 1)
        return float(sums[0] / sums[2]), float(sums[1] / sums[2])

    @torch.no_grad()
    def _follow(self) -> None:
        self._steps += 1
        decay = min(DECAY, (1 + self._steps) / (10 + self._steps))
        for mean, now in zip(self._mean.parameters(), self.network.parameters(), strict=True):
            mean.lerp_(now, 1 - decay)

    def _batches(self) -> Iterator[Batch]:
        """One pass over all articles, each in one variant; windows of like length together, in random order."""
        found = self._join(
            [example for article, locale in self._articles for example in self._variant(article, locale)]
        )
        self._chance.shuffle(found)
        size = self._options.batch
        groups: list[list[Example]] = []
        for at in range(0, len(found), size * 16):
            near = sorted(found[at : at + size * 16], key=lambda example: len(example.text))
            groups += [near[i : i + size] for i in range(0, len(near), size)]
        self._chance.shuffle(groups)
        return (batch(group, self.vocabulary) for group in groups)

    def _variant(self, article, locale: str) -> Iterator[Example]:  # type: ignore[no-untyped-def]
        if self._options.plain:
            return examples(article)
        if self._chance.random() > PLAIN:
            article = self._augmenter.change(article, locale)
        limit = LIMIT if self._chance.random() < 0.7 else self._chance.randint(300, LIMIT)
        return examples(article, limit, head=min(160, limit // 3))

    def _join(self, found: list[Example]) -> list[Example]:
        if self._options.plain:
            return found
        joined: list[Example] = []
        waiting: Example | None = None
        for example in self._chance.sample(found, len(found)):
            if waiting and len(waiting.text) + len(example.text) < LIMIT:
                joined.append(join(waiting, example))
                waiting = None
            elif waiting is None and self._chance.random() < JOINED / (1 + JOINED):
                waiting = example
            else:
                joined.append(example)
        return joined + ([waiting] if waiting else [])


def losses(network: Network, found: Batch) -> tuple[Tensor, Tensor]:
    """Mean loss of a character's tags, loss of relations per true relation."""
    ids = np.where(np.random.random(found.ids.shape) < HIDDEN, np.minimum(found.ids, UNKNOWN), found.ids)
    characters = map(torch.from_numpy, (ids, found.places, found.lengths))
    states, outer, inner, steps = network.encoder(*characters)
    each = SINGLE_WEIGHT * _tag_loss(outer, found.outer) + _tag_loss(inner, found.inner)
    sequence = crf_loss(outer, steps + torch.from_numpy(LEGAL), torch.from_numpy(found.outer))
    tags = (each + sequence) / float(found.lengths.sum())
    unary, pairs = network.relater(states, *tensors(found.mentions))
    true = float(found.pairs.sum() + found.unary.sum())
    relations = _relation_loss(unary, found.unary, found.unary_mask) + _relation_loss(
        pairs, found.pairs, found.pair_mask
    )
    return tags, (relations + _stated_loss(pairs, found.stated)) / max(8.0, true)


def _tag_loss(logits: Tensor, tags: np.ndarray) -> Tensor:  # type: ignore[type-arg]
    targets = torch.from_numpy(tags).flatten()
    return nn.functional.cross_entropy(logits.flatten(0, 1), targets, ignore_index=-1, reduction="sum")


def _relation_loss(logits: Tensor, targets: np.ndarray, mask: np.ndarray) -> Tensor:  # type: ignore[type-arg]
    each = nn.functional.binary_cross_entropy_with_logits(logits, torch.from_numpy(targets), reduction="none")
    return (each * torch.from_numpy(mask)).sum()


def _stated_loss(logits: Tensor, stated: np.ndarray) -> Tensor:  # type: ignore[type-arg]
    """-log of the probability that at least one pair says it: noisy-or, as in multiple-instance learning.

    1 - prod(1 - p) = 1 - exp(-sum(softplus(logit))), so that a statement of one pair has the loss of that pair.
    """
    pair, label, statement = torch.from_numpy(stated).T
    evidence = nn.functional.softplus(logits[pair, label])
    sums = torch.zeros(int(statement.max()) + 1 if len(statement) else 0).index_add(0, statement, evidence)
    sums = sums[torch.bincount(statement, minlength=len(sums)) > 0]
    return -(-torch.expm1(-sums.clamp(min=1e-6))).log().sum()


def save(folder: Path, network: Network, vocabulary: Vocabulary) -> None:
    torch.save(network.state_dict(), folder / "network.pt")
    vocabulary.write(folder / "vocabulary.json")


def load(folder: Path) -> tuple[Network, Vocabulary]:
    vocabulary = Vocabulary.read(folder / "vocabulary.json")
    network = Network(len(vocabulary))
    weights = torch.load(folder / "network.pt", weights_only=True)
    if "encoder.transformer.positions" in weights:
        stock = network.encoder.stock if "encoder.stock.tags.bias" in weights else None
        layers = sum(name.endswith("fo.bias") for name in weights)
        network.encoder = e5.Encoder(len(vocabulary), stock=stock, layers=layers)
    network.load_state_dict(weights, strict=False)
    return network, vocabulary


if __name__ == "__main__":
    main()
