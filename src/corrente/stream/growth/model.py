"""The monthly model: what factors on the drivers, month by month, do to new customers, revenue and contribution.

    won_t   = sum_c share_c response_ct arrivals_t          (leads by channel, after the sales cycle's delay)
    sales_t = price_t [ won_t + tempo_t ( level present_t + sum_u won_u kernel_{t-u} stay_t / stay_u ) ]

Every array is (S, M): draws, months. Beyond the first year, which the company's own trend foretells, new customers move
with the market.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from corrente.inference.renewal import YEAR
from corrente.stream.growth.base import Base

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Factors:
    """What multiplies what, as (S, M) or whatever spreads to it; 1 where nothing is decided.

    ``leads`` come after the sales cycle's delay, ``wins`` at once; ``budgets`` multiply a channel's money, ``brought``
    the leads that a channel brings; ``stay`` is what remains of customers against what would have remained; ``cost`` is
    money by month.
    """

    leads: Array | float = 1.0
    wins: Array | float = 1.0
    price: Array | float = 1.0
    repeats: Array | float = 1.0
    new_repeats: Array | float = 1.0
    stay: Array | float = 1.0
    cost: Array | float = 0.0
    extra: Array | float = 0.0
    budgets: dict[str, Array] = field(default_factory=dict)
    brought: dict[str, Array] = field(default_factory=dict)

    def and_(self, other: Factors) -> Factors:
        """Both at once."""
        return replace(
            self,
            leads=self.leads * other.leads, wins=self.wins * other.wins, price=self.price * other.price,
            repeats=self.repeats * other.repeats, new_repeats=self.new_repeats * other.new_repeats,
            stay=self.stay * other.stay, cost=self.cost + other.cost, extra=self.extra + other.extra,
            budgets=_times(self.budgets, other.budgets), brought=_times(self.brought, other.brought),
        )  # fmt: skip


def _times(one: dict[str, Array], other: dict[str, Array]) -> dict[str, Array]:
    """By channel, both factors at once."""
    return {**one, **{channel: one.get(channel, np.ones(1)) * times for channel, times in other.items()}}


@dataclass(frozen=True)
class Course:
    """What comes: ``revenue`` (S, M, G) by segment, ``contribution`` (S, M), ``new_customers`` (S, M, C) by channel."""

    revenue: Array
    contribution: Array
    new_customers: Array

    @property
    def sales(self) -> Array:
        """Revenue of all segments (S, M)."""
        return np.asarray(self.revenue.sum(axis=2))


def run(base: Base, factors: Factors | None = None) -> Course:
    """The course of the months ahead under ``factors``."""
    given = factors or Factors()
    won = _won(base, given)
    new = won.sum(axis=2)
    ahead = base.ahead
    stay = np.broadcast_to(np.asarray(given.stay, dtype=float), new.shape)
    later = _convolve(new / stay, ahead.kernel) * stay * given.new_repeats
    present = base.level[:, None] * ahead.present * stay
    bought = new + (present + later) * ahead.tempo * ahead.noise * given.repeats
    sales = bought * ahead.spend * given.price + given.extra
    share = base.segments.shares * base.segments.worth
    contribution = sales * base.margin[:, None] - given.cost
    return Course(sales[:, :, None] * share[:, None, :], contribution, won)


def _won(base: Base, given: Factors) -> Array:
    """New customers by channel (S, M, C)."""
    months = len(base.months)
    later = np.maximum(np.arange(1, months + 1) - YEAR, 0) / YEAR
    arrivals = base.ahead.arrivals * (1 + base.growth[:, None]) ** later
    response = _response(base, given, arrivals.shape) * np.asarray(given.leads)[..., None]
    won = arrivals * np.broadcast_to(np.asarray(given.wins, dtype=float), arrivals.shape)
    return np.asarray(won[:, :, None] * base.channels.shares[:, None, :] * _delayed(response, base.delay))


def _response(base: Base, given: Factors, shape: tuple[int, ...]) -> Array:
    """What each channel brings against today (S, M, C): its budget's factor to the power of its elasticity.

    What a test shows of a channel's pages and messages multiplies that.
    """
    found = np.ones((*shape, len(base.channels.names)))
    for channel, times in given.budgets.items():
        if channel in base.channels.names:
            place = base.channels.names.index(channel)
            spread = np.broadcast_to(times, shape)
            found[:, :, place] = spread ** base.channels.elasticity[:, [place]]
    for channel, times in given.brought.items():
        if channel in base.channels.names:
            found[:, :, base.channels.names.index(channel)] *= times
    return found


def _delayed(response: Array, delay: Array) -> Array:
    """Responses as wins follow them: each month's is spread over the months after it; before, today's."""
    if len(delay) == 1:
        return response
    more = response - 1
    found = np.zeros_like(more)
    for lag, share in enumerate(delay[: more.shape[1]]):
        found[:, lag:] += share * more[:, : more.shape[1] - lag]
    return 1 + found


def _convolve(new: Array, kernel: Array) -> Array:
    """Purchases of new customers beside their first (S, M)."""
    found = np.zeros_like(new)
    for age in range(new.shape[1]):
        found[:, age:] += new[:, : new.shape[1] - age] * kernel[:, [age]]
    return found
