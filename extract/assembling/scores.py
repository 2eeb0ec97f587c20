"""What the network's scores are worth: from which on a relation is stated, and how often such statements are right."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

from extract.lexicon import rows
from extract.model import (
    ScoredRelation,
)


@cache
def thresholds() -> dict[str, float]:
    """Label -> least score at which a relation is stated, tuned as the head of the table says."""
    return {label: float(value) for label, value in rows("thresholds.tsv")}


def likely(relation: ScoredRelation) -> bool:
    """Whether the network is sure enough of a relation for it to be stated."""
    return relation.score >= thresholds().get(relation.label, thresholds()["default"])


@cache
def _calibration() -> tuple[list[float], list[float]]:
    points = [(float(score), float(share)) for score, share in rows("calibration.tsv")]
    return [score for score, _ in points], [share for _, share in points]


def calibrated(score: float) -> float:
    """How often statements of such a score are right."""
    scores, shares = _calibration()
    above = bisect_right(scores, min(score, scores[-1] - 1e-9))
    low, high = scores[above - 1], scores[above]
    return shares[above - 1] + (shares[above] - shares[above - 1]) * (score - low) / (high - low)
