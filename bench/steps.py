"""What the steps of a bench take: on the clock, and of a core in this process, its children and a server."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.neo4j.server import Server


class Steps:
    """Seconds of a core remain comparable where others use the machine too. A line is printed as each step ends; with a
    number of statements it also tells how many a second."""

    def __init__(self, statements: int = 0) -> None:
        self.statements = statements
        self.server: Server | None = None
        rate = (" statements/s |", " ---: |") if statements else ("", "")
        self.lines = ["| step | seconds | CPU seconds |" + rate[0], "| :--- | ---: | ---: |" + rate[1]]

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        begun, used = time.perf_counter(), self._used()
        yield
        seconds, used = time.perf_counter() - begun, self._used() - used
        rate = f" {self.statements / seconds:,.0f} |" if self.statements else ""
        self.lines.append(f"| {what} | {seconds:,.1f} | {used:,.1f} |{rate}")
        print(self.lines[-1], flush=True)

    def _used(self) -> float:
        return sum(os.times()[:4]) + (self.server.cpu_seconds() if self.server else 0.0)
