"""The plan's dates as a calendar that other programs read (iCalendar, RFC 5545): launches, campaigns, tests, mailings.

A date keeps its identity however often it moves, so that whoever takes the file in again sees dates moved and not
doubled; what was taken out of the plan comes as cancelled.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select

from corrente.core.mailing import MailPhase, MailSlot
from corrente.core.plan import Item, ItemKind, Revision
from corrente.core.words import Language, Phrase, phrase
from corrente.state import mail_tables
from corrente.state.store import State
from corrente.state.test_tables import MAIN

if TYPE_CHECKING:
    from icalendar import Event

_NAMESPACE = uuid.UUID(
    "5b2f6ad4-9d0c-4b5e-9f43-6f0b8a1f3d57"
)  # any fixed one: it makes the ids of the same names equal
_PRODUCT = "-//corrente//plan//EN"


@dataclass(frozen=True)
class Date:
    """One entry: whole days from ``starts`` to ``ends`` (that day included), or moments, which carry their zone.

    ``id`` keeps it the same entry when all else changes, ``number`` grows with each change, made at ``changed``.
    """

    id: str
    title: Phrase
    text: Phrase
    kind: Phrase
    starts: dt.date
    ends: dt.date | None
    number: int
    changed: dt.datetime
    cancelled: bool = False


KINDS: Mapping[ItemKind, Phrase] = {
    ItemKind.LAUNCH: Phrase("Launch", "Lançamento"),
    ItemKind.CAMPAIGN: Phrase("Campaign", "Campanha"),
    ItemKind.TEST: Phrase("Test", "Teste"),
}
"""The kinds of items that have days, as a calendar groups them."""


def dates(history: Iterable[Revision]) -> tuple[Date, ...]:
    """The dates of a plan's items, from all its revisions, the oldest first; an item without days has none."""
    lines: dict[str, list[Revision]] = {}
    for revision in history:
        lines.setdefault(revision.item, []).append(revision)
    return tuple(date for line in lines.values() for date in _of_item(line))


def _of_item(line: list[Revision]) -> Iterator[Date]:
    """The date of one item: as it stands, or cancelled where it lost its days or was taken out."""
    dated = [(revision.body, revision) for revision in line if revision.body is not None and revision.body.starts]
    if not dated:
        return
    item, last = dated[-1][0], line[-1]
    if item.kind in KINDS and item.starts:
        yield Date(
            f"{last.plan}/{item.id}", item.title, _text(item), KINDS[item.kind], item.starts, item.ends,
            last.number, last.at, cancelled=dated[-1][1] is not last,
        )  # fmt: skip


def _text(item: Item) -> Phrase:
    offer = item.fields.get("offer")
    if not isinstance(offer, Phrase | str):
        return item.statement
    return phrase("{said} Offer: {offer}.", "{said} Oferta: {offer}.", said=item.statement, offer=offer)


_MAILING = Phrase("Mailing", "Disparo de e-mails")


def mailings(state: State, site: str = MAIN) -> tuple[Date, ...]:
    """When the mailings of a site were begun and done; one that was never begun has no date."""
    rows = mail_tables.mailing_revisions.c
    asked = select(rows.mailing, rows.number, rows.body, rows.at, rows.reason).where(rows.site == site)
    lines: dict[str, list[Row[Any]]] = {}
    with state.reading() as connection:
        for row in connection.execute(asked.order_by(rows.mailing, rows.number)):
            lines.setdefault(row.mailing, []).append(row)
    return tuple(date for line in lines.values() if (date := _of_mailing(site, line)))


def _of_mailing(site: str, line: list[Row[Any]]) -> Date | None:
    begun = next((row.at for row in line if row.reason == MailPhase.SENDING.value), None)
    if begun is None:
        return None
    last, mailing = line[-1], line[-1].body
    done = next((row.at for row in line if row.reason == MailPhase.DONE.value), None)
    title = phrase("Mailing: {name}", "Disparo: {name}", name=mailing.name)
    said = Phrase.same(mailing.says.get(MailSlot.SUBJECT, ""))
    gone = last.reason == MailPhase.CANCELLED.value
    return Date(f"mailing/{site}/{mailing.id}", title, said, _MAILING, begun, done, last.number, last.at, gone)


def write(company: str, timezone: str, entries: Iterable[Date], language: Language) -> bytes:
    """A calendar file with the entries; moments in ``timezone``, whose rules come with it."""
    from icalendar import Calendar

    calendar = Calendar()
    named = phrase("Plan of {company}", "Plano de {company}", company=company).say(language)
    for key, value in (
        ("prodid", _PRODUCT), ("version", "2.0"), ("method", "PUBLISH"), ("name", named), ("x-wr-calname", named),
        ("x-wr-timezone", timezone),
    ):  # fmt: skip
        calendar.add(key, value)
    for entry in sorted(entries, key=lambda date: (str(date.starts), date.id)):
        calendar.add_component(_event(company, timezone, entry, language))
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def _event(company: str, timezone: str, date: Date, language: Language) -> Event:
    from icalendar import Event

    event = Event()
    said: dict[str, object] = {
        "uid": str(uuid.uuid5(_NAMESPACE, f"{company}\n{date.id}")),
        "sequence": date.number,
        "dtstamp": date.changed.astimezone(dt.UTC),
        "last-modified": date.changed.astimezone(dt.UTC),
        "summary": date.title.say(language),
        "description": date.text.say(language),
        "categories": [date.kind.say(language)],
        "status": "CANCELLED" if date.cancelled else "CONFIRMED",
        "transp": "TRANSPARENT",  # it fills nobody's day
        **_when(date, timezone),
    }
    for key, value in said.items():
        event.add(key, value)
    return event


def _when(date: Date, timezone: str) -> Mapping[str, dt.date]:
    """The beginning and the end, which iCalendar does not include."""
    if isinstance(date.starts, dt.datetime):
        zone = ZoneInfo(timezone)
        ends = date.ends if isinstance(date.ends, dt.datetime) else date.starts
        return {"dtstart": date.starts.astimezone(zone), "dtend": ends.astimezone(zone)}
    return {"dtstart": date.starts, "dtend": (date.ends or date.starts) + dt.timedelta(days=1)}
