"""Leads as they are kept: one row a form that was sent, with what led the person there."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from corrente.core.outreach import Lead, Utm
from corrente.core.words import Language
from corrente.outreach import consent
from corrente.outreach.consent import Answered
from corrente.state import outreach_tables as tables
from corrente.state.once import upserted
from corrente.state.store import State

_L = tables.leads.c


def new_id() -> str:
    """The id of a lead: a whole number of 62 bits, of which 61 are random, in digits.

    The lead has the same id among the company's data, whose ids stay whole where they are whole.
    """
    return str(1 << 61 | secrets.randbits(61))


def take(connection: Connection, site: str, lead: Lead, submission: str, answers: Sequence[Answered]) -> Lead:
    """Store a lead and what they agreed to, and return it; a form that was sent before returns the lead of then.

    ``submission`` tells one form that was shown from all others.
    """
    new = upserted(connection, tables.leads).on_conflict_do_nothing().returning(_L.lead)
    if connection.execute(new.values(_row(site, lead, submission))).first() is None:
        known = connection.execute(_WHOLE.where(_L.site == site, _L.submission == submission))
        return _lead(known.one())
    consent.record(connection, site, lead.person, answers)
    return lead


def find(state: State, site: str, lead: str) -> Lead | None:
    """A lead by its id."""
    return next(iter(_read(state, _WHOLE.where(_L.site == site, _L.lead == lead))), None)


def listed(state: State, site: str, page: str | None = None, *, most: int = 500) -> tuple[Lead, ...]:
    """The leads of a site or of one page, the newest first."""
    asked = _WHOLE.where(_L.site == site).order_by(_L.at_ms.desc(), _L.lead).limit(most)
    return _read(state, asked if page is None else asked.where(_L.page == page))


def counted(state: State, site: str) -> dict[str, int]:
    """How many leads each page has brought."""
    asked = select(_L.page, func.count()).where(_L.site == site).group_by(_L.page)
    with state.reading() as connection:
        return {row[0]: row[1] for row in connection.execute(asked)}


def of_person(state: State, site: str, person: str) -> tuple[Lead, ...]:
    """What one person sent, the oldest first."""
    return _read(state, _WHOLE.where(_L.site == site, _L.person == person).order_by(_L.at_ms))


_WHOLE = select(*_L)


def _read(state: State, asked: Select[*tuple[Any, ...]]) -> tuple[Lead, ...]:
    with state.reading() as connection:
        return tuple(map(_lead, connection.execute(asked)))


_UTM = {**{part: part for part in Utm.__dataclass_fields__}, "id": "campaign_id"}
_SAME = tuple(name for name in Lead.__dataclass_fields__ if name not in ("id", "language", "utm"))
"""What a lead's fields and the columns of its row call alike."""


def _row(site: str, lead: Lead, submission: str) -> dict[str, Any]:
    return {
        "site": site,
        "lead": lead.id,
        "submission": submission,
        "language": lead.language.value,
        **{name: getattr(lead, name) for name in _SAME},
        **{column: getattr(lead.utm, part) for part, column in _UTM.items()},
    }


def _lead(row: Row[*tuple[Any, ...]]) -> Lead:
    said = row._mapping
    utm = Utm(**{part: said[column] for part, column in _UTM.items()})
    return Lead(id=said["lead"], language=Language(said["language"]), utm=utm, **{name: said[name] for name in _SAME})
