"""What is true of winning: rates by group, effects of single levels, reasons for loss, and wins to come."""

from __future__ import annotations

from functools import reduce

import numpy as np
from numpy.typing import NDArray

from corrente.core.count import Cells
from corrente.engine.generate import Workshop
from corrente.market.curves import CHANCE
from corrente.market.pipeline import COVARIATES, LOSS_REASONS, Selling, win_chance
from corrente.market.size import WINDOW_DAYS
from corrente.market.truth import Key, Values, key

Array = NDArray[np.float64]


def winning_truth(selling: Selling, workshop: Workshop) -> Values:
    """Rates are those of the population of closed deals; effects are averaged over the deals that closed."""
    chance = chances(selling)
    counted = workshop.fetch("select * from closed")
    closed = _as_grid(counted, "deals")
    wins = {key("expected_wins", segment="open"): float(counted["wins_to_come"].astype(np.float64).sum())}
    reasons = {
        key("loss_reason_share", reason=reason): float(share)
        for reason, share in zip(LOSS_REASONS, selling.reasons, strict=True)
    }
    return {
        **win_rates(chance, closing(selling)),
        **(win_effects(chance, closed) if closed.any() else {}),
        **reasons,
        **wins,
    }


def chances(selling: Selling) -> Array:
    """The chance of winning for every combination of levels: one axis per covariate."""
    milli = reduce(np.add.outer, selling.effects.values(), np.array(selling.intercept))
    return np.asarray(win_chance(milli) / CHANCE, dtype=np.float64)


def population(selling: Selling) -> Array:
    """The share of every combination of levels among deals, on the same axes as `chances`."""
    return np.asarray(reduce(np.multiply.outer, selling.shares.values(), np.array(1.0)))


def started() -> Array:
    """The chance of each day of the window to be a deal's first, shape (WINDOW_DAYS,).

    A lead begins on any day alike, and becomes a deal one to five days later.
    """
    weight = np.minimum(np.arange(WINDOW_DAYS), 5.0)
    return np.asarray(weight / weight.sum(), dtype=np.float64)


def total_days(selling: Selling) -> Array:
    """The chance of each number of days from first to last, by source: shape (G, days)."""
    return np.array([reduce(np.convolve, laws) for laws in np.moveaxis(selling.days, 1, 0)], dtype=np.float64)


def closing(selling: Selling) -> Array:
    """The share of every combination of levels among closed deals."""
    by_now = np.cumsum(total_days(selling), axis=1)[:, :WINDOW_DAYS]
    closed = by_now @ started()[::-1]
    weights = population(selling) * closed.reshape(-1, *[1] * (len(COVARIATES) - 1))
    return np.asarray(weights / weights.sum())


def win_rates(chance: Array, weights: Array) -> dict[Key, float]:
    """The mean chance over all, and over those of each level."""
    found = {key("win_rate", segment="all"): float(np.average(chance, weights=weights))}
    for axis, (name, levels) in enumerate(COVARIATES.items()):
        others = tuple(a for a in range(chance.ndim) if a != axis)
        rates = (chance * weights).sum(others) / weights.sum(others)
        found |= {key("win_rate", **{name: level}): float(rate) for level, rate in zip(levels, rates, strict=True)}
    return found


def win_effects(chance: Array, closed: Array) -> dict[Key, float]:
    """Average predictive comparisons (Gelman & Pardoe 2007): all deals with a level, against the average level."""
    found: dict[Key, float] = {}
    for axis, (name, levels) in enumerate(COVARIATES.items()):
        others = closed.sum(axis=axis)
        means = np.tensordot(np.moveaxis(chance, axis, 0), others, others.ndim) / others.sum()
        share = closed.sum(tuple(a for a in range(closed.ndim) if a != axis)) / closed.sum()
        effects = means - means @ share
        found |= {key("win_rate_effect", **{name: lv}): float(e) for lv, e in zip(levels, effects, strict=True)}
    return found


def _as_grid(counted: Cells, column: str) -> Array:
    """Counted combinations of levels on the axes of `chances`."""
    grid = np.zeros([len(levels) for levels in COVARIATES.values()])
    places = tuple([levels.index(str(level)) for level in counted[name]] for name, levels in COVARIATES.items())
    np.add.at(grid, places, counted[column].astype(float))
    return grid
