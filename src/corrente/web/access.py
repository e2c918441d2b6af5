"""Who asks, and what that person may do.

Every route is closed by default: the middleware in ``app.py`` asks for `least` of every request, and a route that
needs more says so with `needs`. Without accounts (only this machine can reach the app) whoever sits at it is an owner.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from fastapi import Depends, HTTPException, Request

from corrente.state import accounts, sessions
from corrente.state.accounts import Account, Role
from corrente.state.store import State
from corrente.web.guard import SAFE, Listening

LOGIN = "/login"
_OPEN = re.compile(r"/login|/static/.+|/favicon\.ico")
"""What nobody needs to be known for."""
_OWN = re.compile(r"/logout|/settings/own/.+")
"""What each person may change, because it is their own."""


@dataclass(frozen=True)
class Who:
    """Who asks. ``author`` is what revisions are signed with, ``name`` what other people read."""

    author: str
    role: Role
    name: str
    account: Account | None = None


def needs(role: Role) -> Any:
    """A route's dependency on a role, which gives `Who` asks.

    Write ``@router.post(path, dependencies=[needs(Role.OWNER)])``, or ``me: Annotated[Who, needs(Role.EDITOR)]``.
    """

    def checked(request: Request) -> Who:
        found = who(request)
        if not found.role.may(role):
            raise HTTPException(403)
        return found

    return Depends(checked)


def who(request: Request) -> Who:
    """Who asks; raises the 401 that leads to the login page where that is nobody."""
    found = known(request)
    if found is None:
        raise HTTPException(401)
    return found


def known(request: Request) -> Who | None:
    """Who asks, or ``None`` where nobody has logged in."""
    found: Who | None = getattr(request.state, "who", None)
    return found


def least(method: str, path: str) -> Role | None:
    """The role that a request needs whatever its route says; ``None`` where anybody may come."""
    if _OPEN.fullmatch(path):
        return None
    return Role.READER if method in SAFE or _OWN.fullmatch(path) else Role.EDITOR


def recognised(request: Request) -> Who | None:
    """Whose request this is by its session cookie; the person at this machine where no accounts are asked for."""
    listening: Listening = request.app.state.listening
    if not listening.asks_for_accounts:
        return here()
    store: State = request.app.state.store
    token = request.cookies.get(listening.cookie)
    account = sessions.resume(store, token) if token else None
    return None if account is None else Who(account.id, account.role, account.email or account.id, account)


def names(request: Request) -> Mapping[str, str]:
    """What the authors of revisions are called, by what they signed with; who is missing has left."""
    people = accounts.listed(request.app.state.store)
    return {here().author: here().name, **{account.id: account.email or account.id for account in people}}


@cache
def here() -> Who:
    """The person at this machine."""
    from getpass import getuser

    try:
        name = getuser()
    except (OSError, KeyError):  # a user without a name, as in a container
        name = "local"
    return Who(name, Role.OWNER, name)
