"""The app: pages over one company, on this machine only."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from errno import EADDRINUSE
from functools import partial
from pathlib import Path
from shutil import rmtree
from socket import AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from corrente.core.errors import CorrenteError, InputError
from corrente.core.words import Phrase
from corrente.reports.words import TEXTS
from corrente.web import api, guard, mapping, pages
from corrente.web.desk import Desk, Opener, Progress
from corrente.web.pages import failure

if TYPE_CHECKING:
    from corrente.stream.company import Company

HOST = "127.0.0.1"
EXAMPLE_TOUCHPOINTS = 20_000
MOST_MEGABYTES = 200
"""The most that is uploaded at a time; larger tables are put into the folder by hand."""


def create_app(opener: Opener, folder: Path | None = None, most_megabytes: int = MOST_MEGABYTES) -> FastAPI:
    """The app over the company that ``opener`` opens; files dropped on the data page go into ``folder``.

    Without a folder (frames, a connected database) nothing can be dropped.
    """
    desk = Desk(opener)
    examples = Path(tempfile.mkdtemp(prefix="corrente-example-"))
    example = Desk(partial(_open_example, examples))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        desk.close()
        example.close()
        rmtree(examples)

    app = FastAPI(title="corrente", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    app.state.desk, app.state.example, app.state.folder = desk, example, folder
    app.state.most_megabytes = most_megabytes
    app.include_router(pages.router)
    app.include_router(mapping.router)
    app.include_router(api.router)
    app.middleware("http")(_guarded)
    app.exception_handler(HTTPException)(_http_failure)
    app.exception_handler(CorrenteError)(_own_failure)
    app.exception_handler(RequestValidationError)(_form_failure)
    return app


def _open_example(folder: Path, progress: Progress) -> Company:
    """The simulated company, made when somebody first asks to see an example."""
    from corrente.market import simulate
    from corrente.stream.company import open_company

    progress(TEXTS["simulating"], 0.0)
    simulate(folder, touchpoints=EXAMPLE_TOUCHPOINTS)
    return open_company(folder, progress)


def serve(folder: Path, port: int = 8000) -> None:
    """Serve the company in ``folder`` on 127.0.0.1 until interrupted, and print the address.

    Raises `InputError` where ``folder`` is no folder, or the port is taken.
    """
    import uvicorn

    from corrente.stream.company import open_company

    if not folder.is_dir():
        raise InputError(
            Phrase("There is no folder “{folder}”.", "A pasta “{folder}” não existe.", {"folder": str(folder)})
        )

    def opener(progress: Callable[[Phrase, float], None]) -> Company:
        return open_company(folder, progress)

    listening = _listen(port)
    print(f"corrente: http://{HOST}:{listening.getsockname()[1]}/  (Ctrl+C)", flush=True)  # noqa: T201 - what it is for
    config = uvicorn.Config(create_app(opener, folder), log_level="warning", server_header=False)
    with suppress(KeyboardInterrupt):  # how the app is meant to end
        uvicorn.Server(config).run(sockets=[listening])


def _listen(port: int) -> socket:
    """A socket bound to this machine only; raises `InputError` where the port is taken."""
    listening = socket(AF_INET, SOCK_STREAM)
    listening.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError as error:
        listening.close()
        raise InputError(
            Phrase("Port {port} cannot be used.", "Não dá para usar a porta {port}.", {"port": str(port)}),
            Phrase.same(error.strerror or str(error)) if error.errno != EADDRINUSE else _TAKEN,
            Phrase("Choose another one with --port.", "Escolha outra com --port."),
        ) from error
    return listening


_TAKEN = Phrase("Another program listens there already.", "Outro programa já está usando essa porta.")


async def _guarded(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
    most = request.app.state.most_megabytes
    refused = guard.refusal(request.method, request.headers, most * guard.MEGABYTE)
    if refused:
        status, key = refused
        said = Phrase(TEXTS[key].en, TEXTS[key].pt, {"size": str(most)})
        response: Response = failure(request, status, TEXTS["refused"], said)
    else:
        response = await go_on(request)
    response.headers.update(guard.HEADERS)
    if not request.url.path.startswith("/static/"):
        response.headers["Cache-Control"] = "no-store"
    return response


def _http_failure(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    key = "not_found" if status == 404 else "refused"
    said = TEXTS["not_found_says"] if status == 404 else Phrase.same(str(getattr(error, "detail", "")))
    return failure(request, status, TEXTS[key], said)


def _form_failure(request: Request, _error: Exception) -> Response:
    return failure(request, 422, TEXTS["failed"], TEXTS["no_files"])


def _own_failure(request: Request, error: Exception) -> Response:
    said = [part for part in (error.what, error.why, error.next) if part] if isinstance(error, CorrenteError) else []
    return failure(request, 422, TEXTS["failed"], *said)
