"""A landing page's form that came back: shown again with what is wrong, or stored with all that it brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from corrente.core.outreach import LandingPage, Lead, Purpose, Source
from corrente.core.words import Language
from corrente.experiments import events
from corrente.outreach import leads
from corrente.outreach.consent import Answered
from corrente.outreach.downloads import DAYS
from corrente.outreach.forms import Entry, Filled, read_form
from corrente.outreach.landing import PageRevision
from corrente.outreach.people import person_of
from corrente.outreach.tokens import Use, sign
from corrente.service.landing_events import CAPTURED, event_of
from corrente.service.landing_form import DAY_MS, Shown, fresh_id, returned, utm_of
from corrente.service.landing_house import DEFAULT, Landing, address_of, decided, reads, remember, sent_form, shown_page
from corrente.service.public import problem
from corrente.state.failures import StateError
from corrente.state.site_secrets import keyed


async def take(house: Landing, request: Request, id: str) -> Response:
    """What is answered to a form that was sent."""
    try:
        found = await run_in_threadpool(house.page, id)
        secret = await run_in_threadpool(house.secret)
    except StateError:
        return problem("down", reads(request), 503)
    if found is None:
        return problem("gone", reads(request), 404)
    wait = house.wait(address_of(request))
    if wait > 0:
        return _busy(found.page.language, wait)
    sent = await sent_form(request)
    if sent is None:
        return problem("over", found.page.language, 413)
    return await _taken(house, request, found, secret, sent)


async def _taken(
    house: Landing, request: Request, found: PageRevision, secret: str, sent: Mapping[str, str]
) -> Response:
    """A form that came back: shown again with what is wrong, or stored."""
    page, now = found.page, house.now_ms
    shown, filled = returned(secret, sent.get("form", ""), now), read_form(page, sent)
    if shown is None or shown.page != page.id:
        shown = Shown(fresh_id(), page.id, 0, fresh_id(), "", "", "", utm_of({}), "", now)
    seen = await decided(house, page, shown.unit, {}) if shown.decision else DEFAULT  # the same as before, if it stands
    if shown.number != found.number or shown.is_stale(now):  # nobody agrees to words that they did not see
        anew = replace(
            shown, id=fresh_id(), number=found.number, at_ms=now, test=page.test, variant=seen.variant,
            decision=seen.decision,
        )  # fmt: skip
        return shown_page(house, page, seen.payload, anew.signed(secret), filled, "stale", 422)
    if shown.is_fast(now) or filled.wrong:
        note = "" if filled.wrong else "fast"
        return shown_page(house, page, seen.payload, sent["form"], filled, note, 422)
    try:
        lead = await run_in_threadpool(_store, house, secret, page, shown, filled, address_of(request))
    except StateError:
        return shown_page(house, page, seen.payload, sent["form"], filled, "unavailable", 503)
    token = sign(secret, Use.DOWNLOAD, lead.id, page.id, until_ms=now + DAYS * DAY_MS)
    response = RedirectResponse(f"/p/{page.id}/thanks/{token}", 303, headers={"Referrer-Policy": "no-referrer"})
    if any(ask.purpose is Purpose.MEASUREMENT for ask in page.asks):
        remember(house, secret, request, response, shown.unit if Purpose.MEASUREMENT in filled.agreed else "")
    return response


def _store(house: Landing, secret: str, page: LandingPage, shown: Shown, filled: Filled, address: str) -> Lead:
    """Store the lead, their answers and the event that the test counts: all of it or none, once a form."""
    now = house.now_ms
    lead = _lead(secret, page, shown, filled, now)
    hashed = keyed(secret, "address", address)
    answers = [
        Answered(
            ask.purpose, ask.purpose in filled.agreed, ask.words, page.language, Source.FORM, now, page.id,
            shown.number, lead.id, hashed,
        )
        for ask in page.asks
    ]  # fmt: skip
    with house.state.writing() as connection:
        kept = leads.take(connection, house.site, lead, f"{shown.id}.{lead.person}", answers)
        events.store(connection, [event_of(house, CAPTURED, f"lead-{shown.id}", kept, page)])
    return kept


def _lead(secret: str, page: LandingPage, shown: Shown, filled: Filled, now: int) -> Lead:
    email = filled.said(Entry.EMAIL)
    return Lead(
        id=leads.new_id(), person=person_of(secret, email), page=page.id, page_number=shown.number,
        name=filled.said(Entry.NAME), email=email, company=filled.said(Entry.COMPANY), language=page.language,
        at_ms=now, unit=shown.unit, test=shown.test, variant=shown.variant, decision=shown.decision or None,
        plan=page.plan, item=page.item, utm=shown.utm, referrer=shown.referrer,
    )  # fmt: skip


def _busy(language: Language, wait: float) -> Response:
    response = problem("busy", language, 429, seconds=max(1, round(wait)))
    response.headers["Retry-After"] = str(max(1, round(wait)))
    return response
