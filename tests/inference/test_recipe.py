"""The recipe on targets whose moments are known: normal, curved, heavy-tailed, with two modes, impossible."""

import numpy as np
import pytest

from corrente.core.errors import ConvergenceError
from corrente.inference.posterior import Method
from corrente.inference.recipe import (
    MAX_DIMENSIONS,
    StudentMixture,
    adaptive,
    find_mode,
    find_modes,
    importance,
    laplace,
    sample,
    tempered,
)
from corrente.inference.recipe.importance import GOOD_PARETO_K, pareto, smooth, systematic
from corrente.inference.recipe.tempered import populations_agree

COVARIANCE = np.array([[2.0, 0.9], [0.9, 1.0]])
CENTRE = np.array([3.0, -1.0])


def rng() -> np.random.Generator:
    return np.random.default_rng(20_240_607)


def normal(x):
    away = x - CENTRE
    return -0.5 * np.einsum("si,ij,sj->s", away, np.linalg.inv(COVARIANCE), away)


def banana(x):
    # x0 is normal with sd 2 and x1 normal around x0^2 / 4: so E x1 = 1, and x1 is skewed.
    return -0.5 * (x[:, 0] / 2) ** 2 - 0.5 * (x[:, 1] - x[:, 0] ** 2 / 4) ** 2 / 0.25


def two_modes(x):
    near, far = -0.5 * ((x - 4) ** 2).sum(axis=1), -0.5 * ((x + 4) ** 2).sum(axis=1)
    return np.logaddexp(near + np.log(0.3), far + np.log(0.7))


def cauchy(x):
    return -np.log1p(x**2).sum(axis=1)


def test_the_mode_and_curvature_of_a_normal_are_exact():
    found = laplace(normal, find_mode(normal, np.zeros(2)))
    # A quadratic is measured exactly by central differences: only rounding is left.
    np.testing.assert_allclose(found.mode, CENTRE, atol=1e-4)
    np.testing.assert_allclose(found.covariance, COVARIANCE, rtol=1e-4)
    np.testing.assert_allclose(
        found.log_evidence, np.log(2 * np.pi) + 0.5 * np.log(np.linalg.det(COVARIANCE)), rtol=1e-4
    )


@pytest.mark.parametrize("scale", [1e-4, 1.0, 30.0])
def test_the_curvature_is_found_at_any_scale(scale):
    found = laplace(lambda x: -0.5 * ((x - 1) ** 2).sum(axis=1) / scale**2 - 1e6, np.array([1.0, 1.0]))
    # A hundredth: the density's size of a million leaves ten digits to the differences.
    np.testing.assert_allclose(np.diag(found.covariance), scale**2, rtol=0.01)


def test_a_gradient_only_changes_how_the_mode_is_found():
    precision = np.linalg.inv(COVARIANCE)
    found = find_mode(normal, np.zeros(2), lambda point: -precision @ (point - CENTRE))
    np.testing.assert_allclose(found, CENTRE, atol=1e-3)  # BFGS ends at a slope of a thousandth


def test_a_normal_target_needs_importance_sampling_only():
    found = sample(normal, [0.0, 0.0], rng(), draws=4000)
    assert found.method is Method.IMPORTANCE
    assert found.pareto_k < 0.5
    assert found.draws.shape == (4000, 2)
    # Monte Carlo: standard error of a mean .016 to .025 sd here, and 3% for a variance; four of them are allowed.
    np.testing.assert_allclose(found.draws.mean(axis=0), CENTRE, atol=0.1)
    np.testing.assert_allclose(np.cov(found.draws.T), COVARIANCE, rtol=0.12)
    np.testing.assert_allclose(found.mode, CENTRE, atol=1e-4)


def test_twenty_five_dimensions_are_enough_and_more_are_refused():
    sds = np.arange(1, MAX_DIMENSIONS + 1)
    found = sample(lambda x: -0.5 * ((x / sds) ** 2).sum(axis=1), np.ones(MAX_DIMENSIONS), rng())
    # 2,000 draws know a standard deviation to 1.6%; the worst of 25 within four of these.
    np.testing.assert_allclose(found.draws.std(axis=0) / sds, 1.0, atol=0.07)
    with pytest.raises(ValueError, match="26 dimensions"):
        sample(lambda x: -(x**2).sum(axis=1), np.zeros(26), rng())


def test_a_start_where_the_density_is_nothing_is_refused():
    with pytest.raises(ValueError, match="not finite"):
        sample(lambda x: np.where(x[:, 0] > 0, 0.0, -np.inf), [-1.0], rng())


def test_a_curved_target_is_followed():
    found = sample(banana, [0.0, 0.5], rng(), draws=4000)
    # E x1 = 1 and Var x1 = 2 * (4 / 4)^2 + .25 = 2.25; about a thousand effective draws give errors of .05 and .25.
    assert found.pareto_k is None or found.pareto_k < GOOD_PARETO_K
    assert found.draws[:, 1].mean() == pytest.approx(1.0, abs=0.2)
    assert found.draws[:, 1].std() == pytest.approx(1.5, abs=0.3)
    assert found.draws[:, 0].std() == pytest.approx(2.0, abs=0.2)


