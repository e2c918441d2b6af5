"""Contracts, tickets and a randomised action: who leaves when, what goes with it, and what the action brought.

Time is cut into periods of 30 days from each contract's own beginning. The log odds to leave in one are the sum of
effects of plan, size, periods so far and a ticket in the period before; what a pooled hazard should find again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from corrente.engine.generate import Workshop
from corrente.market.curves import CELLS, CHANCE, apportion, fixed, gamma_curve
from corrente.market.purchases import SEGMENTS, SHARES
from corrente.market.size import WINDOW_DAYS, Size, chunks
from corrente.market.statements import read_sql, write_table
from corrente.market.truth import Key, Values, key

Array = NDArray[np.float64]

PLANS = ("basic", "pro", "business")
PLAN_SHARES = (0.5, 0.35, 0.15)
PRICES = (4_900, 14_900, 39_900)
"""In cents per month."""
TENURES = ("0", "1", "2", "3-5", "6-11", "12-23")
_TENURE_STARTS = np.array([0, 1, 2, 3, 6, 12])
ARMS = ("control", "call", "discount")
PERIOD_DAYS = 30
_PERIODS = WINDOW_DAYS // PERIOD_DAYS + 2
_BOUGHT = 0.4
_SPEND_SHAPE, _SPEND_CENTS = 1.5, 4_000
_QUOTED = (1, 2, 3, 6, 12, 24)


@dataclass(frozen=True)
class Leaving:
    """Chances in whole 24-bit steps.

    ``chance`` (plan, size, tenure, ticket) to leave in a period, ``tickets`` (size,) to have one in a period, and
    ``responds`` (arm, size).
    """

    chance: Array
    tickets: Array
    responds: Array


def make(workshop: Workshop, rng: RandomState, size: Size) -> Mapping[str, Values]:  # noqa: ARG001 - a part's shape
    """Write subscriptions, tickets and treatments of customers that were written before."""
    leaving = draw_leaving(rng)
    workshop.recall("customers")
    _upload(workshop, leaving)
    workshop.run(
        "create temp table risks(plan bigint, size bigint, tenure bigint, ticket bigint, recent bigint, n bigint)"
    )
    workshop.run("create temp table soon(leavers bigint)")
    last = int(workshop.fetch("select coalesce(max(customer_id), 0) as n from customers")["n"][0])
    for part in chunks(1, max(last, 1) + 1):
        workshop.run(read_sql("contracts"), first=part.first, stop=part.stop)
        workshop.run(read_sql("treated"), first=part.first, stop=part.stop)
        workshop.run(read_sql("risks"))
        workshop.run(read_sql("leavers"))
        for table in ("subscriptions", "tickets", "treatments"):
            write_table(workshop, table, part)
    acted = action_truth(leaving)
    return {"retention": {**staying_truth(leaving, workshop), **acted}, "engagement": acted}


def draw_leaving(rng: RandomState) -> Leaving:
    """Effects normal with deviations .5 (plan) and .4 (size); each further tenure leaves less, a ticket more often."""
    plan, size = rng.normal(0, 0.5, len(PLANS)), rng.normal(0, 0.4, len(SEGMENTS))
    tenure = -np.concatenate([[0.0], np.cumsum(rng.uniform(0.1, 0.35, len(TENURES) - 1))])
    ticket = np.array([0.0, rng.uniform(0.7, 1.4)])
    log_odds = rng.uniform(-2.3, -1.7) + plan[:, None, None, None] + size[:, None, None] + tenure[:, None] + ticket
    base, arms = rng.normal(-1.4, 0.4, len(SEGMENTS)), np.concatenate([[0.0], rng.uniform(-0.1, 0.8, len(ARMS) - 1)])
    own = rng.normal(0, 0.25, (len(ARMS), len(SEGMENTS))) * (np.arange(len(ARMS)) > 0)[:, None]
    return Leaving(
        _whole(_expit(log_odds)), _whole(rng.uniform(0.08, 0.2, len(SEGMENTS))),
        _whole(_expit(base + arms[:, None] + own)),
    )  # fmt: skip


def _whole(chance: Array) -> Array:
    return np.asarray(np.rint(chance * CHANCE) / CHANCE, dtype=np.float64)


def _expit(x: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-x)), dtype=np.float64)


def _upload(workshop: Workshop, leaving: Leaving) -> None:
    """The tables that this module's statements read."""
    plan = apportion(np.array(PLAN_SHARES), 1024)
    workshop.upload("plans", {"slot": np.arange(1024), "plan": plan, "name": np.array(PLANS)[plan],
                              "cents": np.array(PRICES)[plan]})  # fmt: skip
    sizes = np.arange(len(SEGMENTS))
    workshop.upload("sizes", {"size": sizes, "name": SEGMENTS, "chance": _bits(leaving.tickets)})
    steps = np.arange(_PERIODS)
    workshop.upload("periods", {"step": steps, "tenure": np.searchsorted(_TENURE_STARTS, steps, side="right") - 1})
    plan, size, tenure, ticket = (axis.ravel() for axis in np.indices(leaving.chance.shape))
    workshop.upload("leaves", {"plan": plan, "size": size, "tenure": tenure, "ticket": ticket,
                               "chance": _bits(leaving.chance.ravel())})  # fmt: skip
    arm, size = (axis.ravel() for axis in np.indices(leaving.responds.shape))
    workshop.upload("arms", {"arm": arm, "size": size, "name": np.array(ARMS)[arm],
                             "chance": _bits(leaving.responds.ravel())})  # fmt: skip
    workshop.upload("worth", {"slot": np.arange(CELLS), "cents": fixed(_SPEND_CENTS * gamma_curve(_SPEND_SHAPE), 1)})


