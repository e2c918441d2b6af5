"""Uplift: rates, skewed values, and segments together, against known truths."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.inference.uplift import bootstrap_means, rates, segment_rates


def test_bootstrap_of_cells_has_the_mean_and_the_error_of_the_people() -> None:
    rng = np.random.default_rng(1)
    value = np.where(rng.random(4000) < 0.1, rng.lognormal(3, 1, 4000), 0.0)
    single, people = np.unique(value, return_counts=True)
    drawn = bootstrap_means(single, people.astype(float), np.random.default_rng(2), 4000)
    error = value.std() / np.sqrt(len(value))
    assert drawn.mean() == pytest.approx(value.mean(), abs=4 * error / np.sqrt(4000))  # four Monte Carlo errors
    assert drawn.std() == pytest.approx(error, rel=0.05)  # the sd of 4,000 draws is known to 1.1%


def test_differences_of_rates_cover_the_truth() -> None:
    true, held = np.array([0.1, 0.16]), []
    for seed in range(400):
        rng = np.random.default_rng(seed)
        drawn = rates(rng.binomial(300, true).astype(float), np.array([300.0, 300.0]), rng, 1000)
        low, high = np.quantile(drawn[:, 1] - drawn[:, 0], [0.05, 0.95])
        held.append(low <= 0.06 <= high)
    assert 0.86 <= np.mean(held) <= 0.94  # 400 trials: .90 with two and a half errors of .015


def test_segments_that_respond_alike_share_their_uplift() -> None:
    people = np.full((2, 5), 400.0)
    rng = np.random.default_rng(4)
    successes = rng.binomial(400, np.array([[0.2] * 5, [0.3] * 5])).astype(float)
    drawn, fit = segment_rates(successes, people, np.random.default_rng(5), 1500)
    pooled = (drawn[:, 1] - drawn[:, 0]).mean(axis=0)
    alone = (successes[1] - successes[0]) / 400
    assert np.ptp(pooled) < 0.7 * np.ptp(alone)
    assert fit.pareto_k is None or fit.pareto_k < 0.7


def test_segments_that_respond_differently_keep_their_own() -> None:
    people = np.full((2, 4), 5000.0)
    true = np.array([[0.2] * 4, [0.2, 0.2, 0.4, 0.5]])
    successes = np.random.default_rng(6).binomial(5000, true).astype(float)
    drawn, _ = segment_rates(successes, people, np.random.default_rng(7), 1500)
    # a rate of 5,000 people has an error of .007; a difference of .01: three of them, and a little shrinkage
    assert (drawn[:, 1] - drawn[:, 0]).mean(axis=0) == pytest.approx(true[1] - true[0], abs=0.033)
