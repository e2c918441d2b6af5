"""The plan's pages: upstream and downstream, an item, the history, and what people do there."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, Response
from starlette.background import BackgroundTask

from corrente.core.errors import InputError
from corrente.core.plan import Item, ItemKind, Revision
from corrente.core.question import Stream
from corrente.experiments.making import testable
from corrente.reports.document import write_document
from corrente.reports.figures import shown
from corrente.reports.forecast import verdicts
from corrente.reports.plan import budget, calendar, document
from corrente.state import plans
from corrente.state.accounts import Role
from corrente.stream import planning
from corrente.stream.plan.choices import choices
from corrente.stream.plan.comparing import Difference, compare
from corrente.stream.plan.naming import KINDS
from corrente.stream.plan.plan import Plan
from corrente.stream.plan.readings import TITLES, read
from corrente.stream.planning import MAIN, Standing
from corrente.web import plan_forms, scenario_views
from corrente.web.access import Who, names, needs
from corrente.web.desk import State
from corrente.web.plan_desk import desk_of, store_of, whole
from corrente.web.plan_views import Desk, linked
from corrente.web.render import read_by, render
from corrente.web.test_views import tests_of

Editor = Annotated[Who, needs(Role.EDITOR)]
Reader = Annotated[Who, needs(Role.READER)]

FORMATS = ("html", "md", "pdf", "pptx")
UPSTREAM = tuple(kind for kind in ItemKind if kind.stream is Stream.UPSTREAM)

router = APIRouter(include_in_schema=False)


@router.get("/plan")
def upstream_page(request: Request, me: Reader, of: str = MAIN) -> Response:
    """Upstream: the six questions, then every decision with what it rests on."""
    state, desk = desk_of(request, of)
    items = [item for item in desk.plan.items if item.kind.stream is Stream.UPSTREAM] if desk else []
    items.sort(key=lambda item: UPSTREAM.index(item.kind))
    main = planning.standing(store_of(request)) if desk and of != MAIN else None
    differing = _differing(main, desk) if main and desk else {}
    return page(request, "plan.html", me, state, desk, items, main=main, differing=differing)


@router.get("/plan/downstream")
def downstream_page(request: Request, me: Reader, of: str = MAIN) -> Response:
    """Downstream: campaigns and the tests that judge them, by date and by what they cost."""
    state, desk = desk_of(request, of)
    items = [item for item in desk.plan.items if item.kind.stream is Stream.DOWNSTREAM] if desk else []
    items.sort(key=lambda item: item.kind is ItemKind.TEST)
    found = (calendar(desk.plan.items), budget(items, desk.seen.settings.currency)) if desk else ()
    language = read_by(request).language
    pictures = [shown(picture, language, f"plan-{k}") for k, picture in enumerate(found) if picture]
    return page(request, "downstream.html", me, state, desk, items, pictures=pictures, token=plan_forms.token())


@router.get("/plan/items/{id:path}")
def item_page(request: Request, me: Reader, id: str, of: str = MAIN) -> Response:
    """One item: what it says, what it rests on, what rests on it, its history, and the form to change it."""
    state, desk = desk_of(request, of)
    if desk is None:
        return page(request, "plan.html", me, state, desk, [])
    return item_view(request, me, state, desk, id)


@router.get("/plan/history")
def history_page(request: Request, me: Reader, of: str = MAIN) -> Response:
    """Every revision, and any two states of the plan side by side."""
    state, desk = desk_of(request, of)
    revisions = plans.history(store_of(request), of)
    chosen = [request.query_params.get(name, "") for name in ("from", "to")]
    found = None
    if all(said.isdecimal() and len(said) <= 9 for said in chosen) and desk:
        before, after = sorted(map(int, chosen))
        found = planning.compare(store_of(request), of, before, after, desk.seen.settings.currency)
        chosen = [str(before), str(after)]
    if desk:
        desk = replace(desk, last={revision.item: revision.number for revision in revisions})
    return page(
        request, "history.html", me, state, desk, [], acts=list(reversed(list(_acts(revisions)))), found=found,
        chosen=chosen, token=plan_forms.token(),
    )  # fmt: skip


@router.get("/plan.{kind}", dependencies=[needs(Role.READER)])
def export(request: Request, kind: str, of: str = MAIN) -> Response:
    """The plan as a document."""
    state, desk = desk_of(request, of)
    if kind not in FORMATS or desk is None:
        raise HTTPException(404)
    settings = desk.seen.settings
    growth, next_up = scenario_views.forecast_of(state, desk.plan)
    plan = Plan(settings.name, settings.currency, desk.seen.today, desk.plan.items, growth, next_up)
    folder = Path(tempfile.mkdtemp(prefix="corrente-plan-"))
    path = folder / f"plan.{kind}"
    try:
        write_document(path, document(plan), read_by(request).language)
    except BaseException:
        rmtree(folder)
        raise
    return FileResponse(path, filename=path.name, background=BackgroundTask(rmtree, folder))


def _differing(main: Standing, scenario: Desk) -> dict[str, list[Difference]]:
    """What a scenario decides otherwise than the plan, by item."""
    found: dict[str, list[Difference]] = {}
    for one in compare(main.items, scenario.plan.items, scenario.seen.settings.currency):
        found.setdefault(one.item, []).append(one)
    return found


def page(
    request: Request, template: str, me: Who, state: State, desk: Desk | None, items: list[Item], status: int = 200,
    **more: Any,
) -> Response:  # fmt: skip
    """A page of the plan with what all of them show."""
    name = state.company.books.settings.name if state.company else "corrente"
    language = read_by(request).language
    marked = {mark.marked.item for mark in desk.plan.open} if desk else set()
    settings = state.company.books.settings if state.company else None
    return render(
        request, template, status, state=state, desk=desk, name=name, me=me, kinds_named=KINDS, marked=marked,
        may=me.role.may(Role.EDITOR) and whole(state), cards=desk.cards(items) if desk else [],
        sources=sources(desk) if desk else [], linked=lambda said: linked(said, language), titles=TITLES,
        readings=read(desk.plan.items, settings.currency) if desk and settings else {}, people=names(request),
        all_shown=planning.print_of(desk.proposed.values()) if desk else "", formats=FORMATS,
        verdicts=verdicts(state.growth) if desk and _is_foretold(state, desk) else {},
        **{"token": plan_forms.token(), "main": None, **more},
    )  # fmt: skip


def _is_foretold(state: State, desk: Desk) -> bool:
    """Whether the forecast is of the plan as it stands."""
    return (desk.plan.name, desk.plan.number) == (MAIN, state.foretold)


def sources(desk: Desk) -> list[str]:
    """What changed, as a sentence names it: each source of open marks once."""
    found = [mark.marked.because for mark in desk.plan.open]
    return list(dict.fromkeys(desk.source(ground) for ground in found))


def item_view(
    request: Request, me: Who, state: State, desk: Desk, id: str, entered: Mapping[str, str] | None = None,
    error: InputError | None = None, status: int = 200,
) -> Response:  # fmt: skip
    """An item's page; with what a person ``entered`` where that was not saved, and what is wrong with it."""
    item = desk.plan.by_id.get(id)
    revisions = plans.history(store_of(request), desk.plan.name, id)
    if item is None and not revisions:
        raise HTTPException(404)
    several = choices(desk.seen.known, desk.plan.by_id, item) if item else {}
    return page(
        request, "item.html", me, state, desk, [item] if item else [], status, item=item, id=id, error=error,
        inputs=plan_forms.inputs(item, several, desk.language, entered) if item else [], entered=entered or {},
        above=desk.cards(desk.plan.by_id[one] for one in desk.plan.resting.get(id, ())),
        revisions=revisions, last=revisions[-1], drafter=planning.DRAFTER,
        now_statement=item.statement.say(desk.language) if item else "",
        tests=tests_of(request, id) if desk.plan.name == MAIN else [],
        testable=item is not None and desk.plan.name == MAIN and testable(item),
    )  # fmt: skip


def _acts(revisions: tuple[Revision, ...]) -> Iterator[list[Revision]]:
    """Revisions by the act they came with: the same author, moment and reason, one after the other."""
    act: list[Revision] = []
    for revision in revisions:
        if act and (revision.author, revision.at, revision.reason) != (act[0].author, act[0].at, act[0].reason):
            yield act
            act = []
        act.append(revision)
    if act:
        yield act
