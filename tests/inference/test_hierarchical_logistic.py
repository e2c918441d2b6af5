"""Hierarchical logistic regression on cells: against a textbook case, brute force and simulated truths."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from scipy.special import expit as scipy_expit
from scipy.stats import norm
from sklearn.metrics import log_loss as sklearn_log_loss
from sklearn.metrics import roc_auc_score

from corrente.inference.average_effects import average_effects
from corrente.inference.discrimination import auc, log_loss
from corrente.inference.hierarchical_logistic import (
    INTERCEPT_SD,
    SCALE_SD,
    DealCells,
    _conditional,
    _moved,
    expit,
    log_likelihood,
    mode,
    posterior,
    shadow,
)
from corrente.inference.posterior import Method
from corrente.inference.recipe.importance import Weighted
from tests.data import shared


def simulated(seed: int, deals: int, sizes: tuple[int, ...]) -> tuple[DealCells, list[np.ndarray]]:
    """Cells of deals whose effects are drawn from the prior's own kind of batches."""
    rng = np.random.default_rng(seed)
    effects = [rng.normal(0, 0.6, size) for size in sizes]
    levels = np.stack([rng.integers(0, size, deals) for size in sizes], axis=1)
    eta = -0.3 + sum(effect[levels[:, j]] for j, effect in enumerate(effects))
    won = rng.random(deals) < scipy_expit(eta)
    patterns, place = np.unique(levels, axis=0, return_inverse=True)
    wins, total = np.bincount(place, won, len(patterns)), np.bincount(place, minlength=len(patterns))
    return DealCells(patterns, sizes, wins, total - wins), effects


def b2b() -> tuple[DealCells, list[str], list[list[str]]]:
    with (shared("b2b_salvirt") / "B2B_dataset.csv").open() as file:
        rows = list(csv.DictReader(file))
    names = [name for name in rows[0] if name != "Status"]
    values = [sorted({row[name] for row in rows}) for name in names]
    codes = np.array([[v.index(row[n]) for n, v in zip(names, values, strict=True)] for row in rows])
    won = np.array([row["Status"] == "Won" for row in rows])
    patterns, place = np.unique(codes, axis=0, return_inverse=True)
    wins, total = np.bincount(place, won, len(patterns)), np.bincount(place, minlength=len(patterns))
    return DealCells(patterns, tuple(len(v) for v in values), wins, total - wins), names, values


def test_auc_and_log_loss_equal_scikit_learns_on_the_rows():
    rng = np.random.default_rng(1)
    chance = rng.choice([0.1, 0.2, 0.5, 0.5, 0.9], 40)
    won, lost = rng.integers(0, 4, 40).astype(float), rng.integers(0, 4, 40).astype(float)
    rows = np.concatenate([np.repeat(chance, won.astype(int)), np.repeat(chance, lost.astype(int))])
    outcome = np.concatenate([np.ones(int(won.sum())), np.zeros(int(lost.sum()))])
    # the same sums in another order: equal up to rounding
    assert auc(chance, won, lost) == pytest.approx(roc_auc_score(outcome, rows), abs=1e-12)
    assert log_loss(chance, won, lost) == pytest.approx(sklearn_log_loss(outcome, rows), abs=1e-9)


def test_auc_is_not_a_number_without_both_outcomes():
    assert np.isnan(auc(np.array([0.2, 0.3]), np.array([1.0, 2.0]), np.zeros(2)))


def test_cells_and_single_deals_have_the_same_likelihood():
    cells, _ = simulated(2, 500, (3, 4))
    rows = np.repeat(cells.levels, cells.total.astype(int), axis=0)
    won = np.concatenate(
        [np.r_[np.ones(int(w)), np.zeros(int(t - w))] for w, t in zip(cells.won, cells.total, strict=True)]
    )
    single = DealCells(rows, cells.sizes, won, 1 - won)
    coefficients = np.random.default_rng(3).normal(size=(5, 8))
    # the same terms, summed by cell or by deal
    np.testing.assert_allclose(log_likelihood(cells, coefficients), log_likelihood(single, coefficients), rtol=1e-12)


