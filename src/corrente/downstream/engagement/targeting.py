"""Who gets which arm of the largest randomised action, and what choosing gains over one arm for all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.count import Cells
from corrente.downstream.engagement.plan import MOST_COLUMNS, Trials
from corrente.inference.standardised import Array, Codes, Standardised
from corrente.inference.targeting import HeldOut, Randomised, choose, held_out, uplifts
from corrente.inference.trials import find_control

DRAWS = 1000
MIN_IN_ARM, MIN_OUTCOMES = 200, 50
"""People in every arm, and outcomes in all: each half then has a hundred an arm, whose rates are known to 8 points."""


@dataclass(frozen=True)
class Targeting:
    """What is known of one campaign's arms in patterns of people.

    ``patterns`` (G, J) are levels of the ``columns`` in which people differ, ``full`` (G, 6) of all that were counted.
    """

    campaign: str
    arms: tuple[str, ...]
    columns: tuple[str, ...]
    patterns: NDArray[np.object_]
    full: NDArray[np.object_]
    known: Randomised
    rates: Standardised
    held: HeldOut

    @property
    def pays(self) -> bool:
        """Whether choosing by person surely gained something on those held out."""
        return self.held.gain.low > 0

    @cached_property
    def choice(self) -> Codes:
        """The arm (G,) that each pattern should get: the best one for all, unless choosing pays."""
        if not self.pays:
            return np.full(len(self.patterns), self.known.best)
        return choose(self.rates.chance.mean(axis=0))

    @cached_property
    def uplift(self) -> Array:
        """Draws (S, A, G) of each arm's rate less the control group's."""
        return np.asarray(self.rates.chance - self.rates.chance[:, [self.known.control]])

    def by_level(self) -> Iterator[tuple[str, str, int, int, Array]]:
        """Each column's levels with their people, the arm best for them together, and draws (S,) of its uplift."""
        people = self.known.people.sum(axis=0)
        for j, column in enumerate(self.columns):
            for level in np.unique(self.patterns[:, j].astype(str)):
                weight = people * (self.patterns[:, j] == level)
                drawn = self.uplift @ weight / weight.sum()
                arm = int(drawn.mean(axis=0).argmax())
                yield column, str(level), int(weight.sum()), arm, drawn[:, arm]


def read(raw: Cells | None, plan: Trials | None, rng: Generator) -> Targeting | None:
    """The largest campaign that has a control group; None where none has people enough, or all are of one pattern."""
    if raw is None or plan is None:
        return None
    campaign = np.asarray(raw["campaign"], dtype=np.int64)
    size = np.bincount(campaign, np.asarray(raw["people"], dtype=float), len(plan.campaigns) + 1)
    found = (_campaign(raw, campaign == number, plan) for number in np.argsort(-size, kind="stable") if number)
    chosen = next((c for c in found if c is not None), None)
    if chosen is None:
        return None
    number, arms, patterns, known = chosen
    kept = [j for j in range(patterns.shape[1]) if len(set(patterns[:, j])) > 1]
    names = tuple(plan.columns[j][0] for j in kept)
    rates = uplifts(known, rng, DRAWS)
    return Targeting(plan.campaigns[number - 1], arms, names, patterns[:, kept], patterns, known, rates,
                     held_out(known, rng))  # fmt: skip


def _campaign(
    raw: Cells, rows: NDArray[np.bool_], plan: Trials
) -> tuple[int, tuple[str, ...], NDArray[np.object_], Randomised] | None:
    arm = np.asarray(raw["arm"], dtype=np.int64)
    rows = rows & (arm > 0)
    told = np.asarray(raw["told_sum"])[rows].any()
    people, outcomes = (np.asarray(raw[n], dtype=float)[rows] for n in
                        (("told_sum", "outcome_sum") if told else ("people", "valued_sum")))  # fmt: skip
    size = np.bincount(arm[rows], people, len(plan.arms) + 1).astype(np.float64)
    large = [a for a in range(1, len(size)) if size[a] >= MIN_IN_ARM]
    if len(large) < 2 or min(outcomes.sum(), (people - outcomes).sum()) < MIN_OUTCOMES:
        return None
    levels = [np.asarray(raw[f"level_{j + 1}"], dtype=object)[rows] for j in range(MOST_COLUMNS)]
    patterns, place = np.unique(np.stack(levels, axis=1).astype(str), axis=0, return_inverse=True)
    if len(patterns) < 2:
        return None
    names = tuple(plan.arms[a - 1] for a in large)
    control, _ = find_control(names, size[large])
    sides = np.zeros((2, len(large), len(patterns)))
    own = np.isin(arm[rows], large)
    index = (np.searchsorted(large, arm[rows][own]), place.ravel()[own])
    for side, column in zip(sides, (outcomes, people), strict=True):
        np.add.at(side, index, column[own])
    codes = tuple(np.unique(column, return_inverse=True)[1].ravel() for column in patterns.T if len(set(column)) > 1)
    number = int(np.asarray(raw["campaign"])[rows][0])
    return number, names, patterns.astype(object), Randomised(sides[0], sides[1], codes, control)
