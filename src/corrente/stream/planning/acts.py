"""What people do to a plan: each act adds revisions with author, time, reason and a key, and marks what follows.

An act that arrives twice is done once. What somebody else changed in the meantime is a `Conflict`: nothing is written
over.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from corrente.core.answer import Lever
from corrente.core.plan import Item, Marked, MarkStatus, Revision
from corrente.state import marks, plans
from corrente.state.plans import Conflict, Edit
from corrente.state.store import State
from corrente.stream.plan import deciding, marking
from corrente.stream.plan.items import campaigns, judging
from corrente.stream.planning.refreshing import refresh
from corrente.stream.planning.refusals import first_draft, needed, never_was, there_already
from corrente.stream.planning.standing import (
    DRAFTER,
    Seen,
    Standing,
    goes_with,
    print_of,
    proposals,
    same_lever,
    standing,
)


@dataclass(frozen=True)
class Act:
    """Who does something to a plan and why; ``key`` tells it from every other act."""

    author: str
    reason: str = ""
    key: str | None = None


def change(store: State, name: str, id: str, based_on: int, wish: deciding.Wish, act: Act, seen: Seen) -> Standing:
    """Decide an item as wished, on its revision ``based_on``, and mark what rests on it.

    Raises `Conflict` where the item has moved on, `InputError` where it never was.
    """
    if not done(store, name, act):
        plan = standing(store, name)
        item = as_seen(store, plan, id, based_on)
        body = deciding.decide(item, wish, act.author, act.reason, seen.known, plan.by_id)
        save(store, name, {id: Edit(body, based_on)}, act)
        if deciding.speaks(item, wish):
            return settle(store, plan, (id,), MarkStatus.KEPT, act, seen)
    return again(store, name, seen)


def accept(store: State, name: str, ids: Collection[str], shown: str, act: Act, seen: Seen) -> Standing:
    """Take what the marked items would say now, all of ``ids`` in one act; ``shown`` is their `print_of`.

    Raises `Conflict` where what they would say, or the items themselves, are not what the author was shown.
    """
    if done(store, name, act):
        return again(store, name, seen)
    plan = standing(store, name)
    proposed = {id: item for id, item in proposals(plan, seen).items() if id in ids}
    if proposed.keys() != set(ids) or print_of(proposed.values()) != shown:
        raise Conflict(tuple(plan.revisions[id] for id in ids if id in plan.revisions) or _last(plan))
    save(store, name, {id: Edit(item, plan.revisions[id].number) for id, item in proposed.items()}, act)
    return settle(store, plan, ids, MarkStatus.ACCEPTED, act, seen)


def keep(store: State, name: str, id: str, based_on: int, act: Act, seen: Seen) -> Standing:
    """Leave a marked item as it stands, by the author's word. Raises `Conflict` where it has moved on."""
    if done(store, name, act):
        return again(store, name, seen)
    plan = standing(store, name)
    body = marking.keep(as_seen(store, plan, id, based_on), seen.now(plan), act.author, act.reason)
    save(store, name, {id: Edit(body, based_on)}, act)
    return settle(store, plan, (id,), MarkStatus.KEPT, act, seen)


def pull(store: State, name: str, id: str, lever: Lever, act: Act, seen: Seen) -> Standing:
    """Let an item move one more driver, as an answer advises; nothing happens where it does already."""
    if done(store, name, act):
        return again(store, name, seen)
    plan = standing(store, name)
    item = plan.by_id[id]
    if not any(same_lever(lever, own) for own in item.levers):
        kept = marking.keep(item, seen.now(plan), act.author, act.reason)
        body = replace(kept, levers=(*item.levers, lever))
        save(store, name, {id: Edit(body, plan.revisions[id].number)}, act)
    return settle(store, plan, (id,), MarkStatus.KEPT, act, seen)


