"""The steps of the recipe are commands that the training program takes."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from training.recipe import STEPS, command


def test_every_step_goes_on_from_the_one_before() -> None:
    first, second = (command(STEPS[n], Path(f"step{n}"), Path("step0") if n else None) for n in (0, 1))
    assert not any(word.startswith("--start") for word in first)
    assert "--start=step0" in second
    assert f"--seed={STEPS[1].seed}" in second


@pytest.mark.skipif(
    find_spec("torch") is None and os.environ.get("CI") != "true",
    reason="PyTorch is not installed: pip install 'zhengmai[hanlp]'",
)
def test_the_training_program_takes_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    from training.train import _options

    for step in STEPS:
        monkeypatch.setattr(sys, "argv", command(step, Path("here"), Path("before"))[2:])
        options = _options()
        assert (options.seed, options.epochs, options.rate, options.dropout, options.newest) == step
        assert options.start == Path("before")
