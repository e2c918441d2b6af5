"""The answers as JSON: the same objects that the command line prints."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from corrente.core import scorecard_json
from corrente.core.answer_json import to_json
from corrente.core.catalogue import QUESTIONS
from corrente.core.words import Language, day_to_date
from corrente.web.desk import Desk, State
from corrente.web.reader import reader

router = APIRouter(prefix="/api")

PATIENCE = 30.0
"""Seconds that an API call waits for an answer before it says that work is going on."""


@router.get("/answers/{id}")
def answer(request: Request, id: str) -> JSONResponse:
    """One answer; 202 while it is being worked out, 404 for an id that is none of the twenty."""
    if id not in QUESTIONS:
        return JSONResponse({"error": f"no question {id!r}", "questions": list(QUESTIONS)}, 404)
    state = _settled(request)
    if id in state.answers:
        return JSONResponse(to_json(state.answers[id], _language(request)))
    return _not_ready(request, state)


@router.get("/scorecard")
def scorecard(request: Request) -> JSONResponse:
    """Every metric with its interval, history and change; 202 while it is being worked out."""
    state = _settled(request)
    if state.scorecard is None:
        return _not_ready(request, state)
    return JSONResponse(scorecard_json.to_json(state.scorecard, _language(request)))


@router.get("/check")
def check(request: Request) -> JSONResponse:
    """The tables, what was set aside, and which of the twenty questions can be answered."""
    state = _settled(request)
    if state.company is None:
        return _not_ready(request, state)
    return JSONResponse(check_json(state, _language(request)))


def check_json(state: State, language: Language) -> dict[str, Any]:
    """The check as plain JSON values."""
    from corrente.company.coverage import coverage

    company = state.company
    if company is None:
        return {}
    tables = {
        name: {
            "rows": table.rows,
            "rejected": table.rejected,
            "from": None if table.first_day is None else day_to_date(table.first_day).isoformat(),
            "to": None if table.last_day is None else day_to_date(table.last_day).isoformat(),
            "columns": sorted(table.columns),
            "attributes": list(table.attributes),
        }
        for name, table in company.books.profile.tables.items()
    }
    covered = [
        {
            "question": one.question,
            "status": one.status.value,
            "bring": list(one.bring),
            "says": one.says.say(language),
        }
        for one in coverage(company.books.profile)
    ]
    return {"tables": tables, "coverage": covered}


def _settled(request: Request) -> State:
    desk: Desk = request.app.state.desk
    desk.look(0.0)
    return desk.settle(PATIENCE)


def _not_ready(request: Request, state: State) -> JSONResponse:
    if state.error is not None:
        return JSONResponse({"error": state.error.say(_language(request))}, 422)
    return JSONResponse({"status": "working", "done": state.done}, 202)


def _language(request: Request) -> Language:
    return reader(request.query_params, {}, request.headers.get("accept-language", "")).language
