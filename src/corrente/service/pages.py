"""The landing pages of a company as a part of the service: who decides, how fast forms may come, what is kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from fastapi import APIRouter, FastAPI

from corrente.core.outreach import Retention
from corrente.outreach.downloads import offers_of
from corrente.outreach.retention import Keeper
from corrente.service import choice_pages, landing_pages, mail_routes, public
from corrente.service.decide import Question, decide
from corrente.service.landing_house import Decided, Landing
from corrente.service.limits import Buckets, Rate, network
from corrente.service.live import Live
from corrente.service.refusals import Refused
from corrente.state.test_tables import MAIN

FORMS = Rate(0.2, 20)
"""Of one network address: twenty forms at once, then one every five seconds."""
LINKS = Rate(20, 400)
"""Of one network address: links in messages that are followed; a company's people share one."""


@dataclass(frozen=True)
class Pages:
    """Whose pages are served: those of ``site``, with the files of the company's ``folder``."""

    folder: Path
    site: str = MAIN
    retention: Retention = field(default_factory=Retention)


def add_pages(app: FastAPI, live: Live, pages: Pages) -> None:
    """Serve a company's landing pages, and take away once a day what is over its time."""
    house = landing_of(live, pages)
    links = mail_routes.MailHouse(house.store, pages.site, wait_of(LINKS))
    own = (landing_pages.routes(house), choice_pages.routes(house), mail_routes.routes(links))
    for router in (public.router, *own, _daily(live, pages)):
        app.include_router(router)


def wait_of(rate: Rate) -> Callable[[str], float]:
    """The seconds that a network address has to wait."""
    buckets = Buckets(rate)
    return lambda address: buckets.take(network(address))


def landing_of(live: Live, pages: Pages) -> Landing:
    """What the landing pages need, by what a process of the service holds."""

    async def decided(test: str, unit: str, context: Mapping[str, str]) -> Decided | None:
        (found,) = await decide(live, pages.site, [Question(test, unit, context)])
        return None if isinstance(found, Refused) else Decided(found.variant, found.payload, found.decision_id or "")

    return Landing(
        lambda: live.state, pages.site, decided, wait_of(FORMS),
        partial(offers_of, pages.folder), pages.retention,
    )  # fmt: skip


def _daily(live: Live, pages: Pages) -> APIRouter:
    """No route: a thread that begins and ends with the service."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        keeper = Keeper(lambda: live.state, pages.retention)
        keeper.start()
        yield
        keeper.end()

    return APIRouter(lifespan=lifespan)
