"""Pages are cut into shards, shards are extracted by workers, results come out in the order of the pages.

The result of a shard is a file named after all that it depends on, written whole or not at all. So a run that was
killed goes on with what is there; nothing is lost, nothing is doubled, and one process, many of them and a cluster
give the same results. Who does the work: workers.py.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from extract.model import InputError, Page
from extract.results import Extracted, decode, encode

SHARD_CHARACTERS = 32_768  # some seconds of work: more would be lost with a worker, less would be spent on handing over


@dataclass(frozen=True, slots=True)
class Shard:
    """Pages that are extracted together; `key` is of them and of the extractor."""

    pages: tuple[Page, ...]
    key: str


class Task(Protocol):
    """What a worker does on its own: a shard, or blocks (blocks.py)."""

    @property
    def key(self) -> str: ...


class Workers(Protocol):
    """Whoever does tasks: this process, others, or a cluster."""

    @property
    def room(self) -> int:
        """How many tasks may be started before the next must be waited for."""
        ...

    def start(self, task: Task) -> None: ...

    def wait(self) -> tuple[Task, bytes | None]:
        """A task that was started and its results; None where it broke its worker again and again."""
        ...


class Spool:
    """A folder of results that wait for their turn. A file is there whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __contains__(self, key: str) -> bool:
        """Whether an earlier run left this result; one that a power cut spoilt is thrown away."""
        try:
            self.get(key)
        except FileNotFoundError:
            return False
        except ValueError:
            self.drop(key)
            return False
        return True

    def put(self, key: str, results: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        unfinished = self._folder / f"{key}.{os.getpid()}.part"
        unfinished.write_bytes(results)
        unfinished.replace(self._path(key))

    def get(self, key: str) -> list[Extracted]:
        return decode(self._path(key).read_bytes())

    def drop(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    @contextmanager
    def underway(self) -> Iterator[None]:
        """Leaves a mark where the process ends in the middle."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._mark.touch()
        try:
            yield
        finally:
            self._mark.unlink(missing_ok=True)

    @property
    def broken_off(self) -> bool:
        """Whether the last run ended in the middle: it was killed, or died of a page."""
        return self._mark.exists()

    def clear(self) -> None:
        """Throw away what killed runs left and nobody came back for."""
        for path in self._folder.glob("*") if self._folder.is_dir() else ():
            if path.name.endswith((".jsonl.gz", ".part")):
                path.unlink(missing_ok=True)
        if self._folder.is_dir() and not any(self._folder.iterdir()):
            self._folder.rmdir()

    @property
    def _mark(self) -> Path:
        return self._folder / "underway"

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.jsonl.gz"


def cut(pages: Iterable[Page], version: str, limit: int = SHARD_CHARACTERS) -> Iterator[Shard]:
    """Shards of at most `limit` characters, a longer page alone; one is held at a time. `version` names extractor and
    model."""
    held: list[Page] = []
    size = 0
    for page in pages:
        if held and size + len(page.text) > limit:
            yield shard_of(held, version)
            held, size = [], 0
        held.append(page)
        size += len(page.text)
    if held:
        yield shard_of(held, version)


def shard_of(pages: Iterable[Page], version: str) -> Shard:
    """A shard under its key."""
    pages = tuple(pages)
    digest = sha256(version.encode())
    for p in pages:
        facts = (p.doc, p.source, p.encoding, p.sha256, p.title, p.publication, str(p.published), p.locale)
        digest.update("\0".join(("", *facts)).encode("utf-8", "surrogatepass"))
    return Shard(pages, digest.hexdigest()[:32])


def extract_shards(shards: Iterable[Shard], workers: Workers, spool: Spool) -> Iterator[list[Extracted]]:
    """What every page said, shard by shard in the order of the pages. A page whose extraction kills its worker is a
    failure of its own; the pages beside it are not."""
    with spool.underway():
        yield from _extracted(shards, workers, spool)


def _extracted(shards: Iterable[Shard], workers: Workers, spool: Spool) -> Iterator[list[Extracted]]:
    order = _Order()
    coming = (shard for shard in shards if order.expect(shard.key))
    alone: deque[Shard] = deque()  # pages of a shard that broke its workers, one by one
    started: dict[str, Shard] = {}
    while True:
        while workers.room and (shard := alone.popleft() if alone else next(coming, None)):
            if shard.key in spool:
                order.done.add(shard.key)
            else:
                workers.start(shard)
                started[shard.key] = shard
        if not started:
            break
        task, results = workers.wait()
        shard = started.pop(task.key)
        if results is not None:
            spool.put(shard.key, results)
            order.done.add(shard.key)
        elif len(shard.pages) == 1:
            spool.put(shard.key, encode([_broken(shard.pages[0])]))
            order.done.add(shard.key)
        else:
            ones = [shard_of([page], shard.key) for page in shard.pages]
            order.replace(shard.key, [one.key for one in ones])
            alone.extend(ones)
        yield from _ready(order, spool)
    yield from _ready(order, spool)


class _Order:
    """Keys of shards in the order in which they came; the first of them leave when they are done."""

    def __init__(self) -> None:
        self._keys: deque[list[str]] = deque()  # one shard each, or the single pages into which it was cut
        self._known: dict[str, list[str]] = {}
        self.done: set[str] = set()

    def expect(self, key: str) -> bool:
        """Whether it is new: an archive may hold a member twice."""
        if key in self._known:
            return False
        self._known[key] = [key]
        self._keys.append(self._known[key])
        return True

    def replace(self, key: str, keys: list[str]) -> None:
        place = self._known.pop(key)
        place[:] = keys
        self._known.update(dict.fromkeys(keys, place))

    def leaving(self) -> Iterator[str]:
        while self._keys and self.done.issuperset(self._keys[0]):
            for key in self._keys.popleft():
                self.done.discard(key)
                self._known.pop(key, None)
                yield key


def _ready(order: _Order, spool: Spool) -> Iterator[list[Extracted]]:
    """The results whose turn it is. A file goes when the next is asked for: whoever stores the results has them by
    then."""
    for key in order.leaving():
        yield spool.get(key)
        spool.drop(key)


def _broken(page: Page) -> Extracted:
    error = InputError(
        "{source} ended the process that extracted it, again and again; is it a text? The rest went on.",
        source=page.label,
    )
    return Extracted.of(page, failure=error)
