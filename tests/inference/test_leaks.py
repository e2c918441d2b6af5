"""Columns that know too much, and columns that only know a lot."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.inference.leaks import Sides, Sign, outweighs, sign_of, single_auc


def sides(won: list[float], lost: list[float], still_open: list[float], nothing: int | None = None) -> Sides:
    return Sides(np.array(won), np.array(lost), np.array(still_open), nothing)


@pytest.mark.parametrize(
    ("given", "sign"),
    [
        # every level ended one way
        (sides([100, 0], [0, 400], [0, 0]), Sign.ECHO),
        # only won leads have a value, as where a seller is assigned on winning
        (sides([0, 90, 60], [700, 0, 0], [0, 0, 0], nothing=0), Sign.ECHO),
        # a value shifts the odds several hundred times
        (sides([40, 960], [960, 40], [0, 0], nothing=0), Sign.ECHO),
        # filled in for nearly all that ended, hardly for who is open
        (sides([5, 95], [5, 95], [190, 10], nothing=0), Sign.FILLED_LATER),
        # odds that differ ten times are merely telling
        (sides([50, 150], [600, 200], [0, 0], nothing=0), None),
        # small levels may be all won by chance
        (sides([3, 100], [0, 100], [0, 0]), None),
        # as often filled in for open leads
        (sides([50, 50], [50, 50], [100, 100], nothing=0), None),
    ],
)
def test_signs(given: Sides, sign: Sign | None) -> None:
    assert sign_of(given) is sign


def test_the_area_of_one_column_is_that_of_its_shares() -> None:
    # shares .8, .5, .2 of a hundred leads each: P(won above lost) by hand from the three levels
    won, lost = np.array([80.0, 50, 20]), np.array([20.0, 50, 80])
    pairs = sum(won[i] * lost[j] * (1.0 if i < j else 0.5 if i == j else 0) for i in range(3) for j in range(3))
    assert single_auc(Sides(won, lost, np.zeros(3), None)) == pytest.approx(pairs / 150**2, abs=1e-12)


def test_a_column_must_be_good_and_ahead_to_outweigh_the_others() -> None:
    assert outweighs(0.81, 0.77)
    assert not outweighs(0.81, 0.80)  # others know as much
    assert not outweighs(0.70, 0.60)  # good columns reach that honestly
