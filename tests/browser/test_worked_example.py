"""The worked example of the second seed article, walked in chromium in both languages, over the simulated vendor.

Its data say that enterprise customers want to test campaign assets more simply. Adaptive testing answers that, comes as
a complementary upgrade of their tier, and is launched by social advertisements, e-mail and an offered e-book.
"""

import re
from dataclasses import dataclass

import pytest

from corrente.core.words import Language
from tests.browser.conftest import open_details

pytestmark = pytest.mark.browser

NEED, FEATURE = "testar as peças de campanha", "adaptive testing"
CHANNELS = ("linkedin", "email", "ebook")
UPSTREAM = ("segment", "buyers", "problem", "solution", "price", "advantage", "positioning", "message")


@dataclass(frozen=True)
class Said:
    """What the pages say in one language."""

    opportunity: str
    upgrade: str
    rival: str
    ebook: str
    today: str
    planned: str
    hold: str
    some_hold: str
    accept: str
    keep: str
    why: str
    why_kept: str


SAID = {
    Language.EN: Said(
        "opportunity", "as a complementary upgrade of their tier, at no extra price", "The rival to beat is VendaFácil",
        "e-book on adaptive testing", "as today", "the plan", "All 17 items of the plan hold.",
        "One of 17 items holds; 16 rest on something that changed: Focus segment.", "Accept",
        "Keep as it is", "The board wants the mid market", "The contract is signed",
    ),
    Language.PT: Said(
        "oportunidade", "como upgrade complementar do plano que já têm, sem custo extra",
        "O concorrente a bater é VendaFácil", "e-book sobre adaptive testing", "como hoje", "o plano",
        "Todos os 17 itens do plano valem.", "Um dos 17 itens vale; 16 se apoiam em algo que mudou: Segmento em foco.",
        "Aceitar", "Manter como está", "A diretoria quer o mercado médio",
        "O contrato está assinado",
    ),
}  # fmt: skip


@pytest.fixture(params=Language, ids=lambda language: language.value)
def said(request):
    return SAID[request.param], request.param


@pytest.fixture
def page(visitor, sample_address, said):
    page = visitor(sample_address, "/", said[1])
    yield page
    assert (page.elsewhere, page.complaints) == ([], [])


def test_from_the_vendors_data_to_a_launch_plan_with_its_forecast(page, said):
    words, _ = said
    _find_the_need(page, words)
    _read_the_decisions(page, words)
    _follow_a_number(page)
    _read_the_campaigns(page, words)
    _read_the_forecast(page, words)


def _find_the_need(page, words):
    """The picture leads to the question, whose numbers say which need of enterprise customers is the most open."""
    page.locator("svg.stream.desk a[href='/questions/problems']").first.click()
    open_details(page)
    rows = [row.split("\t") for row in page.locator("table.sortable").first.locator("tbody tr").all_inner_texts()]
    needs = {of: _number(value) for name, of, value, *_ in rows if name == words.opportunity and "enterprise" in of}
    assert len(needs) > 5
    assert NEED in max(needs, key=needs.get)


def _read_the_decisions(page, words):
    page.locator("header.top nav a[href='/plan']").click()
    assert page.locator(".holds").inner_text() == words.hold
    decided = {id: page.locator(f"article#{id} .says").inner_text() for id in UPSTREAM}
    assert "enterprise" in decided["segment"]
    assert NEED in decided["problem"]
    assert FEATURE in decided["solution"]
    assert words.upgrade in decided["price"]
    assert words.rival in decided["advantage"]
    assert all("enterprise" in decided[id] for id in UPSTREAM)


def _follow_a_number(page):
    """What customers would pay for the feature, from the decision to the answer where it stands."""
    page.locator("article#solution h2 a").click()
    number = page.locator(".says a").first
    worth = number.inner_text()
    page.locator("details.rests summary").click()
    assert worth in page.locator("details.rests").inner_text()
    number.click()
    page.wait_for_url("**/questions/solutions#numbers-solutions")
    assert page.locator("#numbers-solutions").is_visible()


