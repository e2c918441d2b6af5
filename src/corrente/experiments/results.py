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
from corrente.experiments.counts import Counts, known, over
from corrente.inference import anytime, thompson
from corrente.inference.weighting import Outcomes, Weighted, inverse, weighted

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
    posterior of the relative change, not numbers as long as nobody's window is over.
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
    standing = [arm for arm in metrics[0].arms if arm.best is not None]
    leader = max(standing, key=lambda arm: arm.best or 0.0).arm
    return Results(metrics, leader, _remaining(test, counts[test.decision.name], leader))


def _sign(metric: Metric) -> float:
    """1 where more is better, -1 where less is."""
    return 1.0 if metric.more_is_better else -1.0


def _posterior(metric: Metric, counts: Counts, seen: Outcomes, arms: Mask) -> Array:
    """Draws (S, arms), from a generator that the counts themselves seed."""
    rng = np.random.default_rng(zlib.crc32(counts.people.tobytes() + counts.total.tobytes()))
    return learning.posterior(metric, seen, arms, rng, DRAWS)


@dataclass(frozen=True)
class _Seen:
    """The counts of one metric, and the outcomes of people whose window is over, for comparisons with the default."""

    metric: Metric
    counts: Counts
    done: Outcomes
    default: int

    def sums(self, *places: int) -> Weighted:
        """The weighted sums of these arms, in this order, over the time in which all of them were on offer."""
        pair = self.done.of(list(places))
        return weighted(inverse(pair.probability), pair, self.done.typical_square())


def _metric(test: Test, metric: Metric, counts: Counts) -> MetricResult:
    opened = learning.is_open(test, counts.arms)
    draws = _posterior(metric, counts, known(counts).outcomes, opened) * _sign(metric)
    best, loss = np.full((2, opened.size), np.nan)
    best[opened], loss[opened] = thompson.best(draws), thompson.expected_loss(draws)
    seen = _Seen(metric, counts, over(counts).outcomes, counts.arms.index(test.default.id))
    worth = test.worth if metric is test.decision else None
    arms = tuple(_arm(seen, place, _some(best[place]), _some(loss[place]), worth) for place in range(opened.size))
    return MetricResult(metric, arms)


def _some(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _arm(seen: _Seen, place: int, best: float | None, loss: float | None, worth: float | None) -> ArmResult:
    difference, relative, effect = _against_default(seen, place)
    return ArmResult(
        arm=seen.counts.arms[place],
        shown=int(seen.counts.people[seen.counts.arm == place].sum()),
        people=int(seen.done.people[:, place].sum()),
        responded=int(seen.done.responded[:, place].sum()),
        mean=interval(anytime.mean(seen.sums(place), ALPHA), 0),
        difference=difference,
        relative=relative,
        best=best,
        loss=loss,
        money=None if loss is None or worth is None else loss * worth,
        effect=effect,
    )


def _against_default(seen: _Seen, place: int) -> tuple[Interval | None, Interval | None, tuple[float, ...]]:
    if place == seen.default:
        return None, None, ()
    pair = seen.sums(place, seen.default)
    difference = anytime.difference(pair, 0, 1, ALPHA)
    relative = anytime.relative(pair, 0, 1, ALPHA)
    return interval(difference), interval(relative), _effect(seen, place)


def interval(bounds: anytime.Bounds, place: int | tuple[()] = ()) -> Interval:
    """The bounds at one place of their arrays."""
    return Interval(float(bounds.value[place]), float(bounds.low[place]), float(bounds.high[place]))


def _effect(seen: _Seen, place: int) -> tuple[float, ...]:
    """Quantiles of the posterior of the relative change, from people whose window is over."""
    if not seen.done.people[:, [place, seen.default]].sum(axis=0).all():
        return (np.nan,) * KEPT
    pair = np.isin(np.arange(len(seen.counts.arms)), [place, seen.default])
    draws = _posterior(seen.metric, seen.counts, seen.done, pair)
    arm, other = draws.T if place < seen.default else draws.T[::-1]
    return tuple(np.quantile(arm / other - 1, (np.arange(KEPT) + 0.5) / KEPT).tolist())


def _remaining(test: Test, counts: Counts, leader: str) -> float:
    """The 95% quantile of (best - leader) / leader (Scott 2015, *Applied Stochastic Models* 31, 37-45)."""
    opened = learning.is_open(test, counts.arms)
    draws = _posterior(test.decision, counts, known(counts).outcomes, opened) * _sign(test.decision)
    own = draws[:, np.flatnonzero(opened).tolist().index(counts.arms.index(leader))]
    return float(np.quantile((draws.max(axis=1) - own) / np.maximum(np.abs(own), 1e-300), 0.95))
