"""BG/NBD against the paper, its formulas written another way, and simulated markets."""

import numpy as np
import pytest
from scipy.special import betaln, gammaln, hyp2f1

from corrente.inference import bg_nbd
from corrente.inference.posterior import Method
from corrente.inference.purchase_forecast import Prior, active, infer_posterior, maximise, purchase_posterior, purchases
from corrente.inference.purchases import Patterns, PurchaseCells
from corrente.inference.recipe import laplace
from tests.inference.purchase_data import bg_nbd_histories, cdnow, cells, cut

PUBLISHED = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
THETA = np.log(list(PUBLISHED.values()))
PRIOR = Prior(bg_nbd.PRIOR_MEAN, bg_nbd.PRIOR_SD)


def one(x, recency, age):
    return Patterns(np.array([x]), np.array([float(recency)]), np.array([float(age)]), np.ones(1))


def test_cdnow_gives_the_published_parameters_and_likelihood():
    patterns = cdnow().patterns()
    found = maximise(bg_nbd.log_likelihood(patterns), bg_nbd.PRIOR_MEAN)
    # To the digits that Fader, Hardie & Lee (2005) print; a, b have three.
    np.testing.assert_allclose(bg_nbd.parameters(found.theta), list(PUBLISHED.values()), atol=6e-4)
    assert found.log_likelihood == pytest.approx(-9582.43, abs=0.005)
    ahead = bg_nbd.expected_purchases(one(2, 30.43, 38.86), found.theta[None], 39.0)
    assert ahead[0, 0] == pytest.approx(1.226, abs=5e-4)  # Hardie's spreadsheet


def test_the_likelihood_is_equation_six_of_the_paper():
    x, recency, age = np.array([0, 1, 4, 30]), np.array([0.0, 3.0, 20.0, 33.0]), np.array([30.0, 30.0, 38.0, 33.5])
    r, alpha, a, b = np.exp(THETA)
    common = betaln(a, b + x) - betaln(a, b) + gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    gone = np.where(x > 0, a / (b + np.maximum(x, 1) - 1) * (alpha + recency) ** -(r + x), 0.0)
    expected = (common + np.log((alpha + age) ** -(r + x) + gone)).sum()
    # Another way to the same number, with gamma and beta functions: equal to rounding.
    found = bg_nbd.log_likelihood(Patterns(x, recency, age, np.ones(4)))(np.stack([THETA, THETA]))
    np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize(("x", "recency", "age"), [(0, 0, 30), (1, 3, 30), (7, 28, 38), (60, 30, 31)])
@pytest.mark.parametrize("weeks", [1.0, 52.0])
def test_expected_purchases_are_equation_ten_of_the_paper(x, recency, age, weeks):
    r, alpha, a, b = np.exp(THETA)
    series = hyp2f1(r + x, b + x, a + b + x - 1, weeks / (alpha + age + weeks))
    numerator = (a + b + x - 1) / (a - 1) * (1 - ((alpha + age) / (alpha + age + weeks)) ** (r + x) * series)
    odds = a / (b + x - 1) * ((alpha + age) / (alpha + recency)) ** (r + x) if x else 0.0
    found = bg_nbd.expected_purchases(one(x, recency, age), THETA[None], weeks)[0, 0]
    # The untransformed formula loses digits by cancellation for many purchases: six are left.
    assert found == pytest.approx(numerator / (1 + odds), rel=1e-6)


@pytest.mark.parametrize("a", [0.5, 1.0, 1.5])
def test_simulated_customers_buy_what_is_expected_and_are_as_often_gone(a):
    theta = np.log([0.8, 6.0, a, 2.5])
    patterns = Patterns(np.array([0, 2, 9]), np.array([0.0, 8.0, 30.0]), np.array([20.0, 30.0, 35.0]), np.ones(3))
    bought = bg_nbd.simulate(patterns, theta, 26.0, np.random.default_rng(1), 100_000)
    expected = bg_nbd.expected_purchases(patterns, theta[None], 26.0)[0]
    # Four standard errors of the simulated mean.
    np.testing.assert_array_less(np.abs(bought.mean(axis=0) - expected), 4 * bought.std(axis=0) / np.sqrt(100_000))


