"""Importance sampling with Pareto smoothing: weights that are checked by their own tail."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.inference.posterior import Draws
from corrente.inference.recipe.laplace import LogDensity
from corrente.inference.recipe.proposal import StudentMixture

GOOD_PARETO_K = 0.7
"""Below it, importance sampling estimates are reliable (Vehtari et al. 2024)."""

_ENOUGH = 100.0  # effective draws: then an end of a 90% interval has a Monte Carlo error of about .2 sd at most


@dataclass(frozen=True)
class Weighted:
    """``points`` (S, d) with ``weights`` (S,) that sum to one; k-hat of the weights and their effective number."""

    points: Draws
    weights: Draws
    pareto_k: float

    @property
    def effective(self) -> float:
        """Kish's effective number of equally weighted draws."""
        return float(1 / np.sum(self.weights**2))

    @property
    def trusted(self) -> bool:
        """Whether the weights pass their self-check."""
        return self.pareto_k < GOOD_PARETO_K and self.effective >= _ENOUGH

    def draw(self, rng: Generator, draws: int) -> Draws:
        """Equally weighted draws (draws, d) in random order."""
        return np.take(self.points, rng.permutation(systematic(self.weights, rng, draws)), axis=0)


def systematic(weights: Draws, rng: Generator, draws: int) -> NDArray[np.intp]:
    """Indices of ``draws`` equally weighted draws by systematic resampling (one uniform number for all)."""
    cumulative = np.cumsum(weights)
    places = (rng.random() + np.arange(draws)) / draws * cumulative[-1]
    return np.asarray(np.searchsorted(cumulative, places, side="right").clip(0, len(weights) - 1), dtype=np.intp)


def importance(log_density: LogDensity, proposal: StudentMixture, rng: Generator, draws: int) -> Weighted:
    """Draw from ``proposal`` and weight by ``log_density``, the largest weights smoothed."""
    points = proposal.draw(rng, draws)
    return weighted(points, log_density(points) - proposal.log_density(points))


def weighted(points: Draws, log_ratios: Draws) -> Weighted:
    """Points (S, d) with Pareto-smoothed weights from their log importance ratios (S,)."""
    weights, k = smooth(log_ratios)
    return Weighted(points, weights, k)


def smooth(log_ratios: Draws) -> tuple[Draws, float]:
    """Normalised Pareto-smoothed weights and k-hat (Vehtari, Simpson, Gelman, Yao & Gabry 2024).

    The largest ratios are replaced by the expected order statistics of a generalised Pareto distribution fitted
    to them, never beyond the largest of them. k-hat is infinite where no ratio is finite.
    """
    finite = np.isfinite(log_ratios)
    if not finite.any():
        return np.full(log_ratios.size, 1 / log_ratios.size), np.inf
    logs = np.where(finite, log_ratios, -np.inf) - log_ratios[finite].max()
    ratios = np.exp(logs)
    size = int(np.ceil(min(0.2 * ratios.size, 3 * np.sqrt(ratios.size))))
    order = np.argsort(ratios)
    tail, cut = order[-size:], ratios[order[-size - 1]]
    excess = ratios[tail] - cut
    if excess[-1] < 1e-12 or np.count_nonzero(excess > 0) < 5:
        k = 0.0 if cut > 0.5 else np.inf  # either all ratios are the same, or a handful carries everything
    else:
        k, scale = pareto(excess[excess > 0])
        ratios[tail] = np.minimum(cut + _quantiles(k, scale, size), 1.0)
    return ratios / ratios.sum(), float(k)


def pareto(excess: Draws) -> tuple[float, float]:
    """Shape k and scale of a generalised Pareto distribution for ascending positive ``excess`` (n,).

    The empirical-Bayes estimate of Zhang & Stephens (2009, Technometrics 51), with k drawn towards 0.5 by the
    weight of ten observations as in Vehtari et al. (2024, appendix C).
    """
    n = excess.size
    grid = np.arange(1, 31 + int(np.sqrt(n))) - 0.5
    quartile = excess[int(n / 4 + 0.5) - 1]
    theta = 1 / excess[-1] + (1 - np.sqrt((grid.size) / grid)) / (3 * quartile)
    shape = np.log1p(-theta[:, None] * excess).mean(axis=1)
    profile = n * (np.log(-theta / shape) - shape - 1)
    posterior = np.exp(profile - np.logaddexp.reduce(profile))
    best = float(posterior @ theta)
    k = float(np.log1p(-best * excess).mean())
    return (n * k + 10 * 0.5) / (n + 10), -k / best


def _quantiles(k: float, scale: float, size: int) -> Draws:
    """Quantiles of the generalised Pareto distribution in the middle of ``size`` equal shares."""
    survival = -np.log1p(-(np.arange(size) + 0.5) / size)
    return scale * survival if abs(k) < 1e-9 else scale * np.expm1(k * survival) / k
