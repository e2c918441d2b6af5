"""Hierarchical logistic regression on counted cells: each covariate is a batch of level effects with its own scale.

    won_c ~ Binomial(total_c, expit(b + sum_j u[j, level_jc])),   u[j, .] ~ N(0, tau_j^2),
    b ~ N(0, 5^2),   tau_j ~ half-normal(SCALE_SD)            (Gelman & Hill 2007, ch. 14; Gelman 2006 on the scales)

The likelihood is replaced by its Gaussian shadow at the mode; under the shadow the effects integrate out exactly,
so the scales are drawn from one-dimensional grids, the effects from their Gaussian, and importance weights with
Pareto smoothing correct for both approximations at once (Vehtari et al. 2024). Nothing is left uncorrected, and
k-hat says whether the correction can be trusted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.inference.posterior import Draws, Method
from corrente.inference.recipe.importance import Weighted, weighted

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]

INTERCEPT_SD = 5.0
SCALE_SD = 0.5
"""Most columns shift log odds by less than one between levels; more where the data say so."""
SMALLEST, LARGEST = 0.01, 4.0
"""Scales outside are not considered: odds ratios of 1% and of more than 50 between typical levels."""
_GRID = np.linspace(np.log(SMALLEST), np.log(LARGEST), 24)
_FINE = np.linspace(np.log(SMALLEST), np.log(LARGEST), 600)
_EM_STEPS = 40
_SWEEPS = 25
_HALVINGS = 0.5 ** np.arange(12)
_ROUNDING = 1e-12
_NARROW = 1e-9
_TOGETHER = 100_000  # log odds worked out at a time, so that they stay in the cache
_SHADOWED = 400  # draws that cast the next shadow
_EACH = 2  # draws of the coefficients for each of the scales: factors are dear, draws are cheap
_WIDER = 0.75  # log densities of scales, the others held, are this flattened: the marginal ones are wider
_ENOUGH = 0.4  # effective draws per draw asked for: of a thousand an end of a 90% interval is known to .1 sd
_FEWEST = 1000  # what counts as asked for where it is less, for the weights' tail to be seen
_ROUNDS = ((0.6, 0.95), (0.9, 0.95), (1.5, 0.9), (2.0, 0.8), (3.0, 0.7), (5.0, 0.6))
"""Scales tried per round, by draw asked for, and how much its shadow is flattened."""


@dataclass(frozen=True)
class DealCells:
    """``levels`` (C, J) are level codes from 0 per covariate, ``sizes`` the J numbers of levels, counts are (C,)."""

    levels: NDArray[np.int64]
    sizes: tuple[int, ...]
    won: Vector
    lost: Vector

    @cached_property
    def total(self) -> Vector:
        """Deals that ended, per cell."""
        return self.won + self.lost

    @cached_property
    def offsets(self) -> NDArray[np.int64]:
        """The design column of each covariate's first level; column 0 is the intercept."""
        return 1 + np.concatenate([[0], np.cumsum(self.sizes)[:-1]]).astype(np.int64)

    @cached_property
    def batch(self) -> NDArray[np.int64]:
        """The covariate of each design column but the first: shape (D - 1,)."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes)

    @property
    def width(self) -> int:
        """The number of design columns D."""
        return 1 + sum(self.sizes)

    @cached_property
    def ones(self) -> NDArray[np.int64]:
        """The design columns that are one in each cell, the intercept's first: shape (C, J + 1)."""
        return np.hstack([np.zeros((len(self.levels), 1), dtype=np.int64), self.levels + self.offsets])

    @cached_property
    def design(self) -> Matrix:
        """One-hot design (C, D) with an intercept in front."""
        return np.asarray(self._sparse.toarray())

    @cached_property
    def _sparse(self) -> csr_array:
        from scipy.sparse import csr_array

        ends = np.arange(len(self.ones) + 1) * self.ones.shape[1]
        return csr_array((np.ones(self.ones.size), self.ones.ravel(), ends), (len(self.ones), self.width))

    def log_odds(self, coefficients: Draws) -> Draws:
        """The linear predictor of each cell: (C, S) for coefficients (S, D), (C,) for coefficients (D,)."""
        return np.asarray(self._sparse @ np.ascontiguousarray(coefficients.T))

    def sums(self, values: Vector) -> Vector:
        """Values (C,) added up over the cells of each design column: shape (D,)."""
        return np.asarray(values @ self._sparse)

    def gram(self, weight: Vector) -> Matrix:
        """Weights (C,) added up over the cells that share two design columns, for every two: shape (D, D)."""
        many, codes = np.repeat(weight, self.ones.shape[1]), self.ones.T[:, :, None] * self.width + self.ones
        shared = np.sum([np.bincount(own.ravel(), many, self.width**2) for own in codes], axis=0)
        return np.asarray(shared.reshape(self.width, -1))

    def with_counts(self, won: Vector, lost: Vector) -> DealCells:
        """The same patterns with other counts."""
        return DealCells(self.levels, self.sizes, won, lost)


