"""Any number of articles, made from the written pages of training/: names, places, numbers, defects changed by chance.

The same seed makes the same articles, and of a longer run the first are those of a shorter one. They come one at a
time and are kept nowhere; for time and memory, not for quality, since a changed place makes the stated area untrue.

python -m bench.articles 1000 [--seed 1] > news.jsonl
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

from extract.assemble import assemble
from extract.locality import localities_of
from extract.model import Extraction
from training.augment import Augmenter
from training.oracle import _gold
from training.zm import WrittenArticle, WrittenPage, parse_all


def articles(count: int, seed: int = 1) -> Iterator[dict[str, str]]:
    """Rows as `zhengmai build` reads them from .jsonl."""
    for page, article in _changed(count, seed):
        about = page.meta.get
        yield {
            "text": article.text,
            "source": about("paper", ""),
            "date": about("date", ""),
            "locale": about("locale", ""),
        }


def _changed(count: int, seed: int) -> Iterator[tuple[WrittenPage, WrittenArticle]]:
    pages = [page for page in parse_all() if not page.problems]
    written = [(page, article) for page in pages for article in page.articles]
    chance = Random(seed)
    augmenter = Augmenter(pages, chance)
    for _ in range(count):
        page, article = chance.choice(written)
        yield page, augmenter.change(article, page.meta.get("locale", ""))


def extractions(count: int, seed: int = 1) -> Iterator[Extraction]:
    """What the same articles say by their annotation: no network is needed, so that what follows it can be measured."""
    for number, (page, article) in enumerate(_changed(count, seed)):
        gold = _gold(replace(page, name=f"news#{number}"), 1, article)
        [locality] = localities_of([gold.tagged], page.meta.get("locale", ""))
        yield assemble(gold.tagged, locality)


def write(path: Path, count: int, seed: int = 1) -> int:
    """The articles as .jsonl; returns how many characters they have."""
    characters = 0
    with path.open("w", encoding="utf-8") as out:
        for row in articles(count, seed):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            characters += len(row["text"])
    return characters


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("count", type=int)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    for row in articles(given.count, given.seed):
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
