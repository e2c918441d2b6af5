from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest

from corrente.core.experiment import Learning, Metric, Policy, Test, Variant
from corrente.experiments.replay import replay
from corrente.experiments.results import KEPT, results
from tests.data import shared
from tests.experiments.made import LEAD, SALES, a_test, made


def udacity(outcome: str):
    """Clicks and outcomes of the 23 days in which outcomes were recorded, by arm."""
    rows = []
    for arm in ("control", "experiment"):
        with (shared("ab_udacity") / f"{arm}.csv").open() as lines:
            known = [row for row in csv.DictReader(lines) if row[outcome]]
        rows.append((sum(int(row["Clicks"]) for row in known), sum(int(float(row[outcome])) for row in known)))
    return made(*zip(*rows, strict=True))


@pytest.mark.parametrize(
    ("outcome", "value", "low", "high"),
    [("Enrollments", -0.0205, -0.0291, -0.0120), ("Payments", -0.0048, -0.0116, 0.0019)],
)
def test_udacity_at_every_look_contains_the_published_single_look(outcome: str, value: float, low: float, high: float):
    """Published at one look, 95%; at every look and 90% the same estimate, and an interval around theirs."""
    found = results(a_test(2, learning=Learning.FIXED), {"leads": udacity(outcome)}).decision.arm("b").difference
    assert found is not None
    # The published values are truncated to four decimals.
    assert found.value == pytest.approx(value, abs=1e-4)
    assert found.low < low
    assert high < found.high < high + (high - low)


def test_a_clear_winner_reads_like_one():
    found = results(a_test(3, worth=200.0), {"leads": made([4_000] * 3, [200, 320, 190])})
    winner, default = found.decision.arm("b"), found.decision.arm("a")
    assert found.leader == "b"
    assert found.remaining == 0
    assert winner.best is not None
    assert winner.best > 0.99
    assert winner.loss == pytest.approx(0, abs=1e-4)
    assert default.loss == pytest.approx(0.03, abs=0.004)
    assert default.money == pytest.approx(default.loss * 200)
    assert winner.relative is not None
    assert winner.relative.value == pytest.approx(0.6)
    assert winner.relative.low > 0
    assert (default.difference, default.relative, default.effect) == (None, None, ())
    assert (winner.shown, winner.people, winner.responded) == (4_000, 4_000, 320)
    assert found.people == 12_000


def test_the_effect_is_a_posterior_of_the_ratio():
    effect = results(a_test(2), {"leads": made([10_000, 10_000], [500, 600])}).decision.arm("b").effect
    assert len(effect) == KEPT
    assert list(effect) == sorted(effect)
    error = np.sqrt(1 / 500 + 1 / 600)
    # log ratio is normal to first order; the prior's single event and 4,000 draws move quantiles by less than this.
    assert np.median(effect) == pytest.approx(0.2, abs=0.01)
    assert effect[int(0.95 * KEPT)] == pytest.approx(1.2 * np.exp(1.645 * error) - 1, abs=0.02)


def test_results_are_the_same_every_time():
    counts = {"leads": made([1_000, 1_000], [50, 60])}
    assert results(a_test(2), counts) == results(a_test(2), counts)


def test_nobody_and_few_are_said_to_be_unknown():
    none = results(a_test(2), {"leads": made([0, 0], [0, 0])}).decision.arm("b")
    assert np.isnan(none.mean.value)
    assert not none.mean.known
    assert np.isnan(none.effect).all()
    few = results(a_test(2), {"leads": made([300, 300], [5, 9])}).decision.arm("b")
    assert few.difference is not None
    assert few.difference.value == pytest.approx(4 / 300)
    assert not few.difference.known


def test_people_whose_window_is_open_wait_outside():
    counts = made([1_000, 1_000], [50, 60]) + made([500, 500], [0, 40], age=2)
    found = results(a_test(2), {"leads": counts}).decision.arm("b")
    assert (found.shown, found.people, found.responded) == (1_500, 1_000, 60)
    assert found.mean.value == pytest.approx(0.06)


def test_drift_under_changing_probabilities_does_not_turn_the_result_round():
    counts = made([9_000, 1_000], [1_800, 220], [0.9, 0.1], policy=1) + made(
        [1_000, 9_000], [100, 990], [0.1, 0.9], policy=2
    )
    found = results(a_test(2), {"leads": counts}).decision.arm("b")
    assert found.relative is not None
    assert found.relative.value == pytest.approx(0.1)


def test_a_dropped_arm_keeps_its_result_and_has_no_chance_left():
    test = Test("t", "t", (Variant("a"), Variant("b", dropped=True), Variant("c")), LEAD)
    counts = made([1_000] * 3, [50, 30, 60], policy=1) + made([1_000, 0, 1_000], [60, 0, 70], [0.5, 0.0, 0.5], policy=2)
    found = results(test, {"leads": counts}).decision.arm("b")
    assert found.best is None
    assert found.difference is not None
    # Against the default of its own time: 50 of 1,000.
    assert found.difference.value == pytest.approx(-0.02)


def test_guardrails_where_less_is_better():
    rail = Metric("complaints", LEAD.measure, "Complaint", more_is_better=False)
    test = a_test(2, guardrails=(rail,), worth=10.0)
    found = results(test, {"leads": made([5_000] * 2, [250, 300]), "complaints": made([5_000] * 2, [50, 120])})
    worse = found.guardrails[0].arm("b")
    assert worse.best is not None
    assert worse.best < 0.01
    assert worse.loss == pytest.approx(0.014, abs=0.002)
    assert worse.money is None
    with pytest.raises(KeyError):
        found.decision.arm("z")


def test_revenue_is_per_person():
    counts = made([5_000, 5_000], [250, 300], size=80.0)
    spread = replace(counts, squares=counts.squares * 3)
    found = results(a_test(2, metric=SALES), {"sales": spread}).decision.arm("b")
    assert found.mean.value == pytest.approx(4.8)
    assert found.difference is not None
    assert found.difference.value == pytest.approx(0.8)
    narrow = results(a_test(2, metric=SALES), {"sales": counts}).decision.arm("b").difference
    assert narrow is not None
    assert found.difference.high - found.difference.low > 1.5 * (narrow.high - narrow.low)


def test_a_log_replayed_by_its_own_policy_is_the_plain_mean():
    counts = made([3_000, 1_000], [150, 80], [0.75, 0.25])
    own = Policy(1, ("a", "b"), {"": (0.75, 0.25)})
    assert replay(counts, own).value == pytest.approx(230 / 4_000)


def test_a_log_tells_what_other_policies_would_have_brought():
    counts = made([3_000, 1_000], [150, 80], [0.75, 0.25]) + made([1_000, 3_000], [90, 120], [0.25, 0.75], cell="big")
    by_segment = Policy(9, ("b", "a"), {"": (1.0, 0.0), "big": (0.0, 1.0)})
    found = replay(counts, by_segment)
    assert found.value == pytest.approx((0.08 + 0.09) / 2)
    assert found.low < 0.085 < found.high
    assert found.known
    everybody = replay(counts, Policy(9, ("a", "b"), {"": (0.0, 1.0)}))
    assert everybody.value == pytest.approx((0.08 + 0.04) / 2)


def test_a_policy_that_wants_what_was_never_on_offer_cannot_be_replayed():
    counts = made([3_000, 1_000], [150, 80], [0.75, 0.25])
    assert np.isnan(replay(complete_with_c(counts), Policy(9, ("a", "b", "c"), {"": (0.0, 0.0, 1.0)})).value)


def complete_with_c(counts):
    return replace(counts, arms=("a", "b", "c"))
