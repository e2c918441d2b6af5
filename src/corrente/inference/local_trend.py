"""Local linear trend with season, many series at once, with every hyperparameter summed over a grid.

    y_t = level_t + season_t + noise,  level_t = level_{t-1} + slope_{t-1} + N(0, (a s)^2),
    slope_t = f slope_{t-1} + N(0, (b s)^2),  noise ~ N(0, s^2)         (Harvey 1989, ch. 2; Gardner & McKenzie 1985)

The season is twelve effects that sum to zero, N(0, (c s)^2) each. All variances are in units of s^2, so that for each
(a, b, c, f) the series is one multivariate normal whose scale integrates out by its inverse gamma prior: what a Kalman
filter and smoother would give, by one Cholesky factor per grid point for all series together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Array = NDArray[np.float64]

PERIOD = 12
LEVEL_STEPS = (0.05, 0.2, 0.5, 1.0, 2.0)
SLOPE_STEPS = (0.01, 0.03, 0.1, 0.25)
SEASONS = (0.5, 2.0, 8.0)
DAMPING = (0.85, 0.94, 0.98)
"""The grid, each value as likely as the next: a, b, c and f. None is nought: a trend that cannot bend is too sure."""
_START_LEVEL, _START_SLOPE = 100.0, 0.5  # standard deviations of the first level and slope, in units of s
_WEIGHT, _NOISE = 1.0, 0.04  # the prior of s weighs as one observation whose noise is 4%
_CHUNK = 60


@dataclass(frozen=True)
class Grid:
    """All hyperparameters considered: (G,) each."""

    level: Array
    slope: Array
    season: Array
    damping: Array

    @classmethod
    def whole(cls) -> Grid:
        """Every combination."""
        return cls(*np.array(list(product(LEVEL_STEPS, SLOPE_STEPS, SEASONS, DAMPING))).T)


@dataclass(frozen=True)
class Trends:
    """The posterior of K series of T months.

    ``weights`` (K, G) of the grid points; ``means`` (G, H, K) and ``roots`` (G, H, H) of what is asked of the future,
    roots in units of s; ``squares`` (K, G): twice the rate of s^2's inverse gamma, of shape ``degrees`` / 2.
    The H rows are the next months' values, then the level and the slope of the last month.
    """

    weights: Array
    means: Array
    roots: Array
    squares: Array
    degrees: float
    horizon: int

    def draw(self, rng: Generator, draws: int) -> Draws:
        """Joint draws of every series, independent between series."""
        series, size = self.weights.shape[0], self.roots.shape[1]
        cumulative = np.cumsum(self.weights, axis=1)
        found = np.empty((draws, size, series))
        for k in range(series):  # series, at most a few dozen
            at = np.searchsorted(cumulative[k], rng.random(draws) * cumulative[k, -1]).clip(
                0, self.weights.shape[1] - 1
            )
            scale = np.sqrt(self.squares[k, at] / rng.chisquare(self.degrees, draws))
            noise = (self.roots[at] @ rng.standard_normal((draws, size, 1)))[:, :, 0]
            found[:, :, k] = self.means[at, :, k] + scale[:, None] * noise
        return Draws(found[:, : self.horizon], found[:, self.horizon], found[:, self.horizon + 1])

    @cached_property
    def expected(self) -> Array:
        """Posterior means (H, K) over the grid."""
        return np.asarray(np.einsum("kg,ghk->hk", self.weights, self.means))


@dataclass(frozen=True)
class Draws:
    """``ahead`` (S, horizon, K): values to be seen; ``level`` and ``slope`` (S, K) of the last month seen."""

    ahead: Array
    level: Array
    slope: Array


def fit(series: Array, horizon: int) -> Trends:
    """The posterior of ``series`` (T, K), logarithms of monthly values, and of the ``horizon`` months after them.

    A season is always possible; before two years have shown it, that makes the forecast wide.
    Raises ``ValueError`` for fewer than three months.
    """
    months, count = series.shape
    if months < 3:
        raise ValueError(f"{months} months are too few for a trend")
    grid = Grid.whole()
    centre = series.mean(axis=0)
    parts = [
        _chunk(series - centre, grid, at, horizon)
        for at in np.array_split(np.arange(grid.level.size), -(-grid.level.size // _CHUNK))
    ]
    quadratic, log_determinant, means, roots = (np.concatenate(part) for part in zip(*parts, strict=True))
    degrees = months + _WEIGHT
    squares = quadratic.T + _WEIGHT * _NOISE**2
    log_weights = -0.5 * log_determinant.T - 0.5 * degrees * np.log(squares)
    weights = np.exp(log_weights - np.logaddexp.reduce(log_weights, axis=1)[:, None])
    shift = np.concatenate([np.tile(centre, (horizon + 1, 1)), np.zeros((1, count))])
    return Trends(weights, means + shift, roots, squares, degrees, horizon)


def _chunk(values: Array, grid: Grid, at: NDArray[np.intp], horizon: int) -> tuple[Array, Array, Array, Array]:
    """For some grid points: quadratic forms (g, K), log determinants (g, 1), means (g, H, K) and roots (g, H, H)."""
    months = values.shape[0]
    joint = _covariance(grid, at, months, horizon)
    seen, cross, ahead = joint[:, :months, :months], joint[:, :months, months:], joint[:, months:, months:]
    root = np.linalg.cholesky(seen)
    solved = np.linalg.solve(root, np.concatenate([np.broadcast_to(values, (len(at), *values.shape)), cross], axis=2))
    data, shadow = solved[:, :, : values.shape[1]], solved[:, :, values.shape[1] :]
    means = np.swapaxes(shadow, 1, 2) @ data
    left = ahead - np.swapaxes(shadow, 1, 2) @ shadow
    size = left.shape[1]
    roots = np.linalg.cholesky(left + 1e-9 * np.eye(size))
    log_determinant = 2 * np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
    return (data**2).sum(axis=1), log_determinant[:, None], means, roots


def _covariance(grid: Grid, at: NDArray[np.intp], months: int, horizon: int) -> Array:
    """Covariance (g, T + H, T + H), in units of s^2, of the months seen, the months ahead, the last level and slope."""
    total = months + horizon
    shocks = np.stack([_weights(damping, total, months) for damping in DAMPING])
    which = np.searchsorted(DAMPING, grid.damping[at])
    variances = np.concatenate(
        [
            np.full((len(at), 1), _START_LEVEL**2),
            np.full((len(at), 1), _START_SLOPE**2),
            np.repeat(grid.level[at, None] ** 2, total - 1, axis=1),
            np.repeat(grid.slope[at, None] ** 2, total - 1, axis=1),
        ],
        axis=1,
    )
    chosen = shocks[which]
    found = (chosen * variances[:, None, :]) @ np.swapaxes(chosen, 1, 2)
    place = np.arange(total) % PERIOD
    season = (place[:, None] == place).astype(float) - 1 / PERIOD
    found[:, :total, :total] += grid.season[at, None, None] ** 2 * season + np.eye(total)
    return np.asarray(found)


def _weights(damping: float, total: int, months: int) -> Array:
    """What first level, first slope, level shocks and slope shocks add to every row: (total + 2, 2 + 2 (total - 1)).

    A slope of one at month u has added 1 + f + ... + f^(n-1) to the level n months later. Rows are months, then the
    last seen month's level and slope.
    """
    gap = np.arange(total)[:, None] - np.arange(total)
    level = (gap >= 0).astype(float)
    carried = np.where(gap > 0, (1 - damping ** np.maximum(gap, 0)) / (1 - damping), 0.0)
    slope = np.where(gap >= 0, damping ** np.maximum(gap, 0), 0.0)
    rows = np.hstack([level[:, :1], carried[:, :1], level[:, 1:], carried[:, 1:]])
    last = months - 1
    last_slope = np.concatenate([[0.0, slope[last, 0]], np.zeros(total - 1), slope[last, 1:]])
    return np.vstack([rows, rows[last], last_slope])
