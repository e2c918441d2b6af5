"""Draws of an estimate honour what is known of it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from corrente.core.answer import Estimate
from corrente.inference.estimate_draws import Spread, draw, spread_of

RNG = np.random.default_rng
KNOWN = (0.05, 0.25, 0.75, 0.95)

LAWS = {
    "normal": stats.norm(3, 2),
    "gamma": stats.gamma(2, scale=5),
    "beta near nought": stats.beta(2, 60),
    "beta near one": stats.beta(30, 1.5),
    "log-normal": stats.lognorm(0.8, scale=100),
}


@pytest.mark.parametrize("name", LAWS)
def test_quantiles_and_mean_are_honoured(name: str) -> None:
    law = LAWS[name]
    estimate = Estimate.from_draws("x", law.ppf((np.arange(20_000) + 0.5) / 20_000), "units")
    found = draw(spread_of(estimate.value, estimate.low, estimate.high, estimate.inner), RNG(1))
    width = estimate.high - estimate.low
    # Draws are stratified: 2,000 of them lie within a thousandth of their quantiles, and tails are steep.
    assert np.quantile(found, KNOWN) == pytest.approx(law.ppf(KNOWN), abs=0.02 * width)
    assert found.mean() == pytest.approx(law.mean(), abs=0.01 * width)


@pytest.mark.parametrize("name", LAWS)
def test_the_middle_is_near_the_law_it_is_not_told_of(name: str) -> None:
    law = LAWS[name]
    q = law.ppf(KNOWN)
    found = draw(spread_of(law.mean(), q[0], q[3], (q[1], q[2])), RNG(2))
    # The median is not given: the mean places it within a twentieth of the 90% interval.
    assert np.median(found) == pytest.approx(law.median(), abs=0.05 * (q[3] - q[0]))


def test_an_interval_above_nought_stays_above_it() -> None:
    assert draw(spread_of(0.05, 0.02, 0.09), RNG(3)).min() > 0
    assert draw(spread_of(-0.05, -0.09, -0.02), RNG(3)).max() < 0
    assert draw(spread_of(0.02, 0.0, 0.09), RNG(3)).min() == 0
    assert draw(spread_of(0.02, -0.05, 0.09), RNG(3)).min() < 0


def test_what_is_known_exactly_has_one_value() -> None:
    assert np.unique(draw(spread_of(3.0, 3.0, 3.0), RNG(4))).tolist() == [3.0]


def test_the_same_chance_gives_the_same_draws_in_no_order() -> None:
    known = spread_of(5.0, 4.0, 6.0)
    one, two = (draw(known, RNG(5)) for _ in range(2))
    assert np.array_equal(one, two)
    # In random order: three standard errors of an autocorrelation of 2,000 draws.
    assert abs(np.corrcoef(one[1:], one[:-1])[0, 1]) < 0.07


@pytest.mark.parametrize("quantiles", [(2.0, 1.0, 3.0, 4.0), (0.0, 1.0, 2.0, float("inf"))])
def test_quantiles_that_are_none_are_refused(quantiles: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="four finite quantiles"):
        Spread(quantiles, 2.0)
