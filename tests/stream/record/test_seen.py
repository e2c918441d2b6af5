"""What happened gives again what its chance allows, and a forecast of a rate the share that will be counted."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.stream.record.kinds.steps import moved
from corrente.stream.record.seen import Level, Mean, Number, Share
from corrente.stream.record.sight import Window

DRAWS = 40_000


@pytest.mark.parametrize(
    ("seen", "spread"),
    [
        (Share(300, 1000), np.sqrt(2 * 0.3 * 0.7 / 1000)),  # the past share's error and the next one's
        (Number(400), np.sqrt(2 * 400)),
        (Mean(20.0, 0.5), np.sqrt(2) * 0.5),
    ],
)
def test_the_naive_forecast_has_both_errors(seen: Share | Number | Mean, spread: float) -> None:
    again = seen.again(np.random.default_rng(1), DRAWS)
    assert again.mean() == pytest.approx(seen.value, rel=0.01)
    assert again.std() == pytest.approx(spread, rel=0.05)  # Jeffreys' prior and the varying number add little


def test_a_rate_becomes_the_share_that_is_counted() -> None:
    rate = np.full(DRAWS, 0.2)  # a rate that is known to the digit
    around = Share(10, 50).around(rate, np.random.default_rng(1))
    assert around.std() == pytest.approx(np.sqrt(0.2 * 0.8 / 50), rel=0.05)
    assert set(np.unique(Share(1, 1).around(rate, np.random.default_rng(1)))) >= {0.0, 1.0}


def test_a_series_goes_on_by_its_own_steps() -> None:
    months = np.exp(0.1 * np.arange(30.0))  # grows by a tenth a month, on logarithms
    assert moved(months, 3, 12) == pytest.approx(np.full(16, 1.2))
    assert moved(months[:8], 3, 12) == pytest.approx(np.full(7, 0.1 * np.sqrt(12)))  # too short for a year's steps
    again = Level(100.0, moved(months, 3, 12)).again(np.random.default_rng(1), DRAWS)
    assert np.median(again) == pytest.approx(100.0, rel=0.05)
    assert np.quantile(np.log(again / 100), 0.95) == pytest.approx(1.2 * 1.746, rel=0.05)  # Student's t of 16


def test_the_window_before_a_year_is_the_year_before() -> None:
    def window(after: str, until: str) -> Window:
        return Window(*(int(np.datetime64(day, "D").astype(int)) for day in (after, until)))

    leap = window("2023-09-30", "2024-09-30")  # 366 days, after a year of 365
    assert leap.before == window("2022-09-30", "2023-09-30")
    assert window("2024-09-30", "2025-09-30").before == leap
    assert window("2024-03-31", "2024-06-29").before == window("2024-01-01", "2024-03-31")  # as many days
