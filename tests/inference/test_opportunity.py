"""Ulwick's score from joint answers: his formula and bounds, and intervals that respect who answered both."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.inference.opportunity import HIGHLY_UNDER_SERVED, UNDER_SERVED, opportunity, score


def test_ulwick_s_own_examples() -> None:
    # Ulwick 2002, HBR 80(1): importance 9.5 and satisfaction 3.2 make 15.8; 8.5 and 9.0 make 8.5 (never subtracted)
    assert opportunity(np.array([9.5, 8.5]), np.array([3.2, 9.0])) == pytest.approx([15.8, 8.5])
    assert UNDER_SERVED < HIGHLY_UNDER_SERVED


def test_many_answers_leave_no_doubt() -> None:
    cells = np.array([[300_000.0, 500_000, 50_000, 150_000]])
    drawn = score(cells, np.random.default_rng(1))
    # a million answers: standard errors of .005 of 10
    assert drawn.importance.mean() == pytest.approx(8.0, abs=0.01)
    assert drawn.satisfaction.mean() == pytest.approx(3.5, abs=0.01)
    assert drawn.opportunity.mean() == pytest.approx(12.5, abs=0.02)


def test_answers_of_the_same_people_narrow_the_gap() -> None:
    """With importance and satisfaction alike in margins, the gap is surer where the same people give both."""
    together, apart = np.array([[50.0, 30, 0, 20]]), np.array([[30.0, 50, 20, 0]])
    gap = [np.subtract(d.importance, d.satisfaction).std() for d in
           (score(cells, np.random.default_rng(1), 20_000) for cells in (together, apart))]  # fmt: skip
    assert gap[0] < gap[1]


def test_intervals_hold_the_truth_nine_times_in_ten() -> None:
    rng, held = np.random.default_rng(2), []
    for _ in range(400):
        truth = rng.dirichlet([2, 2, 1, 2])
        drawn = score(rng.multinomial(80, truth)[None].astype(float), rng, 500).opportunity[:, 0]
        low, high = np.quantile(drawn, [0.05, 0.95])
        important, satisfied = 10 * truth[:2].sum(), 10 * truth[[0, 2]].sum()
        held.append(low <= opportunity(important, satisfied) <= high)
    # 400 trials of 90%: a standard error of .015; three of them
    assert np.mean(held) == pytest.approx(0.9, abs=0.045)


def test_no_answers_are_the_prior() -> None:
    drawn = score(np.zeros((1, 4)), np.random.default_rng(1), 20_000)
    # Perks' prior has mean one half; 20,000 draws of deviation 3.5 have an error of .025
    assert drawn.importance.mean() == pytest.approx(5.0, abs=0.1)
