"""What went wrong, told kindly: a page for people, JSON under ``/api``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from corrente.core.errors import CorrenteError
from corrente.core.words import Phrase
from corrente.experiments.kept import Moved
from corrente.state.failures import StateError
from corrente.state.logins import TooManyAttempts
from corrente.state.marks import Decided
from corrente.state.plans import Conflict
from corrente.web.access import LOGIN, names
from corrente.web.guard import SAFE
from corrente.web.render import failure, read_by
from corrente.web.texts import TEXTS

API = "/api/"
_STATUSES: Mapping[type[CorrenteError], int] = {
    TooManyAttempts: 429, Conflict: 409, Decided: 409, Moved: 409, StateError: 503,
}  # fmt: skip
_KNOWN = {401: "login_needed", 403: "not_allowed", 404: "not_found", 405: "not_so"}
"""Text keys of a title and, with ``_says``, of what to do."""


def register(app: FastAPI) -> None:
    """Let the app tell every failure by this file."""
    app.exception_handler(HTTPException)(_refused)
    app.exception_handler(CorrenteError)(own)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(Exception)(_unexpected)


def http(request: Request, status: int) -> Response:
    """A refusal by its status; who only wants to look is led to the login page and back."""
    if status == 401 and request.method in SAFE and not _is_api(request):
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"{LOGIN}?{urlencode({'next': back})}", 303)
    key = _KNOWN.get(status, "refused")
    nothing_lost = status == 401 and request.method in SAFE
    said = [] if key == "refused" or nothing_lost else [TEXTS[f"{key}_says"]]
    # RFC 9110 asks for a challenge; there is no registered one for a login page.
    headers = {"WWW-Authenticate": f'Cookie form-action="{LOGIN}"'} if status == 401 else {}
    return told(request, status, TEXTS[key], *said, headers=headers)


def own(request: Request, error: Exception) -> Response:
    """An error that corrente raised on purpose."""
    if not isinstance(error, CorrenteError):
        raise error
    status = next((status for kind, status in _STATUSES.items() if isinstance(error, kind)), 422)
    wait = {"Retry-After": str(math.ceil(error.wait.total_seconds()))} if isinstance(error, TooManyAttempts) else {}
    said = [
        _with_names(request, part) if status == 409 else part for part in (error.what, error.why, error.next) if part
    ]
    return told(request, status, TEXTS["failed"], *said, headers=wait)


def told(
    request: Request, status: int, title: Phrase, *said: Phrase, headers: Mapping[str, str] | None = None
) -> Response:
    """A failure as its reader can take it."""
    if _is_api(request):
        words = " ".join(part.say(read_by(request).language) for part in said or (title,))
        return JSONResponse({"error": words}, status, headers)
    page = failure(request, status, title, *said)
    page.headers.update(headers or {})
    return page


def _refused(request: Request, error: Exception) -> Response:
    return http(request, error.status_code if isinstance(error, HTTPException) else 500)


def _invalid(request: Request, _error: Exception) -> Response:
    return told(request, 422, TEXTS["failed"], TEXTS["form_incomplete"])


def _unexpected(request: Request, _error: Exception) -> Response:
    """Told outside the middleware, so it carries its headers itself; the server writes the traceback to its log."""
    return told(request, 500, TEXTS["failed"], TEXTS["unexpected"], headers=request.app.state.listening.headers)


def _with_names(request: Request, said: Phrase) -> Phrase:
    """The sentence with people's names where authors are only ids."""
    author = said.values.get("author")
    if not isinstance(author, str):
        return said
    return Phrase(said.en, said.pt, {**said.values, "author": names(request).get(author, author)})


def _is_api(request: Request) -> bool:
    return request.url.path.startswith(API)
