"""What each revision of a plan foretold, and what came of it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, insert, select

from corrente.core.answer import Grade
from corrente.state import tables
from corrente.state.plans import hold
from corrente.state.store import State

_F, _O = tables.forecasts.c, tables.outcomes.c
_QUANTILES = ("q05", "q25", "q50", "q75", "q95")


@dataclass(frozen=True)
class Forecast:
    """One estimate foretold for the day ``target`` from data up to the day ``origin``.

    ``quantiles`` are those at 5, 25, 50, 75 and 95%, in the estimate's ``unit``. Raises ``ValueError`` where they are
    not five numbers in order.
    """

    question: str
    estimate: str
    unit: str
    grade: Grade
    origin: dt.date
    target: dt.date
    quantiles: tuple[float, float, float, float, float]
    mean: float
    of: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ordered = len(self.quantiles) == len(_QUANTILES) and all(a <= b for a, b in pairwise(self.quantiles))
        if not ordered or not all(map(math.isfinite, (*self.quantiles, self.mean))):
            raise ValueError("a forecast needs five quantiles in order, and a mean")


@dataclass(frozen=True)
class Outcome:
    """What happened, and how the forecast did by each score."""

    actual: float
    scores: Mapping[str, float]


@dataclass(frozen=True)
class Foretold:
    """A forecast that is stored, of which revision of the plan and when, with its last outcome where there is one."""

    id: int
    revision: int
    at: dt.datetime
    forecast: Forecast
    outcome: Outcome | None = None


def foretell(state: State, plan: str, revision: int, forecasts: Sequence[Forecast]) -> int:
    """Store what ``revision`` of ``plan`` foretells; returns how many forecasts were new.

    What was foretold first stands: the same estimate for the same day, from data up to the same day, is not stored
    again. Raises `StateError` where the plan has no such revision.
    """
    with state.writing() as connection:
        hold(connection, plan)
        stored = select(tables.forecasts).where(_F.plan == plan, _F.revision == revision)
        known = {_key(_forecast(row)) for row in connection.execute(stored)}
        new = {_key(forecast): forecast for forecast in forecasts if _key(forecast) not in known}
        whose = {"plan": plan, "revision": revision, "at": state.clock()}
        if new:
            connection.execute(insert(tables.forecasts), [{**whose, **_row(forecast)} for forecast in new.values()])
    return len(new)


def settle(state: State, plan: str, outcomes: Mapping[int, Outcome]) -> int:
    """Store what came of forecasts (by their ids); returns how many outcomes were new or are others than before."""
    with state.writing() as connection:
        hold(connection, plan)
        last = _outcomes(connection, plan)
        news = {id: outcome for id, outcome in outcomes.items() if last.get(id) != outcome}
        rows = [
            {"forecast": id, "actual": outcome.actual, "scores": dict(outcome.scores), "at": state.clock()}
            for id, outcome in news.items()
        ]
        if rows:
            connection.execute(insert(tables.outcomes), rows)
    return len(news)


def listed(state: State, plan: str, until: dt.date | None = None) -> tuple[Foretold, ...]:
    """What a plan's revisions foretold (for days up to ``until``), the earliest first, each with its last outcome."""
    asked = select(tables.forecasts).where(_F.plan == plan).order_by(_F.id)
    with state.reading() as connection:
        rows = connection.execute(asked.where(_F.target <= until) if until else asked).all()
        outcomes = _outcomes(connection, plan)
    return tuple(Foretold(row.id, row.revision, row.at, _forecast(row), outcomes.get(row.id)) for row in rows)


def _key(forecast: Forecast) -> tuple[object, ...]:
    of = tuple(sorted(forecast.of.items()))
    return forecast.question, forecast.estimate, of, forecast.origin, forecast.target


def _row(forecast: Forecast) -> dict[str, Any]:
    quantiles = dict(zip(_QUANTILES, forecast.quantiles, strict=True))
    row = {**vars(forecast), **quantiles, "grade": forecast.grade.value, "of": dict(sorted(forecast.of.items()))}
    return {name: value for name, value in row.items() if name != "quantiles"}


def _forecast(row: Any) -> Forecast:
    quantiles = (row.q05, row.q25, row.q50, row.q75, row.q95)
    named = (row.question, row.estimate, row.unit, Grade(row.grade), row.origin, row.target)
    return Forecast(*named, quantiles, row.mean, row.of)


def _outcomes(connection: Connection, plan: str) -> Mapping[int, Outcome]:
    """The last outcome of each forecast of a plan that has one."""
    asked = select(tables.outcomes).join(tables.forecasts).where(_F.plan == plan).order_by(_O.id)
    return {row.forecast: Outcome(row.actual, row.scores) for row in connection.execute(asked)}
