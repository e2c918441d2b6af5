"""Segment means around a common one: draws against the density they are drawn from, worked out by quadrature."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.inference.chains import agreement
from corrente.inference.segment_means import Between

PRIOR = Between(common_sd=10.0, scale=0.5)


def test_the_precision_is_that_of_means_around_an_unknown_one():
    spread = np.array([[0.3, 2.0]])
    found = np.linalg.inv(PRIOR.precision(spread, 3))
    for k in range(2):
        assert found[0, k] == pytest.approx(100 + spread[0, k] * np.eye(3))
    assert PRIOR.precision(np.array([[100.0]]), 1).ravel() == pytest.approx([0.01])


def test_deviations_between_segments_have_their_conditional_density():
    from scipy.stats import multivariate_normal, t

    means = np.array([0.2, 0.9, -0.4])
    tau = np.linspace(0.005, 8, 4000)
    cover = [np.eye(3) * s**2 + 100 for s in tau]
    density = t.pdf(tau / 0.5, 3) * [multivariate_normal.pdf(means, np.zeros(3), c) for c in cover]
    expected = np.interp([0.05, 0.25, 0.5, 0.75, 0.95], np.cumsum(density) / density.sum(), tau)
    common, spread = PRIOR.draw(np.tile(means[:, None], (20_000, 1, 1)), np.random.default_rng(1))
    # 20,000 draws: the upper tail's quantile has an error of one percent; four of them
    assert np.quantile(np.sqrt(spread), [0.05, 0.25, 0.5, 0.75, 0.95]) == pytest.approx(expected, rel=0.04)
    # the mean of the common mean is that of the segments, its deviation about a half: 20,000 draws, four errors
    assert common.mean() == pytest.approx(means.mean(), abs=4 * 0.7 / np.sqrt(20_000))


def test_chains_that_stay_apart_are_seen():
    chains = np.random.default_rng(2).standard_normal((4, 200, 1))
    r_hat, effective = agreement(chains)
    assert r_hat < 1.03  # independent draws: one plus a few parts in two hundred
    assert effective > 400  # of 800
    assert agreement(chains + np.arange(4)[:, None, None])[0] > 1.5
