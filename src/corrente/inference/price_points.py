"""Van Westendorp's four price points: where the curves of four answers cross (van Westendorp 1976).

The distribution of the answers is not assumed: its posterior is the Bayesian bootstrap (Rubin 1981), on cells of
answers that lie close together. Only answers near the crossing say where it is: of all others it matters how many lie
on which side of it, and sums of gamma weights are gamma again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.random import Generator

from corrente.inference.choice import Vector

DRAWS = 1000
_FAR = 6.0  # standard deviations of the difference of both curves: no draw crosses beyond


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
    near = _near(answers)
    return _cross(near, rng.standard_gamma(near.respondents, (draws, len(near.respondents))))


def crossing_of(answers: Answers) -> float:
    """The price where the curves of the answers themselves cross."""
    return float(_cross(answers, answers.respondents[None])[0])


def _near(answers: Answers) -> Answers:
    """The same crossings in few cells: answers far from them are moved to the nearest price that is far, and joined."""
    prices, difference = _difference(answers, answers.respondents[None])
    far = _FAR * np.sqrt(answers.respondents.sum())
    low, high = np.searchsorted(difference[0], [-far, far]) - [1, 0]
    low, high = prices[max(low, 0)], prices[min(high, len(prices) - 1)]
    pairs = np.stack([answers.first.clip(low, high), answers.second.clip(low, high)])
    (first, second), place = np.unique(pairs, axis=1, return_inverse=True)
    people = np.bincount(place.ravel(), answers.respondents).astype(np.float64)
    return Answers(first, second, people)


def _cross(answers: Answers, weights: Vector) -> Vector:
    """Crossings (D,) of the curves with weights (D, C): their difference rises, and is 0 between two prices."""
    prices, difference = _difference(answers, weights)
    above = np.minimum((difference < 0).sum(axis=1), len(prices) - 1)
    below = np.maximum(above - 1, 0)
    rows = np.arange(len(weights))
    low, high = difference[rows, below], difference[rows, above]
    part = np.clip(-low / np.where(high > low, high - low, 1.0), 0.0, 1.0)
    return np.asarray(prices[below] + part * (prices[above] - prices[below]))


def _difference(answers: Answers, weights: Vector) -> tuple[Vector, Vector]:
    """All prices (P,), and by how much the second curve is above the first there (D, P), with weights (D, C).

    That is the weight of all answers up to a price, half of those at the price itself, less the weight of all cells.
    """
    both = np.concatenate([answers.first, answers.second])
    order = np.argsort(both, kind="stable")
    prices, starts = np.unique(both[order], return_index=True)
    here = np.add.reduceat(np.concatenate([weights, weights], axis=1)[:, order], starts, axis=1)
    return prices, here.cumsum(axis=1) - here / 2 - weights.sum(axis=1, keepdims=True)
