"""The market's sales: months by brand, category and attribute, on trends that bend, with seasons of their own.

The logarithm of a cell's sales is the market's plus its category's, brand's and attribute's; each of these is a local
linear trend with a season, and each cell has noise. What is true of shares and growth comes from the months after the
window, which are made and not written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from corrente.engine.generate import Workshop
from corrente.market.opinions import BRANDS
from corrente.market.size import LAST_DATE, Size
from corrente.market.truth import Key, Values, key

Array = NDArray[np.float64]

CATEGORIES = ("CRM", "marketing", "service", "analytics", "payments")
ATTRIBUTES = ("cloud", "on-premise")
MONTHS, FUTURE = 72, 12
_CATEGORY_SLOPES = (0.0, 0.003, -0.003, 0.01, 0.005)
_BRAND_SLOPES = (0.004, 0.0, 0.006, -0.003, -0.002)
_ATTRIBUTE_SLOPES = (0.008, -0.008)
_FIRST_LOGS = {"category": (1.2, 0.8, 0.6, 0.0, -0.2), "brand": (0.5, 1.0, 0.4, 0.7, 0.0), "attribute": (0.3, 0.2)}
_TYPICAL = 40_000.0  # of a cell in a month


@dataclass(frozen=True)
class Movement:
    """Logarithms over all months: ``trend`` (M, K), and ``seen`` (M, K) with season and noise."""

    trend: Array
    seen: Array


def make(workshop: Workshop, rng: RandomState, size: Size) -> Mapping[str, Values]:  # noqa: ARG001 - a part's shape
    """Write category_sales."""
    market = _move(rng, (np.log(_TYPICAL),), (0.004,), season=0.08, noise=0.02)
    category = _move(rng, _FIRST_LOGS["category"], _CATEGORY_SLOPES, season=0.05, noise=0.02)
    brand = _move(rng, _FIRST_LOGS["brand"], _BRAND_SLOPES, season=0.01, noise=0.02)
    attribute = _move(rng, _FIRST_LOGS["attribute"], _ATTRIBUTE_SLOPES, season=0.01, noise=0.01)
    parts = (category, brand, attribute)
    cells = _cells(market.seen, *(part.seen for part in parts))
    cells = np.rint(100 * cells * np.exp(0.03 * rng.standard_normal(cells.shape)))
    _write(workshop, cells)
    return {"market_direction": _truth(cells, _cells(market.trend, *(part.trend for part in parts)))}


def _move(
    rng: RandomState, start: tuple[float, ...], slopes: tuple[float, ...], season: float, noise: float
) -> Movement:
    """Local linear trends, damped by 3% a month, with twelve seasonal effects that sum to zero."""
    months, count = MONTHS + FUTURE, len(start)
    level, slope = np.array(start), np.array(slopes) + 0.003 * rng.standard_normal(count)
    trend = np.empty((months, count))
    for month in range(months):
        trend[month] = level
        level = level + slope + 0.008 * rng.standard_normal(count)
        slope = 0.97 * slope + 0.001 * rng.standard_normal(count)
    effects = season * rng.standard_normal((12, count))
    effects -= effects.mean(axis=0)
    return Movement(trend, trend + effects[np.arange(months) % 12] + noise * rng.standard_normal((months, count)))


def _cells(market: Array, category: Array, brand: Array, attribute: Array) -> Array:
    """Sales (M, C, B, A)."""
    log = category[:, :, None, None] + brand[:, None, :, None] + attribute[:, None, None, :]
    return np.asarray(np.exp(market[:, :, None, None] + log), dtype=np.float64)


def _write(workshop: Workshop, cells: Array) -> None:
    month, category, brand, attribute = (axis.ravel() for axis in np.indices((MONTHS, *cells.shape[1:])))
    workshop.upload(
        "sold",
        {
            "period": np.array([_first_of(MONTHS - 1 - n) for n in range(MONTHS)])[month],
            "brand": np.array(BRANDS)[brand],
            "category": np.array(CATEGORIES)[category],
            "attribute": np.array(ATTRIBUTES)[attribute],
            "cents": cells[:MONTHS].astype(np.int64).ravel(),
        },
    )
    workshop.clear("category_sales")
    workshop.write(
        "select period::date as period, brand, category, attribute, cents(cents) as value from sold "
        "order by period, brand, category, attribute",
        "category_sales.parquet",
    )


def _first_of(back: int) -> str:
    """The first day of the month so many months before the window's last."""
    months = LAST_DATE.year * 12 + LAST_DATE.month - 1 - back
    return dt.date(months // 12, months % 12 + 1, 1).isoformat()


def _truth(cells: Array, trend: Array) -> Values:
    found: dict[Key, float] = {}
    year, next_year = cells[MONTHS - 12 : MONTHS], cells[MONTHS:]
    found[key("sales_growth", market="all")] = float(next_year.sum() / year.sum() - 1)
    kinds = {"category": CATEGORIES, "brand": BRANDS, "attribute": ATTRIBUTES}
    for axis, (kind, names) in enumerate(kinds.items()):
        others = tuple(a for a in (1, 2, 3) if a != axis + 1)
        today = trend[MONTHS - 1 : MONTHS].sum(axis=(0, *others))
        before, after = year.sum(axis=(0, *others)), next_year.sum(axis=(0, *others))
        for place, name in enumerate(names):
            of = {kind: name}
            found[key("sales_growth", **of)] = float(after[place] / before[place] - 1)
            found[key("share_now", **of)] = float(today[place] / today.sum())
            found[key("share_next_year", **of)] = float(after[place] / after.sum())
    return found
