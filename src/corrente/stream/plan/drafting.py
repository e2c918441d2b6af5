"""Drafting a whole plan: every kind of item in the order in which they rest on each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from corrente.core.answer import Answer
from corrente.core.plan import Item, ItemKind
from corrente.core.profile import Settings
from corrente.stream.plan.graph import order
from corrente.stream.plan.items import (
    advantage,
    buyers,
    campaigns,
    judging,
    launch,
    message,
    positioning,
    price,
    problem,
    segment,
    solution,
)
from corrente.stream.plan.items.parts import Draft
from corrente.stream.plan.known import Known
from corrente.stream.plan.shown import carried

DRAFTS: Mapping[ItemKind, Draft] = MappingProxyType(
    {
        ItemKind.SEGMENT: segment.draft,
        ItemKind.BUYERS: buyers.draft,
        ItemKind.PROBLEM: problem.draft,
        ItemKind.SOLUTION: solution.draft,
        ItemKind.PRICE: price.draft,
        ItemKind.ADVANTAGE: advantage.draft,
        ItemKind.POSITIONING: positioning.draft,
        ItemKind.MESSAGE: message.draft,
        ItemKind.LAUNCH: launch.draft,
        ItemKind.CAMPAIGN: campaigns.draft,
        ItemKind.TEST: judging.draft,
    }
)
"""In this order: each draft finds the items before it."""

NOTHING: Mapping[str, Item] = MappingProxyType({})


def draft(
    answers: Mapping[str, Answer],
    settings: Settings,
    today: dt.date,
    decided: Mapping[str, Item] = NOTHING,
    before: Mapping[str, Item] = NOTHING,
) -> tuple[Item, ...]:
    """A whole plan from the answers, whatever of them there is; each item after what it rests on.

    Items that are ``decided`` stay as they are, and the others are drafted to follow from them; what tests have shown
    of an item as it was ``before`` stays with it. Where an answer is refused, the items that would rest on it say so
    in their gaps.
    """
    known = Known(answers, settings, today)
    items: dict[str, Item] = {}
    for make in DRAFTS.values():
        for item in make(known, items):
            items[item.id] = decided.get(item.id) or carried(before.get(item.id), item)
    items |= {id: item for id, item in decided.items() if id not in items}
    return order(items.values())
