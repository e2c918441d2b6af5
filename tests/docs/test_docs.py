"""The documentation is true: links lead somewhere, and what the code has is written down."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corrente.core.catalogue import QUESTIONS
from corrente.core.words import Language
from corrente.stream.company import Company
from corrente.stream.rooms import is_built

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")
BUILT = [question.id for question in QUESTIONS.values() if is_built(question)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link


@pytest.mark.parametrize("id", BUILT)
def test_every_estimate_stands_on_its_question_page(sample: Company, id: str) -> None:
    page = (ROOT / "docs" / "reference" / "questions" / f"{id}.md").read_text(encoding="utf-8")
    answer = sample.ask(id)
    for name in {e.name for e in answer.estimates} | set(answer.tables):
        assert f"`{name}`" in page, name
    assert answer.question.asked.say(Language.EN) in page


@pytest.mark.parametrize("language", list(Language))
def test_the_data_contract_page_is_made_from_the_contract(language: Language) -> None:
    from corrente.company.reference import reference

    ending = "" if language is Language.EN else ".pt-BR"
    page = ROOT / "docs" / "reference" / f"data-contract{ending}.md"
    assert page.read_text(encoding="utf-8") == reference(language), "make it again: python -m tests.docs.write"


@pytest.mark.parametrize("language", list(Language))
def test_the_scorecard_page_is_made_from_the_definitions(language: Language) -> None:
    from corrente.core.metrics.page import page

    ending = "" if language is Language.EN else ".pt-BR"
    found = ROOT / "docs" / "reference" / f"scorecard{ending}.md"
    assert found.read_text(encoding="utf-8") == page(language), "make it again: python -m tests.docs.write"
