"""Scenarios side by side, what counts, another way tried out, and what to research next."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corrente.core.answer import Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.words import Phrase
from corrente.reports.forecast import verdict
from corrente.stream.growth.work import Growth
from corrente.stream.planning import standing
from corrente.web.app import create_app
from corrente.web.scenario_pages import slug
from tests.web.fake import FakeCompany

PAGE, RESEARCH = "/plan/scenarios", "/plan/research"


class Young(FakeCompany):
    """A company whose months are too few."""

    def growth(self, *_args: object, **_more: object) -> Refusal:
        return Refusal(Phrase("Too few months.", "Poucos meses."), ("orders",), Phrase("Bring more.", "Traga mais."))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """One for the tests that change nothing."""
    yield from _opened(FakeCompany(tmp_path_factory.mktemp("shown")))


def _opened(company: FakeCompany) -> Iterator[TestClient]:
    with TestClient(create_app(lambda _progress: company, company.folder), base_url="http://127.0.0.1:8000") as client:
        client.app.state.desk.start()
        if company.gate is None:
            client.app.state.desk.settle(20)
        yield client


def test_today_and_the_plan_stand_side_by_side(app: TestClient) -> None:
    page = app.get(f"{PAGE}?lang=en").text
    said = ("Side by side", "as today", "with the plan", "What each decision brings", "too few to hold")
    assert all(words in page for words in said)
    assert 'href="/plan/items/campaign.linkedin"' in page
    assert "<script" not in page  # nothing here needs one


def test_in_portuguese_it_says_the_same(app: TestClient) -> None:
    page = app.get(f"{PAGE}?lang=pt-BR&grades=experiment").text
    said = ("Lado a lado", "como hoje", "O que cada decisão traz", "Os meses são poucos", "Só isto conta")
    assert all(words in page for words in said)


def test_every_picture_has_its_data_as_a_table_and_a_text_alternative(app: TestClient) -> None:
    page = app.get(f"{PAGE}?lang=en").text
    figures = re.findall(r'<figure class="picture">.*?</figure>', page, re.DOTALL)
    assert len(figures) >= 3
    assert all("<table>" in figure and 'role="img" aria-label="' in figure for figure in figures)


def test_with_experiments_only_nothing_that_is_weaker_counts(app: TestClient) -> None:
    page = app.get(f"{PAGE}?lang=en&grades=experiment").text
    assert "Only this counts: known from an experiment." in page
    assert "Revenue of the 12 months from" in page  # the title claims nothing of a plan of which nothing counts
    everything = app.get(f"{PAGE}?lang=en").text
    assert "Only this counts" not in everything
    assert everything.count(" checked") == 4
    assert page.count(" checked") == 1
    assert app.get(f"{PAGE}?grades=hearsay").status_code == 422


def test_a_decision_of_which_nothing_counts_says_so(tmp_path: Path) -> None:
    company = FakeCompany(tmp_path)
    growth = company.growth(company.draft().items)
    assert isinstance(growth, Growth)
    nothing = replace(growth.effects[0], drivers=(), uncounted=())
    assert verdict(nothing, growth).say() == "What it brings is not counted here; its cost is."


def test_another_way_begins_as_the_plan_and_is_made_once(tmp_path: Path) -> None:
    for client in _opened(FakeCompany(tmp_path)):
        form = {"name": "Só pequenos!", "source": "plan", "token": "one"}
        answer = client.post(PAGE, data=form, follow_redirects=False)
        again = client.post(PAGE, data=form, follow_redirects=False)
        assert answer.status_code == again.status_code == 303
        assert answer.headers["location"] == again.headers["location"] == f"{PAGE}?of=scenario%2Fso-pequenos"
        page = client.get(answer.headers["location"] + "&lang=en").text
        assert "What each decision of “so pequenos” brings" in page
        assert "/plan/items/campaign.linkedin?of=scenario%2Fso-pequenos" in page
        assert "## What it is expected to bring" in client.get("/plan.md?lang=en&of=scenario/so-pequenos").text
        store = client.app.state.store
        assert standing(store, "scenario/so-pequenos").by_id.keys() == standing(store).by_id.keys()
        taken = client.post(PAGE, data={**form, "token": "two"})
        assert taken.status_code == 422
        assert client.post(PAGE, data={**form, "name": "…"}).status_code == 422
        assert client.post(PAGE, data={**form, "name": "x" * 61}).status_code == 422
        assert client.post(PAGE, data={**form, "source": "scenario/none"}).status_code == 404
        assert client.get(f"{PAGE}?of=scenario/none").status_code == 404


def test_a_campaign_that_does_not_pay_is_said_so_where_it_stands(app: TestClient) -> None:
    assert "spend less here" in app.get("/plan/downstream?lang=en").text
    assert "gaste menos aqui" in app.get("/plan/downstream?lang=pt-BR").text


def test_a_name_becomes_an_address() -> None:
    assert slug("  Preço +20%, já ") == "preco-20-ja"


def test_all_twenty_questions_are_ranked(app: TestClient) -> None:
    page = app.get(f"{RESEARCH}?lang=en").text
    found = re.findall(r'<th scope="row"><a href="/questions/(\w+)">', page)
    assert sorted(found) == sorted(QUESTIONS)


def test_prices_are_asked_for_and_checked(app: TestClient) -> None:
    page = app.get(f"{RESEARCH}?respondent=3.5&visitor=0.25").text
    assert 'value="3.5"' in page
    assert 'value="0.25"' in page
    for wrong in ("0", "-1", "nan", "inf", "x", "1e9"):
        assert app.get(f"{RESEARCH}?respondent={wrong}").status_code == 422


def test_a_company_with_few_months_is_told_why_and_what_to_bring(tmp_path: Path) -> None:
    for client in _opened(Young(tmp_path)):
        for path in (PAGE, RESEARCH):
            page = client.get(f"{path}?lang=en").text
            assert "Too few months. Bring more." in page
            assert 'href="/templates/orders.csv"' in page


def test_while_it_is_worked_out_the_pages_show_how_far_it_is(tmp_path: Path) -> None:
    gate = threading.Event()
    for client in _opened(FakeCompany(tmp_path, gate)):
        try:
            for path in (PAGE, RESEARCH):
                assert "<progress" in client.get(path).text
        finally:
            gate.set()
