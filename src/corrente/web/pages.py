"""The pages: each a few lines from the desk's state to a template."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from shutil import rmtree
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, File, Form, HTTPException, Request, UploadFile
from fastapi.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.background import BackgroundTask

from corrente.company.find import files_in
from corrente.company.guess import guesses
from corrente.company.settings import read_settings
from corrente.core.answer import Answer
from corrente.core.catalogue import QUESTIONS
from corrente.core.experiment import Phase, Test
from corrente.core.scorecard_json import COLUMNS, rows
from corrente.core.words import Language
from corrente.experiments import kept
from corrente.reports.scorecard import view
from corrente.state.accounts import Role
from corrente.stream import planning
from corrente.stream.record import work as record
from corrente.stream.record.words import headline
from corrente.stream.rooms import is_built
from corrente.web import since, tables
from corrente.web.access import needs, who
from corrente.web.desk import Desk, State
from corrente.web.guard import inside
from corrente.web.plan_levers import taken
from corrente.web.render import read_by, render
from corrente.web.uploads import save
from corrente.web.views import home, neighbours

HERE = Path(__file__).parent
FILES = "/data/files"
PATIENCE = 0.3
"""Seconds that a page waits for quick work before it shows progress instead."""

router = APIRouter(include_in_schema=False)


@router.get("/")
def stream_page(request: Request) -> Response:
    """The stream, with a ripple on what changed since the reader's last visit."""
    state, plan = _look(request), planning.standing(request.app.state.store)
    before, language = since.before(request.cookies), _language(request)
    page = render(
        request, "home.html", state=state, name=_name(state),
        home=home(state, plan, language, before, _learnt(request, language), _running(request)),
        can_add=_is_empty(request.app.state.folder), most=str(request.app.state.most_megabytes),
    )  # fmt: skip
    if not state.working:
        since.remember(page, since.Seen.of(state.answers, plan.number), before)
    return page


def _running(request: Request) -> list[Test]:
    """The tests that run and were made from the plan."""
    every = (one.body for one in kept.listed(request.app.state.store))
    return [test for test in every if test.phase is Phase.RUNNING and test.plan == planning.MAIN]


def _learnt(request: Request, language: Language) -> str:
    """What the track record says; empty where nothing has been foretold yet."""
    company = _desk(request).state.company
    told = record.read(request.app.state.store, record.last_day(company)) if company else None
    return headline(told).say(language) if told and told.forecasts else ""


def _is_empty(folder: Path | None) -> bool:
    """Whether a company's folder has no file that could be a table yet."""
    return folder is not None and not files_in(folder)


@router.get("/questions/{id}")
def question_page(request: Request, id: str) -> Response:
    """One question: its answer, what to bring, or how far it is."""
    if id not in QUESTIONS:
        raise HTTPException(404)
    state = _look(request)
    built = [other for other, question in QUESTIONS.items() if is_built(question)]
    before, after = neighbours(id, built)
    return render(
        request, "question.html", state=state, question=QUESTIONS[id], answer=state.answers.get(id),
        before=before, after=after, built=is_built(QUESTIONS[id]), name=_name(state), questions=QUESTIONS,
        contract=tables.names(), may_download=who(request).role.may(Role.EDITOR),
        taken=taken(request, state.answers.get(id)),
    )  # fmt: skip


@router.get("/personas")
def personas_page(request: Request) -> Response:
    """The personas, one printed page each."""
    state = _look(request)
    answer = state.answers.get("personas")
    return render(request, "personas.html", state=state, question=QUESTIONS["personas"], answer=answer,
                  name=_name(state))  # fmt: skip


@router.get("/examples/{id}")
def example_page(request: Request, id: str) -> Response:
    """The simulated company's answer to a question, for those who cannot have their own yet."""
    if id not in QUESTIONS or not is_built(QUESTIONS[id]):
        raise HTTPException(404)
    state = _desk(request, "example").look(PATIENCE)
    return render(request, "example.html", state=state, question=QUESTIONS[id], answer=state.answers.get(id))


@router.get("/questions/{id}/numbers.csv")
def numbers(request: Request, id: str) -> Response:
    """The estimates of an answer as CSV."""
    return _csv(tables.estimates_csv(_answered(request, id)), f"{id}-numbers.csv")


@router.get("/questions/{id}/tables/{table}.csv")
def result_table(request: Request, id: str, table: str) -> Response:
    """One of an answer's tables as CSV."""
    answer = _answered(request, id)
    if table not in answer.tables:
        raise HTTPException(404)
    return _csv(tables.table_csv(answer.tables[table], _language(request)), f"{id}-{table}.csv")


