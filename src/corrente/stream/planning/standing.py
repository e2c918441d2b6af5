"""A plan as it stands, what is known when somebody works on it, and what it would say now."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corrente.core.answer import Answer, Lever
from corrente.core.codec import encode
from corrente.core.plan import Item, ItemKind, MarkStatus, Revision
from corrente.core.profile import Settings
from corrente.core.scorecard import Scorecard
from corrente.state import marks, plans
from corrente.state.marks import Mark
from corrente.state.plans import Conflict, Edit
from corrente.state.store import State
from corrente.stream.plan import marking
from corrente.stream.plan.graph import dependents, order
from corrente.stream.plan.known import Known
from corrente.stream.plan.moving import Now
from corrente.stream.plan.plan import Plan

MAIN = "plan"
"""The plan that the company goes by; every other name is a scenario's."""
SCENARIO = "scenario/"
"""How the name of a scenario's plan begins."""
DRAFTER = "corrente"
"""Who signs what was drafted."""


@dataclass(frozen=True)
class Standing:
    """A plan as it stands: the last revision of each item that is in it, and the marks stored on these revisions.

    ``number`` is the plan's last revision, also where that took an item out; 0 for a plan that nobody has begun.
    """

    name: str
    revisions: Mapping[str, Revision]
    marks: tuple[Mark, ...] = ()
    number: int = 0

    @property
    def items(self) -> tuple[Item, ...]:
        """The items, each after what it rests on."""
        return order(revision.body for revision in self.revisions.values() if revision.body is not None)

    @property
    def by_id(self) -> Mapping[str, Item]:
        """The items by their ids, each after what it rests on."""
        return {item.id: item for item in self.items}

    @property
    def open(self) -> tuple[Mark, ...]:
        """The marks that nobody has decided of."""
        return tuple(mark for mark in self.marks if mark.marked.status is MarkStatus.OPEN)

    @property
    def resting(self) -> Mapping[str, tuple[str, ...]]:
        """For each item, the items that rest on it directly."""
        return dependents(self.items)


@dataclass(frozen=True)
class Seen:
    """What is known when somebody works on a plan."""

    answers: Mapping[str, Answer]
    settings: Settings
    today: dt.date
    card: Scorecard | None = None

    @property
    def known(self) -> Known:
        """What drafts are made from."""
        return Known(self.answers, self.settings, self.today)

    def now(self, plan: Standing) -> Now:
        """Every ground of the plan as it stands."""
        return Now.of(self.answers, plan.by_id, self.card)


def standing(store: State, name: str = MAIN) -> Standing:
    """The plan of that name as it stands; without items where nobody has begun it. Raises `StateError`."""
    revisions = plans.as_of(store, name)
    current = {revision.number for revision in revisions.values()}
    found = marks.listed(store, name, current)
    seen = max(current, default=0)
    gone = plans.history(store, name, after=seen)  # what was taken out last
    return Standing(name, revisions, found, gone[-1].number if gone else seen)


def begin(store: State, drafted: Plan, name: str = MAIN) -> Standing:
    """The plan as it stands, begun with what was ``drafted`` where nobody has. Raises `StateError`."""
    if plans.as_of(store, name) or plans.history(store, name):
        return standing(store, name)
    try:
        edits = {item.id: Edit(item) for item in drafted.items}
        plans.save(store, name, edits, author=DRAFTER, reason="drafted from the answers")
    except Conflict:  # another process began it in the meantime: its draft stands
        return standing(store, name)
    return standing(store, name)


def proposals(plan: Standing, seen: Seen) -> Mapping[str, Item]:
    """What the items with open marks would say now, by id; each follows from the proposals before it."""
    if not plan.open:
        return {}
    return marking.redraft(plan.items, [mark.marked for mark in plan.open], seen.answers, seen.settings, seen.today)


def accepted_with(plan: Standing, id: str) -> tuple[str, ...]:
    """The items that are accepted with this one: itself last, after those it rests on that have open marks too."""
    marked = {mark.marked.item for mark in plan.open}
    by_id, wanted, waiting = plan.by_id, set[str](), [id]
    while waiting:
        one = waiting.pop()
        if one in marked and one not in wanted:
            wanted.add(one)
            waiting += by_id[one].after
    return tuple(one for one in by_id if one in wanted)


def print_of(items: Iterable[Item]) -> str:
    """A short text that differs where any of the items does, so that only what was seen is accepted."""
    return hashlib.sha256(json.dumps([encode(item) for item in items]).encode()).hexdigest()[:16]


def goes_with(plan: Standing, id: str) -> tuple[str, ...] | None:
    """What is taken out with an item; ``None`` where it cannot be, as others rest on it."""
    by_id, resting = plan.by_id, plan.resting.get(id, ())
    return resting if all(by_id[one].kind is ItemKind.TEST for one in resting) else None


def same_lever(one: Lever, other: Lever) -> bool:
    """Whether two levers move the same driver of the same thing, by the same change."""
    return (one.driver, dict(one.of), one.change.say()) == (other.driver, dict(other.of), other.change.say())
