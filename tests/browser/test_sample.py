"""The simulated company's real answers in chromium: accessible, self-contained, fit for a phone, figures drawn."""

import re

import pytest

from corrente.core.catalogue import QUESTIONS
from corrente.core.words import Language
from corrente.stream.rooms import is_built
from tests.browser.conftest import DESK, PHONE, axe, open_details, origin

pytestmark = pytest.mark.browser

QUESTION_PATHS = [f"/questions/{id}" for id, question in QUESTIONS.items() if is_built(question)]
PATHS = ("/", "/plan", "/plan/downstream", "/plan/scenarios", "/plan/research", "/plan/track-record", "/people",
         "/scorecard", "/data")  # fmt: skip


@pytest.mark.parametrize(
    ("language", "theme", "screen", "questions"),
    [(Language.EN, "light", DESK, QUESTION_PATHS[::2]), (Language.PT, "dark", PHONE, QUESTION_PATHS)],
    ids=["en-light-desk", "pt-dark-phone"],
)
def test_real_answers_are_good_pages(visitor, sample_address, language, theme, screen, questions):
    page = visitor(sample_address, "/", language, theme, screen)
    for path in [*PATHS, *questions]:
        page.goto(origin(page) + path)
        open_details(page)
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"], path
        if path in questions:
            assert page.locator(".picture svg:visible").count() == 1
    assert page.elsewhere == []
    assert page.complaints == []


@pytest.mark.parametrize("language", Language)
def test_every_persona_prints_on_a_page_of_its_own(visitor, sample_address, language):
    page = visitor(sample_address, "/personas", language)
    sheets = page.locator(".sheet").count()
    assert sheets > 0
    # Letter is the shorter of the two papers; in the PDF every page is an object of its own
    printed = page.pdf(format="Letter", margin=dict.fromkeys(("top", "right", "bottom", "left"), "14mm"))
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == sheets
