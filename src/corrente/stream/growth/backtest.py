"""Started a year ago, would the forecast have covered what came? Against the same months of the year before."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from corrente.core.answer import Answer, Backtest
from corrente.core.words import Phrase
from corrente.inference.renewal import LEAST_MONTHS, YEAR, Past
from corrente.stream.growth.base import base_of
from corrente.stream.growth.drivers import Sources
from corrente.stream.growth.history import History
from corrente.stream.growth.model import run

Array = NDArray[np.float64]

LEAST_HELD = 3
"""Months held back below which nothing is tested."""


def held_back(history: History) -> int | None:
    """How many months are held back: a year, or what the history bears; None where it is too short."""
    held = min(YEAR, len(history.months) - LEAST_MONTHS)
    return held if held >= LEAST_HELD else None


def backtest(history: History, earlier: Mapping[str, Answer] | None = None, seed: int = 1) -> Backtest | None:
    """The forecast from the months before the last year, against that year month by month.

    ``earlier`` are answers as of then, where there are any. None where the history is too short.
    Raises `ConvergenceError` where the model does not settle.
    """
    held = held_back(history)
    if held is None:
        return None
    before = _cut(history, held)
    sales = run(base_of(before, Sources(earlier or {}, seed), held)).sales
    actual = history.past.revenue[-held:]
    naive = _naive(before.past.revenue, held)
    low, middle, high = np.quantile(sales, [0.05, 0.5, 0.95], axis=0)
    whole = np.quantile(sales.sum(axis=1), [0.05, 0.95])
    return Backtest(
        "mean absolute error of a month's revenue, by the mean month",
        float(np.abs(middle - actual).mean() / actual.mean()),
        float(np.abs(naive - actual).mean() / actual.mean()),
        _baseline(before.past.revenue),
        details={
            "months": held,
            "covered": int(((actual >= low) & (actual <= high)).sum()),
            "foretold": float(sales.sum(axis=1).mean()),
            "foretold_low": float(whole[0]),
            "foretold_high": float(whole[1]),
            "actual": float(actual.sum()),
            "year_covered": bool(whole[0] <= actual.sum() <= whole[1]),
        },
    )


def _cut(history: History, held: int) -> History:
    past = history.past
    kept = Past(past.new[:-held], past.purchases[:-held], past.revenue[:-held], past.before)
    return History(history.kind, history.months[:-held], kept)


def _naive(revenue: Array, held: int) -> Array:
    """The same months of the year before; the mean of the last three where there is no such year."""
    return revenue[-YEAR:][:held] if len(revenue) >= YEAR else np.full(held, revenue[-3:].mean())


def _baseline(revenue: Array) -> Phrase:
    if len(revenue) >= YEAR:
        return Phrase("the same months of the year before", "os mesmos meses do ano anterior")
    return Phrase("the mean of the three months before", "a média dos três meses anteriores")
