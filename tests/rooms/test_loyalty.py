"""The loyalty room: from clean orders through its SQL to the answer, on CDNOW and on small made-up companies."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from corrente.core.answer import Answer, Refusal, Status
from corrente.core.profile import Level, Profile, Settings, TableProfile
from corrente.core.room import Given
from corrente.core.words import Language, date_to_day
from corrente.counts.tally import read
from corrente.engine.arrow import lookup_table
from corrente.upstream import loyalty
from corrente.upstream.loyalty.plan import plan
from corrente.upstream.loyalty.seen import Seen
from tests.data import shared
from tests.inference.purchase_data import bg_nbd_histories

SLOTS = ("size", "acquired_channel", "industry", "country", "region", *[f"attribute_{n:02d}" for n in range(1, 25)])


def company(customer, day, revenue, levels=None, **settings) -> tuple[duckdb.DuckDBPyConnection, Profile]:
    """A connection with clean ``orders`` (and ``customers`` with a size each, if given), and its profile."""
    connection = duckdb.connect()
    columns = {"customer_id": pa.array(customer, pa.int64()), "ordered_day": pa.array(day, pa.int32())}
    connection.register("source", pa.table(columns | {"revenue": pa.array(revenue, pa.int64())}))
    connection.execute("create table orders as select * from source")
    first, last = (int(day[0]), int(day[0])) if not len(day) else (int(min(day)), int(max(day)))
    tables = {
        "orders": TableProfile(len(day), 0, first, last, frozenset(), distinct={"customer_id": len(set(customer))})
    }
    sizes = levels or {}
    texts = {slot: pa.nulls(len(sizes), pa.string()) for slot in SLOTS}
    texts["size"] = pa.array(sizes.values(), pa.string())
    connection.register("people", pa.table({"customer_id": pa.array(sizes.keys(), pa.int64())} | texts))
    connection.execute("create table customers as select * from people")
    if levels is not None:
        found = tuple(Level(level, 1) for level in sorted(set(levels.values())))
        tables["customers"] = TableProfile(len(levels), 0, None, None, frozenset({"size"}), levels={"size": found})
    return connection, Profile(tables, Settings(**settings))


def run(connection, sql, parameters, lookups) -> pa.Table:
    for name, lookup in lookups.items():
        connection.register(name, lookup_table(lookup))
    table = connection.sql(sql, params=dict(parameters)).to_arrow_table()
    return table.sort_by([(column, "ascending") for column in table.column_names])  # as `tally` does: engines need not


def count(connection, profile):
    """The room's counts, as whole numbers."""
    plans = loyalty.counts(profile)
    if isinstance(plans, Refusal):
        return plans
    return {
        name: {
            column: values.to_numpy().astype(np.int64)
            for column, values in zip(table.column_names, table.columns, strict=True)
        }
        for name, table in (
            (name, run(connection, read(c.name).sql, c.parameters, c.lookups)) for name, c in plans.items()
        )
    }


def estimate(connection, profile, seed=1):
    counted = count(connection, profile)
    if isinstance(counted, Refusal):
        return counted
    return loyalty.infer(counted, Given(profile), np.random.default_rng(seed))


def scored(connection, found):
    scores = loyalty.scores(found)
    return run(connection, read(f"scores/{scores.name}").sql, scores.parameters, scores.lookups)


@pytest.fixture(scope="module")
def cdnow():
    lines = [line.split() for line in (shared("cdnow") / "CDNOW_sample.txt").read_text().splitlines()]
    days = [date_to_day(dt.date.fromisoformat(f"{d[:4]}-{d[4:6]}-{d[6:]}")) for _, _, d, _, _ in lines]
    connection, profile = company(
        [int(line[1]) for line in lines], days, [round(float(line[4]) * 10_000) for line in lines]
    )
    return connection, profile, estimate(connection, profile)


def market(seed=3, n=400, levels=False, **settings):
    rng = np.random.default_rng(seed)
    histories = bg_nbd_histories(rng, n, 0.8, 8.0, 0.8, 2.5, entry=200, days=400)
    customer = np.repeat(np.arange(n), [len(days) for days in histories])
    price = np.repeat(rng.gamma(8, 1 / rng.gamma(4, 0.05, n)) * 10_000, [len(days) for days in histories])
    return company(
        customer, np.concatenate(histories) + 19_000, price.astype(int) + 1,
        {c: "AB"[c % 2] for c in range(n)} if levels else None, **settings,
    )  # fmt: skip


def test_the_cut_is_half_way_through_the_data(cdnow):
    _, profile, _ = cdnow
    planned = plan(profile)
    assert planned.cut_day == date_to_day(dt.date(1997, 9, 30))
    assert planned.hold_out_weeks == 39
    assert planned.overall.width == 1


