"""What brands are rated on attributes: differences between brands, free of how high each respondent rates in general.

A sheet is one respondent's ratings x (A,) of one brand. With respondent i's own level u_i on every attribute,

    x_ib = u_i + mu_b + e_ib,    e_ib ~ N(0, E),

the levels drop out by least squares within respondents: with L the Laplacian of who rated which brands together,
mu has the estimate L^+ r and, given E, the covariance L^+ (x) E; under the prior 1 / |E|^((A + 1) / 2) E is
inverse Wishart (Box & Tiao 1973, *Bayesian Inference in Statistical Analysis*, ch. 8). Where every respondent rates
one brand only, all sheets share one level, and E holds the differences between respondents as well.

What sets brands apart beyond a brand's and an attribute's own level is pooled: it is N(0, tau^2) in units of the
within deviation, tau is half-Cauchy and summed on a grid (Gelman 2006, *Bayesian Analysis* 1, 515-534).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Array = NDArray[np.float64]

_GRID = np.exp(np.linspace(np.log(0.005), np.log(5.0), 60))
_TYPICAL = 0.5  # the half-Cauchy's scale: half a within deviation between brands on an attribute
_BRANDS_APART = 10.0  # the prior deviation of whole brands: wide enough to leave them as they are


@dataclass(frozen=True)
class Sheets:
    """Sums over complete sheets of B brands on A attributes, respondents' levels taken out.

    ``laplacian`` (B, B); ``right`` (B, A) the right-hand sides; ``products`` (A, A) of what is left of the ratings;
    ``freedom`` the degrees of freedom once the brands are fitted too.
    """

    laplacian: Array
    right: Array
    products: Array
    freedom: int

    @property
    def fits(self) -> bool:
        """Whether every brand can be compared with every other, and enough is left to tell the covariance."""
        connected = np.linalg.matrix_rank(self.laplacian) == len(self.laplacian) - 1
        return bool(connected and self.freedom > len(self.products))


@dataclass(frozen=True)
class Fit:
    """``contrasts`` (B, A), each column summing to zero; ``within`` (A, A), the covariance E, of so much ``freedom``.

    ``precision`` (B, B) is the Laplacian: what is known of the contrasts, in units of E.
    """

    contrasts: Array
    within: Array
    freedom: int
    precision: Array


def fit(sheets: Sheets) -> Fit:
    """Least squares within respondents. Raises ``ValueError`` where brands are not connected or nothing is left."""
    if not sheets.fits:
        raise ValueError("too few sheets of connected brands")
    contrasts = np.linalg.pinv(sheets.laplacian, hermitian=True) @ sheets.right
    residual = sheets.products - sheets.right.T @ contrasts
    return Fit(contrasts, (residual + residual.T) / (2 * sheets.freedom), sheets.freedom, sheets.laplacian)


def draw_within(found: Fit, rng: Generator, draws: int) -> Array:
    """Draws (S, A, A) of E: inverse Wishart, by Bartlett's decomposition (Odell & Feiveson 1966)."""
    size = len(found.within)
    lower = np.zeros((draws, size, size))
    below = np.tril_indices(size, -1)
    lower[:, below[0], below[1]] = rng.standard_normal((draws, len(below[0])))
    index = np.arange(size)
    lower[:, index, index] = np.sqrt(rng.chisquare(found.freedom - index, (draws, size)))
    # W = C lower lower' C' with C C' the inverse scale, so E = (C' lower)^-T ... in Cholesky factors of the scale
    root = np.linalg.cholesky(found.within * found.freedom)
    inverse = np.linalg.solve(lower, np.broadcast_to(root.T, lower.shape))
    return np.asarray(inverse.transpose(0, 2, 1) @ inverse)


def draw_contrasts(found: Fit, rng: Generator, draws: int) -> Array:
    """Draws (S, B, A) of the brands' contrasts, pooled, each column of a draw summing to zero."""
    scale = np.sqrt(np.diag(found.within))
    correlation = found.within / np.outer(scale, scale)
    weight, basis = np.linalg.eigh(found.precision)
    weight, basis = weight[1:], basis[:, 1:]
    seen = basis.T @ (found.contrasts / scale)
    chances = _tau_chances(seen, weight, correlation)
    picked = rng.choice(len(_GRID), draws, p=chances)
    drawn = np.empty((draws, *seen.shape))
    for tau in np.unique(picked):
        at = np.flatnonzero(picked == tau)
        drawn[at] = _given_tau(seen, weight, correlation, _GRID[tau], rng, at.size)
    return np.asarray((basis @ drawn) * scale)


def posterior_contrasts(found: Fit) -> Array:
    """The posterior mean (B, A) of the brands' contrasts."""
    scale = np.sqrt(np.diag(found.within))
    correlation = found.within / np.outer(scale, scale)
    weight, basis = np.linalg.eigh(found.precision)
    weight, basis = weight[1:], basis[:, 1:]
    seen = basis.T @ (found.contrasts / scale)
    means = np.array([_mean_given_tau(seen, weight, correlation, tau) for tau in _GRID])
    return np.asarray(basis @ np.tensordot(_tau_chances(seen, weight, correlation), means, 1) * scale)


def _prior(tau: float, size: int) -> Array:
    return tau**2 * np.eye(size) + _BRANDS_APART**2


def _tau_chances(seen: Array, weight: Array, correlation: Array) -> Array:
    """The posterior (G,) of tau on the grid, which is even on the log scale."""
    size = seen.shape[1]
    log_chance = np.log(_GRID) - np.log1p((_GRID / _TYPICAL) ** 2)
    for g, tau in enumerate(_GRID):
        spread = correlation / weight[:, None, None] + _prior(tau, size)
        root = np.linalg.cholesky(spread)
        white = np.linalg.solve(root, seen[..., None])[..., 0]
        log_chance[g] -= np.log(np.diagonal(root, axis1=1, axis2=2)).sum() + 0.5 * (white**2).sum()
    chance = np.exp(log_chance - log_chance.max())
    return np.asarray(chance / chance.sum())


def _mean_given_tau(seen: Array, weight: Array, correlation: Array, tau: float) -> Array:
    prior = _prior(tau, seen.shape[1])
    gain = prior @ np.linalg.inv(correlation / weight[:, None, None] + prior)
    return np.asarray((gain @ seen[..., None])[..., 0])


def _given_tau(seen: Array, weight: Array, correlation: Array, tau: float, rng: Generator, draws: int) -> Array:
    """Draws (S, B - 1, A) of independent normals: one per contrast between brands."""
    prior = _prior(tau, seen.shape[1])
    gain = prior @ np.linalg.inv(correlation / weight[:, None, None] + prior)
    spread = prior - gain @ prior
    root = np.linalg.cholesky((spread + spread.transpose(0, 2, 1)) / 2 + 1e-12 * np.eye(len(prior)))
    noise = rng.standard_normal((draws, *seen.shape))
    return np.asarray((gain @ seen[..., None])[..., 0] + (root @ noise[..., None])[..., 0])
