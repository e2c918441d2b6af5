"""Session time: how long a page was visible and in use, in a person's first session after they came into a test.

The script tells of it in parts: a ``Page Engaged`` event says how many seconds of use came since the last one and when
they ended, every five minutes, and whenever the page is hidden or left. A minute without a sign of life (pointer, key,
wheel, scroll, touch) is the most that counts as use. Half an hour without use ends the session; what comes later
belongs to another one. Who leaves at once has the time that was measured, 0 where none was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Double, FromClause, Select, and_, case, cast, exists, func, select

from corrente.core.experiment import Measure, Test
from corrente.experiments.events import SHOWN
from corrente.state.store import State
from corrente.state.test_tables import events, exposures

ENGAGED = "Page Engaged"
"""The event whose ``seconds`` make up a session's time."""
SILENCE_MS = 30 * 60_000
"""So long without use ends a session, as with Plausible, Matomo and Google Analytics."""
BOUNCE_SECONDS = 10
"""Who used the page for less, and did nothing else that was tracked, has bounced: the line of Google Analytics 4."""


@dataclass(frozen=True)
class Sessions:
    """The first sessions of an arm's people: how many, how many bounced, and their seconds of use in all."""

    people: int
    bounced: int
    seconds: float


def first_session(came: FromClause) -> Select[Any]:
    """The rows of ``came`` that lie in their person's first session, with all its columns.

    ``came`` has one row per part of use: the person's ``unit``, when they came into the test (``at_ms``), when the part
    was told (``happened``) and its seconds (``value``). Parts from before ``at_ms`` are left out, and in the result
    ``value`` is at most the time since then, for earlier use is no outcome of the test.
    """
    numbered = _numbered(select(*came.c).where(came.c.happened >= came.c.at_ms).subquery("after"))
    kept = (numbered.used.label("value") if column.key == "value" else numbered[column.key] for column in came.c)
    return select(*kept).where(numbered.pauses == 0)


def sessions(state: State, site: str, test: Test, now_ms: int) -> Mapping[str, Sessions]:
    """The first sessions by arm, of people who came so long ago that a session without use would be over.

    None where no metric of the test measures session time. Raises `StateError` where the store fails.
    """
    if all(metric.measure is not Measure.SESSION_TIME for metric in test.metrics):
        return {}
    x, e = exposures.c, events.c
    own = and_(e.site == x.site, e.unit == x.unit, e.name == ENGAGED, e.at_ms >= x.at_ms)
    came = select(x.arm, x.unit, x.at_ms, e.at_ms.label("happened"), e.value, _did_something(site).label("did"))
    whose = (x.site == site, x.test == test.id, x.at_ms <= now_ms - SILENCE_MS)
    parts = _numbered(came.select_from(exposures.outerjoin(events, own)).where(*whose).subquery("said"))
    seconds = func.sum(case((parts.pauses == 0, parts.used), else_=0.0))
    person = select(parts.arm, parts.did, seconds.label("seconds")).group_by(parts.arm, parts.did, parts.unit)
    p = person.subquery("person").c
    bounced = func.count(case((and_(p.seconds < BOUNCE_SECONDS, ~p.did), 1)))
    with state.reading() as connection:
        rows = connection.execute(select(p.arm, func.count(), bounced, func.sum(p.seconds)).group_by(p.arm)).all()
    return {arm: Sessions(people, bounces, total) for arm, people, bounces, total in rows}


def _numbered(came: FromClause) -> Any:
    """The columns of ``came`` with the seconds ``used`` since the exposure, and how many ``pauses`` came before."""
    c = came.c
    since = cast(c.happened - c.at_ms, Double) / 1000.0
    used = func.coalesce(case((c.value > since, since), else_=c.value), 0.0).label("used")
    parts = select(*c, used).subquery("parts").c
    last = func.lag(parts.happened).over(partition_by=parts.unit, order_by=(parts.happened, parts.used))
    pause = parts.happened - parts.used * 1000.0 - func.coalesce(last, parts.at_ms)
    paused = select(*parts, case((pause > SILENCE_MS, 1), else_=0).label("paused")).subquery("paused").c
    pauses = func.sum(paused.paused).over(partition_by=paused.unit, order_by=(paused.happened, paused.used))
    return select(*paused, pauses.label("pauses")).subquery("numbered").c


def _did_something(site: str) -> Any:
    """Whether a person did anything but look, within half an hour of coming into the test."""
    x, e = exposures.c, events.c
    soon = and_(e.at_ms >= x.at_ms, e.at_ms <= x.at_ms + SILENCE_MS)
    return exists().where(e.site == site, e.unit == x.unit, e.name.not_in((ENGAGED, SHOWN)), soon).correlate(exposures)
