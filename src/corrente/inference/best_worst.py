"""Best-worst scaling: what each of K items is worth, from how often it was best and worst of what was shown.

The maxdiff model (Marley & Louviere 2005, *Journal of Mathematical Psychology* 49, 464-480): of a set C a person
picks i as best and j as worst with chance exp(u_i - u_j) / sum over p != q in C of exp(u_p - u_q). Its likelihood
needs two counts only: best minus worst of each item, and how often each set was shown. Prior: u ~ N(0, 2^2),
centred.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.inference.posterior import Posterior
from corrente.inference.recipe import sample

Array = NDArray[np.float64]

_PRIOR = 2.0


@dataclass(frozen=True)
class BestWorst:
    """``sets`` (M, K) of 0 and 1, shown ``tasks`` (M,) times; ``best`` and ``worst`` (K,) counts of picks."""

    sets: Array
    tasks: Array
    best: Array
    worst: Array


def log_likelihood(utilities: Array, seen: BestWorst) -> Array:
    """(S, K) utilities to (S,) log likelihoods."""
    up, down = np.exp(utilities) @ seen.sets.T, np.exp(-utilities) @ seen.sets.T
    pairs = up * down - seen.sets.sum(axis=1)
    return np.asarray(utilities @ (seen.best - seen.worst) - np.log(pairs) @ seen.tasks)


def infer_utilities(seen: BestWorst, rng: Generator, draws: int = 2000) -> tuple[Array, Posterior]:
    """Draws (S, K) of centred utilities, and the posterior of their K - 1 free coordinates.

    Raises ``ValueError`` for fewer than two items, `ConvergenceError` where no posterior can be trusted.
    """
    basis = _centred(len(seen.best))

    def log_density(points: Array) -> Array:
        within = np.clip(points, -30, 30)
        return np.asarray(log_likelihood(within @ basis.T, seen) - 0.5 * ((points / _PRIOR) ** 2).sum(axis=1))

    def gradient(point: Array) -> Array:
        utilities = basis @ point
        up, down = seen.sets * np.exp(utilities), seen.sets * np.exp(-utilities)
        total_up, total_down = up.sum(axis=1), down.sum(axis=1)
        pairs = total_up * total_down - seen.sets.sum(axis=1)
        expected = (seen.tasks / pairs) @ (up * total_down[:, None] - down * total_up[:, None])
        return np.asarray(basis.T @ (seen.best - seen.worst - expected) - point / _PRIOR**2)

    posterior = sample(log_density, np.zeros(basis.shape[1]), rng, draws, gradient)
    return posterior.draws @ basis.T, posterior


def shares(utilities: Array) -> Array:
    """The chance (S, K) of each item to be the best of all."""
    weight = np.exp(utilities - utilities.max(axis=-1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=-1, keepdims=True))


def _centred(size: int) -> Array:
    """Orthonormal columns (K, K - 1) that span what sums to zero."""
    if size < 2:
        raise ValueError("best-worst scaling needs two items")
    return np.asarray(np.linalg.svd(np.eye(size) - 1 / size)[0][:, : size - 1])
