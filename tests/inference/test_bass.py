"""Bass diffusion: published fits, the curve against its differential equation, intervals against simulated truth."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from corrente.inference.bass import (
    Form,
    Launch,
    Noise,
    carried_on,
    density,
    expected,
    held_out,
    least_squares,
    log_likelihood,
    peak,
    posterior,
    predict,
    reached,
    share,
    to_come,
)
from tests.data import shared


def published(name: str) -> Launch:
    with (shared("bass_diffusion") / "bass_series.csv").open() as lines:
        adopters = [float(row["adopters"]) for row in csv.DictReader(lines) if row["series"] == name]
    return Launch(np.array(adopters), 1.0)


@pytest.mark.parametrize(
    ("series", "m", "p", "q"),
    [
        ("room_air_conditioners", 18712.4, 0.00944, 0.37476),
        ("color_televisions", 39658.6, 0.01847, 0.61586),
        ("clothes_dryers", 16497.0, 0.01360, 0.32670),
        ("ultrasound", 167.38, 0.00132, 0.62059),
        ("mammography", 111.39, 0.00041, 0.86065),
    ],
)
def test_least_squares_on_intervals_is_the_known_fit(series, m, p, q):
    """Half a unit of the last digit that is given; two units of q, where the other optimiser stopped a little early."""
    found = least_squares(published(series))
    assert found[0] == pytest.approx(m, rel=5e-5)
    assert found[1] == pytest.approx(p, abs=5.1e-6)
    assert found[2] == pytest.approx(q, abs=2e-5)


def test_the_published_vcr_fit_is_of_the_density():
    """Published: M 6.80e4, P .00659, Q .638; given to three digits."""
    m, p, q = least_squares(published("vcr"), Form.DENSITY)
    assert m == pytest.approx(6.80e4, abs=50)
    assert p == pytest.approx(0.00659, abs=5e-6)
    assert q == pytest.approx(0.638, abs=5e-4)


def test_the_curve_solves_its_differential_equation():
    """An independent integrator, to its tolerance of 1e-9; from any point on, with p and q raised."""
    p, q, m = 0.02, 0.4, 1000.0
    theta = np.log([[p, q, m, 0.1, 1.0]])

    def grows(_, f, faster=1.0):
        return (p + faster * q * f) * (1 - f)

    ends = solve_ivp(grows, (0, 12), [0.0], t_eval=[5, 12], rtol=1e-10, atol=1e-12).y[0]
    np.testing.assert_allclose(share(np.array([5.0, 12.0]), np.array(p), np.array(q)), ends, rtol=1e-8)
    assert reached(theta, 5)[0] == pytest.approx(ends[0])
    assert to_come(theta, 5, 7)[0] == pytest.approx(m * (ends[1] - ends[0]))
    higher = solve_ivp(grows, (5, 12), [ends[0]], args=(1.1,), rtol=1e-10, atol=1e-12).y[0, -1]
    assert to_come(theta, 5, 7, raise_q=1.1)[0] == pytest.approx(m * (higher - ends[0]))
    assert expected(theta, 0, 12).sum() == pytest.approx(m * ends[1])


def test_the_peak_is_where_the_density_is_highest():
    """On a grid of a thousandth of a period."""
    t = np.arange(0, 20, 0.001)
    theta = np.log([[0.02, 0.4, 1.0, 0.1, 1.0]])
    assert peak(theta)[0] == pytest.approx(t[density(t, np.array(0.02), np.array(0.4)).argmax()], abs=0.001)
    assert peak(np.log([[0.4, 0.02, 1.0, 0.1, 1.0]]))[0] == 0


@pytest.mark.parametrize("noise", list(Noise))
def test_what_is_predicted_has_the_noise_that_is_fitted(noise):
    """Mean and variance of 40,000 draws within four standard errors (a variance's is about 1% here)."""
    launch = Launch(np.array([50.0, 80.0, 110.0, 120.0]), 12.0)
    left = 0.3
    theta = np.tile(np.log([0.05, 0.3, 2000.0, 0.1, left / (0.75 - left)]), (40_000, 1))
    drawn = predict(theta, launch, noise, 4, 5, np.random.default_rng(1))[:, 0]
    before, curve = expected(theta[:1], 3, 5)[0]
    mean = float(curve * (1 + left * (120.0 / before - 1)))
    variance = mean + (0.1 * mean) ** 2 if noise is Noise.COUNTS else 0.01 * 90.0 * mean
    assert drawn.mean() == pytest.approx(mean, abs=4 * np.sqrt(variance / 40_000))
    assert drawn.var() == pytest.approx(variance, rel=0.04)


def test_a_likelihood_of_counts_is_the_negative_binomial():
    """An independent implementation, to rounding."""
    from scipy.stats import nbinom

    launch = Launch(np.array([3.0, 7.0, 12.0]), 12.0)
    theta = np.log([[0.02, 0.3, 300.0, 0.2, 1.0]])
    curve = expected(theta, 0, 3)[0]
    mean = curve * [1, *(0.625 + 0.375 * launch.adopters[:2] / curve[:2])]
    expected_log = nbinom.logpmf(launch.adopters, 25.0, 25.0 / (25.0 + mean))
    np.testing.assert_allclose(log_likelihood(launch, Noise.COUNTS, theta)[0], expected_log, rtol=1e-9)
    assert held_out(theta, launch.until(2), Noise.COUNTS, launch.adopters[2:]) == pytest.approx(expected_log[2])


def made(rng: np.random.Generator, months: int) -> tuple[np.ndarray, Launch, float]:
    p, q = 0.03 * np.exp(0.5 * rng.standard_normal()) / 12, 0.9 * np.exp(0.35 * rng.standard_normal()) / 12
    theta = np.log([p, q, 20_000 * np.exp(0.4 * rng.standard_normal()), 0.12, 1e-9])
    adopters = predict(theta[None], Launch(np.ones(1), 12.0), Noise.COUNTS, 0, months + 12, rng)[0]
    return theta, Launch(adopters[:months], 12.0), float(adopters[months:].sum())


def test_intervals_hold_the_truth_and_short_series_say_how_little_they_tell():
    """60 launches of 36 months: 90% intervals hold m, q and the year to come in 48 or more (chance of fewer: 1 in 300).

    At 12 months the interval of m spans a factor above 8, at 36 one below 8: what the refusal and the page say.
    """
    rng = np.random.default_rng(2)
    held, widths = np.zeros(3), {12: [], 36: []}
    for _ in range(60):
        theta, launch, came = made(rng, 36)
        draws = posterior(launch, Noise.COUNTS, rng, 600).draws
        coming = predict(draws, launch, Noise.COUNTS, 36, 48, rng).sum(axis=1)
        for place, (drawn, true) in enumerate([(draws[:, 2], theta[2]), (draws[:, 1], theta[1]), (coming, came)]):
            low, high = np.quantile(drawn, [0.05, 0.95])
            held[place] += low <= true <= high
        for months, found in widths.items():
            short = draws if months == 36 else posterior(launch.until(months), Noise.COUNTS, rng, 600).draws
            found.append(np.exp(np.ptp(np.quantile(short[:, 2], [0.05, 0.95]))))
    assert (held >= 48).all(), held
    assert np.median(widths[12]) > 8 > np.median(widths[36])


@pytest.mark.parametrize("noise", list(Noise))
def test_the_last_value_carried_on_keeps_its_mean_and_is_never_surely_nobody(noise):
    """Mean of 20,000 paths within four standard errors of a period at the end (its sd is about the value itself)."""
    launch = Launch(np.array([400.0, 350.0, 420.0, 390.0, 380.0]), 12.0)
    paths = carried_on(launch, noise, 6, np.random.default_rng(1), 20_000)
    assert paths.shape == (20_000, 6)
    assert paths[:, 0].mean() == pytest.approx(380, rel=0.03)
    assert np.ptp(np.quantile(paths[:, 5], [0.05, 0.95])) > np.ptp(np.quantile(paths[:, 0], [0.05, 0.95]))
    over = carried_on(Launch(np.array([40.0, 5.0, 1.0, 0.0]), 12.0), noise, 12, np.random.default_rng(1), 2000)
    assert np.quantile(over.sum(axis=1), 0.95) > 1


def test_what_is_left_of_a_deviation_is_found():
    """60 months with a third of each deviation left over: the interval holds it, and a series without says less."""
    rng = np.random.default_rng(4)
    found = []
    for left in (1 / 3, 1e-6):
        theta = np.log([0.03 / 12, 0.9 / 12, 20_000, 0.2, left / (0.75 - left)])
        seen = predict(theta[None], Launch(np.ones(1), 12.0), Noise.COUNTS, 0, 60, rng)[0]
        draws = posterior(Launch(seen, 12.0), Noise.COUNTS, rng, 1000).draws[:, 4]
        found.append(np.quantile(0.75 / (1 + np.exp(-draws)), [0.05, 0.5, 0.95]))
    assert found[0][0] < 1 / 3 < found[0][2]
    assert found[1][1] < found[0][1]
