"""Marks: stored once, decided once, by whoever comes first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corrente.core.errors import InputError
from corrente.core.plan import MarkStatus, Revision
from corrente.state import marks, plans
from corrente.state.marks import Decided, decide, note
from corrente.state.plans import Edit, save
from corrente.state.store import State
from tests.state.conftest import Clock
from tests.state.items import a_mark, an_item

ITEM = "campaign.linkedin"


def _plan(state: State) -> dict[str, Revision]:
    edits = {id: Edit(an_item(id)) for id in ("segment", ITEM)}
    return {r.item: r for r in save(state, "plan", edits, author="ana", reason="")}


def test_a_mark_is_stored_once_and_comes_back(state: State) -> None:
    plan = _plan(state)
    first, other = note(state, plan, [a_mark(), a_mark(now=0.1)])
    assert (first.plan, first.revision, first.marked) == ("plan", 2, a_mark())
    assert note(state, plan, [a_mark(now=0.1), a_mark(), a_mark()]) == (other, first, first)
    assert marks.listed(state, "plan") == marks.listed(state, "plan", [2]) == (first, other)
    assert marks.listed(state, "plan", [1]) == ()
    assert note(state, plan, []) == marks.listed(state, "another") == ()


def test_the_order_of_a_grounds_segments_makes_no_other_mark(state: State) -> None:
    plan = _plan(state)
    said = a_mark()
    turned = replace(said, because=replace(said.because, of=dict(reversed(said.because.of.items()))))  # type: ignore[union-attr,type-var]
    assert note(state, plan, [said]) == note(state, plan, [turned])


def test_a_decision_carries_its_author_and_is_taken_once(state: State, clock: Clock) -> None:
    (mark,) = note(state, _plan(state), [a_mark()])
    (kept,) = decide(state, [mark.id], MarkStatus.KEPT, author="bia", reason="one bad month")
    said = replace(a_mark(), status=MarkStatus.KEPT, author="bia", at=clock.now, reason="one bad month")
    assert kept == replace(mark, marked=said)
    assert decide(state, [mark.id], MarkStatus.KEPT, author="caio", reason="me too") == (kept,)
    with pytest.raises(Decided) as decided:
        decide(state, [mark.id], MarkStatus.ACCEPTED, author="ana", reason="")
    assert decided.value.theirs == kept
    assert "bia" in decided.value.say()
    assert marks.listed(state, "plan") == (kept,)


def test_what_was_decided_is_not_asked_again_until_the_item_changes(state: State) -> None:
    plan = _plan(state)
    (mark,) = note(state, plan, [a_mark()])
    decide(state, [mark.id], MarkStatus.KEPT, author="bia", reason="")
    assert note(state, plan, [a_mark()])[0].marked.status is MarkStatus.KEPT
    save(state, "plan", {ITEM: Edit(an_item(ITEM, budget=5), plan[ITEM].number)}, author="ana", reason="")
    assert note(state, plans.as_of(state, "plan"), [a_mark()])[0].marked.status is MarkStatus.OPEN


def test_several_are_decided_together_or_none(state: State) -> None:
    several = note(state, _plan(state), [a_mark(), a_mark(now=0.1)])
    first, second = (mark.id for mark in several)
    decide(state, [first], MarkStatus.KEPT, author="bia", reason="")
    with pytest.raises(Decided):
        decide(state, [second, first], MarkStatus.ACCEPTED, author="ana", reason="")
    assert [mark.marked.status for mark in marks.listed(state, "plan")] == [MarkStatus.KEPT, MarkStatus.OPEN]
    assert len(decide(state, [second, first], MarkStatus.KEPT, author="ana", reason="")) == 2
    assert decide(state, [], MarkStatus.KEPT, author="ana", reason="") == ()


def test_a_mark_that_lapsed_is_stored_anew_when_the_change_comes_back(state: State) -> None:
    plan = _plan(state)
    seen = set()
    for _ in range(3):
        (mark,) = note(state, plan, [a_mark()])
        assert mark.marked.status is MarkStatus.OPEN
        seen.add(mark.id)
        decide(state, [mark.id], MarkStatus.LAPSED, author="corrente", reason="")
    assert len(seen) == 3


def test_a_mark_that_is_not_there(state: State) -> None:
    for mark in (7, 10**30):
        with pytest.raises(InputError):
            decide(state, [mark], MarkStatus.KEPT, author="ana", reason="")
    with pytest.raises(ValueError, match="accepting or keeping"):
        decide(state, [7], MarkStatus.OPEN, author="ana", reason="")
