"""What people do to the plan: change an item, accept or keep what is marked, add, take out, undo."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from corrente.core.errors import InputError
from corrente.core.plan import Item
from corrente.core.words import Phrase
from corrente.state import plans
from corrente.state.accounts import Role
from corrente.state.plans import Conflict
from corrente.stream import planning
from corrente.stream.plan.choices import choices
from corrente.stream.planning import MAIN, Act
from corrente.web import plan_forms
from corrente.web.access import Who, needs, who
from corrente.web.plan_desk import Form, desk_of, form_of, store_of, working
from corrente.web.plan_pages import item_view, page, sources
from corrente.web.plan_views import Desk
from corrente.web.texts import TEXTS

EDITOR = [needs(Role.EDITOR)]
TAKEN = "take-"
"""How the name of an input begins that takes an item of a scenario."""

router = APIRouter(include_in_schema=False)


@router.post("/plan/items/{id:path}", dependencies=EDITOR)
async def change(request: Request, id: str, of: str = MAIN) -> Response:
    """Save what a person entered on an item's page; what does not fit comes back with what was entered."""
    form = await form_of(request)
    return await run_in_threadpool(_change, request, id, of, form)


def _change(request: Request, id: str, of: str, form: Form) -> Response:
    state, desk = working(request, of)
    based_on = form.number("based_on")
    seen_body = _body(request, of, id, based_on)
    desk = replace(desk, language=form.language(desk.language))
    try:
        if not form.act.reason:
            raise InputError(TEXTS["plan_no_reason"])
        several = choices(desk.seen.known, desk.plan.by_id, seen_body)
        wish = plan_forms.wish_of(seen_body, several, form.entered, desk.language)
        planning.change(store_of(request), of, id, based_on, wish, form.act, desk.seen)
    except Conflict as conflict:
        return _conflict_page(request, who(request), desk, id, based_on, conflict, form)
    except InputError as error:
        return item_view(request, who(request), state, desk, id, form.entered, error, 422)
    return _saved(request, desk.item_at(id))


@router.post("/plan/accept/{id:path}", dependencies=EDITOR)
async def accept(request: Request, id: str, of: str = MAIN) -> Response:
    """Take what a marked item would say now, with what it follows from."""
    form = await form_of(request)
    return await run_in_threadpool(_accept, request, id, of, form)


def _accept(request: Request, id: str, of: str, form: Form) -> Response:
    _, desk = working(request, of)
    ids = tuple(desk.proposed) if id == "all" else planning.accepted_with(desk.plan, id)
    planning.accept(store_of(request), of, ids, form.entered.get("shown", ""), _because(form.act, desk), desk.seen)
    return _saved(request, _back(desk, form, id))


@router.post("/plan/keep/{id:path}", dependencies=EDITOR)
async def keep(request: Request, id: str, of: str = MAIN) -> Response:
    """Leave a marked item as it stands."""
    form = await form_of(request)
    return await run_in_threadpool(_keep, request, id, of, form)


def _keep(request: Request, id: str, of: str, form: Form) -> Response:
    _, desk = working(request, of)
    reason = form.act.reason or TEXTS["plan_kept_reason"].say(desk.language)
    act = replace(form.act, reason=reason)
    planning.keep(store_of(request), of, id, form.number("based_on"), act, desk.seen)
    return _saved(request, _back(desk, form, id))


@router.post("/plan/remove/{id:path}", dependencies=EDITOR)
async def remove(request: Request, id: str, of: str = MAIN) -> Response:
    """Take an item out of the plan."""
    form = await form_of(request)
    return await run_in_threadpool(_remove, request, id, of, form)


def _remove(request: Request, id: str, of: str, form: Form) -> Response:
    _, desk = working(request, of)
    if not form.act.reason:
        raise InputError(TEXTS["plan_no_reason"])
    planning.remove(store_of(request), of, id, form.number("based_on"), form.act, desk.seen)
    return _saved(request, desk.at("/plan/downstream"))


@router.post("/plan/campaigns", dependencies=EDITOR)
async def add_campaign(request: Request, of: str = MAIN) -> Response:
    """One more campaign, drafted for the channel that a person names."""
    form = await form_of(request)
    return await run_in_threadpool(_add_campaign, request, of, form)