def test_sums_over_cells_equal_those_of_the_one_hot_design():
    cells, _ = simulated(15, 300, (3, 4, 5))
    rng = np.random.default_rng(16)
    coefficients, values = rng.normal(size=(5, cells.width)), rng.random(len(cells.levels))
    assert (cells.design.sum(axis=1) == 4).all()
    # the same products in another order: equal up to rounding
    np.testing.assert_allclose(cells.log_odds(coefficients), cells.design @ coefficients.T, atol=1e-12)
    np.testing.assert_allclose(cells.sums(values), cells.design.T @ values, atol=1e-12)
    np.testing.assert_allclose(cells.gram(values), (cells.design.T * values) @ cells.design, atol=1e-12)


def test_draws_given_the_scales_are_those_of_their_gaussian():
    cells, _ = simulated(17, 200, (2, 3))
    stand_in = shadow(cells, mode(cells)[0][None], np.ones(1), 1.0)
    scales = np.array([[0.3, 0.8]])
    precision = stand_in.curvature + np.diag([INTERCEPT_SD**-2, *[0.3**-2] * 2, *[0.8**-2] * 3])
    noise = np.concatenate([np.zeros((1, 6)), np.eye(6)])[None]
    mean, *away = _conditional(cells, stand_in, scales, noise)[0][0]
    roots = np.stack(away) - mean
    np.testing.assert_allclose(precision @ mean, stand_in.linear, atol=1e-9)  # solved up to rounding
    np.testing.assert_allclose(roots.T @ roots, np.linalg.inv(precision), atol=1e-9)


def test_the_posterior_of_one_batch_equals_numerical_integration():
    """Two levels: effects and intercept integrate to E[p_1] by brute force over (eta_1, eta_2) for each scale."""
    won, lost = np.array([9.0, 2.0]), np.array([3.0, 8.0])
    cells = DealCells(np.array([[0], [1]]), (2,), won, lost)
    found = expit(posterior(cells, np.random.default_rng(4), draws=4000).coefficients @ cells.design.T).mean(axis=0)

    eta = np.stack(np.meshgrid(np.linspace(-6, 6, 601), np.linspace(-6, 6, 601), indexing="ij"), axis=-1)
    likelihood = np.exp(eta @ won - np.logaddexp(0, eta) @ (won + lost))

    def joint(scale: float, moment: int) -> float:
        common, own = INTERCEPT_SD**2, scale**2
        covariance = np.array([[common + own, common], [common, common + own]])
        pulled = np.einsum("abi,ij,abj->ab", eta, np.linalg.inv(covariance), eta)
        density = likelihood * np.exp(-pulled / 2) / np.sqrt(np.linalg.det(covariance))
        return float((density * (scipy_expit(eta[..., moment]) if moment >= 0 else 1.0)).sum())

    scales = np.exp(np.linspace(np.log(0.05), np.log(2.2), 13))
    weight = 2 * norm.pdf(scales / SCALE_SD) * scales
    mass, first, second = (np.array([joint(s, m) for s in scales]) * weight for m in (-1, 0, 1))
    expected = np.array([first.sum(), second.sum()]) / mass.sum()
    # 1,800 or more weighted draws of sd 0.12: Monte Carlo error 0.003; the grid over scales adds about as much
    np.testing.assert_allclose(found, expected, atol=0.012)


def test_many_deals_give_back_the_true_differences_between_levels():
    cells, effects = simulated(5, 40_000, (3, 5, 8))
    fit = posterior(cells, np.random.default_rng(5), draws=1000)
    assert fit.pareto_k < 0.7
    for offset, effect in zip(cells.offsets, effects, strict=True):
        levels = fit.coefficients[:, offset : offset + len(effect)]
        centred = levels - levels.mean(axis=1, keepdims=True)
        # the worst of 16 standardised errors of a right posterior is below 3.5 in 99% of data sets
        assert np.max(np.abs(centred.mean(axis=0) - (effect - effect.mean())) / centred.std(axis=0)) < 3.5


def test_average_effects_equal_the_definition_by_loops():
    cells, _ = simulated(6, 300, (2, 3))
    coefficients = np.random.default_rng(7).normal(size=(4, 6))
    found = average_effects(cells, coefficients)
    weight = cells.total / cells.total.sum()
    for draw, by_level in zip(coefficients, found, strict=True):
        for j, (offset, size) in enumerate(zip(cells.offsets, cells.sizes, strict=True)):
            own = draw[offset + cells.levels[:, j]]
            rest = draw[0] + sum(draw[cells.offsets[k] + cells.levels[:, k]] for k in (0, 1)) - own
            means = [weight @ scipy_expit(rest + draw[offset + level]) for level in range(size)]
            share = [weight @ (cells.levels[:, j] == level) for level in range(size)]
            # single precision inside: six digits
            np.testing.assert_allclose(
                by_level[offset - 1 : offset - 1 + size], means - np.dot(means, share), atol=2e-6
            )


