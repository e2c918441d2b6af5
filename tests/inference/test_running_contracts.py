"""Running contracts: a planted shifted-beta-geometric is found again, and a forecast starts from what runs today."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.inference.renewal import LEAST_MONTHS, Ahead, Past
from corrente.inference.running_contracts import forecast

RNG = np.random.default_rng
MONTHS, AHEAD = 30, 12
ALPHA, BETA = 1.0, 12.0


def left(months: int) -> np.ndarray:
    """The share of a cohort that is billed at each age."""
    rates = ALPHA / (ALPHA + BETA + np.arange(months - 1))
    return np.cumprod(np.concatenate([[1.0], 1 - rates]))


def plant(rng: np.random.Generator, months: int) -> Past:
    """Contracts whose holders each leave at the end of a month with a chance of their own, drawn from a beta law."""
    new = rng.poisson(150.0, months)
    began = np.repeat(np.arange(months), new)
    lasts = rng.geometric(rng.beta(ALPHA, BETA, began.size))
    running = np.array([((began <= t) & (t < began + lasts)).sum() for t in range(months)], dtype=float)
    return Past(new.astype(float), running, 50.0 * running)


def part(past: Past, months: int) -> Past:
    return Past(past.new[:months], past.purchases[:months], past.revenue[:months])


@pytest.fixture(scope="module")
def planted() -> tuple[Past, Ahead]:
    past = plant(RNG(1), MONTHS + AHEAD)
    return past, forecast(part(past, MONTHS), AHEAD, RNG(2), 1000)


def test_the_planted_survival_is_found(planted: tuple[Past, Ahead]) -> None:
    low, high = np.quantile(planted[1].kernel.sum(axis=1), [0.01, 0.99])
    # Bills of a new contract's first year beside its first: one number, looked at once, in a 98% interval.
    assert low < left(AHEAD)[1:].sum() < high
    assert np.all(planted[1].kernel[:, 0] == 0)


def test_the_first_month_ahead_starts_from_what_runs(planted: tuple[Past, Ahead]) -> None:
    past, ahead = planted
    running = ahead.present * ahead.noise
    # About 4% leave in a month, with a standard deviation of a percent or so.
    assert running[:, 0].mean() / past.purchases[MONTHS - 1] == pytest.approx(0.96, abs=0.02)
    assert np.all(np.diff(running, axis=1) <= 0)
    # What is lost stays lost: the relative spread grows with every month.
    spread = running.std(axis=0) / running.mean(axis=0)
    assert spread[0] < spread[5] < spread[11]


def test_what_comes_is_in_the_band(planted: tuple[Past, Ahead]) -> None:
    past, ahead = planted
    later = np.stack(
        [(ahead.arrivals[:, : t + 1][:, ::-1] * ahead.kernel[:, : t + 1]).sum(axis=1) for t in range(AHEAD)]
    )
    running = ahead.arrivals + (ahead.present + later.T) * ahead.noise
    low, high = np.quantile(running, [0.05, 0.95], axis=0)
    # Months hang together here: half of them inside is what one path in a hundred misses.
    assert ((past.purchases[MONTHS:] >= low) & (past.purchases[MONTHS:] <= high)).sum() >= 6


def test_contracts_from_before_go_on_longer_than_new_ones() -> None:
    past = plant(RNG(3), 42)
    seen = Past(past.new[12:], past.purchases[12:], past.revenue[12:], past.purchases[11])
    ahead = forecast(seen, 6, RNG(4), 500)
    kept = (ahead.present[:, 1:] / ahead.present[:, :-1]).mean()
    fresh = (ahead.kernel[:, 2:] / ahead.kernel[:, 1:-1]).mean()
    assert kept > fresh


def test_extremes_stay_finite() -> None:
    for new, running in (
        (np.zeros(12), np.full(12, 3.0)),
        (np.ones(12), np.ones(12)),
        (np.full(12, 5.0), np.zeros(12)),
    ):
        ahead = forecast(Past(new, running, 10 * running), 24, RNG(5), 200)
        assert np.isfinite(ahead.present * ahead.noise * ahead.spend).all()


def test_too_few_months_are_refused() -> None:
    with pytest.raises(ValueError, match="whole months"):
        forecast(part(plant(RNG(6), LEAST_MONTHS), LEAST_MONTHS - 1), 12, RNG(7))
