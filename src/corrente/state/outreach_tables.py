"""The tables of outreach: landing pages, leads, and what people agreed to.

What is here of a person goes by ``person``: a hash of the address keyed with the site's secret, so that the rows that
must outlive a person (a wish not to be written to) hold no address. Times are milliseconds since 1970 in UTC.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    Named,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
)

from corrente.state.tables import Encoded, Moment, metadata

_SERIAL = BigInteger().with_variant(Integer(), "sqlite")


class _PageRevisions(TypedColumns):
    site: Named[str] = Column(Text, primary_key=True)
    page: Named[str] = Column(Text, primary_key=True)
    number: Named[int] = Column(Integer, primary_key=True, autoincrement=False)
    body: Column[Any] = Column(Encoded, nullable=False)
    author: Named[str] = Column(Text)
    at: Named[dt.datetime] = Column(Moment)
    reason: Named[str] = Column(Text)


page_revisions = Table(
    "page_revisions", metadata, _PageRevisions, CheckConstraint("number > 0", name="page_revisions_from_one")
)
"""Append-only: a landing page as it was from a moment on; ``body`` is a `corrente.core.outreach.LandingPage`."""


class _ConsentTexts(TypedColumns):
    site: Named[str] = Column(Text, primary_key=True)
    version: Named[str] = Column(Text, primary_key=True)
    purpose: Named[str] = Column(Text)
    language: Named[str] = Column(Text)
    words: Named[str] = Column(Text)
    at_ms: Named[int] = Column(BigInteger)


consent_texts = Table("consent_texts", metadata, _ConsentTexts)
"""Append-only: the words that people were asked by; ``version`` is a hash of purpose, language and words."""


class _Leads(TypedColumns):
    site: Named[str] = Column(Text, primary_key=True)
    lead: Named[str] = Column(Text, primary_key=True)
    person: Named[str] = Column(Text)
    submission: Named[str] = Column(Text)
    page: Named[str] = Column(Text)
    page_number: Named[int]
    name: Named[str] = Column(Text)
    email: Named[str] = Column(Text)
    company: Named[str] = Column(Text)
    language: Named[str] = Column(Text)
    at_ms: Named[int] = Column(BigInteger)
    unit: Named[str] = Column(Text)
    test: Named[str] = Column(Text)
    variant: Named[str] = Column(Text)
    decision: Named[str | None] = Column(Text)
    plan: Named[str] = Column(Text)
    item: Named[str] = Column(Text)
    source: Named[str] = Column(Text)
    medium: Named[str] = Column(Text)
    campaign: Named[str] = Column(Text)
    term: Named[str] = Column(Text)
    content: Named[str] = Column(Text)
    campaign_id: Named[str] = Column(Text)
    referrer: Named[str] = Column(Text)


leads = Table(
    "leads",
    metadata,
    _Leads,
    UniqueConstraint("site", "submission", name="leads_once"),
    Index("leads_of_person", "site", "person"),
    Index("leads_in_time", "site", "at_ms"),
    Index("leads_of_unit", "site", "unit"),
)
"""One row a form that was sent; the same form sent twice is one row. Only rights delete (forget, retention).

``source`` to ``campaign_id`` are the UTM parameters of the visit (empty where there were none); ``campaign_id`` is
``utm_id``, ``item`` the plan's item the page was made from.
"""


class _Consents(TypedColumns):
    id: Named[int] = Column(_SERIAL, primary_key=True)
    site: Named[str] = Column(Text)
    person: Named[str] = Column(Text)
    purpose: Named[str] = Column(Text)
    given: Named[bool] = Column(Boolean)
    text: Named[str] = Column(Text)
    source: Named[str] = Column(Text)
    page: Named[str] = Column(Text)
    page_number: Named[int]
    lead: Named[str | None] = Column(Text)
    address: Named[str] = Column(Text)
    at_ms: Named[int] = Column(BigInteger)


consents = Table(
    "consents",
    metadata,
    _Consents,
    ForeignKeyConstraint(["site", "text"], ["consent_texts.site", "consent_texts.version"], name="consents_by_text"),
    Index("consents_of_person", "site", "person", "purpose", "id"),
)
"""What people answered, the last row of a person and purpose counts. Nothing changes a row, only rights delete.

``source`` is where (`corrente.core.outreach.Source`), ``page`` and its number what was open (empty and 0 where none
was), ``address`` the keyed hash of the network address.
"""


class _Suppressions(TypedColumns):
    site: Named[str] = Column(Text, primary_key=True)
    person: Named[str] = Column(Text, primary_key=True)
    reason: Named[str] = Column(Text, primary_key=True)
    at_ms: Named[int] = Column(BigInteger)


suppressions = Table("suppressions", metadata, _Suppressions)
"""Who must not be written to, and why (`corrente.core.outreach.Suppressed`); it outlives all else of a person."""


class _Forgotten(TypedColumns):
    digest: Named[str] = Column(Text, primary_key=True)
    at: Named[dt.datetime] = Column(Moment)


forgotten = Table("forgotten", metadata, _Forgotten)
"""Append-only: salted hashes of the addresses and ids whose rows the company's door leaves out from now on."""

APPEND_ONLY = (page_revisions, consent_texts, forgotten)
"""Tables whose rows the database itself lets nobody change or delete."""

UNCHANGING = (consents,)
"""Tables whose rows the database lets nobody change, but rights delete."""
