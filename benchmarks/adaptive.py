"""Adaptive tests: what learning gains, whether intervals and alarms keep their promise, and decisions per second."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from benchmarks.adaptive_speed import speed
from benchmarks.adaptive_streams import Array, Streams, World, simulate
from benchmarks.environments import MABWISER, Unavailable
from benchmarks.page import Cell, Page, Table
from corrente.core.experiment import Learning, Measure
from corrente.inference import anytime, thompson
from corrente.inference.sample_ratio import ALPHA as ALARM
from corrente.inference.sample_ratio import sample_ratio
from corrente.inference.weighting import Outcomes, compared, replayed

ALPHA, TESTS, LEAST = 0.1, 1_000, 0.05

WORLDS = (
    World("share of 5%", Measure.CONVERSIONS, (0.05, 0.05, 0.05), 300),
    World("share of 5%, one better", Measure.CONVERSIONS, (0.05, 0.06, 0.05), 1_000),
    World("share of 1%", Measure.CONVERSIONS, (0.01, 0.01), 500),
    World("share of 50%", Measure.CLICKS, (0.4, 0.5, 0.4), 100, drift=0.2),
    World("count, 0.3 per person", Measure.COUNT, (0.3, 0.3, 0.33), 100),
    World("session time", Measure.SESSION_TIME, (0.7, 0.7), 100, 1.5, 30.0, drift=0.2),
    World("revenue, variation 2", Measure.REVENUE, (0.05, 0.05, 0.06), 300, 2.0, 30.0),
    World("revenue, variation 4", Measure.REVENUE, (0.05, 0.06), 1_000, 4.0, 100.0),
)


def run(peers: bool = True, tests: int = TESTS) -> None:
    """Everything, written to ``docs/benchmarks/adaptive.md``."""
    rng = default_rng(20_261_123)
    tables = [gains(peers, rng), levels(tests, rng), *ratios(tests, rng), replay(tests, rng), speed(peers)]
    Page(
        "adaptive",
        "Adaptive tests: gains, intervals, alarms, replay, speed",
        "python -m benchmarks adaptive",
        tables,
        [
            "All tests are simulated; outcomes come late, all arms drift together in a wave and upwards (by half "
            "of themselves unless said)",
            "Learning, weights, intervals and alarms are the functions that live tests use (`corrente.inference`)",
        ],
        {MABWISER.package: MABWISER.version},
    ).write()


STREAMS, PEOPLE, BATCH = 40, 10_000, 250
KINDS: Mapping[str, tuple[Array, float]] = {
    "4 arms, 5% and one of 6.5%": (np.array([0.05, 0.05, 0.065, 0.05]), 0.0),
    "the same, with drift": (np.array([0.05, 0.05, 0.065, 0.05]), 0.5),
    "2 arms, 10% and 11%": (np.array([0.1, 0.11]), 0.0),
}


def gains(peers: bool, rng: Generator) -> Table:
    """Regret and final choice on the same streams."""
    rows: list[Sequence[Cell]] = []
    for name, (rates, drift) in KINDS.items():
        level = 1 + drift * np.sin(2 * np.pi * np.arange(PEOPLE) / PEOPLE * 3 + rng.uniform(0, 6.28, (STREAMS, 1)))
        chances = level[..., None] * rates
        responses = rng.random(chances.shape) < chances
        ways = {
            "fixed split": (Learning.FIXED, 0.0),
            "Thompson, least 5%": (Learning.THOMPSON, 0.05),
            "Thompson, least 1%": (Learning.THOMPSON, 0.01),
            "top-two, least 5%": (Learning.TOP_TWO, 0.05),
        }
        for way, (learning, least) in ways.items():
            chosen, final = _served(responses, learning, least, rng)
            rows.append([name, way, *_scored(chances, chosen, final, rates)])
        theirs = _mabwiser(responses) if peers else "not asked for"
        scores = [theirs, None, None] if isinstance(theirs, str) else _scored(chances, theirs, _last(theirs), rates)
        rows.append([name, "mabwiser, Thompson", *scores])
        print(f"  {name}", rows[-5:], flush=True)
    return Table(
        f"Regret over {PEOPLE:,} people and the final choice, on the same {STREAMS} streams",
        ["test", "shared out by", "responses lost against the best arm", "standard error", "chose the best arm"],
        rows,
        f"All learn at the end of every {BATCH} people. The final choice is the arm that most probably is best; for "
        "mabwiser the one it showed most in the last tenth; for the fixed split the highest share. "
        "The standard error of the last column is about 3 points.",
    )


def _served(
    responses: NDArray[np.bool_], learning: Learning, least: float, rng: Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The arms that people got (streams, people), and the arm chosen at the end (streams,)."""
    streams, people, arms = responses.shape
    batches = people // BATCH
    chosen = np.zeros((streams, people), dtype=np.int64)
    probability = np.full((streams, batches, arms), 1 / arms)
    shown, came = np.zeros((2, streams, batches, arms))
    chance = probability[:, 0]
    for batch in range(batches):
        rows = slice(batch * BATCH, (batch + 1) * BATCH)
        if batch and learning is not Learning.FIXED:
            shares = thompson.top_two(chance) if learning is Learning.TOP_TWO else chance
            probability[:, batch] = thompson.floored(shares, least)
        edges = probability[:, batch].cumsum(axis=1)[:, None, :-1]
        chosen[:, rows] = (rng.random((streams, BATCH, 1)) >= edges).sum(axis=-1)
        got = chosen[:, rows, None] == np.arange(arms)
        shown[:, batch], came[:, batch] = got.sum(axis=1), (got & responses[:, rows]).sum(axis=1)
        if learning is not Learning.FIXED or batch == batches - 1:
            chance = _chance(probability[:, : batch + 1], shown[:, : batch + 1], came[:, : batch + 1], rng)
    return chosen, chance.argmax(axis=1)


