"""Landing pages: shown always, in the variant that was decided where that can be known, and their forms taken in.

``/p/{page}`` shows and takes, ``/p/{page}/thanks/{token}`` gives, ``/choices/{token}`` lets people change their mind.
Nothing is set in the browser before somebody said yes to it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse

from corrente.core.outreach import LandingPage
from corrente.experiments import events
from corrente.outreach import landing, leads
from corrente.outreach.downloads import DAYS, PICTURES, is_picture
from corrente.outreach.tokens import Use, read, sign
from corrente.service import landing_take, public
from corrente.service.landing_events import DOWNLOADED, event_of
from corrente.service.landing_form import DAY_MS, Shown, fresh_id, host_of, utm_of
from corrente.service.landing_house import DEFAULT, Landing, decided, known_unit, reads, shown_page
from corrente.service.public import problem
from corrente.state.failures import StateError

_ROBOT = re.compile(r"bot\b|crawl|spider|slurp|preview|facebookexternalhit|headless|monitor|curl|wget|python", re.I)
"""Visitors that no test should count; they see the default."""

_log = logging.getLogger(__name__)


def routes(house: Landing) -> APIRouter:
    """The routes of a site's landing pages."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/p/{page}", methods=["GET", "HEAD"])
    async def show(request: Request, page: str) -> Response:
        return await _show(house, request, page)

    @router.post("/p/{page}")
    async def take(request: Request, page: str) -> Response:
        return await landing_take.take(house, request, page)

    @router.get("/p/{page}/thanks/{token}")
    def thanks(request: Request, page: str, token: str) -> Response:
        return _told(request, lambda: _thanks(house, request, page, token))

    @router.get("/p/{page}/file/{token}")
    def file(request: Request, page: str, token: str) -> Response:
        return _told(request, lambda: _file(house, request, page, token))

    @router.get("/pictures/{name}")
    def picture(request: Request, name: str) -> Response:
        found = house.offers().get(name) if is_picture(name) else None
        if found is None or not found.is_file():
            return problem("gone", reads(request), 404)
        kind = PICTURES[found.suffix.lower()]
        return FileResponse(found, media_type=kind, headers={"X-Content-Type-Options": "nosniff"})

    return router


def _told(request: Request, answer: Callable[[], Response]) -> Response:
    try:
        return answer()
    except StateError:
        return problem("down", reads(request), 503)


async def _show(house: Landing, request: Request, id: str) -> Response:
    try:
        found = await run_in_threadpool(house.page, id)
        secret = await run_in_threadpool(house.secret)
    except StateError:
        return problem("down", reads(request), 503)
    if found is None:
        return problem("gone", reads(request), 404)
    unit, utm = known_unit(house, secret, request) or fresh_id(), utm_of(request.query_params)
    told = {"source": utm.source, "medium": utm.medium}
    seen = DEFAULT if _counts_for_nothing(request) else await decided(house, found.page, unit, told)
    shown = Shown(
        fresh_id(), id, found.number, unit, found.page.test, seen.variant, seen.decision, utm,
        host_of(request.headers.get("referer", "")), house.now_ms,
    )  # fmt: skip
    return shown_page(house, found.page, seen.payload, shown.signed(secret))


def _counts_for_nothing(request: Request) -> bool:
    """Whether nobody will see this: a robot, or a look at the head."""
    return request.method == "HEAD" or _ROBOT.search(request.headers.get("user-agent", "")) is not None


def _thanks(house: Landing, request: Request, id: str, token: str) -> Response:
    found = _given(house, id, token)
    if found is None:
        return problem("over", reads(request), 410)
    page, lead = found
    there = page.offer.file in house.offers()
    until = house.now_ms + DAYS * DAY_MS
    return public.page(
        "landing_thanks.html", page.language, file=f"/p/{id}/file/{token}" if there else "", title=page.offer.title,
        days=DAYS, contact=page.controller.contact,
        choices=f"/choices/{sign(house.secret(), Use.CHOICES_OF_LEAD, lead, until_ms=until)}",
    )  # fmt: skip


def _file(house: Landing, request: Request, id: str, token: str) -> Response:
    """The file of a page, for who sent its form and has the link."""
    found = _given(house, id, token)
    if found is None:
        return problem("over", reads(request), 410)
    page, lead = found
    file = house.offers().get(page.offer.file)
    if file is None or not file.is_file():
        return problem("gone", page.language, 404)
    _note_download(house, page, lead)
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store",
               "Content-Security-Policy": "sandbox", "X-Robots-Tag": "noindex"}  # fmt: skip
    return FileResponse(file, media_type="application/octet-stream", filename=file.name, headers=headers)


def _given(house: Landing, id: str, token: str) -> tuple[LandingPage, str] | None:
    """The page and the lead that a link is for."""
    said = read(house.secret(), Use.DOWNLOAD, token, house.now_ms)
    if said is None or said[1] != id:
        return None
    found = house.page(id) or landing.current(house.state, house.site, id)  # a link outlives its page's publication
    return None if found is None else (found.page, said[0])


def _note_download(house: Landing, page: LandingPage, lead: str) -> None:
    """Note the first download of a lead; who was forgotten since gets the file all the same."""
    try:
        known = leads.find(house.state, house.site, lead)
        if known is not None:
            with house.state.writing() as connection:
                events.store(connection, [event_of(house, DOWNLOADED, f"download-{lead}", known, page)])
    except StateError:
        _log.warning("a download could not be noted", exc_info=True)
