"""Two plans, or two states of one, side by side: what came, what went, what is another, in words and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from corrente.core.answer import Cell, Estimate
from corrente.core.catalogue import QUESTIONS
from corrente.core.plan import Field, FromAnswer, FromItem, FromMetric, FromTest, Ground, Item, Marked, Measured
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.stream.plan.graph import index
from corrente.stream.plan.naming import UNSHOWN, say_field, say_value
from corrente.stream.plan.say import listed, spread


class Change(StrEnum):
    """What happened between the two."""

    ADDED = "added"
    REMOVED = "removed"
    DECIDED = "decided"
    MOVED = "moved"
    REWORDED = "reworded"


@dataclass(frozen=True)
class Difference:
    """One difference of an item, in the field or of the ground that ``part`` names; empty where it is the whole item.

    ``what`` names it in words, ``before`` and ``after`` are what it says in each (``None``: not there); ``by`` is the
    difference of two numbers, ``None`` where it is of words.
    """

    item: str
    change: Change
    title: Phrase
    what: Phrase
    before: Phrase | None
    after: Phrase | None
    part: str = ""
    by: float | None = None

    @property
    def said(self) -> Phrase:
        """The difference as a sentence."""
        words = _SENTENCES[self.change]
        before, after = (said or Phrase.same("–") for said in (self.before, self.after))
        return phrase(words.en, words.pt, title=self.title, what=self.what, before=before, after=after)


_SENTENCES = {
    Change.ADDED: Phrase("New: {title}. {after}", "Novo: {title}. {after}"),
    Change.REMOVED: Phrase("Taken out: {title}. {before}", "Retirado: {title}. {before}"),
    Change.DECIDED: Phrase("{title}, {what}: {before} became {after}.", "{title}, {what}: {before} passou a {after}."),
    Change.MOVED: Phrase(
        "{title}: {what} now says {after}, where it said {before}.",
        "{title}: {what} agora diz {after}, onde dizia {before}.",
    ),
    Change.REWORDED: Phrase("{title} now reads: {after}", "{title} agora diz: {after}"),
}


def compare(before: Iterable[Item], after: Iterable[Item], currency: str = "") -> tuple[Difference, ...]:
    """How ``after`` differs from ``before``: items removed, then by item those added, decided otherwise, and moved."""
    old, new = index(before), index(after)
    gone = tuple(_whole(item, Change.REMOVED) for id, item in old.items() if id not in new)
    return gone + tuple(found for item in new.values() for found in _of_item(old.get(item.id), item, currency))


def _of_item(old: Item | None, new: Item, currency: str) -> Iterator[Difference]:
    if old is None:
        yield _whole(new, Change.ADDED)
        return
    found = (*_decided(old, new, currency), *_moved(old, new))
    yield from found
    if not found and old.statement.say() != new.statement.say():
        yield Difference(new.id, Change.REWORDED, new.title, _STATEMENT, old.statement, new.statement, "statement")


_STATEMENT = Phrase("statement", "texto")


def _whole(item: Item, change: Change) -> Difference:
    came = change is Change.ADDED
    before, after = (None, item.statement) if came else (item.statement, None)
    return Difference(item.id, change, item.title, item.title, before, after)


def _decided(old: Item, new: Item, currency: str) -> Iterator[Difference]:
    one, other = decisions(old), decisions(new)
    for name in dict.fromkeys((*one, *other)):
        before, after = one.get(name), other.get(name)
        if before != after and name not in UNSHOWN:
            what, said = say_field(name, before, currency)
            by = after - before if isinstance(before, int | float) and isinstance(after, int | float) else None
            yield Difference(new.id, Change.DECIDED, new.title, what, said, say_value(name, after, currency), name, by)


def decisions(item: Item) -> dict[str, Field]:
    """All that was decided of an item: its fields, its dates and its costs."""
    told = {
        "starts": item.starts,
        "ends": item.ends,
        "one_off_cost": item.one_off_cost,
        "monthly_cost": item.monthly_cost,
    }
    twice = {"starts"} if "date" in item.fields else {"monthly_cost"} if "budget" in item.fields else set()
    return {**item.fields, **{name: held for name, held in told.items() if name not in twice}}


def _moved(old: Item, new: Item) -> Iterator[Difference]:
    grounds = {ground.key: ground for ground in old.rests_on if isinstance(ground, FromAnswer | FromMetric)}
    for ground in new.rests_on:
        was = grounds.get(ground.key)
        if was is not None and isinstance(ground, FromAnswer | FromMetric) and was.value != ground.value:
            by = ground.value - was.value
            before, after = said(was), said(ground)
            yield Difference(new.id, Change.MOVED, new.title, _asked(ground), before, after, ground.key, by)


def say_mark(mark: Marked, items: Iterable[Item]) -> Phrase:
    """A mark in words: what it rested on, what that is now, and how far it moved."""
    if isinstance(mark.because, FromAnswer | FromMetric):
        return say_move(mark.because, mark.now)
    changed = index(items).get(mark.because.item) if isinstance(mark.because, FromItem) else None
    if changed is None:
        return Phrase("An item that it rests on was taken out.", "Um item em que se apoia foi retirado.")
    if mark.result is not None:
        return say_result(mark.result, changed.title)
    return phrase(
        "“{title}” was decided otherwise: {before} became {after}.",
        "“{title}” foi decidido de outro modo: {before} passou a {after}.",
        title=changed.title,
        before=turned(mark.because, mark.now),
        after=turned(mark.now, mark.because),
    )


def say_result(result: FromTest, title: Phrase) -> Phrase:
    """What a test showed of an item, with its interval, against what was expected."""
    shown = phrase(
        "A test on “{title}” showed that {change} moves the measure by {effect} against the default.",
        "Um teste em “{title}” mostrou que {change} muda a medida em {effect} em relação ao padrão.",
        title=title,
        change=result.change,
        effect=effect_said(result),
    )
    if result.before is None:
        return shown
    before = phrase("{effect} was expected.", "Esperava-se {effect}.", effect=effect_said(result.before))
    return phrase("{shown} {before}", "{shown} {before}", shown=shown, before=before)


def effect_said(effect: FromTest | Estimate) -> Phrase:
    """A relative change with its interval: ``12% (5% to 19%)``."""
    value, low, high = (Number(number, Form.SHARE) for number in (effect.value, effect.low, effect.high))
    return phrase("{value} ({low} to {high})", "{value} ({low} a {high})", value=value, low=low, high=high)


def turned(one: Ground | None, other: Ground | None) -> Phrase:
    """The fields of the first decision that the second has otherwise, in words."""
    own = one.fields if isinstance(one, FromItem) else {}
    others = other.fields if isinstance(other, FromItem) else {}
    said = [say_value(name, cell) for name, held in own.items() if held != others.get(name) for cell in _flat(held)]
    said += [effect_said(effect) for effect in _effects(one, other)]
    return listed(said) if said else Phrase.same("–")


def _effects(one: Ground | None, other: Ground | None) -> Iterator[FromTest | Estimate]:
    """What tests had shown by the first that they had not by the second; before a result, what was expected."""
    own = one.shown if isinstance(one, FromItem) else ()
    others = other.shown if isinstance(other, FromItem) else ()
    names = {shown.test for shown in own}
    yield from (shown for shown in own if shown not in others)
    yield from (shown.before for shown in others if shown.before is not None and shown.test not in names)


def _flat(held: Field) -> tuple[Cell, ...]:
    return held if isinstance(held, tuple) else (held,)


def say_move(was: Measured, now: Ground | None) -> Phrase:
    """A number that moved, or is gone, with the question that it answers."""
    asked = _asked(was)
    if not isinstance(now, FromAnswer | FromMetric):
        return phrase(
            "{asked} no longer tells what was {before}.",
            "{asked} não diz mais o que era {before}.",
            asked=asked,
            before=said(was),
        )
    return phrase(
        "{asked} now says {after}, where it said {before}: {by}.",
        "{asked} agora diz {after}, onde dizia {before}: {by}.",
        asked=asked,
        after=said(now),
        before=said(was),
        by=moved_by(was, now),
    )


def said(ground: Measured) -> Phrase:
    """The ground's number with its interval."""
    return spread(ground, form_of(ground), _unit(ground))


def moved_by(was: Measured, now: Measured) -> Phrase:
    """How far a number moved, and to which side."""
    form = form_of(was)
    by = Number(abs(now.value - was.value), Form.POINTS if form is Form.SHARE else form, _unit(was))
    more = now.value >= was.value
    return phrase("{by} more", "{by} a mais", by=by) if more else phrase("{by} less", "{by} a menos", by=by)


def _asked(ground: Measured) -> Phrase:
    if isinstance(ground, FromMetric):
        return Phrase("The scorecard", "O painel de indicadores")
    return phrase("“{asked}”", "“{asked}”", asked=QUESTIONS[ground.question].asked)


def _unit(ground: Measured) -> str:
    return ground.unit.split()[0] if form_of(ground) is Form.MONEY else ""


def form_of(ground: Measured) -> Form:
    """How the ground's numbers read: shares in percent, money with its currency, all else plain."""
    first = ground.unit.split()[0] if ground.unit else ""
    if first == "share":
        return Form.SHARE
    return Form.MONEY if len(first) == 3 and first.isupper() else Form.ROUGH
