"""Elliptical slices on densities whose moments are known, in more dimensions than importance sampling can bear."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.core.errors import ConvergenceError
from corrente.inference import recipe
from corrente.inference.posterior import Method
from corrente.inference.recipe import Fallback, find_mode, laplace, moved, sample
from corrente.inference.recipe.importance import Weighted

DIMENSIONS = 40


def skewed(x: np.ndarray) -> np.ndarray:
    """Every coordinate is the logarithm of a Gamma(4): mean 1.2561, deviation .5327, skewed to the left."""
    return (4 * x - np.exp(x)).sum(axis=1)


def chained(x: np.ndarray) -> np.ndarray:
    """A normal in which each coordinate leans on the one before: deviations 1, correlation .8 between neighbours."""
    return -0.5 * x[:, 0] ** 2 - 0.5 * ((x[:, 1:] - 0.8 * x[:, :-1]) ** 2).sum(axis=1) / 0.36


def test_forty_skewed_dimensions_have_their_moments():
    """Means and deviations of 2,000 draws, worth some 1,000: three errors are .1 and .07 of a deviation."""
    found = sample(skewed, np.ones(DIMENSIONS), np.random.default_rng(1), fallback=Fallback.SLICES)
    assert found.method is Method.SLICED
    assert found.pareto_k is None
    assert found.draws.shape == (2000, DIMENSIONS)
    np.testing.assert_allclose(found.draws.mean(axis=0), 1.2561, atol=0.11 * 0.5327)
    np.testing.assert_allclose(found.draws.std(axis=0), 0.5327, rtol=0.1)
    assert np.quantile(found.draws, 0.05, axis=0) == pytest.approx(0.3118, abs=0.15)  # log of Gamma(4)'s 5% quantile


def test_correlated_dimensions_keep_their_correlation():
    found = sample(chained, np.zeros(DIMENSIONS), np.random.default_rng(2), fallback=Fallback.SLICES)
    together = np.corrcoef(found.draws.T)[np.arange(DIMENSIONS - 1), np.arange(1, DIMENSIONS)]
    np.testing.assert_allclose(together, 0.8, atol=0.05)  # four errors of (1 - .8**2) / sqrt(1,000)


def test_a_wrong_first_guess_of_the_width_is_made_up_for():
    """A covariance a quarter of the true one: the crowds start too close, and end up as wide as they should."""
    guess = laplace(chained, find_mode(chained, np.zeros(DIMENSIONS)))
    narrow = type(guess)(guess.mode, guess.covariance / 4, guess.log_density)
    draws, _, r_hat = moved(chained, [narrow], np.random.default_rng(3), 1000)
    assert r_hat < 1.05
    np.testing.assert_allclose(draws.std(axis=0).mean(), 1.0, atol=0.05)


def test_few_dimensions_fall_back_to_slices_where_weights_fail(monkeypatch):
    def distrusted(_density, _around, _rng, size):
        return Weighted(np.zeros((size, 10)), np.full(size, 1 / size), np.inf)

    monkeypatch.setattr(recipe, "importance", distrusted)
    monkeypatch.setattr(recipe, "adaptive", distrusted)
    found = sample(skewed, np.ones(10), np.random.default_rng(4), fallback=Fallback.SLICES)
    assert found.method is Method.SLICED
    np.testing.assert_allclose(found.draws.mean(axis=0), 1.2561, atol=0.11 * 0.5327)  # three errors, as above


def test_crowds_that_never_rest_are_reported():
    """A density that is flat without end: the crowds never come to rest."""
    with pytest.raises(ConvergenceError):
        sample(lambda x: np.zeros(len(x)), np.zeros(30), np.random.default_rng(5), fallback=Fallback.SLICES)


def test_more_than_twenty_five_dimensions_without_slices_are_refused():
    with pytest.raises(ValueError, match="at most 25"):
        sample(skewed, np.ones(DIMENSIONS), np.random.default_rng(1))
