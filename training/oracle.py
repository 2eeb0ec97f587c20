"""A perfect tagger for written pages: .zm in, the TaggedArticles that an ideal network would give out.

For developing and testing what comes after the network without its mistakes.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

from extract.model import Article, Block, BlockKind, Mention, ScoredRelation, TaggedArticle
from training.instances import relate
from training.zm import Triple, WrittenArticle, WrittenPage, parse

_SHORT_LINE = 40  # a line this short after the headline, without a full stop, is a subtitle
_ENDINGS = tuple("。！？!?;；”)）")


class GoldArticle(NamedTuple):
    """One article, what a perfect tagger says of it, the writer's relations, the canonical name of every mention."""

    article: Article
    tagged: TaggedArticle
    triples: tuple[Triple, ...]
    canonical: tuple[str, ...]


def read_page(path: Path) -> list[GoldArticle]:
    page = parse(path)
    return [_gold(page, number, written) for number, written in enumerate(page.articles, 1)]


def _gold(page: WrittenPage, number: int, written: WrittenArticle) -> GoldArticle:
    article = to_article(page, number, written)
    mentions = tuple(Mention(m.start, m.end, m.type, written.text[m.start : m.end]) for m in written.marks)
    positive = sorted(relate(written.text, written.marks, written.triples).positive)
    relations = tuple(ScoredRelation(head, tail, label, 1.0) for head, tail, label in positive)
    canonical = tuple(mark.canonical for mark in written.marks)
    return GoldArticle(article, TaggedArticle(article, mentions, relations), tuple(written.triples), canonical)


def to_article(page: WrittenPage, number: int, written: WrittenArticle) -> Article:
    """The article as the layout stage would give it."""
    day = page.meta.get("date", "")
    return Article(
        doc=page.name,
        n=number,
        text=written.text,
        offsets=tuple(range(len(written.text))),
        blocks=_blocks(written.text),
        source=f"{page.name}.zm",
        publication=page.meta.get("paper", ""),
        published=date.fromisoformat(day) if day else None,
        locale=page.meta.get("locale", "").split(" ")[-1],
    )


def _blocks(text: str) -> tuple[Block, ...]:
    blocks: list[Block] = []
    at = 0
    for line in text.split("\n"):
        before: BlockKind | None = blocks[-1].kind if blocks else None
        short = len(line) < _SHORT_LINE and not line.endswith(_ENDINGS)
        heading = short and before in ("title", "subtitle")
        kind: BlockKind = "title" if before is None else "subtitle" if heading else "body"
        blocks.append(Block(kind, at, at + len(line)))
        at += len(line) + 1
    return tuple(blocks)
