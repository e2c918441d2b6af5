"""What every page and act of the plan begins with: the plan as it stands, what is known, and what a person sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import HTTPException, Request

from corrente.core.catalogue import QUESTIONS
from corrente.core.errors import InputError
from corrente.core.words import Language
from corrente.state.store import State as Store
from corrente.stream import planning
from corrente.stream.planning import MAIN, Act, Seen
from corrente.web import plan_forms
from corrente.web.access import names, who
from corrente.web.desk import State
from corrente.web.plan_views import Desk
from corrente.web.render import read_by
from corrente.web.texts import TEXTS

PATIENCE = 0.3
"""Seconds that a page waits for the first draft before it shows progress instead."""


@dataclass(frozen=True)
class Form:
    """What a person sent: the act it asks for, and what was entered."""

    act: Act
    entered: Mapping[str, str]

    def language(self, reader: Language) -> Language:
        """The language that the form was written in, by which its numbers are read; the reader's where it is silent."""
        said = self.entered.get("language", "")
        return Language(said) if said in set(Language) else reader

    def number(self, name: str) -> int:
        """A revision's number that the form carries; raises the 422 that a broken form gets."""
        said = self.entered.get(name, "")
        if not said.isdecimal() or len(said) > 9:
            raise HTTPException(422)
        return int(said)


async def form_of(request: Request) -> Form:
    """The form of a request, whose act is signed by who asks."""
    sent = await request.form(max_files=0, max_fields=60)
    entered = {name: value for name, value in sent.items() if isinstance(value, str)}
    author = who(request).author
    reason = " ".join(entered.get("reason", "").split())[: plan_forms.MOST_CHARACTERS]
    path = f"{request.url.path}?{request.url.query}"
    return Form(Act(author, reason, plan_forms.key_of(entered, path)), entered)


def store_of(request: Request) -> Store:
    """Where plans are kept."""
    store: Store = request.app.state.store
    return store


def desk_of(request: Request, of: str) -> tuple[State, Desk | None]:
    """The state of the work and the plan; no plan where none is drafted yet."""
    if of != MAIN and not of.startswith(planning.SCENARIO):
        raise HTTPException(404)
    state: State = request.app.state.desk.look(0.0)
    plan = planning.standing(store_of(request), of)
    if not plan.revisions:
        state = request.app.state.desk.settle(PATIENCE)
        plan = planning.standing(store_of(request), of)
    if of != MAIN and not plan.revisions:
        raise HTTPException(404)
    if state.company is None or not plan.revisions:
        return state, None
    settings = state.company.books.settings
    seen = Seen(state.answers, settings, dt.date.today(), state.scorecard)
    proposed = planning.proposals(plan, seen) if whole(state) else {}
    return state, Desk(plan, seen, proposed, read_by(request).language, names(request))


def whole(state: State) -> bool:
    """Whether everything is known that the plan is held against."""
    return len(state.answers) == len(QUESTIONS) and state.scorecard is not None


def working(request: Request, of: str) -> tuple[State, Desk]:
    """The plan to be worked on; raises `InputError` while the answers are being worked out."""
    state, desk = desk_of(request, of)
    if desk is None or not whole(state):
        raise InputError(TEXTS["plan_not_ready"], None, TEXTS["plan_not_ready_next"])
    return state, desk
