"""Sales: leads, of which some become deals, that pass stages and end won, lost or are still open.

How a deal ends is drawn first, and how long it stays in a stage does not depend on it, so that winning and
losing are competing hazards in a constant proportion: whoever looks, and when, the closed deals of a kind were won at
the kind's own rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from corrente.engine.generate import Workshop
from corrente.market.curves import CHANCE, apportion
from corrente.market.size import Chunk, Size
from corrente.market.statements import read_sql

STAGES = ("mql", "sql", "proposal")
COVARIATES: Mapping[str, tuple[str, ...]] = {
    "source": ("inbound", "outbound", "partner", "event", "referral"),
    "competitor": ("none", "Pipeline Pro", "VendaFácil", "spreadsheet"),
    "owner": ("Ana", "Bruno", "Carla", "Diego", "Elisa", "Fábio"),
    "size": ("small", "mid", "enterprise"),
    "region": ("Sudeste", "Sul", "Nordeste", "Centro-Oeste", "Norte"),
    "amount": ("1000-3000", "3000-10000", "10000-30000", "30000-100000"),
}
"""What is known of a deal, with its levels: every one moves the odds of winning."""

LOSS_REASONS = ("price", "no budget", "competitor", "timing")
MET_EIGHTHS = 5
"""How many eighths of the leads somebody had met before, once journeys have been noted for a year."""

SLOTS = 4096
LONGEST = 365
"""No stage takes more days."""

MILLI = 1000
_WIDEST = 12 * MILLI


@dataclass(frozen=True)
class Selling:
    """How deals are won, lost and waited for.

    ``intercept`` and ``effects`` are in thousandths of log-odds; ``shares`` of the levels, of the
    ``reasons`` for loss, ``lost_at`` (G, J) of the stage in which a deal of each source is lost, and ``days``
    (J, G, LONGEST + 1) of each number of days in each stage are all in 4,096ths.
    """

    intercept: int
    effects: Mapping[str, NDArray[np.int64]]
    shares: Mapping[str, NDArray[np.float64]]
    reasons: NDArray[np.float64]
    lost_at: NDArray[np.float64]
    days: NDArray[np.float64]


def draw_selling(rng: RandomState) -> Selling:
    """Effects normal with deviation .5, shares and loss stages from Dirichlets, days Weibull per stage and source.

    Shapes are uniform in .9-1.5, medians log-uniform in 6-25 days; a source multiplies a stage's hazard by a
    log-normal of deviation .3.
    """
    sources = len(COVARIATES["source"])
    effects = {name: rng.normal(0, 0.5, len(levels)) for name, levels in COVARIATES.items()}
    return Selling(
        int(MILLI * rng.uniform(-1.2, 0.2)),
        {name: np.rint(MILLI * effect).astype(np.int64) for name, effect in effects.items()},
        {name: _whole(rng.dirichlet(np.full(len(levels), 8.0))) for name, levels in COVARIATES.items()},
        _whole(rng.dirichlet(np.full(len(LOSS_REASONS), 5.0))),
        np.stack([_whole(rng.dirichlet((4.0, 3.0, 3.0))) for _ in range(sources)]),
        np.stack([_draw_days(rng, sources) for _ in STAGES]),
    )


def _draw_days(rng: RandomState, sources: int) -> NDArray[np.float64]:
    """One stage: the chance of each whole number of days, shape (sources, LONGEST + 1)."""
    shape, median = rng.uniform(0.9, 1.5), np.exp(rng.uniform(np.log(6), np.log(25)))
    hazard = np.log(2) * (np.arange(1, LONGEST + 1) / median) ** shape
    speed = np.exp(rng.normal(0, 0.3, sources))
    reached = np.column_stack([np.zeros(sources), 1 - np.exp(-speed[:, None] * hazard), np.ones(sources)])
    return np.stack([_whole(row) for row in np.diff(reached)])


def _whole(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """The shares, rounded to whole slots."""
    return np.bincount(apportion(shares, SLOTS), minlength=len(shares)) / SLOTS


def win_chance(milli: NDArray[np.int64]) -> NDArray[np.int64]:
    """Chance of winning, in 2**24ths, at log-odds given in thousandths."""
    return np.rint(CHANCE / (1 + np.exp(-milli / MILLI))).astype(np.int64)


def _cents(level: str) -> tuple[int, int]:
    """The bounds of a band of amounts, in cents."""
    low, dash, high = level.partition("-")
    return (100 * int(low), 100 * int(high)) if dash and low.isdigit() else (0, 1)


def upload_selling(workshop: Workshop, selling: Selling) -> None:
    """The tables that `deals.sql` reads: levels with their effects, chances, loss stages and days."""
    for name, levels in COVARIATES.items():
        level = apportion(selling.shares[name], SLOTS)
        low, high = np.array([_cents(name) for name in levels])[level].T
        workshop.upload(
            f"{name}_levels",
            {
                "slot": np.arange(SLOTS),
                "name": np.array(levels)[level],
                "level": level,
                "effect": selling.effects[name][level],
                "low": low,
                "high": high,
            },
        )
    reason = np.array(LOSS_REASONS)[apportion(selling.reasons, SLOTS)]
    workshop.upload("reasons", {"slot": np.arange(SLOTS), "name": reason})
    milli = np.arange(-_WIDEST, _WIDEST + 1)
    workshop.upload("chances", {"milli": milli, "chance": win_chance(milli)})
    sources, slots = len(selling.lost_at), np.arange(SLOTS)
    workshop.upload(
        "losses",
        {
            "source": np.repeat(np.arange(sources), SLOTS),
            "slot": np.tile(slots, sources),
            "stage": np.concatenate([apportion(row, SLOTS) for row in selling.lost_at]),
        },
    )
    for stage, laws in enumerate(selling.days):
        workshop.upload(
            f"days_{stage}",
            {
                "source": np.repeat(np.arange(sources), SLOTS),
                "slot": np.tile(slots, sources),
                "days": np.concatenate([apportion(law, SLOTS) for law in laws]),
            },
        )


def sell(workshop: Workshop, selling: Selling, leads: Chunk, size: Size) -> None:
    """Make the tables ``deal`` and ``behind``: one row per lead, and who is behind it."""
    workshop.run(read_sql("deals"), first=leads.first, stop=leads.stop, intercept=selling.intercept)
    strangers = size.people + size.customers
    workshop.run(read_sql("behind"), people=size.people, strangers=strangers, met_eighths=MET_EIGHTHS)
