"""A multivariate normal whose coordinates must all be positive: how probable that is, and draws of it."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Array = NDArray[np.float64]


def log_orthant(mean: Array, covariance: Array) -> Array:
    """Log probability (B,) that all n coordinates of N(``mean`` (B, n), ``covariance`` (B, n, n)) are positive.

    Mendell & Elston 1974: one coordinate after the other is made positive, and the mean and covariance of those left
    follow as if they were normal still. Good to a few hundredths for what is not strongly correlated; use the weights
    of `draw_positive` to make up the rest.
    """
    from scipy.special import log_ndtr

    mean, covariance = mean.copy(), covariance.copy()
    total = np.zeros(len(mean))
    for _ in range(mean.shape[1]):
        spread = np.sqrt(covariance[:, 0, 0])
        standard = mean[:, 0] / spread
        log_chance = log_ndtr(standard)
        total += log_chance
        mills = np.exp(-0.5 * standard**2 - 0.5 * np.log(2 * np.pi) - log_chance)
        along = covariance[:, 0, 1:] / spread[:, None]
        mean = mean[:, 1:] + along * mills[:, None]
        away = mills * (mills + standard)
        covariance = covariance[:, 1:, 1:] - away[:, None, None] * along[:, :, None] * along[:, None, :]
    return total


def draw_positive(mean: Array, covariance: Array, rng: Generator) -> tuple[Array, Array]:
    """One draw (B, n) with all coordinates positive from each normal, and its log weight (B,).

    The GHK simulator (Geweke 1991, Hajivassiliou & McFadden 1998): coordinates are drawn one after the other from
    truncated normals. Weighted draws are exact, and the mean weight is the orthant's probability.
    """
    from scipy.special import log_ndtr, ndtri_exp

    root = np.linalg.cholesky(covariance)
    shocks = np.zeros_like(mean)
    log_weight = np.zeros(len(mean))
    for place in range(mean.shape[1]):
        centre = mean[:, place] + (root[:, place, :place] * shocks[:, :place]).sum(axis=1)
        log_chance = log_ndtr(centre / root[:, place, place])
        log_weight += log_chance
        shocks[:, place] = -ndtri_exp(np.log(rng.random(len(mean))) + log_chance)
    draws = mean + (root @ shocks[..., None])[..., 0]
    return np.maximum(draws, 0.0), log_weight