@dataclass(frozen=True)
class Shadow:
    """A Gaussian in the coefficients that stands in for the likelihood: exp(linear b - b' curvature b / 2)."""

    curvature: Matrix
    linear: Vector

    def log_density(self, coefficients: Draws) -> Vector:
        """Up to a constant, for coefficients of shape (S, D)."""
        pulled = coefficients @ self.curvature
        return np.asarray(coefficients @ self.linear - (pulled * coefficients).sum(1) / 2)


@dataclass(frozen=True)
class LogisticPosterior:
    """Equally weighted draws: ``coefficients`` (S, D) with the intercept first, ``scales`` (S, J)."""

    coefficients: Draws
    scales: Draws
    method: Method
    pareto_k: float | None
    effective: float


def expit(x: Matrix) -> Matrix:
    """The logistic function, by the hyperbolic tangent, which neither overflows nor needs a branch."""
    return np.asarray(0.5 + 0.5 * np.tanh(0.5 * x))


def log_likelihood(cells: DealCells, coefficients: Draws) -> Vector:
    """Binomial log likelihood without its constant, (S,) for coefficients (S, D)."""
    together = max(1, _TOGETHER // len(cells.levels))
    starts = range(0, len(coefficients), together)
    softened = [_softplus(cells.log_odds(coefficients[i : i + together])) for i in starts]
    log_rest = np.concatenate([cells.total @ part for part in softened])
    return np.asarray(coefficients @ cells.sums(cells.won) - log_rest)


def _softplus(x: Matrix) -> Matrix:
    """log(1 + exp(x)) without overflow."""
    return np.asarray(np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x))))


def _precision(cells: DealCells, scales: Matrix) -> Matrix:
    """Prior precision of each coefficient, (..., D) for scales (..., J)."""
    intercept = np.full((*scales.shape[:-1], 1), INTERCEPT_SD**-2)
    return np.concatenate([intercept, scales[..., cells.batch] ** -2.0], axis=-1)


def _step(cells: DealCells, coefficients: Vector, precision: Vector) -> tuple[Vector, Matrix]:
    """One Newton step on the penalised likelihood; the posterior covariance where it started."""
    chance = expit(cells.log_odds(coefficients))
    curvature = cells.gram(cells.total * chance * (1 - chance))
    covariance = np.asarray(np.linalg.inv(curvature + np.diag(precision)), dtype=np.float64)
    gradient = cells.sums(cells.won - cells.total * chance) - precision * coefficients
    return _climbed(cells, coefficients, covariance @ gradient, precision), covariance


def _climbed(cells: DealCells, coefficients: Vector, step: Vector, precision: Vector) -> Vector:
    """The full step, or the longest halving of it that does not descend: levels that always won send steps too far."""

    def height(at: Vector) -> float:
        return float(log_likelihood(cells, at[None])[0] - precision @ at**2 / 2)

    floor = height(coefficients)
    for share in _HALVINGS:
        if height(coefficients + share * step) >= floor - _ROUNDING * abs(floor):
            return np.asarray(coefficients + share * step)
    return coefficients


def mode(cells: DealCells, start: tuple[Vector, Vector] | None = None) -> tuple[Vector, Vector]:
    """Coefficients (D,) and scales (J,) at the marginal mode of the scales, by EM around Newton steps.

    The M-step maximises -L log tau - A / (2 tau^2) - tau^2 / (2 s^2), with A the expected sum of squares of L
    effects and s the scale of the half-normal.
    """
    sizes = np.asarray(cells.sizes, dtype=float)
    coefficients, scales = start or _naive(cells)
    for _ in range(_EM_STEPS):
        coefficients, covariance = _step(cells, coefficients, _precision(cells, scales))
        squares = np.bincount(cells.batch, coefficients[1:] ** 2 + np.diag(covariance)[1:], len(sizes))
        variance = SCALE_SD**2 * (np.sqrt(sizes**2 + 4 * squares / SCALE_SD**2) - sizes) / 2
        updated = np.sqrt(variance).clip(SMALLEST, LARGEST)
        settled, scales = np.allclose(updated, scales, rtol=0.02, atol=0.005), updated
        if settled:
            break
    for _ in range(2):
        coefficients = _step(cells, coefficients, _precision(cells, scales))[0]
    return coefficients, scales


