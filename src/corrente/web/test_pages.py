"""The pages of tests: the list, a new one, one that runs or ran, and its figures as files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from corrente.core.errors import InputError
from corrente.core.experiment import Learning, Measure, Phase, Test
from corrente.core.plan import Item
from corrente.core.words import Number, Phrase
from corrente.experiments import kept, making
from corrente.experiments.kept import Revision
from corrente.reports.figures import Figure, shown
from corrente.reports.test_pictures import chance, effects_picture, shares_picture
from corrente.state.accounts import Role
from corrente.stream import planning
from corrente.stream.planning import MAIN, Standing
from corrente.web import test_files, test_forms, test_views, test_words
from corrente.web.access import Who, names, needs
from corrente.web.pages import PATIENCE
from corrente.web.plan_desk import store_of
from corrente.web.plan_forms import token
from corrente.web.render import read_by, render
from corrente.web.tables import to_csv
from corrente.web.test_looks import Look
from corrente.web.test_views import look_at

Reader = Annotated[Who, needs(Role.READER)]
Editor = Annotated[Who, needs(Role.EDITOR)]

LIST = "/tests"
MOST_SUGGESTED = 8
"""Items of the plan that an empty list offers to test."""
router = APIRouter(include_in_schema=False)


@router.get(LIST)
def list_page(request: Request, me: Reader) -> Response:
    """Every test by its phase, and where it stands."""
    store = store_of(request)
    lines = [test_views.line(look_at(request, revision)) for revision in kept.listed(store)]
    by_phase = {phase: [line for line in lines if line.test.phase is phase] for phase in _ORDER}
    plan = planning.standing(store)
    tested = {line.test.item for line in lines}
    offered = [item for item in plan.items if making.testable(item) and item.id not in tested][:MOST_SUGGESTED]
    return _page(request, "tests.html", me, by_phase=by_phase, any=bool(lines), offered=offered)


_ORDER = (Phase.RUNNING, Phase.DRAFT, Phase.STOPPED)


@router.get(LIST + "/new")
def new_page(request: Request, me: Editor, item: str = "") -> Response:
    """The form of a new test, filled in from an item of the plan where one is named."""
    base = drafted(request, item)
    return form_page(request, me, base, test_forms.stands(base, read_by(request).language))


@router.get(LIST + "/{id}/edit")
def edit_page(request: Request, me: Editor, id: str) -> Response:
    """The form of a draft."""
    revision = found(request, id)
    if revision.body.phase is not Phase.DRAFT:
        raise HTTPException(404)
    entered = {**test_forms.stands(revision.body, read_by(request).language), "based_on": str(revision.number)}
    return form_page(request, me, revision.body, entered)


@router.get(LIST + "/{id}.json")
def as_json(request: Request, _me: Reader, id: str) -> Response:
    """The definition, every policy, and the figures as they stand, to the last digit."""
    look = look_at(request, found(request, id))
    return JSONResponse(test_files.to_json(look), headers=_attached(f"{id}.json"))


@router.get(LIST + "/{id}.csv")
def as_csv(request: Request, _me: Reader, id: str) -> Response:
    """The figures as they stand."""
    said = to_csv(test_files.COLUMNS, test_files.rows(look_at(request, found(request, id))))
    return PlainTextResponse(said, media_type="text/csv", headers=_attached(f"{id}.csv"))


@router.get(LIST + "/{id}/live")
def live_part(request: Request, me: Reader, id: str) -> Response:
    """The part of a test's page that changes by itself, for its script."""
    return _page(request, "test_live.html", me, **_seen(request, look_at(request, found(request, id))))


@router.get(LIST + "/{id}/stop")
def stop_page(request: Request, me: Editor, id: str) -> Response:
    """What stopping means, and which variant everybody shall get."""
    look = look_at(request, found(request, id))
    if look.test.phase is not Phase.RUNNING:
        raise HTTPException(404)
    return _page(request, "test_stop.html", me, look=look, test=look.test, stands=test_views.standing(look),
                 chances=_chances(look), item=_item(request, look.test))  # fmt: skip


@router.get(LIST + "/{id}")
def test_page(request: Request, me: Reader, id: str) -> Response:
    """One test: where it stands, its figures, what can be done, and its history."""
    return one_page(request, me, found(request, id))


