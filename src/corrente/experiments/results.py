"""What a test shows so far: every arm, each against the default, with intervals that hold at every look. No I/O."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corrente.core.answer import LEVEL
from corrente.core.experiment import Metric, Test
from corrente.experiments import learning
from corrente.experiments.counts import Counts, Strata, known, over
from corrente.inference import anytime, thompson
from corrente.inference.overlap import deviation, overlap, weighted

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

DRAWS = 4_000
KEPT = 199
"""So many equally spaced quantiles are kept of the posterior of an effect."""


@dataclass(frozen=True)
class Interval:
    """An estimate and its 90% bounds, which hold at every look; they are infinite where too little is known yet."""

    value: float
    low: float
    high: float

    @property
    def known(self) -> bool:
        """Whether both bounds are finite."""
        return bool(np.isfinite(self.low) and np.isfinite(self.high))


@dataclass(frozen=True)
class ArmResult:
    """One arm by one metric.

    ``shown``: people who were shown it; ``people``: those of them whose window is over, of whom ``responded`` have a
    value above 0. ``mean`` is the metric per person; ``difference`` and ``relative`` are against the default, over the
    time in which both were on offer (None for the default itself). ``best`` is the posterior probability that the arm
    is the best of those open, ``loss`` what choosing it is expected to lose per person against the best, ``money`` the
    same in money where the test says what a unit is worth; None for a dropped arm. ``effect`` are quantiles of the
    posterior of the relative change.
    """

    arm: str
    shown: int
    people: int
    responded: int
    mean: Interval
    difference: Interval | None
    relative: Interval | None
    best: float | None
    loss: float | None
    money: float | None
    effect: tuple[float, ...]


@dataclass(frozen=True)
class MetricResult:
    """One metric of a test, with all arms in the test's order."""

    metric: Metric
    arms: tuple[ArmResult, ...]

    def arm(self, id: str) -> ArmResult:
        """The result of one arm; raises ``KeyError`` where there is none of that id."""
        for result in self.arms:
            if result.arm == id:
                return result
        raise KeyError(id)


@dataclass(frozen=True)
class Results:
    """All metrics of a test: the one that decides first. ``leader`` is the open arm that is best most probably."""

    metrics: tuple[MetricResult, ...]
    leader: str
    remaining: float
    """Value remaining: the most, with 95% probability, by which another arm beats the leader, as a share of it."""

    @property
    def decision(self) -> MetricResult:
        """The metric that decides."""
        return self.metrics[0]

    @property
    def guardrails(self) -> tuple[MetricResult, ...]:
        """The metrics that must not get worse."""
        return self.metrics[1:]

    @property
    def people(self) -> int:
        """Everybody who was shown an arm."""
        return sum(arm.shown for arm in self.decision.arms)


def results(test: Test, counts: Mapping[str, Counts]) -> Results:
    """The results of a test from the counts of each of its metrics, by name; the same counts give the same results."""
    metrics = tuple(_metric(test, metric, counts[metric.name]) for metric in test.metrics)
    open_arms = [arm for arm in metrics[0].arms if arm.best is not None]
    leader = max(open_arms, key=lambda arm: arm.best or 0.0).arm
    return Results(metrics, leader, _remaining(test, counts[test.decision.name], leader))


def _seeded(counts: Counts) -> np.random.Generator:
    """A generator that the counts themselves seed."""
    return np.random.default_rng(zlib.crc32(b"".join(getattr(counts, n).tobytes() for n in ("people", "total"))))


def _oriented(metric: Metric, draws: Array) -> Array:
    return draws if metric.more_is_better else -draws


def _metric(test: Test, metric: Metric, counts: Counts) -> MetricResult:
    opened = learning.is_open(test, counts.arms)
    draws = _oriented(metric, learning.posterior(metric, known(counts), opened, _seeded(counts), DRAWS))
    chance, loss = np.full((2, opened.size), np.nan)
    chance[opened], loss[opened] = thompson.best(draws), thompson.expected_loss(draws)
    done = over(counts)
    arms = tuple(
        _arm(test, metric, counts, done, place, float(chance[place]), float(loss[place]))
        for place in range(len(counts.arms))
    )
    return MetricResult(metric, arms)


