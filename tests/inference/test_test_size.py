from __future__ import annotations

import math

import numpy as np
import pytest

from corrente.inference.rehearsal import Design, rehearse
from corrente.inference.test_size import Outcome, days, per_arm, smallest_effect


def test_the_classic_size():
    # (1.960 + 0.8416)^2 (0.2 * 0.8 + 0.25 * 0.75) / 0.05^2 = 1,090.9 by hand (Fleiss, Levin & Paik 2003, chapter 4).
    assert per_arm(Outcome.share(0.2), 0.25, alpha=0.05).once == 1_091


def test_looking_at_all_times_costs_about_twice():
    size = per_arm(Outcome.share(0.05), 0.1)
    assert 1.8 < size.always / size.once < 2.6


def test_the_smallest_effect_is_the_size_turned_round():
    size = per_arm(Outcome.share(0.05), 0.05).always
    # Turned round with the default's variance in both arms: a few percent less.
    assert smallest_effect(Outcome.share(0.05), size) == pytest.approx(0.05, rel=0.03)


def test_power_is_what_it_says():
    size = per_arm(Outcome.share(0.05), 0.2).always
    found = rehearse(
        Outcome.share(0.05), 0.2, np.full(8, size / 4), Design(adaptive=False), np.random.default_rng(2), tries=600
    )
    # 80% by the last look alone; earlier looks add some. Three standard errors of 600 tries are 5 points.
    assert 0.75 < found.seen < 0.95
    assert found.people <= 2 * size


def test_learning_gains_and_finds_the_best():
    rng, outcome, people = np.random.default_rng(3), Outcome.share(0.1), np.full(25, 400.0)
    adaptive = rehearse(outcome, 0.4, people, Design(arms=3), rng, tries=100)
    fixed = rehearse(outcome, 0.4, people, Design(arms=3, adaptive=False), rng, tries=100)
    assert adaptive.gained > 0.1 > fixed.gained + 0.05
    assert adaptive.chosen > 0.9


def test_nothing_to_see_is_seen_seldom():
    found = rehearse(
        Outcome.share(0.1), 0.0, np.full(20, 500.0), Design(top_two=True), np.random.default_rng(4), tries=200
    )
    # One side of a 90% interval: at most 5%, and three standard errors of 200 tries.
    assert found.seen < 0.1
    assert math.isinf(found.people)


def test_days_and_what_cannot_be():
    assert days(1_000, 2, 500, window_days=7) == 11
    assert days(1_000, 2, 0) == math.inf
    with pytest.raises(ValueError, match="no effect"):
        per_arm(Outcome.share(0.1), 0)
    with pytest.raises(ValueError, match="take the mean"):
        per_arm(Outcome.share(0.6), 0.7)
    with pytest.raises(ValueError, match="above 0"):
        Outcome.share(0.0)
