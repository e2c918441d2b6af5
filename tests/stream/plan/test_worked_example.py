"""The sample company's own data leads to the launch plan of the seed article; nobody types the answer in."""

from __future__ import annotations

import datetime as dt

import pytest

from corrente.core.plan import ItemKind
from corrente.stream.company import Company
from corrente.stream.plan.drafting import draft
from corrente.stream.plan.plan import Plan

ASKED = ("problems", "solutions", "loyalty", "win_rate", "retention", "touchpoints", "access", "engagement")
"""The answers that the article's decisions rest on."""


@pytest.fixture(scope="module")
def plan(sample: Company) -> Plan:
    answers = {name: sample.ask(name) for name in ASKED}
    settings, today = sample.books.settings, dt.date(2026, 7, 1)
    return Plan(settings.name, settings.currency, today, draft(answers, settings, today))


def test_enterprise_customers_need_simpler_testing_of_campaign_assets(plan: Plan) -> None:
    assert plan.item("segment").fields["segment"] == "enterprise"
    assert plan.item("problem").fields["need"] == "testar as peças de campanha"


def test_adaptive_testing_comes_as_a_complementary_upgrade_of_their_tier(plan: Plan) -> None:
    solution = plan.item("solution").fields
    assert (solution["feature"], solution["level"], solution["answers"]) == ("adaptive_testing", "yes", True)
    assert plan.item("price").fields["model"] == "complementary upgrade"
    assert plan.item("advantage").fields["upgrade"] is True


def test_it_is_launched_by_advertisements_on_linkedin_by_email_and_by_an_ebook(plan: Plan) -> None:
    campaigns = [item for item in plan.items if item.kind is ItemKind.CAMPAIGN]
    assert [item.fields["channel"] for item in campaigns] == ["linkedin", "email", "ebook"]
    assert all(item.monthly_cost and item.fields["tell_customers"] for item in campaigns)
    assert str(campaigns[2].fields["offer"]) == "e-book on adaptive testing"
