"""What people can ask for (LGPD Art. 18): all that is held on them, and to be forgotten. And what expires by itself.

A person is found in every site of the store by their address, by the id of a lead, or by the id that the company sends
as Segment's ``userId``. To forget is to delete: only a keyed hash stays, on the list of those nobody writes to.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, or_, select, update

from corrente.core.codec import encode
from corrente.core.mailing import MailStatus
from corrente.core.outreach import Suppressed
from corrente.outreach import consent
from corrente.outreach.people import is_address, normal, person_of
from corrente.state import audit, mail_tables, outreach_tables, test_tables
from corrente.state.audit import Act, Entry
from corrente.state.once import upserted
from corrente.state.store import State

_L, _C, _T, _S = (
    outreach_tables.leads.c,
    outreach_tables.consents.c,
    outreach_tables.consent_texts.c,
    outreach_tables.suppressions.c,
)
_X, _E, _D = test_tables.exposures.c, test_tables.events.c, mail_tables.deliveries.c

_WAITING = (MailStatus.LISTED, MailStatus.QUEUED, MailStatus.CLAIMED)


@dataclass(frozen=True)
class Person:
    """Somebody as one site knows them: the hashes of their addresses, their ids, and the units decided for."""

    site: str
    hashes: frozenset[str]
    ids: frozenset[str]
    units: frozenset[str]
    emails: frozenset[str] = frozenset()


def find(connection: Connection, said: str) -> tuple[Person, ...]:
    """Who is meant, in each site that there is."""
    sites = connection.execute(select(test_tables.secrets.c.site, test_tables.secrets.c.secret)).all()
    return tuple(_known(connection, site, secret, said.strip()) for site, secret in sorted(sites))


def _known(connection: Connection, site: str, secret: str, said: str) -> Person:
    ids = {said, normal(said)}
    hashes = {person_of(secret, said)} if is_address(said) else _hashes(connection, site, said)
    own = and_(_L.site == site, _L.person.in_(hashes))
    leads = connection.execute(select(_L.unit, _L.email, _L.lead).where(own)).all()
    sent = connection.execute(select(_D.unit, _D.email).where(_D.site == site, _D.person.in_(hashes))).all()
    emails = {normal(row.email) for row in (*leads, *sent) if row.email}
    ids |= emails | {row.lead for row in leads}
    by_id = select(_E.unit).where(_E.site == site, or_(_E.person.in_(ids | hashes), _E.unit.in_(ids | hashes)))
    units = {row.unit for row in (*leads, *sent) if row.unit} | set(connection.execute(by_id.distinct()).scalars())
    return Person(site, frozenset(hashes), frozenset(ids), frozenset(units | ids | hashes), frozenset(emails))


def _hashes(connection: Connection, site: str, said: str) -> set[str]:
    """The hashes of the person whose lead, unit or hash this is."""
    asked = select(_L.person).where(_L.site == site, or_(_L.lead == said, _L.person == said, _L.unit == said))
    sent = select(_D.person).where(_D.site == site, _D.person == said)
    return {*connection.execute(asked).scalars(), *connection.execute(sent).scalars()}


def held(state: State, said: str) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """All that is held on a person, by kind; kinds of which nothing is held are left out."""
    with state.reading() as connection:
        people = find(connection, said)
        found = {kind: [row for one in people for row in _rows(connection, kind, one)] for kind in _KINDS}
    return {kind: rows for kind, rows in found.items() if rows}


def export(state: State, said: str, *, by: str) -> bytes:
    """All that is held on a person, as a ZIP with one JSON file that other systems can read (LGPD Art. 18, V).

    That it was handed out is noted, by the person's hash.
    """
    found = held(state, said)
    text = json.dumps({"schema": 1, "at": state.clock().isoformat(), "held": found}, ensure_ascii=False, indent=2)
    with state.writing() as connection:
        counts = {kind: str(len(rows)) for kind, rows in found.items()}
        _note(connection, state, by, Act.HANDED_OUT, find(connection, said), counts)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("person.json", text)
    return packed.getvalue()


def forget(state: State, said: str, *, by: str) -> Mapping[str, int]:
    """Erase a person from every site of the store, and say how many rows of each kind are gone; all of it or nothing.

    Nobody writes to them any more, unless they agree anew. Said again, it changes nothing.
    """
    now = round(state.clock().timestamp() * 1000)
    with state.writing() as connection:
        people = find(connection, said)
        counts = {
            kind: sum(_erased(connection, kind, one) for one in people) for kind in _KINDS if kind != "suppressions"
        }
        for one in people:
            for hash in one.hashes:
                consent.suppress(connection, one.site, hash, Suppressed.FORGOTTEN, now)
        _list(connection, state, people)
        counts = {kind: number for kind, number in counts.items() if number}
        _note(connection, state, by, Act.FORGOT, people, {kind: str(number) for kind, number in counts.items()})
    return counts


def _list(connection: Connection, state: State, people: Iterable[Person]) -> None:
    new = upserted(connection, outreach_tables.forgotten).on_conflict_do_nothing()
    rows = [{"digest": f"{one.site}:{hash}", "at": state.clock()} for one in people for hash in sorted(one.hashes)]
    if rows:
        connection.execute(new, rows)


def _rows(connection: Connection, kind: str, one: Person) -> Iterable[Mapping[str, Any]]:
    asked = select(*_KINDS[kind].c).where(_of(kind, one))
    if kind == "consents":
        words = and_(_T.site == _C.site, _T.version == _C.text)
        asked = asked.add_columns(_T.words, _T.language).join(outreach_tables.consent_texts, words)
    for row in connection.execute(asked):
        yield {name: _plain(value) for name, value in row._mapping.items()}


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | None) else _said(value)


def _said(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else encode(value)


def _erased(connection: Connection, kind: str, one: Person) -> int:
    if kind != "deliveries":
        return connection.execute(delete(_KINDS[kind]).where(_of(kind, one))).rowcount
    mine = and_(_of(kind, one), _D.email != "")
    waiting = and_(mine, _D.status.in_([status.value for status in _WAITING]))
    connection.execute(update(mail_tables.deliveries).where(waiting).values(status=MailStatus.CANCELLED.value))
    nothing: Mapping[str, object] = {"email": "", "fields": {}, "unit": "", "reply": "", "decision": None}
    return connection.execute(update(mail_tables.deliveries).where(mine).values(nothing)).rowcount


def _note(
    connection: Connection, state: State, by: str, act: Act, people: Iterable[Person], counts: Mapping[str, str]
) -> None:
    """Note in the audit log what was done to whom, without a word of who that was."""
    of = next((hash for one in people for hash in sorted(one.hashes)), "")
    audit.write(connection, Entry(state.clock(), by, act, of, counts))


_KINDS: Mapping[str, Table] = {
    "leads": outreach_tables.leads,
    "consents": outreach_tables.consents,
    "suppressions": outreach_tables.suppressions,
    "deliveries": mail_tables.deliveries,
    "exposures": test_tables.exposures,
    "events": test_tables.events,
}
"""What is held on people."""
_ERASED = tuple(kind for kind in _KINDS if kind != "suppressions")


def _of(kind: str, one: Person) -> ColumnElement[bool]:
    """Which rows of a kind are a person's."""
    columns = _KINDS[kind].c
    if kind == "events":  # of a device that several people use, those that name nobody else
        unnamed = and_(columns.unit.in_(one.units), columns.person.is_(None))
        return and_(columns.site == one.site, or_(unnamed, columns.person.in_(one.ids | one.hashes)))
    whose = columns.unit.in_(one.units) if kind == "exposures" else columns.person.in_(one.hashes)
    return and_(columns.site == one.site, whose)
