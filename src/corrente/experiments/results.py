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
from corrente.inference.overlap import Weighted, overlap, weighted

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

DRAWS = 4_000
ALPHA = 1 - LEVEL
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


def _arm(test: Test, metric: Metric, counts: Counts, done: Strata, place: int, chance: float, loss: float) -> ArmResult:
    standing = bool(np.isfinite(chance))
    decides = metric is test.decision
    default = counts.arms.index(test.default.id)
    pair = None if place == default else _sums(done, place, default)
    return ArmResult(
        arm=counts.arms[place],
        shown=int(counts.people[counts.arm == place].sum()),
        people=int(done.people[:, place].sum()),
        responded=int(done.responded[:, place].sum()),
        mean=_interval(anytime.mean(_sums(done, place), ALPHA), place),
        difference=None if pair is None else _interval(anytime.difference(pair, place, default, ALPHA)),
        relative=None if pair is None else _interval(anytime.relative(pair, place, default, ALPHA)),
        best=chance if standing else None,
        loss=loss if standing else None,
        money=loss * test.worth if standing and decides and test.worth is not None else None,
        effect=() if pair is None else _effect(metric, counts, done, place, default),
    )


def _mask(done: Strata, *places: int) -> Mask:
    mask = np.zeros(done.people.shape[-1], dtype=bool)
    mask[list(places)] = True
    return mask


def _sums(done: Strata, *places: int) -> Weighted:
    """The weighted sums over the time in which all of these arms were on offer."""
    weight = overlap(done.probability, _mask(done, *places))
    return weighted(weight, done.people, done.responded, done.total, done.squares)


def _interval(bounds: anytime.Bounds, place: int | tuple[()] = ()) -> Interval:
    return Interval(float(bounds.value[place]), float(bounds.low[place]), float(bounds.high[place]))


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
