"""The online side: people walk through channels, some buy, and buy again: touchpoints, customers, orders."""

from __future__ import annotations

from collections.abc import Mapping

from numpy.random import RandomState

from corrente.engine.generate import Workshop
from corrente.market.access import access_truth, expect_targets, note_targets
from corrente.market.answering import answering_truth, draw_answering, touch, upload_answering
from corrente.market.buying import buying_truth
from corrente.market.coming import buyers_truth, expect_buyers, note_buyers
from corrente.market.journeys import (
    draw_chain,
    expect_costs,
    journey_truth,
    note_costs,
    upload_chain,
    upload_waits,
    walk,
)
from corrente.market.purchases import buy, draw_habits, expect_future, note_future, purchase_truth, upload_habits
from corrente.market.size import Size, chunks
from corrente.market.statements import write_table
from corrente.market.truth import Values


def make(workshop: Workshop, rng: RandomState, size: Size) -> Mapping[str, Values]:
    """Write touchpoints, customers and orders; people are numbered first, customers without touchpoints after them."""
    chain, habits, answering = draw_chain(rng), draw_habits(rng), draw_answering(rng)
    upload_waits(workshop)
    upload_chain(workshop, chain)
    upload_habits(workshop, habits)
    upload_answering(workshop, answering)
    others = max(size.customers - round(size.people * chain.conversion()), 0)
    parts = list(chunks(1, size.people + 1))
    expect_costs(workshop)
    expect_future(workshop)
    expect_buyers(workshop)
    expect_targets(workshop)
    for part in parts:
        first, stop = (size.people + 1 + others * edge // len(parts) for edge in (part.number, part.number + 1))
        walk(workshop, part)
        buy(workshop, first, stop)
        touch(workshop)
        note_costs(workshop)
        note_future(workshop)
        note_buyers(workshop)
        note_targets(workshop)
        for table in ("touchpoints", "customers", "orders"):
            write_table(workshop, table, part)
    return {
        "touchpoints": journey_truth(chain, workshop),
        "buying_process": buying_truth(chain),
        "loyalty": purchase_truth(workshop, habits),
        "predisposition": buyers_truth(workshop),
        "access": access_truth(chain, workshop),
        "engagement": answering_truth(answering, workshop),
    }
