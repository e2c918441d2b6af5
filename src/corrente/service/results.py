"""``GET /v1/tests/{id}/results``: how a test stands, for whoever holds a read key of its site."""

from __future__ import annotations

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from corrente.experiments import kept
from corrente.experiments.keys import Kind
from corrente.service.door import admit, admit_address, key_of
from corrente.service.live import live_of
from corrente.service.refusals import answer, no_test


async def get(request: Request) -> Response:
    """How the test stands, as JSON."""
    live = live_of(request)
    admit_address(live, request, 1)
    key = key_of(request, Kind.READ, {})
    admit(request, key, 1)
    test = request.path_params["id"]
    served = live.snapshot.tests.get((key.site, test))
    if served is None:
        raise no_test(test)
    policy = served.policy
    return answer({"test": test, "phase": served.body.phase.value, "policy": policy.version if policy else None})
