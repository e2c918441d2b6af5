"""What changed marks what rests on it, with the numbers; what is accepted or kept holds again."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrente.core.answer import Answer, Estimate
from corrente.core.errors import InputError
from corrente.core.plan import FromAnswer, FromItem, FromMetric, FromPerson, Item, ItemKind, MarkStatus
from corrente.core.words import Language, Phrase
from corrente.stream.plan.comparing import Change, compare, say_mark
from corrente.stream.plan.deciding import Wish, decide
from corrente.stream.plan.drafting import draft
from corrente.stream.plan.graph import dependents, downstream, index, order
from corrente.stream.plan.known import Known
from corrente.stream.plan.marking import holds, keep, marks, redraft
from corrente.stream.plan.moving import Now, rebase
from tests.stream.plan.answers import AURORA, answered, aurora, est, refused

TODAY = dt.date(2026, 7, 1)
NAME = Phrase.same("x")


def node(id: str, *after: str, value: str = "a") -> Item:
    grounds = tuple(FromItem(name, {"choice": "a"}) for name in after)
    return Item(id, ItemKind.CAMPAIGN, NAME, NAME, {"choice": value}, grounds)


@st.composite
def plans(draw: st.DrawFn) -> list[Item]:
    """Items without circles, in any order: each rests on some of those that were made before it."""
    n = draw(st.integers(1, 12))
    items = [
        node(f"i{i}", *draw(st.sets(st.sampled_from([f"i{j}" for j in range(i)]), max_size=3)) if i else ())
        for i in range(n)
    ]
    return draw(st.permutations(items))


@given(plans())
@settings(max_examples=60, deadline=None)
def test_order_puts_each_item_after_what_it_rests_on(items: list[Item]) -> None:
    seen: set[str] = set()
    for item in order(items):
        assert set(item.after) <= seen
        seen.add(item.id)
    assert seen == {item.id for item in items}


@given(plans(), st.data())
@settings(max_examples=60, deadline=None)
def test_a_decision_marks_all_that_is_reached_from_it_and_nothing_else(items: list[Item], data: st.DataObject) -> None:
    start = data.draw(st.sampled_from([item.id for item in items]))
    changed = [node(item.id, *item.after, value="b") if item.id == start else item for item in items]
    found = marks(changed, {})
    reached = {start}
    for item in order(items):  # an independent way: one pass in the order of the graph
        if reached & set(item.after):
            reached.add(item.id)
    assert {mark.item for mark in found} == reached - {start}
    by_id = {item.id: item for item in items}
    for mark in found:
        assert all(one in by_id[two].after for one, two in pairwise((start, *mark.through, mark.item)))


@given(plans())
@settings(max_examples=30, deadline=None)
def test_nothing_is_marked_where_nothing_changed(items: list[Item]) -> None:
    assert marks(items, {}) == ()
    assert holds(items, ()) == tuple(items)


def test_a_circle_is_refused_and_named() -> None:
    with pytest.raises(InputError, match=r"a → b → a|b → a → b"):
        order([node("a", "b"), node("b", "a")])
    with pytest.raises(InputError, match="circle"):
        order([node("a", "a")])


def test_two_items_of_one_id_are_refused() -> None:
    with pytest.raises(InputError, match="Two items"):
        order([node("a"), node("a")])


def test_the_way_downstream_is_a_shortest_one() -> None:
    items = [node("a"), node("b", "a"), node("c", "b"), node("d", "a", "c")]
    assert downstream("a", dependents(items)) == {"b": (), "c": ("b",), "d": ()}


def moved(question: str, name: str, value: float, **of: str) -> dict[str, Answer]:
    """Aurora's answers with one estimate at another value."""
    answers = aurora()
    answer = answers[question]
    changed = [replace(e, value=value, low=value * 0.9, high=value * 1.1) if _is(e, name, of) else e
               for e in answer.estimates]  # fmt: skip
    assert changed != list(answer.estimates)
    return {**answers, question: replace(answer, estimates=tuple(changed))}


def _is(estimate: Estimate, name: str, of: dict[str, str]) -> bool:
    return estimate.name == name and estimate.of == of


def test_an_estimate_within_its_interval_marks_nothing_and_beyond_it_all_that_rests_on_it() -> None:
    plan = draft(aurora(), AURORA, TODAY)
    assert marks(plan, moved("win_rate", "win_rate", 0.43, size="enterprise")) == ()
    found = marks(plan, moved("win_rate", "win_rate", 0.30, size="enterprise"))
    first = found[0]
    assert (first.item, first.through, first.status) == ("segment", (), MarkStatus.OPEN)
    assert first.difference == pytest.approx(-0.12)
    resting = {item.id for item in plan} - {item.id for item in plan if not item.after}
    assert {mark.item for mark in found if mark.through} == resting  # everything rests on the segment
    campaign = next(mark for mark in found if mark.item == "test.linkedin")
    assert campaign.through[0] == "segment"
    assert campaign.difference == pytest.approx(-0.12)


def test_what_still_holds_is_told() -> None:
    plan = draft(aurora(), AURORA, TODAY)
    found = marks(plan, moved("engagement", "answer_rate", 0.5, channel="email"))
    assert [mark.item for mark in found] == ["test.email"]
    assert {item.id for item in holds(plan, found)} == {item.id for item in plan} - {"test.email"}


