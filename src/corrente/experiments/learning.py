"""How a test learns: posteriors of its arms, and the probabilities by which the next people are shared out. No I/O."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.experiment import DEFAULT_CELL, Learning, Measure, Metric, Test
from corrente.experiments.counts import Counts, Strata, known
from corrente.inference import thompson
from corrente.inference.overlap import Weighted, overlap, weighted

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

DRAWS = 4_000
DECIMALS = 4
"""Probabilities are kept to so many decimals, so that what is logged is what was used."""


def weights(test: Test, counts: Counts, rng: Generator) -> dict[str, tuple[float, ...]]:
    """The rows of the next `Policy` of a test, from the ``counts`` of its decision metric: one per context cell.

    The arms are those of the counts. Each row sums to one; a dropped arm has exactly 0, every other at least
    ``test.least``. The row of `DEFAULT_CELL` is for people of whom nothing is known.
    """
    opened = is_open(test, counts.arms)
    if test.learning is Learning.FIXED:
        return {DEFAULT_CELL: _row(_fixed(test, counts.arms)[opened], opened)}
    strata_ = known(counts)
    rows = {DEFAULT_CELL: strata_}
    if len(counts.cells) > 1:
        rows |= {name: strata_.among(strata_.cell == place) for place, name in enumerate(counts.cells)}
    return {cell: _row(_shared(test, counts, of_cell, opened, rng), opened) for cell, of_cell in rows.items()}


def is_open(test: Test, arms: tuple[str, ...]) -> Mask:
    """Which of ``arms`` (A,) new people can get."""
    on_offer = {variant.id for variant in test.open_variants}
    return np.array([arm in on_offer for arm in arms])


def _fixed(test: Test, arms: tuple[str, ...]) -> Array:
    by_id = {variant.id: variant.weight for variant in test.open_variants}
    split = np.array([by_id.get(arm, 0.0) for arm in arms])
    return np.asarray(split / split.sum())


def _row(shares: Array, opened: Mask) -> tuple[float, ...]:
    """The open arms' shares as a row of all arms, rounded, what rounding leaves given to the largest."""
    row = np.zeros(opened.size)
    row[opened] = np.round(shares, DECIMALS)
    row[row.argmax()] += 1 - row.sum()
    return tuple(np.round(row, DECIMALS).tolist())


def _shared(test: Test, counts: Counts, seen: Strata, opened: Mask, rng: Generator) -> Array:
    """The shares (open arms,) by what was learnt."""
    if opened.sum() == 1:
        return np.ones(1)
    draws = posterior(test.decision, seen, opened, rng)
    chance = thompson.best(draws if test.decision.more_is_better else -draws)
    if test.learning is Learning.TOP_TWO:
        chance = thompson.top_two(chance)
    return thompson.floored(chance, test.least, test.hold_back)


def posterior(metric: Metric, seen: Strata, arms: Mask, rng: Generator, draws: int = DRAWS) -> Array:
    """Draws (S, arms) of the metric's mean per person under each of ``arms`` (A,), from what was seen."""
    sums = weighted(overlap(seen.probability, arms), seen.people, seen.responded, seen.total, seen.squares)
    chosen = Weighted(*(getattr(sums, name)[..., arms] for name in ("people", "responded", "total", "squares")))
    return _family(metric.measure, chosen, rng, draws)


def _family(measure: Measure, sums: Weighted, rng: Generator, draws: int) -> Array:
    """The posterior that the measure asks for; beforehand one event is expected, at the common rate."""
    if measure is Measure.COUNT:
        rate = thompson.common_rate(sums.total, sums.people)
        spread = thompson.spread_of_counts(sums.total, sums.squares, sums.people)
        return thompson.rate_draws(sums.total, sums.people, rate, spread / rate, spread, rng, draws)
    rate = thompson.common_rate(sums.responded, sums.people)
    shares = thompson.share_draws(sums.responded, sums.people, rate, 1 / rate, rng, draws)
    if measure.is_share:
        return shares
    spread = thompson.spread_of_sizes(sums.responded, sums.total, sums.squares)
    return shares * thompson.size_draws(sums.responded, sums.total, spread, rng, draws)