def _read_the_campaigns(page, words):
    page.goto(page.url.split("/questions")[0] + "/plan/downstream")
    for channel in CHANNELS:
        campaign = page.locator(f"article[id='campaign.{channel}']")
        assert "R$" in campaign.locator(".says").inner_text()
        assert len(re.findall(r"20\d\d", campaign.locator(".particulars").inner_text())) == 2  # its two days
        assert page.locator(f"article[id='test.{channel}'] .says").inner_text()
    assert words.ebook in page.locator("article[id='campaign.ebook'] .particulars").inner_text()
    assert page.locator(".pictures svg:visible").count() == 2


def _read_the_forecast(page, words):
    page.locator(".subnav a[href='/plan/scenarios']").click()
    rows = page.locator("#side ~ .scroll tbody tr")
    revenue = [_amounts(rows.filter(has_text=name).locator("td").first) for name in (words.today, words.planned)]
    assert all(low < value < high for value, low, high in revenue)
    assert revenue[0][0] < revenue[1][0]


def test_another_segment_marks_what_rests_on_it_until_people_decide(page, said):
    words, _ = said
    _decide_another_segment(page, words)
    _see_what_holds(page, words)
    _accept_one_and_keep_one(page, words)
    _see_the_history(page, words)
    _take_it_all_back(page, words)


def _decide_another_segment(page, words):
    """Whatever rests on the segment is marked on the very page that answers the form."""
    page.goto(page.url + "plan/items/segment")
    page.locator("label.option", has_text="mid").click()
    page.locator("form.entry [name=reason]").fill(words.why)
    page.locator("form.entry button").click()
    page.locator(".above").wait_for()
    assert page.locator(".above li").count() == page.locator(".above li .badge").count() == 13


def _see_what_holds(page, words):
    page.locator("header.top nav a[href='/plan']").click()
    assert page.locator(".holds [role=status]").inner_text() == words.some_hold
    for id in UPSTREAM[1:]:
        mark = page.locator(f"article#{id} .mark")
        assert "enterprise" in mark.locator("s").first.inner_text()
        assert "mid" in mark.locator("strong").first.inner_text()
    figures = page.locator("article#problem .would .moves li", has=page.locator("a"))  # its numbers, then and now
    assert all(figures.locator(part).count() == 3 for part in ("s", "strong", "small"))


def _accept_one_and_keep_one(page, words):
    page.locator("article#problem .mark button", has_text=words.accept).click()
    page.wait_for_url("**/plan#problem")
    assert NEED not in page.locator("article#problem .says").inner_text()
    assert page.locator("article#problem .mark").count() == 0
    page.locator(".subnav a[href='/plan/downstream']").click()
    form = page.locator("article[id='campaign.linkedin'] .mark form")
    form.locator("[name=reason]").fill(words.why_kept)
    form.locator("button", has_text=words.keep).click()
    page.wait_for_url("**/plan/downstream#campaign.linkedin")
    kept = page.locator("article[id='campaign.linkedin']")
    assert kept.locator(".mark").count() == 0
    assert "enterprise" in kept.locator(".says").inner_text()


def _see_the_history(page, words):
    page.goto(page.url.split("/plan")[0] + "/plan/history")
    acts = page.locator("table.history tbody tr")
    for place, why in ((0, words.why_kept), (2, words.why)):
        act = acts.nth(place)
        assert why in act.inner_text()
        assert act.locator("time[datetime]").count() == 1
        assert act.locator("td").nth(4).inner_text()  # its author


def _take_it_all_back(page, words):
    for _ in range(3):
        undo = page.locator("table.history tbody tr", has_not_text=re.compile("undone|desfeito")).locator("button")
        undo.first.click()
        page.wait_for_load_state()
    page.locator(".subnav a[href='/plan']").click()
    assert page.locator(".holds").inner_text() == words.hold
    assert page.locator(".mark").count() == 0


def _number(said):
    return float(said.replace("%", "").replace(",", "."))


def _amounts(cell):
    """The money in a cell: value, low and high."""
    return [int(re.sub(r"[.,]", "", found)) for found in re.findall(r"R\$\s([\d.,]+)", cell.inner_text())]