def _add_campaign(request: Request, of: str, form: Form) -> Response:
    _, desk = working(request, of)
    channel = " ".join(form.entered.get("channel", "").split())[:80]
    if not channel:
        raise InputError(TEXTS["plan_no_channel"])
    planning.add_campaign(store_of(request), of, channel, form.act, desk.seen)
    return _saved(request, desk.item_at(f"campaign.{channel}"))


@router.post("/plan/take", dependencies=EDITOR)
async def take(request: Request, of: str) -> Response:
    """Take items of a scenario into the plan."""
    form = await form_of(request)
    return await run_in_threadpool(_take, request, of, form)


def _take(request: Request, of: str, form: Form) -> Response:
    _, desk = working(request, of)
    ids = [name.removeprefix(TAKEN) for name in form.entered if name.startswith(TAKEN)]
    if not ids or of == MAIN:
        raise InputError(TEXTS["plan_take_none"])
    said = TEXTS["plan_taken_reason"]
    reason = Phrase(said.en, said.pt, {"name": of.removeprefix(planning.SCENARIO)}).say(desk.language)
    act = replace(form.act, reason=form.act.reason or reason)
    planning.take(store_of(request), of, ids, form.number("based_on"), act, desk.seen)
    return _saved(request, "/plan")


@router.post("/plan/undo", dependencies=EDITOR)
async def undo(request: Request, of: str = MAIN) -> Response:
    """Take back the act that a revision came with."""
    form = await form_of(request)
    return await run_in_threadpool(_undo, request, of, form)


def _undo(request: Request, of: str, form: Form) -> Response:
    _, desk = working(request, of)
    number = form.number("number")
    reason = form.act.reason or TEXTS["plan_undo_reason"].say(desk.language)
    planning.undo(store_of(request), of, number, replace(form.act, reason=reason), desk.seen)
    return _saved(request, desk.at("/plan/history"))


def _saved(request: Request, back: str) -> Response:
    request.app.state.desk.forecast_again()
    return RedirectResponse(back, 303)


def _because(act: Act, desk: Desk) -> Act:
    """The act with a reason: what changed, where its author gives none."""
    said = TEXTS["plan_accepted_reason"]
    what = Phrase(said.en, said.pt, {"what": ", ".join(sources(desk))})
    return replace(act, reason=act.reason or what.say(desk.language))


def _back(desk: Desk, form: Form, id: str) -> str:
    """The page that a form was sent from, at the item it was about."""
    here = {"plan": "/plan", "downstream": "/plan/downstream"}.get(form.entered.get("from", ""))
    if here is None:
        return desk.at("/plan") if id == "all" else desk.item_at(id)
    return desk.at(here) + (f"#{quote(id, safe='')}" if id != "all" else "")


def _conflict_page(
    request: Request, me: Who, desk: Desk, id: str, based_on: int, conflict: Conflict, form: Form
) -> Response:
    """Theirs and mine side by side; mine stays in the form, to be saved on top of theirs."""
    state, _ = desk_of(request, desk.plan.name)
    theirs = next((r for r in conflict.theirs if r.item == id), conflict.theirs[0])
    base = _body(request, desk.plan.name, id, based_on)
    body = theirs.body or base
    several = choices(desk.seen.known, desk.plan.by_id, body)
    mine = plan_forms.touched(base, choices(desk.seen.known, desk.plan.by_id, base), form.entered, desk.language)
    return page(
        request, "conflict.html", me, state, desk, [], 409, id=id, theirs=theirs, base=base, body=body,
        inputs=plan_forms.inputs(body, several, desk.language, mine),
        entered={**mine, "reason": form.act.reason}, now_statement=body.statement.say(desk.language),
        rows=plan_forms.sides(base, body, several, desk.language, mine),
    )  # fmt: skip


def _body(request: Request, of: str, id: str, number: int) -> Item:
    """An item as it was at a revision; raises a 404 where it never was."""
    found = next((r.body for r in plans.history(store_of(request), of, id) if r.number == number and r.body), None)
    if found is None:
        raise HTTPException(404)
    return found
