"""What a person decides: another choice, drafted anew where the answers know it; dates, costs, words of one's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from corrente.core.answer import number_of
from corrente.core.plan import Field, FromItem, FromPerson, Item, ItemKind
from corrente.core.words import Phrase, phrase
from corrente.stream.plan.drafting import DRAFTS
from corrente.stream.plan.known import Known
from corrente.stream.plan.marking import keep
from corrente.stream.plan.moving import Now
from corrente.stream.plan.naming import say_field
from corrente.stream.plan.say import listed
from corrente.stream.plan.shown import UNSAID


@dataclass(frozen=True)
class Wish:
    """What an item shall be: its ``fields`` that are asked for, its dates and its costs, as the person left them all.

    ``statement`` are the person's own words, ``None`` where the sentence shall follow from the rest.
    """

    fields: Mapping[str, Field] = field(default_factory=dict)
    starts: dt.date | None = None
    ends: dt.date | None = None
    one_off_cost: float | None = None
    monthly_cost: float | None = None
    statement: Phrase | None = None

    @classmethod
    def of(cls, item: Item) -> Wish:
        """The item as it is."""
        return cls(item.fields, item.starts, item.ends, item.one_off_cost, item.monthly_cost)


def speaks(item: Item, wish: Wish) -> bool:
    """Whether the wish is about what the item's sentence says, so that its author stands for the sentence as well."""
    wished = _settled(item, wish)
    return wish.statement is not None or not _changed(item, wished).keys() <= UNSAID.get(item.kind, frozenset())


def _changed(item: Item, wished: Wish) -> dict[str, Field]:
    return {name: held for name, held in wished.fields.items() if item.fields.get(name) != held}


def decide(item: Item, wish: Wish, author: str, reason: str, known: Known, items: Mapping[str, Item]) -> Item:
    """The item as a person wishes it, by that person's word, on what is known now.

    Where the answers know what was chosen, the sentence, its numbers and its levers are drafted anew for the choice;
    where they do not, the sentence says what was decided, and numbers of the draft, which speak of another choice, go.
    """
    wished = _settled(item, wish)
    changed = _changed(item, wished)
    decided = item
    if not changed.keys() <= UNSAID.get(item.kind, frozenset()):
        decided = _drafted(item, changed, known, items) or _bare(item, changed, known.settings.currency)
    decided = _by_word(item, decided, speaks(item, wish), Now.of(known.answers, items), FromPerson(author, reason))
    return replace(
        decided,
        statement=wish.statement or decided.statement,
        fields={**decided.fields, **changed},
        starts=wished.starts,
        ends=wished.ends,
        one_off_cost=wished.one_off_cost,
        monthly_cost=wished.monthly_cost,
    )


def _by_word(item: Item, decided: Item, stands: bool, now: Now, word: FromPerson) -> Item:
    """The item by a person's word: on what is known now where that one ``stands`` for the sentence, else as before."""
    if stands:
        return keep(decided, now, word.author, word.reason)
    return replace(item, rests_on=(*(ground for ground in item.rests_on if ground.key != word.key), word))


def _settled(item: Item, wish: Wish) -> Wish:
    """The wish with what follows from it: a launch's day is its date, a campaign's budget spreads over its months."""
    if item.kind is ItemKind.LAUNCH:
        return replace(wish, fields={**wish.fields, "date": wish.starts})
    if item.kind is ItemKind.CAMPAIGN and wish.fields.get("budget") is not None:
        budget = number_of(wish.fields["budget"])  # type: ignore[arg-type]
        return replace(wish, monthly_cost=budget / months(wish.starts, wish.ends))
    return wish


def months(starts: dt.date | None, ends: dt.date | None) -> int:
    """How many months lie between two days, at least one."""
    if starts is None or ends is None:
        return 1
    return max(round((ends - starts).days / 30.44), 1)


def _drafted(item: Item, changed: Mapping[str, Field], known: Known, items: Mapping[str, Item]) -> Item | None:
    """The kind's draft that follows the choice, if the answers know it.

    An extra price belongs to the way of charging that it was set for.
    """
    chosen = {**item.fields, **changed}
    if "model" in changed and "extra_price" not in changed:
        chosen.pop("extra_price", None)
    made = DRAFTS[item.kind](replace(known, chosen={item.id: chosen}), items)
    found = next((one for one in made if one.id == item.id), None)
    follows = found and all(found.fields.get(name) == held for name, held in changed.items())
    return found if follows else None


def _bare(item: Item, changed: Mapping[str, Field], currency: str) -> Item:
    said = phrase(
        "Decided: {what}.",
        "Decidido: {what}.",
        what=listed([_said(name, held, currency) for name, held in changed.items()]),
    )
    resting = tuple(ground for ground in item.rests_on if isinstance(ground, FromItem | FromPerson))
    return replace(item, statement=said, rests_on=resting, levers=())


def _said(name: str, held: Field, currency: str) -> Phrase:
    title, value = say_field(name, held, currency)
    words = _QUOTED if isinstance(held, str) else _PLAIN
    return phrase(words.en, words.pt, title=title, value=value)


_PLAIN = Phrase("{title} {value}", "{title} {value}")
_QUOTED = Phrase("{title} “{value}”", "{title} “{value}”")
