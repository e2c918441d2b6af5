"""What stands behind a month's figure: posterior draws (S, M) of rates, totals, means and ratios, month by month.

Every function takes one array per sum, each (M,), and returns draws (S, M), or centre and draws; a month that says
nothing is NaN throughout. Shapes and units are those of the arguments.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Array = NDArray[np.float64]

DRAWS = 2000


@dataclass(frozen=True)
class Months:
    """A figure of M months: what was seen, ``value`` (M,), and posterior ``draws`` (S, M); NaN where nothing was."""

    value: Array
    draws: Array

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which months have a figure (M,)."""
        return np.isfinite(self.value) & np.isfinite(self.draws).all(axis=0)


def rate(successes: Array, trials: Array, rng: Generator) -> Months:
    """Shares of independent trials under Jeffreys' prior, Beta(1/2, 1/2) (Brown, Cai & DasGupta 2001)."""
    draws = rng.beta(successes + 0.5, np.maximum(trials - successes, 0) + 0.5, (DRAWS, len(trials)))
    value = np.divide(successes, trials, out=np.full(len(trials), np.nan), where=trials > 0)
    return Months(value, np.where(trials > 0, draws, np.nan))


def total(sums: Array, squares: Array, number: Array, rng: Generator) -> Months:
    """What a month's total of independent amounts would be on average: a gamma posterior of the compound Poisson rate.

    ``number`` amounts have the sum ``sums`` and the sum of squares ``squares``. A Poisson number of amounts has the
    variance ``squares``, that of ``sums**2 / squares`` amounts of one size: so many are taken to have come, under
    Jeffreys' prior of a Poisson rate. For a plain count, squares and sums are the number itself.
    """
    size, effective = _equal_amounts(sums, squares, number)
    return Months(sums.astype(float), rng.gamma(effective + 0.5, 1.0, (DRAWS, len(sums))) * size)


def _equal_amounts(sums: Array, squares: Array, number: Array) -> tuple[Array, Array]:
    """The size and number of equal amounts with the same sum and variance; the size of all months where one is empty.

    Squares that were counted coarsely are at least what the inequality of Cauchy and Schwarz allows.
    """
    least = np.divide(sums**2, number, out=np.zeros(len(sums)), where=number > 0)
    true = np.maximum(squares, least)
    overall = true.sum() / sums.sum() if sums.sum() > 0 else 1.0
    size = np.divide(true, sums, out=np.full(len(sums), overall), where=sums > 0)
    return size, np.divide(sums, size, out=np.zeros(len(sums)), where=size > 0)


def mean(sums: Array, squares: Array, number: Array, rng: Generator) -> Months:
    """Means of independent values: Student's t around the month's mean, its variance steadied by one value of all.

    The spread of all months together counts as one observation of each month's own, so that a month of one value has
    an interval.
    """
    many = np.maximum(number, 1)
    value = np.where(number > 0, sums / many, np.nan)
    within = np.maximum(squares - sums**2 / many, 0.0)
    everything = number.sum()
    spread = max(squares.sum() - sums.sum() ** 2 / max(everything, 1), 0.0) / max(everything - 1, 1)
    scale = np.sqrt((within + spread) / many / many)
    draws = value + scale * rng.standard_t(many, (DRAWS, len(sums)))
    return Months(value, np.where(number > 0, draws, np.nan))


def ratio(top: Array, bottom: Array, tops: Array, products: Array, bottoms: Array, rng: Generator) -> Months:
    """Ratios of sums over people, log-normal by the delta method with people as clusters (Deng, Knoblich & Lu 2018).

    ``tops``, ``products`` and ``bottoms`` are the sums over people of top^2, top times bottom, and bottom^2.
    """
    safe = np.maximum(bottom, 1e-300)
    value = np.where(bottom > 0, top / safe, np.nan)
    variance = np.maximum(tops - 2 * value * products + value**2 * bottoms, 0.0) / safe**2
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.sqrt(variance) / value
    noise = np.exp(error * rng.standard_normal((DRAWS, len(top))) - error**2 / 2)
    return Months(value, np.where(value > 0, value * noise, np.nan))


def share_of_sales(own: Array, whole: Array, rng: Generator) -> Months:
    """Shares of booked sales: normal in the log-odds, with the noise that neighbouring months show between them.

    The differences of neighbouring months hold twice the noise of one, and whatever the share itself moved.
    """
    share = np.divide(own, whole, out=np.full(len(own), np.nan), where=whole > 0)
    inside = (share > 0) & (share < 1)
    odds = np.where(inside, np.log(np.where(inside, share, 0.5) / np.where(inside, 1 - share, 0.5)), np.nan)
    steps = np.diff(odds)
    steps = steps[np.isfinite(steps)]
    if steps.size < 2:
        return Months(np.full(len(own), np.nan), np.full((DRAWS, len(own)), np.nan))
    noise = np.sqrt((steps**2).mean() / 2)
    drawn = odds + noise * rng.standard_t(steps.size, (DRAWS, len(own)))
    return Months(np.where(inside, share, np.nan), 1 / (1 + np.exp(-drawn)))


def booked(amounts: Array) -> Months:
    """Money that was booked: known, so that all draws are the amount itself."""
    return Months(amounts.astype(float), np.broadcast_to(amounts.astype(float), (DRAWS, len(amounts))))
