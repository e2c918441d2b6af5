"""How a test learns: posteriors of its arms, and the probabilities by which the next people are shared out. No I/O."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.experiment import DEFAULT_CELL, Learning, Measure, Metric, Test
from corrente.experiments.counts import Counts, Strata, known
from corrente.inference import thompson
from corrente.inference.weighting import Outcomes, Weighted, compared

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

DRAWS = 4_000
DECIMALS = 4
"""Probabilities are kept to so many decimals, so that what is logged is what was used."""

_STRENGTHS = np.logspace(1, 6, 26)
"""How many people's weight what is common to all cells may have in one: from next to none to all."""


def weights(test: Test, counts: Counts, rng: Generator) -> dict[str, tuple[float, ...]]:
    """The rows of the next `Policy` of a test, from the ``counts`` of its decision metric: one per context cell.

    The arms are those of the counts. Each row sums to one; a dropped arm has exactly 0, every other at least
    ``test.least``. The row of `DEFAULT_CELL` is for people of whom nothing is known.
    """
    opened = is_open(test, counts.arms)
    if test.learning is Learning.FIXED:
        return {DEFAULT_CELL: _row(_fixed(test, counts.arms)[opened], opened)}
    young = _shown(counts)[opened] < test.least_people
    learnt = opened.copy()
    learnt[opened] = ~young
    draws = _learnt(test.decision, counts, learnt, rng)
    return {cell: _row(_shared(test, of_cell, young), opened) for cell, of_cell in draws.items()}


def _learnt(metric: Metric, counts: Counts, arms: Mask, rng: Generator) -> dict[str, Array]:
    """Draws (S, arms) of every context cell, the default one among them."""
    if arms.sum() < 2:
        return {DEFAULT_CELL: np.zeros((1, 0))}
    seen = known(counts)
    of_all = {DEFAULT_CELL: posterior(metric, seen.outcomes, arms, rng)}
    if len(counts.cells) == 1:
        return of_all
    return dict(zip(counts.cells, by_cell(metric, seen, len(counts.cells), arms, rng), strict=True)) | of_all


def is_open(test: Test, arms: tuple[str, ...]) -> Mask:
    """Which of ``arms`` (A,) new people can get."""
    on_offer = {variant.id for variant in test.open_variants}
    return np.array([arm in on_offer for arm in arms])


def _shown(counts: Counts) -> Array:
    """The people (A,) who were shown each arm, at whatever age."""
    return np.asarray(np.bincount(counts.arm, counts.people, len(counts.arms)), dtype=float)


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


def _shared(test: Test, draws: Array, young: Mask) -> Array:
    """The shares (open arms,) by what was learnt; an arm that few have seen has its equal share until then.

    ``draws`` (S, arms) are of the arms that are not ``young`` (open arms,).
    """
    shares = np.full(young.size, 1 / young.size)
    if (~young).sum() > 1:
        chance = thompson.best(draws if test.decision.more_is_better else -draws)
        if test.learning is Learning.TOP_TWO:
            chance = thompson.top_two(chance)
        shares[~young] = (1 - young.mean()) * chance
    held = test.hold_back if not test.default.dropped else 0.0
    return thompson.floored(shares, test.least, held)


def posterior(metric: Metric, seen: Outcomes, arms: Mask, rng: Generator, draws: int = DRAWS) -> Array:
    """Draws (S, arms) of the metric's mean per person under each of ``arms`` (A,), from what was seen of all cells.

    Beforehand one event is expected of each arm, at the common rate.
    """
    sums = compared(seen.of(arms))
    return _family(metric.measure, sums, sums, _beforehand(metric.measure, sums), rng, draws)


@dataclass(frozen=True)
class _Expected:
    """The ``mean`` per person that is expected beforehand, (..., A), with the weight of ``strength`` people."""

    mean: Array
    strength: Array


def _events(measure: Measure, sums: Weighted) -> Array:
    """What comes at a rate per person: events where they are counted, else people who respond."""
    return sums.total if measure is Measure.COUNT else sums.responded


def _spread(measure: Measure, sums: Weighted) -> Array:
    """The variance of a person's events by their mean (1,), without what a share's own size takes off."""
    if measure is Measure.COUNT:
        return thompson.spread_of_counts(sums.total, sums.squares, sums.people)
    return np.ones(1)


def _beforehand(measure: Measure, sums: Weighted) -> _Expected:
    rate = thompson.common_rate(_events(measure, sums), sums.people)
    return _Expected(rate, _spread(measure, sums) / rate)


def _family(
    measure: Measure, sums: Weighted, of_all: Weighted, expected: _Expected, rng: Generator, draws: int
) -> Array:
    """The posterior that the measure asks for; sizes of responses are those ``of_all`` cells."""
    if measure is Measure.COUNT:
        spread = _spread(measure, of_all)
        return thompson.rate_draws(sums.total, sums.people, expected.mean, expected.strength, spread, rng, draws)
    shares = thompson.share_draws(sums.responded, sums.people, expected.mean, expected.strength, rng, draws)
    if measure.is_share:
        return shares
    spread = thompson.spread_of_sizes(of_all.responded, of_all.total, of_all.squares)
    return shares * thompson.size_draws(of_all.responded, of_all.total, spread, rng, draws)


def by_cell(metric: Metric, seen: Strata, cells: int, arms: Mask, rng: Generator, draws: int = DRAWS) -> list[Array]:
    """Draws (S, arms) of each cell: its own level, the arms' ratios as in all cells, as far as the cells agree.

    How far is itself learnt: the weight of the common ratios, in people, has a posterior on a grid (cells around a
    common mean: Gelman et al. 2013, *Bayesian Data Analysis*, chapter 5).
    """
    of_all = compared(seen.outcomes.of(arms))
    parts = [compared(seen.outcomes.among(seen.cell == cell).of(arms)) for cell in range(cells)]
    rates = _family(Measure.COUNT if metric.measure is Measure.COUNT else Measure.CONVERSIONS, of_all, of_all,
                    _beforehand(metric.measure, of_all), rng, draws)  # fmt: skip
    levels = [_level(metric.measure, part, rates.mean(axis=0)) for part in parts]
    strength = _agreement(metric.measure, parts, [level * rates.mean(axis=0) for level in levels], of_all, rng, draws)
    return [
        _family(metric.measure, part, of_all, _Expected(level * rates, strength), rng, draws)
        for part, level in zip(parts, levels, strict=True)
    ]


def _level(measure: Measure, part: Weighted, rates: Array) -> float:
    """How a cell's rate compares with the common ``rates`` (arms,)."""
    return float((_events(measure, part).sum() + 1) / ((part.people * rates).sum() + 1))


def _agreement(
    measure: Measure, parts: list[Weighted], means: list[Array], of_all: Weighted, rng: Generator, draws: int
) -> Array:
    """Draws (S, 1) of the weight, in people, that the common ratios have in a cell."""
    people = np.stack([part.people for part in parts])
    mean = np.clip(np.stack(means), 1e-9, None)
    error = np.stack([_events(measure, part) for part in parts]) / np.maximum(people, 1e-9) - mean
    one = mean * (_spread(measure, of_all) if measure is Measure.COUNT else np.clip(1 - mean, 1e-9, None))
    variance = one * (1 / np.maximum(people, 1e-9) + 1 / _STRENGTHS[:, None, None])
    fit = -0.5 * ((error**2 / variance + np.log(variance)) * (people > 0)).sum(axis=(1, 2))
    chance = np.exp(fit - fit.max())
    return rng.choice(_STRENGTHS, (draws, 1), p=chance / chance.sum())
