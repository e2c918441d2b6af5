"""What the growth forecast says of the months ahead, and what they brought."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corrente.core.answer import Grade
from corrente.core.words import Phrase, date_to_day, day_to_date
from corrente.inference.renewal import YEAR, Past
from corrente.stream.growth.history import month_starts
from corrente.stream.growth.model import Course
from corrente.stream.growth.work import Growth
from corrente.stream.record.kinds.steps import moved
from corrente.stream.record.seen import Array, Level
from corrente.stream.record.sight import Sight, Window

Whole = NDArray[np.int64]
_MONTH_DAYS = 30.4375

GROWTH, PLAN = "growth", "plan"
"""In the place of a question: what comes as things are, and what comes with the decisions of the plan."""
SPANS = (3, 6, 12)
"""Months ahead of which sums are foretold; revenue also month by month for a year."""


@dataclass(frozen=True)
class Ahead:
    """One figure of the months ahead: ``draws`` (S,) of what will be seen."""

    question: str
    estimate: str
    unit: str
    grade: Grade
    of: Mapping[str, str]
    window: Window
    draws: Array


def ahead(growth: Growth) -> Iterator[Ahead]:
    """Revenue by month and by span, new customers and spend per purchase by span; revenue with the plan, if any."""
    months, first = growth.base.months, date_to_day(growth.first_month)
    ends = month_starts(int(months[0]) - 1, len(months) + 1)[1:] - 1
    sales, new, spend = growth.today.sales, _new(growth.today), growth.base.ahead.spend
    for m in range(min(YEAR, len(months))):
        of = {"month": day_to_date(int(months[m])).isoformat()}
        window = Window(int(months[m]) - 1, int(ends[m]))
        yield Ahead(GROWTH, "revenue", growth.currency, Grade.ASSOCIATION, of, window, sales[:, m])
    for span in (n for n in SPANS if n <= len(months)):
        of, window = {"months": str(span)}, Window(first - 1, int(ends[span - 1]))
        told = {
            "revenue": (growth.currency, sales[:, :span].sum(axis=1)),
            "new_customers": ("customers", new[:, :span].sum(axis=1)),
            "spend_per_purchase": (f"{growth.currency} per purchase", spend[:, :span].mean(axis=1)),
        }
        for name, (unit, draws) in told.items():
            yield Ahead(GROWTH, name, unit, Grade.ASSOCIATION, of, window, draws)
        if growth.effects:
            planned = growth.planned.sales[:, :span].sum(axis=1)
            yield Ahead(PLAN, "revenue", growth.currency, _weakest(growth), of, window, planned)


def _new(course: Course) -> Array:
    return np.asarray(course.new_customers.sum(axis=2))


def _weakest(growth: Growth) -> Grade:
    """The grade of what is known least: a plan is as sure as that."""
    order = list(Grade)
    return max((effect.grade for effect in growth.effects), key=order.index)


def window_of(of: Mapping[str, str], origin: int, target: int) -> Window:
    """The days that a figure is of: a month, or all from the origin to the target."""
    return Window(date_to_day(dt.date.fromisoformat(of["month"])) - 1 if "month" in of else origin, target)


def happened(sight: Sight, estimate: str, window: Window) -> Level | None:
    """What the months of the window brought; None where they are not all over."""
    history = sight.history
    chosen = None if history is None else places(history.months, window)
    return None if history is None or chosen is None else _level(history.past, estimate, chosen, YEAR, chosen.stop)


def naive(sight: Sight, estimate: str, window: Window, origin: int) -> Level | None:
    """The same months of the year before; where these are not known, as many months as the window has, just before.

    Only months up to ``origin`` are looked at.
    """
    history = sight.history
    known = 0 if history is None else int((history.months <= origin).sum())
    length, back = round(window.days / _MONTH_DAYS), round((window.after - origin) / _MONTH_DAYS)
    for lag in (YEAR, back + length):
        start = known + back - lag
        if history is not None and 0 <= start <= known - length:
            return _level(history.past, estimate, slice(start, start + length), lag, known)
    return None


def places(months: Whole, window: Window) -> slice | None:
    """The months (first days, in order) that make up the window; None where they are not all there."""
    ends = month_starts(int(months[0]) - 1, len(months) + 1)[1:] - 1
    inside = np.flatnonzero((months > window.after) & (ends <= window.until))
    if not inside.size or ends[inside[-1]] != window.until or months[inside[0]] != window.after + 1:
        return None
    return slice(int(inside[0]), int(inside[-1]) + 1)


def _level(past: Past, estimate: str, chosen: slice, lag: int, known: int) -> Level | None:
    """The figure of the months chosen, with the steps of such figures over ``lag`` months in the first ``known``."""
    value = _OF[estimate](past, chosen)
    series = np.array([_OF[estimate](past, slice(t, t + 1)) for t in range(known)])
    return Level(value, moved(series, chosen.stop - chosen.start, lag)) if value > 0 and known > 1 else None


def _spend(past: Past, chosen: slice) -> float:
    return float(past.revenue[chosen].sum() / max(past.purchases[chosen].sum(), 1.0))


_OF: Mapping[str, Callable[[Past, slice], float]] = {
    "revenue": lambda past, chosen: float(past.revenue[chosen].sum()),
    "new_customers": lambda past, chosen: float(past.new[chosen].sum()),
    "spend_per_purchase": _spend,
}
MEANINGS: Mapping[tuple[str, str], Phrase] = {
    (GROWTH, "revenue"): Phrase("revenue, as things are", "receita, mantido o rumo atual"),
    (GROWTH, "new_customers"): Phrase("new customers, as things are", "clientes novos, mantido o rumo atual"),
    (GROWTH, "spend_per_purchase"): Phrase("revenue by purchases", "receita por compra"),
    (PLAN, "revenue"): Phrase("revenue, with the plan's decisions", "receita, com as decisões do plano"),
}
