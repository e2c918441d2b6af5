"""Journeys contact by contact: the stages in which people behave alike, how they end, how long they take, which ways.

A journey is a first-order Markov chain over K channels whose transitions may differ from contact to contact; counts
have the shape (C, K, K + 2): contact number (the last one stands for all later), channel, and the next channel, a
purchase or leaving.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.inference.transitions import observed, prior

Array = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Stages:
    """Stages found: the first contact (from 0) of each, and how probable it is that these are the ones."""

    starts: tuple[int, ...]
    chance: float

    def of(self, contacts: int) -> Whole:
        """The stage (C,) of every contact."""
        return np.searchsorted(np.array(self.starts), np.arange(contacts), side="right") - 1


def find_stages(steps: Array) -> Stages:
    """The likeliest cut of the C contacts into runs within which the chain is the same.

    A product partition (Barry & Hartigan 1992, *Annals of Statistics* 20, 260-279): all 2^(C-1) cuts are equally
    likely beforehand, and each run's rows have a Dirichlet prior worth one step, whose integral is exact.
    """
    contacts = len(steps)
    weights = _weights(steps)
    evidence = {
        (first, stop): _evidence(steps[first:stop].sum(axis=0), weights)
        for first in range(contacts)
        for stop in range(first + 1, contacts + 1)
    }
    cuts = [(0, *(1 + np.flatnonzero(cut)).tolist()) for cut in product((0, 1), repeat=contacts - 1)]
    scores = np.array([sum(evidence[run] for run in pairwise((*cut, contacts))) for cut in cuts])
    chances = np.exp(scores - scores.max())
    best = int(scores.argmax())
    return Stages(cuts[best], float(chances[best] / chances.sum()))


def _weights(steps: Array) -> Array:
    """Dirichlet weights (K, K + 2) worth one step per channel, spread as all channels' steps are."""
    onward = steps.sum(axis=0)
    return prior(np.vstack([onward.sum(axis=0), onward]))[1:]


def _evidence(onward: Array, weights: Array) -> float:
    """The log of the Dirichlet-multinomial probability of each row's steps, summed over rows (K, K + 2)."""
    from scipy.special import gammaln

    used = weights > 0
    rows = gammaln(weights.sum(axis=-1)) - gammaln((weights + onward).sum(axis=-1))
    cells = gammaln((weights + onward)[used]) - gammaln(weights[used])
    return float(rows.sum() + cells.sum())


def stage_chains(steps: Array, stages: Stages) -> Array:
    """The expected onward chances (C, K, K + 2) of each contact, those of its stage."""
    weights, of = _weights(steps), stages.of(len(steps))
    pooled = np.stack([steps[of == stage].sum(axis=0) for stage in range(len(stages.starts))])
    return observed(pooled + weights)[of]


def draw_stage_chains(steps: Array, stages: Stages, rng: Generator, draws: int) -> tuple[Array, Array]:
    """Draws of the first channel's chances (S, K) and of onward chances (S, C, K, K + 2), contacts of a stage alike."""
    weights, of = _weights(steps), stages.of(len(steps))
    began = steps[0].sum(axis=1)
    start = rng.standard_gamma(began + began / began.sum(), (draws, len(began)))
    pooled = np.stack([steps[of == stage].sum(axis=0) for stage in range(len(stages.starts))]) + weights
    onward = observed(rng.standard_gamma(pooled, (draws, *pooled.shape)))
    return observed(start), onward[:, of]


def purchase_chance(start: Array, onward: Array) -> Array:
    """The chance (...) that a journey ends in a purchase, from ``start`` (..., K) and ``onward`` (..., C, K, K + 2).

    The last contact's chances hold for all later ones.
    """
    channels, here = start.shape[-1], start
    bought = np.zeros(start.shape[:-1])
    for place in range(onward.shape[-3] - 1):
        bought = bought + (here * onward[..., place, :, channels]).sum(axis=-1)
        here = np.einsum("...i,...ij->...j", here, onward[..., place, :, :channels])
    last = onward[..., -1, :, :]
    stays = np.eye(channels) - last[..., :channels] * (1 - 1e-12)
    later = np.linalg.solve(stays, last[..., channels : channels + 1])[..., 0]
    return np.asarray(bought + (here * later).sum(axis=-1))


def held_out(learnt: Array, test: Array, start: Array) -> float:
    """Log-likelihood per journey of ``test`` (C, K, K + 2) by onward chances ``learnt`` (the same shape, or broadcast).

    ``start`` (K,) are the chances of the first channel; what was never seen costs as if it were one in a billion.
    """
    began = test[0].sum(axis=-1)
    steps = (test * np.log(np.maximum(learnt, 1e-9))).sum()
    first = (began * np.log(np.maximum(start, 1e-9))).sum()
    return float((steps + first) / began.sum())


def draw_ends(steps: Array, rng: Generator, draws: int) -> Array:
    """Draws (S, C, 3) of going on, buying and leaving at each contact, under Jeffreys' prior.

    Of the last contact, which stands for all later ones too, the journey's end: it goes on to none.
    """
    channels = steps.shape[1]
    onward = steps.sum(axis=1)
    ends = np.stack([onward[:, :channels].sum(axis=1), onward[:, channels], onward[:, channels + 1]], axis=1)
    weights = ends + 0.5
    weights[-1, 0] = 0.0
    return observed(rng.standard_gamma(weights, (draws, *weights.shape)))


def quantile_draws(n: Array, edges: Array, rng: Generator, draws: int, at: float = 0.5) -> Array:
    """Draws (S,) of a quantile of a duration counted in bins: ``n`` (B,) between ``edges`` (B + 1,).

    How much of the true distribution lies below the sample's quantile is a beta variable (the binomial's posterior
    under Jeffreys' prior); the quantile is read off there, even within each bin.
    """
    total = float(n.sum())
    return _read_off(n, edges, rng.beta(at * total + 0.5, (1 - at) * total + 0.5, draws))


def quantile(n: Array, edges: Array, at: float = 0.5) -> float:
    """The quantile of a duration counted in bins, even within each."""
    return float(_read_off(n, edges, np.array([at]))[0])


def _read_off(n: Array, edges: Array, at: Array) -> Array:
    """Where the shares ``at`` (S,) of all lie below."""
    reached = np.cumsum(n)
    wanted = at * reached[-1]
    place = np.searchsorted(reached, wanted)
    inside = (wanted - reached[place] + n[place]) / n[place]
    return np.asarray(edges[place] + inside * (edges[place + 1] - edges[place]))


def mean_draws(n: Array, totals: Array, rng: Generator, draws: int) -> Array:
    """Draws (S,) of a mean by the Bayesian bootstrap: cells of ``n`` journeys whose values sum to ``totals``."""
    kept = n > 0
    weights = rng.standard_gamma(np.tile(n[kept], (draws, 1)))
    return np.asarray(weights @ (totals[kept] / n[kept]) / weights.sum(axis=1))


def pooling_weight(n: Array, expected: Array) -> float:
    """How many journeys the ``expected`` shares (M,) are worth beside the counts ``n`` (M,), by empirical Bayes.

    The weight that makes the counts likeliest as Dirichlet-multinomial, on a grid from 1 to a million.
    """
    from scipy.special import gammaln

    seen = n > 0
    total = n.sum()
    grid = np.logspace(0, 6, 61)
    alpha = grid[:, None] * np.maximum(expected[seen], 1e-12)
    found = (gammaln(alpha + n[seen]) - gammaln(alpha)).sum(axis=1) + gammaln(grid) - gammaln(grid + total)
    return float(grid[found.argmax()])
