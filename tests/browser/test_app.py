"""The pages in chromium: nothing from elsewhere, nothing that axe-core finds, both themes, phone width."""

import csv
import threading

import pytest

from corrente.core.words import Language
from corrente.web.app import create_app
from corrente.web.desk import State
from tests.browser.conftest import DESK, PHONE, axe, open_details, origin, served
from tests.web.fake import FakeCompany

pytestmark = pytest.mark.browser

PATHS = ("/", "/questions/loyalty", "/questions/win_rate", "/questions/touchpoints", "/questions/conversion",
         "/questions/sales_cycle", "/questions/market_direction", "/scorecard", "/people", "/data", "/settings",
         "/nowhere")  # fmt: skip
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
    for _ in range(90):
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
    plan = page.locator("svg.stream.desk a.node.choice, svg.stream.desk a.node.branch").count()
    assert plan == 7 + 6  # decisions; campaigns and their tests
    assert page.locator("svg.stream.desk a").count() == 26 + plan + 2  # questions, springs, growth and what flows back
    page.locator("svg.stream.desk a.node.down.solid").click()
    assert page.locator("h1").inner_text().startswith("Without paid search")
    assert page.locator(".picture .wide svg").is_visible()


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("screen", "shown"), [(DESK, "desk"), (PHONE, "phone")], ids=["desk", "phone"])
def test_no_two_texts_of_the_stream_overlap_as_drawn(visit, language, screen, shown):
    page = visit("/", language, screen=screen)
    boxes = page.evaluate(
        f"[...document.querySelectorAll('svg.stream.{shown} text')].map(e => {{ const b = e.getBBox(); "
        "return [b.x, b.y, b.x + b.width, b.y + b.height, e.textContent] })"
    )
    width = page.evaluate(f"document.querySelector('svg.stream.{shown}').viewBox.baseVal.width")
    assert len(boxes) > 40
    for n, one in enumerate(boxes):
        assert one[0] >= 0, one
        assert one[2] <= width, one
        for other in boxes[n + 1 :]:
            assert not _overlap(one, other), (one, other)


def _overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_the_stream_moves_on_by_itself_while_the_work_goes_on(visitor, tmp_path):
    company = FakeCompany(tmp_path, gate=threading.Event())
    company.gate.set()
    app = create_app(lambda _progress: company)
    with served(app) as address:
        company.gate.clear()
        app.state.desk.state = State()
        page = visitor(address, "/")
        assert page.locator("progress").count() == 1
        page.evaluate("window.stayed = true")
        company.gate.set()
        page.locator("progress").wait_for(state="detached")
        assert page.locator("svg.desk .node.sea.number").count() == 1
        assert page.evaluate("window.stayed")  # shown anew without loading the page again
        assert page.complaints == []


def test_numbers_can_be_sorted(visit):
    page = visit("/questions/loyalty")
    button = page.locator("table.sortable").first.locator("th button", has_text="Value")
    button.click()
    button.click()
    first = page.locator("table.sortable").first.locator("tbody tr").first.locator("td").nth(1)
    assert first.inner_text() == "2,790"
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
