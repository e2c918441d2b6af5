"""The pages in chromium: nothing from elsewhere, nothing that axe-core finds, both themes, phone width."""

import csv

import pytest

from corrente.core.words import Language
from tests.browser.conftest import DESK, PHONE, axe, open_details, origin

pytestmark = pytest.mark.browser

PATHS = ("/", "/questions/loyalty", "/questions/win_rate", "/questions/touchpoints", "/questions/conversion",
         "/questions/sales_cycle", "/questions/problems", "/scorecard", "/data", "/nowhere")  # fmt: skip
THEMES = ("light", "dark")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", Language)
def test_pages_are_accessible_and_keep_to_themselves(visit, language, theme):
    page = visit("/", language, theme)
    for path in PATHS:
        page.complaints.clear()
        page.goto(origin(page) + path)
        open_details(page)
        assert axe(page) == [], path
        assert page.elsewhere == []
        expected = 1 if path == "/nowhere" else 0  # chromium notes the 404 itself
        assert len(page.complaints) == expected, page.complaints


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("screen", "shown"), [(DESK, "wide"), (PHONE, "narrow")], ids=["desk", "phone"])
def test_figures_are_visible_in_both_themes(visit, theme, screen, shown):
    page = visit("/questions/loyalty", theme=theme, screen=screen)
    box = page.locator(f".picture .{shown} svg").bounding_box()
    assert box["width"] > 250
    assert box["height"] > 100
    hidden = "narrow" if shown == "wide" else "wide"
    assert not page.locator(f".picture .{hidden} svg").is_visible()
    ground = _channels(page.evaluate("getComputedStyle(document.querySelector('.picture')).backgroundColor"))
    inks = page.evaluate(
        f"[...document.querySelectorAll('.picture .{shown} svg path, .picture .{shown} svg text')].flatMap(e => "
        "{ const s = getComputedStyle(e); return [s.fill, s.stroke] }).filter(c => c.startsWith('rgb('))"
    )
    # Something in the picture must stand off its ground by at least 3:1, what WCAG 1.4.11 asks of graphics.
    assert max(_contrast(_channels(ink), ground) for ink in inks) >= 3


def _channels(colour):
    return [float(part) for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]


def _contrast(one, other):
    from corrente.reports.theme import contrast

    return contrast(*("#" + "".join(f"{round(c):02x}" for c in colour) for colour in (one, other)))


def test_the_theme_can_be_chosen_against_the_system(visit):
    page = visit("/?theme=dark", theme="light")
    dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page = visit("/", theme="light")
    assert dark != page.evaluate("getComputedStyle(document.documentElement).backgroundColor")


@pytest.mark.parametrize("language", Language)
def test_no_page_scrolls_sideways_on_a_phone(visit, language):
    page = visit("/", language, screen=PHONE)
    for path in PATHS:
        page.goto(origin(page) + path)
        open_details(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path


def test_the_stream_can_be_walked_by_keyboard(visit):
    page = visit("/")
    labels = []
    for _ in range(60):
        page.keyboard.press("Tab")
        labels.append(page.evaluate("document.activeElement.getAttribute('aria-label') || ''"))
        if labels[-1].startswith("Conversion"):
            break
    assert labels[-1].startswith("Conversion: The largest loss")
    assert sum(label.startswith("Table ") for label in labels) == 6
    page.keyboard.press("Enter")
    page.wait_for_url("**/questions/conversion")


def test_everything_is_readable_without_script(visit):
    page = visit("/", java_script_enabled=False)
    assert page.locator("svg.stream.desk a").count() == 26  # twenty questions and six springs
    page.locator("svg.stream.desk a.node.down.solid").click()
    assert page.locator("h1").inner_text().startswith("Without paid search")
    assert page.locator(".picture .wide svg").is_visible()


def test_numbers_can_be_sorted(visit):
    page = visit("/questions/loyalty")
    button = page.locator("table.sortable").first.locator("th button", has_text="Value")
    button.click()
    button.click()
    first = page.locator("table.sortable").first.locator("tbody tr").first.locator("td").nth(1)
    assert first.inner_text() == "0.920"
    assert page.locator("th[aria-sort=descending]").count() == 1


def test_the_scorecard_can_be_sorted_and_shows_its_history(visit):
    page = visit("/scorecard")
    table = page.locator("section.scorecard.downstream table")
    table.locator("th button", has_text="Value").click()
    assert [cell.inner_text() for cell in table.locator("td strong").all()] == ["43%", "103,873"]
    line = page.locator("section.scorecard.downstream svg.spark").first
    assert line.bounding_box()["width"] > 100
    assert line.get_attribute("aria-label") == "Win rate: 14 months, from 30% to 43%"
    with page.expect_download() as saved:
        page.locator("a[download]").click()
    assert saved.value.suggested_filename == "scorecard.csv"


def test_files_are_added_on_the_data_page(visit, tmp_path):
    page = visit("/data")
    new = tmp_path / "adoptions.csv"
    with new.open("w", newline="") as file:
        csv.writer(file).writerows([["period", "adopters"], ["2025-01-01", "12"]])
    page.set_input_files("#files", new)
    page.locator("form.drop button").click()
    page.get_by_text("Added: adoptions.csv.").wait_for()
    assert page.complaints == []


def test_pages_print_without_the_app_around_them(visit):
    page = visit("/questions/loyalty", theme="dark")
    page.emulate_media(media="print")
    assert not page.locator("header.top nav").first.is_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(251, 250, 247)"
    assert page.locator(".picture .wide svg").is_visible()
