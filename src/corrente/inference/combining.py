"""Two forecasts made one: quantile by quantile, each weighing by how sure it is of itself."""

from __future__ import annotations

import numpy as np

from corrente.inference.posterior import Draws

_FLOOR = 0.02  # of the average, added before logarithms are taken, for what may be zero
_TOGETHER = 1 / 3
"""The correlation of the two forecasts' errors: they read the same past, but not alike."""


def averaged(one: Draws, other: Draws) -> Draws:
    """Draws (S, ...) that lie between those of ``one`` and ``other``, both (S, ...) and not negative.

    The weights are those of Bates & Granger 1969, *The combination of forecasts*, Operational Research Quarterly 20,
    451-468: inverse to the variance, here of the logarithms, by the width of the middle nine tenths. Quantiles are
    averaged rather than probabilities: Lichtendahl, Grushka-Cockayne & Winkler 2013, *Is it better to average
    probabilities or quantiles?*, Management Science 59, 1594-1611, and drawn in as far as two errors that are not the
    same cancel out. Draws come back sorted: each column by itself, not as paths.
    """
    floor = _FLOOR * (one.mean() + other.mean()) / 2 + 1e-12
    first, second = (np.sort(np.log(draws + floor), axis=0) for draws in (one, other))
    wide, wider = (_width(draws) for draws in (first, second))
    weight = (wider**2 + 1e-12) / (wide**2 + wider**2 + 2e-12)
    found = weight * first + (1 - weight) * second
    middle = np.median(found, axis=0)
    drawn_in = middle + _narrower(weight * wide, (1 - weight) * wider) * (found - middle)
    return np.asarray(np.maximum(np.exp(drawn_in) - floor, 0.0))


def _width(sorted_draws: Draws) -> Draws:
    """The width of the middle nine tenths."""
    low, high = np.quantile(sorted_draws, [0.05, 0.95], axis=0)
    return np.asarray(high - low)


def _narrower(one: Draws, other: Draws) -> Draws:
    """The deviation of a sum whose parts have these deviations, against what it were if they always went together."""
    return np.asarray(np.sqrt(one**2 + other**2 + 2 * _TOGETHER * one * other) / np.maximum(one + other, 1e-12))
