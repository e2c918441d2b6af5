"""Draws of a number of which only its quantiles at 5, 25, 75 and 95% and its mean are known.

The quantile function is linear in the normal score between the known quantiles, with normal tails that near a bound and
do not reach it (what expert elicitation calls a piecewise fit: O'Hagan et al. 2006, ch. 6). The median, and after it
one tail, are what the mean leaves free. Draws are stratified, so that few of them honour the quantiles closely.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Array = NDArray[np.float64]

_SCORE_95, _SCORE_75 = 1.6448536, 0.6744898
_TAIL = math.exp(-(_SCORE_95**2) / 2) / math.sqrt(2 * math.pi) - 0.05 * _SCORE_95
"""What a tail beyond the 95% score adds to the mean for each unit of its slope."""
_BODY = 0.3989423 * (1 - math.exp(-(_SCORE_75**2) / 2)) / _SCORE_75
"""What the distance from the median to a quartile adds to the mean: E[z; 0 < z < z75] / z75, and beyond it, below."""


@dataclass(frozen=True)
class Spread:
    """What is known of a number: quantiles in order, its mean, and bounds that it cannot pass."""

    quantiles: tuple[float, float, float, float]
    mean: float
    least: float = -math.inf
    most: float = math.inf

    def __post_init__(self) -> None:
        if not all(map(math.isfinite, (*self.quantiles, self.mean))) or list(self.quantiles) != sorted(self.quantiles):
            raise ValueError("a spread needs four finite quantiles in order, and a mean")


def spread_of(value: float, low: float, high: float, inner: tuple[float, float] | None = None) -> Spread:
    """The spread of an estimate with a central 90% interval; a number whose interval is on one side of 0 stays there.

    Where the 50% interval is not known, it is as far from ``value`` as a normal distribution of either side has it.
    """
    part = _SCORE_75 / _SCORE_95
    lower, upper = inner or (value - part * max(value - low, 0.0), value + part * max(high - value, 0.0))
    ordered = np.maximum.accumulate([low, lower, upper, high]).tolist()
    return Spread(
        (ordered[0], ordered[1], ordered[2], ordered[3]),
        value,
        0.0 if low >= 0 else -math.inf,
        0.0 if high <= 0 else math.inf,
    )


def draw(spread: Spread, rng: Generator, draws: int = 2000) -> Array:
    """``draws`` stratified draws (S,), in random order."""
    from scipy.special import ndtri

    scores = ndtri((rng.permutation(draws) + rng.random(draws)) / draws)
    return np.clip(_at(spread, scores), spread.least, spread.most)


def _at(spread: Spread, scores: Array) -> Array:
    """The quantile function at normal scores."""
    q05, q25, q75, q95 = spread.quantiles
    knots = np.array([-_SCORE_95, -_SCORE_75, 0.0, _SCORE_75, _SCORE_95])
    middle = _median(spread)
    values = np.array([q05, q25, middle, q75, q95])
    low, high = _slopes(spread, middle)
    inside = np.interp(scores, knots, values)
    under, over = low * np.maximum(-scores - _SCORE_95, 0), high * np.maximum(scores - _SCORE_95, 0)
    return np.asarray(inside - _towards(under, q05 - spread.least) + _towards(over, spread.most - q95))


def _towards(beyond: Array, room: float) -> Array:
    """A tail that nears its bound and never reaches it, so that nothing is divided by nought."""
    return beyond if not 0 < room < math.inf else room * -np.expm1(-beyond / room)


def _slopes(spread: Spread, middle: float) -> tuple[float, float]:
    """Slopes of both tails: as just inside of them, steeper where the mean asks for it."""
    q05, q25, q75, q95 = spread.quantiles
    width = _SCORE_95 - _SCORE_75
    low, high = (q25 - q05) / width, (q95 - q75) / width
    lacking = spread.mean - _mean(spread.quantiles, middle)
    return low + max(-lacking, 0.0) / _TAIL, high + max(lacking, 0.0) / _TAIL


def _median(spread: Spread) -> float:
    """The median that gives the mean, as far as it can between the quartiles."""
    _, q25, q75, _ = spread.quantiles
    at_low, at_high = (_mean(spread.quantiles, middle) for middle in (q25, q75))
    if at_high <= at_low:
        return q25
    return float(np.clip(q25 + (spread.mean - at_low) / (at_high - at_low) * (q75 - q25), q25, q75))


def _mean(quantiles: tuple[float, float, float, float], middle: float) -> float:
    """The mean of the piecewise distribution with that median."""
    q05, q25, q75, q95 = quantiles
    width = _SCORE_95 - _SCORE_75
    shoulder = (_density(_SCORE_75) - _density(_SCORE_95) - 0.2 * _SCORE_75) / width
    body = 0.25 * middle * 2 + _BODY * (q25 + q75 - 2 * middle)
    shoulders = 0.2 * (q25 + q75) + shoulder * (q05 - q25 + q95 - q75)
    tails = 0.05 * (q05 + q95) + _TAIL * ((q95 - q75) - (q25 - q05)) / width
    return body + shoulders + tails


def _density(score: float) -> float:
    return math.exp(-(score**2) / 2) / math.sqrt(2 * math.pi)
