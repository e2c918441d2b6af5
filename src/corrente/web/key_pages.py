"""The keys of the test service, for owners: made, listed, revoked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from corrente.core.errors import InputError
from corrente.experiments import keys
from corrente.experiments.keys import Kind
from corrente.state.accounts import Role
from corrente.state.failures import StateError
from corrente.state.test_tables import MAIN
from corrente.web.access import Who, needs
from corrente.web.plan_desk import store_of
from corrente.web.render import render

PAGE = "/settings/keys"

Owner = Annotated[Who, needs(Role.OWNER)]

router = APIRouter(include_in_schema=False)


@router.get(PAGE)
def keys_page(request: Request, _me: Owner) -> Response:
    """Every key, and a form for a new one."""
    return _page(request)


@router.post(PAGE)
def make(request: Request, me: Owner, kind: Annotated[Kind, Form()]) -> Response:
    """A new key, shown this once."""
    _, said = keys.make(store_of(request), kind, by=me.author)
    return _page(request, made=said)


@router.post(PAGE + "/{id}/revoke")
def revoke(request: Request, me: Owner, id: str) -> Response:
    """End a key."""
    try:
        keys.revoke(store_of(request), id, by=me.author)
    except StateError:
        raise
    except InputError as problem:
        return _page(request, 422, problem=problem)
    return RedirectResponse(PAGE, 303)


def _page(request: Request, status: int = 200, made: str = "", problem: InputError | None = None) -> Response:
    known = keys.listed(store_of(request))
    return render(request, "keys.html", status, keys=known, kinds=Kind, made=made, problem=problem, site=MAIN)
