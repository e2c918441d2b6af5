"""What knowing more is worth: against closed forms, and against nested Monte Carlo."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from corrente.inference.information import (
    changes_with,
    evpi,
    evppi,
    evsi,
    explained,
    explained_variance,
    linear_parts,
    quietened,
)

RNG = np.random.default_rng
DRAWS = 8000


def gain(mean: float, deviation: float) -> float:
    """E max(0, x) - max(0, E x) of a normal x (Raiffa & Schlaifer 1961, the unit normal loss integral)."""
    return deviation * norm.pdf(mean / deviation) + mean * norm.cdf(mean / deviation) - max(mean, 0.0)


def two_decisions(mean: float, deviation: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Leave it, or take what brings mu and chance that nobody can know: (S, 2) benefits, (S,) mu."""
    rng = RNG(seed)
    mu = rng.normal(mean, deviation, DRAWS)
    return np.stack([np.zeros(DRAWS), mu + rng.normal(0, 1, DRAWS)], axis=1), mu


@pytest.mark.parametrize(("mean", "deviation"), [(0.0, 1.0), (0.5, 1.0), (-0.4, 0.6)])
def test_two_normal_decisions_have_the_worth_of_the_closed_form(mean: float, deviation: float) -> None:
    benefits, mu = two_decisions(mean, deviation, 1)
    found = evppi(benefits, mu)
    # The standard error of the mean of max(0, mu) over 8,000 draws is below 1% of the deviation.
    assert found.worth == pytest.approx(gain(mean, deviation), abs=0.03 * deviation)
    assert found.check == pytest.approx(found.worth, abs=0.03 * deviation)
    # A decision changes where mu has the other sign: three standard errors of a share of 8,000.
    assert found.change == pytest.approx(norm.cdf(-abs(mean) / deviation), abs=0.025)


@pytest.mark.parametrize("size", [1, 10, 100])
def test_a_study_of_a_given_size_has_the_worth_of_the_closed_form(size: int) -> None:
    benefits, mu = two_decisions(0.3, 1.0, 2)
    share = explained(1.0, 9.0, size)
    assert share == pytest.approx(size / (size + 9))
    # As above.
    assert evsi(evppi(benefits, mu), share) == pytest.approx(gain(0.3, share**0.5), abs=0.03)


def test_a_study_changes_the_decision_as_often_as_foretold() -> None:
    """Studies of twelve people, simulated and decided upon by the conjugate posterior mean."""
    benefits, mu = two_decisions(0.3, 1.0, 3)
    foretold = changes_with(evppi(benefits, mu), explained(1.0, 9.0, 12))
    seen = RNG(4).normal(mu, 3 / 12**0.5)
    posterior = (0.3 + 12 / 9 * seen) / (1 + 12 / 9)
    # Two shares of 8,000 draws: three standard errors of their difference.
    assert foretold == pytest.approx(float((posterior < 0).mean()), abs=0.025)


