"""The track record: what the plan's revisions foretold, and how it did."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from corrente.reports import record as said
from corrente.stream.record import work
from corrente.stream.record.record_json import to_json
from corrente.stream.record.summary import Record
from corrente.stream.record.words import against_naive, headline
from corrente.web.desk import State
from corrente.web.pages import PATIENCE
from corrente.web.render import read_by, render

PAGE = "/plan/track-record"
MOST = 100
"""Forecasts that a table shows; the file has all."""

router = APIRouter(include_in_schema=False)


@router.get(PAGE)
def record_page(request: Request) -> Response:
    """How earlier forecasts did, by question and by grade, and what is waiting."""
    state, language = _look(request), read_by(request).language
    record = _record(request, state)
    return render(
        request,
        "record.html",
        state=state,
        record=record,
        headline=headline(record),
        naive=against_naive(record.overall) if record.overall else None,
        figure=said.figure(record, language),
        questions=said.groups((*((record.overall,) if record.overall else ()), *record.by_question), language),
        grades=said.groups(record.by_grade, language),
        with_plan=said.groups((record.with_plan,) if record.with_plan else (), language),
        scored=said.lines(reversed(record.scored[-MOST:]), language),
        waiting=said.lines(record.waiting[:MOST], language),
        most=MOST,
    )


@router.get(f"{PAGE}.json")
def record_file(request: Request) -> Response:
    """The whole record, every forecast of it."""
    return JSONResponse(
        to_json(_record(request, _look(request)), read_by(request).language),
        headers={"Content-Disposition": 'attachment; filename="track-record.json"'},
    )


def _look(request: Request) -> State:
    found: State = request.app.state.desk.look(PATIENCE)
    return found


def _record(request: Request, state: State) -> Record:
    """The record as the desk's worker scored it last."""
    today = work.last_day(state.company) if state.company else None
    return work.read(request.app.state.store, today)