def test_a_mark_says_both_numbers_and_the_difference_in_both_languages() -> None:
    plan = draft(aurora(), AURORA, TODAY)
    found = marks(plan, moved("win_rate", "win_rate", 0.30, size="enterprise"))
    said = say_mark(found[0], plan)
    assert said.say(Language.EN).endswith("now says 30% (27% to 33%), where it said 42% (38% to 46%): "
                                          "12 percentage points less.")  # fmt: skip
    assert said.say(Language.PT).endswith("12 pontos percentuais a menos.")


def test_an_answer_that_is_refused_now_marks_what_rested_on_it() -> None:
    plan = draft(aurora(), AURORA, TODAY)
    found = marks(plan, aurora() | {"engagement": refused("engagement")})
    assert {mark.item for mark in found} == {"test.linkedin", "test.email", "test.ebook"}
    assert all(mark.now is None and mark.difference is None for mark in found)
    assert "no longer tells" in str(say_mark(found[0], plan))


def another_segment() -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    plan = draft(aurora(), AURORA, TODAY)
    known, by_id = Known(aurora(), AURORA, TODAY), index(plan)
    wish = replace(Wish.of(by_id["segment"]), fields={"segment": "small"})
    decided = decide(by_id["segment"], wish, "Ana", "the board wants it", known, by_id)
    return plan, tuple(decided if item.id == "segment" else item for item in plan)


def test_another_segment_marks_its_dependents_and_the_new_draft_has_the_new_numbers() -> None:
    plan, changed = another_segment()
    found = marks(changed, aurora())
    assert "segment" not in {mark.item for mark in found}
    assert {mark.item for mark in found} == {item.id for item in plan if item.after}
    assert "“enterprise”" not in str(say_mark(found[0], changed))
    assert "enterprise became small" in str(say_mark(found[0], changed))
    proposed = redraft(changed, found, aurora(), AURORA, TODAY)
    after = [proposed.get(item.id, item) for item in changed]
    assert proposed["message"].fields["message"] == "Live in a week"
    assert proposed["problem"].fields["need"] == "migrar sem perder dados"
    assert marks(after, aurora()) == ()
    said = {one.item: one for one in compare(changed, after) if one.part == "message"}
    assert said["message"].change is Change.DECIDED
    assert "Know what works became Live in a week" in str(said["message"].said)


def test_what_is_kept_holds_until_something_changes_again() -> None:
    plan = draft(aurora(), AURORA, TODAY)
    answers = moved("engagement", "answer_rate", 0.5, channel="email")
    assert len(marks(plan, answers)) == 1
    now = Now.of(answers, {item.id: item for item in plan})
    old = next(item for item in plan if item.id == "test.email")
    kept = keep(old, now, "Ana", "the test runs already")
    assert kept.statement == old.statement
    assert kept.fields == old.fields
    assert FromPerson("Ana", "the test runs already") in kept.rests_on
    after = [kept if item.id == kept.id else item for item in plan]
    assert marks(after, answers) == ()
    assert [mark.item for mark in marks(after, aurora())] == ["test.email"]


def test_rebasing_says_a_persons_sentence_with_todays_numbers() -> None:
    plan = draft(aurora(), AURORA, TODAY)
    answers = moved("engagement", "answer_rate", 0.5, channel="email")
    old = next(item for item in plan if item.id == "test.email")
    new = rebase(old, Now.of(answers, {item.id: item for item in plan}))
    assert "50% (45% to 55%)" in str(new.statement)
    assert "50%" not in str(old.statement)


def test_a_reading_of_the_scorecard_that_is_gone_marks() -> None:
    ground = FromMetric("win_rate", 0.3, 0.2, 0.4, "share of closed deals")
    found = marks([replace(node("a"), rests_on=(ground,))], {})
    assert [(mark.item, mark.now) for mark in found] == [("a", None)]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_none_any_more_marks(value: float) -> None:
    answers = {"win_rate": answered("win_rate", [est("win_rate", 0.3)])}
    ground = FromAnswer.of_estimate("win_rate", answers["win_rate"].estimates[0])
    item = replace(node("a"), rests_on=(ground,))
    assert marks([item], answers) == ()
    broken = {"win_rate": answered("win_rate", [est("win_rate", value, half=0.0)])}
    assert len(marks([item], broken)) == 1


def test_a_plan_against_itself_is_the_same_and_a_missing_item_is_told() -> None:
    plan = draft(aurora(), AURORA, TODAY)
    assert compare(plan, plan) == ()
    assert [one.change for one in compare(plan, plan[:-1])] == [Change.REMOVED]
    assert [one.change for one in compare(plan[:-1], plan)] == [Change.ADDED]


def test_numbers_that_moved_are_compared_with_their_difference() -> None:
    before = draft(aurora(), AURORA, TODAY)
    after = draft(moved("win_rate", "win_rate", 0.43, size="enterprise"), AURORA, TODAY)
    found = [one for one in compare(before, after) if one.change is Change.MOVED]
    assert [(one.item, one.part) for one in found] == [("segment", "win_rate/win_rate?size=enterprise")]
    assert found[0].by == pytest.approx(0.01)


def test_a_thousand_items_are_marked_within_a_second() -> None:
    ground = FromAnswer.of_estimate("win_rate", est("win_rate", 0.3))
    first = replace(node("i0"), rests_on=(ground,))
    items = [first, *(node(f"i{i}", *{f"i{i // 2}", f"i{i - 1}"}) for i in range(1, 1000))]
    began = time.process_time()
    found = marks(items, {"win_rate": answered("win_rate", [est("win_rate", 0.5)])})
    assert time.process_time() - began < 1
    assert len(found) == 1000
