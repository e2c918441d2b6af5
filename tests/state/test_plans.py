"""A plan's revisions: added, never written over, undone by adding, read as of any of them."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from corrente.core.errors import InputError
from corrente.core.plan import Item, Revision
from corrente.core.words import Language
from corrente.state import plans
from corrente.state.differences import Difference, differences
from corrente.state.plans import Conflict, Edit, save, undo
from corrente.state.store import State
from tests.state.conftest import Clock
from tests.state.items import an_item


def _save(
    state: State, body: Item, based_on: int | None = None, author: str = "ana", key: str | None = None
) -> Revision:
    (saved,) = save(state, "plan", {body.id: Edit(body, based_on)}, author=author, reason="why not", key=key)
    return saved


def test_a_revision_comes_back_as_it_was_saved(state: State, clock: Clock) -> None:
    body = an_item(
        budget=1234.5678901234567, day=dt.date(2027, 1, 2), who=("São Paulo", None, 3), odd='"\n\\', far=math.inf
    )
    saved = _save(state, body)
    assert saved == Revision("plan", 1, "segment", "ana", clock.now, "why not", None, body)
    assert plans.history(state, "plan") == (saved,)
    assert plans.as_of(state, "plan")["segment"].at.tzinfo is dt.UTC
    assert plans.names(state) == ("plan",)


def test_revisions_are_numbered_over_the_whole_plan(state: State) -> None:
    drafted = save(
        state, "plan", {id: Edit(an_item(id)) for id in ("segment", "price")}, author="corrente", reason="draft"
    )
    changed = _save(state, an_item("price", amount=9), based_on=2)
    assert [r.number for r in (*drafted, changed)] == [1, 2, 3]
    assert plans.history(state, "plan", "price") == (drafted[1], changed)
    assert plans.history(state, "plan", after=2) == (changed,)
    assert plans.history(state, "another") == ()


def test_who_edits_what_others_changed_is_shown_theirs(state: State) -> None:
    first = _save(state, an_item(n=1))
    theirs = _save(state, an_item(n=2), first.number, author="bia")
    with pytest.raises(Conflict) as conflict:
        _save(state, an_item(n=3), first.number)
    assert conflict.value.theirs == (theirs,)
    assert "bia" in conflict.value.say(Language.PT)
    with pytest.raises(Conflict):
        _save(state, an_item(n=4))  # as if it were new
    assert plans.history(state, "plan") == (first, theirs)


def test_of_several_edits_all_are_saved_or_none(state: State) -> None:
    first = _save(state, an_item("price"))
    edits = {"segment": Edit(an_item("segment")), "price": Edit(an_item("price", n=1))}
    with pytest.raises(Conflict):
        save(state, "plan", edits, author="ana", reason="")
    assert plans.history(state, "plan") == (first,)
    assert _save(state, an_item("segment")).number == 2  # the numbers that failed were not used up


def test_a_save_that_is_repeated_is_not_doubled(state: State) -> None:
    first = _save(state, an_item(n=1), key="k")
    later = _save(state, an_item(n=2), first.number)
    assert _save(state, an_item(n=1), key="k") == first  # although the item has moved on
    with pytest.raises(InputError, match="key"):
        _save(state, an_item(n=5), later.number, key="k")
    assert plans.history(state, "plan") == (first, later)


def test_nobody_can_have_seen_what_never_was(state: State) -> None:
    with pytest.raises(InputError, match="no revision 7"):
        _save(state, an_item(), based_on=7)
    assert plans.history(state, "plan") == ()


def test_undo_adds_what_was_before(state: State) -> None:
    first = _save(state, an_item(n=1))
    second = _save(state, an_item(n=2), first.number)
    (undone,) = undo(state, "plan", second.number, author="bia", reason="oops")
    assert (undone.number, undone.based_on, undone.body, undone.author) == (3, 2, first.body, "bia")
    with pytest.raises(Conflict):
        undo(state, "plan", second.number, author="ana", reason="again")
    (redone,) = undo(state, "plan", undone.number, author="ana", reason="redo")
    assert redone.body == second.body
    with pytest.raises(InputError, match="no revision 99"):
        undo(state, "plan", 99, author="ana", reason="")


def test_undo_takes_back_the_whole_act_and_can_be_undone(state: State) -> None:
    drafted = save(state, "plan", {id: Edit(an_item(id)) for id in ("a", "b")}, author="corrente", reason="draft")
    out = undo(state, "plan", drafted[1].number, author="ana", reason="")
    assert plans.as_of(state, "plan") == {}
    assert plans.as_of(state, "plan", 2) == {"a": drafted[0], "b": drafted[1]}
    back = undo(state, "plan", out[0].number, author="ana", reason="")
    assert [r.body for r in back] == [r.body for r in drafted]


def test_a_plan_as_of_a_revision_and_what_changed_since(state: State) -> None:
    save(state, "plan", {"a": Edit(an_item("a", n=1, m=1)), "b": Edit(an_item("b"))}, author="ana", reason="")
    _save(state, an_item("a", n=2, m=1), based_on=1)
    save(state, "plan", {"b": Edit(None, 2)}, author="ana", reason="")
    _save(state, an_item("c"))
    assert set(plans.as_of(state, "plan", 3)) == {"a", "b"}
    assert set(plans.as_of(state, "plan")) == {"a", "c"}
    assert plans.compare(state, "plan", 2, 5) == {
        "a": (Difference(("fields", "n"), 1, 2),),
        "b": (Difference((), an_item("b"), None),),
        "c": (Difference((), None, an_item("c")),),
    }
    assert plans.compare(state, "plan", 4, 4) == {}


def test_differences_go_as_deep_as_both_sides_do() -> None:
    assert differences(an_item(), an_item()) == ()
    assert differences((1, 2), (1, 3, 4)) == (Difference(("1",), 2, 3), Difference(("2",), None, 4))
    assert differences({"x": 1}, {"y": 1}) == (Difference(("x",), 1, None), Difference(("y",), None, 1))
    assert differences({"x": {"y": 1}}, {"x": 3}) == (Difference(("x",), {"y": 1}, 3),)
    before, after = an_item().statement, an_item("other").title
    assert differences(before, after) == (Difference((), before, after),)  # a sentence is one thing


def test_what_no_database_stores_is_the_callers_error(state: State) -> None:
    with pytest.raises(InputError, match="cannot be stored"):
        _save(state, an_item(), author="half a character \ud800")
    assert plans.history(state, "plan") == ()


def test_a_number_that_no_database_holds_is_the_callers_error(state: State) -> None:
    _save(state, an_item())
    with pytest.raises(InputError):
        undo(state, "plan", 10**30, author="ana", reason="")
