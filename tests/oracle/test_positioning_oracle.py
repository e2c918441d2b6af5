"""Brands' contrasts and message utilities against NUTS on the same models."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from corrente.inference import best_worst, brand_means
from corrente.inference.best_worst import BestWorst
from corrente.inference.brand_means import Fit

pytestmark = pytest.mark.oracle

B, A = 4, 3
CORRELATION = np.array([[1.0, 0.4, 0.2], [0.4, 1.0, 0.3], [0.2, 0.3, 1.0]])
WEIGHTS = np.array([60.0, 50.0, 40.0, 30.0])
CONTRASTS = np.array([[0.5, -0.1, 0.2], [-0.4, 0.0, 0.3], [0.1, 0.3, -0.6], [-0.2, -0.2, 0.1]])
SETS = np.array([[float(k in members) for k in range(5)] for members in combinations(range(5), 3)])
SEEN = BestWorst(SETS, np.full(10, 20.0), np.array([80.0, 50, 40, 20, 10]), np.array([10.0, 20, 40, 60, 70]))


def run(model: object, *names: str) -> dict[str, np.ndarray]:
    numpyro = pytest.importorskip("numpyro")
    import jax
    from numpyro.infer import MCMC, NUTS

    numpyro.enable_x64()
    mcmc = MCMC(NUTS(model, target_accept_prob=0.9), num_warmup=1000, num_samples=8000, progress_bar=False)
    mcmc.run(jax.random.PRNGKey(1))
    return {name: np.asarray(mcmc.get_samples()[name]) for name in names}


def same(mine: np.ndarray, theirs: np.ndarray) -> None:
    """Quantiles within a tenth of a posterior deviation: four Monte Carlo errors of about 3,000 effective draws."""
    for at in (0.05, 0.25, 0.5, 0.75, 0.95):
        gap = np.abs(np.quantile(mine, at, axis=0) - np.quantile(theirs, at, axis=0))
        assert (gap < 0.1 * theirs.std(axis=0)).all(), (at, gap / theirs.std(axis=0))


def test_pooled_contrasts_are_those_of_nuts() -> None:
    import jax.numpy as jnp

    numpyro = pytest.importorskip("numpyro")
    from numpyro import distributions as dist

    laplacian = np.diag(WEIGHTS) - np.outer(WEIGHTS, WEIGHTS) / WEIGHTS.sum()
    value, basis = np.linalg.eigh(laplacian)
    value, basis = value[1:], basis[:, 1:]

    def model() -> None:
        tau = numpyro.sample("tau", dist.HalfCauchy(0.5))
        whole = numpyro.sample("whole", dist.Normal(0, 10.0).expand([B - 1, 1]).to_event(2))
        own = numpyro.sample("own", dist.Normal(0, 1).expand([B - 1, A]).to_event(2))
        means = numpyro.deterministic("means", whole + tau * own)
        for j in range(B - 1):
            spread = jnp.array(CORRELATION / value[j])
            numpyro.sample(
                f"seen{j}", dist.MultivariateNormal(means[j], spread), obs=jnp.array(basis[:, j] @ CONTRASTS)
            )

    theirs = basis @ run(model, "means")["means"]
    centred = CONTRASTS - CONTRASTS.mean(axis=0)
    mine = brand_means.draw_contrasts(Fit(centred, CORRELATION, 500, laplacian), np.random.default_rng(1), 20_000)
    same(mine, theirs)


def test_utilities_are_those_of_nuts() -> None:
    import jax.numpy as jnp

    numpyro = pytest.importorskip("numpyro")
    from numpyro import distributions as dist

    sets = jnp.array(SETS)

    def model() -> None:
        free = numpyro.sample("free", dist.Normal(0, 2.0).expand([5]).to_event(1))
        u = numpyro.deterministic("u", free - free.mean())
        pairs = (sets @ jnp.exp(u)) * (sets @ jnp.exp(-u)) - sets.sum(axis=1)
        numpyro.factor("picks", u @ jnp.array(SEEN.best - SEEN.worst) - jnp.array(SEEN.tasks) @ jnp.log(pairs))

    mine, _ = best_worst.infer_utilities(SEEN, np.random.default_rng(2), 20_000)
    same(mine, run(model, "u")["u"])
