"""Landing pages in the app: listed, begun from a campaign of the plan, written, looked at and published."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from corrente.company.settings import read_settings
from corrente.core.errors import CorrenteError, InputError
from corrente.core.outreach import Controller, LandingPage, Purpose, Retention, Slot
from corrente.core.plan import Item, ItemKind
from corrente.core.words import Language
from corrente.experiments import kept
from corrente.outreach import landing, leads
from corrente.outreach.downloads import FOLDER, is_picture, offers_of
from corrente.outreach.forms import TRAP, Filled, entries
from corrente.outreach.landing import PageConflict, PageRevision
from corrente.outreach.mail.server import read_base
from corrente.service import public
from corrente.service.landing_house import paragraphs
from corrente.state.accounts import Role
from corrente.state.failures import StateError
from corrente.state.test_tables import MAIN
from corrente.stream import planning
from corrente.web.access import Who, names, needs
from corrente.web.outreach_forms import askings, entered, page_of
from corrente.web.plan_desk import store_of
from corrente.web.render import read_by, render

Reader = Annotated[Who, needs(Role.READER)]
Editor = Annotated[Who, needs(Role.EDITOR)]

PAGE = "/outreach"
STYLE = "/outreach/page.css"
LOCAL = "http://127.0.0.1:8010"
"""Where the service is, unless the environment says so."""

router = APIRouter(include_in_schema=False)


@router.get(PAGE)
def pages(request: Request, me: Reader) -> Response:
    """All landing pages, and how to begin one."""
    return _pages(request, me)


@router.post(PAGE)
def begin(request: Request, me: Editor, item: Annotated[str, Form()] = "", id: Annotated[str, Form()] = "") -> Response:
    """A new page, for a campaign of the plan or for none."""
    settings = _company(request)
    campaign = next((one for one in _campaigns(request) if one.id == item), None)
    page = landing.drafted(campaign, settings[0], settings[1]) if campaign else _blank(*settings)
    page = LandingPage(**{**vars(page), "id": id.strip() or page.id})
    try:
        landing.save(store_of(request), MAIN, page, author=me.author)
    except StateError:
        raise
    except CorrenteError as problem:
        return _pages(request, me, problem, id)
    return RedirectResponse(f"{PAGE}/pages/{page.id}", 303)


@router.get(PAGE + "/pages/{id}")
def page(request: Request, me: Reader, id: str, done: str = "") -> Response:
    """One page: its form, what it looks like, and who changed it."""
    found = _found(request, id)
    return _page(request, me, found, entered(found.page), done=done)


@router.post(PAGE + "/pages/{id}")
async def save(request: Request, me: Editor, id: str) -> Response:
    """Save a page as it was typed; publish it or take it back where that was asked."""
    found = _found(request, id)
    form = await request.form(max_files=0, max_fields=50)
    typed = {name: value for name, value in form.items() if isinstance(value, str)}
    published = {"publish": True, "withdraw": False}.get(typed.get("act", ""), found.page.published)
    try:
        based_on = int(typed.get("based_on", ""))
        landing.save(
            store_of(request), MAIN, page_of(typed, found.page, published=published), author=me.author,
            reason=typed.get("reason", "")[:500], based_on=based_on,
        )  # fmt: skip
    except ValueError:
        raise HTTPException(422) from None
    except (InputError, PageConflict) as problem:
        if isinstance(problem, StateError):
            raise
        return _page(request, me, found, typed, problem=problem)
    return RedirectResponse(f"{PAGE}/pages/{id}?done={typed.get('act') or 'save'}", 303)


@router.get(PAGE + "/pages/{id}/preview")
def preview(request: Request, _me: Reader, id: str, variant: str = "") -> Response:
    """The page as its visitors see it, in one of its variants; nothing can be sent from here."""
    shown = _found(request, id).page
    test = next((one.body for one in kept.listed(store_of(request)) if one.test == shown.test), None)
    payload = next((one.payload for one in test.variants if one.id == variant), {}) if test else {}
    says = {slot.value: "" for slot in Slot} | {slot.value: said for slot, said in shown.saying(payload).items()}
    return HTMLResponse(
        public.written(
            "landing.html", shown.language, style=STYLE, page=shown, says=says, paragraphs=paragraphs(says[Slot.TEXT]),
            token="", filled=Filled(), note="", entries=entries(shown), trap=TRAP, action="#", months=_months(request),
            pictures=f"{PAGE}/pictures",
        )
    )  # fmt: skip


@router.get(STYLE)
def style(_me: Reader) -> Response:
    """The style sheet of the public pages, for the preview."""
    return public.style()


@router.get(PAGE + "/pictures/{name}")
def picture(request: Request, _me: Reader, name: str) -> Response:
    """A picture of the preview."""
    found = _offers(request).get(name) if is_picture(name) else None
    if found is None:
        raise HTTPException(404)
    return FileResponse(found)


def _pages(request: Request, me: Who, problem: CorrenteError | None = None, id: str = "") -> Response:
    store = store_of(request)
    return render(
        request, "outreach.html", 422 if problem else 200, pages=landing.listed(store, MAIN),
        counts=leads.counted(store, MAIN), campaigns=_campaigns(request), may=me.role.may(Role.EDITOR),
        problem=problem, id=id, base=base(),
    )  # fmt: skip


def _page(
    request: Request, me: Who, found: PageRevision, typed: Mapping[str, str], problem: CorrenteError | None = None,
    done: str = "",
) -> Response:  # fmt: skip
    offers = _offers(request)
    company = typed.get("controller") or _company(request)[0]
    language = found.page.language
    usual = {purpose: landing.usual_words(purpose, company, language) for purpose in Purpose}
    tests = {one.test: one.body for one in kept.listed(store_of(request))}
    return render(
        request, "outreach_page.html", 422 if problem else 200, found=found, page=found.page, typed=typed,
        askings=askings(typed, usual), problem=problem, done=done, may=me.role.may(Role.EDITOR), tests=tests,
        files=[name for name in offers if not is_picture(name)], pictures=list(filter(is_picture, offers)),
        languages=Language, names=names(request), base=base(), folder=FOLDER,
        most={"line": landing.LONGEST_WORDS, "text": landing.LONGEST_TEXT},
    )  # fmt: skip


def _found(request: Request, id: str) -> PageRevision:
    found = landing.current(store_of(request), MAIN, id)
    if found is None:
        raise HTTPException(404)
    return found


def _blank(company: str, language: Language) -> LandingPage:
    return LandingPage("", language, {}, Controller(company, ""))


def _campaigns(request: Request) -> list[Item]:
    return [one for one in planning.standing(store_of(request)).items if one.kind is ItemKind.CAMPAIGN]


def _company(request: Request) -> tuple[str, Language]:
    """What the company is called, and which language it speaks."""
    company = request.app.state.desk.state.company
    if company is None:
        return "", read_by(request).language
    settings = company.books.settings
    return settings.name, settings.language


def _offers(request: Request) -> Mapping[str, Path]:
    folder = request.app.state.folder
    return {} if folder is None else offers_of(folder)


def _months(request: Request) -> int:
    folder = request.app.state.folder
    return (Retention() if folder is None else read_settings(folder).retention).leads


def base() -> str:
    """The service's public address."""
    try:
        return read_base(os.environ)
    except InputError:
        return LOCAL
