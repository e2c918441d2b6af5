"""The recipe and the purchase models against NumPyro's NUTS, run long enough to be the truth."""

import numpy as np
import pytest

from corrente.inference import bg_nbd, gamma_gamma, pareto_nbd
from corrente.inference.gamma_gamma import Spending
from corrente.inference.posterior import Draws
from corrente.inference.purchase_forecast import Prior, infer_posterior
from corrente.inference.recipe import sample
from tests.inference.purchase_data import bg_nbd_histories, cdnow, cut

pytestmark = pytest.mark.oracle
numpyro = pytest.importorskip("numpyro", reason="NumPyro, the oracle, is not installed")


def nuts(log_density, start, samples=1000, seed=0) -> Draws:
    """Draws (samples * 4, d) of a JAX log density of one point, by four chains of NUTS one after the other."""
    import jax

    jax.config.update("jax_enable_x64", True)
    from jax import numpy as jnp
    from numpyro.infer import MCMC, NUTS

    kernel = NUTS(potential_fn=lambda theta: -log_density(theta), target_accept_prob=0.9)
    chains = MCMC(
        kernel, num_warmup=500, num_samples=samples, num_chains=4, chain_method="vectorized", progress_bar=False
    )
    chains.run(jax.random.PRNGKey(seed), init_params=jnp.tile(jnp.asarray(start), (4, 1)))
    return np.asarray(chains.get_samples())


def quantiles_apart(ours: Draws, theirs: Draws) -> Draws:
    """Distances of the 5%, 50% and 95% quantiles, in the oracle's posterior standard deviations."""
    at = [0.05, 0.5, 0.95]
    return np.abs(np.quantile(ours, at, axis=0) - np.quantile(theirs, at, axis=0)) / theirs.std(axis=0)


def jax_bg_nbd(patterns, prior):
    from jax import numpy as jnp
    from jax.scipy.special import gammaln

    x, recency, age, n = (
        jnp.asarray(a, dtype=float) for a in (patterns.purchases, patterns.recency, patterns.age, patterns.customers)
    )

    def log_density(theta):
        r, alpha, a, b = jnp.exp(theta)
        common = gammaln(r + x) - gammaln(r) + r * jnp.log(alpha)
        common += gammaln(b + x) + gammaln(a + b) - gammaln(b) - gammaln(a + b + x)
        stayed = -(r + x) * jnp.log(alpha + age)
        left = jnp.log(a) - jnp.log(b + jnp.maximum(x, 1) - 1) - (r + x) * jnp.log(alpha + recency)
        either = jnp.where(x > 0, jnp.logaddexp(stayed, left), stayed)
        return n @ (common + either) - 0.5 * jnp.sum(((theta - prior.mean) / prior.sd) ** 2)

    return log_density


@pytest.mark.parametrize("customers", ["cdnow", "few"])
def test_the_posterior_of_the_bg_nbd_is_that_of_nuts(customers):
    # 150 customers leave a skewed posterior, far from normal: the hard case.
    few = cut(bg_nbd_histories(np.random.default_rng(8), 150, 0.5, 6.0, 0.8, 2.5), 272)
    patterns = (cdnow() if customers == "cdnow" else few).coarsened(150).patterns()  # both sides see the same
    prior = Prior(bg_nbd.PRIOR_MEAN, bg_nbd.PRIOR_SD)
    ours = infer_posterior(bg_nbd.log_likelihood(patterns), prior, np.random.default_rng(1), 8000)
    theirs = nuts(jax_bg_nbd(patterns, prior), ours.mode)
    # Monte Carlo: a 5% quantile of some 1,500 effective draws is known to .055 sd; three standard errors, both sides.
    assert (quantiles_apart(ours.draws, theirs) < 0.2).all()


