"""Calibration slopes: against scikit-learn, and where every chance is far off."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from corrente.inference.discrimination import calibration_slope


@pytest.mark.parametrize(("shift", "stretch"), [(0.0, 1.0), (-3.0, 1.0), (2.0, 0.4), (0.0, 3.0)])
def test_slope_is_that_of_a_logistic_regression(shift: float, stretch: float) -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(-2, 1, 4000)
    won = (rng.random(4000) < 1 / (1 + np.exp(-x))).astype(float)
    told = 1 / (1 + np.exp(-(stretch * x + shift)))
    wanted = LogisticRegression(C=1e9, tol=1e-10, max_iter=1000).fit((stretch * x + shift)[:, None], won).coef_[0, 0]
    # both find the same maximum, to the digits that the other library's stopping rule leaves
    assert calibration_slope(told, won, 1 - won) == pytest.approx(wanted, rel=1e-4)


def test_a_few_cells_far_apart_do_not_send_the_steps_away() -> None:
    chance, won, lost = np.array([0.09, 0.65]), np.array([4300.0, 980.0]), np.array([39_400.0, 530.0])
    rates = np.log(won / lost)
    wanted = (rates[1] - rates[0]) / (np.log(0.65 / 0.35) - np.log(0.09 / 0.91))  # two cells are fitted exactly
    assert calibration_slope(chance, won, lost) == pytest.approx(wanted, rel=1e-6)
