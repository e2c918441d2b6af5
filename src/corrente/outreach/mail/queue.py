"""The queue in the store: who is still to be written to, and who has what in hand.

A delivery is claimed, then begun, then settled, each in a transaction of its own. What is begun and never settled was
perhaps sent, and is not sent again unless a person says so. So at no moment can a process that is killed, or several
that run at once, send a message a second time that a server took and that was recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, case, delete, exists, func, or_, select, update

from corrente.core.mailing import Mailing, MailPhase, MailStatus, Pace, Recipients
from corrente.core.outreach import Purpose, Suppressed
from corrente.outreach import consent
from corrente.outreach.mail.audience import Recipient
from corrente.outreach.mail.compose import ascii_domain
from corrente.outreach.mail.doors import token_of
from corrente.outreach.mail.events import BOUNCED, DELIVERED, Decided, Tell, happened
from corrente.outreach.mail.kept import held, milliseconds
from corrente.outreach.mail.sending import Handed, Outcome
from corrente.state import mail_tables as tables
from corrente.state.once import upserted
from corrente.state.store import State

LEASE_MS = 10 * 60_000
"""A worker that has not been heard of for so long is gone; no answer of a server is waited for as long."""
MOST_ATTEMPTS = 12
_FIRST_WAIT_MS, _LONGEST_WAIT_MS = 5 * 60_000, 6 * 3_600_000
_EVERYBODY = ""
"""The domain by which the pace of all messages together goes."""
_CHUNK = 2_000

_D, _P = tables.deliveries.c, tables.mail_paces.c


@dataclass(frozen=True)
class Wait:
    """There is nothing to do before ``until_ms``."""

    until_ms: int


@dataclass(frozen=True)
class Claim:
    """One delivery that this worker, and nobody else, may go on with."""

    token: str
    person: str
    email: str
    fields: Mapping[str, str]
    unit: str
    attempts: int


def put(connection: Connection, site: str, mailing: str, people: Iterable[Recipient], secret: str, now_ms: int) -> None:
    """Add people to a mailing's audience, each once."""
    rows = [_row(site, mailing, one, secret, now_ms) for one in people]
    for start in range(0, len(rows), _CHUNK):
        connection.execute(
            upserted(connection, tables.deliveries).on_conflict_do_nothing(), rows[start : start + _CHUNK]
        )


def _row(site: str, mailing: str, one: Recipient, secret: str, now_ms: int) -> dict[str, object]:
    return {
        "site": site,
        "mailing": mailing,
        "person": one.person,
        "token": token_of(secret, f"{site}/{mailing}", one.person),
        "email": one.email,
        "domain": ascii_domain(one.email),
        "fields": dict(one.fields),
        "unit": one.unit,
        "variant": "",
        "status": MailStatus.LISTED.value,
        "worker": "",
        "attempts": 0,
        "due_ms": 0,
        "changed_ms": now_ms,
        "reply": "",
    }


def clear(connection: Connection, site: str, mailing: str) -> None:
    """Take the list of a draft away."""
    connection.execute(delete(tables.deliveries).where(_of(site, mailing), _D.status == MailStatus.LISTED.value))


def counted(connection: Connection, site: str, mailing: str) -> Mapping[MailStatus, int]:
    """How many deliveries are in each state; states with none are left out."""
    asked = select(_D.status, func.count()).where(_of(site, mailing)).group_by(_D.status)
    return {MailStatus(status): number for status, number in connection.execute(asked)}


def move(
    connection: Connection, site: str, mailing: str, was: Iterable[MailStatus], to: MailStatus, now_ms: int
) -> int:
    """Bring all deliveries of some states into another one; return how many there were."""
    changed = update(tables.deliveries).where(_of(site, mailing), _D.status.in_([status.value for status in was]))
    return connection.execute(changed.values(status=to.value, changed_ms=now_ms)).rowcount


