"""What would have come anyway: level, trend, yearly season, holidays, and whatever else is known to have moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

WEEKS_IN_YEAR = 365.25 / 7
_BEND_WEEKS = 26


@dataclass(frozen=True)
class Baseline:
    """Terms by name: ``design`` (T, p), and the prior standard deviation (p,) of each one's coefficient.

    Coefficients are in shares of the largest week's outcome.
    """

    names: tuple[str, ...]
    design: Array
    deviations: Array

    def __add__(self, other: Baseline) -> Baseline:
        """Both one's terms."""
        return Baseline(
            self.names + other.names,
            np.hstack([self.design, other.design]),
            np.concatenate([self.deviations, other.deviations]),
        )


def trend(weeks: int, level: float = 1.0, drift: float = 0.5, bend: float = 0.1) -> Baseline:
    """A level, a straight line over the whole time, and a bend of that line every half year.

    ``level``, ``drift`` and ``bend`` are prior standard deviations; a bend is of the growth over the whole time.
    """
    time = np.arange(weeks) / max(weeks - 1, 1)
    bends = np.arange(_BEND_WEEKS, weeks - _BEND_WEEKS / 2, _BEND_WEEKS) / max(weeks - 1, 1)
    design = np.column_stack([np.ones(weeks), time - 0.5, *(np.maximum(time - at, 0) for at in bends)])
    names = ("level", "trend", *(f"bend {n + 1}" for n in range(bends.size)))
    return Baseline(names, design, np.array([level, drift, *np.full(bends.size, bend * weeks / WEEKS_IN_YEAR)]))


def season(weeks: int, orders: int = 2, deviation: float = 0.5) -> Baseline:
    """A yearly season of ``orders`` pairs of sine and cosine."""
    angle = 2 * np.pi * np.arange(weeks)[:, None] / WEEKS_IN_YEAR * np.arange(1, orders + 1)
    names = tuple(f"{wave} {n}" for wave in ("sine", "cosine") for n in range(1, orders + 1))
    return Baseline(names, np.hstack([np.sin(angle), np.cos(angle)]), np.full(2 * orders, deviation))


def controls(columns: Mapping[str, ArrayLike], deviation: float = 0.5) -> Baseline:
    """Series (T,) of what else moved, each less its mean, in units of its largest departure from it."""
    given = {name: np.asarray(column, dtype=float) for name, column in columns.items()}
    centred = {name: column - column.mean() for name, column in given.items()}
    moved = {name: column / np.abs(column).max() for name, column in centred.items() if np.ptp(column) > 0}
    weeks = len(next(iter(centred.values()), ()))
    design = np.column_stack(list(moved.values())) if moved else np.zeros((weeks, 0))
    return Baseline(tuple(moved), design, np.full(len(moved), deviation))


def holidays(first_days: Iterable[int], deviation: float = 0.2) -> Baseline:
    """One term per feast that falls into two or more of the weeks that begin on ``first_days`` (since 1970-01-01)."""
    begins = [dt.date(1970, 1, 1) + dt.timedelta(days=int(day)) for day in first_days]
    found = {name: np.array([_falls(begin, rule) for begin in begins], dtype=float) for name, rule in HOLIDAYS.items()}
    kept = {name: column for name, column in found.items() if column.sum() >= 2}
    design = np.column_stack(list(kept.values())) if kept else np.zeros((len(begins), 0))
    return Baseline(tuple(kept), design, np.full(len(kept), deviation))


def easter(year: int) -> dt.date:
    """Easter Sunday, by the anonymous Gregorian algorithm (Meeus 1991, chapter 8)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    month, day = divmod(epact + weekday - 7 * ((golden + 11 * epact + 22 * weekday) // 451) + 114, 31)
    return dt.date(year, month, day + 1)


def _nth(year: int, month: int, weekday: int, n: int) -> dt.date:
    """The ``n``-th such weekday (Monday is 0) of a month."""
    first = dt.date(year, month, 1)
    return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


HOLIDAYS: Mapping[str, Callable[[int], dt.date]] = {
    "New Year": lambda year: dt.date(year, 1, 1),
    "Carnival": lambda year: easter(year) - dt.timedelta(days=47),
    "Easter": easter,
    "Mother's Day": lambda year: _nth(year, 5, 6, 2),
    "Black Friday": lambda year: _nth(year, 11, 3, 4) + dt.timedelta(days=1),
    "Christmas": lambda year: dt.date(year, 12, 24),
}
"""Feasts that move sales in Brazil and abroad; whatever is a country's or a company's own comes as a control."""


def _falls(begin: dt.date, rule: Callable[[int], dt.date]) -> bool:
    return any(0 <= (rule(year) - begin).days < 7 for year in (begin.year, begin.year + 1))
