"""Brands' means against simulated truth, plain least squares and published figures."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.inference import brand_means
from corrente.inference.brand_means import Sheets
from corrente.inference.relative_weights import relative_weights, slopes


def within(ratings: np.ndarray, respondent: np.ndarray, brand: np.ndarray) -> Sheets:
    """The sums from single sheets (n, A), by their definition."""
    size = brand.max() + 1
    laplacian, right = np.zeros((size, size)), np.zeros((size, ratings.shape[1]))
    products = np.zeros((ratings.shape[1],) * 2)
    people = np.unique(respondent)
    for person in people:
        own = respondent == person
        left = ratings[own] - ratings[own].mean(axis=0)
        rated = np.eye(size)[brand[own]]
        rated -= rated.mean(axis=0)
        laplacian += rated.T @ rated
        right += rated.T @ left
        products += left.T @ left
    return Sheets(laplacian, right, products, len(brand) - len(people) - (size - 1))


def survey(rng: np.random.Generator, people: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Three of four brands rated by each; strong own levels; correlated noise. Ratings, respondent, brand, truth, E."""
    truth = rng.normal(0, 0.4, (4, 5))
    root = np.tril(rng.normal(0, 0.3, (5, 5)), -1) + np.eye(5)
    respondent = np.repeat(np.arange(people), 3)
    brand = np.concatenate([rng.permutation(4)[:3] for _ in range(people)])
    levels = rng.normal(0, 3, (people, 5))
    ratings = levels[respondent] + truth[brand] + rng.standard_normal((len(brand), 5)) @ root.T
    return ratings, respondent, brand, truth, root @ root.T


def test_contrasts_are_those_of_dummy_regression() -> None:
    """Least squares with a dummy per respondent and brand, by another road: equal to rounding."""
    ratings, respondent, brand, _, _ = survey(np.random.default_rng(1), 40)
    found = brand_means.fit(within(ratings, respondent, brand))
    design = np.hstack([np.eye(40)[respondent], np.eye(4)[brand][:, 1:]])
    solved, residual, *_ = np.linalg.lstsq(design, ratings, rcond=None)
    levels = np.vstack([np.zeros(5), solved[40:]])
    np.testing.assert_allclose(found.contrasts, levels - levels.mean(axis=0), atol=1e-9)
    np.testing.assert_allclose(np.diag(found.within) * found.freedom, residual, rtol=1e-9)


def test_intervals_hold_the_truth_nine_times_in_ten() -> None:
    """60 surveys of 20 contrasts each: 1,200 intervals, clustered by survey, so the rate is within .03 of .9."""
    rng, held = np.random.default_rng(2), []
    for _ in range(60):
        ratings, respondent, brand, truth, _ = survey(rng, 60)
        draws = brand_means.draw_contrasts(brand_means.fit(within(ratings, respondent, brand)), rng, 800)
        low, high = np.quantile(draws, [0.05, 0.95], axis=0)
        centred = truth - truth.mean(axis=0)
        held.append((low <= centred) & (centred <= high))
    assert np.mean(held) == pytest.approx(0.9, abs=0.03)


def test_draws_have_the_posterior_mean_and_sum_to_zero() -> None:
    ratings, respondent, brand, _, _ = survey(np.random.default_rng(3), 80)
    found = brand_means.fit(within(ratings, respondent, brand))
    draws = brand_means.draw_contrasts(found, np.random.default_rng(4), 4000)
    np.testing.assert_allclose(draws.sum(axis=1), 0, atol=1e-9)
    # four Monte Carlo errors of 4,000 draws
    tolerance = 4 * draws.std(axis=0).max() / np.sqrt(4000)
    np.testing.assert_allclose(draws.mean(axis=0), brand_means.posterior_contrasts(found), atol=tolerance)


def test_covariances_are_inverse_wishart() -> None:
    """Against scipy's draws of the same law: means of 6,000 within four Monte Carlo errors."""
    from scipy.stats import invwishart

    ratings, respondent, brand, _, _ = survey(np.random.default_rng(5), 50)
    found = brand_means.fit(within(ratings, respondent, brand))
    mine = brand_means.draw_within(found, np.random.default_rng(6), 6000)
    theirs = invwishart(found.freedom, found.within * found.freedom).rvs(6000, random_state=7)
    error = theirs.std(axis=0) / np.sqrt(6000)
    assert (np.abs(mine.mean(axis=0) - theirs.mean(axis=0)) < 5.7 * error).all()  # 4 errors of a difference
    np.testing.assert_allclose(mine.std(axis=0), theirs.std(axis=0), rtol=0.1)


def test_brands_nobody_compares_are_refused() -> None:
    apart = np.kron(np.eye(2), np.array([[5.0, -5.0], [-5.0, 5.0]]))
    assert not Sheets(apart, np.zeros((4, 2)), np.eye(2), 50).fits
    with pytest.raises(ValueError, match="connected"):
        brand_means.fit(Sheets(apart, np.zeros((4, 2)), np.eye(2), 50))


def test_relative_weights_of_uncorrelated_drivers_are_squared_slopes() -> None:
    """Without correlation each carries its own squared slope, exactly."""
    weights = np.array([0.5, 0.3, 0.2])
    covariance = np.eye(4)
    covariance[3, :3] = covariance[:3, 3] = weights
    shares, explained = relative_weights(covariance, 3)
    np.testing.assert_allclose(shares, weights**2 / (weights**2).sum())
    assert explained == pytest.approx((weights**2).sum())
    np.testing.assert_allclose(slopes(covariance, 3), weights)


def test_relative_weights_add_up_to_what_regression_explains() -> None:
    rng = np.random.default_rng(8)
    root = rng.normal(size=(5, 5))
    covariance = root @ root.T
    shares, explained = relative_weights(covariance[None], 2)
    others = [0, 1, 3, 4]
    slope = np.linalg.solve(covariance[np.ix_(others, others)], covariance[others, 2])
    assert explained[0] == pytest.approx(slope @ covariance[others, 2] / covariance[2, 2])
    assert shares.sum() == pytest.approx(1)
    assert (shares > 0).all()
