"""The local linear trend: against a Kalman filter written plainly, against planted truth, and on degenerate series."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.inference import local_trend
from corrente.inference.local_trend import Grid, fit


def kalman(y: np.ndarray, a: float, b: float, c: float, f: float, horizon: int) -> tuple[float, float, np.ndarray]:
    """Log determinant, quadratic form and forecasts, in units of the noise, by the textbook recursions (Harvey 1989).

    The state is level, slope and the twelve seasonal effects; the season's prior is centred to sum to zero.
    """
    transition = np.eye(14)
    transition[0, 1], transition[1, 1] = 1.0, f
    shocks = np.diag([a**2, b**2, *np.zeros(12)])
    state, spread = np.zeros(14), np.zeros((14, 14))
    spread[0, 0], spread[1, 1] = local_trend._START_LEVEL**2, local_trend._START_SLOPE**2
    spread[2:, 2:] = c**2 * (np.eye(12) - 1 / 12)
    log_determinant, quadratic, ahead = 0.0, 0.0, []
    for month in range(len(y) + horizon):
        row = np.zeros(14)
        row[0], row[2 + month % 12] = 1.0, 1.0
        variance = row @ spread @ row + 1.0
        if month < len(y):
            error = y[month] - row @ state
            log_determinant += np.log(variance)
            quadratic += error**2 / variance
            gain = spread @ row / variance
            state, spread = state + gain * error, spread - np.outer(gain, row @ spread)
        else:
            ahead.append(row @ state)
        state, spread = transition @ state, transition @ spread @ transition.T + shocks
    return log_determinant, quadratic, np.array(ahead)


def test_every_grid_point_is_the_kalman_filter_s() -> None:
    """Forecasts, likelihood and so weights of an independent implementation, to rounding."""
    rng = np.random.default_rng(1)
    y = 5 + np.cumsum(rng.normal(0.01, 0.03, 40)) + 0.1 * np.sin(np.arange(40) * np.pi / 6)
    found, grid, centred = fit(y[:, None], 6), Grid.whole(), y - y.mean()
    told = [
        kalman(centred, a, b, c, f, 6)
        for a, b, c, f in zip(grid.level, grid.slope, grid.season, grid.damping, strict=True)
    ]
    squares = np.array([quadratic for _, quadratic, _ in told]) + local_trend._NOISE**2
    log_weights = -0.5 * np.array([log for log, _, _ in told]) - 0.5 * 41 * np.log(squares)
    weights = np.exp(log_weights - log_weights.max())
    np.testing.assert_allclose(found.weights[0], weights / weights.sum(), rtol=1e-5, atol=1e-12)
    ahead = np.stack([forecast for _, _, forecast in told]) + y.mean()
    np.testing.assert_allclose(found.means[:, :6, 0], ahead, rtol=1e-7)


def planted(rng: np.random.Generator, months: int, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    level, slope = np.full(count, 5.0), 0.005 + 0.005 * rng.standard_normal(count)
    season = 0.1 * rng.standard_normal((12, count))
    season -= season.mean(axis=0)
    seen, levels = [], []
    for month in range(months):
        seen.append(level + season[month % 12] + 0.03 * rng.standard_normal(count))
        levels.append(level)
        level, slope = (
            level + slope + 0.01 * rng.standard_normal(count),
            0.96 * slope + 0.001 * rng.standard_normal(count),
        )
    return np.array(seen), np.array(levels), season


@pytest.mark.parametrize("months", [18, 36, 72])
def test_intervals_hold_what_comes(months: int) -> None:
    """300 series: growth of the next year within the 90% interval in 85% to 99% of them, the level today in 84% to 97%.

    Three standard errors of 90% are 5.2 points; short series may not be sure of a season, so their intervals are wider.
    """
    rng = np.random.default_rng(months)
    seen, levels, _ = planted(rng, months + 12, 300)
    drawn = fit(seen[:months], 12).draw(rng, 500)
    growth = np.exp(drawn.ahead).sum(axis=1) / np.exp(seen[months - 12 : months]).sum(axis=0)
    came = np.exp(seen[months:]).sum(axis=0) / np.exp(seen[months - 12 : months]).sum(axis=0)
    for draws, true, least, most in ((growth, came, 0.85, 0.99), (drawn.level, levels[months - 1], 0.84, 0.97)):
        low, high = np.quantile(draws, [0.05, 0.95], axis=0)
        assert least <= np.mean((low <= true) & (true <= high)) <= most


def test_the_refusal_s_widths_are_as_said() -> None:
    """Median width of the growth interval by months: 36, 24, 21, 16 and 15 points as refusals say; within a quarter."""
    rng = np.random.default_rng(3)
    for months, width in ((12, 0.36), (18, 0.24), (24, 0.21), (36, 0.16), (60, 0.15)):
        level, slope, seen = 5.0, 0.01 * rng.standard_normal(100), []
        season = 0.1 * rng.standard_normal((12, 100))
        for month in range(months):
            seen.append(level + season[month % 12] + 0.04 * rng.standard_normal(100))
            level, slope = (
                level + slope + 0.01 * rng.standard_normal(100),
                0.96 * slope + 0.001 * rng.standard_normal(100),
            )
        past = np.array(seen)
        growth = np.exp(fit(past, 12).draw(rng, 400).ahead).sum(axis=1) / np.exp(past[-12:]).sum(axis=0)
        found = np.median(np.ptp(np.quantile(growth, [0.05, 0.95], axis=0), axis=0))
        assert found == pytest.approx(width, rel=0.25), months


def test_more_of_the_same_narrows_and_units_do_not_matter() -> None:
    """A constant in the logarithm is another currency: draws move by it, to rounding."""
    rng = np.random.default_rng(4)
    seen, _, _ = planted(rng, 48, 3)
    one, other = (fit(seen + more, 12).draw(np.random.default_rng(1), 200) for more in (0.0, np.log(1e6)))
    np.testing.assert_allclose(other.ahead - one.ahead, np.log(1e6), atol=1e-6)
    np.testing.assert_allclose(other.slope, one.slope, atol=1e-8)


@pytest.mark.parametrize("seen", [np.zeros((24, 2)), np.tile([[1.0], [2.0]], (12, 2)), np.full((3, 1), 7.0)])
def test_degenerate_series_have_finite_and_open_intervals(seen: np.ndarray) -> None:
    drawn = fit(seen, 12).draw(np.random.default_rng(1), 200)
    assert np.isfinite(drawn.ahead).all()
    assert (drawn.ahead.std(axis=0) > 0).all()


def test_fewer_than_three_months_are_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        fit(np.zeros((2, 1)), 12)
