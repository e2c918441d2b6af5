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


@dataclass(frozen=True)
class Outcomes:
    """What came of people, by stratum and arm, (..., G, A) each.

    ``probability`` is the one that was logged, 0 where the arm was not on offer; ``people`` got the arm, ``responded``
    of them have a value above 0; ``total`` and ``squares`` sum the value and its square.
    """

    probability: Array
    people: Array
    responded: Array
    total: Array
    squares: Array

    def of(self, arms: Mask | list[int]) -> Outcomes:
        """Only these arms, in this order."""
        return Outcomes(*(getattr(self, name)[..., arms] for name in self.__dataclass_fields__))

    def among(self, rows: Mask) -> Outcomes:
        """Only these strata (G,), of outcomes (G, A)."""
        return Outcomes(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))

    def typical_square(self) -> Array:
        """The mean square of a response (...), over all strata and arms."""
        return np.asarray(self.squares.sum(axis=(-1, -2)) / np.maximum(self.responded.sum(axis=(-1, -2)), _TINY))


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


def inverse(probability: Array) -> Array:
    """The weight 1 / p (..., G, A) of a person of each stratum and arm, from the probabilities (..., G, A).

    Only strata in which all of these arms were on offer weigh anything.
    """
    met = (probability > 0).all(axis=-1, keepdims=True)
    return np.where(met, 1 / np.where(met, probability, 1.0), 0.0)


def weighted(weight: Array, seen: Outcomes, square: Array | None = None) -> Weighted:
    """The sums over strata under ``weight`` (..., G, A).

    ``square`` (...) is the typical square of a response, where these arms are not all there are.
    """
    n = (weight * seen.people).sum(axis=-2)
    effective = n**2 / np.maximum((weight**2 * seen.people).sum(axis=-2), _TINY)
    scale = effective / np.maximum(n, _TINY)
    came, total, squares = (scale * (weight * part).sum(axis=-2) for part in (seen.responded, seen.total, seen.squares))
    variance = _residuals(weight, seen, seen.typical_square() if square is None else square)
    return Weighted(effective, came, total, squares, variance / np.maximum(n, _TINY) ** 2)


def _residuals(weight: Array, seen: Outcomes, square: Array) -> Array:
    """The sum (..., A) of the squared, linearised residuals of the weighted mean.

    An arm in which a large value has not come yet looks surer than it is, so a response is taken to be as uncertain as
    in all arms together where that is more.
    """
    w2 = weight**2
    own, of_all = (w2 * seen.squares).sum(axis=-2), (w2 * seen.responded).sum(axis=-2) * square[..., None]
    mean = (weight * seen.total).sum(axis=-2) / np.maximum((weight * seen.people).sum(axis=-2), _TINY)
    crossed, level = 2 * mean * (w2 * seen.total).sum(axis=-2), mean**2 * (w2 * seen.people).sum(axis=-2)
    return np.asarray(np.maximum(np.maximum(own, of_all) - crossed + level, 0.0))


def replayed(seen: Outcomes, wanted: Array) -> Weighted:
    """The sums (..., 1), had people been shared out by the ``wanted`` probabilities (..., G, A).

    Strata in which something wanted was not on offer are left out.
    """
    met = ((seen.probability > 0) | (wanted == 0)).all(axis=-1, keepdims=True)
    weight = np.where(met & (wanted > 0), wanted / np.where(seen.probability > 0, seen.probability, 1.0), 0.0)
    return weighted(_as_one(weight), Outcomes(*(_as_one(getattr(seen, name)) for name in seen.__dataclass_fields__)))


def _as_one(part: Array) -> Array:
    """All arms as strata (..., G * A, 1) of one."""
    return part.reshape(*part.shape[:-2], -1, 1)


def compared(seen: Outcomes) -> Weighted:
    """All arms on one level, each as surely as its own comparison with the arm that most people were shown.

    Weights that are common to all arms would let one that is seldom shown hide what the others show. So each arm is
    compared with the most shown one over the strata that offered both, by the two arms' own overlap weights,
    p_other / (p + p_other). Its rate is put on the level that the most shown arm has in all, and its effective people
    are such that the variance of that comparison is right. Arms that were added later need no further rule.
    ``variance`` is not given.
    """
    most = seen.people.sum(axis=-2, keepdims=True).argmax(axis=-1)[..., None]
    anchor = _repeated(seen, most)
    met = (seen.probability > 0) & (anchor.probability > 0)
    both = np.where(met, seen.probability + anchor.probability, 1.0)
    own, other = weighted(met * anchor.probability / both, seen), weighted(met * seen.probability / both, anchor)
    in_all, came = np.maximum(anchor.people.sum(axis=-2), _TINY), anchor.responded.sum(axis=-2)
    level = (came / in_all * other.people + 0.5) / (other.responded + 0.5)
    doubt = 1 / np.maximum(own.people, _TINY) + 1 / np.maximum(other.people, _TINY) - 1 / in_all
    is_anchor = np.arange(seen.people.shape[-1]) == most[..., 0, :]
    alike = np.where(is_anchor, in_all, 1 / np.maximum(doubt, _TINY))
    scale = np.where(own.people > 0, level * alike / np.maximum(own.people, _TINY), 0.0)
    return Weighted(alike, scale * own.responded, scale * own.total, scale * own.squares, np.full_like(alike, np.nan))


def _repeated(seen: Outcomes, arm: NDArray[np.int64]) -> Outcomes:
    """The outcomes of one arm (..., 1, 1) in the place of every arm."""
    parts = (getattr(seen, name) for name in seen.__dataclass_fields__)
    return Outcomes(*(np.broadcast_to(np.take_along_axis(part, arm, axis=-1), part.shape) for part in parts))
