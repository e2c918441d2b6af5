"""Shifted-beta-geometric against NumPyro's NUTS on the same likelihood and prior."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.inference.contract_survival import PRIOR_SD, Ages, Law, posterior

pytestmark = pytest.mark.oracle

LEFT = np.array([131.0, 126, 90, 60, 42, 34, 26])
AT_RISK = np.array([1000.0, 869, 743, 653, 593, 551, 517])


@pytest.mark.parametrize("law", list(Law))
def test_log_parameters_are_those_of_nuts(law: Law) -> None:
    """Quantiles within .15 sd: 2,000 effective draws on either side leave an error of about .04 at the 5% ends."""
    ours = posterior(law, Ages(LEFT, AT_RISK), np.random.default_rng(1), 8000).draws
    theirs = _nuts(law)
    for column in range(law.size):
        found = np.quantile(ours[:, column], [0.05, 0.25, 0.5, 0.75, 0.95])
        expected = np.quantile(theirs[:, column], [0.05, 0.25, 0.5, 0.75, 0.95])
        np.testing.assert_allclose(found, expected, atol=0.15 * theirs[:, column].std())


def _nuts(law: Law) -> np.ndarray:
    numpyro = pytest.importorskip("numpyro")
    import jax
    import jax.numpy as jnp
    from jax.scipy.special import gammaln
    from numpyro import distributions as dist
    from numpyro.infer import MCMC, NUTS

    numpyro.enable_x64()

    def log_beta(a, b):
        return gammaln(a) + gammaln(b) - gammaln(a + b)

    def model() -> None:
        theta = numpyro.sample("theta", dist.Normal(jnp.zeros(law.size), jnp.asarray(PRIOR_SD[: law.size])).to_event(1))
        alpha, beta = jnp.exp(theta[0]), jnp.exp(theta[1])
        power = jnp.exp(theta[2]) if law is Law.BDW else 1.0
        log_survival = log_beta(alpha, beta + jnp.arange(8.0) ** power) - log_beta(alpha, beta)
        stay = jnp.diff(log_survival)
        numpyro.factor("lived", LEFT @ jnp.log(-jnp.expm1(stay)) + (AT_RISK - LEFT) @ stay)

    run = MCMC(NUTS(model, target_accept_prob=0.95), num_warmup=1000, num_samples=8000, progress_bar=False)
    run.run(jax.random.PRNGKey(2))
    return np.asarray(run.get_samples()["theta"])
