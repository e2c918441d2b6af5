"""The links in a message, and the news that come back about it.

``/c/{token}`` leads on and notes the click; ``/u/{token}`` asks before it ends the mailing when somebody looks (mail
scanners follow links), and ends it at once when it is posted to (RFC 8058). Providers post news to ``/v1/mail/hooks``,
whole reports to ``/v1/mail/reports``; both are signed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, RedirectResponse

from corrente.core.mailing import Mailing
from corrente.core.words import Language, phrase
from corrente.outreach.mail import afterwards, bounces, hooks, reports
from corrente.outreach.mail.doors import read_click, read_unsubscribe
from corrente.outreach.mail.events import Tell
from corrente.outreach.mail.reports import Report
from corrente.service import public
from corrente.service.mail_work import tell
from corrente.service.public import problem
from corrente.service.texts.mail import TEXTS
from corrente.state.failures import StateError
from corrente.state.site_secrets import secret_of
from corrente.state.store import State

_ROBOT = re.compile(r"bot\b|crawl|spider|slurp|preview|facebookexternalhit|headless|monitor|curl|wget|python", re.I)
"""Visitors whose clicks are nobody's."""
ON_THE_WAY = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


@dataclass
class MailHouse:
    """What the routes of one site need. ``store`` gives the open store.

    ``wait`` tells the seconds that a network address has to wait before it is answered again (0: none).
    """

    store: Callable[[], State]
    site: str
    wait: Callable[[str], float] = lambda _address: 0.0
    tell: Tell = tell
    _secret: str = field(default="", repr=False)

    def secret(self) -> str:
        """The site's secret, by which forged links are told before the store is asked for anything."""
        self._secret = self._secret or secret_of(self.store(), self.site)
        return self._secret


def routes(house: MailHouse) -> APIRouter:
    """The routes of a site's mailings."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/c/{said}", methods=["GET", "HEAD"])
    def click(request: Request, said: str) -> Response:
        return _guarded(house, request, lambda: _click(house, request, said))

    @router.api_route("/u/{said}", methods=["GET", "HEAD"])
    def look(request: Request, said: str) -> Response:
        return _guarded(house, request, lambda: _ask(house, request, said))

    @router.post("/u/{said}")
    def stop(request: Request, said: str) -> Response:
        return _guarded(house, request, lambda: _stop(house, request, said))

    @router.post("/v1/mail/hooks")
    async def hook(request: Request) -> Response:
        return await _news(house, request, hooks.read)

    @router.post("/v1/mail/reports")
    async def report(request: Request) -> Response:
        return await _news(house, request, lambda body: tuple(filter(None, [bounces.read(body)])))

    return router


def _guarded(house: MailHouse, request: Request, answer: Callable[[], Response]) -> Response:
    """The answer, unless an address asks too often or the store fails."""
    wait = house.wait(request.client.host if request.client else "")
    if wait > 0:
        return Response(status_code=429, headers={"Retry-After": str(max(1, round(wait)))})
    try:
        return answer()
    except StateError:
        return problem("down", _reads(request), 503)


def _click(house: MailHouse, request: Request, said: str) -> Response:
    found = read_click(house.secret(), said)
    to = afterwards.clicked(house.store(), *found, house.tell, counts=_is_person(request)) if found else None
    if to is None:
        return problem("gone", _reads(request), 404)
    return RedirectResponse(to, 302, headers=ON_THE_WAY)


def _ask(house: MailHouse, request: Request, said: str) -> Response:
    mailing = _mailing(house, said)
    if mailing is None:
        return problem("gone", _reads(request), 404)
    return _page(mailing, "stop", done=False)


def _stop(house: MailHouse, request: Request, said: str) -> Response:
    """End it, whatever the body says: mail programs post ``List-Unsubscribe=One-Click``, the page its button."""
    mailing, token = _mailing(house, said), read_unsubscribe(house.secret(), said)
    if mailing is None or token is None or not afterwards.unsubscribed(house.store(), token, house.tell):
        return problem("gone", _reads(request), 404)
    return _page(mailing, "stopped", done=True)


def _mailing(house: MailHouse, said: str) -> Mailing | None:
    token = read_unsubscribe(house.secret(), said)
    return None if token is None else afterwards.mailing_of(house.store(), token)


def _page(mailing: Mailing, key: str, done: bool) -> Response:
    language, company = mailing.language, mailing.sender.controller.name
    words = TEXTS[f"{key}_says"]
    return public.page(
        "unsubscribe.html", language, title=TEXTS[key].say(language), done=done,
        said=phrase(words.en, words.pt, company=company).say(language), button=TEXTS["stop_button"].say(language),
    )  # fmt: skip


async def _news(house: MailHouse, request: Request, read: Callable[[bytes], tuple[Report, ...]]) -> Response:
    """Note what a provider posts: 413 for too much, 401 for what is not signed, 422 for what cannot be read."""
    body = await _body(request, hooks.MOST_BYTES)
    if body is None:
        return JSONResponse({"error": "too large", "next": f"send at most {hooks.MOST_BYTES} bytes"}, 413)
    try:
        return await run_in_threadpool(_noted, house, dict(request.headers), body, read)
    except StateError as failure:
        return JSONResponse({"error": failure.what.say(_reads(request)), "next": "send it again"}, 503)


def _noted(
    house: MailHouse, headers: dict[str, str], body: bytes, read: Callable[[bytes], tuple[Report, ...]]
) -> Response:
    state = house.store()
    if not hooks.is_signed(hooks.hook_key(house.secret(), house.site), headers, body, state.clock().timestamp()):
        return JSONResponse({"error": "not signed by the key of this site", "next": "see docs/reference/mail.md"}, 401)
    try:
        found = read(body)
    except (ValueError, RecursionError):
        return JSONResponse({"error": "no JSON that is known", "next": "see docs/reference/mail.md"}, 422)
    return JSONResponse({"noted": reports.note(state, house.site, found, house.tell)})


async def _body(request: Request, most: int) -> bytes | None:
    """The body; ``None`` where it is larger than that, whatever its length claims."""
    found = b""
    async for part in request.stream():
        found += part
        if len(found) > most:
            return None
    return found


def _is_person(request: Request) -> bool:
    """Whether somebody follows a link: no look at the head, no robot, no browser that fetches ahead."""
    ahead = "prefetch" in request.headers.get("sec-purpose", request.headers.get("purpose", ""))
    robot = _ROBOT.search(request.headers.get("user-agent", ""))
    return request.method == "GET" and not ahead and robot is None


def _reads(request: Request) -> Language:
    return Language.PT if request.headers.get("accept-language", "").lower().startswith("pt") else Language.EN
