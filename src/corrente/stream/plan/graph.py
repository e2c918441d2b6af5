"""The plan as a graph: what comes before what, and what rests on what, however far."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from corrente.core.errors import InputError
from corrente.core.plan import Item
from corrente.core.words import phrase


def order(items: Iterable[Item]) -> tuple[Item, ...]:
    """The items, each after all that it rests on; what it rests on and is not there is passed over.

    Raises `InputError` where two items have one id, or items rest on each other in a circle.
    """
    by_id = index(items)
    sorter = TopologicalSorter({id: [name for name in item.after if name in by_id] for id, item in by_id.items()})
    try:
        return tuple(by_id[id] for id in sorter.static_order())
    except CycleError as error:
        raise _circle(error.args[1]) from None


def index(items: Iterable[Item]) -> dict[str, Item]:
    """The items by id; raises `InputError` where two have the same."""
    found: dict[str, Item] = {}
    for item in items:
        if item.id in found:
            raise InputError(
                phrase("Two items of the plan are called “{id}”.", "Dois itens do plano se chamam “{id}”.", id=item.id),
                None,
                phrase("Give one of them another id.", "Dê outro id a um deles."),
            )
        found[item.id] = item
    return found


def dependents(items: Iterable[Item]) -> dict[str, tuple[str, ...]]:
    """For each id, the ids of the items that rest on it directly."""
    found: dict[str, list[str]] = {}
    for item in items:
        for name in item.after:
            found.setdefault(name, []).append(item.id)
    return {name: tuple(ids) for name, ids in found.items()}


def downstream(start: str, resting: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """What rests on ``start``, however far: id to the items between, nearest to ``start`` first, by a shortest way."""
    found: dict[str, tuple[str, ...]] = {}
    waiting: deque[tuple[str, tuple[str, ...]]] = deque([(start, ())])
    while waiting:
        name, way = waiting.popleft()
        for id in resting.get(name, ()):
            if id not in found and id != start:
                found[id] = way
                waiting.append((id, (*way, id)))
    return found


def _circle(ids: list[str]) -> InputError:
    return InputError(
        phrase("Items of the plan rest on each other in a circle.", "Há itens do plano que se apoiam em círculo."),
        phrase("The circle: {way}.", "O círculo: {way}.", way=" → ".join(reversed(ids))),
        phrase("Take one of these links out.", "Retire uma dessas ligações."),
    )
