from __future__ import annotations

import numpy as np
import pytest

from corrente.inference.weighting import Outcomes, compared, inverse, weighted

# A good week in which arm 0 was shown most, then a bad one in which arm 1 was: in each, arm 1 is better by a tenth.
PROBABILITY = np.array([[0.9, 0.1], [0.1, 0.9]])
PEOPLE = np.array([[9_000.0, 1_000.0], [1_000.0, 9_000.0]])
SPLIT = np.array([[0.4, 0.6]])
CAME = np.array([[1_800.0, 220.0], [100.0, 990.0]])


def seen(probability: np.ndarray, people: np.ndarray, came: np.ndarray) -> Outcomes:
    return Outcomes(probability, people, came, came, came)


def test_a_plain_comparison_is_turned_round_by_drift_and_a_weighted_one_is_not():
    plain = CAME.sum(axis=0) / PEOPLE.sum(axis=0)
    assert plain[1] < plain[0]
    sums = weighted(inverse(PROBABILITY), seen(PROBABILITY, PEOPLE, CAME))
    assert sums.mean == pytest.approx([0.15, 0.165])


def test_learning_compares_as_well():
    sums = compared(seen(PROBABILITY, PEOPLE, CAME))
    # The overlap weights of both weeks are alike here, so the ratio is exactly a tenth.
    assert sums.mean[1] / sums.mean[0] == pytest.approx(1.1, rel=1e-3)


def test_learning_loses_fewer_people_to_the_weights():
    probability, people = np.array([[0.5, 0.5], [0.95, 0.05]]), np.array([[500.0, 500.0], [9_500.0, 500.0]])
    pairs = [
        sums(people)
        for sums in (
            lambda n: compared(seen(probability, n, n / 10)),
            lambda n: weighted(inverse(probability), seen(probability, n, n / 10)),
        )
    ]
    learning, averaging = (1 / (1 / pair.people).sum() for pair in pairs)
    # By hand: 2 / (1/250 + 1/475) against the harmonic sum of 1/p, 250 + 475 people compared at best.
    assert learning == pytest.approx(250 + 475, rel=0.01)
    assert averaging < 0.8 * learning


def test_one_stratum_is_the_plain_mean():
    people, came = np.array([[400.0, 600.0]]), np.array([[40.0, 90.0]])
    for sums in (
        weighted(inverse(SPLIT), seen(SPLIT, people, came)),
        compared(seen(SPLIT, people, came)),
    ):
        assert sums.people == pytest.approx([400, 600])
        assert sums.mean == pytest.approx([0.1, 0.15], rel=1e-2)


def test_the_variance_is_that_of_a_share():
    people, came = np.array([[400.0, 600.0]]), np.array([[40.0, 90.0]])
    sums = weighted(inverse(SPLIT), seen(SPLIT, people, came))
    assert sums.variance == pytest.approx([0.1 * 0.9 / 400, 0.15 * 0.85 / 600])


def test_only_what_was_on_offer_together_is_compared():
    probability = np.array([[0.5, 0.5, 0.0], [0.4, 0.3, 0.3]])
    assert (inverse(probability[:, [0, 2]])[0] == 0).all()
    people = np.array([[500.0, 500.0, 0.0], [400.0, 300.0, 300.0]])
    # All fell by half when the third came, which is as good as the first: on the common level they are alike.
    came = np.array([[100.0, 50.0, 0.0], [40.0, 15.0, 30.0]])
    sums = compared(seen(probability, people, came))
    assert sums.mean[2] == pytest.approx(sums.mean[0], rel=0.02)
    assert sums.mean[1] == pytest.approx(sums.mean[0] / 2, rel=0.02)


def test_an_arm_that_nobody_got_knows_nothing():
    people = np.array([[500.0, 0.0]])
    sums = compared(seen(np.array([[0.9, 0.1]]), people, people / 10))
    assert sums.people[1] < 1e-6
    assert np.isfinite(sums.total).all()


def test_an_arm_without_large_values_yet_is_as_unsure_as_the_others():
    one = np.ones((1, 2)) * 1_000
    squares = np.array([[50.0, 5_000.0]])
    sums = weighted(one / 500, Outcomes(one / 2_000, one, one / 20, one / 20, squares))
    assert sums.variance[0] > (50 - 50**2 / 1_000) / 1_000**2 * 20
