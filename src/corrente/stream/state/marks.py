"""Marks on items whose ground changed, and what people decided of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from corrente.core.errors import CorrenteError, InputError
from corrente.core.plan import Marked, MarkStatus, Revision
from corrente.core.words import Phrase, phrase
from corrente.stream.codec import encode
from corrente.stream.state import tables
from corrente.stream.state.plans import hold
from corrente.stream.state.store import State

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

    A mark that is already there, for the same revision and the same change, comes back as it is, decided or not. Raises
    ``KeyError`` for an item that is not in ``plan``.
    """
    rows = [_row(state, plan[marked.item], marked) for marked in found]
    if not rows:
        return ()
    name = rows[0]["plan"]
    with state.writing() as connection:
        hold(connection, name)
        of_these = _M.digest.in_([row["digest"] for row in rows])
        here = _by_digest(connection, name, of_these)
        new = {row["digest"]: row for row in rows if row["digest"] not in here}
        if new:
            connection.execute(insert(tables.marks), list(new.values()))
            here = _by_digest(connection, name, of_these)
    return tuple(here[row["digest"]] for row in rows)


def decide(state: State, mark: int, status: MarkStatus, *, author: str, reason: str) -> Mark:
    """Accept or keep, once; deciding the same again changes nothing.

    Raises `Decided` where another has decided otherwise, `InputError` where there is no such mark, ``ValueError`` for a
    status that is no decision.
    """
    if status is MarkStatus.OPEN:
        raise ValueError("a mark is decided by accepting or keeping")
    with state.writing() as connection:
        if connection.execute(select(_M.id).where(_M.id == mark).with_for_update()).scalar() is None:
            raise _no_mark()
        here = _one(connection, mark)
        if here.marked.status is MarkStatus.OPEN:
            decision = {"mark": mark, "status": status.value, "author": author, "at": state.clock(), "reason": reason}
            connection.execute(insert(tables.decisions).values(decision))
            return _one(connection, mark)
    if here.marked.status is not status:
        raise Decided(here)
    return here


def listed(state: State, plan: str) -> tuple[Mark, ...]:
    """All marks that a plan ever had, the oldest first."""
    with state.reading() as connection:
        return tuple(_read(connection, _WHOLE.where(_M.plan == plan)).values())


def _row(state: State, revision: Revision, marked: Marked) -> dict[str, Any]:
    body = replace(marked, status=MarkStatus.OPEN, author="", at=None, reason="")
    said = json.dumps([revision.item, revision.number, _ordered(encode(body))])
    return {
        "plan": revision.plan,
        "item": revision.item,
        "revision": revision.number,
        "digest": hashlib.sha256(said.encode()).hexdigest(),
        "body": body,
        "at": state.clock(),
    }


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


def _by_digest(connection: Connection, plan: str, wanted: Any) -> Mapping[str, Mark]:
    return _read(connection, _WHOLE.where(_M.plan == plan, wanted))


def _one(connection: Connection, mark: int) -> Mark:
    return next(iter(_read(connection, _WHOLE.where(_M.id == mark)).values()))


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
