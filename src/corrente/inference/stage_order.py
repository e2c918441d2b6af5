"""The order of a process's stages, found from who went where."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def funnel_order(moves: Array, ends: Sequence[int]) -> list[int]:
    """The order of stages that the fewest moves go against, found exactly; lost is no stage of it, won is its last.

    The linear ordering problem (Grötschel, Jünger & Reinelt 1984) by dynamic programming over subsets; ``moves``
    (K, K), K up to 12; ``ends`` (K,) is 0 for a stage on the way, 1 for won, 2 for lost. Among equals the earlier
    code, which is the more frequent stage, comes first.
    """
    codes = [k for k, end in enumerate(ends) if end == 0]
    against = {
        (mask, k): sum(moves[k, j] for i, j in enumerate(codes) if mask >> i & 1)
        for mask in range(1 << len(codes))
        for k in codes
    }
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ())]
    for mask in range(1, 1 << len(codes)):
        options = []
        for i, k in enumerate(codes):
            if mask >> i & 1:
                cost, order = best[mask ^ (1 << i)]
                options.append((cost + against[mask ^ (1 << i), k], (*order, k)))
        best.append(min(options))
    return [*best[-1][1], *(k for k, end in enumerate(ends) if end == 1)]
