"""Saturation: the second unit of money works less than the first."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_NOTHING = 1e-30


class Saturation(StrEnum):
    """The shape of the response to (carried-over) spend; both rise from 0 towards 1."""

    LOGISTIC = "logistic"  # one parameter: falling returns from the first unit on
    HILL = "hill"  # two parameters: may rise slowly at first (an S)


def saturate(spend: Array, steepness: Array, half: Array | None) -> Array:
    """The response to ``spend`` (scaled so that one is the largest week).

    Logistic where ``half`` is None: ``(1 - exp(-steepness * x)) / (1 + exp(-steepness * x))``; else Hill:
    ``x**steepness / (x**steepness + half**steepness)`` (Jin et al. 2017, equation 5). All shapes broadcast.
    """
    if half is None:
        return np.tanh(0.5 * steepness * spend)
    logit = steepness * (np.log(np.maximum(spend, _NOTHING)) - np.log(half))
    return np.asarray(0.5 + 0.5 * np.tanh(0.5 * logit))


def slope(spend: Array, steepness: Array, half: Array | None) -> Array:
    """Spend times the derivative of `saturate` by spend: what one per cent more brings, times a hundred."""
    response = saturate(spend, steepness, half)
    if half is None:
        return np.asarray(0.5 * steepness * spend * (1 - response**2))
    return np.asarray(steepness * response * (1 - response))
