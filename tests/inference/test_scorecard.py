"""Scorecards and the test through time: against scikit-learn's ridge, and simulated leads whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from corrente.inference import scorecard
from corrente.inference.discrimination import auc, calibration_slope
from corrente.inference.hierarchical_logistic import DealCells, expit, posterior
from corrente.inference.scorecard import FACTOR, average_log_odds, effects_of, foretell

SIZES = (3, 4, 2)
EFFECTS = (np.array([0.8, 0.0, -0.8]), np.array([0.5, 0.2, -0.2, -0.5]), np.array([0.3, -0.3]))


def made(leads: int, seed: int, change_at: float = 2.0) -> tuple[DealCells, np.ndarray]:
    """Leads in 60 periods, each won at its own chance; after ``change_at`` of the time the effects turn round."""
    rng = np.random.default_rng(seed)
    levels = np.stack([rng.integers(0, size, leads) for size in SIZES], axis=1)
    period = np.sort(rng.integers(0, 60, leads))
    eta = sum(effect[levels[:, j]] for j, effect in enumerate(EFFECTS))
    turned = np.where(period < 60 * change_at, 1, -1)
    won = rng.random(leads) < expit(-1.0 + turned * eta)
    return DealCells(levels, SIZES, won.astype(float), (~won).astype(float)), period


def test_without_forgetting_the_last_state_is_the_ridge_of_all_leads() -> None:
    cells, period = made(6000, 1)
    sd, intercept_sd = scorecard._EFFECT_SD, scorecard._INTERCEPT_SD
    # the intercept's prior is ridge too, once its column is stretched to the others' scale
    stretched = cells.design.copy()
    stretched[:, 0] *= intercept_sd / sd
    ridge = LogisticRegression(C=sd**2, fit_intercept=False, tol=1e-8, max_iter=1000).fit(stretched, cells.won)
    wanted = ridge.coef_[0] * np.r_[intercept_sd / sd, np.ones(stretched.shape[1] - 1)]
    found = foretell(cells, period, lag=0)
    assert found.discount == 1.0
    sds = np.sqrt(np.diag(np.linalg.inv(found.precision)))
    # each of sixty steps is a Gaussian approximation: together they are off by less than half a posterior sd
    assert np.abs(found.at - wanted).max() < 0.5 * sds.max()


def test_leads_are_foretold_from_what_was_known_before() -> None:
    cells, period = made(6000, 2)
    found = foretell(cells, period, lag=0)
    told = np.isfinite(found.chance)
    assert set(period[~told]) == {0}
    assert set(period[~np.isfinite(foretell(cells, period, lag=3).chance)]) == {0, 1, 2, 3}
    # outcomes turned round from some period on change nothing that was foretold up to it
    later = period > 30
    turned = cells.with_counts(np.where(later, cells.lost, cells.won), np.where(later, cells.won, cells.lost))
    again = foretell(turned, period, lag=0)
    np.testing.assert_array_equal(found.chance[period <= 31], again.chance[period <= 31])


def test_chances_are_calibrated_out_of_time_and_near_the_best_possible() -> None:
    cells, period = made(20_000, 3)
    found = foretell(cells, period, lag=1)
    told = period >= 12
    sides = cells.won[told], cells.lost[told]
    # 16,000 leads: the slope's standard error is about .03
    assert calibration_slope(found.chance[told], *sides) == pytest.approx(1.0, abs=0.1)
    eta = sum(effect[cells.levels[:, j]] for j, effect in enumerate(EFFECTS))
    assert auc(found.chance[told], *sides) > auc(np.asarray(eta)[told], *sides) - 0.01


def test_forgetting_is_used_only_where_leads_change() -> None:
    steady = [foretell(*made(4000, seed), lag=0).discount for seed in range(10)]
    changed = [foretell(*made(4000, seed, change_at=0.5), lag=0).discount for seed in range(10)]
    # three nats must speak for it: by chance that happens in a few of a hundred markets
    assert np.mean([d == 1.0 for d in steady]) >= 0.8
    assert max(changed) < 1.0


def test_points_add_up_to_the_log_odds() -> None:
    cells, _ = made(5000, 4)
    found = posterior(cells, np.random.default_rng(0), 300)
    points, base = effects_of(cells, found.coefficients), average_log_odds(cells, found.coefficients)
    columns = cells.levels + np.concatenate([[0], np.cumsum(SIZES)[:-1]])
    score = points[:, columns].sum(axis=2)
    np.testing.assert_allclose(base[:, None] + score / FACTOR, found.coefficients @ cells.design.T, atol=1e-9)
