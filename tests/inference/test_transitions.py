"""Chains: exact removal effects against chains without the channel, against simulation, and posterior coverage."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.inference import transitions


def random_chain(seed: int, channels: int = 4) -> np.ndarray:
    """Rows of start and channels; a start never converts at once."""
    rng = np.random.default_rng(seed)
    start = np.append(rng.dirichlet(np.ones(channels)), [0.0, 0.0])
    onward = rng.dirichlet(np.append(np.ones(channels), [0.7, 3.0]), channels)
    return np.vstack([start, onward])


def simulated(
    chain: np.ndarray, paths: int, rng: np.random.Generator
) -> tuple[np.ndarray, list[tuple[list[int], bool]]]:
    """Step counts of ``paths`` walks, and the walks."""
    channels = chain.shape[1] - 2
    counts, walks = np.zeros_like(chain), []
    for _ in range(paths):
        row, walk = 0, []
        while True:
            step = int(rng.choice(channels + 2, p=chain[row]))
            counts[row, step] += 1
            if step >= channels:
                break
            walk.append(step)
            row = 1 + step
        walks.append((walk, step == channels))
    return counts, walks


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_removal_is_conversion_without_the_channel(seed: int) -> None:
    """The formula against the definition, the removed channel leading nowhere: equal up to rounding and the leak."""
    chain = random_chain(seed)
    for k, effect in enumerate(transitions.removal_effects(chain)):
        without = chain.copy()
        without[1 + k] = [0, 0, 0, 0, 0, 1]
        expected = 1 - transitions.conversion(without) / transitions.conversion(chain)
        assert effect == pytest.approx(expected, rel=1e-9)


def test_removal_is_the_share_of_conversions_that_met_the_channel() -> None:
    """By simulation: 20,000 walks, about 4,000 conversions, so three standard errors are .024."""
    chain = random_chain(4)
    _, walks = simulated(chain, 20_000, np.random.default_rng(1))
    converted = [set(walk) for walk, converts in walks if converts]
    effects = transitions.removal_effects(chain)
    for k in range(4):
        assert np.mean([k in walk for walk in converted]) == pytest.approx(effects[k], abs=0.024)


def test_channels_that_only_lead_to_each_other_convert_nobody() -> None:
    chain = np.array([[0.5, 0.25, 0.25, 0, 0], [0, 0, 0, 0.5, 0.5], [0, 0, 1, 0, 0], [0, 1, 0, 0, 0.0]])
    assert transitions.conversion(chain) == pytest.approx(0.25, abs=1e-6)


def test_draws_have_the_moments_of_the_dirichlet() -> None:
    """Means within four Monte Carlo errors of n + prior over its total, for 4,000 draws."""
    counts = np.array([[30.0, 10, 5, 0, 0], [4, 6, 2, 3, 9], [1, 0, 0, 1, 2], [0, 0, 0, 0, 0]])
    draws = transitions.draw_chains(counts, np.random.default_rng(2), 4000)
    weights = counts + transitions.prior(counts)
    expected = weights / weights.sum(axis=1, keepdims=True)
    error = draws.std(axis=0) / np.sqrt(4000)
    assert np.all(np.abs(draws.mean(axis=0) - expected) <= 4 * error + 1e-12)


def test_the_prior_weighs_one_step_per_row() -> None:
    counts = np.array([[30.0, 10, 5, 0, 0], [4, 6, 2, 3, 9], [1, 0, 0, 1, 2], [0, 0, 0, 0, 0]])
    prior = transitions.prior(counts)
    np.testing.assert_allclose(prior.sum(axis=1), 1)
    assert prior[0, 3:].sum() == 0


def test_intervals_cover_the_true_chain() -> None:
    """90% intervals of 200 data sets x 4 channels; .9 plus or minus four binomial errors of 200 sets, .085."""
    rng = np.random.default_rng(3)
    hits = []
    for seed in range(200):
        chain = random_chain(1000 + seed)
        rows = rng.multinomial(2000, chain[0])
        visits = np.concatenate([[0], 3 * rows[:4]])
        counts = np.vstack([rows, *(rng.multinomial(visits[1 + k], chain[1 + k]) for k in range(4))]).astype(float)
        low, high = np.quantile(
            transitions.removal_effects(transitions.draw_chains(counts, rng, 400)), [0.05, 0.95], axis=0
        )
        truth = transitions.removal_effects(chain)
        hits.append(((low <= truth) & (truth <= high)).mean())
    assert np.mean(hits) == pytest.approx(0.9, abs=0.085)


def test_order_zero_is_beaten_on_new_paths_by_the_true_order() -> None:
    chain = random_chain(5)
    rng = np.random.default_rng(6)
    learnt, _ = simulated(chain, 3000, rng)
    new, _ = simulated(chain, 3000, rng)
    flat = np.maximum(transitions.without_order(learnt), 1e-9)
    assert transitions.log_likelihood(transitions.posterior_mean(learnt), new) > transitions.log_likelihood(flat, new)


def test_second_order_of_a_first_order_chain_is_that_chain() -> None:
    """Pairs counted in exact proportion to the chain: the second order says nothing new, up to the pooled prior."""
    chain = random_chain(7)
    pairs = np.tile(1e7 * chain[1:], (5, 1, 1))
    onward = transitions.second_order(pairs)
    np.testing.assert_allclose(onward, np.tile(chain[1:], (5, 1, 1)), atol=1e-5)
    effects = transitions.second_order_removal(chain[0, :4], onward)
    np.testing.assert_allclose(effects, transitions.removal_effects(chain), atol=1e-4)
