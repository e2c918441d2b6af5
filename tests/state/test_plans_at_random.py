"""Whatever is done to a plan, in whatever order, the store says what a list in memory says."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from corrente.core.plan import Item, Revision
from corrente.state import plans
from corrente.state.differences import Difference
from corrente.state.plans import Conflict, Edit
from corrente.state.store import State
from tests.state.items import an_item

IDS = ("segment", "price", "campaign.linkedin")
bodies = st.one_of(
    st.none(),
    st.dictionaries(st.sampled_from(["n", "m"]), st.one_of(st.integers(0, 3), st.text(max_size=3), st.dates())),
)
changes = st.dictionaries(st.sampled_from(IDS), bodies, min_size=1)

Act = tuple[str, dict[str, Edit], tuple[Revision, ...]]


class Editing(RuleBasedStateMachine):
    """A list of revisions is the model; `state` is set by the test."""

    state: State
    plan_numbers = count()
    acts = Bundle("acts")

    def __init__(self) -> None:
        super().__init__()
        self.plan = f"plan {next(self.plan_numbers)}"
        self.model: list[Revision] = []

    def current(self, upto: int | None = None) -> dict[str, Revision]:
        return {r.item: r for r in (self.model if upto is None else self.model[:upto])}

    def body(self, id: str, fields: dict[str, object] | None) -> Item | None:
        return None if fields is None else an_item(id, **fields)  # type: ignore[arg-type]

    @rule(target=acts, wanted=changes, author=st.sampled_from(["ana", "bia"]))
    def edit(self, wanted: dict[str, dict[str, object] | None], author: str) -> Act:
        now = self.current()
        edits = {id: Edit(self.body(id, f), now[id].number if id in now else None) for id, f in wanted.items()}
        key = f"key {len(self.model)}"
        saved = plans.save(self.state, self.plan, edits, author=author, reason="x", key=key)
        assert [(r.number, r.item, r.author, r.based_on, r.body) for r in saved] == [
            (len(self.model) + i, id, author, e.based_on, e.body) for i, (id, e) in enumerate(edits.items(), 1)
        ]
        self.model.extend(saved)
        return key, edits, saved

    @rule(act=acts)
    def repeat(self, act: Act) -> None:
        key, edits, saved = act
        assert plans.save(self.state, self.plan, edits, author="?", reason="?", key=key) == saved

    @rule(act=acts)
    def edit_what_has_moved(self, act: Act) -> None:
        now = self.current()
        moved = [now[id] for id in act[1]]  # each has at least the revision of that act, so none is at based_on
        with pytest.raises(Conflict) as conflict:
            plans.save(self.state, self.plan, act[1], author="ana", reason="late")
        assert list(conflict.value.theirs) == sorted(moved, key=lambda r: r.number)

    @rule(act=acts)
    def undo(self, act: Act) -> None:
        saved, now = act[2], self.current()
        numbers = [r.number for r in saved]
        if any(now[r.item].number != r.number for r in saved):
            with pytest.raises(Conflict):
                plans.undo(self.state, self.plan, numbers[-1], author="ana", reason="undo")
            return
        before = [self.model[r.based_on - 1].body if r.based_on else None for r in saved]
        undone = plans.undo(self.state, self.plan, numbers[-1], author="ana", reason="undo")
        assert [(r.based_on, r.body) for r in undone] == list(zip(numbers, before, strict=True))
        self.model.extend(undone)

    @rule(data=st.data())
    def compare(self, data: st.DataObject) -> None:
        before, after = (data.draw(st.integers(0, len(self.model))) for _ in range(2))
        bodies = [{i: r.body for i, r in self.current(n).items() if r.body} for n in (before, after)]
        differing = {i for i in IDS if bodies[0].get(i) != bodies[1].get(i)}
        told = plans.compare(self.state, self.plan, before, after)
        assert set(told) == differing
        back = plans.compare(self.state, self.plan, after, before)
        for item, found in told.items():
            turned = [Difference(d.path, d.after, d.before) for d in back[item]]
            assert sorted(found, key=lambda d: d.path) == sorted(turned, key=lambda d: d.path)

    @rule(data=st.data())
    def look_back(self, data: st.DataObject) -> None:
        number = data.draw(st.integers(0, len(self.model)))
        there = {item: r for item, r in self.current(number).items() if r.body is not None}
        assert plans.as_of(self.state, self.plan, number) == there

    @invariant()
    def nothing_is_lost(self) -> None:
        assert plans.history(self.state, self.plan) == tuple(self.model)


def test_the_store_agrees_with_a_list(file_state: State) -> None:
    class Here(Editing):
        state = file_state

    Here.TestCase.settings = settings(
        max_examples=25, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
    )
    Here.TestCase("runTest").runTest()
