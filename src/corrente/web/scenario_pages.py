"""Scenarios side by side, what each decision brings, and what to research next."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from corrente.core.answer import Grade, Refusal
from corrente.core.errors import InputError
from corrente.core.picture import Picture
from corrente.core.words import Phrase, phrase
from corrente.reports import forecast, forecast_pictures, research
from corrente.reports.figures import Figure, shown
from corrente.reports.words import GRADES
from corrente.state import plans
from corrente.state.accounts import Role
from corrente.state.store import State as Store
from corrente.stream import planning
from corrente.stream.growth.moves import EVERY_GRADE
from corrente.stream.growth.work import Growth
from corrente.stream.plan.say import listed
from corrente.stream.planning import MAIN, SCENARIO, Act, Standing
from corrente.stream.research.studies import Prices
from corrente.web import plan_forms, scenario_views
from corrente.web.access import Who, needs
from corrente.web.desk import State
from corrente.web.pages import PATIENCE
from corrente.web.render import read_by, render
from corrente.web.texts import TEXTS

Reader = Annotated[Who, needs(Role.READER)]
Editor = Annotated[Who, needs(Role.EDITOR)]
Price = Annotated[float, Query(gt=0, le=1_000_000, allow_inf_nan=False)]

PAGE = "/plan/scenarios"
MOST_LETTERS = 60
"""Of a scenario's name."""
MOST_SCENARIOS = 6
"""Scenarios that stand side by side; older ones are still there under their addresses."""

router = APIRouter(include_in_schema=False)


@router.get(PAGE)
def scenarios_page(
    request: Request, me: Reader, grades: Annotated[list[Grade] | None, Query()] = None, of: str = MAIN
) -> Response:
    """Today, the plan and the scenarios side by side, and what each decision of one of them brings."""
    state, store = _look(request), _store(request)
    chosen = frozenset(grades) if grades else EVERY_GRADE
    standing = {name: planning.standing(store, name) for name in _names(store)}
    if of not in standing:
        if of != MAIN:
            raise HTTPException(404)
        return _page(request, "scenarios.html", me, state, growth=None)
    if not isinstance(state.growth, Growth):
        return _page(request, "scenarios.html", me, state, growth=None)
    return _page(request, "scenarios.html", me, state, **_compared(request, state.growth, standing, of, chosen))


def _compared(
    request: Request, known: Growth, standing: dict[str, Standing], of: str, grades: frozenset[Grade]
) -> dict[str, Any]:
    """What the page shows of the plans, the one that is looked at closer, and its decisions."""
    items = standing[of].items
    titles = forecast.titles_of(items)
    growth = scenario_views.foretold(known, items, grades)
    compared = scenario_views.columns(known, {name: plan.items for name, plan in standing.items()}, grades)
    pictures = {
        "months": forecast_pictures.months_picture(growth, None if of == MAIN else _quoted(scenario_views.name_of(of))),
        "plans": scenario_views.added_picture(compared, growth),
        "effects": forecast_pictures.effects_picture(growth, titles),
        "unsure": forecast_pictures.sensitivity_picture(growth),
    }
    return {
        "growth": growth, "columns": compared, "horizons": scenario_views.horizons(growth), "of": of,
        "rows": scenario_views.rows(growth, titles, of), "pulls": scenario_views.pulls(growth, titles),
        "figures": {name: _figure(request, name, picture) if picture else None for name, picture in pictures.items()},
        "counted": grades, "every": tuple(Grade), "filtered": grades != EVERY_GRADE,
        "kept": listed([GRADES[grade.value] for grade in Grade if grade in grades]),
        "called": scenario_views.name_of(of),
        "tested": forecast.held_against_last_year(growth.backtest, growth.currency) if growth.backtest else None,
        "plans": [(name, scenario_views.name_of(name)) for name in standing], "token": plan_forms.token(),
        "most": MOST_LETTERS, "address": scenario_views.address, "page": PAGE,
    }  # fmt: skip


@router.post(PAGE)
def fork(
    request: Request,
    me: Editor,
    name: Annotated[str, Form(max_length=MOST_LETTERS)],
    source: Annotated[str, Form()] = MAIN,
    token: Annotated[str, Form()] = "",
) -> Response:
    """A scenario that begins as the plan, or another scenario, stands."""
    store = _store(request)
    if source not in _names(store):
        raise HTTPException(404)
    target = SCENARIO + slug(name)
    key = plan_forms.key_of({"name": name, "source": source, "token": token}, PAGE)
    reason = TEXTS["scenarios_reason"].say(read_by(request).language)
    planning.fork(store, source, target, Act(me.author, reason, key))
    return RedirectResponse(f"{PAGE}?{urlencode({'of': target})}", 303)


@router.get("/plan/research")
def research_page(
    request: Request, me: Reader, respondent: Price = Prices.respondent, visitor: Price = Prices.visitor
) -> Response:
    """All twenty questions by what knowing more is worth, what it would change, and the cheapest way."""
    state, prices = _look(request), Prices(respondent, visitor)
    if not isinstance(state.growth, Growth) or state.research is None or state.company is None:
        return _page(request, "research.html", me, state, found=None)
    found = state.research if prices == Prices() else state.company.research(state.growth, prices)
    titles = forecast.titles_of(planning.standing(_store(request)).items)
    picture = research.worths_picture(found)
    return _page(
        request, "research.html", me, state, found=found, prices=prices, titles=titles, words=research,
        draws=state.growth.wishes.draws, figure_of=_figure(request, "worths", picture) if picture else None,
    )  # fmt: skip


def _quoted(name: Phrase) -> Phrase:
    return phrase("“{name}”", "“{name}”", name=name)


def slug(name: str) -> str:
    """A scenario's name as an address has it; raises `InputError` for one without a letter or digit."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    found = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if not found:
        raise InputError(TEXTS["scenarios_no_name"], None, TEXTS["scenarios_no_name_next"])
    return found


def _page(request: Request, template: str, me: Who, state: State, **more: Any) -> Response:
    """A page of the plan with what both of them show; a forecast that was refused says why."""
    refused = state.growth if isinstance(state.growth, Refusal) else None
    name = state.company.books.settings.name if state.company else "corrente"
    may = me.role.may(Role.EDITOR)
    return render(request, template, state=state, name=name, me=me, may=may, refused=refused, **more)


def _figure(request: Request, name: str, picture: Picture) -> Figure:
    return shown(picture, read_by(request).language, f"forecast-{name}")


def _names(store: Store) -> list[str]:
    """The plan, then the scenarios."""
    every = plans.names(store)
    scenarios = [name for name in every if name.startswith(SCENARIO)][:MOST_SCENARIOS]
    return [*([MAIN] if MAIN in every else []), *scenarios]


def _look(request: Request) -> State:
    found: State = request.app.state.desk.look(PATIENCE)
    return found


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store
