"""Reach of channels against brute force and simulated truth."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from corrente.inference import reach

SETS = np.arange(1, 16)
COSTS = np.array([5.0, 3.0, 2.0, 4.0])


def segments(rng: np.random.Generator, concentration: float, sizes: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """People (G, M) of segments around common shares, and their true shares."""
    common = rng.dirichlet(np.full(SETS.size, 1.0))
    truth = rng.dirichlet(concentration * common + 1e-3, len(sizes))
    return np.array([rng.multinomial(n, p) for n, p in zip(sizes, truth, strict=True)], dtype=float), truth


def test_reach_of_every_subset_is_what_summing_gives() -> None:
    shares = np.random.default_rng(1).dirichlet(np.ones(15))
    found = reach.reach_of_all(SETS, shares, 4)
    for mask in range(16):
        assert found[mask] == pytest.approx(sum(p for s, p in zip(SETS, shares, strict=True) if s & mask))


def test_the_cheapest_set_is_that_of_trying_all() -> None:
    rng = np.random.default_rng(2)
    for _ in range(20):
        draws = rng.dirichlet(rng.gamma(1.0, 20, 15), 400)
        found = reach.cheapest(SETS, draws, COSTS, 0.8, 0.9)
        assert found is not None
        good = []
        for chosen in product((0, 1), repeat=4):
            mask = sum(bit << k for k, bit in enumerate(chosen))
            inside = draws[:, (SETS & mask) > 0].sum(axis=1)
            if (inside >= 0.8).mean() >= 0.9 and inside.mean() >= 0.8:
                good.append(float(COSTS @ chosen))
        assert COSTS @ [(found >> k) & 1 for k in range(4)] == min(good)


def test_no_set_where_the_goal_is_out_of_reach() -> None:
    shares = np.full((10, 2), 0.5)
    assert reach.cheapest(np.array([0, 1]), shares, np.array([1.0]), 0.8, 0.9) is None


def test_greedy_takes_free_channels_first_and_then_what_brings_most_for_its_cost() -> None:
    sets, shares = np.array([1, 2, 4, 8]), np.array([0.1, 0.4, 0.2, 0.3])
    assert reach.greedy(sets, shares, np.array([0.0, 4.0, 1.0, 2.0])) == [0, 2, 3, 1]


@pytest.mark.parametrize("concentration", [20.0, 5000.0])
def test_intervals_of_reach_hold_the_truth_nine_times_in_ten(concentration: float) -> None:
    """40 companies of four segments and four channels: 640 dependent intervals have a rate within .04 of .9."""
    rng, held = np.random.default_rng(3), []
    holds = (SETS[:, None] >> np.arange(4) & 1) > 0
    for _ in range(40):
        people, truth = segments(rng, concentration, (600, 300, 150, 80))
        present = people.sum(axis=0) > 0
        pooled = reach.pool(people[:, present], rng, 800)
        for g in range(4):
            low, high = np.quantile(pooled.draw(g, rng) @ holds[present], [0.05, 0.95], axis=0)
            held.append((low <= truth[g] @ holds) & (truth[g] @ holds <= high))
    assert np.mean(held) == pytest.approx(0.9, abs=0.04)


def test_alike_segments_lend_each_other_people_and_different_ones_do_not() -> None:
    rng = np.random.default_rng(4)
    alike, _ = segments(rng, 1e5, (2000, 2000, 50))
    apart = np.zeros((2, 15))
    apart[0, 0], apart[1, 7] = 500, 500
    apart[:, 3] = 20
    alone = reach.draw_shares(alike[2], rng, 2000).std(axis=0)
    pooled = reach.pool(alike, rng, 2000).draw(2, rng).std(axis=0)
    assert pooled.mean() < 0.5 * alone.mean()
    own = apart[0] / apart[0].sum()
    np.testing.assert_allclose(reach.posterior_mean(apart[:, [0, 3, 7]])[0], own[[0, 3, 7]], atol=0.02)


def test_alike_segments_know_the_common_shares_by_all_their_people_and_loose_ones_by_few() -> None:
    """With a concentration of a million everybody counts as a draw from the common shares; with three, few do."""
    people = np.array([[10.0, 5.0, 3.0], [9.0, 3.0, 7.0]])
    few, *_, everybody = reach.known(people).sum(axis=1)
    assert everybody == pytest.approx(people.sum(), rel=1e-3)
    assert few < 0.3 * people.sum()
    np.testing.assert_allclose(reach.known(people)[-1], people.sum(axis=0), rtol=1e-3)


def test_the_concentration_is_that_of_integrating_by_brute_force() -> None:
    """The posterior of the concentration, the common shares summed over 20,000 draws by importance: quantiles on the
    grid at most one step (a factor of 1.7) apart."""
    from scipy.special import gammaln

    people = np.array([[120.0, 60, 30, 15], [50, 45, 20, 3], [30, 8, 14, 6]])
    rng = np.random.default_rng(6)
    around = people.sum(axis=0) * 0.12 + 0.3
    common = rng.dirichlet(around, 20_000)
    grid = np.exp(np.linspace(np.log(3.0), np.log(1e6), 25))
    weight = -around @ np.log(common).T  # the prior's density is that of the bootstrap, 1 / p
    fits = []
    for value in grid:
        base = value * common[:, None, :]
        fit = (gammaln(base + people) - gammaln(base)).sum(axis=(1, 2))
        fits.append(weight + fit + (gammaln(value) - gammaln(value + people.sum(axis=1))).sum())
    brute = np.exp(np.array(fits) - np.max(fits)).sum(axis=1)
    mine, theirs = (np.cumsum(p) / p.sum() for p in (reach.concentration_chances(people), brute))
    for at in (0.1, 0.5, 0.9):
        assert abs(int(np.searchsorted(mine, at)) - int(np.searchsorted(theirs, at))) <= 1


def test_empty_segments_and_sets_are_refused() -> None:
    rng = np.random.default_rng(5)
    for people in (np.zeros((0, 3)), np.array([[1.0, 0.0]]), np.array([[1.0, 1.0], [0.0, 0.0]])):
        with pytest.raises(ValueError, match="at least one"):
            reach.pool(people, rng, 10)
