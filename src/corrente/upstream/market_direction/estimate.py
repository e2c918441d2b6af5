"""The market direction room's estimate: growth and shares by kind, the chance to outgrow the market, the back-test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import Backtest, Estimate, Refusal
from corrente.core.room import Counted, Given
from corrente.upstream.market_direction.backtest import YEAR, backtest
from corrente.upstream.market_direction.forecast import Division, forecast
from corrente.upstream.market_direction.plan import Plan, plan
from corrente.upstream.market_direction.refusals import one_kind
from corrente.upstream.market_direction.sales import Kind, Sales, read

Array = NDArray[np.float64]

_DRAWS = 2000


@dataclass(frozen=True)
class Part:
    """One category, brand or attribute: the last 12 months, what is to come, the chance to outgrow the market."""

    kind: str
    name: str
    sold: float
    growth: Estimate
    share_before: float
    share_now: Estimate
    share_ahead: Estimate
    outgrows: float


@dataclass(frozen=True)
class Month:
    """A month of the market: what was sold, or quantiles (.05, .25, .5, .75, .95) of what will be."""

    day: int
    sold: float | None
    quantiles: tuple[float, ...] | None


@dataclass(frozen=True)
class Direction:
    """Growth of the market, the parts by kind (the leading kind first), the months, and how well it forecasts."""

    plan: Plan
    growth: Estimate
    parts: tuple[Part, ...]
    months: tuple[Month, ...]
    backtest: Backtest
    effective: float
    filled: int

    @property
    def leading(self) -> tuple[Part, ...]:
        """The parts of the leading kind, those that gain most share first."""
        own = [part for part in self.parts if part.kind == self.parts[0].kind]
        return tuple(sorted(own, key=lambda part: part.share_before - part.share_ahead.value))


def infer(counts: Counted, given: Given, rng: Generator) -> Direction | Refusal:
    """Growth and shares from the counted months."""
    planned = plan(given.profile)
    if isinstance(planned, Refusal):
        return planned
    sales = read(counts["months"], planned)
    if sales is None:
        return one_kind()
    found = forecast(sales, YEAR, rng, _DRAWS)
    pairs = zip(sales.kinds, found.divisions, strict=True)
    return Direction(
        planned,
        _growth(sales.market, found.market, {"market": "all"}),
        tuple(part for kind, division in pairs for part in _parts(kind, division)),
        _months(sales, found.market, planned),
        backtest(sales, rng),
        found.effective,
        sum(kind.filled for kind in sales.kinds),
    )


def _growth(sold: Array, ahead: Array, of: dict[str, str]) -> Estimate:
    draws = ahead.sum(axis=1) / sold[-YEAR:].sum() - 1
    return Estimate.from_draws("sales_growth", draws, "share of the last 12 months' sales", of, float(np.median(draws)))


def _parts(kind: Kind, division: Division) -> list[Part]:
    year = division.ahead.sum(axis=1)
    shares = year / year.sum(axis=1, keepdims=True)
    before = kind.sold[-YEAR:].sum(axis=0) / kind.sold[-YEAR:].sum()
    return [
        Part(
            kind.name,
            name,
            float(kind.sold[-YEAR:, k].sum()),
            _growth(kind.sold[:, k], division.ahead[:, :, k], {kind.name: name}),
            float(before[k]),
            Estimate.from_draws("share_now", division.share_now[:, k], "share of sales", {kind.name: name}),
            Estimate.from_draws("share_next_year", shares[:, k], "share of sales", {kind.name: name}),
            float((shares[:, k] > before[k]).mean()),
        )
        for k, name in enumerate(kind.names)
    ]


def _months(sales: Sales, ahead: Array, planned: Plan) -> tuple[Month, ...]:
    first = np.datetime64(int(planned.months[-1]), "D").astype("datetime64[M]")
    days = (first + np.arange(1, YEAR + 1)).astype("datetime64[D]").astype(np.int64)
    quantiles = np.quantile(ahead, [0.05, 0.25, 0.5, 0.75, 0.95], axis=0).T
    seen = [Month(int(day), float(sold), None) for day, sold in zip(planned.months, sales.market, strict=True)]
    return (*seen, *(Month(int(day), None, tuple(row)) for day, row in zip(days, quantiles.tolist(), strict=True)))
