"""Moves: levers pulled by a plan's items from some month on, and the factors they put on the model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from corrente.core.answer import Grade, Lever
from corrente.core.plan import Item, ItemKind
from corrente.core.words import date_to_day
from corrente.stream.growth.base import Base
from corrente.stream.growth.changes import Change, Target, Uncounted, change_of
from corrente.stream.growth.drivers import Driver, Sources
from corrente.stream.growth.model import Factors
from corrente.stream.growth.shown import UNKNOWN_PART, Shown, shown_change, shown_of
from corrente.stream.growth.spending import (
    MONTH_DAYS,
    UNKNOWN_SHARE,
    UNKNOWN_TODAY,
    Spending,
    grade_of,
    response_of,
    spent_today,
)

Array = NDArray[np.float64]

RAMP = 3
"""Months until a lever is fully pulled, where nobody says."""
EVERY_GRADE = frozenset(Grade)
SHOWN = frozenset({Grade.EXPERIMENT, Grade.QUASI})
"""The grades that say what causes what."""


@dataclass(frozen=True)
class Budget:
    """A channel's money, ``times`` what it is today; ``grade`` is how it is known what more of it brings."""

    channel: str
    times: float
    grade: Grade = Grade.ASSOCIATION


@dataclass(frozen=True)
class Move:
    """A lever, or a channel's money, of an item: from month ``starts`` (0: the first ahead) until before ``ends``.

    ``ramp`` months after its start it is fully pulled. Costs are in the company's currency, None where nobody said.
    """

    lever: Lever | Budget | Spending | Shown
    item: str = ""
    starts: int = 0
    ends: int | None = None
    ramp: int = RAMP
    one_off_cost: float | None = None
    monthly_cost: float | None = None

    @property
    def grade(self) -> Grade:
        """How its effect is known; of a campaign's money the answers tell more, see `pull`."""
        return self.lever.grade

    @property
    def cost_known(self) -> bool:
        """Whether anybody said what it costs."""
        return self.one_off_cost is not None or self.monthly_cost is not None


@dataclass(frozen=True)
class Pulled:
    """What a move does: ``factors``, the drivers it rests on, or why it is not counted."""

    move: Move
    factors: Factors
    drivers: tuple[Driver, ...] = ()
    uncounted: Uncounted | None = None


def move_of(lever: Lever) -> Move:
    """The lever pulled at once, with the cost that its answer gives: the media mix says what a week costs."""
    weekly = lever.cost if lever.effect.unit.endswith("a week") else None
    return Move(lever, monthly_cost=None if weekly is None else weekly * MONTH_DAYS / 7)


def moves_of(item: Item, first_day: int) -> tuple[Move, ...]:
    """The moves of a plan's item; its costs go with its first lever. ``first_day`` is that of the first month ahead.

    A campaign moves the money of its channel, and so what that brings already, and beside it what tests have shown.
    """
    starts = 0 if item.starts is None else max(_month(item.starts, first_day), 0)
    ends = None if item.ends is None else max(_month(item.ends, first_day) + 1, starts + 1)
    channel = item.fields.get("channel")
    if item.kind is ItemKind.CAMPAIGN and isinstance(channel, str):
        untested = tuple(lever for lever in item.levers if "test" not in lever.of)
        spending = Spending(channel, item.monthly_cost, untested)
        spent = Move(spending, item.id, starts, ends, 1, item.one_off_cost, item.monthly_cost)
        return spent, *(Move(shown, item.id, starts, ends, 1) for shown in shown_of(item, channel))
    shown = {one.lever.of["test"]: one for one in shown_of(item)}
    moves = [Move(shown.get(lever.of.get("test", ""), lever), item.id, starts, ends) for lever in item.levers]
    costs = {"one_off_cost": item.one_off_cost, "monthly_cost": item.monthly_cost}
    shared = {name: None if cost is None else 0.0 for name, cost in costs.items()}
    given = [costs, *([shared] * (len(moves) - 1))]
    return tuple(
        Move(m.lever, m.item, m.starts, m.ends, one_off_cost=c["one_off_cost"], monthly_cost=c["monthly_cost"])
        for m, c in zip(moves, given, strict=False)
    )


def pull(move: Move, base: Base, sources: Sources, grades: frozenset[Grade] = EVERY_GRADE) -> Pulled:
    """What a move does; one whose grade does not count only costs."""
    if isinstance(move.lever, Spending):
        told = _against_today(move, move.lever, sources)
        if told is None:
            return _as_new(move, move.lever, base, sources, grades)
        move = told
    cost = _cost(move, base)
    if move.grade not in grades:
        return Pulled(move, Factors(cost=cost))
    path = _path(move, len(base.months))
    if isinstance(move.lever, Budget):
        return _budgeted(move, move.lever, 1 + (move.lever.times - 1) * path, base, sources)
    if isinstance(move.lever, Shown):
        return _tested(move, move.lever, path, base, sources)
    assert isinstance(move.lever, Lever)
    change = change_of(move.lever, sources)
    if isinstance(change, Uncounted):
        return Pulled(move, Factors(cost=cost), (), change)
    return Pulled(move, _factors(change, path, cost), change.drivers)


