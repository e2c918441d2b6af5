"""The service as an application: decide, track, results, the script and the pages that it serves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response

from corrente.experiments.running import Runner
from corrente.service import decide, door, results, script, track
from corrente.service.door import Plain
from corrente.service.limits import Rates
from corrente.service.live import Live, live_of
from corrente.service.pages import Pages, add_pages
from corrente.service.refusals import Refused, answer
from corrente.state.store import State


def create_service(
    store: State | Callable[[], State],
    rates: Rates = Rates(),  # noqa: B008 - never changes
    pages: Pages | None = None,
) -> FastAPI:
    """The service over an open ``store``, or over one that is opened as soon as it can be reached.

    With ``pages`` it serves a company's landing pages and the links in its messages too. Tests that run learn as long
    as it runs. The store is not closed: it belongs to whoever opened it.
    """
    live = Live(store if callable(store) else lambda: store, rates)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        live.start()
        runner = Runner(lambda: live.state)
        runner.start()
        yield
        runner.end()
        live.close()

    app = FastAPI(
        title="corrente: test service", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url="/v1/openapi.json"
    )
    app.state.live = live
    _add_routes(app)
    app.include_router(script.router)
    if pages is not None:
        add_pages(app, live, pages)
    app.exception_handler(Refused)(_told)
    return app


def _add_routes(app: FastAPI) -> None:
    """The hot paths first: they are matched in this order."""
    for path, module in (("/v1/decide", decide), ("/v1/track", track)):
        app.router.add_api_route(
            path, module.post, methods=["POST"], openapi_extra=module.DESCRIBED, route_class_override=Plain
        )
        app.router.add_api_route(
            path, door.preflight, methods=["OPTIONS"], include_in_schema=False, route_class_override=Plain
        )
    app.router.add_api_route("/v1/tests/{id}/results", results.get, methods=["GET"], route_class_override=Plain)
    app.router.add_api_route("/healthz", health, methods=["GET"], route_class_override=Plain)


async def health(request: Request) -> Response:
    """Whether the store was read within the last seconds."""
    fresh = live_of(request).is_fresh
    return answer({"store": "ok" if fresh else "unreachable"}, 200 if fresh else 503)


async def _told(request: Request, refused: Exception) -> Response:
    assert isinstance(refused, Refused)
    return door.refusal(request, refused)
