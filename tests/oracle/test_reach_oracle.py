"""Pooled shares of sets against NUTS on the same hierarchy."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.inference import reach

pytestmark = pytest.mark.oracle

PEOPLE = np.array([[120.0, 30, 40, 15], [30, 75, 20, 8], [15, 8, 40, 20]])


def test_shares_are_those_of_nuts() -> None:
    """Medians and central intervals within .15 of a posterior deviation: four errors of 3,000 draws.

    The prior of the common shares is Dirichlet with .05 per set there, nearly the bootstrap's none here. The
    segments differ enough that their concentration is known, for NUTS hardly moves along a flat one.
    """
    numpyro = pytest.importorskip("numpyro")
    import jax
    import jax.numpy as jnp
    from numpyro import distributions as dist
    from numpyro.infer import MCMC, NUTS

    numpyro.enable_x64()

    def model() -> None:
        log_c = numpyro.sample("log_c", dist.Uniform(np.log(3.0), np.log(1e6)))
        common = numpyro.sample("common", dist.Dirichlet(jnp.full(4, 0.05)))
        with numpyro.plate("segments", 3):
            shares = numpyro.sample("shares", dist.Dirichlet(jnp.exp(log_c) * common))
        numpyro.factor("people", (jnp.array(PEOPLE) * jnp.log(shares)).sum())

    mcmc = MCMC(NUTS(model, target_accept_prob=0.95), num_warmup=1500, num_samples=8000, progress_bar=False)
    mcmc.run(jax.random.PRNGKey(1))
    theirs = np.asarray(mcmc.get_samples()["shares"])
    rng = np.random.default_rng(1)
    pooled = reach.pool(PEOPLE, rng, 20_000)
    for g in range(3):
        mine = pooled.draw(g, rng)
        for at in (0.05, 0.5, 0.95):
            gap = np.abs(np.quantile(mine, at, axis=0) - np.quantile(theirs[:, g], at, axis=0))
            assert (gap < 0.15 * theirs[:, g].std(axis=0)).all(), (g, at, gap / theirs[:, g].std(axis=0))
