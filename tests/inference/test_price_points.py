"""Price points against curves crossed by hand, and the coverage of their intervals."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.inference.price_points import Answers, crossing, crossing_of


def test_curves_cross_where_they_do_by_hand():
    """Too cheap at 1, 2, 3, too expensive at 5, 6, 7: between 3 and 5 no one objects, and the middle is given."""
    answers = Answers(np.array([1.0, 2, 3]), np.array([5.0, 6, 7]), np.ones(3))
    assert crossing_of(answers) == pytest.approx(4.0)


def test_a_cell_of_many_counts_like_its_respondents():
    first, second = np.array([10.0, 12.0]), np.array([14.0, 20.0])
    repeated = Answers(np.repeat(first, [3, 2]), np.repeat(second, [3, 2]), np.ones(5))
    assert crossing_of(Answers(first, second, np.array([3.0, 2.0]))) == pytest.approx(crossing_of(repeated))


def test_nine_in_ten_intervals_hold_the_truth():
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(300):
        low = np.exp(rng.normal(4, 0.3, 120))
        high = low * (1 + np.exp(rng.normal(-0.5, 0.5, 120)))
        draws = crossing(Answers(low, high, np.ones(120)), rng, 400)
        held += bool(np.quantile(draws, 0.05) <= TRUTH <= np.quantile(draws, 0.95))
    assert 0.84 < held / 300 < 0.955  # four standard errors of a share of .9 in 300 are seven points


def _truth() -> float:
    """The median of both answers together, over a million people: its error is a thousandth."""
    rng = np.random.default_rng(2)
    low = np.exp(rng.normal(4, 0.3, 1_000_000))
    high = low * (1 + np.exp(rng.normal(-0.5, 0.5, 1_000_000)))
    return float(np.median(np.concatenate([low, high])))


TRUTH = _truth()
