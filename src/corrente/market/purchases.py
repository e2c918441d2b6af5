"""Customers and their orders: BG/NBD in continuous time, Gamma-Gamma spend, segments that differ.

Buying: Fader, Hardie & Lee 2005, "Counting your customers the easy way"; spend: Fader & Hardie 2013, "The
Gamma-Gamma model of monetary value".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import RandomState

from corrente.engine.generate import Workshop
from corrente.market.curves import (
    CELLS,
    CHANCE,
    Whole,
    apportion,
    beta_curve,
    fixed,
    gamma_curve,
    inverse_gamma_curve,
)
from corrente.market.size import DAY
from corrente.market.statements import read_sql
from corrente.market.truth import Key, Values, key

SEGMENTS = ("small", "mid", "enterprise")
SHARES = (0.55, 0.30, 0.15)
REGIONS = ("Sudeste", "Sul", "Nordeste", "Centro-Oeste", "Norte")
REGION_SHARES = (0.45, 0.2, 0.2, 0.1, 0.05)
INDUSTRIES = ("retail", "software", "education", "health", "manufacturing")

_WEEK = 7 * DAY
_LONGEST = 10**12


@dataclass(frozen=True)
class Habits:
    """One segment's buying (``r``, ``alpha`` in weeks, ``a``, ``b``) and spend (``p``, ``q``, ``gamma`` in cents)."""

    r: float
    alpha: float
    a: float
    b: float
    p: float
    q: float
    gamma: float


def draw_habits(rng: RandomState) -> tuple[Habits, ...]:
    """The habits of each segment: a market's own, varied per segment on the log scale.

    Drawn log-uniformly: r .3-1.5, alpha 4-15 weeks, a .6-1.5, b 2-4, p 2-8, q 3-6; the segments' standard
    deviation is uniform in .15-.3, one for all parameters.
    """
    low, high = np.array([[0.3, 4, 0.6, 2, 2, 3, 8_000], [1.5, 15, 1.5, 4, 8, 6, 40_000]])
    common = np.log(low) + rng.random(low.size) * np.log(high / low)
    own = common + rng.uniform(0.15, 0.3) * rng.standard_normal((len(SEGMENTS), low.size)) * _VARIES
    return tuple(Habits(*np.exp(row).tolist()) for row in own)


_VARIES = np.array([1, 1, 1, 1, 0, 0, 1.0])
"""Which habits differ between segments: the shapes of spend do not."""


def upload_habits(workshop: Workshop, habits: tuple[Habits, ...]) -> None:
    """The tables that the statements of this module read: segments, regions, gaps, deaths, scales and spends."""
    slots = np.arange(1024)
    names = np.array(SEGMENTS)[apportion(np.array(SHARES), 1024)]
    workshop.upload("segments", {"slot": slots, "name": names})
    regions = np.array(REGIONS)[apportion(np.array(REGION_SHARES), 1024)]
    workshop.upload("regions", {"slot": slots, "name": regions, "industry": np.resize(np.array(INDUSTRIES), 1024)})
    _upload_curves(workshop, "gaps", [_gaps(h) for h in habits])
    _upload_curves(workshop, "deaths", [fixed(beta_curve(h.a, h.b), CHANCE) for h in habits])
    _upload_curves(workshop, "scales", [fixed(h.gamma * inverse_gamma_curve(h.q), 1) for h in habits])
    _upload_curves(workshop, "spends", [fixed(gamma_curve(h.p)) for h in habits])


def _gaps(habits: Habits) -> Whole:
    """Mean seconds between purchases in each cell of the rate's distribution."""
    rates = gamma_curve(habits.r) / habits.alpha
    return fixed(np.minimum(_WEEK / np.maximum(rates, _WEEK / _LONGEST), _LONGEST), 1)


def _upload_curves(workshop: Workshop, table: str, curves: list[Whole]) -> None:
    workshop.upload(
        table,
        {
            "segment": np.repeat(np.array(SEGMENTS), CELLS),
            "slot": np.tile(np.arange(CELLS), len(curves)),
            "value": np.concatenate(curves),
        },
    )


def buy(workshop: Workshop, first: int, stop: int) -> None:
    """Make the tables ``buyers`` and ``purchase``: who bought in ``walk``, and customers ``first`` to ``stop``."""
    workshop.run(read_sql("buyers"), first=first, stop=stop)
    workshop.run(read_sql("purchase"))


def expect_future(workshop: Workshop) -> None:
    """Make the empty table ``future``, which `note_future` fills."""
    workshop.run(
        "create temp table future(segment varchar, customers bigint, active bigint, purchases bigint, cents hugeint)"
    )


def note_future(workshop: Workshop) -> None:
    """Add what becomes of the chunk's customers after the window."""
    workshop.run(read_sql("future"))


def spend_truth(habits: tuple[Habits, ...]) -> dict[Key, float]:
    """The mean spend per purchase over the population, in currency: p gamma / (q - 1)."""
    means = [h.p * h.gamma / (h.q - 1) / 100 for h in habits]
    found = {key("spend_per_purchase", segment=s): mean for s, mean in zip(SEGMENTS, means, strict=True)}
    return {**found, key("spend_per_purchase", segment="all"): float(np.dot(SHARES, means))}


def purchase_truth(workshop: Workshop, habits: tuple[Habits, ...]) -> Values:
    """What comes after the window, and the mean spend of the population, by segment and in all."""
    counted = workshop.fetch(
        "select segment, sum(customers) as customers, sum(active) as active, "
        "sum(purchases) as purchases, sum(cents) as cents from future group by segment"
    )
    table = np.array([counted[name] for name in ("customers", "active", "purchases", "cents")], dtype=float)
    values = spend_truth(habits)
    for segment, column in zip(("all", *counted["segment"]), [table.sum(axis=1), *table.T], strict=True):
        customers, active, purchases, cents = column
        values[key("active_customers", segment=segment)] = active
        values[key("expected_purchases", segment=segment)] = purchases / customers
        values[key("lifetime_value", segment=segment)] = cents / 100 / customers
    return values
