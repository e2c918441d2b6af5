"""What changed marks everything that rests on it, however far; what is accepted or kept holds again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from corrente.core.answer import Answer
from corrente.core.plan import FromPerson, Item, Marked, MarkStatus
from corrente.core.profile import Settings
from corrente.core.scorecard import Scorecard
from corrente.stream.plan.drafting import draft
from corrente.stream.plan.graph import dependents, downstream, index
from corrente.stream.plan.moving import Now, rebase


def marks(items: Iterable[Item], answers: Mapping[str, Answer], card: Scorecard | None = None) -> tuple[Marked, ...]:
    """Every item that rests on something that changed since, with what it was and what it is.

    An estimate changed where its value lies outside the interval that the item was written on, a decision where one of
    the fields that matter here is another. What rests on a marked item is marked too, with the same change and the way
    to it. In the order of the items; the direct marks of an item come first.
    """
    by_id = index(items)
    now = Now.of(answers, by_id, card)
    resting = dependents(by_id.values())
    found: dict[str, list[Marked]] = {id: list(_direct(item, now)) for id, item in by_id.items()}
    for id, direct in [(id, tuple(marked)) for id, marked in found.items() if marked]:
        for name, way in downstream(id, resting).items():
            found[name] += [replace(mark, item=name, through=(id, *way)) for mark in direct]
    return tuple(mark for marked in found.values() for mark in marked)


def _direct(item: Item, now: Now) -> Iterator[Marked]:
    for ground in item.rests_on:
        if now.moved(ground):
            yield Marked(item.id, ground, now.of_ground(ground))


def holds(items: Iterable[Item], found: Iterable[Marked]) -> tuple[Item, ...]:
    """The items on which no mark is open: what teams go on with."""
    marked = {mark.item for mark in found if mark.status is MarkStatus.OPEN}
    return tuple(item for item in items if item.id not in marked)


def redraft(
    items: Sequence[Item],
    found: Iterable[Marked],
    answers: Mapping[str, Answer],
    settings: Settings,
    today: dt.date,
) -> dict[str, Item]:
    """What the marked items would say, drafted anew from today's answers and from the items that hold.

    An item that cannot be drafted (a person wrote it) is rebased on its grounds as they stand.
    """
    kept, before = {item.id: item for item in holds(items, found)}, index(items)
    drafted = index(draft(answers, settings, today, kept, before))
    now = Now.of(answers, {**before, **drafted})
    return {item.id: drafted.get(item.id) or rebase(item, now) for item in items if item.id not in kept}


def keep(item: Item, now: Now, author: str, reason: str) -> Item:
    """The item as it stands, by a person's word: it rests on what is known now, so that only a new change marks it.

    A ground that is gone goes, as the person's word stands in its place. Its sentence stays as it was.
    """
    grounds = tuple(stands for ground in item.rests_on if (stands := now.of_ground(ground)) is not None)
    word = FromPerson(author, reason)
    others = tuple(ground for ground in grounds if ground.key != word.key)
    return replace(item, rests_on=(*others, word))
