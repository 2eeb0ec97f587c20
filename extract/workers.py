"""Who does the work: this process, processes of this machine, or Ray. All do the same work with the same code.

Workers get pages, or sketches, and give bytes; they write nothing and know nothing of each other. A worker that dies
costs the task it had in hand, which is done again.
"""

from __future__ import annotations

import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Protocol, cast

from extract.blocks import Blocks
from extract.model import InputError, Page
from extract.pipeline import extract_page, extract_together
from extract.results import Extracted, encode
from extract.shards import Shard, Task, Workers
from extract.tagging import Tagger, load_tagger

PLACES = ("here", "ray")
ATTEMPTS = 3  # at a shard whose worker dies; then its pages are tried one by one


class _Open(Workers, Protocol):
    def close(self) -> None: ...


@contextmanager
def open_workers(
    engine: str = "onnx",
    model: str | None = None,
    jobs: int = 1,
    on: str = "here",
    address: str | None = None,
    careful: bool = False,
) -> Iterator[Workers]:
    """`on` is "here" (this machine, `jobs` processes) or "ray" (the cluster at `address`; without one a Ray of `jobs`
    workers on this machine). Nothing is started before there is work. `careful`: even a single process is not this one,
    which so outlives a page that kills. Raises InputError where that cannot be had."""
    workers: _Open
    if on == "ray":
        from extract.on_ray import OnRay

        workers = OnRay(engine, model, jobs, address)
    elif on != "here":
        raise InputError("Nothing can be extracted on {on}; choose one of {known}.", on=on, known=", ".join(PLACES))
    elif address is not None:
        raise InputError("An --address is that of a Ray cluster; add --on ray.")
    else:
        workers = Processes(engine, model, jobs) if jobs > 1 or careful else ThisProcess(engine, model)
    try:
        yield workers
    finally:
        workers.close()


def done(task: Task, tagger: Callable[[], Tagger]) -> bytes:
    """A task's results; only shards need a tagger."""
    match task:
        case Shard():
            return extract_all(task.pages, tagger())
        case Blocks():
            return task.decided()
    raise TypeError(task)


def extract_all(pages: Sequence[Page], tagger: Tagger) -> bytes:
    """The work on one shard. A page that the program cannot cope with is a failure, the others go on."""
    try:
        return encode(map(Extracted.of, pages, extract_together(pages, tagger)))
    except Exception:  # of one of the pages, which is found out by taking each alone
        return encode(_extracted(page, tagger) for page in pages)


def _extracted(page: Page, tagger: Tagger) -> Extracted:
    try:
        return Extracted.of(page, extract_page(page, tagger))
    except Exception as error:
        failure = InputError(
            "{source} could not be extracted ({kind}: {reason}). Please send us the file.",
            source=page.label,
            kind=type(error).__name__,
            reason=error,
        )
        return Extracted.of(page, failure=failure)


class ThisProcess:
    """One task at a time, here."""

    def __init__(self, engine: str, model: str | None = None, tagger: Tagger | None = None) -> None:
        self._engine, self._model = engine, model
        self._tagger = tagger
        self._next: Task | None = None

    @property
    def room(self) -> int:
        return 0 if self._next else 1

    def start(self, task: Task) -> None:
        self._next = task

    def wait(self) -> tuple[Task, bytes | None]:
        task, self._next = self._next, None
        assert task is not None, "nothing was started"
        return task, done(task, self._loaded)

    def _loaded(self) -> Tagger:
        self._tagger = self._tagger or load_tagger(self._engine, self._model)
        return self._tagger

    def close(self) -> None:
        return


class _Worker:
    """A process that extracts, and the pipe to it."""

    def __init__(self, engine: str, model: str | None) -> None:
        # Spawned, not forked: a fork copies locks that threads hold (the progress bar's) and the other workers' pipes,
        # by which each side learns that the other is gone.
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_serve, args=(theirs, engine, model), daemon=True)
        self.process.start()
        theirs.close()

    def end(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()


def _serve(pipe: Connection, engine: str, model: str | None) -> None:
    """Tasks in, results out, until the driver is gone. Answers with an InputError's parts where no work can be done."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the driver is told, and ends its workers
    threading.Thread(target=_end_with_driver, daemon=True).start()
    tagger = cache(lambda: load_tagger(engine, model))
    try:
        while True:
            pipe.send(done(pipe.recv(), tagger))
    except InputError as error:
        pipe.send((error.template, error.values))
    except (EOFError, OSError):
        return


def _end_with_driver() -> None:
    driver = parent_process()
    assert driver is not None
    driver.join()
    signal.raise_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)


class Processes:
    """Processes of this machine, one task each."""

    def __init__(self, engine: str, model: str | None, count: int) -> None:
        self._engine, self._model, self._count = engine, model, count
        self._idle: list[_Worker] = []
        self._busy: dict[Connection, tuple[_Worker, Task]] = {}
        self._deaths: Counter[str] = Counter()
        self._any_done = False

    @property
    def room(self) -> int:
        return self._count - len(self._busy)

    def start(self, task: Task) -> None:
        worker = self._idle.pop() if self._idle else _Worker(self._engine, self._model)
        try:
            worker.pipe.send(task)
        except OSError:  # it died while it was idle
            worker.end()
            worker = _Worker(self._engine, self._model)
            worker.pipe.send(task)
        self._busy[worker.pipe] = worker, task

    def wait(self) -> tuple[Task, bytes | None]:
        while True:
            pipe = cast(Connection, wait(list(self._busy))[0])
            worker, task = self._busy.pop(pipe)
            try:
                answer: bytes | tuple[str, dict[str, object]] = pipe.recv()
            except (EOFError, OSError):
                worker.end()
                if self._give_up(task):
                    return task, None
                self.start(task)
                continue
            if isinstance(answer, tuple):
                raise InputError(answer[0], **answer[1])
            self._idle.append(worker)
            self._any_done = True
            return task, answer

    def _give_up(self, task: Task) -> bool:
        self._deaths[task.key] += 1
        if not self._any_done and len(self._deaths) > ATTEMPTS * self._count:  # so it is not for what they had in hand
            raise InputError(
                "Each of {count} processes that were to extract ended at once; is there memory enough?"
                " Try a smaller --jobs.",
                count=self._deaths.total(),
            )
        return self._deaths[task.key] >= ATTEMPTS

    def close(self) -> None:
        for worker in (*self._idle, *(worker for worker, _ in self._busy.values())):
            worker.end()
        self._idle, self._busy = [], {}
