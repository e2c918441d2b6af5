"""One's own settings, and for owners the accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from corrente.company.settings import read_settings
from corrente.core.errors import InputError
from corrente.core.profile import Settings
from corrente.core.words import Language
from corrente.state import accounts, audit
from corrente.state.accounts import LEAST_CHARACTERS, Role
from corrente.state.audit import Entry
from corrente.state.failures import StateError
from corrente.state.store import State
from corrente.web.access import Who, names, needs, who
from corrente.web.login_pages import Email, Password, checked, gone
from corrente.web.render import keep, render
from corrente.web.tables import to_csv

ACCOUNTS = "/settings/accounts"
SHOWN = 50
"""Entries of the audit log on the page."""
KEPT = 1_000_000
"""Entries of it in the file."""

Me = Annotated[Who, needs(Role.READER)]
Owner = Annotated[Who, needs(Role.OWNER)]

router = APIRouter(include_in_schema=False)


@router.get("/settings")
def settings_page(request: Request, me: Me, done: str = "") -> Response:
    """One's own account, and what the company says of itself."""
    return _own_page(request, me, done=done)


@router.post("/settings/own/language")
def change_language(request: Request, me: Me, language: Annotated[Language, Form()]) -> Response:
    """Speak another language to this person, here and wherever they log in."""
    if me.account is not None:
        accounts.change_language(_store(request), me.account.id, language)
    response = RedirectResponse("/settings?done=language", 303)
    keep(response, "lang", language.value)
    return response


@router.post("/settings/own/password")
def change_password(request: Request, me: Me, old: Password = "", new: Password = "") -> Response:
    """Set another password, for those who know the one that holds; then everybody has to log in with it."""
    account = me.account
    if account is None or account.email is None:
        return RedirectResponse("/settings", 303)
    if checked(request, account.email, old) is None:
        return _own_page(request, me, 422, wrong=True)
    return _tried(
        lambda: accounts.change_password(_store(request), account.id, new, by=account.id),
        lambda: gone(request),
        lambda problem: _own_page(request, me, 422, problem=problem),
    )


@router.post("/settings/own/sessions")
def log_out_everywhere(request: Request, me: Me) -> Response:
    """End all of one's sessions, on whatever machine."""
    if me.account is None:
        return RedirectResponse("/settings", 303)
    accounts.log_out_everywhere(_store(request), me.account.id)
    return gone(request)


@router.get(ACCOUNTS)
def accounts_page(request: Request, _me: Owner) -> Response:
    """Everybody who may come in, and what was done to accounts."""
    return _accounts_page(request)


@router.post(ACCOUNTS)
def add(
    request: Request,
    me: Owner,
    role: Annotated[Role, Form()],
    language: Annotated[Language, Form()],
    email: Email = "",
    password: Password = "",
) -> Response:
    """Open an account."""
    return _done(
        request,
        lambda store: accounts.open_account(store, email, password, role, language, by=me.author),
        email,
    )


@router.post(ACCOUNTS + "/{id}/role")
def change_role(request: Request, me: Owner, id: str, role: Annotated[Role, Form()]) -> Response:
    """Give somebody another role."""
    return _done(request, lambda store: accounts.change_role(store, id, role, by=me.author))


@router.post(ACCOUNTS + "/{id}/password")
def give_password(request: Request, me: Owner, id: str, password: Password = "") -> Response:
    """Set the password of somebody who has forgotten it."""
    return _done(request, lambda store: accounts.change_password(store, id, password, by=me.author))


@router.post(ACCOUNTS + "/{id}/close")
def close(request: Request, me: Owner, id: str) -> Response:
    """Close an account and forget the person."""
    return _done(request, lambda store: accounts.close(store, id, by=me.author))


@router.get(ACCOUNTS + "/audit.csv")
def audit_file(request: Request, _me: Owner) -> Response:
    """The whole audit log, by the ids of accounts."""
    rows = [
        (entry.at.isoformat(), entry.by, entry.act.value, entry.of, " ".join(entry.details.values()))
        for entry in audit.listed(_store(request), KEPT)
    ]
    head = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return PlainTextResponse(to_csv(("at", "by", "act", "of", "details"), rows), media_type="text/csv", headers=head)


def _own_page(request: Request, me: Who, status: int = 200, **said: Any) -> Response:
    more = {"done": "", "wrong": False, "problem": None, **said}
    return render(
        request, "settings.html", status, me=me, settings=_settings(request), store=_store(request).where,
        languages=Language, least=LEAST_CHARACTERS, folder=request.app.state.folder, **more,
    )  # fmt: skip


def _accounts_page(request: Request, status: int = 200, problem: InputError | None = None, email: str = "") -> Response:
    store = _store(request)
    return render(
        request, "accounts.html", status, me=who(request), people=accounts.listed(store), roles=Role,
        languages=Language, names=names(request), entries=audit.listed(store, SHOWN), local=_local(request),
        least=LEAST_CHARACTERS, problem=problem, email=email, asked=request.app.state.listening.asks_for_accounts,
    )  # fmt: skip


def _done(request: Request, deed: Callable[[State], object], email: str = "") -> Response:
    """The accounts' page after a deed, or with what stood in its way."""
    return _tried(
        lambda: deed(_store(request)),
        lambda: RedirectResponse(ACCOUNTS, 303),
        lambda problem: _accounts_page(request, 422, problem, email),
    )


def _tried(
    deed: Callable[[], object], then: Callable[[], Response], wrong: Callable[[InputError], Response]
) -> Response:
    try:
        deed()
    except StateError:
        raise
    except InputError as problem:
        return wrong(problem)
    return then()


def _local(request: Request) -> Callable[[Entry], str]:
    """When something happened, by the company's clock."""
    zone = ZoneInfo(_settings(request).timezone)
    return lambda entry: entry.at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _settings(request: Request) -> Settings:
    company = request.app.state.desk.state.company
    if company is not None:
        found: Settings = company.books.settings
        return found
    folder = request.app.state.folder
    return Settings() if folder is None else read_settings(folder).settings


def _store(request: Request) -> State:
    store: State = request.app.state.store
    return store
