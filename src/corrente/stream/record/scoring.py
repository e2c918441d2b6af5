"""Scores of a forecast that is known by its quantiles at 5, 25, 50, 75 and 95%. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""What the quantiles of a forecast are quantiles at."""


def covered(low: float, high: float, actual: float) -> bool:
    """Whether the interval holds what happened, its ends included."""
    return low <= actual <= high


def interval_score(low: float, high: float, actual: float, alpha: float) -> float:
    """The interval score of a central ``1 - alpha`` interval, in the unit of the numbers; less is better.

    Gneiting & Raftery 2007 (JASA 102:359), eq. 43: the width, and ``2 / alpha`` times by how much it missed.
    """
    return high - low + 2 / alpha * (max(low - actual, 0.0) + max(actual - high, 0.0))


def quantile_score(quantile: float, level: float, actual: float) -> float:
    """Twice the pinball loss of one quantile, whose integral over the levels is the CRPS (Laio & Tamea 2007, eq. 4)."""
    return 2 * (level - (actual < quantile)) * (actual - quantile)


def crps(quantiles: Sequence[float], actual: float) -> float:
    """The continuous ranked probability score, as far as five quantiles tell it, in the unit of the numbers.

    The mean of the five quantile scores, which is the weighted interval score of Bracher et al. 2021 (PLOS
    Computational Biology 17:e1008618), eq. 2 and 3, with the median, the 50% and the 90% interval.
    """
    scores = [quantile_score(q, level, actual) for q, level in zip(quantiles, LEVELS, strict=True)]
    return sum(scores) / len(scores)


def scores(quantiles: Sequence[float], actual: float, naive: Sequence[float] | None) -> Mapping[str, float]:
    """Everything that is kept of a forecast's success; with ``naive``, the quantiles of the naive forecast, its too."""
    low, lower, _, upper, high = quantiles
    found = {
        "covered_50": float(covered(lower, upper, actual)),
        "covered_90": float(covered(low, high, actual)),
        "interval_score": interval_score(low, high, actual, 0.1),
        "crps": crps(quantiles, actual),
    }
    if naive is None:
        return found
    return found | {
        "naive": naive[2],
        "naive_interval_score": interval_score(naive[0], naive[4], actual, 0.1),
        "naive_crps": crps(naive, actual),
    }
