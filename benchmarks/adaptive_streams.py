"""Simulated tests, a thousand at once: adaptive allocation, delayed outcomes, drift; the truth is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.experiment import Learning, Measure
from corrente.experiments.counts import EDGES, OVER, arrived
from corrente.inference import thompson
from corrente.inference.weighting import Outcomes, Weighted, compared, inverse, weighted

Array = NDArray[np.float64]

WINDOW = 8
"""The window of a metric, in periods."""
DELAYS = np.array([0.15, 0.05, 0.1, 0.15, 0.2, 0.2, 0.15])
"""The shares of responses that come in each bucket of delay."""
LEARNT_FROM = 100
DRAWS = 50
SEASON = 20
"""Periods of the wave in which all arms drift."""


@dataclass(frozen=True)
class World:
    """What a kind of test is like: ``rates`` per arm (share who respond, or events per person) and sizes of responses.

    ``people`` come per period; ``variation`` is the coefficient of variation of sizes, lognormal, capped at ``cap``
    times their mean; ``drift`` the part by which all arms' level moves up and down, on top of a rise by half of it.
    """

    name: str
    measure: Measure
    rates: tuple[float, ...]
    people: int
    variation: float = 0.0
    cap: float = np.inf
    drift: float = 0.5
    periods: int = 60


@dataclass(frozen=True)
class Streams:
    """Tests (T, periods, arms): outcomes of people whose window is over, a stratum per period, and true means."""

    outcomes: Outcomes
    truth: Array

    def until(self, period: int) -> Streams:
        """The first periods only."""
        parts = (getattr(self.outcomes, name)[:, :period] for name in self.outcomes.__dataclass_fields__)
        return Streams(Outcomes(*parts), self.truth[:, :period])

    def sums(self, *arms: int) -> Weighted:
        """The weighted sums of these arms, in this order."""
        chosen = self.outcomes.of(list(arms))
        return weighted(inverse(chosen.probability), chosen, self.outcomes.typical_square())

    def true_means(self) -> Array:
        """What `sums` estimates (T, A): the means under each arm, over everybody."""
        people = self.outcomes.people.sum(axis=-1, keepdims=True)
        return np.asarray((people * self.truth).sum(axis=1) / people.sum(axis=1))


def simulate(world: World, tests: int, learning: Learning, least: float, rng: Generator) -> Streams:
    """So many tests of one kind, run side by side."""
    arms, shape = len(world.rates), (tests, world.periods, len(world.rates))
    streams = Streams(Outcomes(*(np.zeros(shape) for _ in range(5))), np.zeros(shape))
    out, delayed = streams.outcomes, np.zeros((*shape, len(DELAYS)))
    phase, mean_size = rng.uniform(0, 2 * np.pi, (tests, 1)), _mean_size(world)
    for period in range(world.periods):
        wave = np.sin(2 * np.pi * period / SEASON + phase)
        rate = np.array(world.rates) * (1 + world.drift * wave + world.drift / 2 * period / world.periods)
        so_far = streams.until(period).outcomes
        seen = _known(so_far, delayed[:, :period], period) if period else None
        chance = None if seen is None else _shared(seen, so_far.people, learning, least, rng)
        out.probability[:, period] = 1 / arms if chance is None else chance
        out.people[:, period] = rng.multinomial(rng.poisson(world.people, tests), out.probability[:, period])
        came = _outcomes(world, out.people[:, period].astype(np.int64), rate, rng)
        out.responded[:, period], out.total[:, period], out.squares[:, period] = came
        streams.truth[:, period] = rate * mean_size
        delayed[:, period] = rng.multinomial(came[0].astype(np.int64), DELAYS)
    return streams


def _known(seen: Outcomes, delayed: Array, period: int) -> Weighted:
    """What learning sees at the end of ``period`` - 1: responses that have come, people by what is known of them."""
    age = (period - np.arange(period) - 0.5) / WINDOW
    bucket = np.minimum(np.searchsorted(EDGES, age, side="right") - 1, OVER)
    over = bucket == OVER
    share = arrived(delayed[:, over].sum(axis=(1, 2)))[:, bucket]
    came = (delayed * (np.array(EDGES[1:]) <= age[:, None, None])).sum(axis=-1)
    part = came / np.maximum(seen.responded, 1)
    people = seen.people * share[..., None]
    return compared(Outcomes(seen.probability, people, came, part * seen.total, part * seen.squares))


def _shared(known: Weighted, people: Array, learning: Learning, least: float, rng: Generator) -> Array | None:
    """The next probabilities (T, A), by the same formulas as a live test's."""
    if learning is Learning.FIXED:
        return None
    rate = thompson.common_rate(known.responded, known.people)
    chance = thompson.best(thompson.share_draws(known.responded, known.people, rate, 1 / rate, rng, DRAWS))
    if learning is Learning.TOP_TWO:
        chance = thompson.top_two(chance)
    young = (people.sum(axis=1) < LEARNT_FROM).any(axis=1, keepdims=True)
    return np.where(young, 1 / people.shape[-1], thompson.floored(chance, least))


def _outcomes(world: World, people: NDArray[np.int64], rate: Array, rng: Generator) -> tuple[Array, Array, Array]:
    """Who responded, the values' sum and the squares' (T, A)."""
    if world.measure.is_share:
        came = rng.binomial(people, rate).astype(float)
        return came, came, came
    if world.measure is Measure.COUNT:
        each = np.repeat(rate.ravel(), people.ravel()) * rng.gamma(1.0, 1.0, people.sum())
        return _summed(rng.poisson(each).astype(float), people)
    came = rng.binomial(people, rate)
    return _summed(_sizes(world, int(came.sum()), rng), came)


def _summed(values: Array, people: NDArray[np.int64]) -> tuple[Array, Array, Array]:
    """The values of people one after the other, as counts of their cells."""
    cell = np.repeat(np.arange(people.size), people.ravel())
    responded, total, squares = (
        np.bincount(cell, part, people.size).reshape(people.shape) for part in ((values > 0) * 1.0, values, values**2)
    )
    return responded, total, squares


def _sizes(world: World, number: int, rng: Generator) -> Array:
    spread = np.sqrt(np.log1p(world.variation**2))
    return np.minimum(rng.lognormal(-(spread**2) / 2, spread, number), world.cap)


def _mean_size(world: World) -> float:
    """The mean of a capped size: E[min(X, c)] of a lognormal with mean 1."""
    from scipy.special import ndtr

    if world.measure.is_share or world.measure is Measure.COUNT:
        return 1.0
    spread = np.sqrt(np.log1p(world.variation**2))
    if not np.isfinite(world.cap):
        return 1.0
    z = (np.log(world.cap) + spread**2 / 2) / spread
    return float(ndtr(z - spread) + world.cap * (1 - ndtr(z)))
