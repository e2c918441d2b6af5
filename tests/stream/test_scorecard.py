"""The scorecard against hand-counted tables, against the answers it carries, and from run to run."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from jsonschema import Draft202012Validator

import corrente
from corrente.core.metrics import METRICS
from corrente.core.profile import Settings
from corrente.core.scorecard import Scorecard
from corrente.core.scorecard_json import COLUMNS, read_schema, to_arrow, to_json
from corrente.core.words import Language, date_to_day
from corrente.counts.tally import read, tally
from corrente.engine.duckdb import DuckDB
from corrente.stream.company import Company, open_company
from corrente.stream.scorecard import work
from corrente.stream.scorecard.plan import plan
from tests.asked import count_names


def silent(*_told: object) -> None:
    """Progress that nobody watches."""


@pytest.fixture(scope="module")
def card(sample: Company) -> Scorecard:
    return sample.scorecard()


def day(text: str) -> int:
    return date_to_day(dt.date.fromisoformat(text))


def months(card: Scorecard, metric: str, **of: str) -> dict[str, float]:
    """A reading's history: first days of months to values."""
    return {str(np.datetime64(p.day, "D")): p.value for p in card.reading(metric, **of).history}


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


DEALS = pa.table({
    "opportunity_id": ["1", "2", "3", "4"],
    "created_at": [moment(f"2026-{at}T12:00") for at in ("01-05", "01-20", "02-03", "03-15")],
    "outcome": ["won", "lost", "open", "won"],
    "closed_at": [moment("2026-02-10T12:00"), moment("2026-03-02T12:00"), None, moment("2026-03-31T12:00")],
    "amount": [1000.0, 2000.0, 3000.0, 500.0],
    "customer_id": ["p1", "p2", "p3", "p1"],
})  # fmt: skip
CONTACTS = pa.table({
    # p1: two visits on one day (40 minutes apart), one a month later; p2 came by itself; p3 came after its deal
    "person_id": ["p1", "p1", "p1", "p1", "p2", "p3", "p3"],
    "occurred_at": [moment(f"2026-{at}") for at in ("01-02T10:00", "01-02T10:10", "01-02T10:50", "02-03T09:00",
                                                    "01-02T10:00", "03-01T10:00", "03-31T10:00")],
    "channel": ["email", "email", "email", "email", "Direct", "search", "search"],
    "kind": ["visit"] * 6 + ["impression"],
    "cost": [1.0, 1.0, 1.0, 2.0, 0.0, 4.0, 0.0],
})  # fmt: skip


def tiny(**settings: object) -> Scorecard:
    company = corrente.open(opportunities=DEALS, touchpoints=CONTACTS)
    said = replace(company.books.settings, currency="BRL", **settings)  # type: ignore[arg-type]
    books = replace(company.books, settings=said, profile=replace(company.books.profile, settings=said))
    return Company(books).scorecard()


def test_a_pipeline_counted_by_hand() -> None:
    card = tiny(sales_target=6000.0)
    assert months(card, "pipeline_value") == {"2026-01-01": 3000, "2026-02-01": 5000, "2026-03-01": 3000}
    assert months(card, "pipeline_coverage") == {"2026-01-01": 0.5, "2026-02-01": 5 / 6, "2026-03-01": 0.5}
    # One deal open, two of three won, 750 on average, after 36 and 16 days.
    assert card.reading("pipeline_velocity").value.value == pytest.approx(1 * 2 / 3 * 750 / 26)
    value = card.reading("pipeline_value")
    assert value.value.unit == "BRL"
    assert value.day == day("2026-03-31")
    assert value.month is not None
    assert value.month.since == day("2026-02-01")
    assert value.month.difference == -2000
    assert value.month.low < -2000 < value.month.high
    assert value.month.chance > 0.5


def test_influence_counted_by_hand() -> None:
    """Only p1's deals follow a contact that somebody sent: p2 came by itself, p3 after the deal was opened."""
    card = tiny()
    assert months(card, "influenced_pipeline") == {"2026-01-01": 1000, "2026-02-01": 0, "2026-03-01": 0}
    assert months(card, "influenced_revenue") == {"2026-01-01": 0, "2026-02-01": 1000, "2026-03-01": 500}
    assert months(card, "influenced_share") == {"2026-02-01": 1.0, "2026-03-01": 1.0}


