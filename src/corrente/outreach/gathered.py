"""What the store gathered of people, streamed as rows of the contract's tables: leads, touchpoints, stages."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Subquery,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy import Text as AsText

from corrente.core.mailing import Mailing, MailSlot
from corrente.state import mail_tables, outreach_tables, plans, test_tables
from corrente.state.store import State

Gathered = Iterator[dict[str, object]]
Asked = Select[*tuple[Any, ...]]

SESSION_MS = 30 * 60_000
"""Without activity for so long, the next activity is another visit."""
STAGES: Mapping[str, str] = {
    "Lead Stage Changed": "",
    "Lead Qualified": "qualified",
    "Opportunity Created": "opportunity",
    "Opportunity Won": "won",
    "Opportunity Lost": "lost",
}
"""Events that say that a lead entered a stage, and its name where the event's property ``stage`` gives no other."""
BY_MAIL = (
    "Email Delivered", "Email Opened", "Email Link Clicked", "Email Bounced", "Email Marked as Spam", "Unsubscribed",
)  # fmt: skip
"""Events of e-mails, which are told from the deliveries."""
_AT_ONCE = 10_000

_L, _E, _X, _D = outreach_tables.leads.c, test_tables.events.c, test_tables.exposures.c, mail_tables.deliveries.c


def number(id: str) -> int:
    """The id of a collected row's lead or person: whole and large, so that companies with whole ids keep them whole.

    A whole number, as a lead's id is, stays what it is; any other text gives 62 bits of its hash.
    """
    if id.isascii() and id.isdigit() and int(id) < 1 << 63:
        return int(id)
    return int.from_bytes(hashlib.blake2b(id.encode(), digest_size=8).digest()) >> 2 | 1 << 61


def leads(connection: Connection, site: str) -> Gathered:
    """Rows of the contract's ``leads``, in the order in which they came."""
    won, lost = (_first(name) for name in ("Opportunity Won", "Opportunity Lost"))
    asked = select(*_L, won.label("won_ms"), lost.label("lost_ms")).where(_L.site == site).order_by(_L.at_ms, _L.lead)
    for row in _streamed(connection, asked):
        yield {
            "lead_id": number(row.lead),
            "person_id": number(row.person),
            "created_at": _moment(row.at_ms),
            "source": _channel(row.source, row.referrer),
            "campaign": row.campaign_id or row.campaign or None,
            "landing_page": row.page,
            "converted_at": row.won_ms and _moment(max(row.won_ms, row.at_ms)),
            "outcome": "won" if row.won_ms else "lost" if row.lost_ms else "open",
            "email": row.email or None,
            "medium": row.medium or None,
            "variant": row.variant or None,
        }


def _first(name: str) -> ColumnElement[int | None]:
    """When the first event of a name came of a lead."""
    return select(func.min(_E.at_ms)).where(_E.site == _L.site, _E.name == name, _of_lead()).scalar_subquery()


def _of_lead() -> ColumnElement[bool]:
    """Whether an event is of a lead: of the unit that sent the form, or of the lead's own id."""
    return or_(_E.unit == _L.unit, _E.unit == _L.lead)


def stage_changes(connection: Connection, site: str) -> Gathered:
    """Rows of the contract's ``stage_changes``: of the lead that the unit was last before the event."""
    latest = select(_L.lead).where(_L.site == _E.site, _of_lead(), _L.at_ms <= _E.at_ms).order_by(_L.at_ms.desc())
    lead = latest.limit(1).correlate(test_tables.events).scalar_subquery().label("lead")
    asked = select(_E.name, _E.at_ms, _E.properties, lead).where(_E.site == site, _E.name.in_(STAGES))
    for row in _streamed(connection, asked.order_by(_E.at_ms, _E.message_id)):
        said = json.loads(row.properties).get("stage")
        stage = said if isinstance(said, str) and said else STAGES[row.name]
        if row.lead is not None and stage:
            yield {"subject_id": number(row.lead), "stage": stage, "entered_at": _moment(row.at_ms)}


def touchpoints(connection: Connection, state: State, site: str) -> Gathered:
    """Rows of the contract's ``touchpoints``: visits of pages, then what was sent by e-mail and clicked there."""
    yield from _visits(connection, site)
    yield from _mails(connection, state, site)


@dataclass(frozen=True)
class _Seen:
    """One activity of a visitor, and what it says of the visit."""

    at_ms: int
    channel: str
    campaign: str
    referrer: str
    message: str
    answered: bool


def _visits(connection: Connection, site: str) -> Gathered:
    known = select(_L.unit, func.max(_L.person).label("person")).where(_L.site == site).group_by(_L.unit).subquery()
    found = _activities(site)
    asked = select(*found.c, known.c.person).outerjoin(known, known.c.unit == found.c.unit)
    ordered = asked.order_by(found.c.unit, found.c.at_ms, found.c.place)
    for _, rows in groupby(_streamed(connection, ordered), key=lambda row: row.unit):
        for person, visit in _sessions(rows):
            yield _visit(person, visit)


