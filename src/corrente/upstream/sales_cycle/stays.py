"""From counted spells to stays: how long deals spend in a stage, of all sources and of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.count import Cells
from corrente.inference.competing_hazards import (
    Hazards,
    Spells,
    choose_bins,
    conditional_median,
    group_hazards,
    mean_days,
    observed_median,
    observed_median_draws,
    pooled_hazards,
)
from corrente.upstream.sales_cycle.refusals import MIN_ENDED

Vector = NDArray[np.float64]

TOTAL = "total"
NOTHING = "(none)"
"""The source of deals that name none."""
OPEN, MOVED, WON, LOST, SET_ASIDE = range(5)
"""How a spell ended, as the counts code it."""
ENDINGS = (WON, LOST)
DRAWS = 1000


@dataclass(frozen=True)
class Stay:
    """Spells in one stage (or from creation to the win: ``total``), of one source or of all.

    ``closed`` and ``all`` are draws (S,) of the median days of those that have left so far and of all that will
    leave; ``mean`` those of the mean days per deal; ``entered`` counts the spells.
    """

    stage: str
    source: str | None
    entered: int
    left: int
    plain_median: float
    closed: Vector
    all: Vector
    mean: Vector

    @property
    def of(self) -> dict[str, str]:
        """Whose days these are, for estimates."""
        return {"stage": self.stage} | ({} if self.source is None else {"source": self.source})


@dataclass(frozen=True)
class Stage:
    """One stage over all sources, each source with enough ends, and the pooled hazards."""

    whole: Stay
    parts: tuple[Stay, ...]
    pooled: Hazards

    @property
    def weight(self) -> float:
        """Days that all deals spend here together."""
        return self.whole.entered * float(self.whole.mean.mean())


def by_step(rows: Cells) -> Iterator[tuple[str, Cells]]:
    """The counted spells of each stage."""
    for step in np.unique(rows["step"].astype(str)):
        kept = rows["step"] == step
        yield str(step), {name: column[kept] for name, column in rows.items()}


def spells_of(rows: Cells, causes: tuple[int, ...], source: str | None = None) -> Spells:
    """Counts of one stage (of one source) by whole days, set-aside rows left out."""
    kept = rows["ending"] != SET_ASIDE
    if source is not None:
        kept &= rows["origin"] == source
    days, ending, weight = (rows[name][kept].astype(np.int64) for name in ("days", "ending", "deals"))
    length = int(rows["days"].max(initial=0)) + 1
    ended = np.stack([np.bincount(days, weight * (ending == cause), length) for cause in causes], axis=1)
    return Spells(ended.astype(np.float64), np.bincount(days, weight * (ending == OPEN), length).astype(np.float64))


def stage_of(name: str, rows: Cells, causes: tuple[int, ...], cause: int | None, rng: Generator) -> Stage:
    """One stage's stays until ``cause`` (an index of ``causes``), or until any.

    A stage that nothing has left has no hazards worth drawing; it comes back with ``left`` 0 and is dropped.
    """
    spells = spells_of(rows, causes)
    if not spells.ended.any():
        spells = Spells(spells.ended + np.eye(*spells.ended.shape), spells.censored)
    pooled = pooled_hazards(spells, choose_bins(spells), rng, DRAWS)
    parts = []
    for source in np.unique(rows["origin"].astype(str)):
        own = spells_of(rows, causes, str(source))
        if _left(own, cause).sum() >= MIN_ENDED:
            parts.append(_stay(name, str(source) or NOTHING, own, group_hazards(own, pooled, rng), cause, rng))
    return Stage(_stay(name, None, spells, pooled, cause, rng), tuple(parts), pooled)


def _left(spells: Spells, cause: int | None) -> Vector:
    """Ends by day: of the cause asked for, or of any."""
    return spells.ended.sum(axis=1) if cause is None else spells.ended[:, cause]


def _stay(stage: str, source: str | None, spells: Spells, hazards: Hazards, cause: int | None, rng: Generator) -> Stay:
    left = _left(spells, cause)
    if not left.any():
        left = spells.ended.sum(axis=1)
    return Stay(
        stage,
        source,
        int(spells.ended.sum() + spells.censored.sum()),
        int(left.sum()),
        observed_median(left),
        observed_median_draws(left, rng, DRAWS),
        conditional_median(hazards, cause),
        mean_days(hazards),
    )
