"""Article in; mentions and scored relations out. One Tagger protocol, several engines; none of them needs a network.

onnx   our own network through ONNX Runtime, the default
hanlp  the same network as a HanLP component, or an official HanLP model (extra: pip install 'zhengmai[hanlp]')
lac    stock LAC, the baseline: persons, institutions and places, no relations
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from extract.model import Article, InputError, TaggedArticle

ENGINES = ("onnx", "hanlp", "lac")
DEFAULT_ENGINE = "onnx"


class Tagger(Protocol):
    """Finds mentions (sorted by start, longest first; nested ones allowed, never crossing) and relations among them."""

    name: str

    def tag(self, articles: Sequence[Article]) -> list[TaggedArticle]:
        """One result per article, in order; the same whether articles come singly or together."""
        ...


def load_tagger(engine: str = DEFAULT_ENGINE, model: str | None = None) -> Tagger:
    """Open an engine. `model` is a folder (onnx, hanlp) or the name of an official HanLP model.

    Raises InputError for an unknown engine, a missing extra or a missing model.
    """
    if engine == "onnx":
        from extract.tagging.onnx import OnnxTagger

        return OnnxTagger(model)
    if engine == "lac":
        from extract.tagging.lac import LacTagger

        return LacTagger()
    if engine == "hanlp":
        from extract.tagging.hanlp import load_hanlp_tagger

        tagger: Tagger = load_hanlp_tagger(model)
        return tagger
    raise InputError("There is no engine {engine}. Choose one of {known}.", engine=engine, known=", ".join(ENGINES))
