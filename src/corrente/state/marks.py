"""Marks on items whose ground changed, and what people decided of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from corrente.core.codec import encode
from corrente.core.errors import CorrenteError, InputError
from corrente.core.plan import Marked, MarkStatus, Revision
from corrente.core.words import Phrase, phrase
from corrente.state import tables
from corrente.state.plans import hold
from corrente.state.store import State

_M, _D = tables.marks.c, tables.decisions.c


@dataclass(frozen=True)
class Mark:
    """A mark that is stored: on which ``revision`` of its item, and what it says, with what was decided of it."""

    id: int
    plan: str
    revision: int
    marked: Marked


class Decided(CorrenteError):
    """Somebody decided otherwise of the same mark: ``theirs`` says how. Nothing was changed."""

    def __init__(self, theirs: Mark) -> None:
        self.theirs = theirs
        super().__init__(
            phrase(
                "{author} has already decided about {item}.",
                "{author} já decidiu sobre {item}.",
                author=theirs.marked.author,
                item=theirs.marked.item,
            ),
            None,
            Phrase("Edit the item to change it again.", "Edite o item para alterá-lo de novo."),
        )


def note(state: State, plan: Mapping[str, Revision], found: Sequence[Marked]) -> tuple[Mark, ...]:
    """Store the marks ``found`` on a ``plan`` (by item, as it was looked at) and return them in their order.

    A mark that is already there, for the same revision and the same change, comes back as it is, decided or not; one
    that lapsed is stored anew. Raises ``KeyError`` for an item that is not in ``plan``.
    """
    if not found:
        return ()
    name = plan[found[0].item].plan
    with state.writing() as connection:
        hold(connection, name)
        revisions = {plan[marked.item].number for marked in found}
        here = _read(connection, _WHOLE.where(_M.plan == name, _M.revision.in_(revisions)))
        rows = [_row(state, plan[marked.item], marked, here) for marked in found]
        new = {row["digest"]: row for row in rows if row["digest"] not in here}
        if new:
            connection.execute(insert(tables.marks), list(new.values()))
            here = {**here, **_read(connection, _WHOLE.where(_M.plan == name, _M.digest.in_(new)))}
    return tuple(here[row["digest"]] for row in rows)


def decide(state: State, chosen: Collection[int], status: MarkStatus, *, author: str, reason: str) -> tuple[Mark, ...]:
    """Accept marks, keep what they are on, or let them lapse: once, and all or none; the same again changes nothing.

    Raises `Decided` where another has decided otherwise, `InputError` where there is no such mark, ``ValueError`` for a
    status that is no decision.
    """
    if status is MarkStatus.OPEN:
        raise ValueError("a mark is decided by accepting or keeping")
    with state.writing() as connection:
        connection.execute(select(_M.id).where(_M.id.in_(chosen)).order_by(_M.id).with_for_update()).all()
        here = _by_id(connection, chosen)
        if here.keys() != set(chosen):
            raise _no_mark()
        if otherwise := [mark for mark in here.values() if mark.marked.status not in (MarkStatus.OPEN, status)]:
            raise Decided(otherwise[0])
        decision = {"status": status.value, "author": author, "at": state.clock(), "reason": reason}
        new = [{"mark": id, **decision} for id, mark in here.items() if mark.marked.status is MarkStatus.OPEN]
        if new:
            connection.execute(insert(tables.decisions), new)
            here = _by_id(connection, chosen)
    return tuple(here[id] for id in chosen)


def listed(state: State, plan: str, revisions: Collection[int] | None = None) -> tuple[Mark, ...]:
    """The marks that a plan had on these of its ``revisions``, or ever, the oldest first."""
    asked = _WHOLE.where(_M.plan == plan)
    if revisions is not None:
        asked = asked.where(_M.revision.in_(revisions))
    with state.reading() as connection:
        return tuple(_read(connection, asked).values())


def _row(state: State, revision: Revision, marked: Marked, here: Mapping[str, Mark]) -> dict[str, Any]:
    body = replace(marked, status=MarkStatus.OPEN, author="", at=None, reason="")
    said = [revision.item, revision.number, _ordered(encode(body))]
    turns = (_digest(said if turn == 0 else [*said, turn]) for turn in count())
    digest = next(one for one in turns if one not in here or here[one].marked.status is not MarkStatus.LAPSED)
    return {
        "plan": revision.plan,
        "item": revision.item,
        "revision": revision.number,
        "digest": digest,
        "body": body,
        "at": state.clock(),
    }


def _digest(said: list[Any]) -> str:
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _ordered(said: Any) -> Any:
    """Encoded values with their mappings in one order."""
    if not isinstance(said, list):
        return said
    held = [_ordered(part) for part in said]
    return [held[0], *sorted(held[1:], key=json.dumps)] if held[:1] == ["mapping"] else held


_WHOLE = (
    select(_M.id, _M.plan, _M.revision, _M.digest, _M.body, _D.status, _D.author, _D.at, _D.reason)
    .join_from(tables.marks, tables.decisions, isouter=True)
    .order_by(_M.id)
)


def _by_id(connection: Connection, chosen: Collection[int]) -> dict[int, Mark]:
    return {mark.id: mark for mark in _read(connection, _WHOLE.where(_M.id.in_(chosen))).values()}


def _read(connection: Connection, asked: Select[Any]) -> Mapping[str, Mark]:
    return {row.digest: Mark(row.id, row.plan, row.revision, _marked(row)) for row in connection.execute(asked)}


def _marked(row: Any) -> Marked:
    body: Marked = row.body
    if row.status is None:
        return body
    return replace(body, status=MarkStatus(row.status), author=row.author, at=row.at, reason=row.reason)


def _no_mark() -> InputError:
    return InputError(
        Phrase("There is no such mark.", "Essa marca não existe."),
        None,
        Phrase("Open the plan again.", "Abra o plano de novo."),
    )
