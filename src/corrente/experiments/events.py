"""What people did, in Segment's words: read, checked, its clock repaired, stored once per message id."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import IntFlag

from sqlalchemy import Connection, text

from corrente.core.words import Language, Phrase, phrase

MOST_BYTES = 32_000
"""Of one event as it is sent."""
MOST_PROPERTIES = 4_000
"""Bytes of an event's properties as JSON, and of what is kept of its context."""
MOST_CHARACTERS = 200
"""Of a unit, a person, an event's name, and of a text of the context that is kept."""
MOST_OF_ID = 99
"""Characters of a message id: Segment's own limit is under 100."""
MOST_DEPTH = 8
"""How deep lists and objects may stand within one another."""
TOLERANCE_MS = 5 * 60_000
"""A sender's clock may differ by so much before it is called wrong."""
LATE_MS = 3_600_000
"""What arrives more than an hour after it happened is late."""
OLDEST_MS = 90 * 86_400_000
"""What claims to be older is not believed."""

SHOWN = "Experiment Viewed"
"""The event that says that a variant was really seen."""
PAGE = "Page Viewed"
"""What a message of the type ``page`` is stored as."""


class Flag(IntFlag):
    """What is remarkable about an event's time.

    ``LATE``: it arrived more than an hour after it happened. ``SKEWED``: the sender's clock was over five minutes
    wrong, and was repaired by the moment of sending. ``IMPLAUSIBLE``: the moment lay in the future or over 90 days
    ago, or could not be read; the moment of receipt stands in its place.
    """

    NONE = 0
    LATE = 1
    SKEWED = 2
    IMPLAUSIBLE = 4


@dataclass(frozen=True, slots=True)
class Event:
    """One row of ``events``. ``properties`` and ``context`` are JSON."""

    site: str
    message_id: str
    name: str
    unit: str
    person: str | None
    decision: str | None
    at_ms: int
    received_ms: int
    value: float | None
    flags: int
    properties: str
    context: str | None = None


class Unacceptable(ValueError):
    """An event that is not taken, and why."""

    def __init__(self, because: Phrase) -> None:
        self.because = because
        super().__init__(because.say(Language.EN))


def read(site: str, message: object, received_ms: int, sent_at: object = None) -> Event:
    """The event that a message of Segment's says, received now; ``sent_at`` is the batch's, where it has one.

    Raises `Unacceptable` with what is wrong with it.
    """
    if not isinstance(message, Mapping):
        raise Unacceptable(Phrase("An event is an object.", "Um evento é um objeto."))
    said, context = _object(message, "properties"), _object(message, "context")
    anonymous, person = _text(message, "anonymousId"), _text(message, "userId")
    unit = anonymous or person
    if not unit:
        raise Unacceptable(Phrase("It needs an anonymousId or a userId.", "Falta o anonymousId ou o userId."))
    original = message.get("originalTimestamp", message.get("timestamp"))
    at, flags = happened(original, message.get("sentAt", sent_at), received_ms)
    return Event(
        site,
        _needed(message, "messageId", MOST_OF_ID),
        _name(message),
        unit,
        person,
        _text(said, "decision_id"),
        at,
        received_ms,
        _value(said),
        int(flags),
        _kept(said),
        _context(context),
    )


def happened(original: object, sent: object, received_ms: int) -> tuple[int, Flag]:
    """When it happened, in milliseconds since 1970: ``received − (sent − original)``, and what is remarkable about it.

    Without ``sent`` the original is believed; without an original it happened when it was received.
    """
    if original is None:
        return received_ms, Flag.NONE
    began, ended = moment(original), moment(sent)
    if began is None:
        return received_ms, Flag.IMPLAUSIBLE
    wrong_by = 0 if ended is None else received_ms - ended
    skewed = Flag.SKEWED if abs(wrong_by) > TOLERANCE_MS else Flag.NONE
    at = began + wrong_by
    if at > received_ms + TOLERANCE_MS or at < received_ms - OLDEST_MS:
        return received_ms, skewed | Flag.IMPLAUSIBLE
    late = Flag.LATE if received_ms - at > LATE_MS else Flag.NONE
    return min(at, received_ms), skewed | late


