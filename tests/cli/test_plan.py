"""The plan on a terminal, as JSON and as a document."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from corrente.cli import plan as shown
from corrente.cli.show import OUT
from corrente.core.answer import Refusal
from corrente.core.words import Language, Phrase
from corrente.reports.document.as_markdown import as_markdown
from corrente.reports.plan import document
from corrente.stream.growth.work import Growth
from corrente.stream.plan.drafting import draft
from corrente.stream.plan.plan import Plan
from corrente.stream.plan.plan_json import read_schema
from tests.stream.plan.answers import AURORA, all_refused, aurora
from tests.web.fake import FakeCompany

TODAY = dt.date(2026, 7, 1)


@pytest.fixture
def plan() -> Plan:
    return Plan("Aurora CRM", "BRL", TODAY, draft(aurora(), AURORA, TODAY))


@pytest.mark.parametrize(("language", "said"), [(Language.EN, "complementary upgrade"), (Language.PT, "O que trazer")])
def test_the_plan_is_shown_in_the_readers_language(plan: Plan, language: Language, said: str) -> None:
    with OUT.capture() as shot:
        shown.plan(plan, (), language)
    assert said in " ".join(shot.get().split())
    assert "adoption: " in shot.get()  # refused: what to bring is named


def test_a_plan_without_any_answer_is_shown_too() -> None:
    with OUT.capture() as shot:
        shown.plan(Plan("Shop", "BRL", TODAY, draft(all_refused(), AURORA, TODAY)), (), Language.EN)
    assert "nothing in the data tells segments apart yet" in " ".join(shot.get().split())


@pytest.mark.parametrize("language", Language)
def test_its_json_is_plain_and_whole(plan: Plan, language: Language) -> None:
    said = json.loads(json.dumps(plan.to_json(language), allow_nan=False))
    assert [item["id"] for item in said["items"]] == [item.id for item in plan.items]
    assert set(said["readings"]) == {"who", "what", "when", "where", "why", "how"}
    ground = next(g for g in said["items"][0]["rests_on"] if g.get("key", "").startswith("win_rate"))
    assert (ground["value"], ground["of"]) == (0.42, {"size": "enterprise"})


def test_its_json_keeps_its_schema_with_and_without_a_forecast(plan: Plan, tmp_path: Path) -> None:
    Draft202012Validator.check_schema(read_schema())
    keeps = Draft202012Validator(read_schema())
    keeps.validate(plan.to_json())
    refused = Refusal(Phrase("Too few.", "Poucos."), ("orders",), Phrase("Bring more.", "Traga mais."))
    keeps.validate(replace(plan, forecast=refused).to_json())
    said = json.loads(json.dumps(_foretold(tmp_path).to_json(Language.PT), allow_nan=False))
    keeps.validate(said)
    assert len(said["research_next"]["questions"]) == 20
    year, whole = said["forecast"]["horizons"]
    assert (year["months"], whole["months"]) == (12, 36)
    assert year["contribution"]["added"]["value"] == pytest.approx(
        year["contribution"]["with"]["value"] - year["contribution"]["without"]["value"]
    )


def _foretold(folder: Path) -> Plan:
    company = FakeCompany(folder)
    drafted = company.draft()
    growth = company.growth(drafted.items)
    assert isinstance(growth, Growth)
    return replace(drafted, forecast=growth, research_next=company.research(growth))


@pytest.mark.parametrize(("language", "said"), [
    (Language.EN, ("The forecast", "Revenue of the 12 months from", "spend less here", "What to research next")),
    (Language.PT, ("A previsão", "Receita de 12 meses a partir de", "gaste menos aqui", "O que pesquisar a seguir")),
])  # fmt: skip
def test_the_forecast_and_what_to_research_are_said(tmp_path: Path, language: Language, said: tuple[str, ...]) -> None:
    with OUT.capture() as shot:
        shown.plan(_foretold(tmp_path), (), language)
    words = " ".join(shot.get().split())
    assert all(one in words for one in said)


def test_a_forecast_that_was_refused_says_why(plan: Plan) -> None:
    refused = Refusal(Phrase("Too few months.", "Poucos meses."), (), Phrase("Bring more.", "Traga mais."))
    with OUT.capture() as shot:
        shown.plan_in_short(replace(plan, forecast=refused), (), Language.EN)
    assert "Too few months." in shot.get()


def test_as_a_document_it_has_the_time_line_and_the_budget(plan: Plan) -> None:
    said = as_markdown(document(plan), Language.EN)
    assert "Time line and budget" in said
    assert "Campaign: LinkedIn" in said
    assert said.count("42% (38% to 46%)") == 2  # in the segment's sentence, and among what it rests on
    assert said.count("Bring it.") == 1  # the same advice is given once


def test_an_item_that_is_not_there_is_a_key_error(plan: Plan) -> None:
    with pytest.raises(KeyError, match="nowhere"):
        plan.item("nowhere")