def _against_today(move: Move, spending: Spending, sources: Sources) -> Move | None:
    """The campaign as a budget: what it changes of today's money is what it costs. ``None`` where that is unknown."""
    today = spent_today(sources.answers, spending.channel)
    if today is None or spending.monthly is None:
        return None
    grade = grade_of(spending.channel, sources.answers)
    budget = Budget(spending.channel, spending.monthly / today, grade)
    return replace(move, lever=budget, monthly_cost=spending.monthly - today)


def _as_new(move: Move, spending: Spending, base: Base, sources: Sources, grades: frozenset[Grade]) -> Pulled:
    """A campaign by a channel into which nothing goes today: it costs all it costs, and moves what its levers say."""
    parts = [
        pull(replace(move, lever=lever, ramp=RAMP, one_off_cost=None, monthly_cost=None), base, sources, grades)
        for lever in spending.levers
    ]
    drivers = tuple({driver.key: driver for part in parts for driver in part.drivers}.values())
    factors = together(parts).and_(Factors(cost=_cost(move, base)))
    return Pulled(move, factors, drivers, None if drivers else Uncounted(UNKNOWN_TODAY))


def _budgeted(move: Move, budget: Budget, times: Array, base: Base, sources: Sources) -> Pulled:
    cost = _cost(move, base)
    if budget.channel in base.channels.names:
        return Pulled(move, Factors(budgets={budget.channel: times}, cost=cost), _bends(base, budget.channel))
    response = response_of(budget.channel, base.channels, sources)
    if response is None:
        return Pulled(move, Factors(cost=cost), (), Uncounted(UNKNOWN_SHARE))
    more = response.share[:, None] * (times ** response.elasticity[:, None] - 1)
    return Pulled(move, Factors(leads=1 + more, cost=cost), response.drivers)


def _tested(move: Move, shown: Shown, path: Array, base: Base, sources: Sources) -> Pulled:
    """What a test has shown moves the leads of the channel it was shown in, or all where it was in none."""
    cost, change = _cost(move, base), shown_change(shown, sources)
    if isinstance(change, Uncounted):
        return Pulled(move, Factors(cost=cost), (), change)
    if shown.channel is None or change.target is not Target.LEADS:
        return Pulled(move, _factors(change, path, cost), change.drivers)
    more = change.size[:, None] * path
    if shown.channel in base.channels.names:
        brought = {shown.channel: np.maximum(1 + more, 0.0)}
        return Pulled(move, Factors(brought=brought, cost=cost), change.drivers)
    response = response_of(shown.channel, base.channels, sources)
    if response is None:
        return Pulled(move, Factors(cost=cost), (), Uncounted(UNKNOWN_PART))
    leads = np.maximum(1 + response.share[:, None] * more, 0.0)
    return Pulled(move, Factors(leads=leads, cost=cost), (*change.drivers, *response.drivers[:1]))


def together(pulled: Iterable[Pulled]) -> Factors:
    """All at once: changes of one target multiply."""
    return reduce(lambda one, other: one.and_(other.factors), pulled, Factors())


def _factors(change: Change, path: Array, cost: Array) -> Factors:
    size = change.size[:, None]
    moved = np.maximum(1 + size * path, 0.0)
    steps = np.diff(path, prepend=0.0)
    match change.target:
        case Target.LEADS:
            return Factors(leads=moved, cost=cost)
        case Target.WINS:
            return Factors(wins=moved, cost=cost)
        case Target.PRICE:
            return Factors(price=moved, cost=cost)
        case Target.REPEATS:
            return Factors(repeats=moved, cost=cost)
        case Target.NEW_REPEATS:
            return Factors(new_repeats=moved, cost=cost)
        case Target.STAY:
            return Factors(stay=np.exp(np.cumsum(np.clip(size, -0.5, 0.5) * path, axis=1)), cost=cost)
        case Target.DAYS:
            return Factors(wins=np.maximum(1 + size / MONTH_DAYS * steps, 0.0), cost=cost)
        case Target.MONEY:
            return Factors(extra=size * np.maximum(steps, 0.0), cost=cost)


def _path(move: Move, months: int) -> Array:
    """How far the lever is pulled in each month (M,), from 0 to 1."""
    at = np.arange(months)
    risen = np.clip((at - move.starts + 1) / max(move.ramp, 1), 0.0, 1.0)
    return np.where(at < (months if move.ends is None else move.ends), risen, 0.0)


def _cost(move: Move, base: Base) -> Array:
    """Money by month (M,)."""
    at = np.arange(len(base.months))
    running = (at >= move.starts) & (at < (len(at) if move.ends is None else move.ends))
    return np.asarray((move.one_off_cost or 0.0) * (at == move.starts) + (move.monthly_cost or 0.0) * running)


def _bends(base: Base, channel: str) -> tuple[Driver, ...]:
    return tuple(driver for driver in base.drivers if driver.of.get("channel") == channel)


def _month(day: dt.date, first_day: int) -> int:
    """Months from the first month ahead to that of ``day``."""
    first = np.datetime64(first_day, "D").astype("datetime64[M]")
    return int((np.datetime64(date_to_day(day), "D").astype("datetime64[M]") - first).astype(int))
