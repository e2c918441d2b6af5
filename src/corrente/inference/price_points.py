"""Van Westendorp's four price points: where the curves of four answers cross (van Westendorp 1976).

The distribution of the answers is not assumed: its posterior is the Bayesian bootstrap (Rubin 1981), on cells of
answers that lie close together.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.inference.choice import Vector

DRAWS = 1000
_NUMBERS = 1_000_000  # weights drawn in all; more cells get fewer draws
_FEWEST = 250


class Point(IntEnum):
    """The crossings, numbered by the pair of answers that makes each."""

    MARGINAL_CHEAPNESS = 1  # as many find it too cheap as find it not cheap
    MARGINAL_EXPENSIVENESS = 2  # as many find it too expensive as find it not expensive
    OPTIMAL = 3  # as many find it too cheap as too expensive
    INDIFFERENCE = 4  # as many find it cheap as expensive


@dataclass(frozen=True)
class Answers:
    """Cells of two answers of the same respondents: representative values (C,) each, and respondents (C,)."""

    first: Vector
    second: Vector
    respondents: Vector


def crossing(answers: Answers, rng: Generator, draws: int = DRAWS) -> Vector:
    """Draws (D,) of the price at which as many would still name a higher first as already a lower second answer.

    The first curve falls (the share whose first answer is at least that price), the second rises (the share whose
    second answer is at most that price); between answers both are taken as straight.
    """
    count = int(np.clip(_NUMBERS // max(len(answers.first), 1), _FEWEST, draws))
    weights = rng.standard_gamma(answers.respondents, (count, len(answers.respondents)))
    return _cross(answers, weights / weights.sum(axis=1, keepdims=True))


def crossing_of(answers: Answers) -> float:
    """The price where the curves of the answers themselves cross."""
    return float(_cross(answers, answers.respondents[None] / answers.respondents.sum())[0])


def _cross(answers: Answers, weights: Vector) -> Vector:
    """Crossings (D,) of the curves with weights (D, C): the curves' difference rises, and is 0 between two prices."""
    prices, place = np.unique(np.concatenate([answers.first, answers.second]), return_inverse=True)
    difference = _rises(place, np.concatenate([weights, weights], axis=1), len(prices)) - 1
    above = np.minimum((difference < 0).sum(axis=1), len(prices) - 1)
    below = np.maximum(above - 1, 0)
    rows = np.arange(len(weights))
    low, high = difference[rows, below], difference[rows, above]
    part = np.clip(-low / np.where(high > low, high - low, 1.0), 0.0, 1.0)
    return np.asarray(prices[below] + part * (prices[above] - prices[below]))


def _rises(place: NDArray[np.intp], weights: Vector, size: int) -> Vector:
    """Cumulative weight (D, size) of all answers up to each price, half of those at the price itself."""
    order = np.argsort(place, kind="stable")
    starts = np.searchsorted(place[order], np.arange(size))
    here = np.add.reduceat(weights[:, order], starts, axis=1)
    return np.asarray(here.cumsum(axis=1) - here / 2)