def claim(state: State, site: str, mailing: Mailing, worker: str) -> Claim | Wait | None:
    """The next delivery, for this worker alone, in the pace that was set; ``None`` where nothing is left to send.

    Who must not be written to is passed over; `begin` looks once more.

    One that is in other workers' hands is waited for, for as long as they may be alive.
    """
    with state.writing() as connection:
        now = milliseconds(state.clock())
        if held(connection, site, mailing.id)[0] is not MailPhase.SENDING:
            return None
        release(connection, site, mailing.id, now)
        free = _free_ms(connection, site)
        if free > now:
            return Wait(free)
        row = _next(connection, site, mailing.id, now)
        while row is not None and not may_write(connection, site, mailing, row.person):
            _set(connection, row.token, status=MailStatus.SUPPRESSED.value, changed_ms=now)
            row = _next(connection, site, mailing.id, now)
        if row is None:
            return _until(connection, site, mailing.id)
        _set(connection, row.token, status=MailStatus.CLAIMED.value, worker=worker, changed_ms=now)
        _take_turn(connection, site, row.domain, mailing.pace, now)
        return Claim(row.token, row.person, row.email, row.fields, row.unit, row.attempts)


def release(connection: Connection, site: str, mailing: str, now_ms: int, gone: Sequence[str] = ()) -> None:
    """Take back what lost workers had in hand: what had not begun is queued again, what had is unknown.

    Lost is who was not heard of for long, and who is known to be ``gone``.
    """
    for was, to in ((MailStatus.CLAIMED, MailStatus.QUEUED), (MailStatus.BEGUN, MailStatus.UNKNOWN)):
        silent = or_(_D.changed_ms <= now_ms - LEASE_MS, _D.worker.in_(gone))
        lost = and_(_of(site, mailing), _D.status == was.value, silent)
        connection.execute(update(tables.deliveries).where(lost).values(status=to.value, changed_ms=now_ms))


def workers(connection: Connection, site: str, mailing: str) -> tuple[str, ...]:
    """Who has something in hand."""
    in_hand = _D.status.in_([MailStatus.CLAIMED.value, MailStatus.BEGUN.value])
    asked = select(_D.worker).where(_of(site, mailing), in_hand).distinct()
    return tuple(connection.execute(asked).scalars())


def begin(state: State, site: str, mailing: Mailing, claim: Claim, worker: str, decided: Decided) -> bool:
    """Note that a message is about to be handed over; false where it must not be: the last look before it is sent."""
    with state.writing() as connection:
        now = milliseconds(state.clock())
        status = MailStatus.BEGUN
        if held(connection, site, mailing.id)[0] is not MailPhase.SENDING:
            status = MailStatus.QUEUED
        elif not may_write(connection, site, mailing, claim.person):
            status = MailStatus.SUPPRESSED
        mine = _mine(claim, worker, MailStatus.CLAIMED)
        values = {"status": status.value, "variant": decided.variant, "decision": decided.decision, "changed_ms": now}
        done = connection.execute(update(tables.deliveries).where(mine, _D.email != "").values(values))
        return done.rowcount == 1 and status is MailStatus.BEGUN


def may_write(connection: Connection, site: str, mailing: Mailing, person: str) -> bool:
    """Whether a person may be written to now: by their own consent, or by the company's proof and no wish to stop."""
    if mailing.chosen.recipients is Recipients.LEADS:
        return consent.agrees(connection, site, person, Purpose.EMAIL)
    return not consent.is_suppressed(connection, site, person)


def settle(state: State, site: str, claim: Claim, worker: str, handed: Handed, tell: Tell) -> None:
    """Note what became of a message, and tell it."""
    with state.writing() as connection:
        now = milliseconds(state.clock())
        mine = _mine(claim, worker, MailStatus.CLAIMED, MailStatus.BEGUN, MailStatus.UNKNOWN)
        new = update(tables.deliveries).where(mine).returning(tables.deliveries)
        row = connection.execute(new.values(_settled(claim, handed, now))).first()
        if row is None or not row.email:  # taken over by another worker, or forgotten
            return
        if handed.outcome is Outcome.SENT:
            tell(connection, happened(DELIVERED, row, now))
        elif row.status == MailStatus.BOUNCED.value:
            tell(connection, happened(BOUNCED, row, now, reason=handed.reply))
        if handed.outcome is Outcome.NOBODY:
            consent.suppress(connection, site, row.person, Suppressed.BOUNCED, now)


