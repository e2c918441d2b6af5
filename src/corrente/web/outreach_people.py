"""Leads, and what is held on one person: to be looked at, handed out, or forgotten."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from corrente.company.forgotten import Held, found_in
from corrente.core.outreach import Lead
from corrente.outreach import landing, leads, rights
from corrente.outreach.people import is_address, person_of
from corrente.outreach.tokens import choices_of_person
from corrente.state.accounts import Role
from corrente.state.site_secrets import secret_of
from corrente.state.test_tables import MAIN
from corrente.web import forgetting
from corrente.web.access import Who, needs
from corrente.web.outreach_pages import PAGE, base
from corrente.web.plan_desk import store_of
from corrente.web.render import render
from corrente.web.tables import to_csv

Editor = Annotated[Who, needs(Role.EDITOR)]
Owner = Annotated[Who, needs(Role.OWNER)]
Said = Annotated[str, Form(max_length=300)]

SHOWN, KEPT = 200, 1_000_000
"""Leads on the page, and in the file."""
COLUMNS = (
    "at", "lead", "page", "name", "email", "company", "source", "medium", "campaign", "campaign_id", "content",
    "variant", "item",
)  # fmt: skip

router = APIRouter(include_in_schema=False)


@router.get(PAGE + "/leads")
def leads_page(request: Request, _me: Editor, page: str = "") -> Response:
    """The last leads, of all pages or of one."""
    store = store_of(request)
    found = leads.listed(store, MAIN, page or None, most=SHOWN)
    return render(
        request, "outreach_leads.html", rows=[_row(lead) for lead in found], columns=COLUMNS, chosen=page,
        pages=[one.page.id for one in landing.listed(store, MAIN)], most=SHOWN,
    )  # fmt: skip


@router.get(PAGE + "/leads.csv")
def leads_file(request: Request, _me: Editor, page: str = "") -> Response:
    """The leads as a file, with the ids by which a CRM's events reach the tests that they saw."""
    found = leads.listed(store_of(request), MAIN, page or None, most=KEPT)
    rows = [(*_row(lead), lead.unit, lead.decision or "") for lead in found]
    head = {"Content-Disposition": 'attachment; filename="leads.csv"'}
    said = to_csv((*COLUMNS, "anonymous_id", "decision_id"), rows)
    return PlainTextResponse(said, media_type="text/csv", headers=head)


@router.get(PAGE + "/person")
def ask(request: Request, me: Editor, forgot: bool = False) -> Response:
    """Ask whose data."""
    return _person(request, me, forgot=forgot)


@router.post(PAGE + "/person")
def look(request: Request, me: Editor, person: Said = "") -> Response:
    """What is held on a person. The address is posted, so that it stands in no log."""
    said = person.strip()
    held = rights.held(store_of(request), said) if said else {}
    return _person(request, me, said=said, held=held, files=_files(request, said), link=_link(request, said))


@router.post(PAGE + "/person/export")
def export(request: Request, me: Owner, person: Said = "") -> Response:
    """All that is held on a person, as a ZIP."""
    found = rights.export(store_of(request), person, by=me.author)
    head = {"Content-Disposition": 'attachment; filename="person.zip"'}
    return Response(found, media_type="application/zip", headers=head)


@router.post(PAGE + "/person/forget")
def forget(request: Request, me: Owner, person: Said = "") -> Response:
    """Erase a person."""
    forgetting.forget(store_of(request), request.app.state.folder, person, by=me.author)
    return RedirectResponse(f"{PAGE}/person?forgot=true", 303)


def _person(request: Request, me: Who, **more: Any) -> Response:
    shown = {"said": "", "held": None, "files": (), "forgot": False, "link": "", **more}
    return render(request, "outreach_person.html", owner=me.role.may(Role.OWNER), **shown)


def _link(request: Request, said: str) -> str:
    """The address of a person's own page; none for who is not named by an address."""
    if not is_address(said):
        return ""
    store = store_of(request)
    secret = secret_of(store, MAIN)
    now = round(store.clock().timestamp() * 1000)
    return f"{base()}/choices/{choices_of_person(secret, person_of(secret, said), now)}"


def _files(request: Request, said: str) -> tuple[Held, ...]:
    """Where the company's own files hold the person."""
    folder: Path | None = request.app.state.folder
    if folder is None or not said:
        return ()
    return found_in(folder, said)


def _row(lead: Lead) -> tuple[str, ...]:
    at = dt.datetime.fromtimestamp(lead.at_ms / 1000, dt.UTC).isoformat(timespec="minutes")
    utm = lead.utm
    return (
        at, lead.id, lead.page, lead.name, lead.email, lead.company, utm.source, utm.medium, utm.campaign, utm.id,
        utm.content, lead.variant, lead.item,
    )  # fmt: skip
