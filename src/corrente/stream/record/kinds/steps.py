"""By how much sums over months moved before."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_FEWEST = 3


def moved(months: Array, length: int, lag: int) -> Array:
    """Steps on logarithms, over ``lag`` months, of sums over ``length`` months, at every month that has both.

    Where fewer than three are known, those of shorter sums; where these are too few as well, the steps of single
    months, scaled to the lag as a random walk's are (Hyndman & Athanasopoulos 2021, table 5.2).
    """
    for shorter in range(length, 0, -1):
        if len(months) - shorter + 1 >= lag + _FEWEST:
            logs = np.log(np.maximum(np.convolve(months, np.ones(shorter), "valid"), 1e-9))
            return np.asarray(logs[lag:] - logs[:-lag])
    return np.asarray(np.diff(np.log(np.maximum(months, 1e-9))) * np.sqrt(lag))
