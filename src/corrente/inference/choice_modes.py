"""Where each respondent's part-worths are likely to be: modes by expectation-maximisation, and the curvature there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corrente.inference.choice import Choices, Vector, fit_logit

_EM_STEPS = 8
_LONGEST = 3.0  # log odds: no Newton step moves a part-worth farther


@dataclass(frozen=True)
class Modes:
    """Segment means (S, K) and covariance (K, K) that fit best; given them, respondents' modes (R, K) and more.

    ``root`` (R, K, K) is that of Laplace's covariance there, ``curvature`` (R, K, K) is that of the likelihood alone.
    """

    means: Vector
    covariance: Vector
    worths: Vector
    root: Vector
    curvature: Vector


def modes(made: Choices, segment: NDArray[np.intp], prior_sd: float) -> Modes:
    """By expectation-maximisation with Laplace's approximation."""
    size, columns = int(segment.max()) + 1, made.columns
    pooled = fit_logit(made, prior_sd).worths
    means, covariance = np.tile(pooled, (size, 1)), np.eye(columns)
    worths = means[segment]
    people = np.bincount(segment, minlength=size)[:, None]
    for _ in range(_EM_STEPS):
        worths, curvature = _climb(made, means[segment], covariance, worths, 2)
        own = np.linalg.inv(curvature + np.linalg.inv(covariance))
        sums = np.zeros_like(means)
        np.add.at(sums, segment, worths)
        means = (sums + 10 * worths.mean(axis=0)) / (people + 10)
        apart = worths - means[segment]
        covariance = (own.sum(axis=0) + apart.T @ apart + 2 * np.eye(columns)) / (made.respondents + 2)
    worths, curvature = _climb(made, means[segment], covariance, worths, 3)
    root = np.linalg.cholesky(np.linalg.inv(curvature + np.linalg.inv(covariance)))
    return Modes(means, covariance, worths, np.asarray(root), curvature)


def _climb(made: Choices, mean: Vector, covariance: Vector, worths: Vector, steps: int) -> tuple[Vector, Vector]:
    """Newton steps towards each respondent's mode, and the likelihood's curvature (R, K, K) there."""
    precision = np.linalg.inv(covariance)
    gradient, curvature = made.slope(worths)
    for _ in range(steps):
        step = np.linalg.solve(curvature + precision, (gradient - (worths - mean) @ precision)[..., None])[..., 0]
        worths = worths + step * np.minimum(1.0, _LONGEST / np.maximum(np.abs(step).max(axis=1, keepdims=True), 1e-12))
        gradient, curvature = made.slope(worths)
    return worths, curvature
