"""What people do with a mailing: bring its audience, start, pause, continue, cancel, decide on what is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from corrente.core.errors import InputError
from corrente.core.mailing import Mailing, MailPhase, MailStatus, Recipients
from corrente.core.words import Phrase
from corrente.outreach.mail import audience, compose, kept, queue
from corrente.outreach.mail.audience import Read
from corrente.outreach.mail.kept import milliseconds
from corrente.state import mail_tables as tables
from corrente.state.site_secrets import secret_of
from corrente.state.store import State

_D = tables.deliveries.c


def bring(state: State, site: str, id: str, content: bytes) -> Read:
    """Take a list of people (CSV) as the audience of a draft, in place of an earlier one.

    Raises `InputError` for what is no list, or for a mailing that is more than a draft.
    """
    secret = secret_of(state, site)
    read = audience.read_list(content, secret)
    with state.writing() as connection:
        _held_as_draft(connection, site, id)
        queue.clear(connection, site, id)
        queue.put(connection, site, id, read.recipients, secret, milliseconds(state.clock()))
    return read


def people(state: State, site: str, mailing: Mailing, scores: Mapping[str, float] | None = None) -> int:
    """How many a draft would go to now."""
    with state.reading() as connection:
        if mailing.chosen.recipients is Recipients.FILE:
            return queue.counted(connection, site, mailing.id).get(MailStatus.LISTED, 0)
        return len(audience.leads(connection, site, mailing.chosen, scores))


def start(state: State, site: str, id: str, author: str, scores: Mapping[str, float] | None = None) -> int:
    """Queue a draft for everybody it is for; return how many that are.

    Raises `InputError` where it cannot be sent as it stands, has nobody to go to, or lacks the proof of consent.
    """
    secret, now = secret_of(state, site), milliseconds(state.clock())
    with state.writing() as connection:
        _held_as_draft(connection, site, id)
        mailing = kept.read(connection, site, id).mailing
        compose.check(mailing)
        if mailing.chosen.recipients is Recipients.FILE:
            audience.check_proof(mailing.chosen)
        else:
            queue.clear(connection, site, id)
            chosen = audience.leads(connection, site, mailing.chosen, scores)
            queue.put(connection, site, id, chosen, secret, now)
        number = queue.move(connection, site, id, [MailStatus.LISTED], MailStatus.QUEUED, now)
        if number == 0:
            raise InputError(
                Phrase("Nobody would get this mailing.", "Ninguém receberia este envio."),
                None,
                Phrase("Choose other people or bring a list.", "Escolha outras pessoas ou traga uma lista."),
            )
        kept.become(connection, site, id, MailPhase.SENDING, author, state.clock())
    return number


def pause(state: State, site: str, id: str, author: str) -> None:
    """Send no more for now; what is being handed over is finished. Raises `InputError` where it is not being sent."""
    with state.writing() as connection:
        kept.become(connection, site, id, MailPhase.PAUSED, author, state.clock())


def resume(state: State, site: str, id: str, author: str) -> None:
    """Go on where it was paused. Raises `InputError` for a draft or what was cancelled."""
    with state.writing() as connection:
        if kept.held(connection, site, id)[0] is MailPhase.DRAFT:
            raise _not_started()
        kept.become(connection, site, id, MailPhase.SENDING, author, state.clock())


def cancel(state: State, site: str, id: str, author: str) -> None:
    """Send no more, for good. Raises `InputError` where it is done."""
    with state.writing() as connection:
        kept.become(connection, site, id, MailPhase.CANCELLED, author, state.clock())
        waiting = [MailStatus.LISTED, MailStatus.QUEUED]
        queue.move(connection, site, id, waiting, MailStatus.CANCELLED, milliseconds(state.clock()))


def decide_unknown(state: State, site: str, id: str, again: bool, author: str) -> int:
    """Send what is unknown again, or give it up; return how many. Raises `InputError` where it was cancelled."""
    now = milliseconds(state.clock())
    with state.writing() as connection:
        phase, _ = kept.held(connection, site, id)
        queue.release(connection, site, id, now)
        to = MailStatus.QUEUED if again else MailStatus.FAILED
        number = queue.move(connection, site, id, [MailStatus.UNKNOWN], to, now)
        if again and number and phase is not MailPhase.PAUSED:
            kept.become(connection, site, id, MailPhase.SENDING, author, state.clock())
    return number


@dataclass(frozen=True)
class Unclear:
    """Somebody of whom nobody knows whether they got it."""

    email: str
    changed_ms: int
    reply: str


def unknown(state: State, site: str, id: str, most: int = 100) -> tuple[Unclear, ...]:
    """Those of whom nobody knows whether they got it, the first first."""
    asked = select(_D.email, _D.changed_ms, _D.reply).where(
        _D.site == site, _D.mailing == id, _D.status == MailStatus.UNKNOWN.value
    )
    with state.reading() as connection:
        return tuple(Unclear(*row) for row in connection.execute(asked.order_by(_D.changed_ms).limit(most)))


@dataclass(frozen=True)
class Counts:
    """What became of a mailing, or of one version of it: numbers of people."""

    people: int = 0
    waiting: int = 0
    sent: int = 0
    unknown: int = 0
    bounced: int = 0
    failed: int = 0
    suppressed: int = 0
    clicked: int = 0
    complained: int = 0
    unsubscribed: int = 0

    @property
    def settled(self) -> int:
        """Those of whom nothing more will come by sending."""
        return self.people - self.waiting


def counts(state: State, site: str, id: str) -> tuple[Counts, Mapping[str, Counts]]:
    """What became of a mailing: of all, and by version of those to whom it was handed over."""
    asked = select(_D.variant, *(column.label(name) for name, column in _COUNTED.items()))
    with state.reading() as connection:
        rows = connection.execute(asked.where(_D.site == site, _D.mailing == id).group_by(_D.variant)).all()
    by_variant = {row.variant: Counts(*row[1:]) for row in rows}
    total = Counts(*(sum(numbers) for numbers in zip(*(row[1:] for row in rows), strict=True))) if rows else Counts()
    return total, {variant: found for variant, found in sorted(by_variant.items()) if variant}


def _number(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.count().filter(condition)


def _in(*statuses: MailStatus) -> ColumnElement[bool]:
    return _D.status.in_([status.value for status in statuses])


_WAITING = (MailStatus.LISTED, MailStatus.QUEUED, MailStatus.CLAIMED, MailStatus.BEGUN)
_COUNTED: Mapping[str, ColumnElement[Any]] = {
    "people": func.count(),
    "waiting": _number(_in(*_WAITING)),
    "sent": _number(_D.sent_ms.is_not(None)),
    "unknown": _number(_in(MailStatus.UNKNOWN)),
    "bounced": _number(_D.bounced_ms.is_not(None)),
    "failed": _number(_in(MailStatus.FAILED)),
    "suppressed": _number(_in(MailStatus.SUPPRESSED)),
    "clicked": _number(_D.clicked_ms.is_not(None)),
    "complained": _number(_D.complained_ms.is_not(None)),
    "unsubscribed": _number(_D.unsubscribed_ms.is_not(None)),
}


def _held_as_draft(connection: Any, site: str, id: str) -> None:
    phase, _ = kept.held(connection, site, id)
    if phase is not MailPhase.DRAFT:
        raise _started()


def _started() -> InputError:
    return InputError(
        Phrase("This mailing was started already.", "Este envio já foi iniciado."),
        None,
        Phrase("Write another one.", "Escreva outro."),
    )


def _not_started() -> InputError:
    return InputError(
        Phrase("This mailing was not started yet.", "Este envio ainda não foi iniciado."),
        None,
        Phrase("Start it.", "Inicie o envio."),
    )
