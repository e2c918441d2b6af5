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


def overlap(probability: Array, arms: NDArray[np.bool_]) -> Array:
    """The weight (..., G, A) of a person of each stratum and arm, from the probabilities (..., G, A).

    Only strata in which all of ``arms`` (A,) were on offer weigh anything.
    """
    offered = probability > 0
    inverse = np.where(offered & arms, 1 / np.where(offered, probability, 1.0), 0.0)
    both = (offered | ~arms).all(axis=-1, keepdims=True)
    h = both / np.maximum(inverse.sum(axis=-1, keepdims=True), 1.0)
    return np.asarray(inverse * h)


@dataclass(frozen=True)
class Weighted:
    """Weighted sums of each arm (..., A), as of so many people who count alike.

    ``people`` is the effective number (Kish 1965: (sum of w)^2 / sum of w^2), from the weights alone; ``responded``,
    ``total`` and ``squares`` are scaled to it. ``mean`` and ``share`` are per person.
    """

    people: Array
    responded: Array
    total: Array
    squares: Array

    @property
    def mean(self) -> Array:
        """The mean value per person; 0 where there is nobody."""
        return self.total / np.maximum(self.people, 1e-300)

    @property
    def share(self) -> Array:
        """The share of people who responded; 0 where there is nobody."""
        return self.responded / np.maximum(self.people, 1e-300)


def weighted(weight: Array, people: Array, responded: Array, total: Array, squares: Array) -> Weighted:
    """The sums over strata of counts (..., G, A) under ``weight`` (..., G, A)."""
    sums = (weight * people).sum(axis=-2)
    effective = sums**2 / np.maximum((weight**2 * people).sum(axis=-2), 1e-300)
    scale = effective / np.maximum(sums, 1e-300)
    return Weighted(effective, *(scale * (weight * part).sum(axis=-2) for part in (responded, total, squares)))


def deviation(weight: Array, people: Array, total: Array, squares: Array) -> Array:
    """The variance (..., A) of each arm's weighted mean: its linearised residuals, squared and summed."""
    sums = np.maximum((weight * people).sum(axis=-2, keepdims=True), 1e-300)
    mean = (weight * total).sum(axis=-2, keepdims=True) / sums
    residual = squares - 2 * mean * total + mean**2 * people
    return np.asarray(np.maximum((weight**2 * residual).sum(axis=-2), 0.0) / sums[..., 0, :] ** 2)
