"""What is true of passing through the stages: how many move on, and how many days it takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from corrente.market.pipeline import COVARIATES, STAGES, Selling
from corrente.market.size import WINDOW_DAYS
from corrente.market.truth import Key, key
from corrente.market.winning import chances, population, started

Array = NDArray[np.float64]

SOURCES = COVARIATES["source"]
TOTAL, WON = "total", "won"


@dataclass(frozen=True)
class Passage:
    """Deals of G sources through J stages.

    ``share`` (G,) of the sources; ``reach`` (J + 1, G): the chance to enter each stage sooner or later, then to win;
    ``entered`` (J + 1, G, WINDOW_DAYS): the chance of each day to be that of the entry, given that there is one
    (what is missing to 1 lies after the window); ``stays``, J times (G, days), and ``total`` (G, days): the chance of
    each number of days in a stage, and in all.
    """

    share: Array
    reach: Array
    entered: Array
    stays: tuple[Array, ...]
    total: Array

    @property
    def by_now(self) -> Array:
        """The chance (J + 1, G) that an entry lies within the window."""
        return np.asarray(self.entered.sum(axis=2), dtype=np.float64)


def passage(selling: Selling) -> Passage:
    """The passage that a selling means."""
    weights = population(selling)
    others = tuple(range(1, weights.ndim))
    share = weights.sum(others)
    won = (chances(selling) * weights).sum(others) / share
    beyond = 1 - np.column_stack([np.zeros(len(share)), np.cumsum(selling.lost_at, axis=1)]).T
    reach = won + (1 - won) * beyond
    moves = reach[1:] / reach[:-1]
    stays, entered = [], [np.tile(started(), (len(share), 1))]
    for stage, laws in enumerate(selling.days):
        last = stage == len(STAGES) - 1
        stays.append(np.stack([_stay(selling, stage, g, 1.0 if last else moves[stage, g]) for g in range(len(share))]))
        entered.append(_convolved(entered[-1], laws)[:, :WINDOW_DAYS])
    total = reduce(_convolved, selling.days)
    return Passage(share, reach, np.stack(entered), tuple(stays), total)


def _stay(selling: Selling, stage: int, source: int, moves: float) -> Array:
    """Days in a stage: its own for who moves on; who is lost in it waits out what the later ones would have taken."""
    own, rest = selling.days[stage, source], selling.days[stage + 1 :, source]
    lost = reduce(np.convolve, rest, own)
    law = (1 - moves) * lost
    law[: len(own)] += moves * own
    return np.asarray(law, dtype=np.float64)


def _convolved(first: Array, second: Array) -> Array:
    """Sums of two independent numbers of days, row by row."""
    return np.stack([np.convolve(a, b) for a, b in zip(first, second, strict=True)])


def conversion_truth(deals: Passage) -> dict[Key, float]:
    """Who has moved on so far among those who entered, and who will sooner or later."""
    found: dict[Key, float] = {}
    targets = [*STAGES[1:], WON]
    so_far = deals.share * deals.reach * deals.by_now
    for stage, (origin, target) in enumerate(zip(STAGES, targets, strict=True)):
        here, there = so_far[stage], so_far[stage + 1]
        found[key("stage_conversion", from_=origin, to=target)] = float(there.sum() / here.sum())
        for source, rate in zip(SOURCES, there / here, strict=True):
            found[key("stage_conversion", from_=origin, to=target, source=source)] = float(rate)
        eventual = float(here @ (deals.reach[stage + 1] / deals.reach[stage]) / here.sum())
        found[key("eventual_conversion", from_=origin, to=target)] = eventual
    return found


def cycle_truth(deals: Passage, entered: Array) -> dict[Key, float]:
    """Median days per stage and (of won deals) in all: of all that leave, and of those that have left by now.

    Also the share of deals won by day, and the share of all days that the deals which ``entered`` (J,) each stage
    spend there.
    """
    won = np.cumsum((deals.share * deals.reach[-1]) @ deals.total)
    found = {key("share_won_by_day", day=str(day)): float(share) for day, share in enumerate(won)}
    spent = entered * [_mean(deals, stage) for stage in range(len(STAGES))]
    if entered.any():
        shares = zip(STAGES, spent / spent.sum(), strict=True)
        found |= {key("share_of_time", stage=name): float(share) for name, share in shares}
    for stage, name in enumerate(STAGES):
        found |= _medians(name, deals.stays[stage], deals.share * deals.reach[stage], deals.entered[stage])
    return found | _medians(TOTAL, deals.total, deals.share * deals.reach[-1], deals.entered[0])


def _mean(deals: Passage, stage: int) -> float:
    """Mean days of those who enter a stage."""
    weight = deals.share * deals.reach[stage] * deals.by_now[stage]
    law = weight @ deals.stays[stage] / weight.sum()
    return float(law @ np.arange(len(law)))


def _medians(stage: str, laws: Array, weight: Array, entered: Array) -> dict[Key, float]:
    """By source and over all: ``laws`` (G, days) of days, ``weight`` (G,) of sources, ``entered`` (G, WINDOW_DAYS)."""
    here = (weight * entered.sum(axis=1))[:, None] * laws
    seen = np.zeros_like(here)
    days = min(laws.shape[1], WINDOW_DAYS)
    # who entered early enough to have left by now after so many days
    seen[:, :days] = weight[:, None] * laws[:, :days] * np.cumsum(entered, axis=1)[:, ::-1][:, :days]
    found: dict[Key, float] = {}
    for among, mass in (("all", here), ("closed", seen)):
        found[key("median_days", stage=stage, among=among)] = median_days(mass.sum(axis=0))
        found |= {
            key("median_days", stage=stage, among=among, source=source): median_days(own)
            for source, own in zip(SOURCES, mass, strict=True)
        }
    return found


def median_days(mass: Array) -> float:
    """The median of a distribution over whole days, linear within the day it falls on (from d - 1/2 to d + 1/2).

    A number of calendar days d stands for times from d - 1/2 to d + 1/2, as their hours are not known.
    """
    reached = np.cumsum(mass) / mass.sum()
    day = int(np.searchsorted(reached, 0.5))
    before = reached[day - 1] if day else 0.0
    return float(day - 0.5 + (0.5 - before) / (reached[day] - before))
