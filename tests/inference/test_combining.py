"""Two forecasts made one: between them, nearer to the surer one, each quantile by itself."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.inference.combining import averaged


def lognormal(seed: int, centre: float, sd: float) -> np.ndarray:
    return centre * np.exp(sd * np.random.default_rng(seed).standard_normal(20_000))


def test_equally_sure_forecasts_meet_at_their_geometric_mean() -> None:
    """Medians of 20,000 draws are good to about 1%; the floor moves this one by 3%."""
    assert np.median(averaged(lognormal(1, 100, 0.3), lognormal(2, 400, 0.3))) == pytest.approx(200, rel=0.05)


def test_the_surer_forecast_weighs_by_the_inverse_of_its_variance() -> None:
    """Weights nine to one in logarithms: 100 ** .9 * 400 ** .1 is 115; the floor moves it by a few hundredths."""
    assert np.median(averaged(lognormal(1, 100, 0.1), lognormal(2, 400, 0.3))) == pytest.approx(115, rel=0.05)


def test_alike_forecasts_are_as_wide_as_a_mean_of_errors_with_a_correlation_of_a_third() -> None:
    """The mean of two such errors has a deviation of sqrt(2 / 3): quantiles of 20,000 draws are good to about 1%."""
    found = np.quantile(averaged(lognormal(1, 100, 0.3), lognormal(2, 100, 0.3)), [0.05, 0.95])
    np.testing.assert_allclose(found, 100 * np.exp(0.3 * np.sqrt(2 / 3) * np.array([-1.645, 1.645])), rtol=0.03)


def test_a_forecast_that_is_far_surer_hardly_changes() -> None:
    """A deviation of .1 beside one of 2: the weight is 1 in 400, the width that of the surer to a few hundredths."""
    found = np.quantile(averaged(lognormal(1, 100, 0.1), lognormal(2, 400, 2.0)), [0.05, 0.5, 0.95])
    np.testing.assert_allclose(found, 100 * np.exp(0.1 * np.array([-1.645, 0, 1.645])), rtol=0.05)


def test_columns_are_averaged_by_themselves_and_nothing_falls_below_zero() -> None:
    one = np.column_stack([np.zeros(100), np.linspace(1, 2, 100)])
    other = np.column_stack([np.zeros(100), np.linspace(4, 8, 100)])
    found = averaged(one, other)
    assert found.shape == (100, 2)
    assert found[:, 0] == pytest.approx(np.zeros(100), abs=1e-9)
    assert (found[:, 1] > one[:, 1]).all()
    assert (found[:, 1] < other[:, 1]).all()
