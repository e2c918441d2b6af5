"""Removal effects of the Dirichlet posterior against NUTS on the multinomial likelihood."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.inference import transitions

pytestmark = pytest.mark.oracle

COUNTS = np.array(
    [
        [120.0, 60, 20, 0, 0],
        [10, 70, 20, 12, 108],
        [30, 15, 60, 25, 90],
        [15, 20, 5, 33, 47],
    ]
)


def nuts() -> np.ndarray:
    """Chains (S, 4, 5) whose rows have the same Dirichlet prior and see the same steps."""
    numpyro = pytest.importorskip("numpyro")
    import jax
    from numpyro import distributions as dist
    from numpyro.infer import MCMC, NUTS

    numpyro.enable_x64()
    prior = transitions.prior(COUNTS)

    def model() -> None:
        start = numpyro.sample("start", dist.Dirichlet(prior[0, :3]))
        numpyro.sample("starts", dist.Multinomial(int(COUNTS[0].sum()), start), obs=COUNTS[0, :3].astype(int))
        with numpyro.plate("rows", 3):
            onward = numpyro.sample("onward", dist.Dirichlet(prior[1:]))
            numpyro.sample(
                "steps", dist.Multinomial(COUNTS[1:].sum(axis=1).astype(int), onward), obs=COUNTS[1:].astype(int)
            )

    mcmc = MCMC(NUTS(model), num_warmup=1000, num_samples=10_000, progress_bar=False)
    mcmc.run(jax.random.PRNGKey(2))
    samples = mcmc.get_samples()
    start = np.pad(np.asarray(samples["start"]), ((0, 0), (0, 2)))
    return np.concatenate([start[:, None], np.asarray(samples["onward"])], axis=1)


def test_removal_effects_are_those_of_nuts() -> None:
    """Quantiles within a tenth of a posterior deviation: four Monte Carlo errors of 10,000 draws in the tails."""
    reference = transitions.removal_effects(nuts())
    mine = transitions.removal_effects(transitions.draw_chains(COUNTS, np.random.default_rng(1), 40_000))
    for k in range(3):
        found = np.quantile(mine[:, k], [0.05, 0.25, 0.5, 0.75, 0.95])
        expected = np.quantile(reference[:, k], [0.05, 0.25, 0.5, 0.75, 0.95])
        np.testing.assert_allclose(found, expected, atol=0.1 * reference[:, k].std())
