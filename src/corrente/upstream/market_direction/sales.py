"""From counted cells to monthly sales by category, brand and attribute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corrente.core.count import Cells
from corrente.upstream.market_direction.plan import Plan

Array = NDArray[np.float64]

OTHER = "other"
"""Everything that has no name of its own."""
_AMOUNT = 10_000.0
_MOSTLY = 2 / 3  # of the months, and every one of the last six: what is sold more rarely has no monthly trend
_LATEST = 6
_NOTHING = 0.5  # of the smallest month with sales: what a month without any is taken for


@dataclass(frozen=True)
class Kind:
    """Sales (T, K) of each of ``names`` by month; they sum to the market's."""

    name: str
    names: tuple[str, ...]
    sold: Array
    filled: int


@dataclass(frozen=True)
class Sales:
    """The market's months (T,), and how they divide by each kind; the first kind leads."""

    market: Array
    kinds: tuple[Kind, ...]

    def until(self, months: int) -> Sales:
        """As they were known after so many months."""
        kinds = tuple(Kind(kind.name, kind.names, kind.sold[:months], kind.filled) for kind in self.kinds)
        return Sales(self.market[:months], kinds)


def read(cells: Cells, planned: Plan) -> Sales | None:
    """Sales by kind; ``None`` where a month has no sales at all or no kind divides them."""
    found = [_kind(cells, planned, kind, levels) for kind, levels in planned.levels.items()]
    kinds = tuple(kind for kind in found if kind is not None)
    market = np.bincount(cells["month"].astype(np.int64), cells["sold"].astype(float), planned.months.size) / _AMOUNT
    return Sales(market, kinds) if kinds and market.min() > 0 else None


def _kind(cells: Cells, planned: Plan, name: str, levels: tuple[str, ...]) -> Kind | None:
    """Levels that are sold in most months, the largest first, and the rest together."""
    months = planned.months.size
    place = cells["month"].astype(np.int64) * (len(levels) + 1) + cells[f"{name}_code"].astype(np.int64)
    sold = np.bincount(place, cells["sold"].astype(float), months * (len(levels) + 1)) / _AMOUNT
    table = sold.reshape(months, -1)
    own = [code for code in range(1, len(levels) + 1) if _is_steady(table[:, code])]
    own.sort(key=lambda code: (-table[-12:, code].sum(), levels[code - 1]))
    rest = table.sum(axis=1) - table[:, own].sum(axis=1)
    columns = [table[:, code] for code in own] + ([rest] if _is_steady(rest) else [])
    if len(columns) < 2:
        return None
    names = tuple(levels[code - 1] for code in own) + ((OTHER,) if len(columns) > len(own) else ())
    together = np.stack(columns, axis=1)
    lowest = np.where(together > 0, together, np.inf).min(axis=0)
    return Kind(name, names, np.maximum(together, _NOTHING * lowest), int((together <= 0).sum()))


def _is_steady(sold: Array) -> bool:
    return bool((sold > 0).mean() >= _MOSTLY and (sold[-_LATEST:] > 0).all())


def named(kinds: tuple[Kind, ...]) -> Mapping[str, Kind]:
    """Kinds by their name."""
    return {kind.name: kind for kind in kinds}
