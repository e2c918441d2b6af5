"""The tracking plan: what has to be sent, in Segment's words, and what of the plan reads it."""

from __future__ import annotations

import json

import jsonschema
import pytest

from corrente.core.answer import Estimate, Grade, Lever
from corrente.core.experiment import Measure, Metric, Test, Variant
from corrente.core.plan import Item, ItemKind
from corrente.core.words import Language, Phrase
from corrente.outreach.gathered import BY_MAIL, STAGES
from corrente.outreach.tracking_plan import USUAL, Tracked, to_json, to_markdown, tracking_plan

CAMPAIGN = Item("campaign.ebook", ItemKind.CAMPAIGN, Phrase("Campaign: e-book", "Campanha: e-book"),
                Phrase("Explain.", "Explicar."))  # fmt: skip
ITEM = Item("test.ebook", ItemKind.TEST, Phrase("Test: e-book", "Teste: e-book"), Phrase("Two.", "Duas."))
LEVER = Lever("lead_to_deal", Phrase("page", "página"), Estimate("effect", 0.1, 0, 0.2, ""), Grade.ASSUMPTION)
TEST = Test(
    "ebook-page", "The e-book's page | 2", (Variant("a"), Variant("b")),
    Metric("deals", Measure.CONVERSIONS, "Opportunity Created"),
    (Metric("orders", Measure.REVENUE, "Order Completed"), Metric("reading", Measure.SESSION_TIME, "Reading Ended")),
    item="test.ebook", lever=LEVER,
)  # fmt: skip


def planned(name: str) -> Tracked:
    return {event.name: event for event in tracking_plan([CAMPAIGN, ITEM], [TEST])}[name]


def test_the_event_that_decides_leads_to_the_item_and_its_lever() -> None:
    reads = [one.say() for one in planned("Opportunity Created").read_by]
    assert "decides the test “The e-book's page | 2”, of “Test: e-book” (driver: lead to deal)" in reads


def test_events_of_the_companys_own_say_what_the_metric_takes() -> None:
    assert [(p.name, p.required) for p in planned("Order Completed").properties] == [
        ("decision_id", False), ("revenue", True),
    ]  # fmt: skip
    assert "seconds" in [p.name for p in planned("Reading Ended").properties]
    assert [one.say() for one in planned("Order Completed").read_by] == ["guards the test “The e-book's page | 2”"]


def test_campaigns_read_visits_leads_and_clicks() -> None:
    for name in ("Page Viewed", "Lead Captured", "Email Link Clicked"):
        assert "campaign “Campaign: e-book”" in [one.say() for one in planned(name).read_by]


def test_every_event_that_is_collected_is_planned() -> None:
    assert {*STAGES, *BY_MAIL} - {"Email Opened"} <= {event.name for event in USUAL}  # opens are not measured


@pytest.mark.parametrize("language", Language)
def test_as_json_it_is_a_plan_whose_rules_events_can_be_held_against(language: Language) -> None:
    plan = json.loads(json.dumps(to_json("Acme", tracking_plan([CAMPAIGN, ITEM], [TEST]), language)))
    rules = {event["name"]: event["rules"] for event in plan["rules"]["events"]}
    assert len(rules) == len(plan["rules"]["events"])
    for rule in rules.values():
        jsonschema.Draft7Validator.check_schema(rule)
    sent = {"properties": {"revenue": 12.5, "decision_id": "x"}, "context": {"campaign": {"id": "campaign.ebook"}}}
    jsonschema.validate(sent, rules["Order Completed"])
    with pytest.raises(jsonschema.ValidationError, match="revenue"):
        jsonschema.validate({"properties": {}}, rules["Order Completed"])


def test_as_markdown_it_is_one_table() -> None:
    text = to_markdown("Acme", tracking_plan([CAMPAIGN, ITEM], [TEST]), Language.PT)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in rows} == {5}
    assert len(rows) == 2 + len(tracking_plan([CAMPAIGN, ITEM], [TEST]))
    assert text.startswith("# Plano de rastreamento de Acme\n")