def _arm(
    test: Test, metric: Metric, counts: Counts, done: Strata, place: int, chance: float, loss: float
) -> ArmResult:
    standing = bool(np.isfinite(chance))
    decides = metric is test.decision
    pair = _pair(done, place, counts.arms.index(test.default.id))
    return ArmResult(
        arm=counts.arms[place],
        shown=int(counts.people[counts.arm == place].sum()),
        people=int(done.people[:, place].sum()),
        responded=int(done.responded[:, place].sum()),
        mean=_mean(done, place),
        difference=None if pair is None else pair.difference,
        relative=None if pair is None else pair.relative,
        best=chance if standing else None,
        loss=loss if standing else None,
        money=loss * test.worth if standing and decides and test.worth is not None else None,
        effect=() if pair is None else _effect(metric, counts, done, place, counts.arms.index(test.default.id)),
    )


@dataclass(frozen=True)
class _Pair:
    difference: Interval
    relative: Interval


def _mask(done: Strata, *places: int) -> Mask:
    mask = np.zeros(done.people.shape[-1], dtype=bool)
    mask[list(places)] = True
    return mask


def _mean(done: Strata, place: int) -> Interval:
    weight = overlap(done.probability, _mask(done, place))
    sums = weighted(weight, done.people, done.responded, done.total, done.squares)
    error = np.sqrt(deviation(weight, done.people, done.total, done.squares))
    half = (anytime.factor(sums.people, 1 - LEVEL) * error)[place]
    return _interval(sums.mean[place], half, sums.responded[place])


def _interval(value: float, half: float, responded: float) -> Interval:
    reach = half if responded >= LEAST_RESPONSES else np.inf
    return Interval(float(value), float(value - reach), float(value + reach))


LEAST_RESPONSES = 10
"""Bounds are given once each arm compared has so many responses, counted as effective people are."""


def _pair(done: Strata, place: int, default: int) -> _Pair | None:
    if place == default:
        return None
    weight = overlap(done.probability, _mask(done, place, default))
    sums = weighted(weight, done.people, done.responded, done.total, done.squares)
    variance = deviation(weight, done.people, done.total, done.squares)
    pair = [place, default]
    responded = sums.responded[pair].min()
    factor = anytime.factor(1 / (1 / np.maximum(sums.people[pair], 1e-12)).sum(), 1 - LEVEL)
    (mean, other), (own, against) = sums.mean[pair], variance[pair]
    difference = _interval(mean - other, factor * np.sqrt(own + against), responded)
    low, high = anytime.relative((mean, other), (own, against), factor)
    ratio = mean / other - 1 if other > 0 else np.nan
    reached = responded >= LEAST_RESPONSES
    return _Pair(difference, Interval(float(ratio), *(map(float, (low, high)) if reached else (-np.inf, np.inf))))


def _effect(metric: Metric, counts: Counts, done: Strata, place: int, default: int) -> tuple[float, ...]:
    """Quantiles of the posterior of the relative change, over the time in which both were on offer."""
    draws = learning.posterior(metric, done, _mask(done, place, default), _seeded(counts), DRAWS)
    arm, other = (draws[:, 0], draws[:, 1]) if place < default else (draws[:, 1], draws[:, 0])
    return tuple(np.quantile(arm / other - 1, (np.arange(KEPT) + 0.5) / KEPT).tolist())


def _remaining(test: Test, counts: Counts, leader: str) -> float:
    """The 95% quantile of (best - leader) / leader (Scott 2015, *Applied Stochastic Models* 31, 37-45)."""
    opened = learning.is_open(test, counts.arms)
    draws = learning.posterior(test.decision, known(counts), opened, _seeded(counts), DRAWS)
    own = draws[:, [arm for arm, is_ in zip(counts.arms, opened, strict=True) if is_].index(leader)]
    top = _oriented(test.decision, draws).max(axis=1)
    return float(np.quantile((top - _oriented(test.decision, own)) / np.maximum(np.abs(own), 1e-300), 0.95))
