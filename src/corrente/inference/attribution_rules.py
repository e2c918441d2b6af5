"""The usual rules that split a conversion among the touches before it, in micro-credits that all engines add alike."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

UNIT = 8_380_532_160
"""The micro-credits of one conversion: 36 times the least common multiple of 1..20, so that equal parts of paths
of up to twenty touches are exact, and a hundred million conversions still fit into 63 bits."""

HALF_LIFE_DAYS = 7
_FULL_WEIGHT = 1 << 20


class Rule(StrEnum):
    """A rule of thumb: U gives 40% to either end and 20% between them, W 30% to each end and the middle, 10% between.

    Where the touch that made the lead is not known, the middle touch of the path stands for it in W. Time decay
    halves a touch's weight with every seven whole days before the conversion.
    """

    FIRST = "first"
    LAST = "last"
    LINEAR = "linear"
    U_SHAPED = "u_shaped"
    W_SHAPED = "w_shaped"
    TIME_DECAY = "time_decay"


WHOLE = (Rule.FIRST, Rule.LAST)
"""The rules that give a conversion to one touch: counted in conversions, not in micro-credits."""


def decay_weights(days: int) -> NDArray[np.int64]:
    """The whole-number weight (days + 1,) of a touch 0, 1, ..., ``days`` whole days before the conversion."""
    return np.rint(_FULL_WEIGHT * 0.5 ** (np.arange(days + 1) / HALF_LIFE_DAYS)).astype(np.int64)


def credited(rule: Rule, credits: NDArray[np.int64], channel: NDArray[np.int64], channels: int) -> Array:
    """Conversions (K,) that ``rule`` gives to each channel, from the summed ``credits`` (G,) of cells of a channel."""
    unit = 1 if rule in WHOLE else UNIT
    return np.asarray(np.bincount(channel, credits / unit, minlength=channels))
