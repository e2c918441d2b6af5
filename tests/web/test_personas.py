"""The page of personas to print."""

from __future__ import annotations

import pytest

from corrente.core.words import Language
from corrente.reports.page import environment, style
from corrente.web.render import TEMPLATES
from tests.rooms.test_personas import asked


def test_the_page_is_there_before_there_are_personas(client):
    page = client.get("/personas?lang=en")
    assert page.status_code == 200
    assert "Personas, one page each" in page.text
    assert 'class="sheet"' not in page.text


@pytest.mark.parametrize("language", Language)
def test_a_question_s_page_shows_the_sheets_and_leads_to_the_printed_ones(language):
    template = environment(language, TEMPLATES).from_string(
        '{% from "answer.html" import article with context %}{{ article(answer, "/questions/personas") }}'
    )
    page = template.render(answer=asked())
    assert page.count('class="sheet"') == 2
    assert 'href="/personas"' in page
    assert 'href="/questions/buying_process"' in page
    assert "table-personas-persona_pages" not in page  # the sheets say the same


def test_each_sheet_begins_a_page_of_its_own():
    printed = style().split("@media print {")[1]
    assert ".sheet { break-before: page; break-inside: avoid;" in printed
