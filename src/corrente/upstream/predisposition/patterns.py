"""From counted patterns to what the model reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corrente.core.count import Cells
from corrente.inference.hierarchical_logistic import DealCells
from corrente.upstream.predisposition.plan import Plan

Whole = NDArray[np.int64]
Vector = NDArray[np.float64]

KEYS = ("recency", "frequency", "tenure", "touches", "uses", "segment")
SIZES = (10, 5, 5, 3, 3)
EIGHTHS = (0, 1, 2, 4, 8, 12, 16, 24, 32, 40)
"""Where each level of recency begins, in eighths of the window."""
FREQUENCIES = ("1", "2", "3-4", "5-8", "9+")
TENURES = (0, 4, 8, 16, 32)
"""Where each level of the time since the first purchase begins, in eighths of the window."""
OTHERS = "(other)"
_PAIRS = ((0, 1), (1, 2))
_MIN_OF_RECENCY = 100  # customers to learn a length of silence from; longer ones are taken as the longest learnt


@dataclass(frozen=True)
class Snapshot:
    """Customers as of one day: ``codes`` (C, 6) of `KEYS`, how many they are, and how many then bought (C,)."""

    codes: Whole
    customers: Vector
    bought: Vector

    @property
    def others(self) -> Vector:
        """Customers who did not buy, (C,)."""
        return self.customers - self.bought


@dataclass(frozen=True)
class Features:
    """What the model tells customers apart by: names, and for each the columns of the codes that it is made of.

    Recency, frequency and tenure take part each by itself, and frequency with either: a long silence of who bought
    often says more. ``longest`` is the last level of recency that there was enough to learn from.
    """

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    columns: tuple[tuple[int, ...], ...]
    longest: int

    def levels(self, codes: Whole) -> Whole:
        """The features' levels (C, J) of customers with these codes (C, 6)."""
        kept = codes.copy()
        kept[:, 0] = np.minimum(kept[:, 0], self.longest)
        parts = [kept[:, c[0]] if len(c) == 1 else kept[:, c[0]] * SIZES[c[1]] + kept[:, c[1]] for c in self.columns]
        return np.stack(parts, axis=1)

    def cells(self, codes: Whole, bought: Vector, others: Vector) -> DealCells:
        """As the model reads them."""
        return DealCells(self.levels(codes), self.sizes, bought, others)


def read(raw: Cells) -> Snapshot:
    """A count as a snapshot."""
    codes = np.stack([np.asarray(raw[key]) for key in KEYS], axis=1).astype(np.int64)
    return Snapshot(codes, *(np.asarray(raw[name], dtype=np.float64) for name in ("customers", "bought_sum")))


def together(first: Snapshot, second: Snapshot) -> Snapshot:
    """Both, one pattern after the other: equal ones may stand twice."""
    return Snapshot(
        np.concatenate([first.codes, second.codes]),
        np.concatenate([first.customers, second.customers]),
        np.concatenate([first.bought, second.bought]),
    )


def features(snapshot: Snapshot, planned: Plan) -> Features:
    """All features that differ between the customers of the snapshot."""
    sizes = (*SIZES, len(planned.segmentation.levels) + 1)
    told = [j for j in range(len(KEYS)) if len(np.unique(snapshot.codes[:, j])) > 1] or [0]
    columns: list[tuple[int, ...]] = [(j,) for j in told]
    names = [KEYS[j] for j in told]
    for pair in _PAIRS:
        if set(pair) <= set(told):
            columns.append(pair)
            names.append(" × ".join(KEYS[j] for j in pair))
    products = [int(np.prod([sizes[j] for j in c])) for c in columns]
    silent = np.bincount(snapshot.codes[:, 0], snapshot.customers, SIZES[0])
    longest = int(np.flatnonzero(silent >= min(_MIN_OF_RECENCY, silent.max()))[-1])
    return Features(tuple(names), tuple(products), tuple(columns), longest)