def add_campaign(store: State, name: str, channel: str, act: Act, seen: Seen) -> Standing:
    """One more campaign with its test, drafted for a channel. Raises `InputError` where the plan has it already."""
    if done(store, name, act):
        return again(store, name, seen)
    plan = standing(store, name)
    campaign = campaigns.by_channel(seen.known, plan.by_id, channel)
    if campaign.id in plan.revisions:
        raise there_already(campaign)
    test = judging.judged(seen.known, {**plan.by_id, campaign.id: campaign}, campaign)
    before = {one.id: last_number(store, name, one.id) for one in (campaign, test)}
    save(store, name, {one.id: Edit(one, before[one.id]) for one in (campaign, test)}, act)
    return again(store, name, seen)


def remove(store: State, name: str, id: str, based_on: int, act: Act, seen: Seen) -> Standing:
    """Take an item out, and with a campaign its test.

    Raises `InputError` where other items rest on it, `Conflict` where it has moved on.
    """
    if done(store, name, act):
        return again(store, name, seen)
    plan = standing(store, name)
    with_it = goes_with(plan, id)
    if with_it is None:
        raise needed(plan, id)
    gone = {one: Edit(None, plan.revisions[one].number) for one in with_it if one in plan.revisions}
    save(store, name, {id: Edit(None, based_on), **gone}, act)
    return again(store, name, seen)


def undo(store: State, name: str, number: int, act: Act, seen: Seen) -> Standing:
    """Take back the act that revision ``number`` came with; its items are again what they were.

    Raises `Conflict` where one of them was changed since, `InputError` for the first draft, which is edited instead.
    """
    if any(r.number == number and r.author == DRAFTER for r in plans.history(store, name, after=number - 1)):
        raise first_draft()
    plans.undo(store, name, number, author=act.author, reason=act.reason, key=act.key)
    return again(store, name, seen)


def settle(store: State, before: Standing, ids: Collection[str], status: MarkStatus, act: Act, seen: Seen) -> Standing:
    """Record what was decided of the open marks, and note the new ones.

    Who kept an item saw what is still open before it: those changes do not ask the same person twice.
    """
    settled = [mark.id for mark in before.open if mark.marked.item in ids]
    marks.decide(store, settled, status, author=act.author, reason=act.reason)
    after = again(store, before.name, seen)
    seen_before = [_change_of(mark.marked) for mark in before.marks if mark.marked.item in ids]
    anew = [mark.id for mark in after.open if mark.marked.item in ids and _change_of(mark.marked) in seen_before]
    if status is MarkStatus.ACCEPTED or not anew:
        return after
    marks.decide(store, anew, status, author=act.author, reason=act.reason)
    return standing(store, before.name)


def _change_of(marked: Marked) -> tuple[object, ...]:
    return marked.item, marked.because, marked.now


def again(store: State, name: str, seen: Seen) -> Standing:
    """The plan as it stands, with the marks of what changed since."""
    return refresh(store, standing(store, name), seen.answers, seen.card)


def save(store: State, name: str, edits: Mapping[str, Edit], act: Act) -> None:
    """Add the revisions of an act. Raises `Conflict` as the store does."""
    plans.save(store, name, edits, author=act.author, reason=act.reason, key=act.key)


def done(store: State, name: str, act: Act) -> bool:
    """Whether the act has arrived before."""
    return act.key is not None and bool(plans.done(store, name, act.key))


def as_seen(store: State, plan: Standing, id: str, number: int) -> Item:
    """The item as its author saw it. Raises `InputError` where it never was so."""
    now = plan.revisions.get(id)
    revisions = (now,) if now and now.number == number else plans.history(store, plan.name, id)
    found = next((r.body for r in reversed(revisions) if r.number <= number and r.body is not None), None)
    if found is None:
        raise never_was()
    return found


def _last(plan: Standing) -> tuple[Revision, ...]:
    return tuple(revision for revision in plan.revisions.values() if revision.number == plan.number)


def last_number(store: State, name: str, id: str) -> int | None:
    """The item's last revision, also where that took it out."""
    return max((revision.number for revision in plans.history(store, name, id)), default=None)