def test_visits_counted_by_hand() -> None:
    card = tiny()
    assert months(card, "visits") == {"2026-01-01": 3, "2026-02-01": 1, "2026-03-01": 1}
    assert months(card, "visit_frequency") == {"2026-01-01": 1.5, "2026-02-01": 1, "2026-03-01": 1}
    assert months(card, "session_time") == {"2026-01-01": pytest.approx(10 / 3)}
    # On 31 March, the last visits are of 3 February, 2 January and 1 March: 56, 88 and 30 days ago.
    assert card.reading("visit_recency").value.value == pytest.approx((56 + 88 + 30) / 3)
    assert months(card, "channel_cost", channel="all") == {"2026-01-01": 3, "2026-02-01": 2, "2026-03-01": 4}
    assert months(card, "channel_cost", channel="email") == {"2026-01-01": 3, "2026-02-01": 2, "2026-03-01": 0}


def test_recency_forgets_after_a_year() -> None:
    """Whoever has not come for a year is no visitor any more; a second visit replaces the first."""
    contacts = pa.table({
        "person_id": ["a", "b", "b"],
        "occurred_at": [moment(f"{at}T10:00") for at in ("2025-01-10", "2025-02-01", "2026-02-28")],
        "channel": ["email"] * 3,
    })  # fmt: skip
    found = months(corrente.open(touchpoints=contacts).scorecard(), "visit_recency")
    # At the end of 2025: 31 December less 10 January and 1 February; at the end of February 2026 only b's second visit.
    assert found["2025-12-01"] == pytest.approx((355 + 333) / 2)
    assert found["2026-01-01"] == pytest.approx(364)
    assert found["2026-02-01"] == 0


def test_rates_of_messages_counted_by_hand() -> None:
    kinds = ["delivered"] * 10 + ["open"] * 4 + ["click"] * 2 + ["click"]
    contacts = pa.table({
        "person_id": [str(n) for n in range(17)],
        "occurred_at": [moment("2026-01-15T10:00")] * 16 + [moment("2026-01-31T10:00")],
        "channel": ["email"] * 16 + ["search"],  # clicks of a channel that notes nothing else say no rate
        "kind": kinds,
    })  # fmt: skip
    card = corrente.open(touchpoints=contacts).scorecard()
    assert card.reading("click_rate").value.value == pytest.approx(0.2)
    assert card.reading("open_rate").value.value == pytest.approx(0.4)
    shown = {"spend": [9.0], "impressions": [1000], "clicks": [25]}
    spend = pa.table({"period": [dt.date(2026, 1, 5)], "channel": ["search"], **shown})
    assert corrente.open(spend=spend).scorecard().reading("click_rate").value.value == pytest.approx(0.025)


def test_indices_counted_by_hand() -> None:
    offers = pa.table({
        "brand": ["Aurora", "Aurora", "Acme", "Beta"],
        "price": [100.0, 400.0, 100.0, 100.0],
        "support": ["yes", "yes", "no", "yes"],
        "cost": ["10", "20", "30", "40"],  # numbers are no feature
    })  # fmt: skip
    company = corrente.open(competitors=offers)
    said = Settings(name="Aurora CRM")
    card = Company(
        replace(company.books, settings=said, profile=replace(company.books.profile, settings=said))
    ).scorecard()
    price = card.reading("price_index").value
    assert price.value == pytest.approx(200)
    assert price.low < 200 < price.high
    assert card.reading("feature_index").value.value == pytest.approx(200)


def test_what_new_customers_cost() -> None:
    days = ["2026-01-03", "2026-01-20", "2026-01-28", "2026-02-03", "2026-02-28"]
    orders = pa.table(
        {"customer_id": list("abaca"), "ordered_at": [moment(f"{d}T10:00") for d in days], "revenue": [5.0] * 5}
    )
    spend = pa.table(
        {"period": [dt.date(2026, 1, 5), dt.date(2026, 2, 25)], "channel": ["tv"] * 2, "spend": [60.0, 30.0]}
    )
    found = months(corrente.open(orders=orders, spend=spend).scorecard(), "cost_per_acquisition")
    assert found == {"2026-01-01": 30, "2026-02-01": 30}


