"""market_direction: planted growth and shares found again, months counted whole, refusals, and real orders."""

from __future__ import annotations

import datetime as dt
from itertools import product

import numpy as np
import pyarrow as pa
import pytest

from corrente.core.answer import Answer, Grade, Status
from corrente.core.words import Language
from corrente.market import simulate
from corrente.stream.company import open_company
from corrente.upstream.market_direction.plan import LONGEST_MONTHS
from tests.data import shared


def ask(**frames: pa.Table) -> Answer:
    company = open_company(None, frames=frames)
    try:
        return company.ask("market_direction")
    finally:
        company.close()


@pytest.fixture(scope="module")
def market(tmp_path_factory):
    folder = tmp_path_factory.mktemp("market")
    truth = simulate(folder, 1_000, seed=4)
    return open_company(folder).ask("market_direction"), truth.values["market_direction"]


def test_planted_growth_and_shares_are_found(market):
    """Of 37 intervals at 90% at least 26 hold: they go together, and fewer came in 3 of 150 simulated markets."""
    answer, truth = market
    keys = {(e.name, frozenset(e.of.items())): e for e in answer.estimates}
    assert set(keys) == set(truth)
    held = [keys[key].low <= value <= keys[key].high for key, value in truth.items()]
    assert len(held) == 37
    assert sum(held) >= 26


def test_it_beats_the_year_before_and_says_how_often_months_fell_into_the_intervals(market):
    """Intervals of 90% on 180 held-out months of five series that go together: between 75% and 100%."""
    answer, _ = market
    test = answer.proof.backtest
    assert test.beats_baseline
    assert test.details["months_held_out"] == 12
    assert test.details["origins"] == 3
    assert 0.75 <= test.details["share_within_90"] <= 1


def test_shares_sum_to_one_and_tables_agree_with_estimates(market):
    answer, _ = market
    for kind, table in (("category", "categories"), ("brand", "brands"), ("attribute", "attributes")):
        names = [e.of[kind] for e in answer.estimates if e.name == "share_next_year" and kind in e.of]
        for name in ("share_now", "share_next_year"):
            total = sum(answer.estimate(name, **{kind: part}).value for part in names)
            assert total == pytest.approx(1, abs=1e-9)
        assert sorted(row[0] for row in answer.tables[table].rows) == sorted(names)
        assert all(0 <= row[-1] <= 1 for row in answer.tables[table].rows)


def test_words_lever_and_picture(market):
    answer, _ = market
    assert answer.figure is not None
    assert [lever.grade for lever in answer.levers] == [Grade.ASSUMPTION]
    assert len(answer.figure.marks) == 5
    assert answer.figure.reference == answer.estimate("sales_growth", market="all").value
    for language in Language:
        assert len(answer.headline.say(language).split()) <= 25
        assert all("{" not in action.advice.say(language) for action in answer.actions)


