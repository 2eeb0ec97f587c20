"""Builds by one process, two and Ray, and builds that are killed in the middle and run again: one export for all.

python -m bench.kill [--times 10] [--articles 300] [TEXTS...]    Linux only: it finds the processes of a run in /proc

`worker` kills one worker and lets the run go on; `driver` kills the process that was started; `all` every process of
the run. Each by its own id, with SIGKILL.
"""

from __future__ import annotations

import argparse
import io
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from functools import partial
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from random import Random

import graph.build
from bench.articles import write
from extract.shards import cut
from graph.exports import export
from graph.record import Record

ROOT = Path(__file__).parents[1]
SMALL = 1500  # characters of a shard: many of them, so that every moment is in the middle of some
VICTIMS = ("worker", "driver", "all")


def build(paths: list[str], workspace: Path, jobs: int, on: str = "here") -> None:
    """What the killed process runs: a build that says how many pages it has stored."""
    graph.build.cut = partial(cut, limit=SMALL)
    with Record.open(workspace) as record:
        graph.build.build_record(record, paths, jobs=jobs, on=on, on_page=lambda page: print(page.doc, flush=True))


def exported(workspace: Path) -> str:
    """Digest of the whole graph, after a check that every page is there once."""
    with Record.open(workspace, create=False) as record:
        counts = record.counts()
        docs = Counter(e.article.doc for e in record.extractions())
        assert len(docs) == counts.pages, "pages without an article"
        assert not record.failures, record.failures
        out = io.BytesIO()
        export(record, "json", out)
    assert not (workspace / graph.build.SHARDS).exists(), "results were left behind"
    return f"{counts.pages} pages {counts.statements} statements {sha256(out.getvalue()).hexdigest()[:16]}"


def kill_and_finish(victim: str, paths: list[str], workspace: Path, after: int, jobs: int = 2) -> str:
    """Kill `victim` once `after` pages are stored, run again until the build is done, return the export's digest."""
    run = _start(paths, workspace, jobs)
    _read(run, after)
    workers = _workers(run.pid)
    if victim == "worker":
        _kill(Random(after).choice(workers))
        _read(run)
        assert run.wait() == 0, "a run survives the death of a worker"
    else:
        for pid in (run.pid, *(workers if victim == "all" else ())):
            _kill(pid)
        run.wait()
        _gone(workers)
        again = _start(paths, workspace, jobs)
        _read(again)
        assert again.wait() == 0
    return exported(workspace)


def undisturbed(paths: list[str], workspace: Path, jobs: int, on: str = "here") -> str:
    """The export's digest of a build that nobody kills."""
    run = _start(paths, workspace, jobs, on)
    _read(run)
    assert run.wait() == 0
    return exported(workspace)


def _start(paths: list[str], workspace: Path, jobs: int, on: str = "here") -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.kill", "--build", str(workspace), "--jobs", str(jobs), "--on", on, *paths]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)


def _read(run: subprocess.Popen[str], lines: int = sys.maxsize) -> None:
    assert run.stdout is not None
    for _ in range(lines):
        if not run.stdout.readline():
            return


def _workers(driver: int) -> list[int]:
    children = (Path("/proc") / str(driver) / "task" / str(driver) / "children").read_text().split()
    spawned = [int(pid) for pid in children if b"spawn_main" in (Path("/proc") / pid / "cmdline").read_bytes()]
    assert spawned, "the run has no workers yet"
    return spawned


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def _gone(pids: list[int], patience: float = 30) -> None:
    """Workers end with their driver."""
    deadline = time.monotonic() + patience
    while any((Path("/proc") / str(pid)).exists() for pid in pids):
        assert time.monotonic() < deadline, "a worker outlived its driver"
        time.sleep(0.05)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--times", type=int, default=10)
    options.add_argument("--articles", type=int, default=300)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--build", type=Path, help=argparse.SUPPRESS)
    options.add_argument("--on", default="here", help=argparse.SUPPRESS)
    options.add_argument("paths", nargs="*", help="more texts; the seeds and the articles are there anyway")
    given = options.parse_args()
    if given.build:
        build(given.paths, given.build, given.jobs, given.on)
        return
    chance = Random(1)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        write(folder / "news.jsonl", given.articles)
        paths = [str(folder / "news.jsonl"), str(ROOT / "seeds"), *given.paths]
        expected = undisturbed(paths, folder / "one", 1)
        print("one process:", expected, flush=True)
        for name, on in ((f"{given.jobs} processes", "here"), ("Ray", "ray")):
            if on == "here" or find_spec("ray"):
                found = undisturbed(paths, folder / name, given.jobs, on)
                print(f"{name}:", "same" if found == expected else f"OTHER: {found}", flush=True)
                assert found == expected
        for victim in VICTIMS:
            for time_ in range(given.times):
                after = chance.randrange(1, max(2, given.articles * 2 // 3))
                found = kill_and_finish(victim, paths, folder / f"{victim}{time_}", after, given.jobs)
                print(
                    f"{victim} killed after {after} pages: {'same' if found == expected else 'OTHER: ' + found}",
                    flush=True,
                )
                assert found == expected


if __name__ == "__main__":
    main()
