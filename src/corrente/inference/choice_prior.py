"""The prior of hierarchical choice: of segment means, and of how people deviate from them.

Segment means are drawn towards a common one (`segment_means`). Sigma is inverse Wishart with K + 3 degrees of freedom
(Rossi, Allenby & McCulloch 2005, ch. 5) and a scale of its own in each column, which is gamma: one scale for all would
draw small deviations up and large ones down (Huang & Wand 2013).
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.inference.choice import Vector
from corrente.inference.segment_means import Between

MEAN_SD = 10.0
"""Standard deviation of the common mean: part-worths beyond twenty would mean odds beyond all that is seen."""
BETWEEN_SD = 0.5
"""Of the half normal scale of what differs between segments: part-worths are of order one."""
EXTRA_FREEDOM = 3
SHAPE, RATE = 4.0, 2.0
"""Of the gamma prior of a column's scale: nine in ten deviations lie within .36 and 1.74 before any data."""
BETWEEN = Between(MEAN_SD, BETWEEN_SD)


def draw_scale(root: Vector, rng: Generator) -> Vector:
    """The scales (C, K) given roots (C, K, K) of the precision: gamma once more."""
    rate = _rate(root)
    return np.asarray(rng.standard_gamma(_shape(root.shape[1]), rate.shape) / rate)


def draw_root(apart: Vector, scale: Vector, rng: Generator) -> Vector:
    """Roots of the precision (C, K, K), given how far people are from their means (C, R, K) and scales (C, K).

    Sigma is inverse Wishart, drawn as the root of its inverse (Bartlett 1933).
    """
    chains, respondents, columns = apart.shape
    scatter = apart.swapaxes(1, 2) @ apart
    scatter[:, range(columns), range(columns)] += scale
    freedom = columns + EXTRA_FREEDOM + respondents - np.arange(columns)
    bartlett = np.tril(rng.standard_normal((chains, columns, columns)), -1)
    bartlett[:, range(columns), range(columns)] = np.sqrt(rng.chisquare(freedom, (chains, columns)))
    return np.asarray(np.linalg.cholesky(np.linalg.inv(scatter)) @ bartlett)


def height(where: Vector, pull: Vector) -> Vector:
    """Log density (C,) of turned means and deviations (C, S + K, K), the means' precision ``pull`` (C, S, K).

    A square matrix A of deviations has the density of Sigma = A'A times the root of its determinant, as all its
    rotations are alike (Muirhead 1982, theorem 2.1.14); the columns' scales are integrated out.
    """
    segments, columns = pull.shape[1:]
    means, deviations = where[:, :segments], where[:, segments:]
    told = _shape(columns) * np.log(_rate(np.linalg.inv(deviations))).sum(axis=1)
    told += (2 * columns + EXTRA_FREEDOM) * np.linalg.slogdet(deviations)[1]
    return np.asarray(-0.5 * (pull * means**2).sum(axis=(1, 2)) - told)


def slope(where: Vector, pull: Vector) -> Vector:
    """The gradient (C, S + K, K) of `height`."""
    segments, columns = pull.shape[1:]
    inverse = np.linalg.inv(where[:, segments:])
    turned = inverse.swapaxes(1, 2)
    weight = (_shape(columns) / _rate(inverse))[:, None]
    own = turned * weight @ inverse @ turned - (2 * columns + EXTRA_FREEDOM) * turned
    return np.concatenate([-pull * where[:, :segments], own], axis=1)


def _shape(columns: int) -> float:
    return SHAPE + (columns + EXTRA_FREEDOM) / 2


def _rate(root: NDArray[np.floating]) -> Vector:
    return np.asarray(RATE + 0.5 * (root**2).sum(axis=2))
