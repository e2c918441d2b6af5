"""``GET /v1/tests/{id}/results``: how a test stands, for whoever holds a read key of its site."""

from __future__ import annotations

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from corrente.experiments.keys import Kind
from corrente.experiments.report import report, to_json
from corrente.service.door import admit_address, key_of
from corrente.service.live import live_of
from corrente.service.refusals import answer, language_of, no_test, too_many, unavailable
from corrente.state.failures import StateError


async def get(request: Request) -> Response:
    """How the test stands: results, health, advice and history, as JSON."""
    live = live_of(request)
    admit_address(live, request, 1)
    key = key_of(request, Kind.READ, {})
    if seconds := live.of_results.take(key.id):
        raise too_many(seconds)
    test = request.path_params["id"]
    if (key.site, test) not in live.snapshot.tests:
        raise no_test(test)
    try:
        found = await run_in_threadpool(report, live.state, test, key.site)
    except StateError:
        raise unavailable() from None
    response = answer(to_json(found, language_of(request.headers.get("accept-language", ""))))
    del response.headers["Access-Control-Allow-Origin"]  # a read key belongs on a server, in no page
    return response
