"""conversion: the published funnel of Olist's sellers."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import duckdb
import pytest

from corrente.core.answer import Answer
from corrente.core.words import Language, date_to_day
from corrente.downstream import conversion as room
from tests.data import shared
from tests.rooms.funnels import DAY, estimate_of, tables


def second_of(text: str) -> int:
    moment = dt.datetime.fromisoformat(text)
    return date_to_day(moment.date()) * DAY + moment.hour * 3600 + moment.minute * 60 + moment.second


def olist(folder: Path) -> duckdb.DuckDBPyConnection:
    with (folder / "olist_marketing_qualified_leads_dataset.csv").open() as lines:
        leads = list(csv.DictReader(lines))
    with (folder / "olist_closed_deals_dataset.csv").open() as lines:
        won = list(csv.DictReader(lines))
    entries = [(row["mql_id"], "lead", second_of(row["first_contact_date"])) for row in leads]
    entries += [(row["mql_id"], "won", second_of(row["won_date"])) for row in won]
    return tables(entries, {row["mql_id"]: row["origin"] or None for row in leads})


@pytest.fixture(scope="module")
def olist_answer() -> Answer:
    return room.answer(estimate_of(olist(shared("olist_funnel"))))


def test_olist_funnel_is_the_published_one(olist_answer: Answer) -> None:
    """842 of 8,000 exactly, the sale that is dated before its lead included."""
    estimate = olist_answer.estimate("stage_conversion", **{"from": "lead", "to": "won"})
    assert estimate.value == 842 / 8000
    assert estimate.observed == {"entered": 8000, "moved": 842}
    assert estimate.low < estimate.value < estimate.high


def test_olist_rates_by_origin_are_the_published_ones(olist_answer: Answer) -> None:
    """The table was published with four digits: half a unit of the fourth."""
    with (shared("olist_funnel") / "reference_conversion_by_source_thebryce15.csv").open() as lines:
        published = list(csv.DictReader(lines))
    assert len(published) == 11
    for row in published:
        source = "(none)" if row["channel"] in ("", "NULL", "null") else row["channel"]
        estimate = olist_answer.estimate("stage_conversion", source=source)
        assert estimate.observed is not None
        assert estimate.observed["entered"] == int(row["leads"])
        assert estimate.value == pytest.approx(float(row["conversion_rate"]), abs=5.1e-5)


def test_olist_leads_may_still_be_won(olist_answer: Answer) -> None:
    so_far = olist_answer.estimate("stage_conversion", **{"from": "lead", "to": "won"})
    eventual = olist_answer.estimate("eventual_conversion", **{"from": "lead", "to": "won"})
    assert eventual.low > so_far.value


def test_olist_social_drags(olist_answer: Answer) -> None:
    assert "social" in olist_answer.headline.say()
    row = next(row for row in olist_answer.tables["sources"].rows if row[2] == "social")
    assert row[-1] == pytest.approx(1, abs=0.001)  # a rate of 5.6% among 1,350 against 11.5% among 6,650


@pytest.mark.parametrize("language", list(Language))
def test_olist_s_headline_is_short(olist_answer: Answer, language: Language) -> None:
    assert len(olist_answer.headline.say(language).split()) <= 25