def test_two_modes_keep_their_shares_when_both_are_started_from():
    found = sample(two_modes, [[5.0, 3.0], [-3.0, -5.0]], rng(), draws=4000)
    assert found.method is Method.ADAPTIVE
    assert (found.draws[:, 0] > 0).mean() == pytest.approx(0.3, abs=0.03)  # four standard errors of a share


def test_modes_are_told_apart_once_each_the_highest_first():
    modes = find_modes(two_modes, np.array([[3.0, 3.0], [5.0, 5.0], [-3.0, -3.0]]))
    assert [np.sign(mode.mode[0]) for mode in modes] == [-1, 1]


def test_heavy_tails_are_reported_by_k_hat_and_left_to_better_methods():
    proposal = StudentMixture.around(find_modes(cauchy, np.array([[0.5]])))
    # In theory k is .8 (tails of 1 against 5); one estimate is known to about .07, the median of nine to .03.
    k_hats = [importance(cauchy, proposal, np.random.default_rng(seed), 40_000).pareto_k for seed in range(9)]
    assert 0.7 < np.median(k_hats) < 0.9
    found = sample(cauchy, [0.5], rng(), draws=4000)
    # The quartiles of a Cauchy are -1 and 1; some hundred effective draws place them within a quarter.
    np.testing.assert_allclose(np.quantile(found.draws, [0.25, 0.75], axis=0), [[-1], [1]], atol=0.25)


def test_tempering_alone_gives_the_moments_of_a_normal():
    draws, effective, r_hat = tempered(normal, find_modes(normal, np.zeros((1, 2))), rng(), 4000)
    assert r_hat < 1.02
    assert effective > 200
    np.testing.assert_allclose(draws.mean(axis=0), CENTRE, atol=0.2)  # some hundred effective draws
    np.testing.assert_allclose(np.cov(draws.T), COVARIANCE, rtol=0.25)


def test_adaptation_recovers_from_a_bad_start():
    wrong = laplace(lambda x: -0.5 * ((x - 2) ** 2).sum(axis=1) / 0.01, np.array([2.0, 2.0]))  # far off and too narrow
    found = adaptive(normal, [wrong], rng(), 2000)
    assert found.trusted
    np.testing.assert_allclose(found.weights @ found.points, CENTRE, atol=0.15)  # a thousand effective draws


def test_a_density_that_is_none_does_not_converge():
    with pytest.raises(ConvergenceError, match="did not settle"):
        sample(lambda x: np.where(np.abs(x[:, 0]) > 1, x[:, 0] ** 2, 1.0), [0.0], rng(), draws=500)


@pytest.mark.parametrize("k", [-0.3, 0.2, 0.8])
def test_the_shape_of_a_pareto_tail_is_estimated(k):
    uniform = (np.arange(4000) + 0.5) / 4000
    excess = 2.0 * np.expm1(-k * np.log1p(-uniform)) / k
    shape, scale = pareto(excess)
    # Exact quantiles as data: what is left is the estimator's pull towards .5 (ten of 4,010) and its small bias.
    assert shape == pytest.approx(k, abs=0.02)
    assert scale == pytest.approx(2.0, rel=0.02)


def test_smoothing_keeps_order_and_bulk_and_bounds_the_largest():
    logs = np.random.default_rng(0).normal(size=2000) * 2
    weights, k = smooth(logs)
    raw = np.exp(logs - logs.max())
    bulk = np.argsort(logs)[:1700]
    np.testing.assert_allclose(weights[bulk] / weights[bulk].sum(), raw[bulk] / raw[bulk].sum(), rtol=1e-12)
    assert (np.argsort(weights, kind="stable")[:1700] == np.argsort(logs)[:1700]).all()
    assert weights.sum() == pytest.approx(1.0)
    assert weights.max() <= raw.max() / raw[bulk].sum() * weights[bulk].sum() * (1 + 1e-9)
    assert 0 < k < 1


def test_weights_without_any_finite_ratio_are_not_trusted():
    weights, k = smooth(np.full(100, -np.inf))
    assert k == np.inf
    assert weights.sum() == pytest.approx(1.0)


def test_systematic_resampling_gives_each_point_its_share_within_one():
    weights = np.random.default_rng(1).dirichlet(np.ones(50))
    counts = np.bincount(systematic(weights, rng(), 1000), minlength=50)
    assert (np.abs(counts - 1000 * weights) < 1 + 1e-9).all()


def test_disagreeing_populations_are_seen():
    populations = rng().normal(size=(4, 500, 2))
    assert populations_agree(populations)[0] < 1.01
    populations[0, :, 1] += 1
    assert populations_agree(populations)[0] > 1.05


def test_the_same_generator_gives_the_same_draws():
    one, two = (sample(banana, [0.0, 0.5], rng(), draws=500) for _ in range(2))
    np.testing.assert_array_equal(one.draws, two.draws)
