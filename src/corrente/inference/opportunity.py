"""Which needs are important and badly met: the opportunity score, from the joint answers of the same people.

A need's importance and satisfaction are the shares of top-two-box answers, rescaled to 0-10, and its opportunity is
importance + max(importance - satisfaction, 0) (Ulwick 2002, *Harvard Business Review* 80(1), 91-97; Ulwick 2005,
*What Customers Want*). One respondent gives both answers, so the four cells (both, important only, satisfied only,
neither) have one Dirichlet posterior, with Perks' prior of a quarter of an answer in each (Perks 1947).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Array = NDArray[np.float64]

UNDER_SERVED, HIGHLY_UNDER_SERVED = 10.0, 12.0
"""Ulwick's bounds: from 10 on a need is an opportunity, from 12 on a high one."""
SCALE = 10.0


@dataclass(frozen=True)
class Scored:
    """Draws (S, N) for N needs, each from 0 to 10; ``opportunity`` from 0 to 20."""

    importance: Array
    satisfaction: Array

    @property
    def opportunity(self) -> Array:
        """Importance, and what satisfaction lacks of it."""
        return opportunity(self.importance, self.satisfaction)


def opportunity(importance: Array, satisfaction: Array) -> Array:
    """Ulwick's score of importance and satisfaction (both 0 to 10): 0 to 20."""
    return np.asarray(importance + np.maximum(importance - satisfaction, 0.0))


def score(cells: Array, rng: Generator, draws: int = 2000) -> Scored:
    """The posterior of N needs from ``cells`` (N, 4): both, important only, satisfied only, neither."""
    weights = rng.standard_gamma(cells + 0.25, (draws, *cells.shape))
    shares = weights / weights.sum(axis=2, keepdims=True)
    return Scored(SCALE * (shares[:, :, 0] + shares[:, :, 1]), SCALE * (shares[:, :, 0] + shares[:, :, 2]))