def test_what_an_answer_says_is_carried_as_it_stands(sample: Company, card: Scorecard) -> None:
    carried = [r for r in card.readings if r.metric.carried is not None]
    assert len({r.metric.id for r in carried}) >= 10
    for reading in carried:
        source = reading.metric.carried
        assert source is not None
        assert reading.value in sample.ask(source.question).estimates
        assert reading.value.name == source.estimate


def test_marketing_and_sales_read_the_same_deals(sample: Company, card: Scorecard) -> None:
    """Won, lost and open deals are those of win_rate; with and without a contact before, they are all deals."""
    planned = plan(sample.books.profile)
    seen = {
        name: tally(sample.books.engine, planned[name].count, {}, None)
        for name in planned
        if "pipeline" in name or "influence" in name
    }
    deals = seen["pipeline_months"]
    by_ending = {how: int(deals["deals"][deals["ending"] == how].sum()) for how in (0, 2, 3)}
    win_rate = sample.ask("win_rate").estimate("win_rate", segment="all")
    assert win_rate.observed == {"won": by_ending[2], "closed": by_ending[2] + by_ending[3]}
    assert by_ending[0] >= sample.ask("win_rate").estimate("expected_wins").value
    rates = card.reading("win_rate").history
    assert all(point.low <= point.value <= point.high for point in rates)
    if "influence_months" in seen:
        for column in ("deals", "priced", "worth", "squares"):
            assert seen["influence_months"][column].sum() == deals[column].sum()


def test_months_add_up_to_the_whole(sample_folder: Path, card: Scorecard) -> None:
    spent = sum(pq.read_table(sample_folder / "spend.parquet")["spend"].to_pylist())
    assert sum(months(card, "channel_cost", channel="all").values()) == pytest.approx(float(spent))
    channels = [r for r in card.readings if r.metric.id == "channel_cost" and r.of != {"channel": "all"}]
    assert sum(p.value for r in channels for p in r.history) == pytest.approx(float(spent))
    contacts = (
        pq.read_table(sample_folder / "touchpoints.parquet").to_pandas().sort_values(["person_id", "occurred_at"])
    )
    own = contacts[~contacts.kind.isin(["impression", "delivered", "sent"])]
    gap = own.groupby("person_id").occurred_at.diff().dt.total_seconds()
    assert sum(months(card, "visits").values()) == int((gap.isna() | (gap > 1800)).sum())


def test_the_simulated_market_s_truth_is_in_the_intervals(sample: Company, card: Scorecard) -> None:
    """The months' own win rates scatter around the market's: of 18 intervals of 90%, 14 or more hold it (P > .99)."""
    overall = sample.ask("win_rate").estimate("win_rate", segment="all").value
    history = [p for p in card.reading("win_rate").history if p.whole]
    assert sum(p.low <= overall <= p.high for p in history) >= len(history) - 4


@pytest.mark.parametrize("language", list(Language))
def test_its_json_keeps_its_schema(card: Scorecard, language: Language) -> None:
    said = to_json(card, language)
    Draft202012Validator(read_schema()).validate(said)
    assert json.loads(json.dumps(said, allow_nan=False)) == said
    read_or_absent = [m["id"] for m in said["metrics"]] + [m["id"] for m in said["absent"]]
    assert sorted(read_or_absent) == sorted(METRICS)


def test_it_is_a_table_too(card: Scorecard) -> None:
    table = to_arrow(card)
    assert table.column_names == list(COLUMNS)
    assert table.num_rows == len(card.readings)


def test_no_table_is_no_number(sample: Company) -> None:
    empty = replace(sample.books, profile=replace(sample.books.profile, tables={}), home=None)
    card = Company(empty).scorecard()
    assert card.readings == ()
    assert [absent.metric.id for absent in card.absent] == list(METRICS)
    for absent in card.absent:
        need = absent.metric.needs[0].any_of[0]
        assert need in " ".join(absent.refusal.missing)
        assert need in absent.refusal.next_step.say(Language.EN)


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_hardly_any_rows_give_finite_numbers_or_none(sample_folder: Path, tmp_path: Path, rows: int) -> None:
    for source in sample_folder.glob("*.parquet"):
        pq.write_table(pq.read_table(source).slice(0, rows), tmp_path / source.name)
    (tmp_path / "corrente.toml").write_bytes((sample_folder / "corrente.toml").read_bytes())
    card = open_company(tmp_path).scorecard()
    for reading in card.readings:
        assert np.isfinite([reading.value.low, reading.value.value, reading.value.high]).all()
        assert reading.value.low <= reading.value.value <= reading.value.high
        assert rows > 0


