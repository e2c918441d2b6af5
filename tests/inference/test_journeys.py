"""Journeys contact by contact: stages, quantiles of bins, ends and ways against exact and simulated truth."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from corrente.inference.journeys import (
    draw_ends,
    draw_stage_chains,
    find_stages,
    held_out,
    mean_draws,
    pooling_weight,
    purchase_chance,
    quantile,
    quantile_draws,
    stage_chains,
)
from corrente.inference.transitions import conversion

CHAIN = np.array([[0.1, 0.4, 0.2, 0.3], [0.3, 0.2, 0.1, 0.4]])
OTHER = np.array([[0.3, 0.1, 0.5, 0.1], [0.1, 0.1, 0.7, 0.1]])
START = np.array([0.7, 0.3])


def counted(rng: np.random.Generator, chains: list[np.ndarray], n: int = 1500) -> np.ndarray:
    return np.stack([[rng.multinomial(n, row) for row in chain] for chain in chains]).astype(float)


@pytest.mark.parametrize("change", [1, 2, 3, 4])
def test_the_contact_at_which_people_change_is_found(change: int) -> None:
    steps = counted(np.random.default_rng(change), [CHAIN] * change + [OTHER] * (5 - change))
    found = find_stages(steps)
    assert found.starts == (0, change)
    assert found.chance > 0.99
    assert found.of(5).tolist() == [0] * change + [1] * (5 - change)


def test_people_who_do_not_change_have_one_stage() -> None:
    """Of 40 homogeneous markets: the more steps, the less likely a false stage; two in forty are allowed."""
    rng = np.random.default_rng(3)
    found = [len(find_stages(counted(rng, [CHAIN] * 5)).starts) for _ in range(40)]
    assert sum(n > 1 for n in found) <= 2


def test_stages_are_the_likeliest_of_all_cuts() -> None:
    """Two contacts and one channel: the evidence in closed form, by integrating the two Dirichlets by hand."""
    steps = np.array([[[4.0, 3.0, 1.0]], [[1.0, 0.0, 7.0]]])
    from scipy.special import gammaln

    alpha = steps.sum(axis=(0, 1)) / steps.sum()

    def evidence(n: np.ndarray) -> float:
        return float(gammaln(1) - gammaln(1 + n.sum()) + (gammaln(alpha + n) - gammaln(alpha)).sum())

    apart, together = evidence(steps[0, 0]) + evidence(steps[1, 0]), evidence(steps.sum(axis=(0, 1)))
    expected = 1 / (1 + np.exp(-abs(apart - together)))
    found = find_stages(steps)
    assert len(found.starts) == (2 if apart > together else 1)
    assert found.chance == pytest.approx(expected)


def test_chains_of_a_stage_share_their_counts() -> None:
    steps = counted(np.random.default_rng(1), [CHAIN, CHAIN, OTHER, OTHER, OTHER], 5000)
    chains = stage_chains(steps, find_stages(steps))
    np.testing.assert_array_equal(chains[0], chains[1])
    np.testing.assert_allclose(chains[4], OTHER, atol=0.02)  # three standard errors of 15,000 steps
    start, onward = draw_stage_chains(steps, find_stages(steps), np.random.default_rng(2), 400)
    np.testing.assert_allclose(onward.mean(axis=0), chains, atol=0.005)
    np.testing.assert_allclose(start.sum(axis=1), 1)


def test_the_chance_of_a_purchase_is_that_of_the_chain() -> None:
    whole = np.vstack([np.append(START, [0.0, 0.0]), CHAIN])
    assert purchase_chance(START, np.stack([CHAIN] * 5)) == pytest.approx(float(conversion(whole)))
    assert purchase_chance(START, CHAIN[None]) == pytest.approx(float(conversion(whole)))


def test_the_chance_of_a_purchase_adds_up_over_all_ways() -> None:
    """Ways of up to 14 contacts by hand: what is longer is rarer than one in ten thousand."""
    onward = np.stack([CHAIN, OTHER, CHAIN])
    total = 0.0
    for length in range(1, 15):
        for way in itertools.product(range(2), repeat=length):
            chance = START[way[0]]
            for place, (here, there) in enumerate(itertools.pairwise([*way, 2])):
                chance *= onward[min(place, 2), here, there]
            total += chance
    assert float(purchase_chance(START, onward)) == pytest.approx(total, abs=1e-4)


def test_ends_are_a_dirichlet_and_the_last_contact_only_ends() -> None:
    steps = counted(np.random.default_rng(1), [CHAIN] * 3)
    draws = draw_ends(steps, np.random.default_rng(2), 4000)
    np.testing.assert_allclose(draws.sum(axis=2), 1)
    onward = steps[0, :, :2].sum(), steps[0, :, 2].sum(), steps[0, :, 3].sum()
    expected = (np.array(onward) + 0.5) / (sum(onward) + 1.5)
    np.testing.assert_allclose(draws[:, 0].mean(axis=0), expected, atol=0.001)  # three errors of 4000 draws
    assert not draws[:, -1, 0].any()


def test_quantiles_of_bins_hold_the_truth_nine_times_in_ten() -> None:
    """Exponential waits in bins of an hour: 400 data sets, so that 90% is known to within 4.5 points (three errors)."""
    rng = np.random.default_rng(4)
    edges = np.arange(0, 400) / 24
    held = {0.5: 0, 0.9: 0}
    for _ in range(400):
        n = np.histogram(rng.exponential(0.7, 300), edges)[0].astype(float)
        for at in held:
            low, high = np.quantile(quantile_draws(n, edges, rng, 400, at), [0.05, 0.95])
            held[at] += low <= -0.7 * np.log(1 - at) <= high
    for found in held.values():
        assert found / 400 == pytest.approx(0.9, abs=0.05)


def test_a_quantile_lies_within_its_bin() -> None:
    assert quantile(np.array([1.0, 2.0, 1.0]), np.array([0.0, 1.0, 3.0, 4.0])) == pytest.approx(2.0)
    assert quantile(np.array([0.0, 5.0]), np.array([0.0, 1.0, 2.0]), 0.9) == pytest.approx(1.9)


def test_means_are_those_of_the_journeys() -> None:
    n, totals = np.array([10.0, 0.0, 30.0]), np.array([10.0, 0.0, 120.0])
    draws = mean_draws(n, totals, np.random.default_rng(1), 4000)
    assert draws.mean() == pytest.approx(130 / 40, abs=0.02)
    assert draws.std() == pytest.approx(3 * np.sqrt(0.25 * 0.75 / 40), rel=0.1)  # of a share of a quarter, times three


def test_the_expected_shares_weigh_as_much_as_they_are_right() -> None:
    rng = np.random.default_rng(5)
    expected = rng.dirichlet(np.ones(50))
    right = rng.multinomial(5000, expected).astype(float)
    wrong = rng.multinomial(5000, rng.dirichlet(np.ones(50))).astype(float)
    assert pooling_weight(right, expected) > 10_000
    assert pooling_weight(wrong, expected) < 500


def test_held_out_likelihood_is_per_journey() -> None:
    test = np.array([[[1.0, 0.0, 1.0, 2.0], [0.0, 0.0, 1.0, 0.0]]])
    expected = np.log([0.1, 0.2, 0.3, 0.3, 0.1]).sum() + 4 * np.log(0.7) + np.log(0.3)
    assert held_out(CHAIN, test, START) == pytest.approx(expected / 5)
