"""Shapley values: the linear form against the definition, against the chain, and its intervals."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from corrente.inference import shapley, transitions
from tests.inference.test_transitions import random_chain


def random_sets(seed: int, channels: int = 5) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    sets = np.arange(1, 2**channels)
    return sets, rng.integers(0, 50, sets.size)


def test_values_are_mean_marginal_contributions_over_all_orders() -> None:
    """Shapley's own definition, over all 120 orders of five channels."""
    sets, counts = random_sets(1)
    worth = shapley.coalition_worth(sets, counts.astype(float), 5)
    mean = np.zeros(5)
    for order in permutations(range(5)):
        met = 0
        for k in order:
            mean[k] += worth[met | 1 << k] - worth[met]
            met |= 1 << k
    np.testing.assert_allclose(shapley.shapley_values(worth), mean / 120)


@pytest.mark.parametrize("seed", [2, 3])
def test_the_linear_form_is_the_exact_value(seed: int) -> None:
    """Zhao, Mahboobi & Bagheri 2018: equal up to rounding."""
    sets, counts = random_sets(seed)
    worth = shapley.coalition_worth(sets, counts.astype(float), 5)
    shares = shapley.shares(sets, counts.astype(float), 5)
    np.testing.assert_allclose(shares, shapley.shapley_values(worth) / counts.sum())
    assert shares.sum() == pytest.approx(1)


def test_a_coalition_is_worth_the_sets_within_it() -> None:
    worth = shapley.coalition_worth(np.array([1, 3, 4]), np.array([10.0, 5.0, 2.0]), 3)
    assert worth.tolist() == [0, 10, 0, 15, 2, 12, 2, 17]


def test_sets_walked_by_a_chain_have_the_chains_values() -> None:
    """40,000 walks, some 8,000 of which convert: three standard errors of a share are .015."""
    chain, rng = random_chain(4), np.random.default_rng(1)
    converted = np.zeros(16, dtype=np.int64)
    for _ in range(40_000):
        row, met = 0, 0
        while (step := int(np.searchsorted(np.cumsum(chain[row]), rng.random()))) < 4:
            row, met = 1 + step, met | 1 << step
        converted[met] += step == 4
    truth = shapley.shapley_values(transitions.coalition_conversion(chain))
    truth /= transitions.conversion(chain)
    found = shapley.shares(np.arange(1, 16), converted[1:].astype(float), 4)
    np.testing.assert_allclose(found, truth, atol=0.015)


def test_intervals_cover() -> None:
    """90% intervals of 300 multinomial samples of 31 sets: .9 plus or minus four binomial errors, .07."""
    rng = np.random.default_rng(5)
    sets, _ = random_sets(1)
    chances = rng.dirichlet(np.full(sets.size, 0.7))
    truth = shapley.shares(sets, chances, 5)
    hits = []
    for _ in range(300):
        counts = rng.multinomial(1500, chances)
        low, high = np.quantile(shapley.share_draws(sets, counts, 5, rng, 500), [0.05, 0.95], axis=0)
        hits.append(((low <= truth) & (truth <= high)).mean())
    assert np.mean(hits) == pytest.approx(0.9, abs=0.07)
