"""The app: pages over one company."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool

from corrente.core.errors import CorrenteError
from corrente.core.words import Phrase
from corrente.experiments.running import Runner
from corrente.reports.words import TEXTS
from corrente.state.store import FILE, open_state
from corrente.web import (
    access,
    api,
    failures,
    guard,
    key_pages,
    login_pages,
    mail_pages,
    mapping,
    outreach_pages,
    outreach_people,
    pages,
    people_pages,
    plan_acts,
    plan_levers,
    plan_pages,
    record_pages,
    scenario_pages,
    send_pages,
    settings_pages,
    test_acts,
    test_pages,
)
from corrente.web.desk import Desk, Opener, Progress
from corrente.web.guard import Listening
from corrente.web.test_looks import Looks

if TYPE_CHECKING:
    from corrente.state.store import State as Store
    from corrente.stream.company import Company

EXAMPLE_TOUCHPOINTS = 20_000
MOST_MEGABYTES = 200
"""The most that is uploaded at a time; larger tables are put into the folder by hand."""


def create_app(
    opener: Opener,
    folder: Path | None = None,
    most_megabytes: int = MOST_MEGABYTES,
    store: Store | None = None,
    listening: Listening = Listening(),  # noqa: B008 - a value that never changes
) -> FastAPI:
    """The app over the company that ``opener`` opens; files dropped on the data page go into ``folder``.

    Without a folder (frames, a connected database) nothing can be dropped. Plans and accounts are in ``store``,
    which ends with the app where none is given.
    """
    examples = Path(tempfile.mkdtemp(prefix="corrente-example-"))
    kept = store or open_state(examples / FILE)
    desk = Desk(opener, kept)
    example = Desk(partial(_open_example, examples))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        runner = Runner(lambda: kept)
        runner.start()
        yield
        runner.end()
        desk.close()
        example.close()
        rmtree(examples)

    app = FastAPI(title="corrente", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    app.state.desk, app.state.example, app.state.folder = desk, example, folder
    app.state.most_megabytes, app.state.store, app.state.listening = most_megabytes, kept, listening
    app.state.looks = Looks()
    app.include_router(pages.router)
    app.include_router(mapping.router)
    app.include_router(api.router)
    app.include_router(login_pages.router)
    app.include_router(settings_pages.router)
    app.include_router(people_pages.router)
    app.include_router(plan_pages.router)
    app.include_router(plan_acts.router)
    app.include_router(plan_levers.router)
    app.include_router(record_pages.router)
    app.include_router(scenario_pages.router)
    app.include_router(test_pages.router)
    app.include_router(test_acts.router)
    app.include_router(key_pages.router)
    app.include_router(send_pages.router)
    app.include_router(outreach_pages.router)
    app.include_router(outreach_people.router)
    app.include_router(mail_pages.router)
    app.middleware("http")(_guarded)
    failures.register(app)
    return app


def _open_example(folder: Path, progress: Progress) -> Company:
    """The simulated company, made when somebody first asks to see an example."""
    from corrente.market import simulate
    from corrente.stream.company import open_company

    progress(TEXTS["simulating"], 0.0)
    simulate(folder, touchpoints=EXAMPLE_TOUCHPOINTS)
    return open_company(folder, progress)


async def _guarded(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
    response = _foreign(request) or await _admitted(request) or await go_on(request)
    response.headers.update(request.app.state.listening.headers)
    if not request.url.path.startswith("/static/"):
        response.headers["Cache-Control"] = "no-store"
    return response


def _foreign(request: Request) -> Response | None:
    most = request.app.state.most_megabytes if request.url.path == pages.FILES else guard.MOST_OF_A_FORM
    refused = guard.refusal(request.app.state.listening, request.method, request.headers, most * guard.MEGABYTE)
    if refused is None:
        return None
    status, key = refused
    return failures.told(request, status, TEXTS["refused"], Phrase(TEXTS[key].en, TEXTS[key].pt, {"size": str(most)}))


async def _admitted(request: Request) -> Response | None:
    """Find out who asks, before anything of the request's body is read; a response where that is not enough."""
    least = access.least(request.method, request.url.path)
    try:
        request.state.who = await run_in_threadpool(access.recognised, request)
    except CorrenteError as error:
        return failures.own(request, error)
    if least is None:
        return None
    known = access.known(request)
    if known is None:
        return failures.http(request, 401)
    return None if known.role.may(least) else failures.http(request, 403)
