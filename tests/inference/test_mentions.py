"""Shares, changes and rating effects of mentions against closed forms and simulated truth."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.inference.mentions import rating_effects, shares

DRAWS = 20_000


def test_one_theme_s_share_is_a_beta() -> None:
    mentioned = np.array([[True], [False]])
    drawn = shares(mentioned, np.array([12.0, 88]), np.random.default_rng(1), DRAWS).mentioning[:, 0]
    # Beta(12.5, 88.5): the mean of 20,000 draws has an error of .0002, its deviation of .5%
    assert drawn.mean() == pytest.approx(12.5 / 101, abs=0.001)
    assert drawn.std() == pytest.approx(np.sqrt(12.5 * 88.5 / 101**2 / 102), rel=0.03)


def test_shares_of_voice_add_up_to_one() -> None:
    mentioned = np.random.default_rng(3).random((60, 4)) < 0.3
    drawn = shares(mentioned, np.ones(60), np.random.default_rng(1), 50)
    assert drawn.voice.sum(axis=1) == pytest.approx(np.ones(50))


def test_a_theme_that_half_of_the_texts_never_saw_still_has_a_share() -> None:
    mentioned = np.array([[True], [False]])
    drawn = shares(mentioned, np.array([0.0, 40]), np.random.default_rng(1), DRAWS).mentioning
    assert 0 < drawn.mean() < 0.05
    assert np.isfinite(drawn).all()


def simulated(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    mentioned = rng.random((size, 2)) < 0.4
    mentioned[:, 1] |= mentioned[:, 0] & (rng.random(size) < 0.5)  # the themes go together
    rating = 7 - 2.0 * mentioned[:, 0] + 1.0 * mentioned[:, 1] + rng.normal(0, 1 + mentioned[:, 0], size)
    return mentioned, rating


def test_rating_effects_hold_the_truth_nine_times_in_ten() -> None:
    rng, held = np.random.default_rng(5), []
    for _ in range(150):
        mentioned, rating = simulated(rng, 300)
        drawn = rating_effects(mentioned, rating, np.ones(300), rng, 400)
        low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
        held.append((low <= [-2, 1]) & (high >= [-2, 1]))
    # 300 trials of 90%: a standard error of .017; three of them
    assert np.mean(held) == pytest.approx(0.9, abs=0.052)


def test_a_text_said_twice_counts_as_two() -> None:
    mentioned, rating = simulated(np.random.default_rng(6), 80)
    once = rating_effects(np.repeat(mentioned, 2, axis=0), np.repeat(rating, 2), np.ones(160), np.random.default_rng(1))
    twice = rating_effects(mentioned, rating, np.full(80, 2.0), np.random.default_rng(1))
    np.testing.assert_allclose(once, twice)


def test_themes_that_always_go_together_share_their_effect() -> None:
    mentioned = np.array([[True, True], [False, False]] * 50)
    rating = np.where(mentioned[:, 0], 4.0, 6.0) + np.tile([0.0, 0.0, 1.0, 1.0], 25)
    drawn = rating_effects(mentioned, rating, np.ones(100), np.random.default_rng(1))
    assert np.isfinite(drawn).all()
    # only the sum, -2, is known; the ridge halves it evenly
    assert drawn.mean(axis=0) == pytest.approx([-1.0, -1.0], abs=0.05)
