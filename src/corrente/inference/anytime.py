"""Intervals that hold at every look: confidence sequences for means, their differences and their ratios.

A fixed-time interval that is looked at every day misses far more often than it says. The estimation error crosses
these bounds at *any* time with probability alpha at most (normal mixture: Robbins 1970, *Annals of Mathematical
Statistics* 41, 1397-1409; for estimated variances, adaptive probabilities and means that drift: Waudby-Smith, Arbour,
Sinha, Kennedy & Ramdas 2024, *Annals of Statistics* 52, 2613-2640). The guarantee is asymptotic, so bounds are given
only from `LEAST_RESPONSES` on; docs/benchmarks/adaptive.md measures what it is worth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corrente.inference.weighting import Weighted

Array = NDArray[np.float64]

TIGHTEST = 2_000.0
"""The effective people per comparison at which the bounds are tightest; elsewhere they are little wider."""

LEAST_RESPONSES = 20.0
"""Bounds are given once each arm compared has so many responses, as `Weighted.responses` counts them.

Before that, sums of rare or unequal values are too far from normal. Where to begin may depend on the data, as the
bounds hold at all times together.
"""


@dataclass(frozen=True)
class Bounds:
    """Estimates and their bounds, arrays of one shape.

    The bounds are infinite where nothing can be said yet; the estimate is no number where nobody was seen.
    """

    value: Array
    low: Array
    high: Array


def factor(people: ArrayLike, alpha: float, tightest: float = TIGHTEST) -> Array:
    """How many standard errors away the bound is, after effective ``people``: 2.8 where tightest, at alpha 0.1.

    sqrt((1 + rho / n) log((n + rho) / (rho alpha^2))) with rho = n* / (-W(-alpha^2 / e) - 1), tightest at n* (Howard,
    Ramdas, McAuliffe & Sekhon 2021, *Annals of Statistics* 49, 1055-1080, section 3.5).
    """
    from scipy.special import lambertw

    rho = tightest / (-lambertw(-(alpha**2) / np.e, -1).real - 1)
    n = np.maximum(people, 1e-12)
    return np.asarray(np.sqrt((1 + rho / n) * np.log((n + rho) / (rho * alpha**2))))


def mean(sums: Weighted, alpha: float) -> Bounds:
    """The mean per person of each arm (..., A), over the strata and weights of ``sums``, on the scale of its log.

    Values are not negative and mostly skewed to the right: on the plain scale the upper bound would come too low.
    """
    enough = sums.responses >= LEAST_RESPONSES
    error = np.sqrt(sums.variance) / np.where(enough, sums.mean, 1.0)
    ratio = np.exp(np.where(enough, factor(sums.people, alpha) * error, 0.0))
    value = np.where(sums.people > 0, sums.mean, np.nan)
    return _from(enough, value, sums.mean / ratio, sums.mean * ratio)


def difference(sums: Weighted, arm: int, other: int, alpha: float) -> Bounds:
    """The mean of ``arm`` less that of ``other`` (...), which share their weights."""
    half = _pair_factor(sums, arm, other, alpha) * np.sqrt(sums.variance[..., arm] + sums.variance[..., other])
    seen = np.minimum(sums.people[..., arm], sums.people[..., other]) > 0
    value = np.where(seen, sums.mean[..., arm] - sums.mean[..., other], np.nan)
    return _from(_enough(sums, arm, other), value, value - half, value + half)


def relative(sums: Weighted, arm: int, other: int, alpha: float) -> Bounds:
    """The mean of ``arm`` by that of ``other``, less 1: all ratios at which the two do not disagree (Fieller 1954).

    Not bounded above where the other mean may be zero.
    """
    times = _pair_factor(sums, arm, other, alpha) ** 2
    x, y = sums.mean[..., arm], sums.mean[..., other]
    a = y**2 - times * sums.variance[..., other]
    root = np.sqrt(np.maximum((x * y) ** 2 - a * (x**2 - times * sums.variance[..., arm]), 0.0))
    bounded = _enough(sums, arm, other) & (a > 0)
    divisor = np.where(bounded, a, 1.0)
    value = np.where(y > 0, x / np.where(y > 0, y, 1.0) - 1, np.nan)
    return _from(bounded, value, (x * y - root) / divisor - 1, (x * y + root) / divisor - 1)


def _pair_factor(sums: Weighted, arm: int, other: int, alpha: float) -> Array:
    people = np.maximum(sums.people, 1e-12)
    return factor(1 / (1 / people[..., arm] + 1 / people[..., other]), alpha)


def _enough(sums: Weighted, arm: int, other: int) -> NDArray[np.bool_]:
    return np.asarray(np.minimum(sums.responses[..., arm], sums.responses[..., other]) >= LEAST_RESPONSES)


def _from(enough: NDArray[np.bool_], value: Array, low: Array, high: Array) -> Bounds:
    return Bounds(value, np.where(enough, low, -np.inf), np.where(enough, high, np.inf))