def _naive(cells: DealCells) -> tuple[Vector, Vector]:
    """No effects at all, and middling scales."""
    coefficients = np.zeros(cells.width)
    coefficients[0] = np.log((cells.won.sum() + 0.5) / (cells.lost.sum() + 0.5))
    return coefficients, np.full(len(cells.sizes), SCALE_SD)


def shadow(cells: DealCells, coefficients: Draws, weights: Vector, flattened: float) -> Shadow:
    """The Gaussian whose gradient and curvature are those of the likelihood, averaged over weighted draws (S, D).

    One draw gives the Laplace approximation; draws of the posterior give the variational one (Opper & Archambeau
    2009). The curvature is multiplied by ``flattened``, so that the shadow's tails are rather too wide than too narrow.
    """
    chance = expit(cells.log_odds(coefficients))
    curvature = cells.gram(flattened * cells.total * ((chance * (1 - chance)) @ weights))
    gradient = cells.sums(cells.won - cells.total * (chance @ weights))
    return Shadow(curvature, gradient + curvature @ (weights @ coefficients))


def _conditional(cells: DealCells, stand_in: Shadow, scales: Matrix, noise: Matrix) -> tuple[Draws, Vector]:
    """Coefficients (M, K, D) given scales (M, J), and the log density (M,) of log scales, the effects integrated out.

    Under the shadow the coefficients are Gaussian with precision A = curvature + diag(1 / scale^2) = L L' and mean
    A^-1 linear, so that L'^-1 (L^-1 linear + noise) is a draw of them for standard normal noise (M, K, D).
    """
    from scipy.linalg.lapack import dpotrf, dtrtrs

    precision, draws = _precision(cells, scales), np.empty_like(noise)
    log_mass = np.log(precision).sum(axis=1) / 2 + (np.log(scales) - (scales / SCALE_SD) ** 2 / 2).sum(axis=1)
    total, diagonal = np.empty((cells.width, cells.width), order="F"), np.diag_indices(cells.width)
    for m, own in enumerate(precision):
        total[:] = stand_in.curvature
        total[diagonal] += own
        factor, failed = dpotrf(total, lower=1, clean=0, overwrite_a=1)
        if failed:
            raise np.linalg.LinAlgError("the precision of the effects is not positive definite")
        half = dtrtrs(factor, stand_in.linear, lower=1)[0]
        draws[m] = dtrtrs(factor, (noise[m] + half.T).T, lower=1, trans=1)[0].T
        log_mass[m] += (half**2).sum() / 2 - np.log(factor.diagonal()).sum()
    return draws, log_mass


def _scale_grids(cells: DealCells, stand_in: Shadow, scales: Vector) -> Matrix:
    """Log density of each log scale on the fine grid, the others held at ``scales`` and flattened: shape (J, fine)."""
    count = len(scales)
    tried = np.tile(scales, (count * len(_GRID), 1))
    tried[np.arange(len(tried)), np.repeat(np.arange(count), len(_GRID))] = np.tile(np.exp(_GRID), count)
    values = _conditional(cells, stand_in, tried, np.empty((len(tried), 0, cells.width)))[1].reshape(count, -1)
    fine = _WIDER * np.stack([np.interp(_FINE, _GRID, row) for row in values])
    return np.asarray(fine - np.logaddexp.reduce(fine, axis=1)[:, None])


def _draw_scales(log_mass: Matrix, count: int, rng: Generator) -> tuple[Draws, Vector]:
    """Scales (M, J) from the product of the grids, in equal strata of each, and the log density of their logs."""
    step = _FINE[1] - _FINE[0]
    cumulative = np.cumsum(np.exp(log_mass), axis=1)
    cumulative /= cumulative[:, -1:]
    strata = rng.permuted(np.tile(np.arange(count), (len(log_mass), 1)), axis=1)
    uniform = (strata + rng.random(strata.shape)) / count
    index = np.stack([np.searchsorted(row, u) for row, u in zip(cumulative, uniform, strict=True)], axis=1)
    scales = np.exp(_FINE[index] + (rng.random(index.shape) - 0.5) * step)
    return scales, np.take_along_axis(log_mass.T, index, axis=0).sum(1)


def _importance(cells: DealCells, stand_in: Shadow, scales: Vector, size: int, rng: Generator) -> Weighted:
    """Weighted draws of coefficients and scales, side by side, from the shadow corrected by the exact likelihood."""
    tried, log_proposal = _draw_scales(_scale_grids(cells, stand_in, scales), size, rng)
    noise = rng.standard_normal((size, _EACH, cells.width))
    found, log_scales = _conditional(cells, stand_in, tried, noise)
    coefficients = found.reshape(-1, cells.width)
    corrected = log_likelihood(cells, coefficients) - stand_in.log_density(coefficients)
    points = np.hstack([coefficients, np.repeat(tried, _EACH, axis=0)])
    return weighted(points, np.repeat(log_scales - log_proposal, _EACH) + corrected)


