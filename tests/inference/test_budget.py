"""Splits of a budget: against brute force, under limits, for responses of any shape."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from corrente.inference.media_mix.budget import Choices, best_chance, best_expected, split_evenly

UNITS = 12


def choices(seed: int, channels: int = 3, draws: int = 40, s_shaped: bool = False) -> Choices:
    """Rising responses with draws that differ; limits of one to eight units."""
    rng = np.random.default_rng(seed)
    money = np.arange(UNITS + 1) / UNITS
    level, bend = rng.gamma(2, 1, (draws, channels, 1)), rng.gamma(3, 1, (draws, channels, 1))
    power = 3 if s_shaped else 1
    return Choices(1.0, np.ones(channels, int), np.full(channels, 8), level * np.tanh(bend * money**power))


def every_split(found: Choices, units: int) -> list[np.ndarray]:
    ranges = [range(low, high + 1) for low, high in zip(found.lowest, found.highest, strict=True)]
    return [np.array(split) for split in itertools.product(*ranges) if sum(split) <= units]


@pytest.mark.parametrize("s_shaped", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_the_expected_best_is_that_of_all_splits(seed, s_shaped):
    found = choices(seed, s_shaped=s_shaped)
    best = best_expected(found, UNITS)
    assert best.sum() <= UNITS
    brute = max(found.outcome(split).mean() for split in every_split(found, UNITS))
    assert found.outcome(best).mean() == pytest.approx(brute)


@pytest.mark.parametrize("seed", range(4))
def test_the_best_chance_is_no_worse_than_the_start_and_near_that_of_all_splits(seed):
    """Exchange finds a local best: with rising responses of three channels within five points of the global one."""
    found = choices(seed)
    start = split_evenly(found, np.full(3, 1 / 3), UNITS)
    target = 1.1 * float(found.outcome(start).mean())
    chance = [(found.outcome(split) >= target).mean() for split in every_split(found, UNITS)]
    split = best_chance(found, start, target)
    reached = (found.outcome(split) >= target).mean()
    assert split.sum() == start.sum()
    assert (split >= found.lowest).all()
    assert (split <= found.highest).all()
    assert reached >= (found.outcome(start) >= target).mean()
    assert reached >= max(chance) - 0.05


@pytest.mark.parametrize("wanted", [(0.5, 0.3, 0.2), (1.0, 0.0, 0.0), (0.34, 0.33, 0.33)])
def test_an_even_split_spends_all_within_limits(wanted):
    split = split_evenly(choices(1), np.array(wanted), UNITS)
    assert split.sum() == UNITS
    assert split.min() >= 1
    assert split.max() <= 8


def test_a_sure_thing_takes_the_money():
    response = np.zeros((5, 2, 11))
    response[:, 1] = np.arange(11)
    found = Choices(1.0, np.array([0, 0]), np.array([10, 10]), response)
    np.testing.assert_array_equal(best_expected(found, 10), [0, 10])
    np.testing.assert_array_equal(best_chance(found, np.array([5, 5]), 10.0), [0, 10])


@pytest.mark.parametrize(
    ("lowest", "highest", "said"),
    [([2, -1], [3, 3], "negative"), ([4, 0], [3, 3], "above"), ([0, 0], [3, 30], "known")],
)
def test_limits_that_make_no_sense_are_refused(lowest, highest, said):
    with pytest.raises(ValueError, match=said):
        Choices(1.0, np.array(lowest), np.array(highest), np.zeros((2, 2, 11)))


def test_a_budget_below_the_lower_limits_is_refused():
    with pytest.raises(ValueError, match="cost more"):
        best_expected(choices(1), 2)