def test_average_effects_of_sampled_cells_stay_close_to_all(monkeypatch):
    cells, _ = simulated(8, 20_000, (2, 3, 4, 5, 6, 7))
    coefficients = posterior(cells, np.random.default_rng(9), draws=200).coefficients
    exact = average_effects(cells, coefficients)
    monkeypatch.setattr("corrente.inference.average_effects._EVALUATIONS", 200 * 27 * 500)
    # effects of up to 0.2 whose spread over cells is a tenth of that: 0.02 / sqrt(500) = 0.001, four times
    assert np.max(np.abs(average_effects(cells, coefficients).mean(0) - exact.mean(0))) < 0.004


def test_levels_without_deals_lean_on_the_rest():
    levels = np.array([[0], [1]])
    cells = DealCells(levels, (3,), np.array([30.0, 10.0]), np.array([10.0, 30.0]))
    draws = posterior(cells, np.random.default_rng(10), draws=2000).coefficients
    assert abs(draws[:, 3].mean()) < 0.1  # symmetric data: the unseen level is centred, within Monte Carlo error
    assert draws[:, 3].std() > draws[:, 1].std()


def test_b2b_fits_fast_enough_to_trust_its_own_check():
    cells, _, _ = b2b()
    fit = posterior(cells, np.random.default_rng(11), draws=1000)
    assert fit.pareto_k < 0.7
    assert fit.effective > 300
    coefficients, scales = mode(cells)
    assert coefficients.shape == (96,)
    assert scales.shape == (22,)


@pytest.mark.parametrize("seed", range(6))
def test_small_and_lopsided_data_still_give_a_checked_posterior(seed):
    rng = np.random.default_rng(seed)
    cells, _ = simulated(seed, int(rng.integers(30, 120)), (2, 6, 9))
    lopsided = cells.with_counts(np.where(cells.levels[:, 1] == 0, 0.0, cells.won), cells.lost + 1.0)
    fit = posterior(lopsided, rng, draws=500)
    assert np.isfinite(fit.coefficients).all()
    assert fit.pareto_k is None or fit.pareto_k < 0.7


def test_moving_the_draws_leaves_a_right_posterior_as_it_is():
    """Elliptical slice moves start from the wrong place here (the prior's shadow) and must find the same posterior."""
    cells, _ = simulated(12, 400, (2, 4))
    right = posterior(cells, np.random.default_rng(13), draws=2000)
    assert right.method is Method.IMPORTANCE
    at, _ = mode(cells)
    stand_in = shadow(cells, at[None], np.ones(1), 0.5)
    start = np.hstack([right.coefficients + 0.3, np.full_like(right.scales, 0.3)])
    wrong = Weighted(start, np.full(2000, 1 / 2000), 0.9)
    moved = _moved(cells, stand_in, wrong, np.random.default_rng(14), 2000)
    assert moved.method is Method.MOVED
    chances = [expit(fit.coefficients @ cells.design.T) for fit in (right, moved)]
    quantiles = [np.quantile(c, [0.05, 0.5, 0.95], axis=0) for c in chances]
    # 1,500 effective draws on both sides: four times an error of 0.076 sd for the difference of 5% quantiles
    assert (np.abs(quantiles[0] - quantiles[1]).max(axis=0) / chances[0].std(axis=0)).max() < 0.3


def test_the_mode_of_deals_that_columns_separate_is_where_the_gradient_is_nought():
    levels = np.array([[0, 0, 0], [1, 1, 1], [1, 1, 0]])
    cells = DealCells(levels, (2, 2, 2), np.array([0.0, 2000.0, 6.0]), np.array([20.0, 0.0, 178.0]))
    at, scales = mode(cells)
    precision = np.concatenate([[INTERCEPT_SD**-2], scales[cells.batch] ** -2.0])
    gradient = cells.design.T @ (cells.won - cells.total * expit(cells.design @ at)) - precision * at
    # Newton steps end within a millionth of a deal; undamped, they run away here and leave a gradient of 204 deals
    assert np.abs(gradient).max() < 1e-6
