"""How a metric moved: against the month before and the year before, and how surely."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corrente.core.answer import LEVEL
from corrente.core.scorecard import Change, Point
from corrente.inference.monthly import Array, Months
from corrente.stream.scorecard.calendar import Calendar

YEAR = 12
_LOW, _HIGH = (1 - LEVEL) / 2, (1 + LEVEL) / 2
_WIDTH = 3.2897  # a normal's 90% interval in deviations
_MONTH_DAYS, _YEAR_DAYS, _YEAR_AT_MOST = 28, 358, 400


def current(months: Months, calendar: Calendar) -> int | None:
    """The place of the latest month that is over, else of the latest that has a figure."""
    known = np.flatnonzero(months.known)
    over = known[calendar.whole[known]]
    found = over if over.size else known
    return int(found[-1]) if found.size else None


def change(months: Months, calendar: Calendar, place: int, back: int) -> Change | None:
    """The change of a month against that of ``back`` months before, where both have a figure and both are over."""
    before = place - back
    if before < 0 or not (months.known[before] and calendar.whole[before] and calendar.whole[place]):
        return None
    moved = months.draws[:, place] - months.draws[:, before]
    return _change(int(calendar.months[before]), float(months.value[before]), float(months.value[place]), moved)


def _change(since: int, before: float, now: float, moved: Array) -> Change:
    difference = now - before
    low, high = np.quantile(moved, [_LOW, _HIGH])
    rising = float((moved > 0).mean()) + float((moved == 0).mean()) / 2
    return Change(
        since,
        difference,
        min(float(low), difference),
        max(float(high), difference),
        rising if difference >= 0 else 1 - rising,
        difference / abs(before) if before else None,
    )


def points(months: Months, calendar: Calendar) -> tuple[Point, ...]:
    """Every month that has a figure."""
    places = np.flatnonzero(months.known)
    if not places.size:
        return ()
    low, high = np.quantile(months.draws[:, places], [_LOW, _HIGH], axis=0)
    return tuple(
        Point(int(calendar.months[k]), value, min(float(a), value), max(float(b), value), bool(calendar.whole[k]))
        for k, a, b in zip(places.tolist(), low, high, strict=True)
        for value in (float(months.value[k]),)
    )


def kept_change(history: Sequence[Point], least_days: int, most_days: int | None = None) -> Change | None:
    """The change of the last point against the latest that is so many days older, each normal on its own."""
    if not history:
        return None
    now = history[-1]
    older = [p for p in history[:-1] if least_days <= now.day - p.day <= (most_days or now.day)]
    if not older:
        return None
    before = older[-1]
    error = float(np.hypot(now.high - now.low, before.high - before.low)) / _WIDTH
    difference = now.value - before.value
    quantiles = np.linspace(0.0005, 0.9995, 1000)
    return _change(before.day, before.value, now.value, difference + error * _normal(quantiles))


def _normal(quantiles: Array) -> Array:
    from scipy.special import ndtri

    return np.asarray(ndtri(quantiles))


def month_and_year(history: Sequence[Point]) -> tuple[Change | None, Change | None]:
    """The changes of what earlier runs kept: against a month before or more, and against about a year before."""
    return kept_change(history, _MONTH_DAYS), kept_change(history, _YEAR_DAYS, _YEAR_AT_MOST)