def test_cdnow_reproduces_the_published_numbers_from_its_orders(cdnow):
    proof = cdnow[2].proof
    # As printed: Fader, Hardie & Lee (2005); Fader & Hardie's notes on the Pareto/NBD and on Gamma-Gamma.
    published = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
    assert proof.parameters == pytest.approx(published, abs=6e-4)
    assert proof.log_likelihood == pytest.approx(-9582.43, abs=0.005)
    assert proof.time_unit == "weeks"
    details = proof.details
    pareto = [details[f"pareto_nbd.{name}"] for name in ("r", "alpha", "s", "beta")]
    assert pareto == pytest.approx([0.553, 10.578, 0.606, 11.669], rel=1e-3)
    assert details["pareto_nbd_log_likelihood"] == pytest.approx(-9594.98, abs=0.005)
    gamma = [details[f"gamma_gamma.{name}"] for name in ("p", "q", "v")]
    assert gamma == pytest.approx([6.25, 3.74, 15.44], abs=0.006)
    assert details["gamma_gamma_customers"] == 946


def test_cdnow_beats_the_frequency_heuristic_out_of_sample(cdnow):
    backtest = cdnow[2].proof.backtest
    assert backtest.beats_baseline
    assert (
        backtest.details["actual_total"] == 1882
    )  # days with a purchase after 1997-09-30, counted by hand from the file
    assert backtest.details["customers"] == 2357
    assert abs(backtest.details["error_of_total"]) < abs(
        backtest.details["baseline_total"] / backtest.details["actual_total"] - 1
    )


def test_scores_add_up_to_the_estimates(cdnow):
    connection, _, found = cdnow
    people, total = scored(connection, found), loyalty.answer(found)
    assert people.num_rows == 2357
    active = np.sum(people["p_active"].to_numpy())
    expected = np.mean(people["expected_purchases"].to_numpy())
    value = np.mean(people["lifetime_value"].to_numpy())
    # Scores use the posterior's centre, estimates its mean: a hundredth apart, far inside the intervals.
    assert active == pytest.approx(total.estimate("active_customers", segment="all").value, rel=0.01)
    assert expected == pytest.approx(total.estimate("expected_purchases", segment="all").value, rel=0.02)
    # The estimate takes spend as independent of times given the number of purchases; scores take it as it is.
    assert value == pytest.approx(total.estimate("lifetime_value", segment="all").value, rel=0.06)
    low, mean, high = (people[name].to_numpy() for name in ("p_active_low", "p_active", "p_active_high"))
    assert (low <= mean + 1e-12).all()
    assert (mean <= high + 1e-12).all()


def test_a_scored_customer_is_the_one_in_the_orders(cdnow):
    connection, _, found = cdnow
    first = next(row for row in scored(connection, found).to_pylist() if row["customer_id"] == 1)
    # Customer 1 bought on 1997-01-01, 01-18, 08-02 and 12-12; the data end on 1998-06-30.
    assert (first["purchase_days"], first["days_since_last"]) == (4, 200)


def test_the_answer_says_everything_in_both_languages(cdnow):
    answer = loyalty.answer(cdnow[2])
    assert isinstance(answer, Answer)
    assert answer.status is Status.ANSWERED
    for language in Language:
        assert len(answer.headline.say(language).split()) <= 25
        for phrase in [a.advice for a in answer.actions] + list(answer.evidence.caveats) + [answer.method]:
            said = phrase.say(language)
            assert "{" not in said
            assert "!" not in said
    assert "2,357" in answer.headline.say()
    assert len(answer.actions) <= 3
    units = {e.name: e.unit for e in answer.estimates}
    assert units["expected_purchases"] == "purchases per customer in 39 weeks"
    assert units["lifetime_value"] == "USD per customer in 12 months"


def test_the_picture_falls_with_silence_and_has_intervals(cdnow):
    picture = loyalty.figure(loyalty.answer(cdnow[2]))
    values = [mark.value for mark in picture.marks]
    assert values == sorted(values, reverse=True)
    assert all(m.low <= m.inner_low <= m.value <= m.inner_high <= m.high for m in picture.marks)


def test_the_table_at_risk_holds_only_customers_more_likely_lost_than_not(cdnow):
    table = loyalty.answer(cdnow[2]).tables["customers_at_risk"]
    chance = list(table.columns).index("p_active")
    assert 0 < len(table.rows) <= 50
    assert all(row[chance] < 0.5 for row in table.rows)
    assert table.total_rows >= len(table.rows)


def test_segments_are_estimated_each_and_scored_with_their_own_posterior():
    connection, profile = market(levels=True)
    found = estimate(connection, profile)
    answer = loyalty.answer(found)
    for name in ("active_customers", "expected_purchases", "lifetime_value"):
        of = [e.of["segment"] for e in answer.estimates if e.name == name]
        assert of == ["all", "A", "B"]
    assert answer.tables["segments"].total_rows == 2
    people = scored(connection, found)
    assert set(people["customer_segment"].to_pylist()) == {"A", "B"}
    for segment in "AB":
        mine = people.filter(pa.array([level == segment for level in people["customer_segment"].to_pylist()]))
        total = np.sum(mine["p_active"].to_numpy())
        assert total == pytest.approx(answer.estimate("active_customers", segment=segment).value, rel=0.02)


