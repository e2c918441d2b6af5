"""The recipe and the purchase models against NumPyro's NUTS, run long enough to be the truth."""

import numpy as np
import pytest

from corrente.inference import bg_nbd, pareto_nbd
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
    patterns = (cdnow() if customers == "cdnow" else few).patterns()
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


def test_the_posterior_of_the_pareto_nbd_is_that_of_random_walk_monte_carlo():
    # Its integral is not in JAX: a long random walk on our own likelihood checks the sampler alone.
    patterns = cut(bg_nbd_histories(np.random.default_rng(8), 400, 0.5, 6.0, 0.8, 2.5), 272).coarsened(100).patterns()
    prior = Prior(pareto_nbd.PRIOR_MEAN, pareto_nbd.PRIOR_SD)
    target = prior.times(pareto_nbd.log_likelihood(patterns))
    ours = infer_posterior(pareto_nbd.log_likelihood(patterns), prior, np.random.default_rng(1), 4000)
    rng, points = np.random.default_rng(3), ours.draws[:200].copy()
    root, values, kept = np.linalg.cholesky(np.cov(ours.draws.T)), target(points), []
    for step in range(400):
        moved = points + 1.2 * rng.standard_normal(points.shape) @ root.T
        new = target(moved)
        taken = np.log(rng.random(len(points))) < new - values
        points, values = np.where(taken[:, None], moved, points), np.where(taken, new, values)
        if step >= 100:
            kept.append(points)
    assert (quantiles_apart(ours.draws, np.concatenate(kept)) < 0.15).all()
