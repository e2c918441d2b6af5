"""Who, what, when, where, why and how: six readings of a plan, made of its items' own sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from corrente.core.plan import Item, ItemKind
from corrente.core.words import Form, Number, Phrase, date_to_day, phrase
from corrente.stream.plan.say import listed, sentences, text


class Asked(StrEnum):
    """The six questions."""

    WHO = "who"
    WHAT = "what"
    WHEN = "when"
    WHERE = "where"
    WHY = "why"
    HOW = "how"


TITLES: Mapping[Asked, Phrase] = {
    Asked.WHO: Phrase("Who", "Quem"),
    Asked.WHAT: Phrase("What", "O quê"),
    Asked.WHEN: Phrase("When", "Quando"),
    Asked.WHERE: Phrase("Where", "Onde"),
    Asked.WHY: Phrase("Why", "Por quê"),
    Asked.HOW: Phrase("How", "Como"),
}

_SAID = {
    Asked.WHO: (ItemKind.SEGMENT,),
    Asked.WHAT: (ItemKind.SOLUTION, ItemKind.PRICE),
    Asked.WHY: (ItemKind.PROBLEM, ItemKind.ADVANTAGE),
}


def read(items: Iterable[Item]) -> Mapping[Asked, Phrase]:
    """Each question's answer; "not decided yet" where the plan has no item that tells."""
    plan = tuple(items)
    return {asked: _read(asked, plan) or _OPEN for asked in Asked}


_OPEN = Phrase("Not decided yet.", "Ainda não decidido.")


def _read(asked: Asked, plan: tuple[Item, ...]) -> Phrase | None:
    match asked:
        case Asked.WHEN:
            return _when([item for item in plan if item.kind is ItemKind.LAUNCH and item.starts])
        case Asked.WHERE:
            return _where([item for item in plan if item.kind is ItemKind.CAMPAIGN])
        case Asked.HOW:
            return _how(plan)
    said = [item.statement for kind in _SAID[asked] for item in plan if item.kind is kind]
    return sentences(*said) if said else None


def _when(launches: list[Item]) -> Phrase | None:
    said = [
        phrase("{title} ({day})", "{title} ({day})", title=item.title, day=Number(_start(item), Form.DATE))
        for item in sorted(launches, key=_start)
    ]
    return phrase("{said}.", "{said}.", said=listed(said)) if said else None


def _start(item: Item) -> int:
    return date_to_day(item.starts) if item.starts else 0


def _where(campaigns: list[Item]) -> Phrase | None:
    channels = [str(item.fields["channel"]) for item in campaigns if item.fields.get("channel")]
    return phrase("By {channels}.", "Por {channels}.", channels=listed(channels)) if channels else None


def _how(plan: tuple[Item, ...]) -> Phrase | None:
    message = next((item.statement for item in plan if item.kind is ItemKind.MESSAGE), None)
    campaigns = (item.fields for item in plan if item.kind is ItemKind.CAMPAIGN)
    offers = [
        phrase("{offer} ({channel})", "{offer} ({channel})", offer=text(held["offer"]), channel=text(held["channel"]))
        for held in campaigns
        if held.get("offer") and held.get("channel")
    ]
    with_offers = phrase("With {offers}.", "Com {offers}.", offers=listed(offers)) if offers else None
    return sentences(message, with_offers) if message or with_offers else None
