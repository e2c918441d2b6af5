"""The NBD-Dirichlet's posteriors against NUTS on the same model, person by person."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.inference.nbd_dirichlet import Histogram, choice_posterior, purchase_posterior

pytestmark = pytest.mark.oracle

_RNG = np.random.default_rng(11)
_ALL = _RNG.negative_binomial(0.8, 0.8 / (0.8 + 3.0), 200)
TIMES = _ALL[_ALL > 0]
BRANDS = _RNG.multinomial(TIMES, _RNG.dirichlet([0.7, 0.5, 0.3], len(TIMES)))


def nuts() -> dict[str, np.ndarray]:
    numpyro = pytest.importorskip("numpyro")
    import jax
    import jax.numpy as jnp
    from numpyro import distributions as dist
    from numpyro.infer import MCMC, NUTS

    numpyro.enable_x64()

    def model() -> None:
        log_k = numpyro.sample("log_k", dist.Normal(0, 1.5))
        log_a = numpyro.sample("log_a", dist.Normal(0, 3))
        times = dist.NegativeBinomialLogits(jnp.exp(log_k), log_a)
        seen = jnp.log(-jnp.expm1(times.log_prob(0)))
        numpyro.factor("times", (times.log_prob(jnp.array(TIMES)) - seen).sum())
        polarisation = numpyro.sample("polarisation", dist.Uniform(0, 1))  # 1 / (1 + S)
        shares = numpyro.sample("shares", dist.Dirichlet(jnp.ones(3)))
        alpha = numpyro.deterministic("alpha", (1 / polarisation - 1) * shares)
        numpyro.sample("brands", dist.DirichletMultinomial(alpha, jnp.array(TIMES)), obs=jnp.array(BRANDS))

    mcmc = MCMC(NUTS(model), num_warmup=500, num_samples=4_000, progress_bar=False)
    mcmc.run(jax.random.PRNGKey(1))
    return {name: np.asarray(draws) for name, draws in mcmc.get_samples().items()}


def histogram(times: np.ndarray) -> Histogram:
    found, people = np.unique(times[times > 0], return_counts=True)
    return Histogram(found.astype(float), people.astype(float))


def test_the_posteriors_are_those_of_nuts() -> None:
    """Quantiles within .15 of a posterior deviation: four Monte Carlo errors of 2,000 effective draws."""
    rng, theirs = np.random.default_rng(1), nuts()
    purchases = purchase_posterior(histogram(TIMES), rng, 20_000).draws
    choices = choice_posterior(histogram(TIMES), [histogram(c) for c in BRANDS.T], rng, 20_000).draws
    pairs = [(purchases[:, 0], theirs["log_k"]), (purchases[:, 1], theirs["log_a"])]
    pairs += [(choices[:, b], np.log(theirs["alpha"][:, b])) for b in range(3)]
    for mine, reference in pairs:
        levels = [0.05, 0.25, 0.5, 0.75, 0.95]
        np.testing.assert_allclose(
            np.quantile(mine, levels), np.quantile(reference, levels), atol=0.15 * reference.std()
        )