def test_whoever_bought_once_cannot_have_left():
    assert bg_nbd.alive(one(0, 0, 300), THETA[None])[0, 0] == 1.0


def test_nothing_overflows_for_extreme_patterns_and_parameters():
    patterns = Patterns(np.array([0, 900]), np.array([0.0, 10.0]), np.array([500.0, 900.0]), np.ones(2))
    theta = np.array([[-40.0, 40.0, -40.0, 40.0], [40.0, -40.0, 40.0, -40.0], [0.0, 0.0, 0.0, 0.0]])
    assert np.isfinite(bg_nbd.log_likelihood(patterns)(theta)).all()
    assert ((bg_nbd.alive(patterns, theta) >= 0) & (bg_nbd.alive(patterns, theta) <= 1)).all()


def test_the_posterior_of_cdnow_agrees_with_the_papers_standard_errors():
    found = infer_posterior(bg_nbd.log_likelihood(cdnow().patterns()), PRIOR, np.random.default_rng(2), 2000)
    assert found.method is Method.IMPORTANCE
    assert found.pareto_k < 0.7
    # Between maximum and posterior median lies at most half a posterior sd: the likelihood of a and b is skewed.
    shift = np.abs(np.median(found.draws, axis=0) - THETA) / found.draws.std(axis=0)
    assert (shift < 0.5).all()


@pytest.fixture(scope="module")
def market():
    return bg_nbd_histories(np.random.default_rng(5), 20_000, **PUBLISHED, entry=182)


@pytest.mark.parametrize("limit", [1000, 500])
def test_coarse_cells_give_the_same_mode_and_curvature_as_exact_ones(market, limit):
    exact = cut(market, 364)
    fine = laplace(PRIOR.times(bg_nbd.log_likelihood(exact.patterns())), THETA)
    coarse = exact.coarsened(limit)
    assert len(coarse.customers) <= limit
    rough = laplace(PRIOR.times(bg_nbd.log_likelihood(coarse.patterns())), THETA)
    sd = np.sqrt(np.diag(fine.covariance))
    # Cells carry their second moments: what is left is a twentieth of a posterior sd, which moves no interval visibly.
    assert (np.abs(rough.mode - fine.mode) / sd < 0.05).all()
    np.testing.assert_allclose(np.sqrt(np.diag(rough.covariance)) / sd, 1.0, atol=0.02)


def test_a_posterior_from_coarse_cells_sits_where_the_exact_one_does(market):
    exact = cut(market, 364)
    fine = laplace(PRIOR.times(bg_nbd.log_likelihood(exact.patterns())), THETA)
    found = purchase_posterior(bg_nbd, exact, PRIOR, np.random.default_rng(3), 2000, limit=200)
    sd = np.sqrt(np.diag(fine.covariance))
    np.testing.assert_array_less(np.abs(found.mode - fine.mode) / sd, 0.01)  # Newton's own tolerance
    np.testing.assert_allclose(found.draws.std(axis=0) / sd, 1.0, atol=0.08)  # 2,000 draws: 1.6%, and coarse cells 2%


def test_points_have_the_moments_of_their_cells():
    rng = np.random.default_rng(3)
    recency, more = rng.integers(200, 300, 500), rng.integers(200, 300, 500)
    x = rng.integers(0, 3, 500)
    coarse = cells(x, recency * (x > 0), recency + more).coarsened(20)
    points = coarse.patterns()
    for level in range(3):
        chosen = x == level
        mine = points.purchases == level
        n = points.customers[mine]
        times = np.stack([points.recency[mine], points.age[mine]]) * 7
        true = np.stack([recency * (x > 0), recency + more])[:, chosen]
        assert n.sum() == pytest.approx(chosen.sum())
        np.testing.assert_allclose(times @ n / n.sum(), true.mean(axis=1), rtol=1e-9)
        np.testing.assert_allclose(np.cov(times, fweights=None, aweights=n, ddof=0), np.cov(true, ddof=0), atol=1e-6)


