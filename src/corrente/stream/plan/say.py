"""Sentences of a plan: numbers that lead back to their grounds, and lists in both languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from corrente.core.answer import Cell
from corrente.core.plan import Field, Item, Linked, Measured, Part
from corrente.core.words import Form, Number, Phrase, date_to_day, phrase

Value = Number | Phrase | str


def linked(ground: Measured, form: Form, unit: str = "", part: Part = Part.VALUE, scale: float = 1.0) -> Linked:
    """The ``part`` of the ground's number, times ``scale``, as a number of a sentence."""
    number = {Part.VALUE: ground.value, Part.LOW: ground.low, Part.HIGH: ground.high}[part]
    return Linked(number * scale, form, unit, ground.key, part, scale)


def spread(ground: Measured, form: Form, unit: str = "", scale: float = 1.0) -> Phrase:
    """``42% (39% to 45%)``; of percentage points only the value says so."""
    value = linked(ground, form, unit, scale=scale)
    if form is Form.POINTS:
        form, scale = Form.ROUGH, 100 * scale
    low, high = (linked(ground, form, unit, part, scale) for part in (Part.LOW, Part.HIGH))
    return phrase("{value} ({low} to {high})", "{value} ({low} a {high})", value=value, low=low, high=high)


def listed(parts: Sequence[Phrase | str]) -> Phrase:
    """``a, b and c``; raises ``ValueError`` for nothing to list."""
    if not parts:
        raise ValueError("there is nothing to list")
    *before, last = parts
    if not before:
        return last if isinstance(last, Phrase) else Phrase.same(last)
    places = {f"part_{number}": part for number, part in enumerate(before)}
    start = ", ".join(f"{{{name}}}" for name in places)
    return Phrase(f"{start} and {{last}}", f"{start} e {{last}}", {**places, "last": last})


def sentences(*parts: Phrase | None) -> Phrase:
    """One sentence after the other; those that are ``None`` are left out."""
    said = {f"part_{number}": part for number, part in enumerate(parts) if part is not None}
    places = " ".join(f"{{{name}}}" for name in said)
    return Phrase(places, places, said)


def numbers(said: Value) -> Iterator[Number]:
    """Every number in a sentence, however deep."""
    if isinstance(said, Number):
        yield said
    elif isinstance(said, Phrase):
        for value in said.values.values():
            yield from numbers(value)


def item_numbers(item: Item) -> Iterator[Number]:
    """Every number that an item's words hold."""
    for cell in (item.title, item.statement, *_cells(item)):
        if isinstance(cell, Phrase):
            yield from numbers(cell)


def _cells(item: Item) -> Iterator[Cell]:
    for held in item.fields.values():
        yield from held if isinstance(held, tuple) else (held,)


def text(held: Field) -> Phrase:
    """A field's value as words; several as a list; nothing as a dash."""
    match held:
        case tuple():
            return listed([text(cell) for cell in held]) if held else Phrase.same("–")
        case Phrase():
            return held
        case dt.date():
            return phrase("{day}", "{day}", day=Number(date_to_day(held), Form.DATE))
        case None:
            return Phrase.same("–")
        case str():
            return Phrase.same(held)
    return phrase("{n}", "{n}", n=Number(held, Form.EXACT))
