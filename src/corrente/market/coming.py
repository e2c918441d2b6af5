"""Who buys soon after the window: what a room that foretells buyers is held against."""

from __future__ import annotations

import numpy as np

from corrente.engine.generate import Workshop
from corrente.market.statements import read_sql
from corrente.market.truth import Key, Values, key

DAYS = 90
"""How far ahead buyers are counted."""
SPANS = ("0-11", "12-22", "23-44", "45-89", "90-134", "135-179", "180-269", "270-359", "360-449", "450+")
"""Days since the last purchase, in eighths of `DAYS`: as the SQL cuts them."""


def expect_buyers(workshop: Workshop) -> None:
    """Make the empty table ``coming``, which `note_buyers` fills."""
    workshop.run("create temp table coming(segment varchar, span bigint, customers bigint, buyers bigint)")


def note_buyers(workshop: Workshop) -> None:
    """Add which of the chunk's customers buy within `DAYS` after the window."""
    workshop.run(read_sql("coming"))


def buyers_truth(workshop: Workshop) -> Values:
    """How many customers buy, and their share by segment and by days since the last purchase."""
    noted = workshop.fetch("select segment, span, sum(customers) as c, sum(buyers) as b from coming group by all")
    segments, span = noted["segment"], np.asarray(noted["span"], dtype=np.int64)
    customers, buyers = (np.asarray(noted[name], dtype=float) for name in ("c", "b"))
    found: dict[Key, float] = {key("expected_buyers", segment="all"): float(buyers.sum())}
    for segment in np.unique(segments):
        here = segments == segment
        found[key("buying_rate", size=str(segment))] = float(buyers[here].sum() / customers[here].sum())
    for code in np.unique(span):
        here = span == code
        found[key("buying_rate", days_since_last=SPANS[code])] = float(buyers[here].sum() / customers[here].sum())
    return found
