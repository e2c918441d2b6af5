"""Means of segments around a common one: N(common, tau_k^2) in column k, half-t tau_k, N(0, sd^2) common.

Where the common mean is integrated out, segments neither follow it slowly nor does it follow them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from corrente.inference.choice import Vector

_FREEDOM = 3.0  # of the half-t priors
_TAU = np.geomspace(0.005, 10.0, 128)


@dataclass(frozen=True)
class Between:
    """Prior of segment means: ``common_sd`` of the common mean, ``scale`` of the half-t standard deviations."""

    common_sd: float
    scale: float

    def precision(self, spread: Vector, segments: int) -> Vector:
        """The precision (C, K, S, S) of segment means given variances ``spread`` (C, K), the common mean unknown."""
        shared = self.common_sd**2 if segments > 1 else 0.0
        return np.asarray(np.linalg.inv(np.eye(segments) * spread[..., None, None] + shared))

    def draw(self, means: Vector, rng: Generator) -> tuple[Vector, Vector]:
        """The common mean and the variances, (C, K) each, given segment means (C, S, K); one segment has a fixed prior.

        Standard deviations are drawn from a fine grid (griddy Gibbs, Ritter & Tanner 1992), spread out within cells.
        """
        chains, segments, columns = means.shape
        if segments == 1:
            return np.zeros((chains, columns)), np.full((chains, columns), self.common_sd**2)
        chance = np.exp(self._log_density(means)).cumsum(axis=2)
        place = (chance < rng.random((chains, columns, 1)) * chance[..., -1:]).sum(axis=2)
        spread = (_TAU[place] * (_TAU[1] / _TAU[0]) ** rng.uniform(-0.5, 0.5, place.shape)) ** 2
        tight = segments / spread + 1 / self.common_sd**2
        common = means.sum(axis=1) / spread / tight + rng.standard_normal(spread.shape) / np.sqrt(tight)
        return common, spread

    def _log_density(self, means: Vector) -> Vector:
        """Of log tau on the grid, (C, K, G), the largest being zero."""
        segments = means.shape[1]
        middle = means.mean(axis=1)[..., None]
        apart = means.var(axis=1)[..., None] * segments
        whole = _TAU**2 + segments * self.common_sd**2
        log = -0.5 * (_FREEDOM + 1) * np.log1p(_TAU**2 / (_FREEDOM * self.scale**2)) - (segments - 2) * np.log(_TAU)
        log = log - 0.5 * (apart / _TAU**2 + np.log(whole) + segments * middle**2 / whole)
        return np.asarray(log - log.max(axis=2, keepdims=True))
