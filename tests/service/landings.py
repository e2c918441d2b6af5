"""A site with one landing page, its service and a browser without script, for tests."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import FastAPI
from fastapi.testclient import TestClient

from corrente.core.outreach import Ask, Controller, LandingPage, Offer, Purpose, Slot
from corrente.core.words import Language
from corrente.outreach import landing
from corrente.service import choice_pages, landing_pages, public
from corrente.service.landing_house import Decided, Landing
from corrente.state.store import State, now, open_state
from tests.state.conftest import Clock

SITE = "main"
BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
TYPED = {"name": "Ana Souza", "email": "ana@example.com", "company": "Acme"}
VARIANTS: Mapping[str, Mapping[str, str]] = {"a": {}, "b": {"headline": "Half the wait, <b>twice</b> the calm"}}


def a_page(**said: object) -> LandingPage:
    asks = tuple(Ask(purpose, landing.usual_words(purpose, "Acme", Language.EN)) for purpose in Purpose)
    page = LandingPage(
        id="ebook",
        language=Language.EN,
        says={Slot.HEADLINE: "Support that answers", Slot.TEXT: "One.\n\nTwo.", Slot.BUTTON: "Send me the e-book"},
        controller=Controller("Acme", "privacy@acme.example"),
        offer=Offer("The support e-book", "e-book.pdf"),
        asks=asks,
        test="ebook-page",
        plan="plan",
        item="campaign.linkedin",
        published=True,
    )
    return LandingPage(**{**vars(page), **said})


@dataclass
class Site:
    """The service's pages; ``arm`` is what is decided next, ``broken`` makes deciding fail."""

    house: Landing
    client: TestClient
    clock: Clock
    arm: str = "b"
    broken: bool = False
    decided: list[str] = field(default_factory=list)

    async def decide(self, _test: str, unit: str, _context: Mapping[str, str]) -> Decided:
        if self.broken:
            raise ConnectionError("the store is gone")
        self.decided.append(unit)
        return Decided(self.arm, VARIANTS[self.arm], f"decision-of-{unit}")

    @property
    def state(self) -> State:
        return self.house.state

    def look(self, address: str = "/p/ebook", **headers: str) -> str:
        return str(self.client.get(address, headers={**BROWSER, **headers}).text)

    def send(self, page: str, wait: float = 10, **typed: str):  # type: ignore[no-untyped-def]
        """Fill in the form of a page that was shown, as a person who needs ``wait`` seconds."""
        self.clock.move(seconds=wait)
        return self.client.post(
            "/p/ebook", data={**fields_of(page), **TYPED, **typed}, headers=BROWSER, follow_redirects=False
        )


@cache
def _empty() -> bytes:
    """A store with its tables and nothing in them, as its file."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "state.sqlite"
        open_state(file).close()
        return file.read_bytes()


def fresh(folder: Path, clock: Callable[[], dt.datetime] = now) -> State:
    """A new store, without the time that its tables take."""
    file = folder / "state.sqlite"
    file.write_bytes(_empty())
    return open_state(file, clock)


def token_in(page: str) -> str:
    found = re.search(r'name="form" value="([^"]+)"', page)
    assert found is not None
    return html.unescape(found.group(1))


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of a form that nobody touched."""
    found: dict[str, str] = {}

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, held: list[tuple[str, str | None]]) -> None:
            said = dict(held)
            name, chosen = said.get("name"), said.get("type") != "radio" or "checked" in said
            if tag == "input" and name and chosen:
                assert name not in found, f"two fields are called {name}"
                found[name] = said.get("value") or ""

    Parser().feed(page)
    return found


@contextmanager
def a_site(folder: Path, page: LandingPage | None = None) -> Iterator[Site]:
    clock = Clock()
    state = fresh(folder, clock)
    landing.save(state, SITE, page or a_page(), author="ana")
    (folder / "e-book.pdf").write_bytes(b"%PDF-1.7 the e-book")
    (folder / "cover.png").write_bytes(b"\x89PNG")
    offers = {file.name: file for file in (folder / "e-book.pdf", folder / "cover.png")}
    app = FastAPI()
    with TestClient(app) as client:
        house = Landing(lambda: state, SITE, lambda *_: None, lambda _: 0.0, lambda: offers)  # type: ignore[arg-type]
        site = Site(house, client, clock)
        house.decide = site.decide
        for router in (public.router, landing_pages.routes(house), choice_pages.routes(house)):
            app.include_router(router)
        yield site
    state.close()
