"""Arms compared within what was alike: people weighted by the logged probabilities of what they got.

Where probabilities change while outcomes drift, plain means of arms are biased: an arm that was shown more in a good
week looks good, and one that began badly is shown less and never put right. Strata are people who were shared out by
the same probabilities. Two weightings make every arm an average over the same strata: `inverse`, for estimates and
intervals, which averages over everybody (Horvitz & Thompson 1952, normalised: Hajek 1971), and overlap weights, within
`compared`, for learning, under which comparisons vary least (Li, Morgan & Zaslavsky 2018, *JASA* 113, 390-400).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

_TINY = 1e-12


def inverse(probability: Array, arms: Mask) -> Array:
    """The weight 1 / p (..., G, A) of a person of each stratum and arm, from the probabilities (..., G, A).

    Only strata in which all of ``arms`` (A,) were on offer weigh anything, and only these arms.
    """
    met = ((probability > 0) | ~arms).all(axis=-1, keepdims=True) & arms
    return np.where(met, 1 / np.where(met, probability, 1.0), 0.0)


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


def compared(probability: Array, people: Array, responded: Array, total: Array, squares: Array) -> Weighted:
    """All arms on one level, each as surely as its own comparison with the arm that most people were shown.

    From counts (..., G, A). Weights that are common to all arms would let one that is seldom shown hide what the others
    show. So each arm is compared with the most shown one over the strata that offered both, with the two arms' own
    overlap weights, p_other / (p + p_other). Its rate is put on the level that the most shown arm has in all, and its
    effective people are such that the variance of that comparison is right. Arms that were added later, or never met
    the most shown one, need no further rule. ``variance`` is not given.
    """
    most = people.sum(axis=-2, keepdims=True).argmax(axis=-1)[..., None]
    anchor = np.take_along_axis(probability, most, axis=-1)
    met = (probability > 0) & (anchor > 0)
    both = np.where(met, probability + anchor, 1.0)
    own = weighted(met * anchor / both, people, responded, total, squares)
    counts = (np.take_along_axis(part, most, axis=-1) for part in (people, responded, total, squares))
    other = weighted(met * probability / both, *(np.broadcast_to(part, people.shape) for part in counts))
    place = most[..., 0, :]
    in_all = np.take_along_axis(people.sum(axis=-2), place, axis=-1)
    share = np.take_along_axis(responded.sum(axis=-2), place, axis=-1) / np.maximum(in_all, 1.0)
    level = (share * other.people + 0.5) / (other.responded + 0.5)
    doubt = 1 / np.maximum(own.people, _TINY) + 1 / np.maximum(other.people, _TINY) - 1 / np.maximum(in_all, 1.0)
    is_anchor = np.arange(people.shape[-1]) == place
    alike = np.where(is_anchor, in_all, 1 / np.maximum(doubt, _TINY))
    scale = np.where(own.people > 0, level * alike / np.maximum(own.people, _TINY), 0.0)
    return Weighted(alike, scale * own.responded, scale * own.total, scale * own.squares, np.full_like(alike, np.nan))
