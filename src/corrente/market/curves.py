"""Distributions as small tables of equally likely whole numbers, so that rows need no floating point.

A distribution is cut into ``2**bits`` cells of equal probability; each is stood for by its mean, so that the
expectation is exact and the distribution is nowhere off by more than half a cell. The engine picks a cell with
the bits of a hash. Since all it sees are whole numbers, the rows do not depend on a machine's mathematics.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv, gammainc, gammaincinv, ndtri

Curve = NDArray[np.float64]
Whole = NDArray[np.int64]

CELLS = 1 << 14
FINE = 1 << 16
ONE = 1 << 16
"""Fixed point: the whole number that stands for 1 where a curve has a unit scale."""

CHANCE = 1 << 24
"""Chances are compared with 24 bits of a hash."""


def gamma_curve(shape: float, cells: int = CELLS) -> Curve:
    """Cell means of Gamma(shape, rate 1), ascending, shape (cells,); divide by a rate to scale."""
    edges = gammaincinv(shape, np.linspace(0, 1, cells + 1))
    return np.asarray(shape * cells * np.diff(gammainc(shape + 1, edges)), dtype=np.float64)


def inverse_gamma_curve(shape: float, cells: int = CELLS) -> Curve:
    """Cell means of 1 / Gamma(shape, rate 1), descending, shape (cells,); needs ``shape`` above 1."""
    edges = gammaincinv(shape, np.linspace(0, 1, cells + 1))
    return np.asarray(cells * np.diff(gammainc(shape - 1, edges)) / (shape - 1), dtype=np.float64)


def beta_curve(a: float, b: float, cells: int = CELLS) -> Curve:
    """Cell means of Beta(a, b), ascending, shape (cells,)."""
    edges = betaincinv(a, b, np.linspace(0, 1, cells + 1))
    return np.asarray(a / (a + b) * cells * np.diff(betainc(a + 1, b, edges)), dtype=np.float64)


def normal_curve(cells: int = CELLS) -> Curve:
    """Cell means of the standard normal, ascending, shape (cells,)."""
    edges = ndtri(np.linspace(0, 1, cells + 1))
    return np.asarray(-cells * np.diff(np.exp(-(edges**2) / 2)) / np.sqrt(2 * np.pi), dtype=np.float64)


def fixed(curve: Curve, one: int = ONE) -> Whole:
    """The curve in whole numbers, of which ``one`` makes a unit."""
    return np.rint(curve * one).astype(np.int64)


def apportion(shares: Curve, slots: int) -> Whole:
    """Which outcome each of ``slots`` equally likely slots stands for, by ``shares`` that sum to 1."""
    edges = np.rint(np.cumsum(shares) * slots).astype(np.int64)
    return np.searchsorted(edges, np.arange(slots), side="right")
