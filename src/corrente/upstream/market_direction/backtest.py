"""Rolling origins: the months after each were forecast from those before, beside the same months of the year before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import Backtest
from corrente.core.words import phrase
from corrente.upstream.market_direction.forecast import forecast
from corrente.upstream.market_direction.sales import Sales

Array = NDArray[np.float64]

YEAR = 12
_LONG, _BEFORE, _SHORTEST = 36, 24, 9
_ORIGINS, _DRAWS = 3, 500


@dataclass(frozen=True)
class Round:
    """One origin: absolute errors scaled as MASE is (H, K) of model and naive, and whether the 90% interval held."""

    model: Array
    naive: Array
    held: Array


def backtest(sales: Sales, rng: Generator) -> Backtest:
    """Sales of the leading kind's parts, month by month, over up to three origins a year (or less) apart."""
    months = sales.market.size
    horizon = YEAR if months >= _LONG else max(3, months // 4)
    shortest = _BEFORE if months >= _LONG else _SHORTEST
    origins = [at for at in months - horizon * np.arange(1, _ORIGINS + 1) if at >= shortest]
    rounds = [_round(sales, int(origin), horizon, rng) for origin in origins]
    together = Round(*(np.concatenate([getattr(r, side) for r in rounds]) for side in ("model", "naive", "held")))
    return Backtest(
        "mean absolute scaled error",
        float(together.model.mean()),
        float(together.naive.mean()),
        phrase("the same month of the year before", "o mesmo mês do ano anterior")
        if min(origins) >= YEAR
        else phrase("the last month carried on", "o último mês mantido"),
        details={
            "origins": float(len(rounds)),
            "months_held_out": float(horizon),
            "series": float(together.model.shape[1]),
            "share_within_90": float(together.held.mean()),
        },
    )


def _round(sales: Sales, origin: int, horizon: int, rng: Generator) -> Round:
    seen = sales.until(origin)
    drawn = forecast(Sales(seen.market, seen.kinds[:1]), horizon, rng, _DRAWS).divisions[0].ahead
    past, later = seen.kinds[0].sold, sales.kinds[0].sold[origin : origin + horizon]
    low, middle, high = np.quantile(drawn, [0.05, 0.5, 0.95], axis=0)
    lag = YEAR if origin >= YEAR else 1
    again = past[-lag:][np.arange(horizon) % lag]
    step = YEAR if origin > YEAR else 1
    scale = np.maximum(np.abs(past[step:] - past[:-step]).mean(axis=0), 1e-9 * past.mean(axis=0))
    return Round(np.abs(middle - later) / scale, np.abs(again - later) / scale, (low <= later) & (later <= high))
