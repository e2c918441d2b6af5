"""Customers by purchase pattern: bounded cells that carry their moments, and the points that stand for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corrente.core.count import Cells
from corrente.inference.posterior import Draws
from corrente.inference.recipe import LogDensity

Whole = NDArray[np.int64]

FREQUENT = 32
"""From this many repeat purchases on, cells are wider: so few customers buy more often that times matter less."""

DAYS_PER_WEEK = 7.0

LARGEST_EXPONENT = 700.0
"""The exponential of more overflows."""

_CHUNK = 1 << 16  # numbers per working array: half a megabyte stays in the cache


@dataclass(frozen=True)
class Patterns:
    """P weighted purchase patterns, all arrays of shape (P,): what the models see.

    ``purchases`` counts repeat purchases (distinct days after the first), ``recency`` is the time from the first to
    the last purchase, ``age`` from the first purchase to the end of the data, both in weeks; ``customers`` is how many.
    """

    purchases: Whole
    recency: Draws
    age: Draws
    customers: Draws

    @property
    def total(self) -> float:
        """The number of customers."""
        return float(self.customers.sum())

    def more_than(self) -> tuple[Draws, Draws]:
        """Whole numbers k from 0 and how many customers have more than k purchases, each of shape (largest purchases,).

        By it, sums over customers of log-gamma differences are sums of logarithms over k.
        """
        counts = np.bincount(self.purchases, weights=self.customers)
        return np.arange(len(counts) - 1, dtype=float), counts[::-1].cumsum()[::-1][1:]


@dataclass(frozen=True)
class PurchaseCells:
    """C cells of customers, all arrays of shape (C,): mean times in days, with their variances and covariance.

    A cell of width one day has no variance, and stands for its customers exactly.
    """

    purchases: Whole
    customers: Draws
    recency: Draws
    age: Draws
    recency_variance: Draws
    age_variance: Draws
    covariance: Draws

    @classmethod
    def from_counts(cls, cells: Cells, width: int, wide: int) -> PurchaseCells:
        """From the columns of the count ``purchase_histories`` (its patterns) made with these widths in days."""
        column = {name: np.asarray(values, dtype=float) for name, values in cells.items()}
        purchases = np.asarray(cells["purchases"], dtype=np.int64)
        step, n = np.where(purchases < FREQUENT, width, wide), column["customers"]
        recency, age = column["recency_over"] / n, column["age_over"] / n
        return cls(
            purchases,
            n,
            column["recency_cell"] * step + recency,
            column["age_cell"] * step + age,
            column["recency_squares"] / n - recency**2,
            column["age_squares"] / n - age**2,
            column["products"] / n - recency * age,
        )

    def take(self, chosen: NDArray[np.bool_]) -> PurchaseCells:
        """Only the chosen cells."""
        return PurchaseCells(
            self.purchases[chosen],
            self.customers[chosen],
            self.recency[chosen],
            self.age[chosen],
            self.recency_variance[chosen],
            self.age_variance[chosen],
            self.covariance[chosen],
        )

    def coarsened(self, limit: int) -> PurchaseCells:
        """The same customers in at most about ``limit`` cells: times merged with their moments, purchases never."""
        if limit not in self._coarse:
            cells, width = self, 2.0
            while len(cells.customers) > limit and width < 1e5:
                cells, width = self._merged(width), width * 1.5
            self._coarse[limit] = cells
        return self._coarse[limit]

    @cached_property
    def _coarse(self) -> dict[int, PurchaseCells]:
        """Coarser cells by their limit: every forecast of the same customers asks for them."""
        return {}

    def patterns(self) -> Patterns:
        """Weighted points, in weeks, with the moments of the cells.

        A cell with spread is replaced by two or four points with the same mean, variances and covariance (symmetric
        sigma points, as in Julier & Uhlmann 1997); what is left out is of the third order.
        """
        first = np.sqrt(np.maximum(self.recency_variance, 0.0))
        shared = np.divide(self.covariance, first, out=np.zeros_like(first), where=first > 0)
        second = np.sqrt(np.maximum(self.age_variance - shared**2, 0.0))
        split_first, split_second = first > 0, second > 0
        share = self.customers / (1 + split_first) / (1 + split_second)
        cell, one, other = [], [], []
        for sign, and_sign in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
            kept = np.flatnonzero((split_first | (sign > 0)) & (split_second | (and_sign > 0)))
            cell.append(kept)
            one.append(np.full(len(kept), float(sign)))
            other.append(np.full(len(kept), float(and_sign)))
        at, up, across = np.concatenate(cell), np.concatenate(one), np.concatenate(other)
        recency = np.maximum(self.recency[at] + up * first[at], 0.0)
        age = np.maximum(self.age[at] + up * shared[at] + across * second[at], recency)
        return Patterns(self.purchases[at], recency / DAYS_PER_WEEK, age / DAYS_PER_WEEK, share[at])

    def centres(self) -> Patterns:
        """One point per cell, at its means: for predictions cell by cell."""
        return Patterns(self.purchases, self.recency / DAYS_PER_WEEK, self.age / DAYS_PER_WEEK, self.customers)

    def _merged(self, width: float) -> PurchaseCells:
        recencies, ages = ((times // width).astype(np.int64) for times in (self.recency, self.age))
        keys = (self.purchases << 40) + (recencies << 20) + ages
        _, first, into = np.unique(keys, return_index=True, return_inverse=True)
        n: Draws = np.bincount(into, self.customers).astype(float)

        def mean(values: Draws) -> Draws:
            return np.asarray(np.bincount(into, self.customers * values) / n)

        recency, age = mean(self.recency), mean(self.age)
        off_recency, off_age = self.recency - recency[into], self.age - age[into]
        return PurchaseCells(
            self.purchases[first],
            n,
            recency,
            age,
            mean(self.recency_variance + off_recency**2),
            mean(self.age_variance + off_age**2),
            mean(self.covariance + off_recency * off_age),
        )


def parameters(theta: Draws) -> Draws:
    """The parameters for their logarithms, kept within e^-15 and e^15."""
    return np.asarray(np.exp(np.clip(theta, -15.0, 15.0)))


def in_chunks(log_density: LogDensity, width: int) -> LogDensity:
    """``log_density`` evaluated so many points at a time that arrays of ``width`` per point stay in the cache.

    Far out it may overflow, silently: the recipe reads what is not finite as impossible.
    """
    rows = max(1, _CHUNK // max(width, 1))

    def chunked(theta: Draws) -> Draws:
        with np.errstate(all="ignore"):
            return np.concatenate([log_density(theta[i : i + rows]) for i in range(0, len(theta), rows)])

    return chunked
