"""Numbers read as each language's readers write them; sentences are only as sure as the posterior."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrente.core.words import Form, Language, Number, certainty, date_to_day, day_to_date, phrase


@pytest.mark.parametrize(
    ("value", "form", "en", "pt"),
    [
        (1204, Form.COUNT, "1,204", "1.204"),
        (1234567, Form.ROUGH, "1,200,000", "1.200.000"),
        (0.000123456, Form.EXACT, "0.0001235", "0,0001235"),
        (0.10525, Form.SHARE, "11%", "11%"),
        (0.5067, Form.EXACT_SHARE, "50.7%", "50,7%"),
        (-0.0205, Form.POINTS, "-2.1 percentage points", "-2,1 pontos percentuais"),
        (10134, Form.DATE, "Sep 30, 1997", "30 de set. de 1997"),
        (float("nan"), Form.ROUGH, "–", "–"),
        (0, Form.ROUGH, "0", "0"),
    ],
)
def test_numbers_read_in_both_languages(value: float, form: Form, en: str, pt: str) -> None:
    number = Number(value, form)
    assert (number.say(Language.EN), number.say(Language.PT)) == (en, pt)


def test_money_names_its_currency() -> None:
    assert Number(12345, Form.MONEY, "BRL").say(Language.PT) == "R$\N{NO-BREAK SPACE}12.000"


@given(st.dates())
def test_days_and_dates_are_inverse(date: dt.date) -> None:
    assert day_to_date(date_to_day(date)) == date


def test_phrases_nest_and_names_pass_through_untouched() -> None:
    inner = phrase("{n} deals", "{n} negócios", n=Number(1500, Form.COUNT))
    outer = phrase("{what} of {who}", "{what} de {who}", what=inner, who="{Ana} & Cia")
    assert outer.say(Language.EN) == "1,500 deals of {Ana} & Cia"
    assert outer.say(Language.PT) == "1.500 negócios de {Ana} & Cia"


@given(st.floats(0, 1), st.floats(0, 1))
def test_certainty_never_falls_as_probability_rises(a: float, b: float) -> None:
    order = ["we cannot tell yet whether", "probably", "very probably", "almost certainly"]
    low, high = sorted((a, b))
    assert order.index(certainty(low).en) <= order.index(certainty(high).en)
