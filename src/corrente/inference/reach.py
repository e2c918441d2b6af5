"""Whom a set of channels reaches: shares of people by the exact set of channels that met them, segment by segment.

The sets of segment g are multinomial with shares p_g ~ Dirichlet(c p), p ~ Dirichlet: drawn towards all segments' sets
as far as segments are alike, and exactly conjugate given c and p (Teh, Jordan, Beal & Blei 2006, *JASA* 101). c is
summed on a grid, and p integrated out by Bayes' rule at its mode: likelihood by prior over posterior (Chib 1995, *JASA*
90). Given c, p is Dirichlet with the mode and the information that the segments hold. Sets that nobody met get nothing
(Rubin's 1981 Bayesian bootstrap).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.inference.shapley import coalition_worth

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

_CONCENTRATIONS = np.exp(np.linspace(np.log(3.0), np.log(1e6), 25))
_ROUNDS = 3


@dataclass(frozen=True)
class Pooled:
    """What G segments share: ``concentration`` (S,) and ``common`` shares (S, M), and their own ``people`` (G, M)."""

    people: Array
    concentration: Array
    common: Array

    def draw(self, segment: int, rng: Generator) -> Array:
        """Draws (S, M) of one segment's shares."""
        return _dirichlet(self.people[segment] + self.concentration[:, None] * self.common, rng)


def pool(people: Array, rng: Generator, draws: int) -> Pooled:
    """What the segments' ``people`` (G, M) by set have in common. Raises ``ValueError`` for an empty segment or set."""
    if people.size == 0 or (people.sum(axis=0) <= 0).any() or (people.sum(axis=1) <= 0).any():
        raise ValueError("every segment and every set needs at least one person")
    weights = known(people)
    picked = rng.choice(len(_CONCENTRATIONS), draws, p=_chances(people, weights))
    common = np.empty((draws, people.shape[1]))
    for place in np.unique(picked):
        at = np.flatnonzero(picked == place)
        common[at] = _dirichlet(np.broadcast_to(weights[place], (at.size, people.shape[1])), rng)
    return Pooled(people, _CONCENTRATIONS[picked], common)


def draw_shares(people: Array, rng: Generator, draws: int) -> Array:
    """Draws (S, M) of the shares of one group of ``people`` (M,) on its own."""
    return _dirichlet(np.broadcast_to(people, (draws, people.size)), rng)


def posterior_mean(people: Array) -> Array:
    """The posterior mean (G, M) of the shares: between each segment's own and those in common."""
    met = people.sum(axis=0) > 0
    weights = known(people[:, met])
    common = weights / weights.sum(axis=1, keepdims=True)
    chances, found = _chances(people[:, met], weights), np.zeros(people.shape)
    for chance, value, shared in zip(chances, _CONCENTRATIONS, common, strict=True):
        found[:, met] += chance * (people[:, met] + value * shared) / (people.sum(axis=1, keepdims=True) + value)
    return found


def concentration_chances(people: Array) -> Array:
    """The posterior (C,) of the concentration on the grid, which is even on the log scale."""
    return _chances(people, known(people))


def _chances(people: Array, weights: Array) -> Array:
    """The likelihood at the shares in common by their posterior's density there, for each concentration."""
    from scipy.special import gammaln

    common = weights / weights.sum(axis=1, keepdims=True)
    value = _CONCENTRATIONS[:, None]
    fit = gammaln(weights).sum(axis=1) - gammaln(weights.sum(axis=1)) - (weights * np.log(common)).sum(axis=1)
    for own in people:
        met = own > 0
        base = value * common[:, met]
        fit += (gammaln(own[met] + base) - gammaln(base)).sum(axis=1)
        fit += (gammaln(value) - gammaln(value + own.sum()))[:, 0]
    chance = np.exp(fit - fit.max())
    return np.asarray(chance / chance.sum())


def known(people: Array) -> Array:
    """How surely the shares in common are known, for each concentration: weights (C, M) of a Dirichlet.

    Its mean is the likeliest shares, which the expected numbers of distinct draws from them lead to (an EM algorithm);
    its weight is the observed information, in draws.
    """
    from scipy.special import digamma, polygamma

    common = np.broadcast_to(people.sum(axis=0) / people.sum(), (len(_CONCENTRATIONS), people.shape[1]))
    for _ in range(_ROUNDS):
        drawn = _over_segments(people, common, lambda base, own: base * (digamma(base + own) - digamma(base)))
        common = drawn / drawn.sum(axis=1, keepdims=True)
    seen = _over_segments(people, common, lambda base, own: base**2 * (polygamma(1, base) - polygamma(1, base + own)))
    return np.asarray(seen.sum(axis=1, keepdims=True) * common)


def _over_segments(people: Array, common: Array, of: Callable[[Array, Array], Array]) -> Array:
    """The sum (C, M) over segments of what each makes of the prior's weights and its people."""
    found = np.zeros(common.shape)
    for own in people:
        met = own > 0
        found[:, met] += of(_CONCENTRATIONS[:, None] * common[:, met], own[met])
    return found


def _dirichlet(weights: Array, rng: Generator) -> Array:
    drawn = rng.standard_gamma(np.maximum(weights, 1e-9)) + 1e-300
    return np.asarray(drawn / drawn.sum(axis=-1, keepdims=True))


def met_by(sets: Whole, chosen: int) -> NDArray[np.bool_]:
    """Which of the sets (M,) hold any of the channels of the mask ``chosen``."""
    return np.asarray((sets & chosen) > 0)


def reach_of_all(sets: Whole, shares: Array, channels: int) -> Array:
    """The share of people (2^K,) whom each subset of the channels meets."""
    worth = coalition_worth(sets, shares, channels)
    return np.asarray(worth[-1] - worth[::-1])


def cheapest(sets: Whole, draws: Array, costs: Array, goal: float, sure: float) -> int | None:
    """The mask of the cheapest channels that meet at least ``goal`` of the people with probability ``sure``.

    Exact over all 2^K subsets: those whose mean reach is near the goal or above are tried in the order of their cost,
    then of their size. ``None`` where not even all channels do.
    """
    channels = len(costs)
    reach = reach_of_all(sets, draws.mean(axis=0), channels)
    masks = np.arange(2**channels)
    members = (masks[:, None] >> np.arange(channels)) & 1
    order = np.lexsort((-reach, members.sum(axis=1), members @ costs))
    for mask in order[reach[order] >= goal]:
        if (draws[:, met_by(sets, int(mask))].sum(axis=1) >= goal).mean() >= sure:
            return int(mask)
    return None


def greedy(sets: Whole, shares: Array, costs: Array) -> Sequence[int]:
    """Channels in the order in which each adds most reach per money; free channels first, by what they add."""
    left, chosen, order = list(range(len(costs))), 0, []
    while left:
        gains = {k: float(shares[met_by(sets, 1 << k) & ~met_by(sets, chosen)].sum()) for k in left}
        best = max(left, key=lambda k: (costs[k] <= 0, gains[k] / costs[k] if costs[k] > 0 else gains[k]))
        order.append(best)
        left.remove(best)
        chosen |= 1 << best
    return order
