"""Opportunity scores and mention shares against NUTS on the same model."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.inference.mentions import shares
from corrente.inference.opportunity import opportunity, score

pytestmark = pytest.mark.oracle

CELLS = np.array([[31.0, 52, 9, 28]])
PATTERNS = np.array([[0, 0], [1, 0], [0, 1], [1, 1]], dtype=bool)
TIMES = np.array([140.0, 33, 21, 6])
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def nuts(counts: np.ndarray, prior: float) -> np.ndarray:
    """Draws of four chances under a Dirichlet prior, by NUTS on the simplex."""
    numpyro = pytest.importorskip("numpyro")
    import jax
    from numpyro import distributions as dist
    from numpyro.infer import MCMC, NUTS

    numpyro.enable_x64()

    def model() -> None:
        chances = numpyro.sample("chances", dist.Dirichlet(np.full(4, prior)))
        numpyro.sample("seen", dist.Multinomial(int(counts.sum()), chances), obs=counts.astype(int))

    mcmc = MCMC(NUTS(model), num_warmup=500, num_samples=8_000, progress_bar=False)
    mcmc.run(jax.random.PRNGKey(2))
    return np.asarray(mcmc.get_samples()["chances"])


def assert_alike(ours: np.ndarray, theirs: np.ndarray) -> None:
    """Quantiles within a tenth of a posterior deviation: four Monte Carlo errors of 4,000 effective draws."""
    found, expected = np.quantile(ours, QUANTILES), np.quantile(theirs, QUANTILES)
    np.testing.assert_allclose(found, expected, atol=0.1 * theirs.std())


def test_opportunity_scores_are_those_of_nuts() -> None:
    ours = score(CELLS, np.random.default_rng(1), 40_000)
    theirs = nuts(CELLS[0], 0.25)
    importance, satisfaction = 10 * theirs[:, :2].sum(axis=1), 10 * theirs[:, [0, 2]].sum(axis=1)
    assert_alike(ours.importance[:, 0], importance)
    assert_alike(ours.opportunity[:, 0], opportunity(importance, satisfaction))


def test_shares_of_mentions_are_those_of_nuts() -> None:
    ours = shares(PATTERNS, TIMES, np.random.default_rng(1), 40_000)
    theirs = nuts(TIMES, 0.25)
    mentioning = theirs @ PATTERNS
    assert_alike(ours.mentioning[:, 0], mentioning[:, 0])
    assert_alike(ours.voice[:, 1], mentioning[:, 1] / mentioning.sum(axis=1))
