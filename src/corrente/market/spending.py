"""The market's advertising: weeks of spend by channel, the sales that went with it, and one lift test.

Sales of a week are what would have come anyway (level, line, season, Black Friday and Christmas), what each channel
adds (geometric adstock, logistic saturation) and noise. The channels are bought by the week and meet nobody in person,
so they are none of those whose touches are known; of those on line it is known how often they were shown and clicked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from corrente.engine.generate import Workshop
from corrente.market.size import LAST_DATE, Size
from corrente.market.truth import Key, Values, key

Array = NDArray[np.float64]

CHANNELS = ("tv", "radio", "outdoor", "social", "video")
TESTED = "social"
CLICK_RATES = {"social": 0.009, "video": 0.004}
"""Clicks by impressions, of the channels that can be clicked."""
WEEKS, YEAR = 156, 52
_LAGS = 8
_SALES = 150_000.0  # of the largest week
_COSTS = (6_000.0, 1_800.0, 2_500.0, 3_500.0, 2_200.0)  # of a usual week on air
_ON_AIR = (0.6, 0.7, 0.5, 0.95, 0.85)
_THOUSAND_SHOWN = 16.0  # what a thousand impressions cost
_MOST_MEDIA = 0.75  # of the largest week's sales
_FIRST = LAST_DATE - dt.timedelta(days=LAST_DATE.weekday() + 7 * WEEKS)


@dataclass(frozen=True)
class Planted:
    """Per channel: what it adds at full saturation (in money), how fast it saturates, and the weights of the weeks."""

    effect: Array
    steepness: Array
    weights: Array

    def carried(self, spend: Array) -> Array:
        """Carried-over spend (T, C), in units of the largest week's."""
        scaled = spend / spend.max(axis=0)
        parts = [np.convolve(scaled[:, k], self.weights[k])[: len(spend)] for k in range(len(CHANNELS))]
        return np.column_stack(parts)


def make(workshop: Workshop, rng: RandomState, size: Size) -> Mapping[str, Values]:  # noqa: ARG001 - a part's shape
    """Write spend, outcomes and lift_tests."""
    spend = _spend(rng)
    planted, media, scale = _plant(rng, spend)
    noise = scale * rng.uniform(0.02, 0.05)
    expected = _anyway(rng, media, scale) + media.sum(axis=1)
    sales = np.rint(100 * np.maximum(expected + noise * rng.standard_normal(WEEKS), 1.0)) / 100
    _upload(workshop, spend, sales, _lift_test(rng, planted, spend, noise))
    _upload_shown(workshop, spend, rng)
    _write(workshop)
    return {"acquisition": _truth(planted, spend, media, sales)}


