"""Adstock: what is spent today works on in the weeks after."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Adstock(StrEnum):
    """How an effect is carried over the weeks."""

    GEOMETRIC = "geometric"  # strongest at once, then fading by a constant share
    DELAYED = "delayed"  # strongest some weeks later


def carryover(retention: Array, delay: Array | None, lags: int) -> Array:
    """Weights (..., L) of the week itself and the ``lags - 1`` weeks before it; they sum to one.

    Geometric where ``delay`` is None: the weight of lag l is ``retention**l``; else the delayed adstock
    ``retention**((l - delay)**2)`` of Jin, Wang, Sun, Chan & Koehler 2017 (equation 3). ``retention`` and ``delay``
    (in weeks) have one shape (...), with ``retention`` between 0 and 1.
    """
    lag = np.arange(lags)
    power = lag if delay is None else (lag - delay[..., None]) ** 2
    weights = np.maximum(retention, 1e-9)[..., None] ** power
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def lagged(spend: Array, lags: int) -> Array:
    """The spend (T, ...) of every week and of those before it: (L, T, ...), nothing being spent before the first."""
    found = np.zeros((lags, *spend.shape))
    for lag in range(min(lags, len(spend))):
        found[lag, lag:] = spend[: len(spend) - lag]
    return found