def test_a_curved_posterior_is_that_of_nuts():
    def density(theta):
        return -0.5 * (theta[..., 0] / 2) ** 2 - 0.5 * (theta[..., 1] - theta[..., 0] ** 2 / 4) ** 2 / 0.25

    ours = sample(density, [0.0, 0.5], np.random.default_rng(2), 8000)
    theirs = nuts(density, [0.0, 0.5])
    assert (quantiles_apart(ours.draws, theirs) < 0.3).all()  # as above, with about half the effective draws


def jax_pareto_nbd(patterns, prior):
    """The likelihood by integrating over the moment of leaving, which shares nothing with the closed form."""
    from jax import numpy as jnp
    from jax.scipy.special import gammaln, logsumexp

    x, recency, age, n = (
        jnp.asarray(a, dtype=float) for a in (patterns.purchases, patterns.recency, patterns.age, patterns.customers)
    )
    nodes, weights = np.polynomial.legendre.leggauss(24)
    at = recency[:, None] + (age - recency)[:, None] * jnp.asarray((nodes + 1) / 2)
    log_weight = jnp.log(jnp.maximum(age - recency, 1e-300))[:, None] + jnp.log(jnp.asarray(weights / 2))

    def log_density(theta):
        r, alpha, s, beta = jnp.exp(theta)
        common = gammaln(r + x) - gammaln(r) + r * jnp.log(alpha) + s * jnp.log(beta)
        stayed = -(r + x) * jnp.log(alpha + age) - s * jnp.log(beta + age)
        leaving = -(r + x)[:, None] * jnp.log(alpha + at) - (s + 1) * jnp.log(beta + at) + log_weight
        left = jnp.log(s) + logsumexp(leaving, axis=1)
        return n @ (common + jnp.logaddexp(stayed, left)) - 0.5 * jnp.sum(((theta - prior.mean) / prior.sd) ** 2)

    return log_density


def test_the_posterior_of_the_pareto_nbd_is_that_of_nuts():
    patterns = cut(bg_nbd_histories(np.random.default_rng(8), 400, 0.5, 6.0, 0.8, 2.5), 272).coarsened(50).patterns()
    prior = Prior(pareto_nbd.PRIOR_MEAN, pareto_nbd.PRIOR_SD)
    ours = infer_posterior(pareto_nbd.log_likelihood(patterns), prior, np.random.default_rng(1), 8000)
    theirs = nuts(jax_pareto_nbd(patterns, prior), ours.mode)
    # As for BG/NBD, with about half the effective draws: s and beta are nearly one ridge.
    assert (quantiles_apart(ours.draws, theirs) < 0.3).all()


def test_the_posterior_of_the_gamma_gamma_is_that_of_nuts():
    from jax import numpy as jnp
    from jax.scipy.special import gammaln

    rng = np.random.default_rng(5)
    purchases = rng.integers(1, 8, 100)
    level = rng.gamma(3.74, 1 / 15.44, 100)
    mean = rng.gamma(6.25 * purchases, 1 / (level * purchases))
    spending = Spending(purchases, np.ones(100), mean, np.zeros(100))
    prior = Prior(gamma_gamma.prior_mean(spending), gamma_gamma.PRIOR_SD)
    x, m = jnp.asarray(purchases, dtype=float), jnp.asarray(mean)

    def log_density(theta):
        p, q, v = jnp.exp(theta[0]), 1 + jnp.exp(theta[1]), jnp.exp(theta[2])
        each = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * jnp.log(v) + (p * x - 1) * jnp.log(m)
        each += p * x * jnp.log(x) - (p * x + q) * jnp.log(v + m * x)
        return each.sum() - 0.5 * jnp.sum(((theta - prior.mean) / prior.sd) ** 2)

    ours = infer_posterior(gamma_gamma.log_likelihood(spending), prior, np.random.default_rng(1), 8000)
    theirs = nuts(log_density, ours.mode)
    assert (quantiles_apart(ours.draws, theirs) < 0.2).all()  # as for BG/NBD
