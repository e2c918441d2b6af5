"""Pareto/NBD against the published fit, its closed form in hypergeometric functions, and simulation."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import gammaln, hyp2f1

from corrente.inference import pareto_nbd
from corrente.inference.purchase_forecast import Prior, infer_posterior, maximise
from corrente.inference.purchases import Patterns
from tests.inference.purchase_data import cdnow

PUBLISHED = {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}
THETA = np.log([0.553, 10.578, 0.606, 11.669])


def one(x, recency, age):
    return Patterns(np.array([x]), np.array([float(recency)]), np.array([float(age)]), np.ones(1))


def test_cdnow_gives_the_published_parameters_and_likelihood():
    found = maximise(pareto_nbd.log_likelihood(cdnow().patterns()), pareto_nbd.PRIOR_MEAN)
    # To the digits in Fader, Hardie & Lee (2005); the fourth digit of beta is flat in the likelihood.
    np.testing.assert_allclose(pareto_nbd.parameters(found.theta), list(PUBLISHED.values()), rtol=1e-3)
    assert found.log_likelihood == pytest.approx(-9594.98, abs=0.005)
    # BTYD's vignette: the customer with 26 purchases by week 30.86 of 31.
    assert pareto_nbd.expected_purchases(one(26, 30.86, 31), found.theta[None], 52.0)[0, 0] == pytest.approx(
        25.46, abs=0.01
    )
    assert pareto_nbd.alive(one(26, 30.86, 31), found.theta[None])[0, 0] == pytest.approx(0.9979, abs=1e-4)


@pytest.mark.parametrize("theta", [THETA, np.log([0.8, 5.0, 1.4, 20.0]), np.log([0.3, 12.0, 0.5, 3.0])])
@pytest.mark.parametrize(("x", "recency", "age"), [(0, 0.0, 30.0), (1, 3.0, 38.0), (6, 20.0, 38.0), (25, 30.0, 31.0)])
def test_the_likelihood_is_the_papers_closed_form(theta, x, recency, age):
    r, alpha, s, beta = np.exp(theta)
    small, large = sorted([alpha, beta])
    second = s + 1 if alpha >= beta else r + x

    def part(time):
        ratio = (large - small) / (large + time)
        return hyp2f1(r + s + x, second, r + s + x + 1, ratio) / (large + time) ** (r + s + x)

    left = s / (r + s + x) * (part(recency) - part(age))
    stayed = 1 / ((alpha + age) ** (r + x) * (beta + age) ** s)
    expected = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta) + np.log(left + stayed)
    found = pareto_nbd.log_likelihood(one(x, recency, age))(theta[None])[0]
    # Twelve quadrature nodes: six digits of one customer's likelihood, far below what data can tell.
    assert found == pytest.approx(expected, abs=1e-5)


def test_the_odds_of_having_left_hold_for_unlike_scales():
    for x, alpha, beta in [(0, 1.0, 60.0), (0, 60.0, 2.0), (80, 5.0, 30.0)]:
        theta = np.log([0.6, alpha, 0.7, beta])
        recency, age = (0.0, 80.0) if x == 0 else (40.0, 80.0)

        def density(time, x=x, alpha=alpha, beta=beta, age=age):
            stayed = ((alpha + age) / (alpha + time)) ** (0.6 + x) * ((beta + age) / (beta + time)) ** 0.7
            return 0.7 * stayed / (beta + time)

        odds = quad(density, recency, age, epsabs=0, epsrel=1e-10)[0]
        found = pareto_nbd.alive(one(x, recency, age), theta[None])[0, 0]
        # A thousandth of a chance, where one scale is sixty times the other.
        assert found == pytest.approx(1 / (1 + odds), abs=1e-3)


@pytest.mark.parametrize("s", [0.5, 1.0, 1.6])
def test_simulated_customers_buy_what_is_expected(s):
    theta = np.log([0.8, 6.0, s, 12.0])
    patterns = Patterns(np.array([0, 2, 9]), np.array([0.0, 8.0, 30.0]), np.array([20.0, 30.0, 35.0]), np.ones(3))
    bought = pareto_nbd.simulate(patterns, theta, 26.0, np.random.default_rng(1), 100_000)
    expected = pareto_nbd.expected_purchases(patterns, theta[None], 26.0)[0]
    # Four standard errors of the simulated mean.
    np.testing.assert_array_less(np.abs(bought.mean(axis=0) - expected), 4 * bought.std(axis=0) / np.sqrt(100_000))


def test_nothing_overflows_for_extreme_patterns_and_parameters():
    patterns = Patterns(np.array([0, 900]), np.array([0.0, 10.0]), np.array([500.0, 900.0]), np.ones(2))
    theta = np.array([[-40.0, 40.0, -40.0, 40.0], [40.0, -40.0, 40.0, -40.0], [0.0, 0.0, 0.0, 0.0]])
    assert not np.isnan(pareto_nbd.log_likelihood(patterns)(theta)).any()
    assert ((pareto_nbd.alive(patterns, theta) >= 0) & (pareto_nbd.alive(patterns, theta) <= 1)).all()


def test_the_posterior_of_cdnow_is_found_and_holds_the_published_maximum():
    patterns = cdnow().coarsened(300).patterns()
    prior = Prior(pareto_nbd.PRIOR_MEAN, pareto_nbd.PRIOR_SD)
    found = infer_posterior(pareto_nbd.log_likelihood(patterns), prior, np.random.default_rng(4), 500)
    low, high = np.quantile(found.draws, [0.05, 0.95], axis=0)
    assert ((low < THETA) & (high > THETA)).all()
    # Published standard errors .0476 (r) and .8427 (alpha), on the log scale; 10%: the posterior is a little skewed.
    np.testing.assert_allclose(found.draws.std(axis=0)[:2], [0.0476 / 0.553, 0.8427 / 10.578], rtol=0.1)
