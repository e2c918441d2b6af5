"""The board document: forecast, what pays, when and for how much, what to research, and what all of it rests on."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

import pytest

from corrente.core.answer import Refusal
from corrente.core.picture import Picture
from corrente.core.plan import Item, ItemKind
from corrente.core.words import Language, Phrase
from corrente.reports import forecast
from corrente.reports.document import Document, write_document
from corrente.reports.document.as_markdown import as_markdown
from corrente.reports.forecast import titles_of, verdict, what_pays
from corrente.reports.html import report
from corrente.reports.plan import budget, calendar, document
from corrente.stream.growth.work import Growth
from corrente.stream.plan.plan import Plan
from tests.web.fake import FakeCompany

DAY = dt.date(2027, 4, 1)
REFUSED = Refusal(Phrase("Too few months.", "Poucos meses."), (), Phrase("Bring more.", "Traga mais."))
TITLE = Phrase("Campaign", "Campanha")


def campaign(channel: str, monthly: float, months: int = 3, once: float = 0.0) -> Item:
    ends = dt.date(2027, 4 + months, 1) - dt.timedelta(days=1)
    return Item(f"campaign.{channel}", ItemKind.CAMPAIGN, TITLE, TITLE, {"channel": channel}, starts=DAY, ends=ends,
                one_off_cost=once, monthly_cost=monthly)  # fmt: skip


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    company = FakeCompany(tmp_path_factory.mktemp("plan"))
    drafted = company.draft()
    growth = company.growth(drafted.items)
    assert isinstance(growth, Growth)
    return replace(drafted, forecast=growth, research_next=company.research(growth))


def pictures(made: Document) -> list[Picture]:
    return [block for part in made.parts for block in part.blocks if isinstance(block, Picture)]


@pytest.mark.parametrize(("language", "titles"), [
    (Language.EN, ("What it is expected to bring", "How far to trust the forecast", "Time line and budget",
                   "What to research next", "What it rests on")),
    (Language.PT, ("O que se espera do plano", "Até onde confiar na previsão", "Calendário e orçamento",
                   "O que pesquisar a seguir", "Em que se apoia")),
])  # fmt: skip
def test_a_board_reads_what_is_expected_when_and_on_what_it_rests(
    plan: Plan, language: Language, titles: tuple[str, ...]
) -> None:
    said = as_markdown(document(plan), language)
    assert all(f"## {title}" in said for title in titles)
    # Months, decisions, doubts, time line and budget; nothing is worth researching in the made-up company, or one more.
    assert len(pictures(document(plan))) >= 5


def test_without_a_forecast_it_says_why(plan: Plan) -> None:
    said = as_markdown(document(replace(plan, forecast=REFUSED, research_next=None)), Language.EN)
    assert "Too few months." in said
    assert "What to research next" not in said


def test_every_number_that_the_plan_rests_on_stands_in_it_once(plan: Plan) -> None:
    table = next(part for part in document(plan).parts if part.title.en == "What it rests on").blocks[0]
    rows = [row[:2] for row in table.rows]
    assert len({str(row) for row in rows}) == len(rows)
    keys = {ground.key for item in plan.items for ground in item.rests_on if hasattr(ground, "unit")}
    assert len(rows) == len(keys)


def test_a_campaign_that_does_not_pay_is_told_to_spend_less(plan: Plan) -> None:
    growth = plan.forecast
    assert isinstance(growth, Growth)
    effect = next(e for e in growth.effects if e.name.startswith("campaign") and e.drivers)
    lost = replace(effect, pays=0.05)
    assert verdict(lost, growth).say(Language.EN) == "It very probably does not pay: spend less here."
    assert "gaste menos aqui" in verdict(lost, growth).say(Language.PT)
    titles = titles_of(plan.items)
    said = what_pays(replace(growth, effects=(lost,)), titles)
    assert str(said).startswith("Probably do not pay: Campaign")
    unsure = replace(effect, pays=0.5)
    assert "cannot tell yet whether it pays: the chance is 50%" in str(verdict(unsure, growth))


def test_a_campaign_that_spends_as_much_as_today_claims_nothing(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    growth = plan.forecast
    assert isinstance(growth, Growth)
    effect = next(e for e in growth.effects if e.name == "campaign.linkedin")
    monkeypatch.setattr(forecast, "spent_today", lambda _answers, _channel: plan.item("campaign.linkedin").monthly_cost)
    assert "as much as today" in str(verdict(effect, growth))


def test_the_budget_is_what_items_cost_month_by_month() -> None:
    found = budget([campaign("linkedin", 100.0, once=50.0), campaign("email", 10.0, months=1)], "BRL")
    assert found is not None
    assert [mark.value for mark in found.marks] == [150.0, 100.0, 100.0, 10.0]
    assert str(found.title) == "R$\N{NO-BREAK SPACE}360 in all, 97% of it for LinkedIn"
    assert budget([replace(campaign("email", 10.0), monthly_cost=None, one_off_cost=None)]) is None


def test_a_budget_of_many_channels_adds_up_the_small_ones() -> None:
    found = budget([campaign(f"c{n}", 10.0 * n, months=1) for n in range(1, 8)])
    assert found is not None
    assert [str(mark.series) for mark in found.marks] == ["c7", "c6", "c5", "c4", "others"]
    assert sum(mark.value for mark in found.marks) == 280.0


def test_a_cost_without_an_end_is_shown_for_a_year() -> None:
    found = budget([replace(campaign("email", 10.0), ends=None)])
    assert found is not None
    assert len(found.marks) == 12


def test_the_time_line_has_every_item_with_a_date_in_order() -> None:
    launch = Item("launch.all", ItemKind.LAUNCH, Phrase("Launch", "Lançamento"), TITLE, starts=DAY)
    found = calendar([campaign("email", 1.0), launch, replace(launch, id="later", starts=dt.date(2027, 9, 1))])
    assert found is not None
    assert [str(mark.label) for mark in found.marks] == ["Launch", "Campaign", "Launch"]
    assert [mark.emphasis for mark in found.marks] == [False, False, True]  # late ones are named at their end
    assert calendar([replace(launch, starts=None)]) is None


def test_slides_hold_all_within_their_edges(plan: Plan, tmp_path: Path) -> None:
    from pptx import Presentation

    path = tmp_path / "board.pptx"
    write_document(path, document(replace(plan, forecast=None)), Language.PT)  # its pictures are drawn elsewhere
    deck = Presentation(io.BytesIO(path.read_bytes()))
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_the_report_of_a_run_begins_with_the_plan(plan: Plan) -> None:
    page = report("Aurora", (), Language.EN, None, replace(plan, items=(), forecast=REFUSED))
    assert 'id="plan"' in page
    assert "What it is expected to bring" in page
    assert 'id="plan"' not in report("Aurora", (), Language.EN)
