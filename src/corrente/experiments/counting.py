"""Counting a test in the store: exposures and what followed them, by policy, context cell, arm and age.

Everything that grows with people stays in the database; what comes out is bounded by policies, cells, arms and ages. An
event belongs to the exposure whose decision it names, else to that of its unit; it counts from the exposure on and
within the metric's window, in whatever order it arrived. The same statements run on SQLite and PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Double,
    Row,
    Select,
    and_,
    case,
    cast,
    distinct,
    func,
    literal,
    select,
)

from corrente.core.experiment import Measure, Metric, Test
from corrente.experiments import kept
from corrente.experiments.assignment import BETWEEN, MOST_CELLS
from corrente.experiments.counts import EDGES, OVER, Counts, complete
from corrente.experiments.events import SHOWN, Flag
from corrente.experiments.sessions import first_session
from corrente.state.store import State
from corrente.state.test_tables import events, exposures

DAY_MS = 86_400_000

_X, _E = exposures.c, events.c
_BY_DECISION, _BY_UNIT = exposures.alias("by_decision"), exposures.alias("by_unit")
_Rows = Sequence[Row[*tuple[Any, ...]]]
_Asked = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Followed:
    """The events that a metric reads, since the test's first exposure, by what became of them.

    ``early`` came before their person's exposure, ``past`` after the window, ``strangers`` are of people who never were
    in the test, ``crossed`` name the decision of another person. ``late`` arrived long after they happened; ``skewed``
    came with a wrong clock that was repaired, ``implausible`` with one that was not believed.
    """

    counted: int = 0
    early: int = 0
    past: int = 0
    strangers: int = 0
    crossed: int = 0
    late: int = 0
    skewed: int = 0
    implausible: int = 0


@dataclass(frozen=True)
class Viewed:
    """How many of the people that a policy gave an arm to, in a cell, confirmed that they saw it."""

    policy: int
    cell: str
    arm: str
    people: int


def count(state: State, site: str, test: Test, metric: Metric, now_ms: int) -> Counts:
    """The counts of one metric of a test, as of ``now_ms``. Raises `StateError` where the store fails."""
    with state.reading() as connection:
        people = connection.execute(_people(site, test, metric, now_ms)).all()
        since = _since(connection, site, test)
        came = [] if since is None else connection.execute(_responses(site, test, metric, since, now_ms)).all()
    offered = [policy for policy, _ in kept.policies(state, test.id, site)]
    return complete(_counts(test, people, came), offered)


def count_all(state: State, site: str, test: Test, now_ms: int) -> Mapping[str, Counts]:
    """The counts of every metric of a test, by the metric's name."""
    return {metric.name: count(state, site, test, metric, now_ms) for metric in test.metrics}


def followed(state: State, site: str, test: Test, metric: Metric) -> Followed:
    """What became of the events that a metric reads."""
    with state.reading() as connection:
        since = _since(connection, site, test)
        found = None if since is None else connection.execute(_fates(site, test, metric, since)).one()
    return Followed() if found is None else Followed(*map(int, found))


def viewed(state: State, site: str, test: Test) -> tuple[Viewed, ...]:
    """The confirmations of a test that name their decision, by policy, cell and arm."""
    place = (_X.policy, _X.cell, _X.arm)
    own = and_(_E.site == _X.site, _E.decision == _X.decision, _E.name == SHOWN)
    asked = select(*place, func.count(distinct(_X.unit))).join_from(events, exposures, own)
    with state.reading() as connection:
        rows = connection.execute(asked.where(*_of(site, test)).group_by(*place).order_by(*place))
        return tuple(Viewed(*row) for row in rows)


def by_day(state: State, site: str, test: Test) -> Mapping[int, int]:
    """People who came into the test, by day in UTC (days since 1970-01-01)."""
    day = _X.at_ms // DAY_MS
    asked = select(day, func.count()).where(*_of(site, test)).group_by(day).order_by(day)
    with state.reading() as connection:
        return {int(row[0]): int(row[1]) for row in connection.execute(asked)}


def cells(state: State, site: str, test: Test) -> tuple[str, ...]:
    """The commonest context cells of those who came into the test, as many as a policy may tell apart."""
    if not test.contexts:
        return ()
    with state.reading() as connection:
        said = [_said(connection, name) for name in test.contexts]
        asked = select(*said).where(*_of(site, test), _X.context.is_not(None)).group_by(*said)
        rows = connection.execute(asked.order_by(func.count().desc(), *said).limit(MOST_CELLS)).all()
    joined = (BETWEEN.join(value or "" for value in row) for row in rows)
    return tuple(cell for cell in joined if cell.strip(BETWEEN))[: MOST_CELLS - 1]


def _said(connection: Connection, name: str) -> ColumnElement[str | None]:
    """A value of the context's JSON, as text."""
    held = cast(_X.context, JSON) if connection.dialect.name == "postgresql" else _X.context
    return held.op("->>")(name)


def _of(site: str, test: Test) -> tuple[ColumnElement[bool], ...]:
    return _X.site == site, _X.test == test.id


def _since(connection: Connection, site: str, test: Test) -> int | None:
    """When the test's first exposure was."""
    found: int | None = connection.execute(select(func.min(_X.at_ms)).where(*_of(site, test))).scalar()
    return found


def _edges(metric: Metric) -> tuple[int, ...]:
    """The ends of the buckets of delay, in milliseconds: the last is the window's."""
    return tuple(round(edge * metric.window_seconds * 1000) for edge in EDGES[1:])


