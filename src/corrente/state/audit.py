"""The audit log: who did what to which account, when. Rows are only ever added."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import Connection, insert, select

from corrente.state import tables
from corrente.state.store import State

_A = tables.audit.c


class Act(StrEnum):
    """What is noted."""

    OPENED = "account opened"
    CLOSED = "account closed"
    ROLE = "role changed"
    PASSWORD = "password changed"
    LANGUAGE = "language changed"
    LOGGED_IN = "logged in"
    REFUSED = "login refused"
    LOGGED_OUT = "logged out"
    FORGOT = "person forgotten"
    HANDED_OUT = "personal data handed out"
    EXPIRED = "personal data expired"
    KEY_MADE = "key made"
    KEY_REVOKED = "key revoked"


@dataclass(frozen=True)
class Entry:
    """Account ``by`` did ``act`` to account ``of`` (ids; empty where there was none)."""

    at: dt.datetime
    by: str
    act: Act
    of: str
    details: Mapping[str, str] = field(default_factory=dict)


def write(connection: Connection, entry: Entry) -> None:
    """Add to the log, in the transaction of the deed itself. Never give it a secret."""
    connection.execute(insert(tables.audit).values({**vars(entry), "act": entry.act.value}))


def listed(state: State, most: int = 500) -> tuple[Entry, ...]:
    """The last entries, the newest first."""
    asked = select(_A.at, _A.by, _A.act, _A.of, _A.details).order_by(_A.id.desc()).limit(most)
    with state.reading() as connection:
        return tuple(Entry(row.at, row.by, Act(row.act), row.of, row.details) for row in connection.execute(asked))