def sold(months: int, growth: dict[str, float], noise: float = 0.02, first: int = 24_200) -> pa.Table:
    """Monthly sales of each category, at its own growth per month."""
    rng = np.random.default_rng(1)
    rows = [
        (dt.date((first + month) // 12, (first + month) % 12 + 1, 1), name,
         float(1000 * np.exp(slope * month + noise * rng.standard_normal())))
        for month, (name, slope) in product(range(months), growth.items())
    ]  # fmt: skip
    columns = dict(zip(("period", "category", "value"), map(list, zip(*rows, strict=True)), strict=True))
    return pa.table({**columns, "brand": ["A"] * len(rows)})


def test_what_plainly_gains_leads_the_headline():
    answer = ask(category_sales=sold(48, {"cloud": 0.02, "boxed": -0.01}))
    headline = answer.headline.say(Language.EN)
    assert headline.startswith("cloud almost certainly outgrows the market")
    assert answer.headline.say(Language.PT).startswith("cloud quase com certeza cresce mais que o mercado")
    assert len(answer.actions) == 3
    growth = answer.estimate("sales_growth", category="cloud")
    assert growth.low < np.exp(12 * 0.02) - 1 < growth.high + 0.05  # a fading slope errs on the low side


def test_where_the_year_before_predicts_better_the_headline_says_so():
    """A market that is all season and noise, the same every year: nothing beats looking it up."""
    rng = np.random.default_rng(3)
    season = rng.normal(0, 0.8, (12, 2))
    rows = []
    for month in range(40):
        for k, name in enumerate("ab"):
            value = 1000 * np.exp(season[month % 12, k] + 0.001 * rng.standard_normal())
            rows.append((dt.date(2020 + month // 12, month % 12 + 1, 1), name, float(value)))
    columns = dict(zip(("period", "category", "value"), map(list, zip(*rows, strict=True)), strict=True))
    answer = ask(category_sales=pa.table({**columns, "brand": ["A"] * len(rows)}))
    test = answer.proof.backtest
    said = "predicts better" in answer.headline.say() or "forecast better" in answer.headline.say()
    assert said is not test.beats_baseline


@pytest.mark.parametrize(
    "frame",
    [
        sold(11, {"a": 0.01, "b": 0.0}),
        sold(40, {"a": 0.01}),
        sold(40, {"a": 0.01, "b": 0.0}).slice(0, 0),
        sold(40, {"a": 0.01, "b": 0.0}).slice(0, 1),
        pa.concat_tables([sold(1, {"a": 0.0})] * 50),
        sold(40, {"a": 0.01, "b": 0.0}).drop_columns(["category"]),
    ],
    ids=["11 months", "one category", "no rows", "one row", "the same row", "no category"],
)
def test_too_little_is_refused_with_what_to_bring(frame):
    answer = ask(category_sales=frame)
    assert answer.status is Status.REFUSED
    assert answer.refusal is not None
    assert answer.refusal.next_step.say(Language.EN) != answer.refusal.next_step.say(Language.PT)


@pytest.mark.parametrize(
    "frame",
    [
        sold(12, {"a": 0.01, "b": 0.0}),
        sold(40, {"a": 0.0, "b": 0.0}, noise=0.0),
        sold(40, {"a": 0.4, "b": -0.4}),
        sold(200, {f"c{n}": 0.0 for n in range(15)}),
        sold(30, {"a name {x} " + "long " * 30: 0.02, "b": 0.0}),
    ],
    ids=["twelve months", "all the same", "explosive", "many of both", "odd names"],
)
def test_odd_markets_are_answered_in_short_headlines(frame):
    answer = ask(category_sales=frame)
    assert answer.status is Status.ANSWERED
    assert all(e.low < e.high and e.low <= e.value <= e.high for e in answer.estimates)
    assert np.isfinite([(e.low, e.high) for e in answer.estimates]).all()
    for language in Language:
        assert len(answer.headline.say(language).split()) <= 25


def test_only_the_last_years_count_and_the_rest_is_put_together():
    answer = ask(category_sales=sold(200, {f"c{n:02}": 0.0 for n in range(15)}))
    rows = answer.tables["categories"].rows
    assert len(rows) == 13
    rest = next(row for row in rows if str(row[0]) == "the rest")
    assert rest[1] == pytest.approx(3 * 12_000, rel=0.05)  # three of fifteen, 2% noise a month
    seen = [row for row in answer.tables["months"].rows if row[1] is not None]
    assert len(seen) == LONGEST_MONTHS


def test_orders_are_counted_by_whole_months_of_purchases():
    """20 months and a few days at either end, one order a day; returns are left out, the broken months too."""
    days = [dt.date(2024, 1, 20) + dt.timedelta(days=n) for n in range(630)]
    orders = pa.table({
        "order_id": list(range(631)), "customer_id": [n % 50 for n in range(631)],
        "ordered_at": [*days, dt.date(2024, 5, 5)], "revenue": [10.0] * 630 + [-500.0],
        "category": [("a", "b")[n % 2] for n in range(631)],
    })  # fmt: skip
    answer = ask(orders=orders)
    months = [row for row in answer.tables["months"].rows if row[1] is not None]
    assert (months[0][0], months[-1][0], len(months)) == (dt.date(2024, 2, 1), dt.date(2025, 9, 1), 20)
    assert [row[1] for row in months[:4]] == [290.0, 310.0, 300.0, 310.0]
    assert any("own orders" in caveat.say() for caveat in answer.evidence.caveats)


def test_as_of_a_day_nothing_later_is_seen():
    """Asked as of 20 August, July is the last month; the answer is that of a table which ends with July."""
    frame = sold(60, {"a": 0.01, "b": 0.0})
    (cut,) = [n for n, day in enumerate(frame["period"].to_pylist()) if day == dt.date(2020, 8, 1)][:1]
    company = open_company(None, frames={"category_sales": frame})
    asked = company.as_of(dt.date(2020, 8, 20)).ask("market_direction")
    assert asked.estimates == ask(category_sales=frame.slice(0, cut)).estimates


def test_a_retailer_s_year_is_answered_and_says_how_little_it_tells(tmp_path):
    """Complete Journey: twelve whole months, twelve categories and the rest; a season cannot be told yet."""
    for source in shared("completejourney").iterdir():
        (tmp_path / source.name).write_bytes(source.read_bytes())
    answer = open_company(tmp_path).ask("market_direction")
    assert answer.status is Status.ANSWERED
    assert len(answer.tables["categories"].rows) == 13
    assert sum(row[1] is not None for row in answer.tables["months"].rows) == 12
    assert any("two years" in caveat.say() for caveat in answer.evidence.caveats)
    said = "forecast better" in answer.headline.say() or "predicts better" in answer.headline.say()
    assert said is not answer.proof.backtest.beats_baseline


def test_orders_without_categories_say_what_is_missing(tmp_path):
    """Online Retail is read line by line as invoices, which carry no category."""
    source = shared("online_retail") / "onlineretail.csv.gz"
    (tmp_path / source.name).write_bytes(source.read_bytes())
    answer = open_company(tmp_path).ask("market_direction")
    assert answer.status is Status.REFUSED
    assert "category" in " ".join(answer.refusal.missing)
