"""The distributions that the engine draws from, against SciPy's own."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from corrente.market.curves import CELLS, apportion, beta_curve, fixed, gamma_curve, inverse_gamma_curve

CURVES = [
    (gamma_curve(0.3), stats.gamma(0.3)),
    (gamma_curve(1.5), stats.gamma(1.5)),
    (gamma_curve(1.0), stats.expon()),
    (beta_curve(0.6, 2.0), stats.beta(0.6, 2.0)),
    (beta_curve(1.5, 4.0), stats.beta(1.5, 4.0)),
    (inverse_gamma_curve(3.0)[::-1], stats.invgamma(3.0)),
]


@pytest.mark.parametrize(("curve", "law"), CURVES)
def test_cells_are_equally_likely_under_the_law(curve, law):
    # a cell's mean lies within the cell, so the distribution function there is within the cell's bounds
    edges = np.arange(CELLS + 1) / CELLS
    reached = law.cdf(curve)
    assert np.all(reached >= edges[:-1] - 1e-9)
    assert np.all(reached <= edges[1:] + 1e-9)


@pytest.mark.parametrize(("curve", "law"), CURVES)
def test_the_mean_is_exact(curve, law):
    # cell means add up to the expectation; what is left is rounding of 16,384 terms
    assert curve.mean() == pytest.approx(law.mean(), rel=1e-9)


def test_the_spread_is_nearly_exact():
    # what a curve lacks is the variance within cells, mostly of the last: below 1% of an exponential's
    assert gamma_curve(1.0).var() == pytest.approx(1.0, rel=0.01)


def test_fixed_point_rounds():
    assert fixed(np.array([0.5, 1.0, 2.25]), 4).tolist() == [2, 4, 9]


def test_apportion_gives_each_outcome_its_share():
    slots = apportion(np.array([0.25, 0.5, 0.25]), 8)
    assert slots.tolist() == [0, 0, 1, 1, 1, 1, 2, 2]


def test_apportion_gives_nothing_to_what_cannot_happen():
    assert set(apportion(np.array([0.0, 0.4, 0.6, 0.0]), 4096).tolist()) == {1, 2}
