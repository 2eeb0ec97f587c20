"""Our own gradients against PyTorch's."""

from __future__ import annotations

import os
from importlib.util import find_spec

import pytest

if find_spec("torch") is None and os.environ.get("CI") != "true":
    pytest.skip("PyTorch is not installed: pip install 'zhengmai[hanlp]'", allow_module_level=True)

import numpy as np
import torch
from torch import Tensor

from extract.tagging.decode import LEGAL
from extract.tagging.network import gru, run_gru
from training import fast_gru
from training.crf import crf_loss


def test_the_fast_gru_is_pytorchs_gru() -> None:
    torch.manual_seed(0)
    layer, values = gru(20, 16, 2), torch.randn(3, 7, 20, requires_grad=True)
    lengths = torch.tensor([7, 4, 1])

    def results(run) -> list[Tensor]:  # type: ignore[no-untyped-def]
        layer.zero_grad()
        values.grad = None
        states = run(layer, values, lengths)
        (states * torch.arange(states.numel()).view_as(states).sin()).sum().backward()
        return [states.detach(), values.grad.clone(), *(p.grad.clone() for p in layer.parameters())]

    for ours, theirs in zip(results(fast_gru.run_gru), results(run_gru), strict=True):
        assert torch.allclose(ours, theirs, atol=1e-5)


def test_the_crf_loss_is_minus_the_log_likelihood() -> None:
    torch.manual_seed(1)
    emissions, learnt = torch.randn(3, 6, 13, requires_grad=True), torch.randn(13, 13, requires_grad=True)
    tags = torch.tensor([[0, 1, 2, 2, 0, 3], [0, 0, 1, 2, -1, -1], [3, 4, 0, 5, 6, -1]])

    def by_hand(steps: Tensor) -> Tensor:
        loss = torch.zeros(())
        for row in range(len(tags)):
            length = int((tags[row] >= 0).sum())
            total = emissions[row, 0] + steps[0]
            told = total[tags[row, 0]]
            for at in range(1, length):
                total = torch.logsumexp(total[:, None] + steps, 0) + emissions[row, at]
                told = told + emissions[row, at, tags[row, at]] + steps[tags[row, at - 1], tags[row, at]]
            loss = loss + torch.logsumexp(total, 0) - told
        return loss

    def gradients(loss: Tensor) -> list[Tensor]:
        return [loss.detach(), *torch.autograd.grad(loss, [emissions, learnt])]

    legal = torch.from_numpy(LEGAL)
    ours, theirs = gradients(crf_loss(emissions, learnt + legal, tags)), gradients(by_hand(learnt + legal))
    for a, b in zip(ours, theirs, strict=True):
        assert torch.allclose(a, b, atol=1e-4)


def test_a_statement_of_one_pair_has_the_loss_of_that_pair_and_more_pairs_make_it_likelier() -> None:
    from training.train import _stated_loss

    logits = torch.tensor([[0.3, -1.0], [-2.0, 0.5]], requires_grad=True)
    alone = _stated_loss(logits, np.array([[0, 1, 0]]))
    assert torch.isclose(alone, torch.nn.functional.softplus(-logits[0, 1]))
    both = _stated_loss(logits, np.array([[0, 1, 0], [1, 1, 0]]))
    unlikely = (1 - logits[0, 1].sigmoid()) * (1 - logits[1, 1].sigmoid())
    assert torch.isclose(both, -(1 - unlikely).log())
    assert _stated_loss(logits, np.zeros((0, 3), dtype=np.int64)) == 0
