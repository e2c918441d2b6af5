"""Micro-credits: exact where they say so, and decay that halves in seven days."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.inference.attribution_rules import UNIT, Rule, credited, decay_weights


def test_equal_parts_of_up_to_twenty_touches_are_whole() -> None:
    assert all(UNIT % length == 0 for length in range(1, 21))


def test_a_hundred_million_conversions_fit_into_a_long_integer() -> None:
    assert UNIT * 10**8 < 2**63
    assert int(decay_weights(30)[0]) * UNIT < 2**63


def test_fixed_shares_are_whole_too() -> None:
    assert 2 * UNIT % 5 == 0
    assert 3 * UNIT % 10 == 0


def test_decay_halves_in_seven_days() -> None:
    """Weights are rounded to whole numbers of at least 50,000: below one in a hundred thousand."""
    weights = decay_weights(30)
    assert weights.size == 31
    np.testing.assert_allclose(weights[7:] / weights[:-7], 0.5, rtol=1e-5)


def test_credits_add_up_per_channel() -> None:
    channel = np.array([0, 2, 0])
    assert credited(Rule.FIRST, np.array([3, 4, 5]), channel, 3).tolist() == [8, 0, 4]
    halves = credited(Rule.LINEAR, np.array([UNIT // 2, UNIT, UNIT // 2]), channel, 3)
    assert halves == pytest.approx([1, 0, 1])
