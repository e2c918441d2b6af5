"""Arms compared within what was alike: overlap weights over the strata in which probabilities were the same.

Where probabilities change while outcomes drift, plain means of arms are biased: an arm that was shown more in a good
week looks good. Weighting each person by h / p, with p the probability of the arm that they got, makes every arm an
average over the same strata. h = 1 / sum over arms of 1 / p gives the weights under which comparisons vary least
(generalised overlap weights: Li & Li 2019, *Annals of Applied Statistics* 13, 2389-2415); no weight is above 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

_TINY = 1e-12
_STEPS = 30


def overlap(probability: Array, arms: Mask) -> Array:
    """The weight (..., G, A) of a person of each stratum and arm, from the probabilities (..., G, A).

    Only strata in which all of ``arms`` (A,) were on offer weigh anything.
    """
    offered = probability > 0
    inverse = np.where(offered & arms, 1 / np.where(offered, probability, 1.0), 0.0)
    all_offered = (offered | ~arms).all(axis=-1, keepdims=True)
    return np.asarray(inverse * all_offered / np.maximum(inverse.sum(axis=-1, keepdims=True), 1.0))


@dataclass(frozen=True)
class Weighted:
    """Weighted sums of each arm (..., A), as of so many people who count alike.

    ``people`` is the effective number (Kish 1965: (sum of w)^2 / sum of w^2), from the weights alone; ``responded``,
    ``total`` and ``squares`` are scaled to it. ``variance`` is that of the ``mean`` value per person.
    """

    people: Array
    responded: Array
    total: Array
    squares: Array
    variance: Array

    @property
    def mean(self) -> Array:
        """The mean value per person; 0 where there is nobody."""
        return self.total / np.maximum(self.people, _TINY)

    @property
    def responses(self) -> Array:
        """How many responses of one size would weigh as much: total^2 / squares; for shares, those who responded."""
        return self.total**2 / np.maximum(self.squares, _TINY)

    def of(self, arms: Mask) -> Weighted:
        """Only these arms."""
        return Weighted(*(getattr(self, name)[..., arms] for name in self.__dataclass_fields__))


def weighted(weight: Array, people: Array, responded: Array, total: Array, squares: Array) -> Weighted:
    """The sums over strata of counts (..., G, A) under ``weight`` (..., G, A)."""
    n = (weight * people).sum(axis=-2)
    effective = n**2 / np.maximum((weight**2 * people).sum(axis=-2), _TINY)
    scale = effective / np.maximum(n, _TINY)
    came, sum_, square = (scale * (weight * part).sum(axis=-2) for part in (responded, total, squares))
    variance = _variance(weight, people, responded, total, squares) / np.maximum(n, _TINY) ** 2
    return Weighted(effective, came, sum_, square, variance)


def _variance(weight: Array, people: Array, responded: Array, total: Array, squares: Array) -> Array:
    """The sum (..., A) of the squared, linearised residuals of the weighted mean.

    An arm in which a large value has not come yet looks surer than it is, so a response is taken to be as uncertain as
    in all arms together where that is more.
    """
    w2 = weight**2
    per_response = squares.sum(axis=(-1, -2)) / np.maximum(responded.sum(axis=(-1, -2)), _TINY)
    own, of_all = (w2 * squares).sum(axis=-2), (w2 * responded).sum(axis=-2) * per_response[..., None]
    mean = (weight * total).sum(axis=-2) / np.maximum((weight * people).sum(axis=-2), _TINY)
    residual = np.maximum(own, of_all) - 2 * mean * (w2 * total).sum(axis=-2) + mean**2 * (w2 * people).sum(axis=-2)
    return np.asarray(np.maximum(residual, 0.0))


def joined(probability: Array, arms: Mask, people: Array, responded: Array, total: Array, squares: Array) -> Weighted:
    """The sums of ``arms`` (A,) over all strata (G, A), also where some arm was added later.

    Strata in which the same of the arms were on offer are an era. Within one, arms are compared by overlap weights;
    between eras only the level is assumed to differ, by a factor that the arms common to both show (the two-way
    multiplicative Poisson model, fitted by turns). An era of one arm compares nothing and is left out.
    """
    offered = (probability > 0) & arms
    eras = [era for era in np.unique(offered, axis=0) if era.sum() > 1]
    parts = []
    for era in eras:
        rows = (offered == era).all(axis=1)
        weight = overlap(probability[rows], era)
        parts.append(weighted(weight, people[rows], responded[rows], total[rows], squares[rows]))
    if len(parts) == 1:
        return parts[0]
    if not parts:
        nothing = np.zeros(arms.size)
        return Weighted(nothing, nothing, nothing, nothing, nothing)
    level = _levels(np.stack([part.people for part in parts]), np.stack([part.responded for part in parts]))
    came, sum_, square = (np.sum([getattr(p, n) for p in parts], axis=0) for n in ("responded", "total", "squares"))
    alike = np.sum([factor * part.people for factor, part in zip(level, parts, strict=True)], axis=0)
    return Weighted(alike, came, sum_, square, np.full(arms.size, np.nan))


def _levels(people: Array, responded: Array) -> Array:
    """The level (E,) of each era against that of all, from people and responses (E, A)."""
    level = np.ones(len(people))
    for _ in range(_STEPS):
        rate = responded.sum(axis=0) / np.maximum(level @ people, _TINY)
        expected = people @ rate
        level = np.where(expected > 0, (responded.sum(axis=1) + 0.5) / (expected + 0.5), 1.0)
        level = level * people.sum() / np.maximum(level @ people.sum(axis=1), _TINY)
    return np.asarray(level)
