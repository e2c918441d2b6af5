"""E-mail campaigns in the app: listed, written, looked at, tried out, started, followed and stopped."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from corrente.core.errors import CorrenteError, InputError
from corrente.core.experiment import Test
from corrente.core.mailing import CLICKED, Mailing, MailPhase, Recipients
from corrente.core.plan import Item, ItemKind
from corrente.core.words import Form as Shape
from corrente.core.words import Language, Number, Phrase
from corrente.experiments import kept as tests
from corrente.outreach.mail import campaign, kept, trial
from corrente.outreach.mail.campaign import Counts
from corrente.outreach.mail.kept import Kept
from corrente.outreach.mail.sending import Outcome, Post
from corrente.outreach.mail.server import read_base, read_server
from corrente.outreach.people import is_address
from corrente.service import mail_work
from corrente.state.accounts import Role
from corrente.state.failures import StateError
from corrente.state.test_tables import MAIN
from corrente.stream import planning
from corrente.web import mail_forms
from corrente.web.access import Who, names, needs
from corrente.web.mail_desk import chances, lifespan, mailers_of
from corrente.web.pages import PATIENCE
from corrente.web.plan_desk import store_of
from corrente.web.render import read_by, render

Reader = Annotated[Who, needs(Role.READER)]
Editor = Annotated[Who, needs(Role.EDITOR)]
Text = Annotated[str, Form(max_length=300)]

LIST = "/outreach/mailings"
JUDGES = (CLICKED, "Lead Captured", "Order Completed")
"""Events that the form offers to judge by."""

router = APIRouter(include_in_schema=False, lifespan=lifespan)


@dataclass(frozen=True)
class Line:
    """A mailing in the list."""

    kept: Kept
    counts: Counts


@router.get(LIST)
def mailings(request: Request, me: Reader) -> Response:
    """All mailings, and how to begin one."""
    return _list(request, me)


@router.post(LIST)
def begin(request: Request, me: Editor, name: Text = "", item: Text = "") -> Response:
    """A new mailing, of a campaign of the plan or of none."""
    store = store_of(request)
    before = kept.listed(store, MAIN)
    campaign_item = next((one for one in _campaigns(request) if one.id == item), None)
    said = name.strip() or (campaign_item.title.say(read_by(request).language) if campaign_item else "")
    if not said:
        return _list(request, me, _nameless())
    id = _free(mail_forms.id_of(said), {one.mailing.id for one in before})
    company, language = _company(request)
    mailing = mail_forms.blank(id, said, company, language, before[0].mailing if before else None)
    typed = {**mail_forms.entered(mailing), "item": campaign_item.id if campaign_item else ""}
    kept.save(store, MAIN, mail_forms.mailing_of(typed, mailing), me.author)
    return RedirectResponse(f"{LIST}/{id}", 303)


@router.get(LIST + "/{id}")
def mailing_page(request: Request, me: Reader, id: str, done: str = "") -> Response:
    """One mailing: its form while it is a draft, what becomes of it afterwards."""
    return _page(request, me, _found(request, id), done=done)


@router.get(LIST + "/{id}/live")
def live_part(request: Request, me: Reader, id: str) -> Response:
    """The part of a mailing's page that changes by itself, for its script."""
    found = _found(request, id)
    return render(request, "mailing_live.html", **_seen(request, me, found))


@router.post(LIST + "/{id}")
async def save(request: Request, me: Editor, id: str) -> Response:
    """Save a draft as it was typed."""
    found = _found(request, id)
    form = await request.form(max_files=0, max_fields=60)
    typed = {name: value for name, value in form.items() if isinstance(value, str)}
    return _tried(
        lambda: kept.save(store_of(request), MAIN, mail_forms.mailing_of(typed, found.mailing), me.author),
        lambda: RedirectResponse(f"{LIST}/{id}?done=saved", 303),
        lambda problem: _page(request, me, found, problem, typed),
    )


