"""What is held on people ends after a time: the service's daily run takes away what is older than the company says."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection, Table, and_, delete, exists, select, tuple_, update

from corrente.core.outreach import Retention
from corrente.state import audit, mail_tables, outreach_tables, test_tables
from corrente.state.audit import Act, Entry
from corrente.state.store import State

AT_ONCE = 5_000
"""Rows of one transaction, so that nobody waits long for the one writer."""
MONTH_MS = 365.2425 / 12 * 86_400_000


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
    nothing = {"email": "", "fields": {}, "unit": "", "reply": ""}
    emptied = update(mail_tables.deliveries).where(tuple_(*keys).in_(found)).values(nothing)
    return connection.execute(emptied).rowcount
