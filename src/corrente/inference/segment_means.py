"""Means of segments around a common one: N(common, tau_k^2) in column k, N(0, sd^2) common.

How far segments differ in one column is hardly known from a few of them, so that columns learn it from each other:
tau_k^2 is scaled inverse chi-squared around the square of a scale of all columns (Gelman et al. 2013, section 2.6 and
ch. 5), which is half normal.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from corrente.inference.choice import Vector

FREEDOM = 8.0
"""Of the inverse chi-squared: nine in ten tau lie between .72 and 1.7 times their scale."""
LEAST = 0.05
"""The smallest scale: segments that differ by less are alike, and chains would take long to tell how much less."""
_SCALES = np.geomspace(LEAST, 5.0, 128)


def contrasts(segments: int) -> Vector:
    """An orthogonal matrix (S, S): each segment against those before it, and last their sum (Helmert)."""
    matrix = np.tri(segments, k=1) - np.diag(np.arange(1.0, segments), 1) - np.diag(np.ones(segments - 1), 1)
    return np.asarray(matrix / np.linalg.norm(matrix, axis=1, keepdims=True))


@dataclass(frozen=True)
class Spread:
    """The common mean and the variances around it, (C, K) each in C chains."""

    common: Vector
    variance: Vector


@dataclass(frozen=True)
class Between:
    """Prior of segment means: ``common_sd`` of the common mean, ``scale_sd`` of the half normal scale."""

    common_sd: float
    scale_sd: float

    def start(self, means: Vector) -> Spread:
        """Where to begin, given segment means (C, S, K); one segment has a fixed prior."""
        chains, segments, columns = means.shape
        if segments == 1:
            whole = np.full((chains, columns), self.common_sd**2)
            return Spread(np.zeros((chains, columns)), whole)
        return Spread(means.mean(axis=1), np.full((chains, columns), self.scale_sd**2))

    def precision(self, variance: Vector, segments: int) -> Vector:
        """The precisions (C, S, K) of segment means turned by `contrasts`, given ``variance`` (C, K).

        The common mean is integrated out, so that segments need not follow it slowly, nor it them.
        """
        if segments == 1:
            return np.full((len(variance), 1, variance.shape[1]), 1 / self.common_sd**2)
        whole = 1 / (variance + segments * self.common_sd**2)
        return np.concatenate([np.repeat(1 / variance[:, None], segments - 1, axis=1), whole[:, None]], axis=1)

    def draw(self, means: Vector, now: Spread, rng: Generator) -> Spread:
        """The common mean given the variances, then the variances and their scale together given the common mean."""
        segments = means.shape[1]
        if segments == 1:
            return now
        tight = segments / now.variance + 1 / self.common_sd**2
        common = means.sum(axis=1) / now.variance / tight + rng.standard_normal(tight.shape) / np.sqrt(tight)
        apart = ((means - common[:, None]) ** 2).sum(axis=1)
        scale = self._draw_scale(apart, segments, rng)
        return Spread(common, (FREEDOM * scale**2 + apart) / rng.chisquare(FREEDOM + segments, apart.shape))

    def _draw_scale(self, apart: Vector, segments: int, rng: Generator) -> Vector:
        """Scales (C, 1) from a fine grid (griddy Gibbs, Ritter & Tanner 1992), the variances integrated out.

        ``apart`` (C, K) are sums of squares around the common mean. Scale and variances would follow each other slowly.
        """
        told = np.log(FREEDOM * _SCALES**2 + apart[..., None]).sum(axis=1)
        log = (apart.shape[1] * FREEDOM + 1) * np.log(_SCALES) - (FREEDOM + segments) / 2 * told
        log -= 0.5 * (_SCALES / self.scale_sd) ** 2
        chance = np.exp(log - log.max(axis=1, keepdims=True)).cumsum(axis=1)
        place = (chance < rng.random((len(log), 1)) * chance[:, -1:]).sum(axis=1, keepdims=True)
        return np.asarray(_SCALES[place] * (_SCALES[1] / _SCALES[0]) ** rng.uniform(-0.5, 0.5, place.shape))
