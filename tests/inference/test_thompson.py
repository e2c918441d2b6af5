from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import beta, gamma

from corrente.inference import thompson


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_shares_have_the_conjugate_posterior():
    draws = thompson.share_draws(np.array([30.0]), np.array([200.0]), np.array([0.1]), np.array([10.0]), rng(), 40_000)
    # Beta(1 + 30, 9 + 170); the tolerance is four Monte Carlo standard errors of its quantiles.
    assert np.quantile(draws, [0.05, 0.5, 0.95]) == pytest.approx(beta(31, 179).ppf([0.05, 0.5, 0.95]), abs=2e-3)


def test_counts_have_the_conjugate_posterior():
    one = np.ones(1)
    draws = thompson.rate_draws(np.array([60.0]), np.array([200.0]), 0.2 * one, 10 * one, one, rng(), 40_000)
    assert np.quantile(draws, [0.05, 0.5, 0.95]) == pytest.approx(
        gamma(62, scale=1 / 210).ppf([0.05, 0.5, 0.95]), abs=4e-3
    )


def test_events_that_come_together_say_less():
    one = np.ones(1)
    poisson, clumped = (
        thompson.rate_draws(np.array([60.0]), np.array([200.0]), 0.3 * one, 1 * one, k * one, rng(), 20_000).std()
        for k in (1.0, 4.0)
    )
    assert clumped / poisson == pytest.approx(2, rel=0.05)


def test_sizes_are_as_sure_as_their_mean():
    size = thompson.size_draws(np.array([99.0]), np.array([990.0]), np.array([4.0]), rng(), 40_000)
    # One response is added at the common mean: 100 of mean 10 with a coefficient of variation of 2.
    assert size.mean() == pytest.approx(10, rel=0.01)
    assert size.std() == pytest.approx(10 * 2 / np.sqrt(100), rel=0.03)


def test_top_two_is_the_published_rule():
    best = np.array([0.7, 0.2, 0.1])
    gen = rng()
    leader = gen.choice(3, 100_000, p=best)
    challenger = leader.copy()
    while (same := challenger == leader).any():
        challenger[same] = gen.choice(3, same.sum(), p=best)
    shown = np.where(gen.random(leader.size) < 0.5, leader, challenger)
    # Russo's own procedure, simulated: four standard errors of a share of 100,000.
    assert thompson.top_two(best) == pytest.approx(np.bincount(shown) / shown.size, abs=0.0065)


def test_top_two_of_two_arms_is_an_equal_split():
    assert thompson.top_two(np.array([0.99, 0.01])) == pytest.approx([0.5, 0.5])


def test_floors_and_hold_back():
    row = thompson.floored(np.array([0.0, 1.0, 0.0]), 0.05, 0.2)
    assert row.sum() == pytest.approx(1)
    assert row[0] >= 0.2 + 0.05 - 1e-12
    assert row[2] == pytest.approx(0.05)
    assert thompson.floored(np.array([1.0, 0.0]), 0.9) == pytest.approx([0.5, 0.5])


def test_best_and_expected_loss():
    draws = np.array([[0.1, 0.2], [0.3, 0.2], [0.1, 0.4], [0.1, 0.1]])
    assert thompson.best(draws) == pytest.approx([0.5, 0.5])
    assert thompson.expected_loss(draws) == pytest.approx([0.1, 0.025])
