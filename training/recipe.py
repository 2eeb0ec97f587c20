"""The whole training of the network that is shipped, in one command: every step from the weights of the one before.

    python -m training.recipe --out training/runs/recipe

Some three hours on one core. A step whose folder is complete is not run again, so a run that was stopped
goes on.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple


class Step(NamedTuple):
    """One run of training.train; the learning rate climbs and falls within each. `newest`: of the n pages, the last
    that there was when the shipped network took the step; all of them in all steps would take four hours."""

    seed: int
    epochs: int
    rate: float
    dropout: float
    newest: int


STEPS = (
    Step(seed=9, epochs=40, rate=0.002, dropout=0.25, newest=119),
    Step(seed=10, epochs=16, rate=0.0015, dropout=0.25, newest=195),
    Step(seed=11, epochs=14, rate=0.0015, dropout=0.25, newest=387),
)
_DONE = "done"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    before: Path | None = None
    for number, step in enumerate(STEPS, 1):
        folder = out / f"step{number}"
        if not (folder / _DONE).exists():
            subprocess.run(command(step, folder, before), check=True)
            (folder / _DONE).touch()
        before = folder


def command(step: Step, folder: Path, before: Path | None) -> list[str]:
    options = [f"--{name}={value}" for name, value in step._asdict().items()]
    start = [f"--start={before}"] if before else []
    return [sys.executable, "-m", "training.train", f"--out={folder}", *options, *start]


if __name__ == "__main__":
    main()
