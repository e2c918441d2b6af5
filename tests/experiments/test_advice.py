from __future__ import annotations

import pytest

from corrente.core.experiment import Metric
from corrente.core.words import Language
from corrente.experiments.counting import Followed, Viewed
from corrente.experiments.health import Kind, Severity, health
from corrente.experiments.results import results
from corrente.experiments.stopping import Step, advise
from tests.experiments.made import LEAD, a_test, made

RAIL = Metric("complaints", LEAD.measure, "Complaint", more_is_better=False)


def steps(test, **counts):
    return [(advice.step, advice.arm) for advice in advise(test, results(test, counts))]


def test_too_early_is_said():
    assert steps(a_test(2), leads=made([50, 50], [5, 5])) == [(Step.WAIT, "")]
    assert steps(a_test(2), leads=made([500, 500], [0, 0])) == [(Step.WAIT, "")]


def test_a_winner_is_chosen_and_an_open_race_goes_on():
    assert steps(a_test(2), leads=made([5_000, 5_000], [250, 400])) == [(Step.CHOOSE, "b")]
    assert steps(a_test(2), leads=made([1_000, 1_000], [50, 60])) == [(Step.GO_ON, "b")]


def test_a_tie_is_called_when_little_is_left_to_gain():
    test, counts = a_test(2), {"leads": made([4_000_000, 4_000_000], [1_000_000, 1_000_200])}
    (advice,) = advise(test, results(test, counts))
    assert advice.step is Step.CHOOSE
    assert "whichever costs less" in advice.said.say(Language.EN)


def test_a_hopeless_arm_is_dropped_while_others_go_on():
    found = steps(a_test(3), leads=made([3_000] * 3, [240, 250, 100]))
    assert found == [(Step.DROP, "c"), (Step.GO_ON, "b")]


def test_harm_comes_first_and_a_harmful_leader_is_not_chosen():
    found = steps(
        a_test(2, guardrails=(RAIL,)),
        leads=made([5_000, 5_000], [250, 400]),
        complaints=made([5_000, 5_000], [50, 200]),
    )
    assert found[0] == (Step.DROP, "b")
    assert (Step.CHOOSE, "b") not in found


def test_harm_is_not_seen_in_noise():
    found = steps(
        a_test(2, guardrails=(RAIL,)), leads=made([5_000] * 2, [250, 260]), complaints=made([5_000] * 2, [50, 60])
    )
    assert all(step is not Step.DROP for step, _ in found)


SOUND = made([5_000, 5_000], [250, 260])


def test_a_sound_test_has_no_symptoms():
    views = [Viewed(1, "", "a", 4_800), Viewed(1, "", "b", 4_790)]
    assert health(a_test(2), SOUND, views, {"leads": Followed(counted=510)}, 10_000, 70) == ()


def test_lost_people_and_lost_views_are_told_apart():
    (lost,) = health(a_test(2), made([5_000, 4_300], [250, 220]))
    assert (lost.kind, lost.severity) == (Kind.SAMPLE_RATIO, Severity.ALARM)
    assert lost.share == pytest.approx(-0.075, abs=0.001)
    (unseen,) = health(a_test(2), SOUND, [Viewed(1, "", "a", 4_800), Viewed(1, "", "b", 4_000)])
    assert unseen.kind is Kind.VIEWED_RATIO
    assert "“b”" in unseen.said.say(Language.PT)


def test_a_weighted_split_is_held_against_its_own_probabilities():
    assert health(a_test(2), made([8_000, 2_000], [400, 110], [0.8, 0.2])) == ()


def test_a_silent_arm_is_heard():
    (silent,) = health(a_test(2), made([2_000, 2_000], [100, 0]))
    assert silent.kind is Kind.SILENT_ARM
    assert health(a_test(2), made([100, 100], [5, 0])) == ()


def test_fates_of_events_are_told_by_how_many():
    fates = Followed(counted=900, early=80, late=20, skewed=600, implausible=0, crossed=5, strangers=50)
    found = {one.kind: one.severity for one in health(a_test(2), SOUND, (), {"leads": fates}, 1_000, 9)}
    assert found == {Kind.EARLY: Severity.WARNING, Kind.LATE: Severity.NOTE, Kind.SKEWED: Severity.WARNING}


def test_the_gravest_comes_first():
    fates = Followed(counted=900, late=20, early=80)
    kinds = [one.severity for one in health(a_test(2), made([5_000, 4_000], [200, 200]), (), {"leads": fates})]
    assert kinds == [Severity.ALARM, Severity.WARNING, Severity.NOTE]


def test_people_without_context_and_doubled_events_are_noted():
    counts = made([500, 500], [20, 20]) + made([500, 500], [20, 20], cell="big")
    found = {one.kind for one in health(a_test(2, contexts=("size",)), counts, received=1_000, duplicates=30)}
    assert found == {Kind.NO_CONTEXT, Kind.DUPLICATES}


@pytest.mark.parametrize("language", list(Language))
def test_everything_is_said_in_both_languages(language: Language):
    fates = Followed(counted=500, early=90, late=9_000, skewed=9_000, implausible=9_000, crossed=90, strangers=99_000)
    counts = made([5_000, 4_000, 0], [200, 0, 0], [0.4, 0.4, 0.2]) + made([5_000] * 3, [9] * 3, cell="big")
    found = health(a_test(3, contexts=("size",)), counts, (), {"leads": fates}, 1_000, 300)
    assert {one.kind for one in found} >= {Kind.SAMPLE_RATIO, Kind.STRANGERS, Kind.CROSSED, Kind.IMPLAUSIBLE}
    for one in found:
        said = one.said.say(language)
        assert "{" not in said
        assert "!" not in said