def test_intervals_cover_what_comes():
    rng, weeks, hits = np.random.default_rng(11), 39.0, []
    for _ in range(40):
        histories = bg_nbd_histories(rng, 500, **PUBLISHED)
        now = cut(histories, 272)
        posterior = purchase_posterior(bg_nbd, now, PRIOR, rng, 500, limit=200)
        drawn = purchases(bg_nbd, posterior.draws, now, weeks, rng)
        low, high = np.quantile(drawn, [0.05, 0.95])
        came = sum(((days > 272) & (days <= 545)).sum() for days in histories)
        hits.append([low <= came <= high, *_covered(posterior.draws)])
    share = np.mean(hits, axis=0)
    # 40 intervals of 90%: 30 or more hold the truth with probability .9985 each where the coverage is right.
    assert (share >= 0.75).all()
    assert share.mean() <= 0.985  # nor are they wide for nothing: all 200 holding it has a chance below 1e-6


def _covered(draws):
    low, high = np.quantile(draws, [0.05, 0.95], axis=0)
    return (low <= THETA) & (high >= THETA)


def test_the_number_still_active_is_uncertain_even_with_known_parameters():
    customers = cells(np.full(1000, 3), np.full(1000, 70), np.full(1000, 140))
    theta = np.tile(THETA, (4000, 1))
    drawn = active(bg_nbd, theta, customers, np.random.default_rng(0))
    chance = bg_nbd.alive(one(3, 10, 20), THETA[None])[0, 0]
    # Binomial moments, to the Monte Carlo error of 4,000 draws.
    assert drawn.mean() == pytest.approx(1000 * chance, abs=1.0)
    assert drawn.std() == pytest.approx(np.sqrt(1000 * chance * (1 - chance)), rel=0.05)


def test_more_than_counts_customers_beyond_k():
    k, beyond = PurchaseCells.patterns(
        cells(np.array([0, 1, 1, 3]), np.array([0, 1, 1, 9]), np.full(4, 10))
    ).more_than()
    np.testing.assert_array_equal(k, [0, 1, 2])
    np.testing.assert_array_equal(beyond, [3, 1, 1])


def test_expected_purchases_hold_in_the_corners_where_posterior_draws_go() -> None:
    """Against numerical integration over the dropout chance, which shares nothing with the hypergeometric function.

    Given that a customer is active, p is Beta(a, b + x) and the rate is Gamma(r + x, alpha + T), so the expectation is
    that of (1 - (1 + p t / (alpha + T))^-(r + x)) / p. Both sides are good to three digits: 200 Gauss-Legendre nodes
    on the quantile scale, and a series that loses digits where a or b is below a hundredth.
    """
    from scipy.stats import beta as beta_distribution

    rng = np.random.default_rng(3)
    nodes, weights = np.polynomial.legendre.leggauss(200)
    for _ in range(300):
        r, alpha, a, b = np.exp(rng.normal([-0.5, 1.5, 0.0, 1.0], [1.2, 1.5, 2.0, 4.0]))
        x, weeks = int(rng.choice([0, 1, 3, 10, 40, 300])), 39.0
        age = max(float(rng.choice([1, 10, 78])), x / 7)
        patterns = Patterns(np.array([x]), np.array([age]), np.array([age]), np.ones(1))
        theta = np.log([[r, alpha, a, b]])
        growth = bg_nbd.expected_purchases(patterns, theta, weeks) / bg_nbd.alive(patterns, theta)
        p = np.maximum(beta_distribution.ppf((nodes + 1) / 2, a, b + x), 1e-300)
        exact = weights / 2 @ (-np.expm1(-(r + x) * np.log1p(p * weeks / (alpha + age))) / p)
        assert growth[0, 0] == pytest.approx(exact, rel=3e-3)