def test_as_of_an_earlier_day_the_months_after_are_not_there(sample: Company, card: Scorecard) -> None:
    earlier = replace(sample, books=replace(sample.books, home=None)).as_of(dt.date(2026, 3, 31)).scorecard()
    now, then = months(card, "channel_cost", channel="all"), months(earlier, "channel_cost", channel="all")
    assert then == {month: value for month, value in now.items() if month <= "2026-03-01"}
    assert earlier.reading("win_rate").history[-1].day == day("2026-03-01")


def test_a_month_that_is_not_over_is_no_value(sample: Company, card: Scorecard) -> None:
    company = replace(sample, books=replace(sample.books, home=None)).as_of(dt.date(2026, 3, 10))
    reading = company.scorecard().reading("pipeline_value")
    assert not reading.history[-1].whole
    assert reading.value.value == months(card, "pipeline_value")["2026-02-01"]
    assert reading.month is not None
    assert reading.month.since == day("2026-01-01")


def copied(sample_folder: Path, folder: Path) -> Path:
    for source in (*sample_folder.glob("*.parquet"), sample_folder / "corrente.toml"):
        (folder / source.name).write_bytes(source.read_bytes())
    return folder


def test_every_run_adds_what_it_says_to_the_history(sample_folder: Path, tmp_path: Path) -> None:
    folder = copied(sample_folder, tmp_path)
    company = open_company(folder)
    company.as_of(dt.date(2026, 5, 31)).scorecard()
    kept = folder / ".corrente" / "scorecard.jsonl"
    first = kept.read_text(encoding="utf-8")
    card = company.scorecard()
    assert kept.read_text(encoding="utf-8").startswith(first)
    value = card.reading("lifetime_value", segment="all")
    assert [p.day for p in value.history] == [day("2026-05-31"), day("2026-06-30")]
    assert value.history[-1].value == value.value.value
    assert value.month is not None
    assert value.month.since == day("2026-05-31")
    assert 0.5 <= value.month.chance <= 1 or value.month.difference == 0
    before = kept.read_text(encoding="utf-8")
    open_company(folder).scorecard()
    assert kept.read_text(encoding="utf-8") == before  # the same data say nothing new
    kept.write_text(before + "not json\n[]\n", encoding="utf-8")
    assert len(open_company(folder).scorecard().reading("lifetime_value", segment="all").history) == 2


def test_after_one_table_changed_only_its_statements_run(
    sample_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {read(name).sql: name for name in count_names()}
    ran: Counter[str] = Counter()
    counted = DuckDB.count

    def noted(self: DuckDB, sql: str, *more: object) -> object:
        ran[names[sql]] += 1
        return counted(self, sql, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(DuckDB, "count", noted)
    folder = copied(sample_folder, tmp_path)
    _run(folder)
    assert ran["pipeline_months"] == 1
    assert ran["visit_months"] == 1
    ran.clear()
    _run(folder)
    assert not ran
    feedback = pq.read_table(folder / "feedback.parquet")
    pq.write_table(feedback.slice(0, feedback.num_rows - 1), folder / "feedback.parquet")
    _run(folder)
    assert set(ran) == {name for name in ran if "feedback" in read(name).header.tables}
    assert set(ran) >= {"feedback_months", "feedback_texts"}


def _run(folder: Path) -> None:
    company = open_company(folder)
    company.ask_all()
    company.scorecard()
    company.close()


def test_progress_is_told_and_may_cancel(sample: Company) -> None:
    told: list[float] = []
    work.work_out(
        replace(sample.books, home=None), {q: sample.ask(q) for q in work.questions()}, lambda _d, n: told.append(n)
    )
    assert told == sorted(told)
    assert len(told) >= 8
