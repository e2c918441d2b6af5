"""What is held on people ends after a time: the service's daily run takes away what is older than the company says."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from threading import Event, Thread

from sqlalchemy import Connection, Table, and_, delete, exists, select, tuple_, update

from corrente.core.outreach import Retention
from corrente.state import audit, mail_tables, outreach_tables, test_tables
from corrente.state.audit import Act, Entry
from corrente.state.store import State

AT_ONCE = 5_000
"""Rows of one transaction, so that nobody waits long for the one writer."""
DAY_SECONDS = 86_400.0
MONTH_MS = 365.2425 / 12 * 86_400_000

_log = logging.getLogger(__name__)


def expire(state: State, limits: Retention) -> Mapping[str, int]:
    """Take away what is over its time, and say how many rows of each kind went; noted in the audit log.

    Raises `StateError` where the store fails; what went before is gone, and the next run takes the rest.
    """
    now = state.clock().timestamp() * 1000
    deeds: Mapping[str, Callable[[Connection], int]] = {
        "leads": lambda c: _outdated(c, outreach_tables.leads, "lead", _before(now, limits.leads)),
        "consents": lambda c: _outdated(c, outreach_tables.consents, "id", _before(now, limits.consents)),
        "deliveries": lambda c: _emptied(c, _before(now, limits.messages)),
        "exposures": lambda c: _old(c, test_tables.exposures, "at_ms", _before(now, limits.behaviour)),
        "events": lambda c: _old(c, test_tables.events, "received_ms", _before(now, limits.behaviour)),
    }
    counts = {kind: number for kind, deed in deeds.items() if (number := _repeated(state, deed))}
    if counts:
        said = {kind: str(number) for kind, number in counts.items()}
        with state.writing() as connection:
            audit.write(connection, Entry(state.clock(), "", Act.EXPIRED, "", said))
    return counts


class Keeper:
    """A thread that takes away what is over its time, once a day. Several may run on one store."""

    def __init__(self, store: Callable[[], State], limits: Retention, first_seconds: float = 60.0) -> None:
        self._store, self._limits, self._first, self._ended = store, limits, first_seconds, Event()
        self._thread = Thread(target=self._run, name="corrente-retention", daemon=True)

    def start(self) -> None:
        """Begin; `end` it before the store is closed."""
        self._thread.start()

    def end(self) -> None:
        """Stop, after what is being taken away."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        wait = self._first
        while not self._ended.wait(wait):
            try:
                expire(self._store(), self._limits)
            except Exception:  # the next day tries again
                _log.exception("what is over its time could not be taken away")
            wait = DAY_SECONDS


def _before(now_ms: float, months: int) -> int:
    return int(now_ms - months * MONTH_MS)


def _repeated(state: State, deed: Callable[[Connection], int]) -> int:
    total = 0
    while True:
        with state.writing() as connection:
            done = deed(connection)
        total += done
        if done < AT_ONCE:
            return total


def _outdated(connection: Connection, table: Table, key: str, before: int) -> int:
    """Rows of people of whom nothing newer is there."""
    newer = table.alias()
    still = exists().where(newer.c.site == table.c.site, newer.c.person == table.c.person, newer.c.at_ms >= before)
    found = select(table.c[key]).where(table.c.at_ms < before, ~still).limit(AT_ONCE).scalar_subquery()
    return connection.execute(delete(table).where(table.c[key].in_(found))).rowcount


def _old(connection: Connection, table: Table, when: str, before: int) -> int:
    keys = [table.c[column.name] for column in table.primary_key]
    found = select(*keys).where(table.c[when] < before).limit(AT_ONCE)
    return connection.execute(delete(table).where(tuple_(*keys).in_(found))).rowcount


def _emptied(connection: Connection, before: int) -> int:
    """Deliveries stay as numbers, without whom they went to."""
    d = mail_tables.deliveries.c
    keys = (d.site, d.mailing, d.person)
    old = and_(d.changed_ms < before, d.email != "")
    found = select(*keys).where(old).limit(AT_ONCE)
    nothing: Mapping[str, object] = {"email": "", "fields": {}, "unit": "", "reply": ""}
    emptied = update(mail_tables.deliveries).where(tuple_(*keys).in_(found)).values(nothing)
    return connection.execute(emptied).rowcount