def _bits(chance: Array) -> NDArray[np.int64]:
    return np.rint(chance * CHANCE).astype(np.int64)


# -- what is true ----------------------------------------------------------------------------------------------------


def staying_truth(leaving: Leaving, workshop: Workshop) -> dict[Key, float]:
    """The curve of the population; effects and the last rate over the periods that were lived; leavers to come."""
    found = dict(_curve(leaving))
    weights = np.zeros((2, *leaving.chance.shape))
    rows = workshop.fetch("select plan, size, tenure, ticket, recent, sum(n) as n from risks group by all")
    index = tuple(np.asarray(rows[k], dtype=np.int64) for k in ("recent", "plan", "size", "tenure", "ticket"))
    np.add.at(weights, index, np.asarray(rows["n"], dtype=float))
    if weights[1].sum():
        found[key("leaving_rate", segment="all")] = float((weights[1] * leaving.chance).sum() / weights[1].sum())
    if weights.sum():
        found |= dict(_effects(leaving.chance, weights.sum(axis=0)))
    leavers = workshop.fetch("select coalesce(sum(leavers), 0) as n from soon")["n"][0]
    return {**found, key("expected_leavers", segment="current"): float(leavers)}


def _curve(leaving: Leaving) -> Iterator[tuple[Key, float]]:
    """The chance to have stayed through so many periods: of a ticket in the one before, only its chance is known."""
    tenure = np.searchsorted(_TENURE_STARTS, np.arange(_QUOTED[-1]), side="right") - 1
    without, after = leaving.chance[:, :, tenure, 0], leaving.chance[:, :, tenure, 1]
    noted = np.where(np.arange(_QUOTED[-1]) > 0, leaving.tickets[:, None], 0.0)
    stayed = np.cumprod(1 - (1 - noted) * without - noted * after, axis=2)
    by_plan = np.einsum("pst,s->pt", stayed, SHARES)
    for periods in _QUOTED:
        for name, curve in zip(PLANS, by_plan, strict=True):
            yield key("retained", plan=name, periods=str(periods)), float(curve[periods - 1])
        everybody = np.dot(PLAN_SHARES, by_plan[:, periods - 1])
        yield key("retained", segment="all", periods=str(periods)), float(everybody)


def _effects(chance: Array, weights: Array) -> Iterator[tuple[Key, float]]:
    """Mean difference in the chance if all had a level, against the levels as they are (Gelman & Pardoe 2007)."""
    named = {"plan": PLANS, "size": SEGMENTS, "tenure": TENURES, "ticket": ("no", "yes")}
    for axis, (name, levels) in enumerate(named.items()):
        others = tuple(a for a in range(4) if a != axis)
        rest = weights.sum(axis=axis, keepdims=True)
        means = (chance * rest).sum(axis=others) / weights.sum()
        average = means @ weights.sum(axis=others) / weights.sum()
        yield from ((key("leaving_effect", **{name: level}), float(m - average))
                    for level, m in zip(levels, means, strict=True))  # fmt: skip


def action_truth(leaving: Leaving) -> dict[Key, float]:
    """Rates and values of each arm, and their differences to the control group, for all and by size."""
    spend = float((_SPEND_CENTS * gamma_curve(_SPEND_SHAPE)).mean()) / 100
    rate = leaving.responds @ np.array(SHARES)
    found: dict[Key, float] = {}
    for arm, name in enumerate(ARMS):
        found[key("response_rate", arm=name)] = float(rate[arm])
        found[key("purchase_rate", arm=name)] = _BOUGHT * float(rate[arm])
        found[key("value_per_person", arm=name)] = _BOUGHT * spend * float(rate[arm])
        if arm == 0:
            continue
        gain = float(rate[arm] - rate[0])
        found[key("uplift", arm=name, segment="all")] = gain
        found[key("purchase_uplift", arm=name)] = _BOUGHT * gain
        found[key("value_uplift", arm=name)] = _BOUGHT * spend * gain
        for size, segment in enumerate(SEGMENTS):
            found[key("uplift", arm=name, size=segment)] = float(
                leaving.responds[arm, size] - leaving.responds[0, size]
            )
    return found
