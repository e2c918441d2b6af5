"""The track record's page: empty, waiting, scored; in both languages; and its file."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from fastapi.testclient import TestClient

from corrente.core.plan import Item, ItemKind
from corrente.core.words import Phrase
from corrente.state.forecasts import Forecast, foretell, listed, settle
from corrente.state.plans import Edit, save
from corrente.state.store import State
from corrente.stream.planning import MAIN
from tests.stream.record.made import told

PAGE = "/plan/track-record"
ORIGIN = dt.date(1998, 3, 1)
"""Ninety days before it is due, the made-up company's data still cover it."""


@pytest.fixture
def store(client: TestClient) -> State:
    kept: State = client.app.state.store  # type: ignore[attr-defined]
    return kept


def _foretell(store: State, *forecasts: Forecast) -> None:
    words = Phrase.same("a decision")
    edit = Edit(Item("message.made", ItemKind.MESSAGE, words, words))
    number = save(store, MAIN, {"message.made": edit}, author="ana", reason="")[-1].number
    foretell(store, MAIN, number, forecasts)


def _scored(store: State, number: int = 40) -> None:
    """Forecasts of as many days, every fifth of which was far off."""
    made = [told(n, 9.0 if n % 5 == 0 else 0.1, origin=ORIGIN - dt.timedelta(n)) for n in range(number)]
    _foretell(store, *(one.forecast for one in made))
    came = {one.forecast.origin: one.outcome for one in made}
    settle(store, MAIN, {one.id: came[one.forecast.origin] for one in listed(store, MAIN)})  # type: ignore[misc]


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Nothing has been foretold yet"), ("pt-BR", "Nada foi previsto ainda")]
)
def test_an_empty_record_says_how_it_begins(client: TestClient, lang: str, said: str) -> None:
    page = client.get(PAGE, params={"lang": lang})
    assert page.status_code == 200
    assert said in page.text
    assert "<table" not in page.text
    assert 'aria-current="page">' in page.text.split('class="subnav"')[1]


def test_what_waits_is_shown_with_its_day(client: TestClient, store: State) -> None:
    _foretell(store, told(1, origin=dt.date(1998, 6, 1)).forecast)
    page = client.get(PAGE, params={"lang": "en"}).text
    assert "1 forecasts are kept; the first is due on Aug 30, 1998." in page
    assert "Bring data up to Aug 30, 1998" in page
    assert "What came of each forecast" not in page


@pytest.mark.parametrize(("lang", "of"), [("en", "Of 40 forecasts"), ("pt-BR", "Das 40 previsões")])
def test_what_came_is_shown_by_question_and_grade(client: TestClient, store: State, lang: str, of: str) -> None:
    _scored(store)
    page = client.get(PAGE, params={"lang": lang}).text
    assert of in page
    assert "32 (80%)" in page
    assert page.count("<svg") >= 2  # the picture, wide and narrow, beside the mark
    assert 'href="/questions/win_rate"' in page
    assert len(re.findall(r"<strong>(?:no|não)</strong>", page)) == 8
    assert "StrictUndefined" not in page


def test_a_long_list_is_cut_and_the_file_is_whole(client: TestClient, store: State) -> None:
    _scored(store, 130)
    page = client.get(PAGE, params={"lang": "en"}).text
    assert "100 are shown; the file has all 130." in page
    file = client.get(f"{PAGE}.json", params={"lang": "en"})
    assert "attachment" in file.headers["content-disposition"]
    plain = file.json()
    assert (plain["scored"], len(plain["forecasts"])) == (130, 130)
    assert plain["overall"]["verdict"] == "too_narrow"
