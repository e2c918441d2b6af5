"""The plan on a terminal, as JSON and as a document."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from corrente.cli import plan as shown
from corrente.cli.show import OUT
from corrente.core.words import Language
from corrente.reports.document.as_markdown import as_markdown
from corrente.reports.plan import document
from corrente.stream.plan.drafting import draft
from corrente.stream.plan.plan import Plan
from tests.stream.plan.answers import AURORA, all_refused, aurora

TODAY = dt.date(2026, 7, 1)


@pytest.fixture
def plan() -> Plan:
    return Plan("Aurora CRM", "BRL", TODAY, draft(aurora(), AURORA, TODAY))


@pytest.mark.parametrize(("language", "said"), [(Language.EN, "complementary upgrade"), (Language.PT, "O que trazer")])
def test_the_plan_is_shown_in_the_readers_language(plan: Plan, language: Language, said: str) -> None:
    with OUT.capture() as shot:
        shown.plan(plan, language)
    assert said in " ".join(shot.get().split())
    assert "adoption: " in shot.get()  # refused: what to bring is named


def test_a_plan_without_any_answer_is_shown_too() -> None:
    with OUT.capture() as shot:
        shown.plan(Plan("Shop", "BRL", TODAY, draft(all_refused(), AURORA, TODAY)), Language.EN)
    assert "nothing in the data tells segments apart yet" in " ".join(shot.get().split())


@pytest.mark.parametrize("language", Language)
def test_its_json_is_plain_and_whole(plan: Plan, language: Language) -> None:
    said = json.loads(json.dumps(plan.to_json(language), allow_nan=False))
    assert [item["id"] for item in said["items"]] == [item.id for item in plan.items]
    assert set(said["readings"]) == {"who", "what", "when", "where", "why", "how"}
    ground = next(g for g in said["items"][0]["rests_on"] if g.get("key", "").startswith("win_rate"))
    assert (ground["value"], ground["of"]) == (0.42, {"size": "enterprise"})


def test_as_a_document_it_has_the_time_line_and_the_budget(plan: Plan) -> None:
    said = as_markdown(document(plan), Language.EN)
    assert "Time line and budget" in said
    assert "Campaign by linkedin" in said
    assert said.count("Focus on “enterprise” customers: deals are won at 42%") == 2  # who, and upstream
    assert said.count("Bring it.") == 1  # the same advice is given once


def test_an_item_that_is_not_there_is_a_key_error(plan: Plan) -> None:
    with pytest.raises(KeyError, match="nowhere"):
        plan.item("nowhere")
