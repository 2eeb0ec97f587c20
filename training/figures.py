"""How much the written pages hold: articles, characters, mentions by type, relations, by group of pages.

python -m training.figures
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from extract.model import MENTION_TYPES
from training.zm import WrittenPage, parse_all, validation_names


def main() -> None:
    pages = parse_all()
    groups: dict[str, list[WrittenPage]] = defaultdict(list)
    for page in pages:
        groups[page.name.rstrip("0123456789")].append(page)
    print(f"| pages | articles | characters | relations | {' | '.join(MENTION_TYPES)} |")
    print("|---|" + "---|" * (3 + len(MENTION_TYPES)))
    for name, found in sorted(groups.items()):
        print(_row(f"{name} ({len(found)})", found))
    held_out = validation_names()
    print(_row(f"all ({len(pages)})", pages))
    print(_row(f"of these held out ({len(held_out)})", [page for page in pages if page.name in held_out]))
    print("\nrelations: " + ", ".join(f"{name} {count}" for name, count in _predicates(pages).most_common()))


def _row(name: str, pages: Iterable[WrittenPage]) -> str:
    articles = [article for page in pages for article in page.articles]
    types = Counter(mark.type for article in articles for mark in article.marks)
    counts = [
        len(articles), sum(len(a.text) for a in articles), sum(len(a.triples) for a in articles),
        *(types[kind] for kind in MENTION_TYPES),
    ]  # fmt: skip
    return f"| {name} | " + " | ".join(f"{count:,}" for count in counts) + " |"


def _predicates(pages: Iterable[WrittenPage]) -> Counter[str]:
    return Counter(triple.predicate for page in pages for article in page.articles for triple in article.triples)


if __name__ == "__main__":
    main()
