"""The loss of a linear-chain CRF over padded texts, its gradients worked out by forward and backward sums in numpy.

Whole tag sequences compete, so that an event's name is not torn into pieces. Used by training alone; decoding is the
Viterbi of extract/tagging/decode.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

_TINY = 1e-30


class _Loss(torch.autograd.Function):
    """emissions (texts, steps, tags), steps (tags, tags), tags (texts, steps; -1 beyond) -> sum of -log likelihood."""

    @staticmethod
    def forward(ctx: Any, emissions: Tensor, steps: Tensor, tags: Tensor) -> Tensor:
        e = emissions.detach().numpy().astype(np.float64).transpose(1, 0, 2)
        ways = np.exp(np.clip(steps.detach().numpy().astype(np.float64), -1e3, 50))
        gold = tags.numpy().T
        inside = gold >= 0
        before, log_sum = _forward(e, ways, inside)
        after = _backward(e, ways, inside)
        first, last = np.maximum(gold[:-1], 0), np.maximum(gold[1:], 0)
        pairs = inside[1:]
        told = (np.take_along_axis(e, np.maximum(gold, 0)[..., None], -1)[..., 0] * inside).sum()
        told += (steps.detach().numpy()[first, last] * pairs).sum() + steps.detach().numpy()[0, gold[0]].sum()
        of_emissions = np.exp(before + after - log_sum[None, :, None]) * inside[..., None]
        expected = _expected_steps(e, ways, before, after, log_sum, pairs)
        expected[0] += of_emissions[0].sum(0)
        np.subtract.at(expected, (first[pairs], last[pairs]), 1)
        np.subtract.at(expected, (0, gold[0]), 1)
        t, b = np.nonzero(inside)
        of_emissions[t, b, gold[inside]] -= 1
        ctx.grads = of_emissions.transpose(1, 0, 2).astype(np.float32), expected.astype(np.float32)
        return torch.tensor(float(log_sum.sum() - told))

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        of_emissions, of_steps = ctx.grads
        return torch.from_numpy(of_emissions) * grads[0], torch.from_numpy(of_steps) * grads[0], None


def _forward(e: Any, ways: Any, inside: Any) -> tuple[Any, Any]:
    total = np.empty_like(e)
    total[0] = e[0] + np.log(ways[0] + _TINY)  # a text opens as if after O
    for t in range(1, len(e)):
        top = total[t - 1].max(-1, keepdims=True)
        new = np.log(np.exp(total[t - 1] - top) @ ways + _TINY) + top + e[t]
        total[t] = np.where(inside[t][:, None], new, total[t - 1])
    top = total[-1].max(-1, keepdims=True)
    return total, (np.log(np.exp(total[-1] - top).sum(-1, keepdims=True)) + top)[:, 0]


def _backward(e: Any, ways: Any, inside: Any) -> Any:
    total = np.zeros_like(e)
    for t in range(len(e) - 2, -1, -1):
        ahead = total[t + 1] + e[t + 1]
        top = ahead.max(-1, keepdims=True)
        new = np.log(np.exp(ahead - top) @ ways.T + _TINY) + top
        total[t] = np.where(inside[t + 1][:, None], new, 0.0)
    return total


def _expected_steps(e: Any, ways: Any, before: Any, after: Any, log_sum: Any, pairs: Any) -> Any:
    left, right = before[:-1], e[1:] + after[1:]
    left_top, right_top = left.max(-1, keepdims=True), right.max(-1, keepdims=True)
    weight = np.exp(np.minimum(left_top + right_top - log_sum[None, :, None], 60)) * pairs[..., None]
    tags = e.shape[-1]
    return ((np.exp(left - left_top) * weight).reshape(-1, tags).T @ np.exp(right - right_top).reshape(-1, tags)) * ways


def crf_loss(emissions: Tensor, steps: Tensor, tags: Tensor) -> Tensor:
    """Minus log likelihood of the tags of all texts together."""
    return _Loss.apply(emissions, steps, tags)  # type: ignore[no-any-return,no-untyped-call]
