"""The plan in chromium: clean for axe in both languages and themes, at home on a phone, edited by keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrente.core.words import Language
from corrente.web import desk
from corrente.web.app import create_app
from tests.browser.conftest import PHONE, axe, open_details, origin, served
from tests.web.test_plan_pages import Planned

pytestmark = pytest.mark.browser

PATHS = ("/plan", "/plan/downstream", "/plan/items/segment", "/plan/items/price", "/plan/items/campaign.email",
         "/plan/history?from=17&to=18")  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory):
    """The app over the made-up company; its plan is changed by the first test and stays so."""
    folder: Path = tmp_path_factory.mktemp("planned")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(desk.record, "track", lambda *_: None)  # the made-up company has no rows to score by
        with served(create_app(lambda _progress: Planned(folder), folder)) as address:
            yield address


def test_another_segment_is_chosen_by_keyboard_and_all_that_rests_on_it_is_marked(visit):
    page = visit("/plan/items/segment")
    page.locator("input[name=segment]:checked").focus()
    page.keyboard.press("ArrowDown")
    page.locator("main input[name=reason]").focus()
    page.keyboard.type("the board wants it")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=“enterprise” customers would come first")
    page.goto(origin(page) + "/plan")
    assert page.locator(".mark").count() == 10
    assert "One of 17 items holds" in page.locator(".holds").inner_text()
    page.locator("#buyers .mark button", has_text="Accept").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/plan#buyers")
    assert page.locator("#buyers .mark").count() == 0


@pytest.mark.parametrize(("language", "theme"), [(Language.EN, "light"), (Language.PT, "dark")])
def test_the_plans_pages_are_accessible_and_fit_a_phone(visit, language, theme):
    page = visit("/plan", language, theme, screen=PHONE)
    for path in PATHS:
        page.goto(origin(page) + path)
        open_details(page)
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        assert page.complaints == []
