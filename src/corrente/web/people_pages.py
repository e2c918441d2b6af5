"""People lists: for each question that scores people, what its list is for, and the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from fastapi.responses import Response

from corrente.core.answer import Answer, Table, number_of
from corrente.core.plan import FromAnswer, Item, ItemKind
from corrente.core.question import Question
from corrente.core.words import Form, Number
from corrente.state.accounts import Role
from corrente.stream import planning
from corrente.web.access import who
from corrente.web.pages import PATIENCE
from corrente.web.render import render

router = APIRouter(include_in_schema=False)

MOST = 5
"""Rows of a list's table on the page."""


@dataclass(frozen=True)
class Shown:
    """What the page shows of an answer: columns of one of its tables, and the table whose customers are the list's."""

    table: str
    columns: tuple[str, ...]
    counted: str = ""


SHOWN: Mapping[str, Shown] = {
    "loyalty": Shown("customers_at_risk", ("purchases", "days_since_last", "customers", "p_active"), "segments"),
    "predisposition": Shown("tenths", ("tenth", "customers", "will_buy", "low", "high"), "tenths"),
    "retention": Shown("leaving", ("column", "level", "rate", "effect")),
    "lead_scoring": Shown("thresholds", ("worked", "score", "chance", "caught")),
    "win_rate": Shown("drivers", ("column", "level", "win_rate", "effect")),
    "share_of_wallet": Shown("offers", ("offer", "customers", "expected"), "offers"),
    "engagement": Shown("for_whom", ("segment", "channel", "message", "rate")),
    "segments": Shown("segments", ("segment", "customers", "share", "value"), "segments"),
}
"""By question, in the order of the page: those to act on at once come first."""


@dataclass(frozen=True)
class PeopleList:
    """One list: its answer, how many people are in it where that is known, some rows, and the campaigns that use it."""

    answer: Answer
    people: Number | None
    table: Table | None
    campaigns: tuple[Item, ...]

    @property
    def question(self) -> Question:
        """The question whose scores these are."""
        return self.answer.question


@router.get("/people")
def people_page(request: Request) -> Response:
    """Every list there is, and those that wait for data."""
    state = request.app.state.desk.look(PATIENCE)
    plan = planning.standing(request.app.state.store).items
    found = [state.answers[id] for id in SHOWN if id in state.answers]
    return render(
        request,
        "people.html",
        state=state,
        lists=[people_list(answer, plan) for answer in found if answer.refusal is None],
        dry=[answer for answer in found if answer.refusal is not None],
        may=who(request).role.may(Role.EDITOR),
        most=MOST,
        name=state.company.books.settings.name if state.company else "corrente",
    )


def people_list(answer: Answer, plan: Iterable[Item]) -> PeopleList:
    """What the page says of an answered question's list."""
    shown = SHOWN[answer.question.id]
    return PeopleList(
        answer,
        _people(answer.tables.get(shown.counted)),
        _columns(answer.tables.get(shown.table), shown.columns),
        tuple(_campaigns(answer.question.id, {item.id: item for item in plan})),
    )


def _people(table: Table | None) -> Number | None:
    """How many customers the rows of a whole table hold."""
    if table is None or "customers" not in table.columns or (table.total_rows or 0) > len(table.rows):
        return None
    place = list(table.columns).index("customers")
    return Number(sum(number_of(row[place]) for row in table.rows), Form.COUNT)


def _columns(table: Table | None, names: tuple[str, ...]) -> Table | None:
    """A table of these columns alone; ``None`` where one of them is missing or there are no rows."""
    if table is None or not table.rows or not set(names) <= table.columns.keys():
        return None
    places = [list(table.columns).index(name) for name in names]
    rows = tuple(tuple(row[place] for place in places) for row in table.rows[:MOST])
    return replace(table, columns={name: table.columns[name] for name in names}, rows=rows)


def _campaigns(question: str, plan: Mapping[str, Item]) -> Iterable[Item]:
    """The campaigns that rest on the question, by themselves or by their buyers."""
    for item in plan.values():
        if item.kind is ItemKind.CAMPAIGN:
            buyers = (plan[id] for id in item.after if id in plan and plan[id].kind is ItemKind.BUYERS)
            grounds = [ground for one in (item, *buyers) for ground in one.rests_on]
            if any(isinstance(ground, FromAnswer) and ground.question == question for ground in grounds):
                yield item
