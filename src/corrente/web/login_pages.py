"""Coming in and going out."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from threading import BoundedSemaphore
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from corrente.state import logins, sessions
from corrente.state.sessions import LIFETIME, Session
from corrente.web.access import LOGIN, known
from corrente.web.guard import Listening, inside
from corrente.web.render import keep, render

Email = Annotated[str, Form(max_length=254)]
Password = Annotated[str, Form(max_length=1000)]

_FEW_AT_ONCE = BoundedSemaphore(4)
"""Checking a password takes 64 MiB on purpose; many at once must not take all there is."""

router = APIRouter(include_in_schema=False)


@router.get(LOGIN)
def login_page(request: Request, next: str = "/") -> Response:
    """Where to log in."""
    if known(request) is not None:
        return RedirectResponse(inside(next), 303)
    return render(request, "login.html", next=inside(next), email="", wrong=False)


@router.post(LOGIN)
def log_in(
    request: Request, email: Email = "", password: Password = "", next: Annotated[str, Form()] = "/"
) -> Response:
    """Begin a session under a new token, whatever the browser came with, and go on to where the person wanted."""
    if not _listening(request).asks_for_accounts:
        return RedirectResponse(inside(next), 303)
    session = checked(request, email, password)
    if session is None:
        return render(request, "login.html", 422, next=inside(next), email=email, wrong=True)
    _end(request)
    response = RedirectResponse(inside(next), 303)
    _remember(request, response, session)
    keep(response, "lang", session.account.language.value)
    return response


@router.post("/logout")
def log_out(request: Request) -> Response:
    """End the session."""
    _end(request)
    return gone(request)


def checked(request: Request, email: str, password: str) -> Session | None:
    """A new session where the password is right. Raises `TooManyAttempts` where too many were not."""
    with _FEW_AT_ONCE:
        return logins.log_in(request.app.state.store, email, password, network(request))


def gone(request: Request) -> Response:
    """The way out, without the session's cookie."""
    listening = _listening(request)
    response = RedirectResponse(LOGIN, 303)
    response.delete_cookie(listening.cookie, secure=listening.https, httponly=True, samesite="lax")
    return response


def network(request: Request) -> str:
    """Where a request comes from: an IPv4 address, or the network of an IPv6 one, for a person has all of that."""
    try:
        address = ip_address(request.client.host if request.client else "")
    except ValueError:
        return "?"
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return str(address)


def _remember(request: Request, response: Response, session: Session) -> None:
    listening = _listening(request)
    response.set_cookie(
        listening.cookie,
        session.token,
        max_age=int(LIFETIME.total_seconds()),
        secure=listening.https,
        httponly=True,
        samesite="lax",
    )


def _end(request: Request) -> None:
    token = request.cookies.get(_listening(request).cookie)
    if token:
        sessions.end(request.app.state.store, token)


def _listening(request: Request) -> Listening:
    found: Listening = request.app.state.listening
    return found