@router.post(LIST + "/{id}/list")
def bring(request: Request, me: Editor, id: str, file: UploadFile) -> Response:
    """Take a list of people in place of an earlier one."""
    found = _found(request, id)
    return _tried(
        lambda: campaign.bring(store_of(request), MAIN, id, file.file.read()),
        lambda: RedirectResponse(f"{LIST}/{id}?done=list", 303),
        lambda problem: _page(request, me, found, problem),
    )


@router.post(LIST + "/{id}/trial")
def try_out(request: Request, me: Editor, id: str, email: Text = "", variant: Text = "a") -> Response:
    """Send one message to oneself, which counts for nothing."""
    found = _found(request, id)
    return _tried(
        lambda: _send_trial(request, found.mailing, variant, email.strip()),
        lambda: RedirectResponse(f"{LIST}/{id}?done=trial", 303),
        lambda problem: _page(request, me, found, problem),
    )


@router.post(LIST + "/{id}/start")
def start(request: Request, me: Editor, id: str) -> Response:
    """Send it to everybody it is for."""
    return _act(request, me, id, lambda found: _start(request, me, found), "sending")


@router.post(LIST + "/{id}/pause")
def pause(request: Request, me: Editor, id: str) -> Response:
    """Send no more for now."""
    return _act(request, me, id, lambda _: campaign.pause(store_of(request), MAIN, id, me.author), "paused")


@router.post(LIST + "/{id}/resume")
def resume(request: Request, me: Editor, id: str) -> Response:
    """Go on where it was paused, or where the app was ended."""

    def go_on(_found: Kept) -> None:
        campaign.resume(store_of(request), MAIN, id, me.author)
        mailers_of(request).start(id)

    return _act(request, me, id, go_on, "sending")


@router.post(LIST + "/{id}/cancel")
def cancel(request: Request, me: Editor, id: str) -> Response:
    """Send no more, for good."""
    return _act(request, me, id, lambda _: campaign.cancel(store_of(request), MAIN, id, me.author), "cancelled")


@router.post(LIST + "/{id}/unknown")
def unknown(request: Request, me: Editor, id: str, act: Text = "") -> Response:
    """Send again what nobody knows of, or give it up."""

    def decide(_found: Kept) -> None:
        if campaign.decide_unknown(store_of(request), MAIN, id, act == "again", me.author) and act == "again":
            mailers_of(request).start(id)

    return _act(request, me, id, decide, "decided")


def _start(request: Request, me: Who, found: Kept) -> None:
    read_base(os.environ)
    read_server(os.environ)  # before anything is started
    mail_work.start(store_of(request), MAIN, found.mailing, me.author, _scores(request, found.mailing))
    mailers_of(request).start(found.mailing.id)


def _send_trial(request: Request, mailing: Mailing, variant: str, email: str) -> None:
    if not is_address(email):
        raise InputError(Phrase("This is no e-mail address.", "Isto não é um endereço de e-mail."))
    base, post = read_base(os.environ), Post(read_server(os.environ))
    handed = trial.send(post, mailing, variant, email, base, store_of(request).clock())
    if handed.outcome is not Outcome.SENT:
        raise InputError(
            Phrase("The mail server did not take it.", "O servidor de e-mail não aceitou."), Phrase.same(handed.reply)
        )


def _act(request: Request, me: Who, id: str, deed: Callable[[Kept], object], done: str) -> Response:
    found = _found(request, id)
    return _tried(
        lambda: deed(found),
        lambda: RedirectResponse(f"{LIST}/{id}?done={done}", 303),
        lambda problem: _page(request, me, _found(request, id), problem),
    )


def _tried(
    deed: Callable[[], object], then: Callable[[], Response], wrong: Callable[[CorrenteError], Response]
) -> Response:
    try:
        deed()
    except StateError:
        raise
    except CorrenteError as problem:
        return wrong(problem)
    return then()


def _list(request: Request, me: Who, problem: CorrenteError | None = None) -> Response:
    store = store_of(request)
    lines = [Line(one, campaign.counts(store, MAIN, one.mailing.id)[0]) for one in kept.listed(store, MAIN)]
    return render(
        request, "mailings.html", 422 if problem else 200, lines=lines, campaigns=_campaigns(request), problem=problem,
        may=me.role.may(Role.EDITOR), missing=_missing(),
    )  # fmt: skip


