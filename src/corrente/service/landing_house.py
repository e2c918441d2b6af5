"""What the landing pages of a site have in common: the page that is shown, the visitor, the store behind."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import Request, Response

from corrente.core.outreach import LandingPage, Retention, Slot
from corrente.core.words import Language
from corrente.outreach import landing
from corrente.outreach.forms import TRAP, Filled, entries
from corrente.outreach.landing import PageRevision
from corrente.outreach.tokens import Use, read, sign
from corrente.service import public
from corrente.service.landing_form import DAY_MS
from corrente.state.failures import StateError
from corrente.state.site_secrets import secret_of
from corrente.state.store import State

FRESH_SECONDS = 5.0
"""How long a page is taken from memory before the store is asked again."""
PATIENCE_SECONDS = 1.0
"""How long a visitor waits for a decision before the default is shown."""
MOST_BYTES = 20_000
"""Of a form."""
COOKIE, COOKIE_DAYS = "corrente_visitor", 180

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Decided:
    """What was decided for a visitor; ``decision`` is empty for who takes no part in the test."""

    variant: str
    payload: Mapping[str, str]
    decision: str = ""


DEFAULT = Decided("", {})
"""The page as it stands, which is also what a test's first variant says."""

Decide = Callable[[str, str, Mapping[str, str]], Awaitable[Decided | None]]
"""Of a test, a unit and a context, the variant; ``None`` or a failure where it cannot be decided."""


@dataclass
class Landing:
    """What the landing pages of one site need. ``store`` gives the open store.

    ``offers`` gives the files that may be given, by name. ``wait`` tells the seconds that a network address has to wait
    before its next form (0: none).
    """

    store: Callable[[], State]
    site: str
    decide: Decide
    wait: Callable[[str], float]
    offers: Callable[[], Mapping[str, Path]] = dict
    retention: Retention = field(default_factory=Retention)
    _shelf: dict[str, tuple[float, PageRevision | None]] = field(default_factory=dict, repr=False)
    _secret: str = field(default="", repr=False)

    @property
    def state(self) -> State:
        """The open store."""
        return self.store()

    @property
    def now_ms(self) -> int:
        """Milliseconds since 1970, by the store's clock."""
        return round(self.state.clock().timestamp() * 1000)

    def secret(self) -> str:
        """The site's secret. Raises `StateError` where it was never read and cannot be."""
        self._secret = self._secret or secret_of(self.state, self.site)
        return self._secret

    def page(self, id: str) -> PageRevision | None:
        """A published page; where the store fails, as it was last seen. Raises `StateError` where it never was."""
        if not landing.is_id(id):
            return None
        now = self.state.clock().timestamp()
        seen = self._shelf.get(id)
        if seen is not None and now - seen[0] < FRESH_SECONDS:
            return seen[1]
        try:
            found = landing.current(self.state, self.site, id)
        except StateError:
            if seen is None:
                raise
            found = seen[1]
        found = found if found is not None and found.page.published else None
        if found is not None or seen is not None:  # addresses that somebody makes up fill no memory
            self._shelf[id] = (now, found)
        return found


async def decided(house: Landing, page: LandingPage, unit: str, context: Mapping[str, str]) -> Decided:
    """The variant for a visitor, the same when it is asked again; whatever fails, the default."""
    if not page.test:
        return DEFAULT
    try:
        found = await asyncio.wait_for(house.decide(page.test, unit, context), PATIENCE_SECONDS)
    except Exception as failure:  # the page is shown whatever happens to the test
        _log.warning("no decision for the page %s, which shows its default: %r", page.id, failure)
        return DEFAULT
    return found or DEFAULT


def shown_page(
    house: Landing, page: LandingPage, payload: Mapping[str, str], token: str, filled: Filled | None = None,
    note: str = "", status: int = 200,
) -> Response:  # fmt: skip
    """A page with its form; ``token`` is what the form carries, ``note`` the key of what is said above it."""
    says = {slot.value: "" for slot in Slot} | {slot.value: said for slot, said in page.saying(payload).items()}
    return public.page(
        "landing.html", page.language, status, page=page, says=says, paragraphs=paragraphs(says[Slot.TEXT]),
        token=token, filled=filled or Filled(), note=note, entries=entries(page), trap=TRAP, action=f"/p/{page.id}",
        pictures="/pictures", months=house.retention.leads,
    )  # fmt: skip


def paragraphs(text: str) -> list[str]:
    """A text as it was typed, by its blank lines."""
    return [part.strip() for part in re.split(r"\r?\n\s*\n", text) if part.strip()]


def known_unit(house: Landing, secret: str, request: Request) -> str | None:
    """The unit of a visitor who agreed to be recognised."""
    said = read(secret, Use.VISITOR, request.cookies.get(COOKIE, ""), house.now_ms)
    return None if said is None else said[0]


def remember(house: Landing, secret: str, request: Request, response: Response, unit: str) -> None:
    """Set the one cookie for who agreed to it; take it away from who has one and does not (no ``unit``)."""
    secure = request.url.scheme == "https"
    if unit:
        value = sign(secret, Use.VISITOR, unit, until_ms=house.now_ms + COOKIE_DAYS * DAY_MS)
        age = COOKIE_DAYS * DAY_MS // 1000
        response.set_cookie(COOKIE, value, max_age=age, httponly=True, samesite="lax", secure=secure)
    elif COOKIE in request.cookies:
        response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=secure)


def address_of(request: Request) -> str:
    """Where a request comes from."""
    return request.client.host if request.client else ""


def reads(request: Request) -> Language:
    """The language of who reads, where no page says it."""
    return Language.PT if request.headers.get("accept-language", "").lower().startswith("pt") else Language.EN


async def sent_form(request: Request) -> Mapping[str, str] | None:
    """The form's fields as texts; ``None`` where it is larger than any form of ours."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > MOST_BYTES:
        return None
    form = await request.form(max_files=0, max_fields=30)
    return {name: value for name, value in form.items() if isinstance(value, str)}
