"""From counts to the predisposition room's estimate: chances, expected buyers, the most likely tenth, the back-test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import Backtest, Estimate, Refusal
from corrente.core.count import Lookup, Scores
from corrente.core.room import Counted, Given
from corrente.core.words import Phrase, phrase
from corrente.inference.average_effects import average_effects
from corrente.inference.discrimination import auc, calibration_slope, log_loss
from corrente.inference.hierarchical_logistic import DealCells, LogisticPosterior, expit, mode, posterior
from corrente.upstream.predisposition.names import level, spans
from corrente.upstream.predisposition.patterns import KEYS, SIZES, Features, Snapshot, Vector, features, read, together
from corrente.upstream.predisposition.plan import Plan, plan
from corrente.upstream.predisposition.refusals import MIN_BUYERS, MIN_OTHERS, too_few

DRAWS = 600
TENTHS = 10
MIN_OF_LEVEL = 20
"""Customers of a level for its share to be foretold: an expected number of fewer says next to nothing."""
_FEW_DRAWS = 400  # for the interval of one customer's chance
_UNIT = "customers who will buy"


@dataclass(frozen=True)
class Driver:
    """One level of one feature among the customers learnt from, and its adjusted effect on the chance (draws)."""

    feature: str
    code: int
    customers: int
    bought: int
    draws: Vector


@dataclass(frozen=True)
class Tenth:
    """A tenth of today's customers, the most likely first: how many, and the share that will buy."""

    number: int
    customers: int
    expected: Estimate
    tested: tuple[float, float] | None


@dataclass(frozen=True)
class Predisposition:
    """Chances of today's customers, what they add up to, what speaks for them, and how that has stood its test."""

    plan: Plan
    now: Snapshot
    expected: Estimate
    rates: tuple[Estimate, ...]
    tenths: tuple[Tenth, ...]
    drivers: tuple[Driver, ...]
    fit: LogisticPosterior
    backtest: Backtest
    patterns: Lookup


def infer(counts: Counted, given: Given, rng: Generator) -> Predisposition | Refusal:
    """Learnt from both windows, tested on the second having learnt from the first alone."""
    planned = plan(given.profile)
    if isinstance(planned, Refusal):
        return planned
    learn, test, now = (read(counts[name]) for name in ("learn", "test", "now"))
    for side in (learn, test):
        if side.bought.sum() < MIN_BUYERS or side.others.sum() < MIN_OTHERS:
            return too_few(int(side.bought.sum()), int(side.others.sum()), planned.window_days)
    both = together(learn, test)
    told = features(both, planned)
    cells = _merged(told, both)
    fit = posterior(cells, rng, DRAWS)
    chances = expit(fit.coefficients @ told.cells(now.codes, now.bought, now.others).design.T)
    bought = _buyers(chances, now, rng)
    return Predisposition(
        planned,
        now,
        Estimate.from_draws("expected_buyers", bought.sum(axis=1), _UNIT, {"segment": "all"}),
        tuple(_rates(bought, now, planned, told.longest)),
        _tenths(chances, bought, now, _tested_tenths(learn, test, planned)),
        tuple(_drivers(told, both, average_effects(cells, fit.coefficients))),
        fit,
        _backtest(learn, test, planned),
        _lookup(chances, fit, told, both, now, planned),
    )


def scores(estimate: Predisposition) -> Scores:
    """Each customer's chance, what speaks for and against it, and the account's expected buyers."""
    planned = estimate.plan
    parameters = {"until_day": planned.until_day, "account_column": planned.account_place, **planned.parameters}
    return Scores("predisposition", parameters, {"patterns": estimate.patterns, **planned.lookups})


def _merged(told: Features, both: Snapshot) -> DealCells:
    """The cells with equal patterns of both windows added up: the model's work grows with them."""
    codes, place = np.unique(both.codes, axis=0, return_inverse=True)
    bought, others = (np.bincount(place.ravel(), side).astype(np.float64) for side in (both.bought, both.others))
    return told.cells(codes, bought, others)


def _buyers(chances: Vector, now: Snapshot, rng: Generator) -> Vector:
    """Draws (S, C) of how many of each pattern's customers will buy: what will be seen."""
    return rng.binomial(now.customers.astype(np.int64), chances).astype(np.float64)


def _rates(bought: Vector, now: Snapshot, planned: Plan, longest: int) -> Iterator[Estimate]:
    """The share of customers who will buy, by segment and by the time since their last purchase, as far as learnt."""
    groups = {
        5: (planned.segmentation.column, ("", *planned.segmentation.levels)),
        0: ("days_since_last", spans(planned)[: longest + 1]),
    }
    for column, (name, levels) in groups.items():
        for code, value in enumerate(levels):
            here = now.codes[:, column] == code
            customers = now.customers[here].sum()
            if value and customers >= MIN_OF_LEVEL:
                share = bought[:, here].sum(axis=1) / customers
                yield Estimate.from_draws("buying_rate", share, "share of customers in the window", {name: value},
                                          observed={"customers": int(customers)})  # fmt: skip


# -- tenths ----------------------------------------------------------------------------------------------------------


def _ranked(chance: Vector, customers: Vector) -> NDArray[np.int64]:
    """The tenth (C,) of each pattern by the middle of its customers, the most likely first; patterns stay whole."""
    order = np.argsort(-chance, kind="stable")
    ends = np.cumsum(customers[order])
    middle = (ends - customers[order] / 2) / max(ends[-1], 1)
    tenth = np.empty(len(chance), dtype=np.int64)
    tenth[order] = np.minimum((middle * TENTHS).astype(np.int64), TENTHS - 1)
    return tenth


