"""The renewal forecast: a planted kernel is found again, bands hold what comes, and a broken last month is doubted."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.inference.renewal import LEAST_MONTHS, Ahead, Past, forecast, last_month_stands_apart

RNG = np.random.default_rng
MONTHS, AHEAD = 30, 12


def plant(rng: np.random.Generator, months: int) -> tuple[Past, np.ndarray]:
    """Months of a company whose kernel is .15 (1 + a / 3)^-.6: the past, and the kernel."""
    ages = np.arange(months)
    kernel = 0.15 * (1 + ages / 3) ** -0.6 * np.where(ages == 0, 0.5, 1.0)
    new = rng.poisson(200.0, months).astype(float)
    repeats = np.array([rng.poisson(new[: t + 1][::-1] @ kernel[: t + 1]) for t in range(months)])
    return Past(new, new + repeats, 100.0 * (new + repeats)), kernel


def part(past: Past, months: int) -> Past:
    return Past(past.new[:months], past.purchases[:months], past.revenue[:months])


@pytest.fixture(scope="module")
def planted() -> tuple[Past, np.ndarray, Ahead]:
    past, kernel = plant(RNG(1), MONTHS + AHEAD)
    return past, kernel, forecast(part(past, MONTHS), AHEAD, RNG(2), 1000)


def test_the_planted_kernel_is_found(planted: tuple[Past, np.ndarray, Ahead]) -> None:
    _, kernel, ahead = planted
    low, high = np.quantile(ahead.kernel.sum(axis=1), [0.01, 0.99])
    # One number, looked at once: a 98% interval of the year's purchases per new customer holds it.
    assert low < kernel[:AHEAD].sum() < high


def test_what_comes_is_in_the_band(planted: tuple[Past, np.ndarray, Ahead]) -> None:
    past, _, ahead = planted
    low, high = np.quantile(ahead.arrivals, [0.05, 0.95], axis=0)
    inside = (past.new[MONTHS:] >= low) & (past.new[MONTHS:] <= high)
    # Of twelve months at 90% fewer than eight are inside once in two hundred times.
    assert inside.sum() >= 8
    # Spend per purchase is 100 in every month: the trend has nothing to follow.
    assert ahead.spend.mean() == pytest.approx(100.0, rel=0.02)


def test_present_customers_fade(planted: tuple[Past, np.ndarray, Ahead]) -> None:
    _, _, ahead = planted
    assert np.all(np.diff(ahead.present.mean(axis=0)) < 0)


def test_customers_from_before_are_there() -> None:
    past, _ = plant(RNG(3), 12)
    older = Past(past.new, past.purchases, past.revenue, before=5000.0)
    assert older.cohorts[0] == past.new[0] + 5000
    assert older.cohorts[1:].tolist() == past.new[1:].tolist()


def test_a_last_month_that_stands_apart_is_doubted() -> None:
    past, _ = plant(RNG(4), MONTHS)
    broken = Past(np.append(past.new[:-1], 4.0), past.purchases, past.revenue)
    assert last_month_stands_apart(broken, RNG(5))
    assert not last_month_stands_apart(past, RNG(5))
    coming = forecast(broken, 3, RNG(6), 1000).arrivals[:, 0]
    # Half of the draws go on as before: those near 200.
    assert 0.3 < ((coming > 140) & (coming < 270)).mean() < 0.7


def test_too_few_months_are_refused() -> None:
    past, _ = plant(RNG(7), LEAST_MONTHS - 1)
    with pytest.raises(ValueError, match="whole months"):
        forecast(past, 12, RNG(8))
