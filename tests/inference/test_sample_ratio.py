from __future__ import annotations

import numpy as np
import pytest

from corrente.inference.sample_ratio import ALPHA, sample_ratio


def logged(rng: np.random.Generator, tests: int, looks: int, arms: int):
    probability = 0.7 * rng.dirichlet(np.ones(arms), (tests, looks)) + 0.3 / arms
    return probability, rng.multinomial(300, probability).astype(float)


def test_sound_tests_are_seldom_alarmed_about_at_any_look():
    probability, people = logged(np.random.default_rng(5), 1_000, 20, 3)
    ever = np.zeros(1_000, dtype=bool)
    for look in range(1, 21):
        ever |= sample_ratio(people[:, :look], probability[:, :look]).alarms
    # The promise is 1%; three standard errors of 1,000 tests are 0.9 points.
    assert ever.mean() <= ALPHA + 0.009


def test_the_evidence_is_a_martingale():
    rng = np.random.default_rng(6)
    probability = np.broadcast_to([0.7, 0.3], (50_000, 1, 2))
    people = rng.multinomial(5, probability).astype(float)
    # Its expectation is 1 while the log is true; the tolerance is four standard errors.
    value = np.exp(sample_ratio(people, probability).evidence)
    assert value.mean() == pytest.approx(1, abs=4 * value.std() / np.sqrt(value.size))


def test_a_weighted_split_against_its_weights_is_sound_and_against_an_equal_one_is_not():
    people = np.array([[8_000.0, 2_000.0]])
    assert not sample_ratio(people, np.array([[0.8, 0.2]])).alarms
    found = sample_ratio(people, np.array([[0.5, 0.5]]))
    assert found.alarms
    assert found.deviation == pytest.approx([0.6, -0.6])


@pytest.mark.parametrize("arm", [0, 1, 2])
def test_a_lost_tenth_is_found_whichever_arm_loses_it(arm: int):
    people = np.full((1, 3), 10_000.0)
    people[0, arm] *= 0.9
    assert sample_ratio(people, np.full((1, 3), 1 / 3)).alarms


def test_an_arm_that_never_comes_is_found_soon():
    assert sample_ratio(np.array([[100.0, 0.0]]), np.array([[0.9, 0.1]])).alarms


def test_a_huge_test_does_not_cry_over_nothing():
    found = sample_ratio(np.array([[5.04e8, 4.96e8]]), np.array([[0.5, 0.5]]))
    assert found.evidence > 100
    assert not found.alarms


def test_nobody_is_no_reason_for_alarm():
    found = sample_ratio(np.zeros((0, 2)), np.zeros((0, 2)))
    assert found.evidence == pytest.approx(0)
    assert not found.alarms
