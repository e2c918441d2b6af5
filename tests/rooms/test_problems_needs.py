"""problems: needs by importance and satisfaction."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.core.answer import Refusal
from corrente.upstream import problems
from corrente.upstream.problems.needs import top_two
from corrente.upstream.problems.refusals import MIN_RESPONDENTS
from tests.rooms.opinions import PRAISE, comments, counted, infer, survey


def answers(
    important: int, satisfied: int, both: int, neither: int, name: str = "speed"
) -> list[tuple[str, str, int, int, int]]:
    return [(name, "", 5, 2, important), (name, "", 1, 5, satisfied), (name, "", 4, 4, both), (name, "", 2, 1, neither)]


def test_opportunity_is_importance_and_what_satisfaction_lacks_of_it() -> None:
    found = infer(needs=survey([*answers(5_000, 500, 3_000, 1_500), *answers(10, 6_000, 990, 3_000, "logo")]))
    need, logo = sorted(found.survey.needs, key=lambda n: n.name, reverse=True)
    # ten thousand answers: standard errors of about .05 of 10
    assert need.importance.value == pytest.approx(8.0, abs=0.1)
    assert need.satisfaction.value == pytest.approx(3.5, abs=0.1)
    assert need.opportunity.value == pytest.approx(12.5, abs=0.2)
    assert need.under > 0.99
    assert logo.over > 0.99
    answer = problems.answer(found)
    assert "speed" in answer.headline.say()
    assert "logo" in " ".join(action.advice.say() for action in answer.actions)
    assert problems.figure(answer).reference == 10


def test_a_need_that_is_important_and_met_is_solved() -> None:
    found = infer(needs=survey(answers(50, 20, 400, 30)))
    assert found.survey.needs[0].solved > 0.99
    assert "Say that you solve “speed”" in problems.answer(found).actions[0].advice.say()


def test_what_customers_praise_is_what_to_say() -> None:
    answer = problems.answer(infer(counted(*comments(9, 800))))
    said = " ".join(action.advice.say() for action in answer.actions)
    assert any(f"praise: “{name}”" in said for name in PRAISE)


def test_thirty_answers_place_a_need_within_three_points_of_ten() -> None:
    found = infer(needs=survey(answers(9, 4, 6, MIN_RESPONDENTS - 19)))
    need = found.survey.needs[0]
    assert need.importance.high - need.importance.low < 3.0
    assert isinstance(infer(needs=survey(answers(9, 4, 6, MIN_RESPONDENTS - 20))), Refusal)


@pytest.mark.parametrize(("highest", "bound"), [(3, None), (4, 4), (5, 4), (7, 6), (10, 9), (19, 18)])
def test_the_two_highest_answers_of_the_scale_count(highest: int, bound: int | None) -> None:
    assert top_two(np.array([1, highest])) == bound


def test_answers_off_the_scale_are_left_out() -> None:
    found = infer(needs=survey([*answers(50, 20, 40, 30), ("speed", "", -1, 3, 900), ("speed", "", 20, 3, 900)]))
    assert found.survey.needs[0].answers == 140


def test_segments_are_answered_beside_the_whole() -> None:
    rows = [(n, part, i, s, k) for part in ("small", "mid") for n, _, i, s, k in answers(50, 20, 40, 30)]
    found = infer(needs=survey(rows))
    assert {need.segment: need.answers for need in found.survey.needs} == {"all": 280, "small": 140, "mid": 140}
