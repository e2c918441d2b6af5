"""The tables, as the last migration leaves them (`migrations/versions` makes them; a test holds the two together)."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Named,
    Table,
    Text,
    TypedColumns,
    TypeDecorator,
    UniqueConstraint,
    text,
)

from corrente.core.codec import decode, encode
from corrente.state.failures import unreadable

metadata = MetaData()

_SERIAL = BigInteger().with_variant(Integer(), "sqlite")


class Moment(TypeDecorator[dt.datetime]):
    """A moment in UTC; SQLite keeps it without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """The moment in UTC; raises ``ValueError`` for one that names no zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """The moment, always in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Encoded(TypeDecorator[Any]):
    """Anything that `corrente.core.codec` knows, as JSON in ASCII; ``None`` is stored too."""

    impl = Text
    cache_ok = True
    coerce_to_is_types = ()  # None is a value like any other

    def process_bind_param(self, value: object, dialect: Dialect) -> str:  # noqa: ARG002
        """The value as it is stored."""
        return json.dumps(encode(value), separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """The value as it was; raises `StateError` where it holds what this corrente does not know."""
        if value is None:
            return None
        try:
            return decode(json.loads(value))
        except (ValueError, KeyError, TypeError) as failure:
            raise unreadable() from failure


class Hidden(str):
    """A text that does not show itself in logs and traces."""

    def __repr__(self) -> str:
        return "'***'"


class Secret(TypeDecorator[str]):
    """A text that comes out `Hidden`."""

    impl = Text
    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> Hidden | None:  # noqa: ARG002
        """The text, hidden."""
        return None if value is None else Hidden(value)


class _Plans(TypedColumns):
    plan: Named[str] = Column(Text, primary_key=True)
    last: Named[int]


plans = Table("plans", metadata, _Plans)
"""One row a plan: the number of its last revision. Whoever writes to a plan holds its row first."""


class _Revisions(TypedColumns):
    plan: Named[str] = Column(Text, ForeignKey("plans.plan"), primary_key=True)
    number: Named[int] = Column(Integer, primary_key=True, autoincrement=False)
    item: Named[str] = Column(Text)
    author: Named[str] = Column(Text)
    at: Named[dt.datetime] = Column(Moment)
    reason: Named[str] = Column(Text)
    based_on: Named[int | None]
    body: Column[Any] = Column(Encoded, nullable=False)
    key: Named[str] = Column(Text)


revisions = Table(
    "revisions",
    metadata,
    _Revisions,
    UniqueConstraint("plan", "item", "number", name="revisions_of_item"),
    UniqueConstraint("plan", "key", "item", name="revisions_once_per_key"),
    UniqueConstraint("plan", "item", "based_on", name="revisions_in_one_line"),
    ForeignKeyConstraint(
        ["plan", "item", "based_on"],
        ["revisions.plan", "revisions.item", "revisions.number"],
        name="revisions_based_on_earlier",
    ),
    CheckConstraint("based_on < number", name="revisions_forward"),
    CheckConstraint("number > 0", name="revisions_from_one"),
)
"""Append-only: every item is one unbroken line of revisions, for two cannot be based on the same one."""

Index(
    "revisions_one_first",
    revisions.c.plan,
    revisions.c.item,
    unique=True,
    sqlite_where=text("based_on is null"),
    postgresql_where=text("based_on is null"),
)


class _Marks(TypedColumns):
    id: Named[int] = Column(_SERIAL, primary_key=True)
    plan: Named[str] = Column(Text)
    item: Named[str] = Column(Text)
    revision: Named[int]
    digest: Named[str] = Column(Text)
    body: Column[Any] = Column(Encoded, nullable=False)
    at: Named[dt.datetime] = Column(Moment)


marks = Table(
    "marks",
    metadata,
    _Marks,
    ForeignKeyConstraint(
        ["plan", "item", "revision"],
        ["revisions.plan", "revisions.item", "revisions.number"],
        name="marks_of_revision",
    ),
    UniqueConstraint("plan", "digest", name="marks_once"),
)
"""Append-only: an item at a revision, and what changed beneath it; the digest is of all that."""


class _Decisions(TypedColumns):
    mark: Named[int] = Column(_SERIAL, ForeignKey("marks.id"), primary_key=True, autoincrement=False)
    status: Named[str] = Column(Text)
    author: Named[str] = Column(Text)
    at: Named[dt.datetime] = Column(Moment)
    reason: Named[str] = Column(Text)


decisions = Table("decisions", metadata, _Decisions)
"""Append-only: what was decided of a mark, once."""


class _Forecasts(TypedColumns):
    id: Named[int] = Column(_SERIAL, primary_key=True)
    plan: Named[str] = Column(Text)
    revision: Named[int]
    question: Named[str] = Column(Text)
    estimate: Named[str] = Column(Text)
    of: Column[Any] = Column(Encoded, nullable=False)
    unit: Named[str] = Column(Text)
    grade: Named[str] = Column(Text)
    origin: Named[dt.date] = Column(Date)
    target: Named[dt.date] = Column(Date)
    q05: Named[float] = Column(Double)
    q25: Named[float] = Column(Double)
    q50: Named[float] = Column(Double)
    q75: Named[float] = Column(Double)
    q95: Named[float] = Column(Double)
    mean: Named[float] = Column(Double)
    at: Named[dt.datetime] = Column(Moment)


forecasts = Table(
    "forecasts",
    metadata,
    _Forecasts,
    ForeignKeyConstraint(["plan", "revision"], ["revisions.plan", "revisions.number"], name="forecasts_of_revision"),
    UniqueConstraint("plan", "revision", "question", "estimate", "of", "origin", "target", name="forecasts_once"),
    CheckConstraint("q05 <= q25 and q25 <= q50 and q50 <= q75 and q75 <= q95", name="forecasts_in_order"),
)
"""Append-only: what a revision of a plan foretold of one estimate for one day."""


class _Outcomes(TypedColumns):
    id: Named[int] = Column(_SERIAL, primary_key=True)
    forecast: Named[int] = Column(_SERIAL, ForeignKey("forecasts.id"), index=True)
    actual: Named[float] = Column(Double)
    scores: Column[Any] = Column(Encoded, nullable=False)
    at: Named[dt.datetime] = Column(Moment)


outcomes = Table("outcomes", metadata, _Outcomes)
"""Append-only: what happened, and the forecast's scores; where data are corrected later, the last row counts."""


class _Accounts(TypedColumns):
    id: Named[str] = Column(Text, primary_key=True)
    email: Named[str | None] = Column(Text, unique=True)
    password: Named[str | None] = Column(Secret)
    role: Named[str] = Column(Text)
    language: Named[str] = Column(Text)
    made: Named[dt.datetime] = Column(Moment)
    closed: Named[dt.datetime | None] = Column(Moment)


accounts = Table("accounts", metadata, _Accounts)
"""``password`` is its Argon2id hash. A closed account keeps its id, which revisions name, and nothing of the person."""


class _Sessions(TypedColumns):
    token: Named[str] = Column(Text, primary_key=True)
    account: Named[str] = Column(Text, ForeignKey("accounts.id"), index=True)
    made: Named[dt.datetime] = Column(Moment)
    expires: Named[dt.datetime] = Column(Moment)
    ended: Named[dt.datetime | None] = Column(Moment)


sessions = Table("sessions", metadata, _Sessions)
"""``token`` is the hash of what the browser holds."""


class _Attempts(TypedColumns):
    id: Named[int] = Column(_SERIAL, primary_key=True)
    email: Named[str] = Column(Text)
    address: Named[str] = Column(Text)
    at: Named[dt.datetime] = Column(Moment)


attempts = Table(
    "attempts",
    metadata,
    _Attempts,
    Index("attempts_by_email", "email", "at"),
    Index("attempts_by_address", "address", "at"),
)
"""Logins tried and not (yet) succeeded; forgotten after a day."""


class _Audit(TypedColumns):
    id: Named[int] = Column(_SERIAL, primary_key=True)
    at: Named[dt.datetime] = Column(Moment)
    by: Named[str] = Column(Text)
    act: Named[str] = Column(Text)
    of: Named[str] = Column(Text)
    details: Column[Any] = Column(Encoded, nullable=False)


audit = Table("audit", metadata, _Audit)
"""Append-only: who did what to which account."""

APPEND_ONLY = (revisions, marks, decisions, forecasts, outcomes, audit)
"""Tables whose rows the database itself lets nobody change or delete."""
