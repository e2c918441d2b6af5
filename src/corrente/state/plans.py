"""Plans as they were and are: every change is a revision that is added, and nothing is ever written over."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Select, func, insert, select, text, update

from corrente.core.codec import encode
from corrente.core.errors import CorrenteError, InputError
from corrente.core.plan import Item, Revision
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.state import tables
from corrente.state.differences import Difference, differences
from corrente.state.store import State

_R = tables.revisions.c
_WHOLE = (_R.plan, _R.number, _R.item, _R.author, _R.at, _R.reason, _R.based_on, _R.body)


@dataclass(frozen=True)
class Edit:
    """What an item shall be (``None``: taken out), and its revision that the author had seen (``None``: a new item)."""

    body: Item | None
    based_on: int | None = None


class Conflict(CorrenteError):
    """Somebody changed the same items in the meantime: ``theirs`` is how these stand now. Nothing was saved."""

    def __init__(self, theirs: tuple[Revision, ...]) -> None:
        self.theirs = theirs
        super().__init__(
            phrase(
                "{author} changed {items} in the meantime.",
                "{author} alterou {items} nesse meio-tempo.",
                author=theirs[0].author,
                items=", ".join(revision.item for revision in theirs),
            ),
            Phrase("So your change was not saved.", "Por isso a sua alteração não foi salva."),
            Phrase("Compare the two and save what holds.", "Compare as duas versões e salve a que vale."),
        )


def save(
    state: State, plan: str, edits: Mapping[str, Edit], *, author: str, reason: str, key: str | None = None
) -> tuple[Revision, ...]:
    """Add a revision for each of ``edits`` (by the item's id), all or none, and return them in that order.

    ``key`` tells this act from all others of the plan: who does not know whether a save arrived repeats it with the
    same key, and gets the revisions that are already there.

    Raises `Conflict` where an item is no longer at ``based_on``, `InputError` where ``based_on`` never was or ``key``
    was used for something else, and `StateError` where the store fails.
    """
    key = key or secrets.token_hex(16)
    with state.writing() as connection:
        last = hold(connection, plan)
        if done := _read(connection, select(*_WHOLE).where(_R.plan == plan, _R.key == key)):
            return _repeated(done, edits)
        _refuse_moved(_read(connection, _latest(plan, last, edits)), edits)
        at = state.clock()  # one act, one moment
        added = [
            Revision(plan, number, item, author, at, reason, edit.based_on, edit.body)
            for number, (item, edit) in enumerate(edits.items(), last + 1)
        ]
        if added:
            connection.execute(insert(tables.revisions), [{**vars(revision), "key": key} for revision in added])
            moved = update(tables.plans).where(tables.plans.c.plan == plan)
            connection.execute(moved.values(last=added[-1].number))
    return tuple(added)


def undo(
    state: State, plan: str, number: int, *, author: str, reason: str, key: str | None = None
) -> tuple[Revision, ...]:
    """Take back the whole act that revision ``number`` came with, by adding what its items were before.

    Raises `Conflict` where one of the items was changed since, `InputError` where the plan has no such revision, and
    whatever `save` raises.
    """
    act = select(_R.key).where(_R.plan == plan, _R.number == number).scalar_subquery()
    with state.reading() as connection:
        done = _read(connection, select(*_WHOLE).where(_R.plan == plan, _R.key == act))
        before = select(*_WHOLE).where(_R.plan == plan, _R.number.in_([r.based_on for r in done if r.based_on]))
        bodies = {revision.item: revision.body for revision in _read(connection, before)}
    if not done:
        raise _no_revision(plan, number)
    edits = {revision.item: Edit(bodies.get(revision.item), revision.number) for revision in done}
    return save(state, plan, edits, author=author, reason=reason, key=key)


def done(state: State, plan: str, key: str) -> tuple[Revision, ...]:
    """What the act of that ``key`` added to the plan; nothing where it has not arrived."""
    with state.reading() as connection:
        return _read(connection, select(*_WHOLE).where(_R.plan == plan, _R.key == key))


def as_of(state: State, plan: str, number: int | None = None) -> Mapping[str, Revision]:
    """The whole plan, by item, after revision ``number`` (now, without one), without what was taken out."""
    with state.reading() as connection:
        found = _read(connection, _latest(plan, number))
    return {revision.item: revision for revision in found if revision.body is not None}


def history(state: State, plan: str, item: str | None = None, *, after: int = 0) -> tuple[Revision, ...]:
    """The revisions later than number ``after``, of one item or of all, the oldest first."""
    asked = select(*_WHOLE).where(_R.plan == plan, _R.number > after)
    with state.reading() as connection:
        return _read(connection, asked.where(_R.item == item) if item is not None else asked)


def compare(state: State, plan: str, before: int, after: int) -> Mapping[str, tuple[Difference, ...]]:
    """What differs between the plan after revision ``before`` and after revision ``after``, by item."""
    old, new = (
        {item: revision.body for item, revision in as_of(state, plan, number).items()} for number in (before, after)
    )
    told = {item: differences(old.get(item), new.get(item)) for item in [*new, *(old.keys() - new.keys())]}
    return {item: found for item, found in told.items() if found}


def names(state: State) -> tuple[str, ...]:
    """The plans that there are."""
    with state.reading() as connection:
        return tuple(connection.execute(select(tables.plans.c.plan).order_by(tables.plans.c.plan)).scalars())


def hold(connection: Connection, plan: str) -> int:
    """Let nobody else write to ``plan`` until this transaction ends; returns the number of its last revision."""
    last = select(tables.plans.c.last).where(tables.plans.c.plan == plan).with_for_update()
    found = connection.execute(last).scalar()
    if found is None:
        connection.execute(_NEW_PLAN, {"plan": plan})
        found = connection.execute(last).scalar_one()
    return found


_NEW_PLAN = text("insert into plans (plan, last) values (:plan, 0) on conflict (plan) do nothing")


def _no_revision(what: str, number: int) -> InputError:
    """A plan, or one of its items, has no such revision."""
    return InputError(
        phrase(
            "There is no revision {number} of {what}.",
            "Não existe a revisão {number} de {what}.",
            what=what,
            number=Number(number, Form.COUNT),
        ),
        None,
        Phrase("Open the plan again.", "Abra o plano de novo."),
    )


def _read(connection: Connection, asked: Select[*tuple[object, ...]]) -> tuple[Revision, ...]:
    return tuple(Revision(**row) for row in connection.execute(asked.order_by(_R.number)).mappings())


def _latest(plan: str, number: int | None, items: Mapping[str, Edit] | None = None) -> Select[*tuple[object, ...]]:
    """Of each item (of all, or of ``items``), its last revision up to ``number``."""
    last = select(func.max(_R.number)).where(_R.plan == plan).group_by(_R.item)
    if number is not None:
        last = last.where(_R.number <= number)
    if items is not None:
        last = last.where(_R.item.in_(items))
    return select(*_WHOLE).where(_R.plan == plan, _R.number.in_(last))


def _refuse_moved(current: tuple[Revision, ...], edits: Mapping[str, Edit]) -> None:
    at = {revision.item: revision.number for revision in current}
    for item, edit in edits.items():
        if edit.based_on is not None and edit.based_on > at.get(item, 0):
            raise _no_revision(item, edit.based_on)
    if theirs := tuple(r for r in current if r.number != edits[r.item].based_on):
        raise Conflict(theirs)


def _repeated(done: tuple[Revision, ...], edits: Mapping[str, Edit]) -> tuple[Revision, ...]:
    """The revisions of an act that is asked for again; raises `InputError` where its key says something else now."""
    asked = {item: (edit.based_on, encode(edit.body)) for item, edit in edits.items()}
    if {revision.item: (revision.based_on, encode(revision.body)) for revision in done} != asked:
        raise InputError(
            Phrase(
                "This change carries the key of an earlier, different one.",
                "Esta alteração traz a chave de outra, anterior e diferente.",
            ),
            None,
            Phrase("Give each change a key of its own.", "Dê a cada alteração uma chave própria."),
        )
    return done
