"""Two plans, or two states of one, side by side: what came, what went, what is another, in words and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from corrente.core.answer import Cell
from corrente.core.catalogue import QUESTIONS
from corrente.core.plan import Field, FromAnswer, FromItem, FromMetric, Ground, Item, Marked, Measured
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.stream.plan.graph import index
from corrente.stream.plan.say import spread, text


class Change(StrEnum):
    """What happened between the two."""

    ADDED = "added"
    REMOVED = "removed"
    DECIDED = "decided"
    MOVED = "moved"


@dataclass(frozen=True)
class Difference:
    """One difference of an item, in the field or of the ground that ``part`` names; empty where it is the whole item.

    ``by`` is the difference of two numbers, ``None`` where it is of words.
    """

    item: str
    change: Change
    said: Phrase
    part: str = ""
    by: float | None = None


def compare(before: Iterable[Item], after: Iterable[Item]) -> tuple[Difference, ...]:
    """How ``after`` differs from ``before``: items removed, then by item those added, decided otherwise, and moved."""
    old, new = index(before), index(after)
    gone = tuple(_whole(item, Change.REMOVED) for id, item in old.items() if id not in new)
    return gone + tuple(found for item in new.values() for found in _of_item(old.get(item.id), item))


def _of_item(old: Item | None, new: Item) -> Iterator[Difference]:
    if old is None:
        yield _whole(new, Change.ADDED)
        return
    for name in dict.fromkeys((*old.fields, *new.fields)):
        if old.fields.get(name) != new.fields.get(name):
            yield _field(old, new, name)
    grounds = {ground.key: ground for ground in old.rests_on if isinstance(ground, FromAnswer | FromMetric)}
    for ground in new.rests_on:
        was = grounds.get(ground.key)
        if was is not None and isinstance(ground, FromAnswer | FromMetric) and was.value != ground.value:
            yield Difference(new.id, Change.MOVED, _moved(new, was, ground), ground.key, ground.value - was.value)


def _whole(item: Item, change: Change) -> Difference:
    words = _ADDED if change is Change.ADDED else _REMOVED
    return Difference(item.id, change, phrase(words.en, words.pt, title=item.title, said=item.statement))


_ADDED = Phrase("New: {title}. {said}", "Novo: {title}. {said}")
_REMOVED = Phrase("Taken out: {title}. {said}", "Retirado: {title}. {said}")


def _field(old: Item, new: Item, name: str) -> Difference:
    before, after = old.fields.get(name), new.fields.get(name)
    said = phrase(
        "{title}: {before} became {after}.",
        "{title}: {before} passou a {after}.",
        title=new.title,
        before=text(before),
        after=text(after),
    )
    by = after - before if isinstance(before, int | float) and isinstance(after, int | float) else None
    return Difference(new.id, Change.DECIDED, said, name, by)


def _moved(item: Item, was: Measured, now: Measured) -> Phrase:
    return phrase("{title}: {said}", "{title}: {said}", title=item.title, said=say_move(was, now))


def say_mark(mark: Marked, items: Iterable[Item]) -> Phrase:
    """A mark in words: what it rested on, what that is now, and how far it moved."""
    if isinstance(mark.because, FromAnswer | FromMetric):
        return say_move(mark.because, mark.now)
    changed = index(items).get(mark.because.item) if isinstance(mark.because, FromItem) else None
    if changed is None:
        return Phrase("An item that it rests on was taken out.", "Um item em que se apoia foi retirado.")
    return phrase(
        "“{title}” was decided otherwise: {before} became {after}.",
        "“{title}” foi decidido de outro modo: {before} passou a {after}.",
        title=changed.title,
        before=_fields(mark.because, mark.now),
        after=_fields(mark.now, mark.because),
    )


def _fields(one: Ground | None, other: Ground | None) -> Phrase:
    """The fields of the first that the second has otherwise."""
    own = one.fields if isinstance(one, FromItem) else {}
    others = other.fields if isinstance(other, FromItem) else {}
    return text(tuple(cell for name, held in own.items() if held != others.get(name) for cell in _flat(held)))


def _flat(held: Field) -> tuple[Cell, ...]:
    return held if isinstance(held, tuple) else (held,)


def say_move(was: Measured, now: Ground | None) -> Phrase:
    """A number that moved, or is gone, with the question that it answers."""
    asked, form = _asked(was), form_of(was)
    unit = was.unit.split()[0] if form is Form.MONEY else ""
    if not isinstance(now, FromAnswer | FromMetric):
        return phrase(
            "{asked} no longer tells what was {before}.",
            "{asked} não diz mais o que era {before}.",
            asked=asked,
            before=spread(was, form, unit),
        )
    return phrase(
        "{asked} now says {after}, where it said {before}: {by}.",
        "{asked} agora diz {after}, onde dizia {before}: {by}.",
        asked=asked,
        after=spread(now, form, unit),
        before=spread(was, form, unit),
        by=_by(was, now, form, unit),
    )


def _by(was: Measured, now: Measured, form: Form, unit: str) -> Phrase:
    step = Form.POINTS if form is Form.SHARE else form
    by = Number(abs(now.value - was.value), step, unit)
    more = now.value >= was.value
    return phrase("{by} more", "{by} a mais", by=by) if more else phrase("{by} less", "{by} a menos", by=by)


def _asked(ground: Measured) -> Phrase:
    if isinstance(ground, FromMetric):
        return Phrase("The scorecard", "O painel de indicadores")
    return phrase("“{asked}”", "“{asked}”", asked=QUESTIONS[ground.question].asked)


def form_of(ground: Measured) -> Form:
    """How the ground's numbers read: shares in percent, money with its currency, all else plain."""
    first = ground.unit.split()[0] if ground.unit else ""
    if first == "share":
        return Form.SHARE
    return Form.MONEY if len(first) == 3 and first.isupper() else Form.ROUGH
