from __future__ import annotations

import numpy as np
import pytest

from corrente.inference import anytime
from corrente.inference.weighting import Outcomes, inverse, weighted


def sums(shown: tuple[float, float], came: tuple[float, float]):
    people, events = np.array([shown], dtype=float), np.array([came], dtype=float)
    seen = Outcomes(np.array([[0.5, 0.5]]), people, events, events, events)
    return weighted(inverse(seen.probability), seen)


def test_the_factor_is_tightest_where_it_is_said_to_be():
    people = np.array([200, 1_000, 1_999, 2_001, 4_000, 20_000.0])
    widths = anytime.factor(people, 0.1) / np.sqrt(people) * np.sqrt(people)
    at = anytime.factor(2_000, 0.1)
    assert (widths >= at).all()
    # sqrt(-W(-alpha^2 / e)): the value of the boundary at its tightest.
    assert at == pytest.approx(2.765, abs=0.005)


def test_a_random_walk_crosses_the_boundary_as_seldom_as_promised():
    rng = np.random.default_rng(7)
    time = np.unique(np.geomspace(20, 2_000_000, 1_500).astype(int))
    steps = rng.standard_normal((2_000, time.size)) * np.sqrt(np.diff(time, prepend=0))
    walk = steps.cumsum(axis=1) / np.sqrt(time)
    crossed = (np.abs(walk) > anytime.factor(time, 0.1)).any(axis=1).mean()
    # At most a tenth over all times; over five decades most of it is used. Three standard errors of 2,000 are 0.02.
    assert 0.05 < crossed < 0.12
    assert (np.abs(walk) > 1.645).any(axis=1).mean() > 0.6


def test_the_difference_is_wider_than_at_one_look():
    found = anytime.difference(sums((10_000, 10_000), (1_000, 1_100)), 1, 0, 0.1)
    assert found.value == pytest.approx(0.01)
    once = 1.645 * np.sqrt(0.1 * 0.9 / 1e4 + 0.11 * 0.89 / 1e4)
    assert 1.5 < (found.high - found.low) / (2 * once) < 2


def test_the_ratio_agrees_with_the_difference_on_whether_there_is_one():
    rng = np.random.default_rng(3)
    for _ in range(200):
        came = rng.integers(30, 200, 2)
        both = sums((2_000, 2_000), (int(came[0]), int(came[1])))
        difference, ratio = anytime.difference(both, 1, 0, 0.1), anytime.relative(both, 1, 0, 0.1)
        assert (difference.low > 0) == (ratio.low > 0)
        assert (difference.high < 0) == (ratio.high < 0)


def test_nothing_is_said_of_few():
    few = sums((5_000, 5_000), (19, 40))
    assert np.isinf(anytime.mean(few, 0.1).high).tolist() == [True, False]
    assert np.isinf(anytime.difference(few, 1, 0, 0.1).high)
    assert np.isinf(anytime.relative(few, 1, 0, 0.1).high)
    nobody = sums((0, 0), (0, 0))
    assert np.isinf(anytime.difference(nobody, 1, 0, 0.1).low)


def test_a_mean_that_cannot_be_negative_has_no_negative_bound():
    found = anytime.mean(sums((1_000, 1_000), (25, 25)), 0.1)
    assert (found.low > 0).all()
    assert (found.high - found.value > found.value - found.low).all()