def _bucket(milliseconds: ColumnElement[int], metric: Metric) -> ColumnElement[int]:
    """The bucket that a time since the exposure lies in; `OVER` beyond the window."""
    return case(*((milliseconds < end, place) for place, end in enumerate(_edges(metric))), else_=OVER)


def _people(site: str, test: Test, metric: Metric, now_ms: int) -> _Asked:
    """Who was shown what: policy, cell, arm, age, people, probability."""
    place = (_X.policy, _X.cell, _X.arm, _bucket(now_ms - _X.at_ms, metric).label("age"))
    asked = select(*place, func.count(), func.min(_X.probability)).where(*_of(site, test))
    return asked.group_by(*place)


def _belonging(site: str, test: Test, event: str, since: int, *columns: str) -> _Asked:
    """The events of that name since ``since`` with the exposure that each belongs to, where there is one.

    The event's own time and value come first, then what is asked of the exposure.
    """
    asked = [func.coalesce(_BY_DECISION.c[name], _BY_UNIT.c[name]).label(name) for name in columns]
    named = and_(_BY_DECISION.c.decision == _E.decision, _BY_DECISION.c.site == site, _BY_DECISION.c.test == test.id)
    own = and_(_BY_UNIT.c.site == site, _BY_UNIT.c.test == test.id, _BY_UNIT.c.unit == _E.unit)
    joined = events.outerjoin(_BY_DECISION, named).outerjoin(_BY_UNIT, own)
    which = (_E.site == site, _E.name == event, _E.at_ms >= since)
    told = (_E.at_ms.label("happened"), _E.value, _E.flags, _E.unit.label("doer"))
    return select(*told, *asked).select_from(joined).where(*which)


def _responses(site: str, test: Test, metric: Metric, since: int, now_ms: int) -> _Asked:
    """What followed: policy, cell, arm, age, delay of the first, people, total and squares of the values above 0."""
    came = _belonging(site, test, metric.event, since, "unit", "policy", "cell", "arm", "at_ms").subquery("came")
    if metric.measure is Measure.SESSION_TIME:
        came = first_session(came).subquery("session")
    c = came.c
    within = and_(c.happened >= c.at_ms, c.happened < c.at_ms + metric.window_seconds * 1000)
    whole = (c.unit, c.policy, c.cell, c.arm, c.at_ms)
    amount = _value(metric, c.value).label("amount")
    first = func.min(c.happened - c.at_ms).label("delay")
    people = select(*whole, amount, first).where(within).group_by(*whole).subquery("people")
    p = people.c
    place = (
        p.policy,
        p.cell,
        p.arm,
        _bucket(now_ms - p.at_ms, metric).label("age"),
        _bucket(p.delay, metric).label("b"),
    )
    sums = (func.count(), func.sum(p.amount), func.sum(p.amount * p.amount))
    return select(*place, *sums).where(p.amount > 0).group_by(*place)


def _value(metric: Metric, value: ColumnElement[float]) -> ColumnElement[float]:
    """What one person's events within the window come to, never below 0 nor above the cap."""
    match metric.measure:
        case Measure.CLICKS | Measure.CONVERSIONS:
            amount: ColumnElement[Any] = literal(1)
        case Measure.COUNT:
            amount = func.count()
        case Measure.REVENUE | Measure.SESSION_TIME:
            amount = func.coalesce(func.sum(value), 0)
    amount = cast(amount, Double)
    return amount if metric.cap is None else case((amount > metric.cap, metric.cap), else_=amount)


def _fates(site: str, test: Test, metric: Metric, since: int) -> _Asked:
    """The fields of `Followed`, in their order."""
    c = _belonging(site, test, metric.event, since, "unit", "at_ms").subquery("came").c
    past = c.at_ms + metric.window_seconds * 1000
    conditions = (
        and_(c.happened >= c.at_ms, c.happened < past),
        c.happened < c.at_ms,
        c.happened >= past,
        c.unit.is_(None),
        c.unit != c.doer,
        *(c.flags.op("&")(int(flag)) > 0 for flag in (Flag.LATE, Flag.SKEWED, Flag.IMPLAUSIBLE)),
    )
    return select(*(func.count(case((condition, 1))) for condition in conditions))


def _counts(test: Test, people: _Rows, came: _Rows) -> Counts:
    """Both statements' rows as one table."""
    arms = tuple(variant.id for variant in test.variants)
    names = tuple(sorted({row[1] for row in people}))
    keys = {tuple(row[:4]): place for place, row in enumerate(people)}
    number, sums, delays = len(people), np.zeros((3, len(people))), np.zeros(OVER)
    for row in came:
        sums[:, keys[tuple(row[:4])]] += row[5:]
        if row[3] == OVER:
            delays[row[4]] += row[5]
    return Counts(
        arms, names or ("",),
        policy=_whole((row[0] for row in people), number), cell=_whole((names.index(row[1]) for row in people), number),
        arm=_whole((arms.index(row[2]) for row in people), number), age=_whole((row[3] for row in people), number),
        people=np.array([float(row[4]) for row in people]), responded=sums[0], total=sums[1], squares=sums[2],
        probability=np.array([float(row[5]) for row in people]), delays=delays,
    )  # fmt: skip


def _whole(values: Iterable[int], number: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.fromiter(values, np.int64, number)