def test_segment_intervals_are_wider_than_the_whole_company_s():
    connection, profile = market(levels=True)
    answer = loyalty.answer(estimate(connection, profile))
    whole, part = (answer.estimate("expected_purchases", segment=s) for s in ("all", "A"))
    assert part.high - part.low > whole.high - whole.low  # half of the customers, and a prior that is no point


def test_coarse_cells_answer_as_day_exact_ones_do():
    connection, profile = market(n=1500)
    orders = profile.tables["orders"]
    coarse = replace(profile, tables={"orders": replace(orders, rows=10**6, distinct={"customer_id": 10**6})})
    assert plan(coarse).overall.width > 1
    exact, rough = (loyalty.answer(estimate(connection, p)) for p in (profile, coarse))
    for one in exact.estimates:
        other = rough.estimate(one.name, segment="all")
        # Within a fifth of the interval's width: a third is Monte Carlo noise of its ends (1,000 draws).
        assert abs(one.value - other.value) < 0.2 * (one.high - one.low)
        assert other.high - other.low == pytest.approx(one.high - one.low, rel=0.2)
    assert rough.proof.parameters == pytest.approx(exact.proof.parameters, rel=0.02)


def test_the_same_seed_gives_the_same_answer():
    connection, profile = market()
    assert loyalty.answer(estimate(connection, profile)) == loyalty.answer(estimate(connection, profile))


def test_returns_are_no_purchases_and_a_day_counts_once():
    connection, profile = market()
    before = count(connection, profile)
    connection.execute("insert into orders select customer_id, ordered_day, revenue from orders")
    connection.execute("insert into orders select customer_id, ordered_day + 1, -revenue from orders")
    after = count(connection, profile)
    seen, again = Seen.of(before), Seen.of(after)
    for column, values in seen.now.items():
        assert sorted(values) == sorted(again.now[column])


def test_mean_spend_leaves_out_the_first_day():
    connection, profile = company([1, 1, 1, 2], [0, 0, 70, 5], [10_000, 10_000, 450_000, 30_000])
    spends = Seen.of(count(connection, profile)).spend_now
    assert set(zip(spends["purchases"].tolist(), spends["spend_cell"].tolist(), strict=True)) == {(1, 450_000)}


@pytest.mark.parametrize(
    ("customer", "day"),
    [
        ([1], [10]),
        ([1] * 300, list(range(300))),
        ([1] * 400, [10] * 400),
        (list(range(300)), [n % 200 for n in range(300)]),
        ([n % 30 for n in range(300)], list(range(300))),
        ([n % 100 for n in range(200)], [n // 4 for n in range(200)]),
    ],
    ids=["one order", "one customer", "one day", "nobody twice", "thirty customers", "seven weeks"],
)
def test_too_little_is_refused_with_a_next_step(customer, day):
    refusal = estimate(*company(customer, day, [10_000] * len(day)))
    assert isinstance(refusal, Refusal)
    assert refusal.missing
    for language in Language:
        assert "{" not in refusal.because.say(language) + refusal.next_step.say(language)


@pytest.mark.parametrize("price", [0, 199_000])
def test_one_price_or_none_is_no_trouble(price):
    rng = np.random.default_rng(0)
    connection, profile = company(rng.integers(0, 200, 2000), rng.integers(0, 700, 2000), [price] * 2000)
    answer = loyalty.answer(estimate(connection, profile))
    assert answer.status is (Status.ANSWERED if price else Status.PARTIAL)
    if price:
        assert answer.estimate("spend_per_purchase").value == pytest.approx(19.9, rel=0.02)  # blurred by a thousandth
    else:
        assert not [e for e in answer.estimates if e.name == "lifetime_value"]


def test_everybody_who_comes_every_week_is_still_active():
    weekly = [(c, 7 * week) for c in range(100) for week in range(40)]
    connection, profile = company([c for c, _ in weekly], [d for _, d in weekly], [10_000 + c for c, _ in weekly])
    answer = loyalty.answer(estimate(connection, profile))
    assert answer.estimate("active_customers", segment="all").low > 98
    assert answer.estimate("expected_purchases", segment="all").value == pytest.approx(19.5, rel=0.1)  # 19.5 weeks


def test_currency_and_horizon_come_from_the_settings():
    connection, profile = market(currency="BRL", horizon_days=180)
    answer = loyalty.answer(estimate(connection, profile))
    assert answer.estimate("lifetime_value").unit == "BRL per customer in 180 days"


def test_as_of_hides_what_came_later():
    connection, profile = market()
    early = replace(profile, as_of=19_300)
    cells = Seen.of(count(connection, early)).now
    later = connection.sql("select count(distinct customer_id) from orders where ordered_day <= 19300").fetchall()[0][0]
    assert cells["customers"].sum() == later
