"""Best-worst scaling against brute force and simulated truth."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest

from corrente.inference import best_worst
from corrente.inference.best_worst import BestWorst


def simulated(utilities: np.ndarray, tasks: int, rng: np.random.Generator) -> tuple[BestWorst, list[tuple[int, ...]]]:
    """Picks of all sets of three, and every task as (best, worst, set...)."""
    sets = list(combinations(range(len(utilities)), 3))
    shown, best, worst = np.zeros(len(sets)), np.zeros(len(utilities)), np.zeros(len(utilities))
    told = []
    for _ in range(tasks):
        at = int(rng.integers(len(sets)))
        pairs = list(permutations(sets[at], 2))
        chance = np.exp([utilities[i] - utilities[j] for i, j in pairs])
        i, j = pairs[int(rng.choice(len(pairs), p=chance / chance.sum()))]
        shown[at] += 1
        best[i] += 1
        worst[j] += 1
        told.append((i, j, *sets[at]))
    members = np.array([[float(k in members) for k in range(len(utilities))] for members in sets])
    return BestWorst(members, shown, best, worst), told


def test_the_counts_give_the_likelihood_of_the_single_tasks() -> None:
    rng = np.random.default_rng(1)
    seen, told = simulated(np.array([0.5, 0.0, -0.4, 0.2]), 200, rng)
    for point in rng.normal(size=(3, 4)):
        single = sum(
            point[i] - point[j] - np.log(sum(np.exp(point[p] - point[q]) for p, q in permutations(members, 2)))
            for i, j, *members in told
        )
        assert best_worst.log_likelihood(point[None], seen)[0] == pytest.approx(single)


def test_shares_are_recovered_nine_times_in_ten() -> None:
    """40 surveys of five shares that add up: 200 dependent intervals have a rate within .06 of .9."""
    rng, held = np.random.default_rng(2), []
    for _ in range(40):
        utilities = rng.normal(0, 0.6, 5)
        draws, posterior = best_worst.infer_utilities(simulated(utilities, 300, rng)[0], rng, 1000)
        assert posterior.pareto_k is None or posterior.pareto_k < 0.7
        shares = best_worst.shares(draws)
        low, high = np.quantile(shares, [0.05, 0.95], axis=0)
        truth = best_worst.shares(utilities)
        held.append((low <= truth) & (truth <= high))
    assert np.mean(held) == pytest.approx(0.9, abs=0.06)


def test_an_item_never_picked_has_a_small_share_and_no_infinity() -> None:
    sets = np.ones((1, 3))
    draws, _ = best_worst.infer_utilities(
        BestWorst(sets, np.array([500.0]), np.array([400.0, 100, 0]), np.array([0.0, 0, 500])), np.random.default_rng(3)
    )
    shares = best_worst.shares(draws)
    assert np.isfinite(shares).all()
    assert shares[:, 2].max() < 0.05


def test_one_item_is_no_choice() -> None:
    with pytest.raises(ValueError, match="two items"):
        best_worst.infer_utilities(
            BestWorst(np.ones((1, 1)), np.ones(1), np.ones(1), np.ones(1)), np.random.default_rng(1)
        )
