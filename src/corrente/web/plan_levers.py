"""What an answer advises, taken into the plan: where it is there already, else to which item it shall go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from corrente.core.answer import Answer, Lever
from corrente.core.plan import Item, ItemKind
from corrente.core.words import Phrase
from corrente.reports.words import NAMES
from corrente.state.accounts import Role
from corrente.stream import planning
from corrente.stream.planning import MAIN, Standing
from corrente.web.access import needs, who
from corrente.web.plan_desk import Form, form_of, working
from corrente.web.plan_forms import token
from corrente.web.render import fragment
from corrente.web.texts import TEXTS

MOST = 3
"""Actions that a question's page shows."""

_FITS = {
    "problems": ItemKind.PROBLEM,
    "market_direction": ItemKind.PROBLEM,
    "solutions": ItemKind.PRICE,
    "segments": ItemKind.SEGMENT,
    "win_rate": ItemKind.SEGMENT,
    "positioning": ItemKind.POSITIONING,
    "adoption": ItemKind.LAUNCH,
    "sales_cycle": ItemKind.LAUNCH,
    "predisposition": ItemKind.BUYERS,
    "lead_scoring": ItemKind.BUYERS,
    "buying_process": ItemKind.BUYERS,
    "personas": ItemKind.BUYERS,
    "conversion": ItemKind.BUYERS,
}
"""The kind of item that a question's levers usually belong to; the others' belong to campaigns."""

router = APIRouter(include_in_schema=False)


def taken(request: Request, answer: Answer | None) -> Mapping[int, Markup]:
    """For each action of an answer with a lever, its place in the plan or the form that gives it one."""
    levers = _levers(answer) if answer else {}
    plan = planning.standing(request.app.state.store) if levers else Standing(MAIN, {})
    if not plan.revisions or answer is None:
        return {}
    return {place: _shown(request, plan, answer, place, lever) for place, lever in levers.items()}


@router.post("/plan/levers", dependencies=[needs(Role.EDITOR)])
async def take(request: Request) -> Response:
    """Add the lever of an answer's action to an item of the plan."""
    form = await form_of(request)
    return await run_in_threadpool(_take, request, form)


def _take(request: Request, form: Form) -> Response:
    state, desk = working(request, MAIN)
    answer = state.answers.get(form.entered.get("question", ""))
    lever = _levers(answer).get(form.number("action")) if answer else None
    id = form.entered.get("item", "")
    if lever is None or id not in desk.plan.by_id:
        raise HTTPException(422)
    said = TEXTS["plan_take_reason"]
    reason = Phrase(said.en, said.pt, {"question": NAMES[form.entered["question"]]}).say(desk.language)
    planning.pull(request.app.state.store, MAIN, id, lever, replace(form.act, reason=reason), desk.seen)
    request.app.state.desk.forecast_again()
    return RedirectResponse(desk.item_at(id), 303)


def _levers(answer: Answer) -> Mapping[int, Lever]:
    found = enumerate(action.lever for action in answer.actions[:MOST])
    return {place: lever for place, lever in found if lever is not None}


def _shown(request: Request, plan: Standing, answer: Answer, place: int, lever: Lever) -> Markup:
    there = [item for item in plan.items if any(planning.same_lever(lever, own) for own in item.levers)]
    return fragment(
        request, "plan_take.html", there=there, items=plan.items, fits=_fits(plan, answer, lever), place=place,
        question=answer.question.id, token=token(), may=who(request).role.may(Role.EDITOR),
    )  # fmt: skip


def _fits(plan: Standing, answer: Answer, lever: Lever) -> Item:
    """The item that a lever is offered to first: the campaign by its channel, else the first of the kind."""
    channel = lever.of.get("channel")
    kind = _FITS.get(answer.question.id, ItemKind.CAMPAIGN)
    by_channel = (item for item in plan.items if channel and item.fields.get("channel") == channel)
    of_kind = (item for item in plan.items if item.kind is kind)
    return next(by_channel, None) or next(of_kind, plan.items[0])
