"""The engine hanlp: our own component by default, any local component folder, or an official HanLP model by name.

Official models know persons, places and institutions only, and may be used for research and teaching alone; both are
said before they load. A model that is not on disk and cannot be fetched is found out within two seconds.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Timeout
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from extract.model import Article, InputError, Mention, MentionType, TaggedArticle
from extract.tagging.windows import windows

COMPONENT = Path(__file__).parents[1] / "weights" / "hanlp"
PATIENCE = 1.5  # seconds to wait for HanLP's server before saying that there is no network
_TYPES: dict[str, MentionType] = {
    "NR": "Person", "PER": "Person", "PERSON": "Person",
    "NT": "Institution", "ORG": "Institution", "ORGANIZATION": "Institution",
    "NS": "Place", "LOC": "Place", "GPE": "Place", "LOCATION": "Place",
}  # fmt: skip
LICENCE_NOTE = (
    "HanLP's official models may be used for research and teaching only (CC BY-NC-SA 4.0); {name} knows persons, "
    "institutions and places, no relations."
)


def load_hanlp_tagger(model: str | None = None) -> Any:
    """A Tagger. Raises InputError where HanLP, the folder or the official model is missing."""
    if find_spec("hanlp") is None or find_spec("torch") is None:
        raise InputError("The engine hanlp needs HanLP: pip install 'zhengmai[hanlp]'. The engine onnx needs no more.")
    if model is None:
        return _load_folder(COMPONENT)
    if Path(model).exists():
        return _load_folder(Path(model))
    return _load_official(model)


def _load_folder(folder: Path) -> Any:
    if not (folder / "config.json").is_file():
        raise InputError(
            "{folder} is no HanLP component: there is no config.json in it. Name a folder that hanlp.load opens.",
            folder=folder,
        )
    import hanlp

    try:
        component = hanlp.load(str(folder), devices=-1, verbose=False)
    except Exception as error:
        raise InputError(
            "HanLP could not open {folder}: {reason}. Fetch the component again.", folder=folder, reason=error
        ) from error
    return component.tagger() if hasattr(component, "tagger") else NamedEntityTagger(component)


def _load_official(name: str) -> Any:
    from hanlp import pretrained
    from hanlp.utils.io_util import hanlp_home, path_from_url, split_if_compressed
    from hanlp_common.constant import HANLP_URL

    url = pretrained.ner.ALL.get(name)
    if url is None:
        known = ", ".join(sorted(key for key in pretrained.ner.ALL if key.endswith("_ZH")))
        raise InputError(
            "{name} is neither a folder nor an official HanLP model for named entities. Known: {known}.",
            name=name,
            known=known,
        )
    print(LICENCE_NOTE.format(name=name), file=sys.stderr)
    folder, _ = split_if_compressed(path_from_url(url, os.environ.get("HANLP_HOME") or hanlp_home(), HANLP_URL))
    if Path(folder).is_dir():
        return _load_folder(Path(folder))
    if not reachable(url):
        raise InputError(
            "{name} is not on this machine and {host} cannot be reached. Fetch {url} elsewhere and unpack it to "
            "{folder} (HANLP_HOME says where HanLP keeps its models), or use the engine onnx.",
            name=name,
            host=urlsplit(url).hostname,
            url=url,
            folder=folder,
        )
    import hanlp

    print(f"Downloading {url} to {folder}.", file=sys.stderr)
    return NamedEntityTagger(hanlp.load(url, devices=-1))


def reachable(url: str, patience: float = PATIENCE) -> bool:
    """Whether the server of a URL takes a connection, found out within `patience` seconds, name look-up included."""
    address = (urlsplit(url).hostname, urlsplit(url).port or 443)
    pool = ThreadPoolExecutor(1)
    try:
        pool.submit(lambda: socket.create_connection(address, timeout=patience).close()).result(patience)
    except (OSError, Timeout):
        return False
    finally:
        pool.shutdown(wait=False)
    return True


class NamedEntityTagger:
    """Any HanLP component that takes characters and gives (text, label, start, end): mentions only, no relations."""

    name = "hanlp"

    def __init__(self, component: Any) -> None:
        self._component = component

    def tag(self, articles: Sequence[Article]) -> list[TaggedArticle]:
        return [TaggedArticle(article, tuple(self._mentions(article.text)), ()) for article in articles]

    def _mentions(self, text: str) -> Iterator[Mention]:
        for window in windows(text, limit=120, head=0):
            if not window.text.strip():
                continue
            for _, label, start, end in sorted(self._component(list(window.text)), key=lambda found: found[2]):
                kind = _TYPES.get(label)
                start, end = window.start + start, window.start + end
                if kind and text[start:end].strip():
                    yield Mention(start, end, kind, text[start:end])