@router.get("/questions/{id}/scores.{kind}", dependencies=[needs(Role.EDITOR)])
def scores(request: Request, id: str, kind: str) -> Response:
    """Per-person scores of an answered question: personal data, not for readers."""
    if kind not in {"csv", "parquet"} or not _answered(request, id).question.scores_people:
        raise HTTPException(404)
    folder = Path(tempfile.mkdtemp(prefix="corrente-scores-"))
    path = folder / f"{id}-scores.{kind}"
    try:
        _desk(request).score(id, path)
    except BaseException:
        rmtree(folder)
        raise
    return FileResponse(path, filename=path.name, background=BackgroundTask(rmtree, folder))


@router.get("/scorecard")
def scorecard_page(request: Request) -> Response:
    """Every metric with its interval, history and change."""
    state = _look(request)
    seen = view(state.scorecard, _language(request)) if state.scorecard else None
    return render(request, "scorecard_page.html", state=state, view=seen, name=_name(state))


@router.get("/scorecard.csv")
def scorecard_csv(request: Request) -> Response:
    """The scorecard as CSV."""
    card = _look(request).scorecard
    if card is None:
        raise HTTPException(404)
    return _csv(tables.to_csv(COLUMNS, rows(card)), "scorecard.csv")


@router.get("/data")
def data_page(request: Request, added: str = "") -> Response:
    """The tables, the rows set aside, the coverage, and where files are added."""
    state = _look(request)
    seen = tables.seen(state.company) if state.company else None
    return render(
        request, "data.html", state=state, seen=seen, built=is_built, questions=QUESTIONS, added=added,
        contract=tables.names(), name=_name(state), can_add=request.app.state.folder is not None,
        most=str(request.app.state.most_megabytes),
    )  # fmt: skip


@router.post(FILES)
def add_files(
    request: Request,
    files: Annotated[Sequence[UploadFile], File()] = (),
    replace: Annotated[bool, Form()] = False,
) -> Response:
    """Put dropped files into the company's folder and read everything again."""
    folder: Path | None = request.app.state.folder
    if folder is None:
        raise HTTPException(404)
    named = [(file.filename, file.file) for file in files if file.filename]
    names = save(folder, named, replace)
    _desk(request).reopen()
    understood = all(guess.table and not guess.lacking for guess in guesses(folder, read_settings(folder).tables))
    return RedirectResponse(f"/data?{urlencode({'added': ', '.join(names)})}" if understood else "/data/mapping", 303)


@router.get("/data/rejects/{table}.csv")
def rejects(request: Request, table: str) -> Response:
    """All rows of a table that were set aside."""
    state = _look(request)
    path = tables.rejects_file(state.company, table) if state.company else None
    if path is None or not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, filename=f"{table}-set-aside.csv", media_type="text/csv")


@router.get("/templates/{table}.csv")
def template(table: str) -> Response:
    """An empty table with the right header and one example row."""
    if table not in tables.names():
        raise HTTPException(404)
    from corrente.company.reference import template as empty

    return _csv(empty(table), f"{table}.csv")


@router.get("/work")
def work(request: Request, of: str = "desk") -> dict[str, Any]:
    """How far the work is, for the page's script, and by its names what is there already."""
    state = _desk(request, of).state
    parts = {"scorecard": state.scorecard, "growth": state.growth, "research": state.research}
    return {
        "working": state.working or state.again,
        "doing": state.doing.say(_language(request)),
        "done": round(state.done, 3),
        "answers": len(state.answers),
        "there": [*state.answers, *(name for name, part in parts.items() if part is not None)],
    }


@router.post("/doing/{order}")
def order_work(request: Request, order: str, of: str = "desk", back: str = "/") -> Response:
    """Stop the work, or go on with it."""
    desk = _desk(request, of)
    if order == "stop":
        desk.stop()
        desk.settle(1.0)
    elif order == "start":
        desk.start()
    else:
        raise HTTPException(404)
    return RedirectResponse(inside(back), 303)


@router.get("/static/{name}.js")
def module(name: str) -> Response:
    """One of the small modules."""
    if name not in {"work", "sort", "drop", "live"}:
        raise HTTPException(404)
    return FileResponse(HERE / "static" / f"{name}.js", media_type="text/javascript")


@router.get("/favicon.ico")
@router.get("/static/icon.svg")
def icon() -> Response:
    """The two streams."""
    return FileResponse(HERE / "static" / "icon.svg", media_type="image/svg+xml")


def _language(request: Request) -> Language:
    return read_by(request).language


def _desk(request: Request, of: str = "desk") -> Desk:
    desk: Desk = request.app.state.example if of == "example" else request.app.state.desk
    return desk


def _look(request: Request) -> State:
    return _desk(request).look(PATIENCE)


def _answered(request: Request, id: str) -> Answer:
    answer = _look(request).answers.get(id)
    if answer is None or answer.refusal is not None:
        raise HTTPException(404)
    return answer


def _name(state: State) -> str:
    return state.company.books.settings.name if state.company else "corrente"


def _csv(content: str, name: str) -> Response:
    return PlainTextResponse(
        content, media_type="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
