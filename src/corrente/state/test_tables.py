"""The tables of adaptive tests: keys, definitions, policies, who was shown what, what they did, what was found.

Everything belongs to a ``site``, a tenant of the service within one store. Times of the hot tables are whole
milliseconds since 1970 in UTC, so that both databases reckon with them alike.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    Named,
    Table,
    Text,
    TypedColumns,
)

from corrente.state.tables import Encoded, Moment, Secret, metadata

MAIN = "main"
"""The site of a store that has only one."""

_SERIAL = BigInteger().with_variant(Integer(), "sqlite")


class _Keys(TypedColumns):
    id: Named[str] = Column(Text, primary_key=True)
    site: Named[str] = Column(Text)
    kind: Named[str] = Column(Text)
    hash: Named[str] = Column(Text, unique=True)
    made: Named[dt.datetime] = Column(Moment)
    revoked: Named[dt.datetime | None] = Column(Moment)


keys = Table("keys", metadata, _Keys, CheckConstraint("kind in ('write', 'read')", name="keys_of_a_kind"))
"""``hash`` is the SHA-256 of the key, in hexadecimal digits; the key itself is shown once and never stored."""


class _Secrets(TypedColumns):
    site: Named[str] = Column(Text, primary_key=True)
    secret: Named[str] = Column(Secret)


secrets = Table("secrets", metadata, _Secrets)
"""One random secret a site, in hexadecimal digits: decision ids and signed links are made with it."""


class _Tests(TypedColumns):
    site: Named[str] = Column(Text, primary_key=True)
    test: Named[str] = Column(Text, primary_key=True)
    revision: Named[int]
    policy: Named[int]


tests = Table("tests", metadata, _Tests)
"""One row a test: the numbers of its last revision and policy (0: none). Who writes to a test holds its row first."""


class _TestRevisions(TypedColumns):
    site: Named[str] = Column(Text, primary_key=True)
    test: Named[str] = Column(Text, primary_key=True)
    number: Named[int] = Column(Integer, primary_key=True, autoincrement=False)
    body: Column[Any] = Column(Encoded, nullable=False)
    author: Named[str] = Column(Text)
    at: Named[dt.datetime] = Column(Moment)
    reason: Named[str] = Column(Text)


test_revisions = Table(
    "test_revisions",
    metadata,
    _TestRevisions,
    ForeignKeyConstraint(["site", "test"], ["tests.site", "tests.test"], name="test_revisions_of_test"),
    CheckConstraint("number > 0", name="test_revisions_from_one"),
)
"""Append-only: a `corrente.core.experiment.Test` as it was defined, numbered from one without gaps."""


class _Policies(TypedColumns):
    site: Named[str] = Column(Text, primary_key=True)
    test: Named[str] = Column(Text, primary_key=True)
    version: Named[int] = Column(Integer, primary_key=True, autoincrement=False)
    body: Column[Any] = Column(Encoded, nullable=False)
    at: Named[dt.datetime] = Column(Moment)


policies = Table(
    "policies",
    metadata,
    _Policies,
    ForeignKeyConstraint(["site", "test"], ["tests.site", "tests.test"], name="policies_of_test"),
    CheckConstraint("version > 0", name="policies_from_one"),
)
"""Append-only: a `corrente.core.experiment.Policy`, numbered from one without gaps."""


class _Exposures(TypedColumns):
    site: Named[str] = Column(Text, primary_key=True)
    test: Named[str] = Column(Text, primary_key=True)
    unit: Named[str] = Column(Text, primary_key=True)
    decision: Named[str] = Column(Text, unique=True)
    arm: Named[str] = Column(Text)
    probability: Named[float] = Column(Double)
    policy: Named[int]
    cell: Named[str] = Column(Text)
    at_ms: Named[int] = Column(BigInteger)
    context: Named[str | None] = Column(Text)


exposures = Table("exposures", metadata, _Exposures, sqlite_with_rowid=False)  # a test's people lie together
"""Who was given which arm, once per site, test and unit: with the probability, in that policy and cell, that they were.

``context`` is what the decision was asked with, as JSON. Rows are deleted only where a person is forgotten or the
retention limit has passed.
"""


class _Events(TypedColumns):
    site: Named[str] = Column(Text, primary_key=True)
    message_id: Named[str] = Column(Text, primary_key=True)
    name: Named[str] = Column(Text)
    unit: Named[str] = Column(Text)
    person: Named[str | None] = Column(Text)
    decision: Named[str | None] = Column(Text)
    at_ms: Named[int] = Column(BigInteger)
    received_ms: Named[int] = Column(BigInteger)
    value: Named[float | None] = Column(Double)
    flags: Named[int]
    properties: Named[str] = Column(Text)
    context: Named[str | None] = Column(Text)


events = Table(
    "events",
    metadata,
    _Events,
    Index("events_by_unit", "site", "unit", "name", "at_ms"),
    Index("events_by_name", "site", "name", "at_ms"),  # counting goes from the events of a metric to their exposures
)
"""What people did, once per site and message id. ``unit`` is Segment's anonymous id, or else the user id.

``person`` is the user id. ``at_ms`` is when it happened, by a repaired clock; ``value`` the event's revenue or seconds;
``flags`` a `corrente.experiments.events.Flag`; ``properties`` and ``context`` (campaign, page, account) are JSON.
``decision`` is as the event says it, and proves nothing. Rows are deleted only where a person is forgotten or the
retention limit has passed.
"""


class _Findings(TypedColumns):
    id: Named[int] = Column(_SERIAL, primary_key=True)
    site: Named[str] = Column(Text)
    test: Named[str] = Column(Text)
    plan: Named[str] = Column(Text)
    item: Named[str] = Column(Text)
    body: Column[Any] = Column(Encoded, nullable=False)
    at: Named[dt.datetime] = Column(Moment)


findings = Table(
    "findings",
    metadata,
    _Findings,
    ForeignKeyConstraint(["site", "test"], ["tests.site", "tests.test"], name="findings_of_test"),
    Index("findings_by_plan", "plan", "item"),
)
"""Append-only: a `corrente.core.experiment.Finding` of a stopped test; of several of one test the last counts."""

APPEND_ONLY = (test_revisions, policies, findings)
"""Tables whose rows the database itself lets nobody change or delete."""
