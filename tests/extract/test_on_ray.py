"""A Ray of two workers on this machine gives the bytes that one process gives; what is missing is told at once."""

import os
import signal
import socket
import sys
import time
from pathlib import Path

import pytest

from extract.model import InputError
from extract.run import extract_paths
from extract.shards import Spool, cut, extract_shards
from extract.workers import ThisProcess, open_workers

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture
def ray():
    try:
        import ray
    except ImportError:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("needs Ray: pip install -e '.[ray]'")
    return ray


def pages():
    from extract.read import read_pages

    return list(read_pages([SEEDS]))


def test_ray_gives_what_one_process_gives_even_when_a_worker_is_killed(ray, tmp_path):
    here, there = ThisProcess("onnx"), []
    with open_workers("onnx", jobs=2, on="ray") as workers:
        for number, shard in enumerate(extract_shards(cut(pages(), "v", 1000), workers, Spool(tmp_path / "ray"))):
            there += shard
            if number == 0 and sys.platform == "linux":
                kill_a_worker()
    assert there == [
        done for shard in extract_shards(cut(pages(), "v", 5000), here, Spool(tmp_path / "here")) for done in shard
    ]


def kill_a_worker() -> None:
    """One of Ray's workers below this process, by its id."""
    mine = {os.getpid()}
    found = []
    for folder in sorted(Path("/proc").glob("[0-9]*"), key=lambda path: int(path.name)):
        try:
            stat = (folder / "stat").read_text()
            if int(stat.rsplit(")", 1)[1].split()[1]) in mine:
                mine.add(int(folder.name))
                if (folder / "cmdline").read_text().startswith(("ray::IDLE", "ray::_extract")):
                    found.append(int(folder.name))
        except (OSError, ValueError):
            continue
    assert found, "Ray's workers are children of the Ray that this process started"
    os.kill(found[0], signal.SIGKILL)


def test_without_ray_a_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(InputError, match=r"pip install 'zhengmai\[ray\]'"):
        extract_paths([SEEDS], on="ray")


def test_an_address_where_nobody_answers(ray):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    begun = time.monotonic()
    with pytest.raises(InputError, match=f"Ray cannot be reached at {address}"):
        extract_paths([SEEDS], on="ray", address=address)
    assert time.monotonic() - begun < 60
