import re

import pytest

from corrente.core.words import Language
from corrente.reports.html import report, write_report
from corrente.reports.markdown import markdown
from corrente.reports.page import interval, solid
from corrente.reports.words import NAMES, TEXTS
from tests.web.fake import ANSWERS, answered

ALL = tuple(ANSWERS.values())


@pytest.mark.parametrize("language", Language)
def test_the_report_needs_nothing_else(language):
    html = report("Aurora & Co", ALL, language)
    assert "Aurora &amp; Co" in html
    assert "<script" not in html
    assert not re.search(r'(?:src|href)="(?!#)', html)
    assert "url(http" not in html
    assert "@import" not in html
    assert len(re.findall(r"<svg ", html)) == 8  # four answers, each drawn wide and narrow


@pytest.mark.parametrize("language", Language)
def test_the_report_says_all_answers_and_all_refusals(language):
    html = report("Aurora", ALL, language)
    for answer in ALL:
        assert answer.headline.say(language) in html
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_text_from_the_data_cannot_become_markup():
    html = report("<script>alert(1)</script>", ALL, Language.EN)
    assert "<script" not in html


def test_the_report_is_written_whole(tmp_path):
    path = tmp_path / "report.html"
    write_report(path, "Aurora", ALL, Language.PT)
    assert path.read_text(encoding="utf-8").endswith("</html>")
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.parametrize("language", Language)
def test_markdown_has_one_section_per_answer(language):
    text = markdown(ALL, language)
    assert len(re.findall(r"^## ", text, re.MULTILINE)) == len(ALL)
    assert TEXTS["next_step"].say(language) in text
    assert ("| compras |" if language is Language.PT else "| purchases |") in text
    assert "0,62" in text if language is Language.PT else "0.62" in text


def test_markdown_escapes_what_would_be_markup():
    assert "customers\\_" not in markdown((answered("loyalty"),), Language.EN).replace("customers\\_at", "")
    assert "city 1" in markdown((answered("loyalty"),), Language.EN)


def test_an_interval_shows_two_digits_of_its_width():
    estimate = answered("loyalty").estimates[0]
    assert interval(estimate, Language.EN) == ("0.620", "0.580", "0.660")
    assert interval(estimate, Language.PT) == ("0,620", "0,580", "0,660")


def test_only_a_whole_answer_that_beats_its_baseline_is_solid():
    assert solid(ANSWERS["loyalty"])
    assert not solid(answered("loyalty", beats=False))
    assert not solid(ANSWERS["conversion"])


def test_every_text_is_there_in_both_languages_with_the_same_places():
    for key, text in {**TEXTS, **NAMES}.items():
        assert text.en.strip(), key
        assert text.pt.strip(), key
        assert set(re.findall(r"{(\w+)}", text.en)) == set(re.findall(r"{(\w+)}", text.pt)), key
        assert "!" not in text.en + text.pt, key
