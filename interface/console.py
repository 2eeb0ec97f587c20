"""The one place that writes to the terminal. Data goes to stdout, everything else to stderr."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.logging import RichHandler
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from extract.model import InputError
from interface.language import tr

out = Console(highlight=False, soft_wrap=False)
err = Console(stderr=True, highlight=False)
log = logging.getLogger("zhengmai")


def set_verbosity(quiet: bool, verbose: bool) -> None:
    """Quiet: errors only. Verbose: what each stage does. Otherwise warnings and results."""
    level = logging.ERROR if quiet else logging.DEBUG if verbose else logging.WARNING
    err.quiet = quiet
    handler = RichHandler(console=Console(stderr=True), show_path=False, show_time=verbose, markup=False)
    log.handlers[:] = [handler]
    log.setLevel(level)
    log.propagate = False


def sentence(error: InputError) -> str:
    """The error as one sentence in the language in force."""
    return tr(error.template, **error.values)


def complain(error: InputError | str) -> None:
    """One sentence on stderr, even when quiet."""
    text = sentence(error) if isinstance(error, InputError) else error
    Console(stderr=True, highlight=False).print(text, style="red", markup=False, soft_wrap=True)


def say(text: str, style: str = "") -> None:
    """A remark on stderr, silent when quiet."""
    err.print(text, style=style, markup=False, soft_wrap=True)


def notice(remark: InputError) -> None:
    """A remark of a lower layer on stderr, in the language in force; silent when quiet."""
    say(sentence(remark), style="yellow")


def table(title: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Table:
    """A table as every command draws it; cells are text, never markup."""
    from rich.text import Text

    drawn = Table(title=title, title_justify="left", header_style="bold", show_lines=False)
    for column in columns:
        drawn.add_column(column, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    return drawn


class Bar:
    """A progress bar that counts steps of a known or growing total."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task

    def total(self, count: int) -> None:
        self._progress.update(self._task, total=count)

    def reach(self, done: int, total: int | None = None) -> None:
        self._progress.update(self._task, completed=done, total=total)

    def advance(self, steps: int = 1) -> None:
        self._progress.advance(self._task, steps)


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Bar]:
    """The one progress bar; draws nothing when stderr is no terminal or when quiet."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=err.quiet or not err.is_terminal) as drawn:
        yield Bar(drawn, drawn.add_task(label, total=total))