def _tenths(
    chances: Vector, bought: Vector, now: Snapshot, tested: dict[int, tuple[float, float]]
) -> tuple[Tenth, ...]:
    tenth = _ranked(chances.mean(axis=0), now.customers)
    found = []
    for number in range(TENTHS):
        customers = now.customers[tenth == number].sum()
        if customers:
            share = bought[:, tenth == number].sum(axis=1) / customers
            expected = Estimate.from_draws("buying_rate", share, "share of customers in the window",
                                           {"tenth": str(number + 1)})  # fmt: skip
            found.append(Tenth(number + 1, int(customers), expected, tested.get(number)))
    return tuple(found)


def _tested_tenths(learn: Snapshot, test: Snapshot, planned: Plan) -> dict[int, tuple[float, float]]:
    """Foretold and seen shares of each tenth of the test window's customers."""
    chance = _foretold(learn, test, planned)
    tenth = _ranked(chance, test.customers)
    found = {}
    for number in range(TENTHS):
        here = tenth == number
        customers = test.customers[here].sum()
        if customers:
            found[number] = (float(chance[here] @ test.customers[here] / customers),
                             float(test.bought[here].sum() / customers))  # fmt: skip
    return found


# -- what speaks for it ----------------------------------------------------------------------------------------------


def _drivers(told: Features, both: Snapshot, effects: Vector) -> Iterator[Driver]:
    """Single features only: recency and frequency together have no reading of their own."""
    levels, column = told.levels(both.codes), 0
    for j, (name, size) in enumerate(zip(told.names, told.sizes, strict=True)):
        customers, bought = (np.bincount(levels[:, j], side, size) for side in (both.customers, both.bought))
        for code in range(size):
            if len(told.columns[j]) == 1 and customers[code] >= MIN_OF_LEVEL:
                yield Driver(name, code, int(customers[code]), int(bought[code]), effects[:, column + code])
        column += size


def _lookup(
    chances: Vector, fit: LogisticPosterior, told: Features, both: Snapshot, now: Snapshot, planned: Plan
) -> Lookup:
    """Today's patterns with chance, interval, and the largest contributions either way in the company's language."""
    mean = chances.mean(axis=0)
    low, high = np.quantile(chances[:_FEW_DRAWS], [0.05, 0.95], axis=0) if len(mean) else (mean, mean)
    most, least = _reasons(fit, told, both, now, planned)
    keys = {key: now.codes[:, j] for j, key in enumerate(KEYS)}
    millionths = np.rint(mean * 1e6).astype(np.int64)
    said = {"speaks_for": np.array(most, dtype=object), "speaks_against": np.array(least, dtype=object)}
    return {**keys, "chance": mean, "low": low, "high": high, "millionths": millionths, **said}


def _reasons(
    fit: LogisticPosterior, told: Features, both: Snapshot, now: Snapshot, planned: Plan
) -> tuple[list[str], list[str]]:
    """What moves each pattern's log odds most, up and down, against the average customer; of both together, recency."""
    shares = np.zeros((len(now.codes), len(KEYS)))
    weight = both.customers / both.customers.sum()
    of_both, of_now = told.levels(both.codes), told.levels(now.codes)
    coefficients, offset = fit.coefficients.mean(axis=0), 1
    for j, size in enumerate(told.sizes):
        own = coefficients[offset : offset + size]
        shares[:, told.columns[j][0]] += own[of_now[:, j]] - weight @ own[of_both[:, j]]
        offset += size
    sides = []
    for sign in (1, -1):
        place = (sign * shares).argmax(axis=1)
        told_apart = (sign * shares).max(axis=1) > 0
        said = [level(KEYS[p], int(codes[p]), planned).say(planned.language) if some else ""
                for p, codes, some in zip(place, now.codes, told_apart, strict=True)]  # fmt: skip
        sides.append(said)
    return sides[0], sides[1]


# -- test ------------------------------------------------------------------------------------------------------------


def _foretold(learn: Snapshot, test: Snapshot, planned: Plan) -> Vector:
    """Chances (C,) of the test window's customers from what the window before taught."""
    told = features(learn, planned)
    found, _ = mode(told.cells(learn.codes, learn.bought, learn.others))
    return expit(told.cells(test.codes, test.bought, test.others).design @ found)


def _backtest(learn: Snapshot, test: Snapshot, planned: Plan) -> Backtest:
    """Out of time, against the share that bought at each time since the last purchase."""
    model, baseline = _foretold(learn, test, planned), _by_recency(learn, test)
    sides = (test.bought, test.others)
    return Backtest(
        "log loss per customer",
        log_loss(model, *sides),
        log_loss(baseline, *sides),
        _BASELINE,
        details={
            "auc": auc(model, *sides),
            "baseline_auc": auc(baseline, *sides),
            "calibration_slope": calibration_slope(model, *sides),
            "baseline_calibration_slope": calibration_slope(baseline, *sides),
            "foretold": float(model @ test.customers),
            "seen": float(test.bought.sum()),
            "customers": float(test.customers.sum()),
            "window_days": float(planned.window_days),
        },
    )


_BASELINE: Phrase = phrase("the time since the last purchase alone", "só o tempo desde a última compra")


def _by_recency(learn: Snapshot, test: Snapshot) -> Vector:
    """The training share of each level of recency, drawn by one customer to the share of all."""
    share = learn.bought.sum() / learn.customers.sum()
    bought, customers = (np.bincount(learn.codes[:, 0], side, SIZES[0]) for side in (learn.bought, learn.customers))
    return np.asarray(((bought + share) / (customers + 1))[test.codes[:, 0]], dtype=np.float64)
