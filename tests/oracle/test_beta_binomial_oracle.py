"""Pooled rates against NUTS on the same model."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.inference import beta_binomial

pytestmark = pytest.mark.oracle

ENTERED = np.array([2296.0, 1586, 1350, 499, 60, 12])
MOVED = np.array([271.0, 195, 75, 56, 14, 3])


def nuts() -> dict[str, np.ndarray]:
    numpyro = pytest.importorskip("numpyro")
    import jax
    import jax.numpy as jnp
    from numpyro import distributions as dist
    from numpyro.infer import MCMC, NUTS

    numpyro.enable_x64()

    def model() -> None:
        mean = numpyro.sample("mean", dist.Uniform(0, 1))
        log_c = numpyro.sample("log_c", dist.ImproperUniform(dist.constraints.real, (), ()))
        numpyro.factor("prior", log_c - 2 * jnp.log1p(jnp.exp(log_c)))
        c = jnp.exp(log_c)
        with numpyro.plate("groups", ENTERED.size):
            rate = numpyro.sample("rate", dist.Beta(mean * c, (1 - mean) * c))
            numpyro.sample("moved", dist.Binomial(ENTERED.astype(int), probs=rate), obs=MOVED.astype(int))

    mcmc = MCMC(NUTS(model, target_accept_prob=0.95), num_warmup=1500, num_samples=12_000, progress_bar=False)
    mcmc.run(jax.random.PRNGKey(1))
    return {name: np.asarray(draws) for name, draws in mcmc.get_samples().items()}


def test_pooled_rates_are_those_of_nuts() -> None:
    """Quantiles within a tenth of a posterior deviation: four Monte Carlo errors of 4,000 effective draws."""
    ours = beta_binomial.pool(MOVED, ENTERED, np.random.default_rng(1), 40_000)
    theirs = nuts()
    pairs = [(ours.rates[:, g], theirs["rate"][:, g]) for g in range(ENTERED.size)]
    pairs += [(ours.mean, theirs["mean"]), (np.log(ours.concentration), theirs["log_c"])]
    for mine, reference in pairs:
        found = np.quantile(mine, [0.05, 0.25, 0.5, 0.75, 0.95])
        expected = np.quantile(reference, [0.05, 0.25, 0.5, 0.75, 0.95])
        np.testing.assert_allclose(found, expected, atol=0.1 * reference.std())
