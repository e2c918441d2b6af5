"""The market's months ahead, and how they divide: draws of sales and shares by kind.

The logarithm of the market's sales is one series. Shares are a logit moving in time: the logarithms of the parts,
each less their mean, are one series each (the centred log-ratio of Aitchison 1986), all with a local linear trend
and a season; the softmax of their forecasts gives shares again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.inference.local_trend import fit
from corrente.upstream.market_direction.sales import Sales

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Division:
    """Draws for one kind: ``ahead`` (S, H, K) sales of the months ahead, ``share_now`` (S, K) by the trend today."""

    ahead: Array
    share_now: Array


@dataclass(frozen=True)
class Forecast:
    """``market`` (S, H): sales of the months ahead; one division per kind; ``effective`` number of grid points."""

    market: Array
    divisions: tuple[Division, ...]
    effective: float


def forecast(sales: Sales, horizon: int, rng: Generator, draws: int) -> Forecast:
    """Draws of the ``horizon`` months after the last one."""
    logs = [np.log(kind.sold) for kind in sales.kinds]
    centred = [log - log.mean(axis=1, keepdims=True) for log in logs]
    trends = fit(np.column_stack([np.log(sales.market), *centred]), horizon)
    drawn = trends.draw(rng, draws)
    market = np.exp(drawn.ahead[:, :, 0])
    divisions, first = [], 1
    for log in centred:
        size = log.shape[1]
        own = slice(first, first + size)
        shares = _shares(drawn.ahead[:, :, own], trends.expected[:horizon, own])
        now = _shares(drawn.level[:, own], trends.expected[horizon, own])
        divisions.append(Division(market[:, :, None] * shares, now))
        first += size
    return Forecast(market, tuple(divisions), float((1 / (trends.weights**2).sum(axis=1)).mean()))


def _shares(drawn: Array, expected: Array) -> Array:
    """Shares from centred log-ratios of K parts, drawn one by one.

    Centring takes 1 / K of each part's variance away, and parts drawn one by one are not centred again: what they stray
    from their means is made as wide as before the centring.
    """
    size = drawn.shape[-1]
    wide = expected + np.sqrt(size / (size - 1)) * (drawn - expected)
    parts = np.exp(wide - wide.max(axis=-1, keepdims=True))
    return np.asarray(parts / parts.sum(axis=-1, keepdims=True))
