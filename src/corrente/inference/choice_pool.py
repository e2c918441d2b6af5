"""Where a respondent's part-worths may be: modes, and pools of points whose likelihoods are worked out once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.inference.choice import Choices, Single, Vector, fit_logit

_TAIL = 8.0  # degrees of freedom of the pools' Student t
_WIDER = 1.1  # pools are so much wider than the respondent's own posterior
_POINTS = 512
BLOCK = 8
"""Points that are weighed at once."""
_EM_STEPS = 8
_AT_ONCE = 4_000_000  # utilities worked out at once


@dataclass(frozen=True)
class Pool:
    """Each respondent's points (S / BLOCK, BLOCK, R, K) and their log-likelihoods minus log proposal densities.

    The proposal is Student t around ``centre`` (R, K) with root ``inverse`` (R, K, K) of its precision; ``curvature``
    (R, K, K) is that of the likelihood there.
    """

    points: Single
    weight: Single
    centre: Vector
    inverse: Vector
    peak: Vector
    curvature: Vector

    def weigh(self, worths: Vector, likelihood: Vector) -> Single:
        """The weights (C, R) of other points (C, R, K) with their log-likelihoods (C, R)."""
        z = ((worths - self.centre)[..., None, :] @ self.inverse)[..., 0, :]
        log_density = -0.5 * (_TAIL + worths.shape[-1]) * np.log1p((z * z).sum(axis=-1) / _TAIL)
        return np.asarray(likelihood - log_density - self.peak, dtype=np.float32)

    def support(self, mean: Vector, covariance: Vector) -> float:
        """The smallest effective number of points, at means (R, K) and a covariance (K, K)."""
        root = np.linalg.cholesky(np.linalg.inv(covariance))
        log = self.weight - energy((self.points - mean).astype(np.float32), root.astype(np.float32))
        log = log.reshape(-1, len(mean))
        weight = np.exp(log - log.max(axis=0))
        return float((weight.sum(axis=0) ** 2 / (weight**2).sum(axis=0)).min())


def modes(made: Choices, segment: NDArray[np.intp], prior_sd: float) -> tuple[Vector, Vector]:
    """Means (S, K) and covariance (K, K) by expectation-maximisation with Laplace's approximation."""
    size, columns = int(segment.max()) + 1, made.columns
    pooled = fit_logit(made, prior_sd).worths
    means, covariance = np.tile(pooled, (size, 1)), np.eye(columns)
    worths = means[segment]
    people = np.bincount(segment, minlength=size)[:, None]
    for _ in range(_EM_STEPS):
        worths, own = _climb(made, means[segment], covariance, worths, 2)
        sums = np.zeros_like(means)
        np.add.at(sums, segment, worths)
        means = (sums + 10 * worths.mean(axis=0)) / (people + 10)
        apart = worths - means[segment]
        covariance = (own.sum(axis=0) + apart.T @ apart + 2 * np.eye(columns)) / (made.respondents + 2)
    return means, covariance


def _climb(made: Choices, mean: Vector, covariance: Vector, worths: Vector, steps: int) -> tuple[Vector, Vector]:
    """Newton steps towards each respondent's mode, and the covariance (R, K, K) there."""
    precision = np.linalg.inv(covariance)
    for _ in range(steps):
        gradient, curvature = made.slope(worths)
        step = np.linalg.solve(curvature + precision, (gradient - (worths - mean) @ precision)[..., None])[..., 0]
        worths = worths + step * np.minimum(1.0, 3.0 / np.maximum(np.abs(step).max(axis=1, keepdims=True), 1e-12))
    return worths, np.linalg.inv(made.slope(worths)[1] + precision)


def draw_pool(made: Choices, mean: Vector, covariance: Vector, rng: Generator) -> Pool:
    """Student t around each respondent's mode, given the hierarchy as it is known so far."""
    centre, own = _climb(made, mean, covariance, mean, 8)
    factor = np.linalg.cholesky(own) * _WIDER
    respondents, columns = centre.shape
    z = rng.standard_normal((respondents, _POINTS, columns))
    z /= np.sqrt(rng.chisquare(_TAIL, (respondents, _POINTS, 1)) / _TAIL)
    points = centre[:, None] + z @ factor.transpose(0, 2, 1)
    weight = _likelihoods(made, points) + 0.5 * (_TAIL + columns) * np.log1p((z * z).sum(axis=2) / _TAIL)
    peak = weight.max(axis=1)
    weight -= peak[:, None]
    blocks = _POINTS // BLOCK
    return Pool(
        points.swapaxes(0, 1).reshape(blocks, BLOCK, respondents, columns).astype(np.float32),
        weight.T.reshape(blocks, BLOCK, respondents).astype(np.float32),
        centre, np.linalg.inv(factor).swapaxes(1, 2), peak, made.slope(centre)[1],
    )  # fmt: skip


def _likelihoods(made: Choices, points: Vector) -> Vector:
    """Log-likelihoods (R, S) of points (R, S, K), some respondents at a time."""
    respondents, size, _ = points.shape
    some = max(_AT_ONCE // (size * made.absent[0].size), 1)
    parts = [slice(first, first + some) for first in range(0, respondents, some)]
    found = [made.of(part).log_likelihood(points[part].transpose(1, 0, 2).astype(np.float32)) for part in parts]
    return np.concatenate(found, axis=1).T


def energy(apart: Single, root: Single) -> Single:
    """Minus the log density of N(0, (root root')^-1), up to its constant."""
    white = apart @ root
    return np.asarray(0.5 * np.einsum("...k,...k->...", white, white))
