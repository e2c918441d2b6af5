"""A landing page in chromium: without script, nothing kept before consent, from the ad's link to the file."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import uvicorn
from sqlalchemy import select

from corrente.core.experiment import Measure, Metric, Test, Variant
from corrente.core.outreach import Ask, Offer, Purpose
from corrente.core.words import Language
from corrente.experiments import running
from corrente.outreach import landing, leads
from corrente.service.app import create_service
from corrente.service.pages import Pages
from corrente.state import test_tables
from corrente.state.store import State, open_state
from tests.browser.conftest import DESK, PHONE, axe, origin
from tests.service.landings import a_page

pytestmark = pytest.mark.browser

PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"
"""Without “Headless”, which the service takes for a robot."""
VARIANTS = (Variant("a"), Variant("b", payload={"headline": "Half the wait"}))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, State]]:
    """The service with one page in each language, under a test; its address and its store."""
    folder: Path = tmp_path_factory.mktemp("company")
    (folder / "offers").mkdir()
    (folder / "offers" / "e-book.pdf").write_bytes(b"%PDF-1.7 the e-book")
    with closing(open_state(folder / "state.sqlite")) as state:
        test = Test("ebook-page", "E-book", VARIANTS, Metric("leads", Measure.CONVERSIONS, "Lead Captured"))
        running.create(state, test, running.Act("me"))
        running.start(state, test.id, running.Act("me"))
        for language in Language:
            asks = tuple(Ask(one, landing.usual_words(one, "Acme", language)) for one in Purpose)
            page = a_page(
                id=f"ebook-{language.value.lower()}", language=language, asks=asks, offer=Offer("PDF", "e-book.pdf")
            )
            landing.save(state, "main", page, author="me")
        server = uvicorn.Server(
            uvicorn.Config(create_service(state, pages=Pages(folder)), host="127.0.0.1", port=0, log_level="warning")
        )
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", state
        server.should_exit = True
        thread.join(10)


def _wide(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")


@pytest.mark.parametrize(
    ("language", "scheme", "screen"),
    [(Language.EN, "light", DESK), (Language.PT, "dark", PHONE)],
    ids=["desk", "phone"],
)
def test_every_page_of_the_way_is_clean_for_axe_and_fits(chromium, site, language, scheme, screen):
    context = chromium.new_context(viewport=screen, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{site[0]}/p/ebook-{language.value.lower()}?utm_source=linkedin")
    assert page.evaluate("document.documentElement.lang") == language.value
    assert axe(page) == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    page.wait_for_timeout(1_600)  # nobody fills in a form faster
    page.locator("button").click()
    assert page.locator("[role=alert]").is_visible()
    assert axe(page) == []
    assert _wide(page) <= screen["width"]
    assert context.cookies() == []
    for name, value in (("name", "Ana"), ("email", "ana@example.com"), ("company", "Acme")):
        page.fill(f"#{name}", value)
    page.locator("button").click()
    assert axe(page) == []
    page.goto(origin(page) + page.locator("a[href^='/choices/']").get_attribute("href"))
    assert axe(page) == []
    assert _wide(page) <= screen["width"]
    assert context.cookies() == []
    context.close()


def test_without_script_from_the_link_to_the_file_and_back_again(chromium, site):
    address, state = site
    context = chromium.new_context(java_script_enabled=False, user_agent=PERSON)
    page = context.new_page()
    page.goto(f"{address}/p/ebook-en?utm_source=linkedin&utm_id=campaign.linkedin&utm_content=b")
    headline = page.locator("h1").inner_text()
    for name, value in (("name", "Bia"), ("email", "bia@example.com"), ("company", "Acme")):
        page.fill(f"#{name}", value)
    page.check("input[name=agree_measurement][value=yes]")
    page.wait_for_timeout(1_600)
    page.locator("button").click()
    with page.expect_download() as download:
        page.locator("a.do").click()
    assert download.value.suggested_filename == "e-book.pdf"
    assert Path(download.value.path()).read_bytes() == b"%PDF-1.7 the e-book"
    lead = next(one for one in leads.listed(state, "main") if one.email == "bia@example.com")
    assert (lead.utm.source, lead.utm.id, lead.utm.content) == ("linkedin", "campaign.linkedin", "b")
    assert headline == {"a": "Support that answers", "b": "Half the wait"}[lead.variant]
    with state.reading() as connection:
        shown = connection.execute(select(test_tables.exposures).where(test_tables.exposures.c.unit == lead.unit)).one()
        seen = test_tables.events.c
        did = connection.execute(select(seen.name, seen.decision).where(seen.unit == lead.unit)).all()
    assert (shown.arm, shown.decision) == (lead.variant, lead.decision)
    assert set(did) == {("Lead Captured", lead.decision), ("Offer Downloaded", lead.decision)}
    (cookie,) = context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    page.goto(f"{address}/p/ebook-en")  # who agreed to be recognised sees the same version again
    assert page.locator("h1").inner_text() == headline
    page.go_back()
    page.locator("a[href^='/choices/']").click()
    page.locator("button[value=none]").click()
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize(
    ("language", "theme", "screen"), [(Language.EN, "light", DESK), (Language.PT, "dark", PHONE)], ids=["desk", "phone"]
)
def test_the_app_s_pages_of_outreach_are_clean_for_axe_and_fit(visit, language, theme, screen):
    page = visit("/outreach", language, theme, screen)
    page.fill("input[name=id]", f"ebook-{theme}")
    page.locator("main form button").click()
    page.locator("button[value=publish]").click()
    assert page.locator("[role=alert]").is_visible()
    for path in ("", "/outreach", "/outreach/leads", "/outreach/person"):
        if path:
            page.goto(origin(page) + path)
        assert axe(page) == [], path
        assert _wide(page) <= screen["width"], path