def _page(
    request: Request,
    me: Who,
    found: Kept,
    problem: CorrenteError | None = None,
    typed: Mapping[str, str] | None = None,
    done: str = "",
) -> Response:
    more = _draft(request, me, found.mailing, typed) if found.phase is MailPhase.DRAFT else {}
    return render(
        request, "mailing.html", 422 if problem else 200, problem=problem, done=done, missing=_missing(),
        item=next((one for one in _campaigns(request) if one.id == found.mailing.item), None),
        shown=_shown(found.mailing), **_seen(request, me, found), **more,
    )  # fmt: skip


def _draft(request: Request, me: Who, mailing: Mailing, typed: Mapping[str, str] | None) -> dict[str, Any]:
    store = store_of(request)
    people, why = 0, None
    try:
        people = campaign.people(store, MAIN, mailing, _scores(request, mailing))
    except StateError:
        raise
    except InputError as problem:
        why = problem
    return {
        "typed": typed if typed is not None else mail_forms.entered(mailing),
        "campaigns": _campaigns(request), "languages": Language, "judges": JUDGES, "where": mail_forms.WHERE,
        "people": Number(people, Shape.COUNT), "why": why, "own": _own_address(me),
    }  # fmt: skip


def _seen(request: Request, me: Who, found: Kept) -> dict[str, Any]:
    """What the page says of how it goes."""
    store, id = store_of(request), found.mailing.id
    total, by_version = campaign.counts(store, MAIN, id)
    rows = {"": total, **(by_version if found.mailing.others else {})}
    return {
        "found": found, "mailing": found.mailing, "rows": rows, "total": total,
        "unknown": campaign.unknown(store, MAIN, id) if total.unknown else (),
        "acts": kept.acts(store, MAIN, id)[:20], "names": names(request), "may": me.role.may(Role.EDITOR),
        "is_sending": mailers_of(request).is_sending(id), "test": _test(request, found.mailing),
    }  # fmt: skip


def _test(request: Request, mailing: Mailing) -> Test | None:
    return next((one.body for one in tests.listed(store_of(request), MAIN) if one.test == mailing.test), None)


def _shown(mailing: Mailing) -> list[trial.Shown]:
    """Each version as it will be read; none where it cannot be sent as it stands."""
    try:
        return [trial.shown(mailing, variant.id) for variant in mailing.variants]
    except (InputError, KeyError):  # nothing is written yet
        return []


def _missing() -> InputError | None:
    """What the operator still has to say before anything can be sent."""
    try:
        read_server(os.environ)
        read_base(os.environ)
    except InputError as problem:
        return problem
    return None


def _scores(request: Request, mailing: Mailing) -> Mapping[str, float] | None:
    """The chance of each lead by its id, where the mailing asks for it and the leads are scored."""
    if mailing.chosen.recipients is not Recipients.LEADS or mailing.chosen.least_score is None:
        return None
    state = request.app.state.desk.look(PATIENCE)
    answer = state.answers.get("lead_scoring")
    if state.company is None or answer is None or answer.refusal is not None:
        return None
    return chances(state.company)


def _found(request: Request, id: str) -> Kept:
    try:
        return kept.find(store_of(request), MAIN, id)
    except StateError:
        raise
    except InputError:
        raise HTTPException(404) from None


def _campaigns(request: Request) -> list[Item]:
    return [one for one in planning.standing(store_of(request)).items if one.kind is ItemKind.CAMPAIGN]


def _company(request: Request) -> tuple[str, Language]:
    company = request.app.state.desk.state.company
    if company is None:
        return "", read_by(request).language
    return company.books.settings.name, company.books.settings.language


def _own_address(me: Who) -> str:
    return (me.account.email or "") if me.account else ""


def _free(id: str, taken: set[str]) -> str:
    return next(one for one in (id, *(f"{id}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)


def _nameless() -> InputError:
    return InputError(
        Phrase("The mailing has no name.", "O envio está sem nome."), None, Phrase("Give it one.", "Dê um nome.")
    )
