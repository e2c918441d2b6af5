"""Items of a plan, as small as they may be."""

from __future__ import annotations

from corrente.core.plan import Field, FromAnswer, Item, ItemKind, Marked
from corrente.core.words import Form, Number, Phrase, phrase


def an_item(id: str = "segment", **fields: Field) -> Item:
    said = phrase("We serve {n} buyers.", "Atendemos {n} compradores.", n=Number(12, Form.COUNT))
    return Item(id, ItemKind.SEGMENT, Phrase.same(id), said, fields)


def a_mark(item: str = "campaign.linkedin", now: float = 0.2) -> Marked:
    was = FromAnswer("win_rate", "win_rate", 0.3, 0.25, 0.35, "share", {"segment": "Enterprise", "size": "all"})
    stands = FromAnswer("win_rate", "win_rate", now, now - 0.05, now + 0.05, "share", {"size": "all", "segment": "x"})
    return Marked(item, was, stands, ("segment",))
