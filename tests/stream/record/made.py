"""Forecasts made up for tests."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from corrente.core.answer import Grade
from corrente.state.forecasts import Forecast, Foretold, Outcome
from corrente.stream.record.scoring import scores

ORIGIN, TARGET = dt.date(2025, 12, 31), dt.date(2026, 3, 31)
AT = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
NORMAL = (-1.6448536, -0.6744898, 0.0, 0.6744898, 1.6448536)
"""The quantiles of a standard normal distribution."""
WIDE = tuple(2 * q for q in NORMAL)
"""Those of one twice as wide, which is the naive forecast."""


def told(
    number: int = 1,
    actual: float | None = None,
    question: str = "win_rate",
    origin: dt.date = ORIGIN,
    grade: Grade = Grade.ASSOCIATION,
    naive: tuple[float, ...] | None = WIDE,
) -> Foretold:
    """A standard normal forecast, with its outcome where something came."""
    target = origin + (TARGET - ORIGIN)
    forecast = Forecast(question, "win_rate", "share of closed deals", grade, origin, target, NORMAL, 0.0,
                        {"n": str(number)})  # fmt: skip
    found = Foretold(number, 1, AT, forecast)
    return found if actual is None else replace(found, outcome=Outcome(actual, scores(NORMAL, actual, naive)))
