"""Marked text -> TaggedArticle, for tests: 「{O:市委}{T:书记}{P:赵革}主持会议」."""

import re
from datetime import date

from extract.model import Article, Block, Mention, ScoredRelation, TaggedArticle

TYPES = {"P": "Person", "O": "Institution", "L": "Place", "E": "Event", "I": "Initiative", "T": "Title"}


def tagged(
    marked: str, *relations: tuple[str, str, str], published: date | None = None, title_lines: int = 0
) -> TaggedArticle:
    """Marks may nest. A relation names the surfaces of its mentions: ("赵革", "HAS_TITLE", "书记"); the nearest pair is meant."""
    text, mentions, open_ = "", [], []
    for token in re.findall(r"\{[POLEIT]:|\}|[^{}]+", marked):
        if token.startswith("{"):
            open_.append((len(text), token[1]))
        elif token == "}":
            start, kind = open_.pop()
            mentions.append(Mention(start, len(text), TYPES[kind], text[start:]))
        else:
            text += token
    mentions.sort(key=lambda m: (m.start, -m.end))
    lines, at, blocks = text.split("\n"), 0, []
    for n, line in enumerate(lines):
        blocks.append(Block("title" if n < title_lines else "body", at, at + len(line)))
        at += len(line) + 1
    article = Article("d", 1, text, tuple(range(len(text))), tuple(blocks), published=published)
    scored = tuple(_relation(mentions, *r) for r in relations)
    return TaggedArticle(article, tuple(mentions), scored)


def _relation(mentions: list[Mention], head: str, label: str, tail: str) -> ScoredRelation:
    heads = [i for i, m in enumerate(mentions) if m.text == head]
    tails = [i for i, m in enumerate(mentions) if m.text == tail]
    pairs = [(abs(mentions[h].start - mentions[t].start), h, t) for h in heads for t in tails]
    _, h, t = min(pairs)
    return ScoredRelation(h, t, label, 0.9)


def bracketed(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """「[…]」 marks people -> the text without the marks, and their spans."""
    text, people, open_ = "", [], 0
    for character in marked:
        if character == "[":
            open_ = len(text)
        elif character == "]":
            people.append((open_, len(text)))
        else:
            text += character
    return text, people
