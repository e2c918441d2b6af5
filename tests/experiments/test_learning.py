from __future__ import annotations

import numpy as np
import pytest

from corrente.core.experiment import DEFAULT_CELL, Learning, Metric, Test, Variant
from corrente.experiments.counts import Counts, known, no_counts
from corrente.experiments.learning import by_cell, posterior, weights
from corrente.inference import thompson
from tests.experiments.made import COUNTED, LEAD, SALES, a_test, made

LEARNT = made([2_000, 2_000, 2_000], [100, 150, 90])


def of(test: Test, counts: Counts, seed: int = 1) -> tuple[float, ...]:
    return weights(test, counts, np.random.default_rng(seed))[DEFAULT_CELL]


def test_the_better_arm_is_shown_more_and_every_arm_is_shown():
    row = of(a_test(3), LEARNT)
    assert row[1] == pytest.approx(0.9, abs=0.01)
    assert min(row) == pytest.approx(0.05, abs=1e-9)
    assert sum(row) == pytest.approx(1, abs=1e-12)


def test_top_two_shares_with_the_runner_up():
    row = of(a_test(3, learning=Learning.TOP_TWO), LEARNT)
    assert 0.4 < row[1] < 0.55
    assert row[0] > row[2]


def test_a_fixed_split_is_by_the_weights_whatever_is_learnt():
    test = Test(
        "t", "t", (Variant("a", weight=3), Variant("b"), Variant("c", dropped=True)), LEAD, learning=Learning.FIXED
    )
    assert of(test, LEARNT) == (0.75, 0.25, 0.0)


def test_less_can_be_better():
    fewer = Metric("complaints", LEAD.measure, "Complaint", more_is_better=False)
    assert of(a_test(3, metric=fewer), LEARNT)[2] > of(a_test(3, metric=fewer), LEARNT)[1]


def test_nothing_is_learnt_before_enough_have_come():
    assert of(a_test(2), made([99, 99], [0, 30])) == (0.5, 0.5)
    assert of(a_test(2, least_people=50), made([99, 99], [0, 30]))[1] > 0.9
    assert of(a_test(2), no_counts(("a", "b"))) == (0.5, 0.5)


def test_the_hold_back_stays_with_the_default():
    row = of(a_test(3, hold_back=0.3), LEARNT)
    assert row[0] >= 0.3
    assert row[1] > 0.5
    assert min(row) >= 0.05 - 1e-9


def test_a_dropped_arm_gets_exactly_nothing_and_the_rest_learns_on():
    test = Test("t", "t", (Variant("a"), Variant("b", dropped=True), Variant("c")), LEAD)
    row = of(test, LEARNT)
    assert row[1] == 0.0
    assert sum(row) == pytest.approx(1)
    assert row[0] > row[2]


def test_an_added_arm_starts_with_an_equal_share_and_leaves_the_others_in_proportion():
    row = of(a_test(3), made([2_000, 2_000, 20], [100, 150, 0], [0.45, 0.45, 0.1]))
    assert row[2] == pytest.approx(1 / 3, abs=1e-3)
    assert row[1] > 0.55


def test_an_arm_that_came_in_a_bad_season_is_not_held_guilty_of_it():
    # In the second policy everything fell to a half; the third arm, there only then, is the best of its time.
    counts = made([3_000, 3_000, 0], [300, 300, 0], [0.5, 0.5, 0.0], policy=1) + made(
        [1_000, 1_000, 1_000], [50, 50, 80], policy=2
    )
    assert of(a_test(3), counts)[2] > 0.85


def test_an_arm_shown_in_the_good_week_is_not_thought_better():
    counts = made([9_000, 1_000], [1_800, 220], [0.9, 0.1], policy=1) + made(
        [1_000, 9_000], [100, 990], [0.1, 0.9], policy=2
    )
    assert of(a_test(2), counts)[1] > 0.8


def test_young_people_do_not_make_an_arm_look_bad():
    # One arm was shown lately, as often as before: most of its people have not had time to respond.
    delays = (0, 0, 0, 0, 0, 0, 100)
    old = made([2_000, 500], [200, 55], [0.8, 0.2], policy=1, delays=delays)
    counts = old + made([500, 2_000], [0, 0], [0.2, 0.8], policy=2, age=1)
    assert of(a_test(2), counts)[1] > 0.5