def _activities(site: str) -> Subquery:
    """Everything that visitors did: what they were shown, what was tracked, the forms that they sent."""
    nothing = literal("")
    shown = _X.test + ": " + _X.arm
    sent = case((_L.test != "", _L.test + ": " + _L.variant), else_="")
    campaign = case((_L.campaign_id != "", _L.campaign_id), else_=_L.campaign)
    columns = ("unit", "at_ms", "place", "context", "message", "channel", "campaign", "referrer", "answered")
    parts = (
        select(_X.unit, _X.at_ms, literal(0), _X.context, shown, nothing, nothing, nothing, literal(0)).where(
            _X.site == site, ~_X.test.startswith("mail-")
        ),
        select(_E.unit, _E.at_ms, literal(1), _E.context, nothing, nothing, nothing, nothing, literal(0)).where(
            _E.site == site, _E.name.not_in((*STAGES, *BY_MAIL))
        ),
        select(
            _L.unit, _L.at_ms, literal(2), null().cast(AsText), sent, _L.source, campaign, _L.referrer, literal(1)
        ).where(_L.site == site, _L.unit != ""),
    )
    named = (part.with_only_columns(*_called(part, columns)) for part in parts)
    return union_all(*named).subquery()


def _called(part: Asked, names: Iterable[str]) -> Iterator[ColumnElement[Any]]:
    return (column.label(name) for column, name in zip(part.selected_columns, names, strict=True))


def _sessions(rows: Iterable[Row[Any]]) -> Iterator[tuple[str, list[_Seen]]]:
    """A unit's activities, cut where half an hour passed without any; with whom they are of."""
    visit: list[_Seen] = []
    whose = ""
    for row in rows:
        seen = _seen(row)
        if visit and seen.at_ms - visit[-1].at_ms > SESSION_MS:
            yield whose, visit
            visit = []
        visit.append(seen)
        whose = row.person or row.unit
    if visit:
        yield whose, visit


def _seen(row: Row[Any]) -> _Seen:
    said = json.loads(row.context) if row.context else {}
    campaign, page = _part(said, "campaign"), _part(said, "page")
    return _Seen(
        row.at_ms,
        row.channel or campaign.get("source", ""),
        row.campaign or campaign.get("id", "") or campaign.get("name", ""),
        row.referrer or page.get("referrer", ""),
        row.message,
        bool(row.answered),
    )


def _part(said: Mapping[str, Any], name: str) -> Mapping[str, str]:
    """A part of an event's context; what is no text in it, or said flat as ``utm_…``, is not looked at."""
    held = said.get(name)
    return {key: text for key, text in held.items() if isinstance(text, str)} if isinstance(held, dict) else {}


def _visit(person: str, visit: list[_Seen]) -> dict[str, object]:
    """One contact: by the first campaign that an activity of it names, with the first variant that was seen."""

    def first(name: str) -> str:
        return next((found for seen in visit if (found := getattr(seen, name))), "")

    return {
        "person_id": number(person),
        "occurred_at": _moment(visit[0].at_ms),
        "channel": _channel(first("channel"), first("referrer")),
        "kind": "visit",
        "campaign": first("campaign") or None,
        "message": first("message") or None,
        "response": int(any(seen.answered for seen in visit)),
    }


def _mails(connection: Connection, state: State, site: str) -> Gathered:
    mailings = _mailings(connection, site)
    channels = {mailing.id: _channel_of(state, mailing) for mailing in mailings.values()}
    sent = select(_D.mailing, _D.person, _D.variant, _D.sent_ms, _D.clicked_ms).where(
        _D.site == site, _D.sent_ms.is_not(None)
    )
    for row in _streamed(connection, sent.order_by(_D.sent_ms, _D.token)):
        mailing = mailings[row.mailing]
        contact = {
            "person_id": number(row.person),
            "channel": channels[mailing.id],
            "campaign": mailing.item or mailing.name,
            "message": mailing.saying(row.variant)[MailSlot.SUBJECT],
        }
        clicked = row.clicked_ms is not None
        yield {**contact, "occurred_at": _moment(row.sent_ms), "kind": "delivered", "response": int(clicked)}
        if clicked:
            yield {**contact, "occurred_at": _moment(row.clicked_ms), "kind": "click", "response": 1}


def _mailings(connection: Connection, site: str) -> Mapping[str, Mailing]:
    """The mailings as they were last written."""
    heads, bodies = mail_tables.mailings.c, mail_tables.mailing_revisions.c
    last = and_(bodies.site == heads.site, bodies.mailing == heads.mailing, bodies.number == heads.revision)
    asked = select(heads.mailing, bodies.body).join_from(mail_tables.mailings, mail_tables.mailing_revisions, last)
    return {row.mailing: row.body for row in connection.execute(asked.where(heads.site == site))}


def _channel_of(state: State, mailing: Mailing) -> str:
    """How the company calls the channel: as the plan's campaign does, where the mailing was made from one."""
    revision = plans.as_of(state, mailing.plan).get(mailing.item) if mailing.item else None
    said = revision.body.fields.get("channel") if revision and revision.body else None
    return said if isinstance(said, str) else "email"


def _channel(source: str, referrer: str) -> str:
    return source or ("referral" if referrer else "direct")


def _moment(ms: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(ms / 1000, dt.UTC)


def _streamed(connection: Connection, asked: Asked) -> Iterator[Row[Any]]:
    yield from connection.execution_options(yield_per=_AT_ONCE).execute(asked)
