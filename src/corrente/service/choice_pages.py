"""``/choices/{token}``: what somebody agreed to, to be changed or taken back in one step.

The link on the page after a form speaks of that form alone, for whoever typed an address need not be its owner; the
link that was sent to the address proves it and speaks of all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from corrente.core.outreach import Purpose, Source
from corrente.core.words import Language
from corrente.outreach import consent, leads
from corrente.outreach.consent import Answered
from corrente.outreach.forms import agreed_to
from corrente.outreach.tokens import Use, read
from corrente.service.landing_house import Landing, reads, remember, sent_form
from corrente.service.public import page, problem
from corrente.state.failures import StateError


@dataclass(frozen=True)
class _Asked:
    """Whose choices these are, and what they last said to each ask."""

    person: str
    language: Language
    answers: Mapping[Purpose, Answered]


def routes(house: Landing) -> APIRouter:
    """The routes of a site's choices."""
    router = APIRouter(include_in_schema=False)

    @router.get("/choices/{token}")
    def show(request: Request, token: str, saved: bool = False) -> Response:
        try:
            found = _asked(house, token, reads(request))
        except StateError:
            return problem("down", reads(request), 503)
        if found is None:
            return problem("over", reads(request), 410)
        asks = list(found.answers.values())
        agreed = {answer.purpose for answer in asks if answer.given}
        return page("choices.html", found.language, asks=asks, agreed=agreed, saved=saved)

    @router.post("/choices/{token}")
    async def change(request: Request, token: str) -> Response:
        sent = await sent_form(request)
        if sent is None:
            return problem("over", reads(request), 413)
        agreed = frozenset() if sent.get("act") == "none" else agreed_to(sent)
        return await run_in_threadpool(_changed, house, request, token, agreed)

    return router


def _changed(house: Landing, request: Request, token: str, agreed: frozenset[Purpose]) -> Response:
    try:
        found = _asked(house, token, reads(request))
        if found is None:
            return problem("over", reads(request), 410)
        _save(house, found, agreed)
    except StateError:
        return problem("down", reads(request), 503)
    response = RedirectResponse(f"/choices/{token}?saved=true", 303, headers={"Referrer-Policy": "no-referrer"})
    if Purpose.MEASUREMENT in found.answers and Purpose.MEASUREMENT not in agreed:
        remember(house, house.secret(), request, response, "")
    return response


def _asked(house: Landing, token: str, said_in: Language) -> _Asked | None:
    """Whose choices a link opens; ``None`` for one that is no longer good."""
    if (said := read(house.secret(), Use.CHOICES_OF_PERSON, token, house.now_ms)) is not None:
        return _of_person(house, said[0], said_in)
    if (said := read(house.secret(), Use.CHOICES_OF_LEAD, token, house.now_ms)) is None:
        return None
    lead = leads.find(house.state, house.site, said[0])
    if lead is None:  # forgotten since
        return None
    with house.state.reading() as connection:
        history = consent.history(connection, house.site, lead.person)
    own = [answer for answer in history if answer.lead == lead.id]
    return _Asked(lead.person, lead.language, {answer.purpose: answer for answer in own})


def _of_person(house: Landing, person: str, said_in: Language) -> _Asked:
    with house.state.reading() as connection:
        history = consent.history(connection, house.site, person)
    return _Asked(person, history[-1].language if history else said_in, _with_words(history))


def _with_words(history: Sequence[Answered]) -> Mapping[Purpose, Answered]:
    """The last answer for each purpose, in the words of the last ask (who took a yes back saw other words)."""
    asked = {answer.purpose: answer.words for answer in history if answer.words not in _STOPS}
    last = {answer.purpose: answer for answer in history if answer.purpose in asked}
    return {purpose: replace(answer, words=asked[purpose]) for purpose, answer in last.items()}


_STOPS = frozenset(consent.STOP.say(language) for language in Language)


def _save(house: Landing, found: _Asked, agreed: frozenset[Purpose]) -> None:
    """Store what changed, in the words that stood there."""
    changed = [
        replace(answer, given=purpose in agreed, source=Source.PREFERENCES, at_ms=house.now_ms)
        for purpose, answer in found.answers.items()
        if answer.given != (purpose in agreed)
    ]
    with house.state.writing() as connection:
        consent.record(connection, house.site, found.person, changed)
