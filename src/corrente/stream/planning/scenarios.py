"""Plans beside the plan: a scenario begins as the plan stands, is changed alone, and gives items back."""

from __future__ import annotations

from collections.abc import Collection

from corrente.core.plan import MarkStatus
from corrente.state import plans
from corrente.state.plans import Conflict, Edit
from corrente.state.store import State
from corrente.stream.plan import comparing
from corrente.stream.plan.graph import order
from corrente.stream.planning.acts import Act, again, done, last_number, save, settle
from corrente.stream.planning.refusals import taken_name
from corrente.stream.planning.standing import MAIN, Seen, Standing, standing


def compare(store: State, name: str, before: int, after: int, currency: str) -> tuple[comparing.Difference, ...]:
    """How the plan after revision ``after`` differs from the plan after revision ``before``, in words and numbers."""
    old, new = (
        [revision.body for revision in plans.as_of(store, name, number).values() if revision.body is not None]
        for number in (before, after)
    )
    return comparing.compare(order(old), order(new), currency)


def fork(store: State, source: str, target: str, act: Act) -> Standing:
    """A scenario that begins as the plan ``source`` stands. Raises `InputError` where ``target`` is there already."""
    if done(store, target, act):
        return standing(store, target)
    if target in plans.names(store) and plans.history(store, target):
        raise taken_name(target)
    save(store, target, {item.id: Edit(item) for item in standing(store, source).items}, act)
    return standing(store, target)


def take(
    store: State, source: str, ids: Collection[str], based_on: int, act: Act, seen: Seen, target: str = MAIN
) -> Standing:
    """Take items of a scenario, as they stand there, into the plan; what the scenario took out goes.

    ``based_on`` is the number of the plan that the author compared with. Raises `Conflict` where one of the items has
    moved on since.
    """
    if done(store, target, act):
        return again(store, target, seen)
    plan, scenario = standing(store, target), standing(store, source).by_id
    moved = tuple(r for id, r in plan.revisions.items() if id in ids and r.number > based_on)
    if moved:
        raise Conflict(moved)
    edits = {id: Edit(scenario.get(id), last_number(store, target, id)) for id in ids}
    save(store, target, edits, act)
    return settle(store, plan, ids, MarkStatus.ACCEPTED, act, seen)
