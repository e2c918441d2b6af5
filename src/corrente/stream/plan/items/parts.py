"""What the drafts of several kinds share."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from corrente.core.plan import FromItem, Ground, Item
from corrente.core.words import Phrase, phrase
from corrente.stream.plan.known import Known

Drafted = Mapping[str, Item]
"""The items so far, by id."""

Draft = Callable[[Known, Drafted], tuple[Item, ...]]

ALL = "all"


def segment_of(items: Drafted) -> str:
    """The segment that the plan is for; "all" where it is for everybody."""
    return str(items["segment"].fields["segment"])


def customers_of(segment: str) -> Phrase:
    """The segment's customers as a sentence names them."""
    if segment == ALL:
        return Phrase("all customers", "todos os clientes")
    return phrase("“{segment}” customers", "clientes “{segment}”", segment=segment)


def on(items: Drafted, id: str, *fields: str) -> FromItem:
    """The ground that an item's ``fields`` give."""
    return FromItem(id, {name: items[id].fields.get(name) for name in fields}, shown=items[id].shown)


def grounds(*found: Ground | None) -> tuple[Ground, ...]:
    """Those that are there, each once."""
    return tuple({ground.key: ground for ground in found if ground is not None}.values())