def posterior(cells: DealCells, rng: Generator, draws: int = 2000) -> LogisticPosterior:
    """Posterior draws of all effects and scales; work grows with cells times levels, never with deals.

    The first shadow is cast from the mode, each further one from the draws of the round before, until the weights pass
    their self-check.
    """
    at, scales = mode(cells)
    casting, weights, width, asked = at[None], np.ones(1), cells.width, max(draws, _FEWEST)
    for share, flattened in _ROUNDS:
        stand_in = shadow(cells, casting, weights, flattened)
        found = _importance(cells, stand_in, scales, round(share * asked), rng)
        if found.trusted and found.effective >= _ENOUGH * asked:
            kept = found.draw(rng, draws)
            return LogisticPosterior(
                kept[:, :width], kept[:, width:], Method.IMPORTANCE, found.pareto_k, found.effective
            )
        casting, weights = found.draw(rng, _SHADOWED)[:, :width], np.full(_SHADOWED, 1 / _SHADOWED)
        scales = np.exp(found.weights @ np.log(found.points[:, width:]))
    return _moved(cells, stand_in, found, rng, draws)


def _moved(cells: DealCells, stand_in: Shadow, found: Weighted, rng: Generator, draws: int) -> LogisticPosterior:
    """Where levels that were always lost (or won) make the likelihood too lopsided for weights: move the draws.

    Each draw takes turns of an elliptical slice move of its coefficients (Murray, Adams & MacKay 2010), around their
    Gaussian under the shadow, and an exact draw of its scales; both leave the posterior as it is.
    """
    kept = found.draw(rng, draws)
    coefficients, scales = kept[:, : cells.width], kept[:, cells.width :]
    for _ in range(_SWEEPS):
        coefficients = _slice(cells, stand_in, coefficients, scales, rng)
        scales = _scales_given(cells, coefficients, rng)
    return LogisticPosterior(coefficients, scales, Method.MOVED, None, float(draws))


def _slice(cells: DealCells, stand_in: Shadow, at: Draws, scales: Draws, rng: Generator) -> Draws:
    """One elliptical slice move of every draw at once, shrinking each bracket until its draw is accepted."""
    noise = np.stack([np.zeros_like(at), rng.standard_normal(at.shape)], axis=1)
    centre, other = np.moveaxis(_conditional(cells, stand_in, scales, noise)[0], 1, 0)
    other = other - centre

    def residual(coefficients: Draws) -> Vector:
        return log_likelihood(cells, coefficients) - stand_in.log_density(coefficients)

    floor = residual(at) + np.log(rng.random(len(at)))
    angle = rng.uniform(0, 2 * np.pi, len(at))
    low, high = angle - 2 * np.pi, angle.copy()
    moved, left = at.copy(), np.arange(len(at))
    while len(left):
        turn = angle[left][:, None]
        tried = centre[left] + (at[left] - centre[left]) * np.cos(turn) + other[left] * np.sin(turn)
        taken = residual(tried) > floor[left]
        moved[left[taken]] = tried[taken]
        left = left[~taken]
        low[left] = np.where(angle[left] < 0, angle[left], low[left])
        high[left] = np.where(angle[left] >= 0, angle[left], high[left])
        angle[left] = rng.uniform(low[left], high[left])
        left = left[high[left] - low[left] > _NARROW]  # a bracket this narrow is the point where it started
    return moved


def _scales_given(cells: DealCells, coefficients: Draws, rng: Generator) -> Draws:
    """Scales (S, J) from their exact conditional on the grid, given the effects (S, D)."""
    squares = np.add.reduceat(coefficients[:, 1:] ** 2, cells.offsets - 1, axis=1)
    grid = _FINE[::5] + (_FINE[5] - _FINE[0]) * (rng.random() - 0.5)
    tau, drawn = np.exp(grid), np.empty_like(squares)
    for covariate, size in enumerate(cells.sizes):
        log_mass = (1 - size) * grid - (tau / SCALE_SD) ** 2 / 2 - squares[:, [covariate]] / (2 * tau**2)
        drawn[:, covariate] = tau[(log_mass + rng.gumbel(size=log_mass.shape)).argmax(axis=1)]
    return np.asarray(drawn.clip(SMALLEST, LARGEST))
