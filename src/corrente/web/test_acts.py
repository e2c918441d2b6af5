"""What people do to tests: make one, change a draft, start it, drop and add variants, stop it and choose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from corrente.core.errors import InputError
from corrente.core.experiment import Test, Variant
from corrente.core.words import Language
from corrente.experiments import kept, running
from corrente.experiments.kept import Revision
from corrente.experiments.running import Act
from corrente.state.accounts import Role
from corrente.state.failures import StateError
from corrente.web import test_forms, test_words
from corrente.web.access import Who, needs
from corrente.web.plan_desk import store_of
from corrente.web.render import read_by
from corrente.web.test_forms import Entered
from corrente.web.test_pages import LIST, drafted, form_page, found, one_page
from corrente.web.texts import TEXTS

Editor = Annotated[Who, needs(Role.EDITOR)]
MOST_FIELDS = 150
"""Inputs of the longest form: twenty variants, four metrics and the rest."""

router = APIRouter(include_in_schema=False)


@router.post(LIST)
async def make(request: Request, me: Editor, item: str = "") -> Response:
    """A new draft; or the same form again, with room for one more variant or the number of people worked out."""
    return await run_in_threadpool(_make, request, me, item, await _sent(request))


def _make(request: Request, me: Who, item: str, entered: Entered) -> Response:
    base, store = drafted(request, item), store_of(request)
    taken = [one.test for one in kept.listed(store)]
    said = TEXTS["tests_made_reason"].say(read_by(request).language)
    return _formed(request, me, base, entered, taken, lambda test: running.create(store, test, Act(me.author, said)))


@router.post(LIST + "/{id}")
async def change(request: Request, me: Editor, id: str) -> Response:
    """Save a draft as a person wants it."""
    return await run_in_threadpool(_change, request, me, id, await _sent(request))


def _change(request: Request, me: Who, id: str, entered: Entered) -> Response:
    base, act = found(request, id).body, _act(me, entered)
    return _formed(request, me, base, entered, None, lambda test: running.change(store_of(request), test, act))


def _formed(
    request: Request, me: Who, base: Test, entered: Entered, taken: list[str] | None,
    save: Callable[[Test], Revision],
) -> Response:  # fmt: skip
    """The form's test, saved; or the form again with what it was asked, or with what is wrong."""
    language = _language(request, entered)
    asked = test_forms.wanted(base, entered, language, taken)
    if entered.get("do") == "more":
        more = str(min(test_forms.rows_of(entered) + 1, test_forms.MOST_ROWS))
        return form_page(request, me, base, {**entered, "rows": more})
    if entered.get("do") == "size":
        planned = test_forms.planned(asked.test, entered, language)
        said = test_words.size(planned.asked) if planned.asked else []
        return form_page(request, me, base, entered, planned.problems, size=said, status=422 if not said else 200)
    if asked.problems:
        return form_page(request, me, base, entered, asked.problems, status=422)
    try:
        saved = save(asked.test)
    except (StateError, kept.Moved):
        raise
    except InputError as error:
        return form_page(request, me, base, entered, error=error, status=422)
    return RedirectResponse(f"{LIST}/{saved.test}", 303)


@router.post(LIST + "/{id}/start")
async def start(request: Request, me: Editor, id: str) -> Response:
    """Let a draft run."""
    return await run_in_threadpool(_start, request, me, id, await _sent(request))


def _start(request: Request, me: Who, id: str, entered: Entered) -> Response:
    reason = TEXTS["tests_started_reason"].say(_language(request, entered))
    return _done(request, me, id, entered, lambda act: running.start(store_of(request), id, act), reason)


@router.post(LIST + "/{id}/drop")
async def drop(request: Request, me: Editor, id: str) -> Response:
    """Give a variant to nobody new."""
    return await run_in_threadpool(_drop, request, me, id, await _sent(request))


def _drop(request: Request, me: Who, id: str, entered: Entered) -> Response:
    arm = entered.get("variant", "")
    return _done(request, me, id, entered, lambda act: running.drop(store_of(request), id, arm, act))


@router.post(LIST + "/{id}/add")
async def add(request: Request, me: Editor, id: str) -> Response:
    """One more variant."""
    return await run_in_threadpool(_add, request, me, id, await _sent(request))


def _add(request: Request, me: Who, id: str, entered: Entered) -> Response:
    variant = _new_variant(found(request, id).body, entered)
    return _done(request, me, id, entered, lambda act: running.add(store_of(request), id, variant, act))


def _new_variant(test: Test, entered: Entered) -> Variant:
    name = " ".join(entered.get("name", "").split())[:200]
    payload = test_forms.payload_of(entered.get("says", "")[: test_forms.MOST_CHARACTERS])
    return Variant(test_forms.free_letter([one.id for one in test.variants]), name, payload)


@router.post(LIST + "/{id}/stop")
async def stop(request: Request, me: Editor, id: str) -> Response:
    """End a test: everybody gets the variant that a person chose."""
    return await run_in_threadpool(_stop, request, me, id, await _sent(request))


def _stop(request: Request, me: Who, id: str, entered: Entered) -> Response:
    chosen = entered.get("variant", "")
    response = _done(request, me, id, entered, lambda act: running.stop(store_of(request), id, chosen, act))
    if response.status_code == 303:
        request.app.state.desk.forecast_again()
    return response


def _done(
    request: Request, me: Who, id: str, entered: Entered, deed: Callable[[Act], Revision], reason: str = ""
) -> Response:
    """The test's page after a deed, or with what stood in its way."""
    revision = found(request, id)
    act = _act(me, entered, reason)
    try:
        if not act.reason:
            raise InputError(TEXTS["tests_no_reason"], None, TEXTS["tests_no_reason_next"])
        deed(act)
    except (StateError, kept.Moved):
        raise
    except InputError as error:
        return one_page(request, me, revision, error, 422, entered)
    return RedirectResponse(f"{LIST}/{id}", 303)


def _act(me: Who, entered: Entered, otherwise: str = "") -> Act:
    """Who does it and why, and which revision that person had seen; raises the 422 that a broken form gets."""
    said = entered.get("based_on", "")
    if not said.isascii() or not said.isdecimal() or len(said) > 9:
        raise HTTPException(422)
    reason = " ".join(entered.get("reason", "").split())[: test_forms.MOST_CHARACTERS]
    return Act(me.author, reason or otherwise, int(said))


def _language(request: Request, entered: Entered) -> Language:
    """The language that the form was written in, by which its numbers are read."""
    said = entered.get("language", "")
    return Language(said) if said in set(Language) else read_by(request).language


async def _sent(request: Request) -> Mapping[str, str]:
    sent = await request.form(max_files=0, max_fields=MOST_FIELDS)
    return {name: value for name, value in sent.items() if isinstance(value, str)}
