"""A plan seen against what the answers say now and tests have found: what changed marks what rests on it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from corrente.core.answer import Answer
from corrente.core.plan import MarkStatus
from corrente.core.scorecard import Scorecard
from corrente.state import marks
from corrente.state.marks import Decided
from corrente.state.store import State
from corrente.stream.plan import marking
from corrente.stream.planning.findings import take_in
from corrente.stream.planning.standing import DRAFTER, Standing, standing


def refresh(store: State, plan: Standing, answers: Mapping[str, Answer], card: Scorecard | None = None) -> Standing:
    """The plan with what tests have found, and with the marks of everything that rests on what changed since.

    Marks of what changed back lapse.
    Raises `StateError`.
    """
    plan = take_in(store, plan)
    noted = {mark.id for mark in marks.note(store, plan.revisions, marking.marks(plan.items, answers, card))}
    lapsed = [mark.id for mark in plan.open if mark.id not in noted]
    if lapsed:
        with suppress(Decided):  # somebody decides of them at this moment, which is as good
            marks.decide(store, lapsed, MarkStatus.LAPSED, author=DRAFTER, reason="")
    return standing(store, plan.name)
