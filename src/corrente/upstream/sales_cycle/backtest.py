"""The sales cycle room's back-test: when the deals that were open at an earlier day have ended since."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import Backtest
from corrente.core.room import Counted
from corrente.core.words import phrase
from corrente.inference.competing_hazards import choose_bins, group_hazards, pooled_hazards
from corrente.upstream.sales_cycle.plan import LONGEST
from corrente.upstream.sales_cycle.refusals import MIN_ENDED
from corrente.upstream.sales_cycle.stays import DRAWS, ENDINGS, Vector, spells_of

PARTS = 4
"""The time since the cut is told in quarters."""
_KAPLAN_MEIER = phrase("one pace for all deals (Kaplan-Meier)", "um só ritmo para todos (Kaplan-Meier)")


def backtest(counts: Counted, until: int, cut: int, rng: Generator) -> Backtest | None:
    """Deals open at an earlier day: in which quarter of the time since did they end, if at all.

    The Brier score over the five outcomes (Brier 1950), of the hazards by source against Kaplan-Meier of all deals
    alike. None where there is too little before or after the cut.
    """
    if "before" not in counts:
        return None
    spells, after = spells_of(counts["before"], ENDINGS), counts["after"]
    weight, part = after["deals"].astype(float), after["part"].astype(np.int64)
    ended = float(weight[part > 0].sum())
    if spells.ended.sum() < MIN_ENDED or ended < MIN_ENDED:
        return None
    window, age = until - cut, after["age"].astype(np.int64)
    chances = _forecast(counts, window, rng)
    raw = spells.ended.sum(axis=1) / np.maximum(spells.at_risk, 1.0)
    naive = _in_parts(np.pad(raw, (0, LONGEST + window)), age, window)
    return Backtest(
        "brier",
        _brier(chances, part, weight),
        _brier(naive, part, weight),
        _KAPLAN_MEIER,
        details={
            "open_deals": float(weight.sum()),
            "ended": ended,
            "window_days": float(window),
            "expected_to_end": float(weight @ (1 - chances[:, 0])),
            "baseline_expected_to_end": float(weight @ (1 - naive[:, 0])),
        },
    )


def _forecast(counts: Counted, window: int, rng: Generator) -> Vector:
    """Chances (rows, 5) of each counted pattern of open deals to end in each quarter, from what the cut day knew."""
    before, after = counts["before"], counts["after"]
    spells = spells_of(before, ENDINGS)
    pooled = pooled_hazards(spells, choose_bins(spells), rng, DRAWS)
    chances = np.zeros((len(after["age"]), 1 + PARTS))
    for source in np.unique(after["origin"].astype(str)):
        rows = after["origin"] == source
        own = group_hazards(spells_of(before, ENDINGS, str(source)), pooled, rng)
        daily = np.repeat(own.daily.sum(axis=2).mean(axis=0), own.bins.widths)
        longer = np.pad(daily, (0, LONGEST + window), mode="edge")
        chances[rows] = _in_parts(longer, after["age"][rows].astype(np.int64), window)
    return chances


def _in_parts(daily: Vector, age: NDArray[np.int64], window: int) -> Vector:
    """Chances (rows, 5) to stay, and to end in each quarter of ``window`` days, at an age that was outlived."""
    alive = np.concatenate([[1.0], np.cumprod(1.0 - daily)])
    ends = np.array([-(-part * window // PARTS) for part in range(1 + PARTS)])
    left = alive[age[:, None] + 1 + ends] / np.maximum(alive[age + 1], 1e-300)[:, None]
    return np.concatenate([left[:, -1:], left[:, :-1] - left[:, 1:]], axis=1)


def _brier(chances: Vector, part: NDArray[np.int64], weight: Vector) -> float:
    """Mean over deals of the squared distance between the chances and what happened."""
    return float(weight @ ((chances - np.eye(1 + PARTS)[part]) ** 2).sum(axis=1) / weight.sum())
