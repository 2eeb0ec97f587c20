"""A worker process for tests: quick, and it dies of pages that say so."""

import os
import signal
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from extract.model import Article, Mention, TaggedArticle
from extract.workers import extract_all

POISON = "毒"
ONCE = "病"  # dies of it the first time only; `model` is the folder where it remembers


class Quick:
    """A tagger that takes the first two characters of an article for a person."""

    name = "quick"

    def tag(self, articles: Sequence[Article]) -> list[TaggedArticle]:
        return [TaggedArticle(a, (Mention(0, 2, "Person", a.text[:2]),), ()) for a in articles]


def serve(pipe: Connection, engine: str, model: str | None) -> None:
    while True:
        pages = pipe.recv().pages
        text = "".join(page.text for page in pages)
        if POISON in text or (ONCE in text and model and not (Path(model) / "died").exists()):
            if model:
                (Path(model) / "died").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        pipe.send(extract_all(pages, Quick()))


def serve_nothing(pipe: Connection, engine: str, model: str | None) -> None:
    """As where there is no memory for the network."""
    os.kill(os.getpid(), signal.SIGKILL)