def curved(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Three options that bend in x and mix x with y; the options come last."""
    x, y = np.broadcast_arrays(x, y)
    return np.stack([np.zeros_like(x), 4 * np.exp(x / 2) - 5 + 0.8 * y, 1.5 * x * y + x**2 / 2 - 0.3], axis=-1)


@pytest.mark.parametrize("known", [0, 1])
def test_regression_agrees_with_nested_monte_carlo_within_five_percent(known: int) -> None:
    rng = RNG(5)
    outer, inner = rng.standard_normal(2000), rng.standard_normal(1000)
    both = (outer[:, None], inner[None])
    means = curved(*(both if known == 0 else both[::-1])).mean(axis=1)
    nested = means.max(axis=1).mean() - means.mean(axis=0).max()
    draws = rng.standard_normal((2, 20_000))
    found = evppi(curved(*draws), draws[known])
    # 5% is what the issue asks for; the outer loop's own error adds as much for the smaller worth.
    assert found.worth == pytest.approx(float(nested), rel=0.05, abs=0.006)


def test_products_of_drivers_are_known_together() -> None:
    """A decision's money is a product of its drivers: splines of each without their product still find the worth."""
    rng = RNG(6)
    effect, worth, cost = (np.exp(s * rng.standard_normal(DRAWS) - s * s / 2) for s in (0.4, 0.6, 0.3))
    net = effect * worth - cost
    found = evppi(np.stack([np.zeros(DRAWS), net], axis=1), np.stack([effect, worth], axis=1))
    exact = np.maximum(effect * worth - 1, 0).mean() - max(float(net.mean()), 0.0)
    # 5% is what the issue asks for.
    assert found.worth == pytest.approx(exact, rel=0.05)


def test_what_has_no_bearing_is_worth_next_to_nothing() -> None:
    benefits, _ = two_decisions(0.3, 1.0, 7)
    found = evppi(benefits, RNG(8).standard_normal(DRAWS))
    # A regression on 8,000 draws reads a correlation of about .01 as knowledge.
    assert 0 <= found.worth < 0.02 * evpi(benefits)


def test_a_number_that_is_known_already_is_worth_nothing() -> None:
    benefits, _ = two_decisions(0.3, 1.0, 9)
    found = evppi(benefits, np.full(DRAWS, 2.0))
    assert (found.worth, found.change, evsi(found, 1.0)) == (0.0, 0.0, 0.0)


def test_shares_of_variance_are_those_of_a_sum() -> None:
    parts = RNG(10).standard_normal((3, DRAWS)) * np.array([[3.0], [2.0], [1.0]])
    shares = [explained_variance(parts.sum(axis=0), part) for part in parts]
    # Independent parts: 9, 4 and 1 of 14; the error of a correlation over 8,000 draws is about .01.
    assert shares == pytest.approx([9 / 14, 4 / 14, 1 / 14], abs=0.03)


def test_a_regression_on_few_draws_is_refused() -> None:
    with pytest.raises(ValueError, match="50"):
        evppi(np.zeros((49, 2)), np.arange(49.0))


@pytest.mark.parametrize("mean", [0.0, -1.5])
def test_the_error_is_that_of_the_worth_over_repetitions(mean: float) -> None:
    found = []
    for seed in range(40):
        rng = RNG(100 + seed)
        mu = rng.normal(mean, 1.0, 1000)
        found.append(evppi(np.stack([np.zeros(1000), mu + rng.normal(0, 3, 1000)], axis=1), mu))
    # A standard deviation of 40 values is known to a ninth of itself: three of those.
    assert np.mean([one.error for one in found]) == pytest.approx(np.std([one.worth for one in found]), rel=0.33)


def test_a_worth_of_nought_is_not_sure_where_the_decision_nearly_changes() -> None:
    rng = RNG(9)
    mu = rng.normal(-3.0, 1.0, 500)
    found = evppi(np.stack([np.zeros(500), mu + rng.normal(0, 3, 500)], axis=1), mu)
    assert found.worth < 0.01
    assert found.error > 0
    # What nothing is known of is worth nothing, surely.
    assert evppi(np.stack([np.zeros(500), mu], axis=1), np.ones(500)).error == 0.0


def test_chance_from_other_numbers_is_taken_away() -> None:
    rng = RNG(10)
    x, y = rng.standard_normal((2, DRAWS))
    y -= y.mean()
    net = x * (1 + 0.2 * y) + 4 * y
    benefits = np.stack([np.zeros(DRAWS), net], axis=1)
    plain, quiet = evppi(benefits, x), evppi(quietened(benefits, y), x)
    # E[net | x] = x: the closed form is .399; chance four times as large is all but gone.
    assert quiet.error < plain.error / 2
    assert quiet.worth == pytest.approx(gain(0.0, 1.0), abs=0.03)


def test_variance_is_divided_among_the_numbers_that_make_it() -> None:
    x = RNG(11).standard_normal((4000, 3))
    # Slopes 2, 1 and 0: four fifths, one fifth and nothing; the standard error of a share is about .006.
    assert linear_parts(2 * x[:, 0] + x[:, 1], x) == pytest.approx([0.8, 0.2, 0.0], abs=0.02)
    assert linear_parts(np.zeros(4000), x).tolist() == [0.0, 0.0, 0.0]
