"""From end to end: a company plans, data come, forecasts are scored; each kind of outcome is counted anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from benchmarks.record import plan
from benchmarks.three_years import LAST, write
from numpy.typing import NDArray
from sqlalchemy import func, select

from corrente.core.words import date_to_day
from corrente.state import tables
from corrente.state.forecasts import Foretold
from corrente.state.store import State, open_state
from corrente.stream.company import Company, open_company
from corrente.stream.record import kinds, work
from corrente.stream.record.summary import Record

THEN = dt.date(2023, 9, 30)
ORIGINS = (THEN, THEN - dt.timedelta(days=1))
"""The day on which the plan is made; the last rows of some tables lie a day before."""


@dataclass(frozen=True)
class Lived:
    folder: Path
    company: Company
    store: State
    record: Record
    new: int

    def told(self, estimate: str, **of: str) -> Foretold:
        """The first forecast of that name from the day of the plan."""
        return next(one for one in self.record.scored if one.forecast.estimate == estimate
                    and of.items() <= one.forecast.of.items() and one.forecast.origin == THEN)  # fmt: skip

    def column(self, table: str, name: str) -> NDArray[Any]:
        """A column as it was written; moments as days since 1970."""
        found = pq.read_table(self.folder / f"{table}.parquet")[name]
        if pa.types.is_temporal(found.type):
            found = pc.cast(pc.cast(found, pa.date32(), safe=False), pa.int32())
        return found.to_numpy()


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    folder = tmp_path_factory.mktemp("lived")
    write(folder, seed=2, size=0.4)
    store, company = open_state(folder / "state.sqlite"), open_company(folder)
    new = plan(company.as_of(THEN), store, THEN)
    yield Lived(folder, company, store, work.score(company, store), new)
    store.close()
    company.close()


def test_every_kind_is_foretold_and_scored(lived: Lived) -> None:
    scored = {(one.forecast.question, one.forecast.estimate) for one in lived.record.scored}
    assert scored == kinds.KINDS.keys() | {
        ("growth", "revenue"), ("growth", "new_customers"), ("growth", "spend_per_purchase"),
    }  # fmt: skip
    assert lived.record.overall is not None
    assert lived.record.overall.covered_90.value > 0.6  # one small company: the study is in docs/benchmarks/record.md
    assert lived.record.today == LAST


def test_nothing_is_foretold_from_data_that_came_later(lived: Lived) -> None:
    assert {one.forecast.origin for one in lived.record.forecasts} <= {*ORIGINS}
    assert all(one.forecast.target > one.forecast.origin for one in lived.record.forecasts)


def _days(told: Foretold) -> tuple[int, int]:
    return date_to_day(told.forecast.origin), date_to_day(told.forecast.target)


def _actual(told: Foretold) -> float:
    assert told.outcome is not None
    return told.outcome.actual


def _in(days: NDArray[Any], told: Foretold) -> NDArray[np.bool_]:
    after, until = _days(told)
    return np.asarray((days > after) & (days <= until))


def test_revenue_and_customers_are_those_of_the_months(lived: Lived) -> None:
    day, paid, who = (lived.column("orders", name) for name in ("ordered_at", "revenue", "customer_id"))
    months = lived.told("revenue", months="6")
    assert _actual(months) == pytest.approx(paid[_in(day, months)].sum())
    first = np.full(who.max() + 1, 10**6)
    np.minimum.at(first, who, day)
    assert _actual(lived.told("new_customers", months="6")) == _in(first, months).sum()
    spend = paid[_in(day, months)].mean()
    assert _actual(lived.told("spend_per_purchase", months="6")) == pytest.approx(spend)
    month = lived.told("revenue", month="2023-11-01")
    november = (day >= date_to_day(dt.date(2023, 11, 1))) & (day <= date_to_day(dt.date(2023, 11, 30)))
    assert _actual(month) == pytest.approx(paid[november].sum())


def test_buyers_and_purchases_are_those_of_customers_of_then(lived: Lived) -> None:
    day, who = lived.column("orders", "ordered_at"), lived.column("orders", "customer_id")
    buyers = lived.told("expected_buyers")
    known = set(who[day <= _days(buyers)[0]].tolist())
    assert _actual(buyers) == len(known & set(who[_in(day, buyers)].tolist()))
    bought = lived.told("expected_purchases")
    known = set(who[day <= _days(bought)[0]].tolist())
    pairs = {(c, d) for c, d in zip(who.tolist(), day.tolist(), strict=True)
             if c in known and _days(bought)[0] < d <= _days(bought)[1]}  # fmt: skip
    assert _actual(bought) == pytest.approx(len(pairs) / len(known))


def test_leavers_are_those_whose_contract_ended(lived: Lived) -> None:
    told = lived.told("expected_leavers")
    began, ended = (lived.column("subscriptions", name) for name in ("started_at", "ended_at"))
    after, until = _days(told)
    there = began <= after
    assert _actual(told) == (there & (np.nan_to_num(ended, nan=10**6) > after) & (ended <= until)).sum()


def test_deals_are_those_that_closed(lived: Lived) -> None:
    closed, created = (lived.column("opportunities", name) for name in ("closed_at", "created_at"))
    won = lived.column("opportunities", "outcome") == "won"
    told = lived.told("win_rate", segment="all")
    assert _actual(told) == pytest.approx(won[_in(closed, told)].mean())
    rival = lived.column("opportunities", "competitor")
    alvo = lived.told("win_rate", competitor="Alvo")
    assert _actual(alvo) == pytest.approx(won[_in(closed, alvo) & (rival == "Alvo")].mean())
    wins = lived.told("expected_wins")
    was_open = (created <= _days(wins)[0]) & ~(closed <= _days(wins)[0])
    assert _actual(wins) == (was_open & won).sum()
    days = lived.told("median_days")
    assert _actual(days) == np.median((closed - created)[_in(closed, days) & won])


def test_stages_are_those_of_who_entered(lived: Lived) -> None:
    told = lived.told("eventual_conversion", **{"from": "mql", "to": "sql"})
    day, who, stage = (lived.column("stage_changes", name) for name in ("entered_at", "subject_id", "stage"))
    after, until = _days(told)
    entered = set(who[(stage == "mql") & (day > after) & (day <= (after + until) // 2)].tolist())
    moved = set(who[(stage == "sql") & (day <= until)].tolist())
    assert _actual(told) == pytest.approx(len(entered & moved) / len(entered))


def test_contacts_and_first_days_are_those_of_their_window(lived: Lived) -> None:
    answered = lived.column("touchpoints", "response") == "yes"
    day, channel = lived.column("touchpoints", "occurred_at"), lived.column("touchpoints", "channel")
    told = lived.told("answer_rate", channel="email")
    assert _actual(told) == pytest.approx(answered[_in(day, told) & (channel == "email")].mean())
    stayed = lived.told("stayed")
    used, who = lived.column("usage", "used_at"), lived.column("usage", "customer_id")
    first = np.full(who.max() + 1, 10**6)
    np.minimum.at(first, who, used)
    settled = np.flatnonzero((first > _days(stayed)[0]) & (first + 89 <= _days(stayed)[1]))
    active = {c for c, d in zip(who.tolist(), used.tolist(), strict=True) if 60 <= d - first[c] <= 89}
    assert _actual(stayed) == pytest.approx(np.mean([c in active for c in settled]))


def test_the_market_is_that_of_its_months(lived: Lived) -> None:
    told = lived.told("sales_growth", market="all")
    period, value = lived.column("category_sales", "period"), lived.column("category_sales", "value")
    start = np.datetime64("2023-10-01")
    period = period.astype("datetime64[D]")
    now = value[(period >= start) & (period < np.datetime64("2024-10-01"))].sum()
    before = value[(period >= np.datetime64("2022-10-01")) & (period < start)].sum()
    assert _actual(told) == pytest.approx(now / before - 1)


def test_the_naive_forecast_repeats_the_time_before(lived: Lived) -> None:
    day, paid = lived.column("orders", "ordered_at"), lived.column("orders", "revenue")
    year_ago = (day >= date_to_day(dt.date(2022, 11, 1))) & (day <= date_to_day(dt.date(2022, 11, 30)))
    month = lived.told("revenue", month="2023-11-01")
    # the median of 2,000 draws, with steps of a growing company: a few percent off the centre
    assert _naive(month) == pytest.approx(paid[year_ago].sum(), rel=0.15)
    closed, won = lived.column("opportunities", "closed_at"), lived.column("opportunities", "outcome") == "won"
    told = lived.told("win_rate", segment="all")
    after = _days(told)[0]
    assert _naive(told) == pytest.approx(won[(closed > after - 90) & (closed <= after)].mean(), abs=0.02)


def _naive(told: Foretold) -> float:
    assert told.outcome is not None
    return told.outcome.scores["naive"]


def test_doing_it_again_changes_nothing(lived: Lived) -> None:
    assert lived.new > 30
    written = _rows(lived.store)
    assert plan_again(lived) == 0
    assert work.score(lived.company, lived.store) == lived.record
    assert _rows(lived.store) == written


def plan_again(lived: Lived) -> int:
    """What the last revision foretells from the same data, once more."""
    company = lived.company.as_of(THEN)
    return work.keep(company, lived.store, None, max(one.revision for one in lived.record.forecasts))


def test_a_kill_before_the_outcomes_are_kept_loses_nothing(
    lived: Lived, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store = open_state(tmp_path / "state.sqlite")
    plan(lived.company.as_of(THEN), store, THEN)
    monkeypatch.setattr(work, "settle", _killed)
    with pytest.raises(KeyboardInterrupt):
        work.score(lived.company, store)
    monkeypatch.undo()
    outcomes = [one.outcome for one in work.score(lived.company, store).scored]
    assert outcomes == [one.outcome for one in lived.record.scored]
    store.close()


def _killed(*_arguments: object) -> None:
    raise KeyboardInterrupt


def test_an_earlier_day_knows_only_what_was_known(lived: Lived) -> None:
    later = THEN + dt.timedelta(days=100)
    then = work.read(lived.store, later)
    assert all(one.forecast.target <= later for one in then.scored)
    assert 0 < len(then.scored) < len(lived.record.scored)
    assert then.next_due is not None
    assert then.next_due > later
    assert work.read(lived.store, THEN - dt.timedelta(days=30)).forecasts == ()


def test_corrected_data_write_a_new_outcome_beside_the_old(lived: Lived) -> None:
    """The last test: the company's orders are others afterwards."""
    before, written = _actual(lived.told("revenue", months="6")), _rows(lived.store)
    file = lived.folder / "orders.parquet"
    orders = pq.read_table(file)
    doubled = pc.round(pc.multiply(orders["revenue"], 2), 2)
    pq.write_table(orders.set_column(orders.schema.get_field_index("revenue"), "revenue", doubled), file)
    company = open_company(lived.folder)
    corrected = work.score(company, lived.store)
    company.close()
    after = next(one for one in corrected.scored if one.id == lived.told("revenue", months="6").id)
    assert _actual(after) == pytest.approx(2 * before)
    assert after.forecast == lived.told("revenue", months="6").forecast
    money = [one for one in lived.record.scored if one.forecast.estimate in ("revenue", "spend_per_purchase")]
    assert _rows(lived.store) == written + len(money)  # only what was paid is scored anew


def _rows(store: State) -> int:
    """How many outcomes were ever written."""
    with store.reading() as connection:
        return connection.execute(select(func.count()).select_from(tables.outcomes)).scalar_one()
