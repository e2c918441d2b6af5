"""What happens after a message was handed over: clicks, bounces, complaints, and people who want no more.

Each may be told many times and late; it counts once, at its first time.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, Row, case, func, select, update

from corrente.core.mailing import CLICKED, UNSUBSCRIBED, Mailing, MailStatus
from corrente.core.outreach import Purpose, Source, Suppressed
from corrente.outreach import consent
from corrente.outreach.mail import compose
from corrente.outreach.mail.events import BOUNCED, COMPLAINED, Tell, happened
from corrente.outreach.mail.kept import milliseconds, read
from corrente.state import mail_tables as tables
from corrente.state.store import State

Delivery = Row[*tuple[Any, ...]]
_MINUTE_MS = 60_000
_D = tables.deliveries.c


def find(connection: Connection, token: str) -> Delivery | None:
    """The delivery of a token."""
    return connection.execute(select(tables.deliveries).where(_D.token == token)).first()


def site_of(state: State, token: str) -> str | None:
    """Whose delivery a token is of; ``None`` for no delivery's."""
    with state.reading() as connection:
        return connection.execute(select(_D.site).where(_D.token == token)).scalar()


def mailing_of(state: State, token: str) -> Mailing | None:
    """The mailing that a token's message is of."""
    with state.reading() as connection:
        found = find(connection, token)
        return None if found is None else read(connection, found.site, found.mailing).mailing


def clicked(state: State, token: str, number: int, tell: Tell, counts: bool = True) -> str | None:
    """Note a click on the link of that number and return where it leads; ``None`` where there is none.

    One that does not count (a robot's, a look ahead) only leads there.
    """
    now = milliseconds(state.clock())
    with state.writing() as connection:
        found = find(connection, token)
        if found is None:
            return None
        mailing = read(connection, found.site, found.mailing).mailing
        to = compose.destination(mailing, found.variant, number)
        if to is not None and found.email and counts:
            _note(connection, token, _D.clicked_ms, now)
            url = compose.links_of(mailing)[number]
            once_a_minute = f"-{number}-{now // _MINUTE_MS}"
            tell(connection, happened(CLICKED, found, now, once_a_minute, link_url=url))
    return to


def unsubscribed(state: State, token: str, tell: Tell) -> bool:
    """Write to this person no more; false where the token is of no delivery."""
    now = milliseconds(state.clock())
    with state.writing() as connection:
        found = find(connection, token)
        if found is None:
            return False
        _note(connection, token, _D.unsubscribed_ms, now)
        if not consent.is_suppressed(connection, found.site, found.person):
            language = read(connection, found.site, found.mailing).mailing.language
            taken = consent.taken_back(Purpose.EMAIL, Source.UNSUBSCRIBE, language, now)
            consent.record(connection, found.site, found.person, [taken])
            consent.suppress(connection, found.site, found.person, Suppressed.UNSUBSCRIBED, now)
        if found.email:
            tell(connection, happened(UNSUBSCRIBED, found, now))
    return True


def bounced(connection: Connection, token: str, nobody: bool, reply: str, now_ms: int, tell: Tell) -> bool:
    """Note that a message came back for good; ``nobody``: there is no such mailbox, so nothing is sent there again."""
    found = find(connection, token)
    if found is None:
        return False
    _note(connection, token, _D.bounced_ms, now_ms)
    values = {"status": MailStatus.BOUNCED.value, "reply": reply[:300] if found.email else ""}
    connection.execute(update(tables.deliveries).where(_D.token == token).values(values))
    if nobody:
        consent.suppress(connection, found.site, found.person, Suppressed.BOUNCED, now_ms)
    if found.email:
        tell(connection, happened(BOUNCED, found, now_ms, reason=reply[:300]))
    return True


def complained(connection: Connection, token: str, now_ms: int, tell: Tell) -> bool:
    """Note that somebody called a message unwanted, and write to them no more."""
    found = find(connection, token)
    if found is None:
        return False
    _note(connection, token, _D.complained_ms, now_ms)
    consent.suppress(connection, found.site, found.person, Suppressed.COMPLAINED, now_ms)
    if found.email:
        tell(connection, happened(COMPLAINED, found, now_ms))
    return True


def _note(connection: Connection, token: str, column: Column[int | None], now_ms: int) -> None:
    """The first time of something; that it happened proves that the message had arrived."""
    unknown = MailStatus.UNKNOWN.value
    values = {
        column.name: func.coalesce(column, now_ms),
        "status": case((_D.status == unknown, MailStatus.SENT.value), else_=_D.status),
        "sent_ms": case((_D.status == unknown, func.coalesce(_D.sent_ms, now_ms)), else_=_D.sent_ms),
    }
    connection.execute(update(tables.deliveries).where(_D.token == token).values(values))