def moment(said: object) -> int | None:
    """An ISO 8601 moment in milliseconds since 1970, in UTC where it names no zone; ``None`` for anything else."""
    if not isinstance(said, str) or len(said) > 40:
        return None
    try:
        found = dt.datetime.fromisoformat(said)
        aware = found if found.tzinfo is not None else found.replace(tzinfo=dt.UTC)
        return round(aware.timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


def store(connection: Connection, events: Iterable[Event]) -> set[tuple[str, str]]:
    """Store those that are new, and return their sites and message ids; the others are there already.

    They go in the order of their ids, so that two processes with the same events never wait for each other in a ring.
    """
    said = {(event.site, event.message_id): event for event in events}
    if not said:
        return set()
    rows = [{name: getattr(said[id], name) for name in _NAMES} for id in sorted(said)]
    found = connection.execute(_INSERT[connection.dialect.name], {"rows": json.dumps(rows)})
    return {(site, id) for site, id in found}


def depth_within(value: object, most: int) -> bool:
    """Whether no lists and objects stand deeper in one another than ``most``."""
    if not isinstance(value, (dict, list)):
        return True
    inner = value.values() if isinstance(value, dict) else value
    return most > 0 and all(depth_within(held, most - 1) for held in inner)


def _name(message: Mapping[str, object]) -> str:
    match message.get("type", "track"):
        case "track":
            return _needed(message, "event", MOST_CHARACTERS)
        case "page":
            return PAGE
    raise Unacceptable(Phrase("Only the types track and page are taken.", "Só são aceitos os tipos track e page."))


def _object(message: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = message.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise Unacceptable(phrase("“{name}” is no object.", "“{name}” não é um objeto.", name=name))
    return found


def _needed(message: Mapping[str, object], name: str, most: int) -> str:
    found = _text(message, name, most)
    if not found:
        raise Unacceptable(phrase("“{name}” is missing.", "Falta “{name}”.", name=name))
    return found


def _text(message: Mapping[str, object], name: str, most: int = MOST_CHARACTERS) -> str | None:
    found = message.get(name)
    if found is None:
        return None
    if not isinstance(found, str) or len(found) > most:
        raise Unacceptable(
            phrase(
                "“{name}” has to be a text of at most {most} characters.",
                "“{name}” tem de ser um texto de no máximo {most} caracteres.",
                name=name,
                most=str(most),
            )
        )
    return found or None


def _value(said: Mapping[str, object]) -> float | None:
    """What a count, a sum or a time is made of: the revenue, or the seconds."""
    found = said.get("revenue", said.get("seconds"))
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, (int, float)) or not _finite(found):
        raise Unacceptable(
            Phrase("Its revenue or seconds are no number.", "A receita ou os segundos não são um número.")
        )
    return float(found)


def _finite(number: float) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:  # a whole number beyond any float
        return False


def _kept(said: Mapping[str, object]) -> str:
    """The properties as JSON in ASCII."""
    if not depth_within(said, MOST_DEPTH):
        raise Unacceptable(Phrase("Its properties are nested too deep.", "As propriedades estão aninhadas demais."))
    try:
        kept = json.dumps(said, separators=(",", ":"), allow_nan=False)
    except ValueError:
        raise Unacceptable(
            Phrase("A number of its properties is not finite.", "Um número das propriedades não é finito.")
        ) from None
    if len(kept) > MOST_PROPERTIES:
        raise Unacceptable(
            phrase(
                "Its properties are larger than {most} bytes.",
                "As propriedades passam de {most} bytes.",
                most=str(MOST_PROPERTIES),
            )
        )
    return kept


_CONTEXT = {
    "campaign": ("id", "name", "source", "medium", "term", "content"),
    "page": ("path", "referrer"),
}


def _context(context: Mapping[str, object]) -> str | None:
    """What is kept of a context: the campaign, the page without its query, and the account. No address, no device."""
    kept: dict[str, object] = {}
    for part, names in _CONTEXT.items():
        held = context.get(part)
        if isinstance(held, dict) and (texts := {n: _short(held[n]) for n in names if isinstance(held.get(n), str)}):
            kept[part] = texts
    if isinstance(account := context.get("groupId"), str):
        kept["groupId"] = _short(account)
    return json.dumps(kept, separators=(",", ":")) if kept else None


def _short(said: str) -> str:
    """The text without the query of an address, which may hold names."""
    return said.partition("?")[0][:MOST_CHARACTERS]


_NAMES = tuple(field.name for field in fields(Event))
_COLUMNS = ", ".join(_NAMES)
_PICKED = ", ".join(f"json_extract(value, '$.{name}')" for name in _NAMES)
_ROWS = {
    "postgresql": f"{_COLUMNS} from json_populate_recordset(null::events, cast(:rows as json))",
    "sqlite": f"{_PICKED} from json_each(:rows)",
}
_INSERT = {
    on: text(
        f"insert into events ({_COLUMNS}) select {rows} where true on conflict do nothing returning site, message_id"
    )
    for on, rows in _ROWS.items()
}
"""Many rows as one parameter: the statement is prepared once, however many rows there are."""
