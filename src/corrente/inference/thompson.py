"""Posteriors of arms as draws, the chance that each is best, and how people are shared out by it. Arrays in and out.

Draws have shape (S, ..., A): S equally weighted draws of A arms. Counts may be effective numbers, not whole.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Array = NDArray[np.float64]

_LEAST_SPREAD = 0.1
"""The smallest squared coefficient of variation that sizes are taken to have: never quite all the same."""


def common_rate(events: Array, people: Array) -> Array:
    """The rate (..., 1) over all arms, kept above zero by half an event."""
    return np.asarray((events.sum(axis=-1, keepdims=True) + 0.5) / (people.sum(axis=-1, keepdims=True) + 1.0))


def share_draws(responded: Array, people: Array, mean: Array, strength: Array, rng: Generator, draws: int) -> Array:
    """Beta-binomial: draws of the shares (..., A), of which ``mean`` is expected with ``strength`` people's weight.

    ``mean`` and ``strength`` may hold a value per draw, (S, ..., A).
    """
    likely = np.clip(mean, 1e-9, 1 - 1e-9)
    failed = np.maximum(people - responded, 0.0)
    shape = np.broadcast_shapes((draws, *np.shape(responded)), np.shape(likely))
    return np.asarray(rng.beta(strength * likely + responded, strength * (1 - likely) + failed, shape))


def rate_draws(
    total: Array, people: Array, mean: Array, strength: Array, spread: Array, rng: Generator, draws: int
) -> Array:
    """Gamma-Poisson: draws of the events per person (..., A); ``spread`` is their variance over their mean.

    Events of one person come together, so evidence is counted in units of ``spread`` events (quasi-likelihood:
    Wedderburn 1974, *Biometrika* 61, 439-447).
    """
    shape = np.broadcast_shapes((draws, *np.shape(total)), np.shape(mean))
    gamma = rng.standard_gamma(np.broadcast_to((strength * mean + total) / spread, shape))
    return np.asarray(gamma * spread / (strength + people))


def size_draws(responded: Array, total: Array, spread: Array, rng: Generator, draws: int) -> Array:
    """Draws of the mean size (..., A) of a response, such as an order, from capped sums.

    ``spread`` (..., 1) is the squared coefficient of variation over all arms: heavy tails are seen too seldom in one
    arm to be judged there. The weight of one response is given to the common mean, or to 1 before any came.
    """
    came, of_all = responded.sum(axis=-1, keepdims=True), total.sum(axis=-1, keepdims=True)
    common = np.where(of_all > 0, of_all / np.maximum(came, 1e-12), 1.0)
    responses = responded + 1
    mean = (total + common) / responses
    shape = np.broadcast_to(responses / spread, (draws, *np.shape(total)))
    return np.asarray(mean * rng.standard_gamma(shape) / shape)


def spread_of_sizes(responded: Array, total: Array, squares: Array) -> Array:
    """The squared coefficient of variation (..., 1) of responses of all arms together."""
    n, sum_, square = (part.sum(axis=-1, keepdims=True) for part in (responded, total, squares))
    mean = sum_ / np.maximum(n, 1e-12)
    return np.asarray(np.maximum(square / np.maximum(n * mean**2, 1e-300) - 1, _LEAST_SPREAD))


def spread_of_counts(total: Array, squares: Array, people: Array) -> Array:
    """Variance over mean (..., 1) of the events of a person, over all arms; at least Poisson's 1."""
    n, sum_, square = (np.maximum(part.sum(axis=-1, keepdims=True), 1e-12) for part in (people, total, squares))
    return np.asarray(np.maximum(square / sum_ - sum_ / n, 1.0))


def best(draws: Array) -> Array:
    """The probability (..., A) that each arm has the highest value."""
    top = draws.argmax(axis=-1)
    return np.stack([(top == arm).mean(axis=0) for arm in range(draws.shape[-1])], axis=-1)


def top_two(best: Array, leading: float = 0.5) -> Array:
    """The probabilities (..., A) of top-two Thompson sampling: the leader ``leading`` of the time, else a challenger.

    A leader is drawn by its chance of being best; the challenger is drawn likewise until it is another (Russo 2020,
    *Operations Research* 68, 1625-1647).
    """
    chance = np.clip(best, 1e-6, 1 - 1e-6)
    chance = chance / chance.sum(axis=-1, keepdims=True)
    odds = chance / (1 - chance)
    others = odds.sum(axis=-1, keepdims=True) - odds
    return np.asarray(chance * (leading + (1 - leading) * others))


def floored(weights: Array, least: float, held: float = 0.0) -> Array:
    """The weights (..., A) with none below ``least`` and the first arm given ``held`` beforehand.

    ``least`` is at most an equal share of what is not held.
    """
    arms = weights.shape[-1]
    inner = min(least / max(1 - held, 1e-12), 1 / arms)
    shared = (1 - held) * (inner + (1 - arms * inner) * weights)
    shared[..., 0] += held
    return np.asarray(shared)


def expected_loss(draws: Array) -> Array:
    """What choosing each arm is expected to lose against the best (..., A), in the unit of the draws."""
    return np.asarray((draws.max(axis=-1, keepdims=True) - draws).mean(axis=0))
