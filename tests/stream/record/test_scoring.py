"""Scores against published formulas, numbers that others give, and the integral that they stand for."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from corrente.stream.record.scoring import LEVELS, crps, interval_score, quantile_score, scores
from tests.stream.record.made import NORMAL


def test_the_interval_score_is_width_and_fine() -> None:
    # Gneiting & Raftery 2007, eq. 43, by hand: inside, the width; outside, 2 / alpha for each unit missed
    assert interval_score(10, 20, 15, 0.1) == 10
    assert interval_score(10, 20, 8, 0.1) == pytest.approx(10 + 20 * 2)
    assert interval_score(10, 20, 23, 0.5) == pytest.approx(10 + 4 * 3)


def test_the_true_interval_has_the_least_expected_interval_score() -> None:
    came = np.random.default_rng(1).standard_normal(4000)
    mean = {width: np.mean([interval_score(-width, width, y, 0.1) for y in came]) for width in (1.3, 1.645, 2.0)}
    assert mean[1.645] == min(mean.values())  # propriety: 4,000 draws tell widths 20% apart


def test_the_crps_is_the_weighted_interval_score() -> None:
    # Bracher et al. 2021, eq. 2: (w0 |y - m| + sum w_k IS_k) / (K + 1/2), with w0 = 1/2 and w_k = alpha_k / 2
    for actual in (-3.0, 0.2, 5.0):
        inner = interval_score(NORMAL[1], NORMAL[3], actual, 0.5)
        outer = interval_score(NORMAL[0], NORMAL[4], actual, 0.1)
        weighted = (0.5 * abs(actual) + 0.25 * inner + 0.05 * outer) / 2.5
        assert crps(NORMAL, actual) == pytest.approx(weighted)


def test_quantile_scores_add_up_to_the_crps_of_a_normal_forecast() -> None:
    # Gneiting & Raftery 2007, eq. 21: the CRPS of a standard normal forecast in closed form
    for actual in (-1.5, 0.0, 0.7):
        closed = actual * (2 * norm.cdf(actual) - 1) + 2 * norm.pdf(actual) - 1 / np.sqrt(np.pi)
        integral = quad(lambda level, y=actual: quantile_score(norm.ppf(level), level, y), 0, 1, limit=200)[0]
        assert integral == pytest.approx(closed, abs=1e-6)
        assert crps(NORMAL, actual) == pytest.approx(closed, rel=0.25)  # five quantiles stand for all


def test_scores_of_both_forecasts_are_kept() -> None:
    naive = tuple(2 * q for q in NORMAL)
    found = scores(NORMAL, 1.0, naive)
    assert (found["covered_50"], found["covered_90"]) == (0.0, 1.0)
    assert found["interval_score"] == pytest.approx(2 * 1.6448536)
    assert found["naive_interval_score"] == pytest.approx(4 * 1.6448536)
    assert found["naive_crps"] == crps(naive, 1.0)
    assert "naive_crps" not in scores(NORMAL, 1.0, None)
    assert len(LEVELS) == len(NORMAL)
