"""A plan that is kept: changed, accepted, kept, undone and compared by people, with every word of it on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corrente.core.answer import Answer
from corrente.core.errors import InputError
from corrente.core.plan import FromPerson, ItemKind, MarkStatus
from corrente.state import marks, plans
from corrente.state.plans import Conflict
from corrente.state.store import State, open_state
from corrente.stream import planning
from corrente.stream.plan.comparing import Change
from corrente.stream.plan.deciding import Wish
from corrente.stream.plan.drafting import draft
from corrente.stream.plan.plan import Plan
from corrente.stream.planning import MAIN, Act, Seen, Standing
from tests.stream.plan.answers import AURORA, aurora

TODAY = dt.date(2026, 7, 1)
SEEN = Seen(aurora(), AURORA, TODAY)
ANA, RUI = Act("ana", "the board wants it"), Act("rui", "agreed")
DRAFTED = Plan("Aurora CRM", "BRL", TODAY, draft(aurora(), AURORA, TODAY))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[State]:
    """A store in which the plan was begun."""
    opened = open_state(tmp_path / "state.sqlite")
    planning.begin(opened, DRAFTED)
    yield opened
    opened.close()


def refocus(store: State, segment: str = "small", act: Act = ANA) -> Standing:
    """The plan after somebody chose another segment."""
    return decide(store, "segment", act, segment=segment)


def decide(store: State, id: str, act: Act = ANA, seen: Seen = SEEN, **fields: object) -> Standing:
    revision = planning.standing(store).revisions[id]
    assert revision.body is not None
    wish = replace(Wish.of(revision.body), fields={**revision.body.fields, **fields})  # type: ignore[dict-item]
    return planning.change(store, MAIN, id, revision.number, wish, act, seen)


def accept(store: State, plan: Standing, *ids: str, act: Act = RUI, seen: Seen = SEEN) -> Standing:
    """Accept items together with what they follow from."""
    every = [id for one in ids for id in planning.accepted_with(plan, one)]
    proposed = planning.proposals(plan, seen)
    shown = planning.print_of(item for id, item in proposed.items() if id in every)
    return planning.accept(store, plan.name, every, shown, act, seen)


def open_items(plan: Standing) -> set[str]:
    return {mark.marked.item for mark in plan.open}


def moved(value: float) -> dict[str, Answer]:
    """The answers with another answer rate of e-mail."""
    answer = aurora()["engagement"]
    changed = [replace(e, value=value, low=value * 0.9, high=value * 1.1) if e.of == {"channel": "email"} else e
               for e in answer.estimates]  # fmt: skip
    return {**aurora(), "engagement": replace(answer, estimates=tuple(changed))}


def test_another_segment_marks_all_that_rests_on_it_at_once_and_says_what_each_would_say(store: State) -> None:
    plan = refocus(store)
    assert open_items(plan) == {item.id for item in plan.items if item.after}
    assert planning.standing(store) == plan  # stored, not only shown
    proposed = planning.proposals(plan, SEEN)
    assert proposed.keys() == open_items(plan)
    assert proposed["problem"].fields["need"] == "migrar sem perder dados"
    assert "“small” customers" in proposed["message"].statement.say()


def test_a_change_that_is_taken_back_leaves_no_marks_and_comes_back_with_them(store: State) -> None:
    first = planning.standing(store).by_id["segment"].fields["segment"]
    refocus(store, "mid")
    plan = refocus(store, "small")
    assert {getattr(mark.marked.now, "fields", {}).get("segment") for mark in plan.open} == {"small"}
    assert refocus(store, str(first)).open == ()
    assert len(open_items(refocus(store, "small"))) == len(plan.items) - 1


def test_what_was_decided_is_on_record_with_author_time_and_reason(store: State) -> None:
    plan = refocus(store)
    revision = plan.revisions["segment"]
    assert (revision.author, revision.reason, revision.based_on) == ("ana", "the board wants it", 1)
    assert revision.at.tzinfo is dt.UTC
    assert revision.body is not None
    assert revision.body.rests_on[-1] == FromPerson("ana", "the board wants it")


def test_accepting_takes_what_it_follows_from_along_and_leaves_the_rest_marked(store: State) -> None:
    plan = accept(store, refocus(store), "price")
    assert {"problem", "solution", "price"}.isdisjoint(open_items(plan))
    assert "message" in open_items(plan)
    assert {plan.revisions[id].author for id in ("problem", "solution", "price")} == {"rui"}
    decided = {m.marked.status for m in marks.listed(store, MAIN) if m.marked.item == "price"}
    assert decided == {MarkStatus.ACCEPTED}


def test_accepting_everything_leaves_nothing_marked_and_can_be_undone(store: State) -> None:
    before = refocus(store)
    plan = accept(store, before, *open_items(before))
    assert plan.open == ()
    back = planning.undo(store, MAIN, plan.number, ANA, SEEN)
    assert {id: r.body for id, r in back.revisions.items()} == {id: r.body for id, r in before.revisions.items()}
    assert open_items(back) == open_items(before)


def test_only_what_was_shown_is_accepted(store: State) -> None:
    plan = refocus(store)
    proposed = planning.proposals(plan, SEEN)
    ids = planning.accepted_with(plan, "problem")
    shown = planning.print_of(item for id, item in proposed.items() if id in ids)
    refocus(store, "mid", RUI)
    with pytest.raises(Conflict):
        planning.accept(store, MAIN, ids, shown, RUI, SEEN)


def test_what_is_kept_is_not_asked_again_until_something_changes_again(store: State) -> None:
    plan = refocus(store)
    keep = Act("rui", "the price stays")
    kept = planning.keep(store, MAIN, "price", plan.revisions["price"].number, keep, SEEN)
    assert "price" not in open_items(kept)
    again = planning.refresh(store, kept, SEEN.answers)
    assert "price" not in open_items(again)
    assert again.by_id["price"].statement == DRAFTED.item("price").statement
    assert FromPerson("rui", "the price stays") in again.by_id["price"].rests_on
    accepted = accept(store, again, "solution")  # now the solution is another one
    assert accepted.by_id["solution"].fields["feature"] != plan.by_id["solution"].fields["feature"]
    assert "price" in open_items(accepted)
    assert "price" in open_items(refocus(store, "mid", RUI))


def test_what_is_given_away_brings_no_price_until_it_is_sold(store: State) -> None:
    assert not [lever for item in DRAFTED.items for lever in item.levers if lever.driver == "price"]
    plan = decide(store, "price", RUI, model="add-on", extra_price=20.0)
    assert [lever.of["feature"] for lever in plan.by_id["price"].levers] == ["adaptive testing"]


def test_a_change_of_ones_own_settles_the_marks_its_author_saw(store: State) -> None:
    refocus(store)
    plan = decide(store, "price", RUI, model="add-on", extra_price=20.0)
    assert "price" not in open_items(plan)
    assert plan.by_id["price"].fields["extra_price"] == 20.0


def test_an_answer_that_moved_marks_and_accepting_says_the_new_number(store: State) -> None:
    seen = replace(SEEN, answers=moved(0.5))
    plan = planning.refresh(store, planning.standing(store), seen.answers)
    assert open_items(plan) == {"test.email"}
    plan = accept(store, plan, "test.email", seen=seen)
    assert plan.open == ()
    assert "50%" in plan.by_id["test.email"].statement.say()


def test_two_who_write_at_once_are_told_and_nothing_is_written_over(store: State) -> None:
    wish = replace(Wish.of(DRAFTED.item("segment")), fields={"segment": "mid"})
    refocus(store)
    with pytest.raises(Conflict) as conflict:
        planning.change(store, MAIN, "segment", 1, wish, RUI, SEEN)
    assert [revision.author for revision in conflict.value.theirs] == ["ana"]
    assert planning.standing(store).by_id["segment"].fields["segment"] == "small"


def test_an_act_that_arrives_twice_is_done_once(store: State) -> None:
    act = replace(ANA, key="one form")
    once = refocus(store, act=act)
    wish = replace(Wish.of(DRAFTED.item("segment")), fields={"segment": "small"})
    assert planning.change(store, MAIN, "segment", 1, wish, act, SEEN) == once
    agreed = replace(RUI, key="another form")
    done = accept(store, once, "problem", act=agreed)
    assert accept(store, once, "problem", act=agreed) == done
    assert len(plans.history(store, MAIN, "problem")) == 2


def test_a_campaign_is_added_with_its_test_and_taken_out_with_it(store: State) -> None:
    plan = planning.add_campaign(store, MAIN, "instagram", ANA, SEEN)
    assert plan.by_id["campaign.instagram"].kind is ItemKind.CAMPAIGN
    assert plan.by_id["test.instagram"].after == ("campaign.instagram",)
    with pytest.raises(InputError, match="already"):
        planning.add_campaign(store, MAIN, "instagram", ANA, SEEN)
    number = plan.revisions["campaign.instagram"].number
    plan = planning.remove(store, MAIN, "campaign.instagram", number, RUI, SEEN)
    assert plan.by_id.keys() == {item.id for item in DRAFTED.items}
    assert plan.open == ()
    plan = planning.add_campaign(store, MAIN, "instagram", ANA, SEEN)
    assert "test.instagram" in plan.by_id


def test_what_others_rest_on_stays(store: State) -> None:
    with pytest.raises(InputError, match="rest on “Focus segment”"):
        planning.remove(store, MAIN, "segment", 1, ANA, SEEN)


def test_a_removed_item_comes_back_by_undo_and_the_first_draft_cannot_be_undone(store: State) -> None:
    number = planning.standing(store).revisions["test.email"].number
    plan = planning.remove(store, MAIN, "test.email", number, ANA, SEEN)
    assert "test.email" not in plan.by_id
    last = plans.history(store, MAIN)[-1].number
    assert "test.email" in planning.undo(store, MAIN, last, RUI, SEEN).by_id
    with pytest.raises(InputError, match="first draft"):
        planning.undo(store, MAIN, 1, RUI, SEEN)


def test_any_two_revisions_are_compared_in_words_and_numbers(store: State) -> None:
    first = planning.standing(store).number
    plan = accept(store, refocus(store), "problem")
    found = planning.compare(store, MAIN, first, plan.number, "BRL")
    assert [one.item for one in found if one.part == "segment"] == ["segment", "problem"]
    assert {one.change for one in found} == {Change.DECIDED}
    assert planning.compare(store, MAIN, first, first, "BRL") == ()


def test_a_scenario_begins_as_the_plan_is_changed_alone_and_its_items_are_taken_over(store: State) -> None:
    name = f"{planning.SCENARIO}small"
    fork = planning.fork(store, MAIN, name, ANA)
    assert fork.items == planning.standing(store).items
    with pytest.raises(InputError, match="already"):
        planning.fork(store, MAIN, name, ANA)
    wish = replace(Wish.of(fork.by_id["segment"]), fields={"segment": "small"})
    changed = planning.change(store, name, "segment", fork.revisions["segment"].number, wish, ANA, SEEN)
    assert planning.standing(store).open == ()
    main = planning.take(store, name, ["segment"], planning.standing(store).number, RUI, SEEN)
    assert main.by_id["segment"] == changed.by_id["segment"]
    assert "problem" in open_items(main)


def test_taking_over_does_not_write_over_what_somebody_changed_in_the_meantime(store: State) -> None:
    name, number = f"{planning.SCENARIO}small", planning.standing(store).number
    planning.fork(store, MAIN, name, ANA)
    refocus(store, "mid", RUI)
    with pytest.raises(Conflict):
        planning.take(store, name, ["segment"], number, ANA, SEEN)


def test_an_item_that_never_was_is_refused(store: State) -> None:
    with pytest.raises(InputError, match="no revision 99"):
        planning.change(store, MAIN, "segment", 99, Wish(), ANA, SEEN)
