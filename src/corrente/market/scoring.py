"""What is true of scores: the points of every level that is planted, the rate of all, and wins to come."""

from __future__ import annotations

import numpy as np

from corrente.engine.generate import Workshop
from corrente.inference.scorecard import FACTOR
from corrente.market.pipeline import COVARIATES, MILLI, Selling
from corrente.market.truth import Key, Values, key
from corrente.market.winning import chances, closing, win_rates

_BANDED = "amount"
"""The room cuts amounts into bands of its own."""


def scoring_truth(selling: Selling, workshop: Workshop) -> Values:
    """Points are planted effects against the average closed deal; the rate is that of all deals that close."""
    closed = workshop.fetch("select * from closed")
    deals = closed["deals"].astype(np.float64)
    points: dict[Key, float] = {}
    for name, levels in COVARIATES.items():
        place = np.array([levels.index(str(level)) for level in closed[name]], dtype=np.int64)
        share = np.bincount(place, deals, len(levels)) / max(deals.sum(), 1.0)
        effects = FACTOR * selling.effects[name] / MILLI
        if name != _BANDED:
            against = effects - share @ effects
            points |= {key("points", **{name: level}): float(e) for level, e in zip(levels, against, strict=True)}
    rate = win_rates(chances(selling), closing(selling))[key("win_rate", segment="all")]
    wins = float(closed["wins_to_come"].astype(np.float64).sum())
    return {
        **points,
        key("conversion_rate", segment="all"): rate,
        key("expected_conversions", segment="open"): wins,
    }
