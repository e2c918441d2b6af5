"""Buyers by segment and by the set of channels that met them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corrente.core.count import Cells

Array = NDArray[np.float64]
Whole = NDArray[np.int64]


def buyers(cells: Cells, period: int, levels: int) -> tuple[Array, Whole]:
    """Buyers (1 + levels, M) by the set of channels that met them in a period; row 0 is customers of no level."""
    kept = (cells["period"] == period) & (cells["segment"].astype(np.int64) >= 0)
    sets, at = np.unique(cells["channels_met"][kept].astype(np.int64), return_inverse=True)
    people = np.zeros((1 + levels, sets.size))
    np.add.at(people, (cells["segment"][kept].astype(np.int64), at), cells["people"][kept].astype(float))
    return people, sets