@pytest.mark.parametrize("metric", [LEAD, SALES, COUNTED], ids=lambda metric: metric.measure.value)
def test_the_posterior_covers_the_truth(metric: Metric):
    """Ranks of a known mean in its posterior are uniform: 90% intervals hold nine times in ten."""
    rng = np.random.default_rng(11)
    held = []
    for _ in range(150):
        if metric is COUNTED:
            values = rng.poisson(rng.gamma(1.0, 0.4, (2, 800)))
            truth = 0.4
        else:
            values = (rng.random((2, 800)) < 0.1) * (rng.gamma(2.0, 20.0, (2, 800)) if metric is SALES else 1.0)
            truth = 4.0 if metric is SALES else 0.1
        draws = posterior(metric, known(_counted(values)).outcomes, np.ones(2, dtype=bool), rng, 400)
        low, high = np.quantile(draws[:, 0], [0.05, 0.95])
        held.append(low <= truth <= high)
    # Three standard errors of 150 tries are 7 points.
    assert 0.82 < np.mean(held) < 0.97


def _counted(values: np.ndarray) -> Counts:
    from dataclasses import replace

    counts = made([values.shape[1]] * 2, (values > 0).sum(axis=1).tolist())
    return replace(counts, total=values.sum(axis=1).astype(float), squares=(values**2.0).sum(axis=1))


def test_cells_that_agree_learn_from_one_another():
    alike = made([2_000, 2_000], [100, 160], cell="small") + made([60, 60], [6, 8], cell="big")
    rows = weights(a_test(2), alike, np.random.default_rng(1))
    assert set(rows) == {"", "small", "big"}
    assert rows["big"][1] > 0.75
    alone = of(a_test(2, least_people=10), made([60, 60], [6, 8]))
    assert rows["big"][1] > alone[1] + 0.1


def test_cells_that_differ_go_their_own_way():
    opposed = made([3_000, 3_000], [150, 240], cell="small") + made([3_000, 3_000], [240, 150], cell="big")
    rows = weights(a_test(2), opposed, np.random.default_rng(1))
    assert rows["small"][1] > 0.9
    assert rows["big"][0] > 0.9


@pytest.mark.parametrize("metric", [SALES, COUNTED], ids=lambda metric: metric.measure.value)
def test_cells_keep_their_level(metric: Metric):
    counts = made([3_000, 3_000], [150, 240], cell="small") + made([3_000, 3_000], [600, 900], cell="big")
    small, big = by_cell(metric, known(counts), 2, np.ones(2, dtype=bool), np.random.default_rng(1))
    assert small.mean(axis=0) == pytest.approx([0.05, 0.08], rel=0.1)
    assert big.mean(axis=0) == pytest.approx([0.2, 0.3], rel=0.1)


@pytest.mark.parametrize("metric", [LEAD, SALES, COUNTED], ids=lambda metric: metric.measure.value)
def test_as_long_as_nobody_responds_no_arm_is_preferred(metric: Metric):
    # The chances are of 4,000 draws: three standard errors are 0.022.
    assert of(a_test(3, metric=metric), made([500] * 3, [0] * 3)) == pytest.approx((1 / 3,) * 3, abs=0.025)


def test_the_same_counts_and_generator_give_the_same_weights():
    assert of(a_test(3), LEARNT, 5) == of(a_test(3), LEARNT, 5)


def test_extremes_are_borne():
    for people, came in (([1_000, 1_000], [0, 0]), ([1_000, 1_000], [1_000, 1_000]), ([1e9, 1e9], [1e6, 1.001e6])):
        row = of(a_test(2), made(people, came))
        assert sum(row) == pytest.approx(1)
        assert min(row) >= 0.05 - 1e-9


def test_the_reference_of_rounding_is_the_largest():
    row = of(a_test(7), made([1_000] * 7, [50] * 7))
    assert sum(row) == pytest.approx(1, abs=1e-12)
    assert all(abs(w * 10_000 - round(w * 10_000)) < 1e-6 for w in row)
    assert thompson.best(np.array([[0.1, 0.2]])).tolist() == [0.0, 1.0]


def test_while_no_window_is_over_the_arm_with_more_responses_is_preferred():
    counts = Counts(
        ("a", "b"), ("",), np.ones(2, int), np.zeros(2, int), np.arange(2), np.zeros(2, int), np.full(2, 200.0),
        np.array([16.0, 64.0]), np.array([16.0, 64.0]), np.array([16.0, 64.0]), np.full(2, 0.5), np.zeros(7),
    )  # fmt: skip
    assert of(a_test(2), counts)[1] > 0.9