def _chance(probability: Array, shown: Array, came: Array, rng: Generator) -> Array:
    sums = compared(Outcomes(probability, shown, came, came, came))
    rate = thompson.common_rate(sums.responded, sums.people)
    return thompson.best(thompson.share_draws(sums.responded, sums.people, rate, 1 / rate, rng, 400))


def _scored(chances: Array, chosen: NDArray[np.int64], final: NDArray[np.int64], rates: Array) -> list[Cell]:
    got = np.take_along_axis(chances, chosen[..., None], axis=2)[..., 0]
    lost = (chances.max(axis=2) - got).sum(axis=1)
    return [float(lost.mean()), float(lost.std() / np.sqrt(len(lost))), _percent((final == rates.argmax()).mean())]


def _last(chosen: NDArray[np.int64]) -> NDArray[np.int64]:
    tail = chosen[:, -chosen.shape[1] // 10 :]
    return np.array([np.bincount(row).argmax() for row in tail])


def _mabwiser(responses: NDArray[np.bool_]) -> NDArray[np.int64] | str:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "streams.npz"
        np.savez_compressed(file, responses=responses.astype(np.int8))
        try:
            return np.array(MABWISER.run("bandit_mabwiser", file, BATCH)["chosen"])
        except Unavailable as reason:
            return str(reason)


def levels(tests: int, rng: Generator) -> Table:
    """How often an interval ever misses the truth, over all looks."""
    rows: list[Sequence[Cell]] = []
    for place, world in enumerate(WORLDS):
        for learning in (Learning.THOMPSON, Learning.FIXED if place % 2 else Learning.TOP_TWO):
            begin = time.perf_counter()
            rows.append([world.name, learning.value, *_missed(simulate(world, tests, learning, LEAST, rng))])
            print(f"  {rows[-1]} {time.perf_counter() - begin:.1f} s", flush=True)
    return Table(
        f"Share of {tests:,} tests in which a 90% interval missed at any look (promised: at most 10%)",
        [
            "metric",
            "shared out by",
            "mean",
            "difference",
            "relative",
            "fixed-time difference",
            "looks",
            "times as wide",
        ],
        rows,
        "Looks after each of 60 periods, at the second arm and against the default. `fixed-time`: the plain 1.645 "
        "standard errors, at the same looks. `looks`: at how many of them the difference has bounds. `times as wide`: "
        "as the fixed-time interval, at the end. Two standard errors of a share of 5% are 1.4 points.",
    )


def _missed(streams: Streams) -> list[Cell]:
    tests, periods, _ = streams.truth.shape
    missed, looks, ratio = np.zeros((4, tests), dtype=bool), 0.0, np.nan
    for period in range(1, periods + 1):
        seen = streams.until(period)
        alone, pair = seen.sums(1), seen.sums(0, 1)
        true = seen.true_means()
        own = true[:, 1]
        bounds = anytime.difference(pair, 1, 0, ALPHA)
        begun = np.isfinite(bounds.high)
        error = np.sqrt(pair.variance.sum(axis=1))
        mean, relative = anytime.mean(alone, ALPHA), anytime.relative(pair, 1, 0, ALPHA)
        change = true[:, 1] - true[:, 0]
        missed |= [
            (own < mean.low[:, 0]) | (own > mean.high[:, 0]),
            (change < bounds.low) | (change > bounds.high),
            (true[:, 1] / true[:, 0] - 1 < relative.low) | (true[:, 1] / true[:, 0] - 1 > relative.high),
            begun & (np.abs(bounds.value - change) > 1.645 * error),
        ]
        looks += begun.mean()
        if begun.any():
            ratio = float(np.mean((bounds.high - bounds.low)[begun] / (2 * 1.645 * error[begun])))
    return [*map(_percent, missed.mean(axis=1)), round(looks), ratio]


FAULTS: Mapping[str, tuple[float, float]] = {
    "an arm loses 2% of its people": (0.02, 0.0),
    "an arm loses 5% of its people": (0.05, 0.0),
    "an arm loses 10% of its people": (0.1, 0.0),
    "an arm loses 20% of its people": (0.2, 0.0),
    "the log says an equal split, weights were used": (0.0, 1.0),
}


def ratios(tests: int, rng: Generator) -> list[Table]:
    """False alarms over all looks, and how soon planted faults are found."""
    sound = [_alarmed(_assigned(tests, arms, people, rng), people) for arms, people in _SIZES]
    false = [
        [f"{arms} arms, {LOOKS * people:,} people", _percent(found.mean())]
        for (arms, people), (found, _) in zip(_SIZES, sound, strict=True)
    ]
    rows: list[Sequence[Cell]] = []
    for name, (lost, unlogged) in FAULTS.items():
        found, when = _alarmed(_assigned(tests, 3, 1_000, rng, lost, unlogged), 1_000)
        rows.append([name, _percent(found.mean()), float(np.median(when[found])) if found.any() else None])
        print(f"  {rows[-1]}", flush=True)
    return [
        Table(
            f"Sample ratio: false alarms at any look (promised: at most {100 * ALARM:g}%)",
            ["test", "alarmed"],
            false,
            f"{tests:,} sound tests of each kind with probabilities that change at each of {LOOKS} looks.",
        ),
        Table(
            "Sample ratio: planted faults",
            ["fault", "found", "median people until found"],
            rows,
            f"{tests:,} tests with 3 arms, {LOOKS} looks, {1_000 * LOOKS:,} people.",
        ),
    ]


_SIZES = ((2, 20), (2, 2_000), (3, 200), (10, 2_000))
LOOKS = 30


def _assigned(
    tests: int, arms: int, people: int, rng: Generator, lost: float = 0.0, unlogged: float = 0.0
) -> tuple[Array, Array]:
    """People (T, looks, arms) and the logged probabilities; of arm 1 a share is ``lost``."""
    logged = np.maximum(rng.dirichlet(np.ones(arms), (tests, LOOKS)), LEAST / arms)
    logged /= logged.sum(axis=-1, keepdims=True)
    shown = rng.multinomial(rng.poisson(people, (tests, LOOKS)), logged)
    shown[..., 1] -= rng.binomial(shown[..., 1], lost)
    return shown.astype(float), np.full_like(logged, 1 / arms) if unlogged else logged


def _alarmed(counted: tuple[Array, Array], people: int) -> tuple[NDArray[np.bool_], Array]:
    """Whether an alarm came at any look (T,), and after how many people at first."""
    shown, logged = counted
    when = np.full(len(shown), np.inf)
    for look in range(1, shown.shape[1] + 1):
        alarms = sample_ratio(shown[:, :look], logged[:, :look]).alarms
        when[alarms & np.isinf(when)] = look * people
    return np.isfinite(when), when


WANTED = (0.3, 0.7, 0.0)


def replay(tests: int, rng: Generator) -> Table:
    """Whether estimates from logs of adaptive tests are off on average."""
    rows: list[Sequence[Cell]] = []
    for world in (
        World("5%, all alike, drift", Measure.CONVERSIONS, (0.05, 0.05, 0.05), 200),
        World("10% and 12%, drift", Measure.CONVERSIONS, (0.1, 0.12), 200),
        World("revenue, variation 2, drift", Measure.REVENUE, (0.05, 0.06), 500, 2.0, 30.0),
    ):
        streams = simulate(world, tests, Learning.THOMPSON, LEAST, rng)
        pair, truth = streams.sums(0, 1), streams.true_means()
        out, wanted = streams.outcomes, np.array(WANTED[: len(world.rates)])
        plain = out.total.sum(axis=1) / out.people.sum(axis=1)
        value = replayed(out, np.broadcast_to(wanted, out.people.shape)).mean[:, 0]
        rows.append(
            [
                world.name,
                *_bias(pair.mean[:, 0] - truth[:, 0]),
                *_bias(pair.mean[:, 1] - pair.mean[:, 0] - truth[:, 1] + truth[:, 0]),
                *_bias(value - truth @ wanted),
                *_bias(plain[:, 1] - plain[:, 0] - truth[:, 1] + truth[:, 0]),
            ]
        )
        print(f"  {rows[-1]}", flush=True)
    return Table(
        f"Offline replay of {tests:,} logs of adaptive tests: mean error",
        ["log", "mean of an arm", "s.e.", "difference", "s.e.", "another policy", "s.e.", "plain difference", "s.e."],
        rows,
        "What corrente estimates from the logged probabilities: an arm's mean, the difference to the default, and the "
        "mean had people been shared out by other weights (0.3, 0.7). Last, the plain difference of the arms' means. "
        "Each in its own unit, then in Monte Carlo standard errors: beyond 2 or 3 it is biased.",
    )


def _bias(error: Array) -> tuple[float, float]:
    standard = error.std() / np.sqrt(error.size)
    return float(error.mean()), round(float(error.mean() / standard), 1)


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"
