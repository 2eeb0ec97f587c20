"""Work done by Ray: on a cluster, or on this machine. Needs the extra `ray`: pip install 'zhengmai[ray]'.

Ray moves pages and results and does a shard again when its worker or its node dies. The nodes need the same version of
the program and no common disk.
"""

from __future__ import annotations

import logging
import os
import socket
from functools import cache, partial
from typing import Any

from extract.model import InputError
from extract.pipeline import extractor_version
from extract.shards import Task
from extract.tagging import Tagger, load_tagger
from extract.workers import ATTEMPTS, done

PATIENCE = 4.0  # seconds until an unreachable cluster is called unreachable
_AHEAD = 2  # shards per core that are with Ray at a time, so that no core waits for the driver


class OnRay:
    """Ray is started, or connected to, when the first shard comes."""

    def __init__(self, engine: str, model: str | None, jobs: int, address: str | None) -> None:
        try:
            import ray
        except ImportError:
            raise InputError("--on ray needs Ray: pip install 'zhengmai[ray]'. --jobs needs no more.") from None
        self._ray = ray
        self._given = (engine, model, extractor_version(engine))
        self._jobs, self._address = jobs, address
        self._slots = 1
        self._busy: dict[Any, Task] = {}
        self._task: Any = None

    @property
    def room(self) -> int:
        return self._slots - len(self._busy)

    def start(self, task: Task) -> None:
        if self._task is None:
            self._connect()
        self._busy[self._task.remote(task, *self._given)] = task

    def _connect(self) -> None:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # it would call home
        where = {"address": self._address} if self._address else {"address": "local", "num_cpus": self._jobs}
        try:
            _knock(self._address or "")
            self._ray.init(
                **where, include_dashboard=None if self._address else False,
                configure_logging=True, logging_level=logging.ERROR, log_to_driver=False,
            )  # fmt: skip
        except (ConnectionError, RuntimeError, ValueError, OSError) as error:
            raise InputError(
                "Ray cannot be reached at {address} ({reason}); is the cluster running, and is the address right?",
                address=self._address or "local",
                reason=(str(error).strip() or type(error).__name__).splitlines()[0],
            ) from None
        self._count_cores()
        self._task = self._ray.remote(num_cpus=1, max_retries=ATTEMPTS - 1)(_extract)

    def _count_cores(self) -> None:
        """Nodes come and go."""
        resources: dict[str, float] = self._ray.cluster_resources()
        self._slots = _AHEAD * max(1, int(resources.get("CPU", 1)))

    def wait(self) -> tuple[Task, bytes | None]:
        (ready, *_), _ = self._ray.wait(list(self._busy), num_returns=1)
        task = self._busy.pop(ready)
        self._count_cores()
        try:
            answer: bytes | tuple[str, dict[str, object]] = self._ray.get(ready)
        except self._ray.exceptions.RayTaskError as error:
            raise InputError(
                "The Ray cluster could not do the work ({reason}). Is the same zhengmai installed on every node?",
                reason=str(error).strip().splitlines()[-1],
            ) from None
        except self._ray.exceptions.RayError:  # its worker or its node died
            if not any(node["Alive"] for node in self._ray.nodes()):
                raise InputError(
                    "The Ray cluster is gone. Start it and run the command again: it goes on where it was."
                ) from None
            return task, None
        if isinstance(answer, tuple):
            raise InputError(answer[0], **answer[1])
        return task, answer

    def close(self) -> None:
        if self._task is not None:
            self._ray.shutdown()


def _knock(address: str) -> None:
    """Raises OSError where nothing answers at host:port: Ray itself would go on trying for many minutes."""
    host, colon, port = address.removeprefix("ray://").strip("/").rpartition(":")
    if colon and port.isdecimal():
        socket.create_connection((host.strip("[]"), int(port)), PATIENCE).close()


def _extract(task: Task, engine: str, model: str | None, version: str) -> bytes | tuple[str, dict[str, object]]:
    """On a node: the results, or the parts of the InputError that says why there can be none."""
    try:
        if (found := extractor_version(engine)) != version:
            raise InputError(
                "The Ray cluster runs another zhengmai ({found}) than this machine ({version});"
                " install the same on every node.",
                found=found,
                version=version,
            )
        return done(task, partial(_tagger, engine, model))
    except InputError as error:
        return error.template, error.values


@cache
def _tagger(engine: str, model: str | None) -> Tagger:
    return load_tagger(engine, model)
