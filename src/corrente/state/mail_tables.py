"""The tables of e-mail campaigns: what is sent, to whom, and what became of each message.

People go by ``person``, the keyed hash of their address that `corrente.state.outreach_tables` explains. Times are
milliseconds since 1970 in UTC.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    Named,
    Table,
    Text,
    TypedColumns,
)

from corrente.state.tables import Encoded, Moment, metadata


class _Mailings(TypedColumns):
    site: Named[str] = Column(Text, primary_key=True)
    mailing: Named[str] = Column(Text, primary_key=True)
    revision: Named[int]
    phase: Named[str] = Column(Text)
    because: Named[str] = Column(Text)
    changed_ms: Named[int] = Column(BigInteger)


mailings = Table("mailings", metadata, _Mailings)
"""One row a mailing: the number of its last revision and its `corrente.core.mailing.Phase`.

``because`` says why it pauses where a server and not a person made it. Who writes to a mailing holds its row first.
"""


class _MailingRevisions(TypedColumns):
    site: Named[str] = Column(Text, primary_key=True)
    mailing: Named[str] = Column(Text, primary_key=True)
    number: Named[int] = Column(Integer, primary_key=True, autoincrement=False)
    body: Column[Any] = Column(Encoded, nullable=False)
    author: Named[str] = Column(Text)
    at: Named[dt.datetime] = Column(Moment)
    reason: Named[str] = Column(Text)


mailing_revisions = Table(
    "mailing_revisions",
    metadata,
    _MailingRevisions,
    ForeignKeyConstraint(["site", "mailing"], ["mailings.site", "mailings.mailing"], name="mailing_revisions_of"),
    CheckConstraint("number > 0", name="mailing_revisions_from_one"),
)
"""Append-only: a `corrente.core.mailing.Mailing` as it was written, numbered from one without gaps."""


class _Deliveries(TypedColumns):
    site: Named[str] = Column(Text, primary_key=True)
    mailing: Named[str] = Column(Text, primary_key=True)
    person: Named[str] = Column(Text, primary_key=True)
    token: Named[str] = Column(Text, unique=True)
    email: Named[str] = Column(Text)
    domain: Named[str] = Column(Text)
    fields: Column[Any] = Column(Encoded, nullable=False)
    unit: Named[str] = Column(Text)
    variant: Named[str] = Column(Text)
    decision: Named[str | None] = Column(Text)
    status: Named[str] = Column(Text)
    worker: Named[str] = Column(Text)
    attempts: Named[int]
    due_ms: Named[int] = Column(BigInteger)
    changed_ms: Named[int] = Column(BigInteger)
    reply: Named[str] = Column(Text)
    sent_ms: Named[int | None] = Column(BigInteger)
    clicked_ms: Named[int | None] = Column(BigInteger)
    bounced_ms: Named[int | None] = Column(BigInteger)
    complained_ms: Named[int | None] = Column(BigInteger)
    unsubscribed_ms: Named[int | None] = Column(BigInteger)


deliveries = Table(
    "deliveries",
    metadata,
    _Deliveries,
    ForeignKeyConstraint(["site", "mailing"], ["mailings.site", "mailings.mailing"], name="deliveries_of_mailing"),
    Index("deliveries_due", "site", "mailing", "status", "due_ms", "token"),
    Index("deliveries_of_person", "site", "person"),
)
"""One row a mailing and person, so that nobody can be sent it twice.

``token`` stands in the Message-ID, the return path and the links; it is made of the row's key with the site's secret.
``status`` is a `corrente.core.mailing.Status`, ``worker`` who has claimed it, ``reply`` the server's last words. What
happened since is the first time of each. Where a person is forgotten ``email``, ``fields``, ``unit`` and ``reply`` are
emptied, and the row stays.
"""


class _MailPaces(TypedColumns):
    site: Named[str] = Column(Text, primary_key=True)
    domain: Named[str] = Column(Text, primary_key=True)
    next_ms: Named[int] = Column(BigInteger)


mail_paces = Table("mail_paces", metadata, _MailPaces)
"""When the next message may go to a domain (and, where it is empty, to anybody), for all workers together."""

APPEND_ONLY = (mailing_revisions,)
"""Tables whose rows the database itself lets nobody change or delete."""
