"""The posterior of latent classes against NUTS on the same mixture, begun at the same solution."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.inference.latent_classes import draws, fit
from tests.inference.test_latent_classes import planted

pytestmark = pytest.mark.oracle


def test_shares_and_profiles_are_those_of_nuts() -> None:
    """Quantiles within .25 of a posterior deviation: four Monte Carlo errors of 1,500 effective draws, and a bit.

    For classes that stand apart: where they overlap as `choose` would not accept them, NUTS leaves the solution.
    """
    numpyro = pytest.importorskip("numpyro")
    import jax
    import jax.numpy as jnp
    from jax.scipy.special import logsumexp
    from numpyro import distributions as dist
    from numpyro.infer import MCMC, NUTS, init_to_value

    numpyro.enable_x64()
    patterns, *_ = planted(800, 3, apart=2.5, sizes=(6, 5, 4, 4), classes=2)
    found = fit(patterns, 2, np.random.default_rng(1))
    whole = patterns.level_shares
    columns = list(zip(patterns.offsets, patterns.sizes, strict=True))
    codes, people = jnp.array(patterns.codes), jnp.array(patterns.people)

    def model() -> None:
        shares = numpyro.sample("shares", dist.Dirichlet(jnp.ones(2)))
        joint = jnp.log(shares)
        for j, (offset, size) in enumerate(columns):
            prior = dist.Dirichlet(jnp.array(whole[offset : offset + size] + 1e-6)).expand([2]).to_event(1)
            joint = joint + jnp.log(numpyro.sample(f"profile_{j}", prior))[:, codes[:, j]].T
        numpyro.factor("cells", (people * logsumexp(joint, axis=1)).sum())

    start = {"shares": found.shares}
    start |= {f"profile_{j}": found.profiles[:, o : o + s] for j, (o, s) in enumerate(columns)}
    kernel = NUTS(model, init_strategy=init_to_value(values=start))
    mcmc = MCMC(kernel, num_warmup=300, num_samples=2_000, progress_bar=False)
    mcmc.run(jax.random.PRNGKey(1))
    theirs = mcmc.get_samples()
    drawn = draws(patterns, found, np.random.default_rng(2), 4_000)
    ours = np.array([d.profiles for d in drawn])
    pairs = [(np.array([d.shares[0] for d in drawn]), np.asarray(theirs["shares"])[:, 0])]
    for j, (offset, size) in enumerate(columns):
        own = np.asarray(theirs[f"profile_{j}"])
        pairs += [(ours[:, k, offset + level], own[:, k, level]) for k in range(2) for level in range(size)]
    for mine, reference in (pair for pair in pairs if pair[1].mean() > 0.05):
        levels = [0.05, 0.5, 0.95]
        np.testing.assert_allclose(
            np.quantile(mine, levels), np.quantile(reference, levels), atol=0.25 * reference.std()
        )
