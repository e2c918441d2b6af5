"""Mailings as they are kept: every change and every act is a further revision, with its author."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, insert, select, update

from corrente.core.errors import InputError
from corrente.core.mailing import Mailing, MailPhase
from corrente.core.words import Phrase, phrase
from corrente.state import mail_tables as tables
from corrente.state.once import upserted
from corrente.state.store import State

_M, _R = tables.mailings.c, tables.mailing_revisions.c

BEFORE: Mapping[MailPhase, frozenset[MailPhase]] = {
    MailPhase.SENDING: frozenset({MailPhase.DRAFT, MailPhase.PAUSED, MailPhase.DONE}),
    MailPhase.PAUSED: frozenset({MailPhase.SENDING}),
    MailPhase.DONE: frozenset({MailPhase.SENDING}),
    MailPhase.CANCELLED: frozenset({MailPhase.DRAFT, MailPhase.SENDING, MailPhase.PAUSED}),
}
"""What a mailing can become, and out of what."""


@dataclass(frozen=True)
class Kept:
    """A mailing as it stands: ``number`` of its last revision, who made that, and why it pauses where a server did."""

    mailing: Mailing
    number: int
    phase: MailPhase
    because: str
    changed_ms: int
    author: str
    at: dt.datetime


@dataclass(frozen=True)
class Act:
    """One revision of a mailing: who did it, when, and what (empty: it was written)."""

    number: int
    author: str
    at: dt.datetime
    reason: str


def milliseconds(at: dt.datetime) -> int:
    """Since 1970 in UTC."""
    return int(at.timestamp() * 1000)


def save(state: State, site: str, mailing: Mailing, author: str) -> Kept:
    """Keep a mailing that is written, or written anew. Raises `InputError` once it is more than a draft."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,49}", mailing.id):
        raise _bad_id(mailing.id)
    with state.writing() as connection:
        row = {
            "site": site, "mailing": mailing.id, "revision": 0, "phase": MailPhase.DRAFT.value, "because": "",
            "changed_ms": milliseconds(state.clock()),
        }  # fmt: skip
        connection.execute(upserted(connection, tables.mailings).on_conflict_do_nothing(), row)
        phase, number = held(connection, site, mailing.id)
        if phase is not MailPhase.DRAFT:
            raise _not_a_draft(mailing)
        _add(connection, site, mailing, number + 1, author, state.clock())
    return find(state, site, mailing.id)


def find(state: State, site: str, id: str) -> Kept:
    """The mailing of that id. Raises `InputError` where there is none."""
    with state.reading() as connection:
        return read(connection, site, id)


def read(connection: Connection, site: str, id: str) -> Kept:
    """The mailing of that id. Raises `InputError` where there is none."""
    row = connection.execute(_whole(site).where(_M.mailing == id)).first()
    if row is None:
        raise _nowhere(id)
    return _kept(row)


def listed(state: State, site: str) -> tuple[Kept, ...]:
    """All mailings, the last that was touched first."""
    with state.reading() as connection:
        found = connection.execute(_whole(site).order_by(_M.changed_ms.desc(), _M.mailing))
        return tuple(_kept(row) for row in found)


def acts(state: State, site: str, id: str) -> tuple[Act, ...]:
    """What was done with a mailing, the newest first."""
    asked = select(_R.number, _R.author, _R.at, _R.reason).where(_R.site == site, _R.mailing == id)
    with state.reading() as connection:
        return tuple(Act(*row) for row in connection.execute(asked.order_by(_R.number.desc())))


def held(connection: Connection, site: str, id: str) -> tuple[MailPhase, int]:
    """Phase and number of a mailing whose row nobody else can change until this transaction ends.

    Raises `InputError` where there is none.
    """
    asked = select(_M.phase, _M.revision).where(_M.site == site, _M.mailing == id).with_for_update()
    row = connection.execute(asked).first()
    if row is None:
        raise _nowhere(id)
    return MailPhase(row.phase), row.revision


def become(
    connection: Connection, site: str, id: str, phase: MailPhase, author: str, at: dt.datetime, because: str = ""
) -> None:
    """Bring a mailing into a phase, as an act of ``author``. Raises `InputError` where it cannot come there."""
    was, number = held(connection, site, id)
    if was is phase:
        return
    if was not in BEFORE[phase]:
        raise _no_way(was, phase)
    body = read(connection, site, id).mailing
    _add(connection, site, body, number + 1, author, at, phase.value)
    changed = update(tables.mailings).where(_M.site == site, _M.mailing == id)
    connection.execute(changed.values(phase=phase.value, because=because))


def _add(
    connection: Connection, site: str, mailing: Mailing, number: int, author: str, at: dt.datetime, reason: str = ""
) -> None:
    changed = update(tables.mailings).where(_M.site == site, _M.mailing == mailing.id)
    connection.execute(changed.values(revision=number, changed_ms=milliseconds(at)))
    connection.execute(
        insert(tables.mailing_revisions).values(
            site=site, mailing=mailing.id, number=number, body=mailing, author=author, at=at, reason=reason
        )
    )


def _whole(site: str) -> Select[*tuple[Any, ...]]:
    same = and_(_R.site == _M.site, _R.mailing == _M.mailing, _R.number == _M.revision)
    columns = (_M.phase, _M.because, _M.changed_ms, _R.number, _R.body, _R.author, _R.at)
    return select(*columns).join_from(tables.mailings, tables.mailing_revisions, same).where(_M.site == site)


def _kept(row: Row[*tuple[Any, ...]]) -> Kept:
    return Kept(row.body, row.number, MailPhase(row.phase), row.because, row.changed_ms, row.author, row.at)


def _nowhere(id: str) -> InputError:
    return InputError(phrase("There is no mailing “{id}”.", "Não existe o envio “{id}”.", id=id[:100]))


def _not_a_draft(mailing: Mailing) -> InputError:
    return InputError(
        phrase(
            "“{name}” was started and cannot be written any more.",
            "“{name}” já foi iniciado e não pode mais ser alterado.",
            name=mailing.name,
        ),
        None,
        Phrase("Write another one.", "Escreva outro."),
    )


def _bad_id(id: str) -> InputError:
    return InputError(
        phrase("“{id}” cannot be a mailing's id.", "“{id}” não pode ser o identificador de um envio.", id=id[:100]),
        None,
        Phrase("Use up to 50 letters a to z, digits and hyphens.", "Use até 50 letras de a a z, algarismos e hifens."),
    )


_PHASES: Mapping[MailPhase, Phrase] = {
    MailPhase.DRAFT: Phrase("a draft", "rascunho"),
    MailPhase.SENDING: Phrase("being sent", "em envio"),
    MailPhase.PAUSED: Phrase("paused", "em pausa"),
    MailPhase.DONE: Phrase("done", "concluído"),
    MailPhase.CANCELLED: Phrase("cancelled", "cancelado"),
}


def _no_way(was: MailPhase, phase: MailPhase) -> InputError:
    return InputError(
        phrase(
            "This mailing is {was}: it cannot become {phase}.",
            "Este envio está {was}: não pode passar a {phase}.",
            was=_PHASES[was],
            phase=_PHASES[phase],
        )
    )