def _settled(claim: Claim, handed: Handed, now_ms: int) -> dict[str, object]:
    said: dict[str, object] = {"reply": handed.reply, "changed_ms": now_ms}
    match handed.outcome:
        case Outcome.SENT:
            return {**said, "status": MailStatus.SENT.value, "sent_ms": now_ms}
        case Outcome.REFUSED | Outcome.NOBODY:
            return {**said, "status": MailStatus.BOUNCED.value, "bounced_ms": now_ms}
        case Outcome.UNKNOWN:
            return {**said, "status": MailStatus.UNKNOWN.value}
        case Outcome.LATER if claim.attempts + 1 >= MOST_ATTEMPTS:
            return {**said, "status": MailStatus.FAILED.value, "attempts": claim.attempts + 1}
        case Outcome.LATER:
            due = now_ms + wait_ms(claim.attempts)
            return {**said, "status": MailStatus.QUEUED.value, "attempts": claim.attempts + 1, "due_ms": due}
    return {**said, "status": MailStatus.QUEUED.value}  # the server is down or wrong: no fault of this message


def wait_ms(attempts: int) -> int:
    """How long after a refusal it is tried again: 5 minutes, three times as long each time, 6 hours at most."""
    return int(min(_FIRST_WAIT_MS * 3 ** min(attempts, 10), _LONGEST_WAIT_MS))


def _set(connection: Connection, token: str, **values: object) -> None:
    connection.execute(update(tables.deliveries).where(_D.token == token).values(values))


def _of(site: str, mailing: str) -> Any:
    return and_(_D.site == site, _D.mailing == mailing)


def _mine(claim: Claim, worker: str, *was: MailStatus) -> Any:
    return and_(_D.token == claim.token, _D.worker == worker, _D.status.in_([status.value for status in was]))


def _free_ms(connection: Connection, site: str) -> int:
    """When the next message may go to anybody; claims of one site take turns here."""
    row = {"site": site, "domain": _EVERYBODY, "next_ms": 0}
    connection.execute(upserted(connection, tables.mail_paces).on_conflict_do_nothing(), row)
    asked = select(_P.next_ms).where(_P.site == site, _P.domain == _EVERYBODY).with_for_update()
    return connection.execute(asked).scalar_one()


def _next(connection: Connection, site: str, mailing: str, now_ms: int) -> Row[*tuple[Any, ...]] | None:
    """The first that is due and whose domain may be written to; tokens are random, so domains and versions mix."""
    busy = exists().where(_P.site == site, _P.domain == _D.domain, _P.next_ms > now_ms)
    due = (_of(site, mailing), _D.status == MailStatus.QUEUED.value, _D.due_ms <= now_ms, _D.email != "", ~busy)
    asked = select(tables.deliveries).where(*due).order_by(_D.due_ms, _D.token).limit(1)
    return connection.execute(asked.with_for_update(skip_locked=True)).first()


def _take_turn(connection: Connection, site: str, domain: str, pace: Pace, now_ms: int) -> None:
    for name, per_minute in ((_EVERYBODY, pace.per_minute), (domain, pace.per_domain)):
        row = {"site": site, "domain": name, "next_ms": now_ms + 60_000 // max(per_minute, 1)}
        new = upserted(connection, tables.mail_paces).values(row)
        connection.execute(
            new.on_conflict_do_update(index_elements=("site", "domain"), set_={"next_ms": row["next_ms"]})
        )


def _until(connection: Connection, site: str, mailing: str) -> Wait | None:
    """When something can be done again; ``None`` where everything is settled."""
    same = and_(_P.site == site, _P.domain == _D.domain)
    open_again = case((_P.next_ms > _D.due_ms, _P.next_ms), else_=_D.due_ms)
    in_hand = _D.status.in_([MailStatus.CLAIMED.value, MailStatus.BEGUN.value])
    at = case((in_hand, _D.changed_ms + LEASE_MS), else_=open_again)
    asked = (
        select(func.min(at))
        .select_from(tables.deliveries.outerjoin(tables.mail_paces, same))
        .where(_of(site, mailing), _D.email != "", or_(_D.status == MailStatus.QUEUED.value, in_hand))
    )
    found = connection.execute(asked).scalar()
    return None if found is None else Wait(found)
