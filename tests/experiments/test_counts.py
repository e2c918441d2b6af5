from __future__ import annotations

import numpy as np
import pytest

from corrente.core.experiment import Policy
from corrente.experiments.counts import OVER, arrived, complete, known, no_counts, over
from tests.experiments.made import made


def test_counts_add_over_disjoint_people():
    both = made([10, 20], [1, 2]) + made([5, 5], [1, 0], cell="big") + made([1, 2], [0, 1])
    assert both.cells == ("", "big")
    assert over(both).outcomes.people.tolist() == [[11, 22], [5, 5]]
    assert over(both).outcomes.responded.tolist() == [[1, 3], [1, 0]]
    again = made([5, 5], [1, 0], cell="big") + (made([10, 20], [1, 2]) + made([1, 2], [0, 1]))
    assert sorted(map(tuple, over(again).outcomes.people.tolist())) == sorted(
        map(tuple, over(both).outcomes.people.tolist())
    )


def test_nobody_is_the_zero_of_adding():
    some = made([10, 20], [1, 2])
    assert (no_counts(some.arms) + some).people.tolist() == some.people.tolist()


def test_counts_of_other_arms_cannot_be_added():
    with pytest.raises(ValueError, match="cannot be added"):
        made([1, 2], [0, 0]) + made([1, 2, 3], [0, 0, 0])


def test_only_people_whose_window_is_over_are_judged():
    both = made([10, 20], [1, 2]) + made([100, 200], [50, 0], age=3)
    assert over(both).outcomes.people.tolist() == [[10, 20]]
    assert over(both).outcomes.responded.tolist() == [[1, 2]]


def test_people_count_by_what_is_known_of_them():
    # All 100 known responses came within the first quarter of the window.
    young = made([100, 100], [5, 5], age=6, delays=(20, 20, 20, 20, 20, 0, 0))
    assert known(young).outcomes.people == pytest.approx(np.full((1, 2), 100), rel=0.01)
    assert known(made([100, 100], [0, 0], age=0, delays=(0, 0, 0, 0, 0, 0, 90))).outcomes.people == pytest.approx(
        0, abs=0.2
    )


def test_the_share_that_has_come_rises_to_one():
    share = arrived(np.array([5.0, 0, 10, 0, 0, 2, 3]))
    assert (np.diff(share) >= 0).all()
    assert share[OVER] == 1
    assert arrived(np.zeros(7))[3] == pytest.approx(0.5)


def test_an_arm_on_offer_that_nobody_got_is_completed():
    part = made([10, 0], [1, 0])
    lone = type(part)(
        part.arms, part.cells, *(getattr(part, n)[:1] for n in list(part.__dataclass_fields__)[2:-1]), part.delays
    )
    policies = [Policy(1, ("a", "b"), {"": (0.9, 0.1)}), Policy(2, ("a", "b"), {"": (1.0, 0.0)})]
    assert over(lone).outcomes.probability.tolist() == [[0.5, 0.0]]
    whole = over(complete(lone, policies))
    assert whole.outcomes.people.tolist() == [[10, 0]]
    assert whole.outcomes.probability[0, 1] == pytest.approx(0.1)
    assert complete(no_counts(("a", "b")), policies).people.size == 0