def one_page(
    request: Request, me: Who, revision: Revision, error: InputError | None = None, status: int = 200,
    entered: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    """A test's page; with what a person ``entered`` where that was not saved, and what is wrong with it."""
    look, store = look_at(request, revision), store_of(request)
    plan = planning.standing(store) if look.test.plan == MAIN else None
    return _page(
        request, "test.html", me, status, **_seen(request, look), error=error, entered=entered or {},
        item=_item(request, look.test), marked=test_views.rests_on_finding(plan, look.test.id) if plan else [],
        sharing=test_words.sharing(look.test), people=names(request), code=test_words.page_code(look.test),
        asking=test_words.asking(look.test),
        deeds=test_views.deeds(kept.history(store, look.test.id)),
    )  # fmt: skip


def form_page(
    request: Request, me: Who, base: Test, entered: Mapping[str, str], problems: Mapping[str, Phrase] | None = None,
    error: InputError | None = None, size: list[Phrase] | None = None, status: int = 200,
) -> Response:  # fmt: skip
    """The form of a test, with what was ``entered``."""
    return _page(
        request, "test_form.html", me, status, test=base, entered=entered, problems=problems or {}, error=error,
        size=size or [], rows=test_forms.rows_of(entered), events=test_forms.EVENTS, measures=Measure,
        learnings=Learning, guardrails=test_forms.GUARDRAILS, item=_item(request, base), most=test_forms.MOST_ROWS,
        currency=_currency(request),
    )  # fmt: skip


def drafted(request: Request, item: str) -> Test:
    """A first definition: of an item of the plan, or blank. Raises the 404 of an item that cannot be tested."""
    if not item:
        return test_forms.blank()
    store = store_of(request)
    items = planning.standing(store).by_id
    if item not in items or not making.testable(items[item]):
        raise HTTPException(404)
    taken = {*(one.test for one in kept.listed(store)), *test_forms.RESERVED}
    return making.made(items, item, read_by(request).language, MAIN, taken)


def found(request: Request, id: str) -> Revision:
    """A test as it is defined now; raises the 404 of one that is not there."""
    try:
        return kept.current(store_of(request), id)
    except InputError:
        raise HTTPException(404) from None


def _seen(request: Request, look: Look) -> dict[str, Any]:
    """What the changing part of a test's page shows."""
    language = read_by(request).language
    test, running = look.test, look.test.phase is Phase.RUNNING
    until = look.at if running else look.ended or look.at
    pictures = {
        "effects": effects_picture(test, look.results) if look.results else None,
        "shares": shares_picture(test, look.policies, until),
    }
    return {
        "look": look, "test": test, "stands": test_views.standing(look), "running": running,
        "boards": test_views.boards(look, _currency(request), language),
        "figures": {name: _drawn(request, name, one) if one else None for name, one in pictures.items()},
        "means": [test_words.definition(metric, _currency(request)) for metric in test.metrics],
    }  # fmt: skip


def _drawn(request: Request, name: str, picture: Any) -> Figure:
    return shown(picture, read_by(request).language, f"test-{name}")


def _chances(look: Look) -> dict[str, Number | Phrase]:
    """The chance of each open variant to be the best, by its id."""
    arms = look.results.decision.arms if look.results else ()
    return {arm.arm: chance(arm.best) for arm in arms if arm.best is not None}


def _item(request: Request, test: Test) -> Item | None:
    """The item of the plan that a test was made from, while it is there."""
    if not test.item or not test.plan:
        return None
    plan: Standing = planning.standing(store_of(request), test.plan)
    return plan.by_id.get(test.item)


def _page(request: Request, template: str, me: Who, status: int = 200, **more: Any) -> Response:
    """A page of tests with what all of them show."""
    state = request.app.state.desk.look(PATIENCE)
    name = state.company.books.settings.name if state.company else "corrente"
    return render(request, template, status, name=name, me=me, may=me.role.may(Role.EDITOR), token=token(),
                  **{"Phase": Phase, **more})  # fmt: skip


def _currency(request: Request) -> str:
    company = request.app.state.desk.state.company
    return str(company.books.settings.currency) if company else ""


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
