"""Segment means around a common one: draws against the density they are drawn from, worked out by quadrature."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.inference.chains import agreement
from corrente.inference.segment_means import FREEDOM, LEAST, Between, contrasts

PRIOR = Between(common_sd=10.0, scale_sd=0.5)


@pytest.mark.parametrize("segments", [1, 2, 5])
def test_contrasts_are_orthogonal_and_the_last_is_the_sum(segments):
    matrix = contrasts(segments)
    np.testing.assert_allclose(matrix @ matrix.T, np.eye(segments), atol=1e-12)
    np.testing.assert_allclose(matrix[-1], segments**-0.5, rtol=1e-12)


def test_the_precision_is_that_of_means_around_an_unknown_one():
    variance, turn = np.array([[0.3, 2.0]]), contrasts(3)
    for k, own in enumerate(PRIOR.precision(variance, 3)[0].T):
        assert np.linalg.inv(turn.T @ np.diag(own) @ turn) == pytest.approx(100 + variance[0, k] * np.eye(3))
    assert PRIOR.precision(np.array([[100.0]]), 1).ravel() == pytest.approx([0.01])


def test_what_is_above_segment_means_has_its_density():
    from scipy.stats import chi2, halfnorm, multivariate_normal

    means = np.array([[0.2, 0.9], [-0.4, 1.1], [0.5, 1.4]])
    tau, scale = np.geomspace(0.01, 30, 600), np.geomspace(LEAST, 4, 400)
    cover = [np.eye(3) * t**2 + 100 for t in tau]
    at = [0.05, 0.25, 0.5, 0.75, 0.95]
    told = np.array([[multivariate_normal.pdf(m, np.zeros(3), c) for c in cover] for m in means.T])[:, None]
    # tau^2 = s^2 v / x with x chi-squared of v: density of log tau is that of log x, times two
    x = FREEDOM * (scale[:, None] / tau) ** 2
    of_tau = told * chi2.pdf(x, FREEDOM) * x
    other = of_tau[1].sum(axis=1) * halfnorm.pdf(scale, scale=0.5) * scale
    expected = quantiles(tau, other @ of_tau[0], at)

    rng = np.random.default_rng(1)
    chains = np.tile(means, (400, 1, 1))
    now, kept = PRIOR.start(chains), []
    for sweep in range(120):
        now = PRIOR.draw(chains, now, rng)
        if sweep >= 20:
            kept.append((np.sqrt(now.variance[:, 0]), now.common[:, 0]))
    taus, common = (np.concatenate(part) for part in zip(*kept, strict=True))
    # 40,000 draws, a third of them independent: a tail's quantile has an error of one percent; four of them
    assert np.quantile(taus, at) == pytest.approx(expected, rel=0.04)
    # the common mean is around that of the segments, its deviation below a half: 10,000 draws, four errors
    assert common.mean() == pytest.approx(means[:, 0].mean(), abs=4 * 0.5 / np.sqrt(10_000))


def quantiles(values: np.ndarray, density: np.ndarray, at: list[float]) -> np.ndarray:
    return np.interp(at, (np.cumsum(density) - density / 2) / density.sum(), values)


def test_one_segment_has_a_fixed_prior():
    start = PRIOR.start(np.ones((2, 1, 3)))
    assert PRIOR.draw(np.ones((2, 1, 3)), start, np.random.default_rng(1)) is start
    assert np.all(start.variance == 100)
    assert np.all(start.common == 0)


def test_chains_that_stay_apart_are_seen():
    chains = np.random.default_rng(2).standard_normal((4, 200, 1))
    r_hat, effective = agreement(chains)
    assert r_hat < 1.03  # independent draws: one plus a few parts in two hundred
    assert effective > 400  # of 800
    assert agreement(chains + np.arange(4)[:, None, None])[0] > 1.5
