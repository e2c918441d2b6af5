"""Hierarchical choice against NumPyro's NUTS: the same model, priors and data, non-centred."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.inference.choice import Choices
from corrente.inference.choice_prior import BETWEEN_SD, EXTRA_FREEDOM, MEAN_SD, RATE, SHAPE
from corrente.inference.hierarchical_choice import posterior
from corrente.inference.segment_means import FREEDOM, LEAST
from tests.inference.test_choice import simulated

pytestmark = pytest.mark.oracle


def nuts(made: Choices, segment: np.ndarray, samples: int) -> tuple[np.ndarray, np.ndarray]:
    """Means (D, S, K) and covariances (D, K, K)."""
    numpyro = pytest.importorskip("numpyro")
    import jax
    import jax.numpy as jnp
    import numpyro.distributions as dist
    from numpyro.infer import MCMC, NUTS

    jax.config.update("jax_enable_x64", True)
    columns, segments = made.columns, int(segment.max()) + 1
    freedom = columns + EXTRA_FREEDOM
    differences, absent = jnp.asarray(made.differences), jnp.asarray(made.absent)

    def model() -> None:
        common = numpyro.sample("common", dist.Normal(0, MEAN_SD).expand([columns]).to_event(1))
        means = common[None]
        if segments > 1:
            scale_between = numpyro.sample("scale_between", dist.TruncatedNormal(0, BETWEEN_SD, low=LEAST))
            chance = numpyro.sample("chance", dist.Chi2(FREEDOM).expand([columns]).to_event(1))
            tau = scale_between * jnp.sqrt(FREEDOM / chance)
            apart = numpyro.sample("apart", dist.Normal(0, 1).expand([segments, columns]).to_event(2))
            means = common + tau * apart
        numpyro.deterministic("means", means)
        # an inverse Wishart covariance is the inverse of a Wishart matrix
        scale = numpyro.sample("scale", dist.Gamma(SHAPE, RATE).expand([columns]).to_event(1))
        precision = numpyro.sample("precision", dist.Wishart(freedom, jnp.diag(1 / scale)))
        covariance = numpyro.deterministic("covariance", jnp.linalg.inv(precision))
        with numpyro.plate("respondents", made.respondents):
            z = numpyro.sample("z", dist.Normal(0, 1).expand([columns]).to_event(1))
        worths = means[segment] + z @ jnp.linalg.cholesky(covariance).T
        ahead = jnp.einsum("rtjk,rk->rtj", differences, worths) + absent
        numpyro.factor("choices", -jnp.log1p(jnp.exp(ahead).sum(axis=2)).sum())

    run = MCMC(NUTS(model, target_accept_prob=0.9), num_warmup=500, num_samples=samples, progress_bar=False)
    run.run(jax.random.key(1))
    found = run.get_samples()
    return np.asarray(found["means"]), np.asarray(found["covariance"])


@pytest.mark.parametrize("segments", [1, 3])
def test_means_and_deviations_are_those_of_nuts(segments):
    made, _ = simulated(np.random.default_rng(11), 120, worst=True)
    segment = np.arange(120) % segments
    means, covariance = nuts(made, segment, 1000)
    ours = posterior(made, segment, np.random.default_rng(12), sweeps=500)
    assert ours.r_hat < 1.05
    log_sd = [0.5 * np.log(np.diagonal(c, axis1=1, axis2=2)) for c in (ours.covariance, covariance)]
    for mine, theirs in ((ours.means, means), log_sd):
        apart = np.abs(np.quantile(mine, [0.05, 0.5, 0.95], axis=0) - np.quantile(theirs, [0.05, 0.5, 0.95], axis=0))
        # 200 effective draws or more on either side: a tail quantile has an error of .15 deviations; three of them
        assert (apart / theirs.std(axis=0)).max() < 0.45
