"""The pages of tests in chromium: clean for axe, at home on a phone, alive without taking away what one is doing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from corrente.core.words import Language
from corrente.experiments import kept, running
from corrente.state.store import State, open_state
from corrente.web import desk
from corrente.web.app import create_app
from tests.browser.conftest import PHONE, axe, open_details, origin, served
from tests.experiments.visitors import Clock
from tests.web.fake import FakeCompany
from tests.web.traffic import ACT, begun, come, ebook

pytestmark = pytest.mark.browser

LIVE, NEW = "/tests/ebook", "/tests/new?item=campaign.linkedin"
OTHERS = ("/tests", "/tests/ebook/stop", "/tests/done", "/tests/draft", "/settings/keys")
RATES = {"a": 0.05, "b": 0.08, "c": 0.055}


@dataclass
class House:
    """Where the app is, and the store behind it."""

    address: str
    store: State
    clock: Clock


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The app with a test that runs, one that was stopped, and a draft."""
    folder: Path = tmp_path_factory.mktemp("tested")
    clock = Clock()
    store = open_state(folder / "state.sqlite", clock)
    running.create(store, ebook("draft"), ACT)
    for id in ("ebook", "done"):
        begun(store, ebook(id))
        come(store, clock, id, RATES, rounds=2, people=1000)
    running.stop(store, "done", "b", ACT)
    app = create_app(lambda _progress: FakeCompany(folder), folder, store=store)
    app.state.looks._seconds = 0.0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(desk.record, "track", lambda *_: None)  # the made-up company has no rows to score by
        with served(app) as address:
            yield House(address, store, clock)
    store.close()


@pytest.mark.parametrize(
    ("language", "theme", "paths"), [(Language.EN, "dark", (LIVE, NEW)), (Language.PT, "light", (LIVE, *OTHERS))]
)
def test_the_pages_of_tests_are_accessible_and_fit_a_phone(visitor, house, language, theme, paths):
    page = visitor(house.address, "/tests", language, theme, screen=PHONE)
    for path in paths:
        page.goto(house.address + path)
        open_details(page)
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    assert page.complaints == []


def test_figures_come_by_themselves_and_leave_focus_and_words_alone(visitor, house):
    page = visitor(house.address, "/tests/ebook")
    page.clock.install()
    page.reload()
    assert "after 2,000 people" in page.locator("#stands").inner_text()
    page.locator("#live summary").first.focus()
    page.keyboard.press("Enter")
    page.locator("summary", has_text="Add a variant").click()
    page.locator("#add-name").fill("half a wo")
    page.locator("#live summary").first.focus()
    come(house.store, house.clock, "ebook", RATES, people=500)
    page.clock.run_for(5_000)
    page.clock.resume()
    page.locator("#stands", has_text="2,500").wait_for()
    assert page.evaluate("document.activeElement.matches('#live summary')")
    assert page.locator("#live details").first.get_attribute("open") is not None
    assert page.locator("#add-name").input_value() == "half a wo"
    assert page.complaints == []


def test_without_script_a_test_is_made_started_and_stopped(visitor, house):
    page = visitor(house.address, "/tests/new", java_script_enabled=False)
    page.fill("#name", "")
    page.click("button[value=save]")
    assert page.locator("[role=alert] a[href='#name']").count() == 1
    page.fill("#name", "Without script")
    for place, name in enumerate(("Today", "Tomorrow")):
        page.fill(f"#v{place}-name", name)
        page.fill(f"#v{place}-says", f"headline: {name}")
    page.click("button[value=save]")
    page.click("button:has-text('Start')")
    page.click("text=Stop and choose")
    page.check("input[value=a]")
    page.fill("input[name=reason]", "only to try")
    page.click("button:has-text('Stop the test')")
    assert page.url == f"{origin(page)}/tests/without-script"
    assert kept.current(house.store, "without-script").body.chosen == "a"
    assert "stays, as it was before" in page.locator("#stands").inner_text()
