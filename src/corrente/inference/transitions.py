"""Paths as a first-order Markov chain: Dirichlet posteriors of its rows, and removal effects by linear algebra.

A chain of K channels has shape (..., K + 1, K + 2): row 0 is the start of a path and row 1 + k channel k; columns are
the K channels, then conversion, then leaving without one. Anderl et al. 2016, *International Journal of Research in
Marketing* 33, 457-474, define the removal effect: the share of conversions lost when every visit to a channel
leads to none.
"""

from __future__ import annotations

from itertools import compress

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Array = NDArray[np.float64]

_LEAK = 1e-12
"""What leaks from every channel, so that channels that only ever lead to each other convert nobody."""


def observed(counts: Array) -> Array:
    """The chain at the observed frequencies of ``counts`` (..., K + 1, K + 2); rows never seen lead nowhere."""
    totals = counts.sum(axis=-1, keepdims=True)
    return np.asarray(np.divide(counts, totals, out=np.zeros_like(counts, dtype=float), where=totals > 0))


def prior(counts: Array) -> Array:
    """Dirichlet weights (K + 1, K + 2) worth one step per row, spread as the steps of all rows together.

    Channels seldom seen so lean a little on the average channel. A start never converts at once.
    """
    channels = counts.shape[1] - 2
    visited = counts[:, :channels].sum(axis=0)
    start = np.append(visited, [0.0, 0.0])
    onward = counts[1:].sum(axis=0)
    return np.vstack([start / start.sum(), np.tile(onward / onward.sum(), (channels, 1))])


def posterior_mean(counts: Array) -> Array:
    """The chain that the posterior expects: what a new step is predicted with."""
    return observed(counts + prior(counts))


def draw_chains(counts: Array, rng: Generator, draws: int) -> Array:
    """``draws`` chains (S, K + 1, K + 2) from the Dirichlet posterior of each row."""
    weights = counts + prior(counts)
    return observed(rng.standard_gamma(weights, (draws, *weights.shape)))


def _solved(chain: Array) -> tuple[Array, Array, Array, Array]:
    """Expected visits from the start, visits per visit, chance to convert from each channel and from the start."""
    channels = chain.shape[-1] - 2
    start, moves, converts = chain[..., 0, :channels], chain[..., 1:, :channels], chain[..., 1:, channels]
    fundamental = np.linalg.inv(np.eye(channels) - moves * (1 - _LEAK))
    visits = np.einsum("...i,...ij->...j", start, fundamental)
    chance = np.einsum("...ij,...j->...i", fundamental, converts)
    returns = np.diagonal(fundamental, axis1=-2, axis2=-1)
    return visits, returns, chance, np.einsum("...i,...i->...", start, chance)


def conversion(chain: Array) -> Array:
    """The chance (...) that a path of ``chain`` ends with a conversion."""
    return _solved(chain)[3]


def removal_effects(chain: Array) -> Array:
    """The share (..., K) of conversions that pass through each channel: lost if its visits led to no conversion.

    With N = (I - Q)^-1, a path ever visits channel c with chance N_sc / N_cc and then converts with chance x_c
    (Kemeny & Snell 1976, theorem 3.5.4), so that no system has to be solved again per channel.
    """
    visits, returns, chance, base = _solved(chain)
    return visits / returns * chance / base[..., None]


def coalition_conversion(chain: Array) -> Array:
    """The chance (2^K,) to convert when only the channels of each subset (bit k for channel k) are kept.

    The coalition values whose Shapley values the counts of channel sets estimate: a path of the full chain
    converts within S with just this chance.
    """
    channels = chain.shape[-1] - 2
    values = np.zeros(2**channels)
    for subset in range(1, 2**channels):
        kept = list(compress(range(channels), [subset >> k & 1 for k in range(channels)]))
        rows, columns = [0, *(1 + k for k in kept)], [*kept, channels, channels + 1]
        values[subset] = conversion(chain[np.ix_(rows, columns)])
    return values


def log_likelihood(chain: Array, counts: Array) -> float:
    """The log-likelihood of the observed steps ``counts`` (K + 1, K + 2) under ``chain``."""
    seen = counts > 0
    return float((counts[seen] * np.log(chain[seen])).sum())


def without_order(counts: Array) -> Array:
    """The chain of order 0 with the same starts: every channel leads on as the average one does."""
    onward = counts[1:].sum(axis=0)
    return observed(np.vstack([counts[0], np.tile(onward, (counts.shape[0] - 1, 1))]))


def second_order(counts: Array, lean: float = 10.0) -> Array:
    """Onward chances (K + 1, K, K + 2) given the last two places, from ``counts`` of that shape.

    The first axis is the place before (row 0 the start). Each leans on the chain of order 1 as if it had
    taken ``lean`` steps by it, so that pairs never seen are predicted by order 1.
    """
    last = counts.sum(axis=0)
    pooled = observed(last.sum(axis=0, keepdims=True))
    return observed(counts + lean * observed(last + pooled))


def second_order_removal(start: Array, onward: Array) -> Array:
    """Removal effects (K,) when the next step depends on the last two places.

    ``start`` (K,) are the chances of the first channel and ``onward`` (K + 1, K, K + 2) as `second_order` gives them.
    """
    channels = start.size
    moves = np.zeros((channels + 1, channels, channels + 1, channels))
    for k in range(channels):
        moves[:, k, 1 + k, :] = onward[:, k, :channels]
    states = (channels + 1) * channels
    matrix, converts = moves.reshape(states, states) * (1 - _LEAK), onward[..., channels].ravel()
    place = np.tile(np.arange(channels), channels + 1)
    begin = np.concatenate([start, np.zeros(states - channels)])
    base = begin @ np.linalg.solve(np.eye(states) - matrix, converts)
    kept = [np.flatnonzero(place != k) for k in range(channels)]
    without = [begin[s] @ np.linalg.solve(np.eye(s.size) - matrix[np.ix_(s, s)], converts[s]) for s in kept]
    return np.asarray(1 - np.array(without) / base)


def return_chances(chain: Array) -> Array:
    """The chance (..., K) that a path which is at a channel comes by it again: 1 - 1 / N_cc (Kemeny & Snell 1976)."""
    return np.asarray(1 - 1 / _solved(chain)[1])
