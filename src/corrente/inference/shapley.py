"""Shapley values of channels, from counts of the channel sets of converting paths.

The worth of a coalition is the share of paths that convert having met none but its channels:
v(S) = sum of R(T) over T within S, with R(T) the share of paths that convert with exactly the channels T
(Zhao, Mahboobi & Bagheri 2018, *Shapley Value Methods for Attribution Modeling in Online Advertising*). For this
game, as they show, a channel's value is the sum of R(T) / |T| over the sets that hold it: exact, and linear in
the counts.
"""

from __future__ import annotations

from math import comb

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Array = NDArray[np.float64]


def members(sets: NDArray[np.int64], channels: int) -> NDArray[np.bool_]:
    """Which channels (G, K) the bit masks ``sets`` (G,) hold; bit k is channel k."""
    return np.asarray((sets[:, None] >> np.arange(channels)) & 1, dtype=bool)


def shares(sets: NDArray[np.int64], weights: Array, channels: int) -> Array:
    """Each channel's share (..., K) of all conversions, where set g converted ``weights`` (..., G) times."""
    holds = members(sets, channels)
    parts = holds / holds.sum(axis=1, keepdims=True)
    return np.asarray(weights @ parts / weights.sum(axis=-1)[..., None])


def share_draws(sets: NDArray[np.int64], counts: NDArray[np.int64], channels: int, rng: Generator, draws: int) -> Array:
    """Posterior draws (S, K) of the shares, the sets being multinomial.

    The Bayesian bootstrap (Rubin 1981): Dirichlet weights on the sets that were seen, and none on others.
    """
    kept = counts > 0
    weights = rng.standard_gamma(counts[kept].astype(float), (draws, int(kept.sum())))
    return shares(sets[kept], weights, channels)


def coalition_worth(sets: NDArray[np.int64], weights: Array, channels: int) -> Array:
    """v(S) for every subset S (2^K,): the sum of the weights of the sets within it."""
    worth = np.bincount(sets, weights, minlength=2**channels).astype(float)
    subsets = np.arange(2**channels)
    for k in range(channels):
        has = subsets[subsets >> k & 1 == 1]
        worth[has] += worth[has ^ (1 << k)]
    return worth


def shapley_values(worth: Array) -> Array:
    """Shapley values (K,) of any game given by the worth (2^K,) of every coalition (Shapley 1953); K up to 12 or so."""
    channels = int(worth.size).bit_length() - 1
    subsets = np.arange(worth.size)
    size = members(subsets, channels).sum(axis=1)
    weight = np.array([1 / (channels * comb(channels - 1, s)) for s in range(channels)])
    absent = [subsets[subsets >> k & 1 == 0] for k in range(channels)]
    return np.array([weight[size[s]] @ (worth[s | (1 << k)] - worth[s]) for k, s in enumerate(absent)])
