"""From counts to the sales cycle room's estimate: days per stage and in total, and the share won by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import Backtest, Refusal
from corrente.core.room import Counted, Given
from corrente.inference.competing_hazards import Hazards, Spells, incidence_by_day
from corrente.upstream.sales_cycle.backtest import backtest
from corrente.upstream.sales_cycle.plan import days
from corrente.upstream.sales_cycle.refusals import MIN_ENDED, too_few
from corrente.upstream.sales_cycle.stays import (
    ENDINGS,
    LOST,
    MOVED,
    SET_ASIDE,
    TOTAL,
    WON,
    Stay,
    Vector,
    by_step,
    spells_of,
    stage_of,
)

_CURVE_POINTS = 20  # what a picture needs


@dataclass(frozen=True)
class Curve:
    """Share of deals won by days since creation: draws (S, P) at ``days`` (P,)."""

    days: NDArray[np.int64]
    won: Vector


@dataclass(frozen=True)
class SalesCycle:
    """What the counts say of the time deals take."""

    total: Stay
    total_by_source: tuple[Stay, ...]
    stages: tuple[Stay, ...]
    by_source: tuple[Stay, ...]
    curve: Curve
    backtest: Backtest | None
    horizons: Mapping[str, int]
    open_deals: int
    set_aside: int


def infer(counts: Counted, given: Given, rng: Generator) -> SalesCycle | Refusal:
    """Median days per stage and in total, by source, the share won by day, and the back-test."""
    deals = counts["deals"]
    spells = spells_of(deals, ENDINGS)
    won = int(spells.ended[:, 0].sum())
    if won < MIN_ENDED:
        return too_few(won)
    total = stage_of(TOTAL, deals, ENDINGS, 0, rng)
    found = [stage_of(step, rows, (MOVED, WON, LOST), None, rng) for step, rows in by_step(counts["stages"])]
    held = sorted((stage for stage in found if stage.whole.left >= MIN_ENDED), key=lambda stage: -stage.weight)
    return SalesCycle(
        total=total.whole,
        total_by_source=total.parts,
        stages=tuple(stage.whole for stage in held),
        by_source=tuple(part for stage in held for part in stage.parts),
        curve=_curve(spells, total.pooled),
        backtest=backtest(counts, *days(given.profile), rng),
        horizons={stage.whole.stage: int(stage.pooled.bins.edges[-1]) for stage in (total, *held)},
        open_deals=int(spells.censored.sum()),
        set_aside=int(deals["deals"][deals["ending"] == SET_ASIDE].sum()),
    )


def _curve(spells: Spells, pooled: Hazards) -> Curve:
    """The share won by the end of each bin, from the first few wins to where nearly all have come.

    Inside a bin the flat hazard is only a way to draw it, so nothing is said there.
    """
    wins = np.cumsum(spells.ended[:, 0])
    first, last = np.searchsorted(wins, [max(5.0, 0.01 * wins[-1]), 0.98 * wins[-1]])
    ends = pooled.bins.edges[1:].astype(np.int64) - 1
    shown = (ends >= first) & (ends <= max(last, ends[0]))
    on = ends[shown] if shown.any() else ends[-1:]
    on = on[np.unique(np.linspace(0, len(on) - 1, _CURVE_POINTS).round().astype(np.int64))]
    return Curve(on, incidence_by_day(pooled, on, 0))