def _spend(rng: RandomState) -> Array:
    """Money (T, C) in whole cents: flights of four weeks, seasons, and weeks that differ."""
    found = np.zeros((WEEKS, len(CHANNELS)))
    for k, (cost, share) in enumerate(zip(_COSTS, _ON_AIR, strict=True)):
        wave = 1 + 0.3 * np.sin(2 * np.pi * (np.arange(WEEKS) / YEAR + rng.uniform()))
        on = np.repeat(rng.uniform(size=WEEKS // 4) < share, 4)
        found[:, k] = cost * wave * np.exp(0.5 * rng.standard_normal(WEEKS)) * on
    return np.rint(100 * found) / 100


def _plant(rng: RandomState, spend: Array) -> tuple[Planted, Array, float]:
    """A truth in which media make up less than three quarters of the best week; what they add (T, C); sales' scale."""
    count = len(CHANNELS)
    while True:
        retention, steepness = rng.beta(1, 3, count), rng.gamma(3, 1, count)
        weights = retention[:, None] ** np.arange(_LAGS)
        effect = np.abs(0.4 * rng.standard_normal(count))
        planted = Planted(_SALES * effect, steepness, weights / weights.sum(axis=1, keepdims=True))
        media = planted.effect * np.tanh(steepness / 2 * planted.carried(spend))
        if media.sum(axis=1).max() < _MOST_MEDIA * _SALES:
            return planted, media, _SALES


def _anyway(rng: RandomState, media: Array, scale: float) -> Array:
    """What would have come anyway (T,), so high that the best week's sales are ``scale``."""
    week = np.arange(WEEKS)
    shape = 1 + 0.15 * rng.standard_normal() * (week / WEEKS - 0.5)
    for wave in (1, 2):
        turn = 2 * np.pi * wave * week / YEAR + 2 * np.pi * rng.uniform()
        shape = shape + 0.08 / wave * rng.standard_normal() * np.sin(turn)
    days = [_FIRST + dt.timedelta(days=int(7 * w)) for w in week]
    shape = shape + 0.1 * np.array([any(_is_feast(day + dt.timedelta(days=n)) for n in range(7)) for day in days])
    return np.asarray(shape * ((scale - media.sum(axis=1)) / shape).min())


def _is_feast(day: dt.date) -> bool:
    """Black Friday, the day after November's fourth Thursday, or Christmas Eve."""
    return (day.month == 11 and day.weekday() == 4 and 23 <= day.day <= 29) or (day.month, day.day) == (12, 24)


def _lift_test(rng: RandomState, planted: Planted, spend: Array, noise: float) -> Mapping[str, float]:
    """Half as much again for one channel in some of the weeks: what came of it, with an error as of a few weeks."""
    k = CHANNELS.index(TESTED)
    usual = float(np.rint(spend[-YEAR:, k].mean()))
    scaled = np.array([usual, 1.5 * usual]) / spend[:, k].max()
    before, after = planted.effect[k] * np.tanh(planted.steepness[k] / 2 * scaled)
    error = float(np.rint(0.2 * noise))
    lift = float(np.rint(after - before + error * rng.standard_normal()))
    return {"spend": usual, "added": 0.5 * usual, "lift": lift, "error": error}


def _days() -> NDArray[np.str_]:
    """The first day of each week (T,)."""
    return np.array([(_FIRST + dt.timedelta(days=int(7 * w))).isoformat() for w in range(WEEKS)])


def _upload_shown(workshop: Workshop, spend: Array, rng: RandomState) -> None:
    """Impressions and clicks of the channels that can be clicked, drawn after all else so that nothing else moves."""
    places = [CHANNELS.index(name) for name in CLICK_RATES]
    shown = rng.poisson(1000 / _THOUSAND_SHOWN * spend[:, places])
    clicked = rng.binomial(shown, tuple(CLICK_RATES.values()))
    columns = {
        "period": np.repeat(_days(), len(places)),
        "channel": np.tile(tuple(CLICK_RATES), WEEKS),
        "impressions": shown.ravel(),
        "clicks": clicked.ravel(),
    }
    workshop.upload("shown", columns)


def _upload(workshop: Workshop, spend: Array, sales: Array, test: Mapping[str, float]) -> None:
    week, channel = (axis.ravel() for axis in np.indices(spend.shape))
    days = _days()
    cents = np.rint(100 * spend).astype(np.int64).ravel()
    bought = cents > 0
    columns = {"period": days[week], "channel": np.array(CHANNELS)[channel], "cents": cents}
    workshop.upload("bought", {name: column[bought] for name, column in columns.items()})
    workshop.upload("sold_weekly", {"period": days, "cents": np.rint(100 * sales).astype(np.int64)})
    tested = {name: np.array([round(100 * value)], dtype=np.int64) for name, value in test.items()}
    workshop.upload("tested", {"period": days[-YEAR:][:1], "channel": np.array([TESTED]), **tested})


def _write(workshop: Workshop) -> None:
    for table in ("spend", "outcomes", "lift_tests"):
        workshop.clear(table)
    workshop.write(
        "select period::date as period, channel, cents(cents) as spend, impressions, clicks "
        "from bought left join shown using (period, channel) order by period, channel",
        "spend.parquet",
    )
    workshop.write(
        "select period::date as period, 'revenue' as metric, cents(cents) as value from sold_weekly order by period",
        "outcomes.parquet",
    )
    workshop.write(
        "select period::date as period, channel, cents(added) as added, cents(lift) as lift, cents(error) as error, "
        "cents(spend) as spend from tested",
        "lift_tests.parquet",
    )


def _truth(planted: Planted, spend: Array, media: Array, sales: Array) -> Values:
    carried = planted.carried(spend)[-YEAR:]
    rising = planted.steepness / 2 * carried / np.cosh(planted.steepness / 2 * carried) ** 2
    marginal = (planted.effect * rising).sum(axis=0) / spend[-YEAR:].sum(axis=0)
    found: dict[Key, float] = {key("base_share", market="all"): float(1 - media.sum() / sales.sum())}
    for k, name in enumerate(CHANNELS):
        total = float(media[:, k].sum())
        found[key("contribution_share", channel=name)] = total / float(sales.sum())
        found[key("contribution", channel=name)] = total
        found[key("return", channel=name)] = total / float(spend[:, k].sum())
        found[key("marginal_return", channel=name)] = float(marginal[k])
    return found
