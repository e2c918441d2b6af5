"""Bass diffusion against NUTS on the same model."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.inference import bass

pytestmark = pytest.mark.oracle

ADOPTERS = np.array([840.0, 1470, 2110, 4000, 7590, 10950, 10530, 9470, 7790, 5890])


def nuts() -> np.ndarray:
    numpyro = pytest.importorskip("numpyro")
    import jax
    import jax.numpy as jnp
    from numpyro import distributions as dist
    from numpyro.infer import MCMC, NUTS

    numpyro.enable_x64()
    launch = bass.Launch(ADOPTERS, 1.0)
    centre, spread = bass._prior(launch)

    def model() -> None:
        theta = numpyro.sample("theta", dist.Normal(centre, spread).to_event(1))
        p, q, m, c = jnp.exp(theta[:4])
        left = 0.75 / (1 + jnp.exp(-theta[4]))
        fading = jnp.exp(-(p + q) * jnp.arange(ADOPTERS.size + 1.0))
        curve = m * jnp.diff((1 - fading) / (1 + q / p * fading))
        mean = curve * jnp.append(1.0, 1 - left + left * ADOPTERS[:-1] / curve[:-1])
        numpyro.sample("adopters", dist.NegativeBinomial2(mean, c**-2), obs=ADOPTERS.astype(int))

    mcmc = MCMC(NUTS(model, target_accept_prob=0.95), num_warmup=1000, num_samples=20_000, progress_bar=False)
    mcmc.run(jax.random.PRNGKey(1))
    return np.asarray(mcmc.get_samples()["theta"])


def test_a_launch_s_posterior_is_that_of_nuts() -> None:
    """Quantiles within an eighth of a posterior deviation: four Monte Carlo errors of 2,000 effective draws."""
    ours = bass.posterior(bass.Launch(ADOPTERS, 1.0), bass.Noise.COUNTS, np.random.default_rng(1), 8000).draws
    theirs = nuts()
    levels = [0.05, 0.25, 0.5, 0.75, 0.95]
    away = np.quantile(ours, levels, axis=0) - np.quantile(theirs, levels, axis=0)
    assert np.abs(away / theirs.std(axis=0)).max() < 0.125
