"""The truth of the sales side, against what a large market shows."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest

from corrente.market import simulate
from corrente.market.pipeline import COVARIATES, LONGEST, MET_EIGHTHS, draw_selling
from corrente.market.winning import chances, closing, started, total_days

LEADS = 300_000


@pytest.fixture(scope="module")
def sold(tmp_path_factory):
    folder = tmp_path_factory.mktemp("market")
    return folder, simulate(folder, 100, seed=7, leads=LEADS, parts=["online", "sales"])


def test_chances_and_shares_are_whole_distributions():
    selling = draw_selling(np.random.RandomState(1))
    assert closing(selling).sum() == pytest.approx(1.0)
    assert started().sum() == pytest.approx(1.0)
    assert total_days(selling).sum(axis=1) == pytest.approx(1.0)
    assert selling.days.shape[2] == LONGEST + 1
    assert np.all((chances(selling) > 0) & (chances(selling) < 1))


@pytest.mark.parametrize("covariate", [name for name in COVARIATES if name != "amount"])
def test_win_rates_are_those_of_a_large_market(sold, covariate):
    folder, truth = sold
    rates = duckdb.sql(
        f"select {covariate}, avg((outcome = 'won')::int), count(*) from '{folder}/opportunities.parquet' "
        "where outcome <> 'open' group by all"
    ).fetchall()
    assert {level for level, _, _ in rates} == set(COVARIATES[covariate])
    for level, rate, deals in rates:
        # four standard errors of a share
        assert rate == pytest.approx(truth.value("win_rate", "win_rate", **{covariate: level}), abs=2 / np.sqrt(deals))


def test_win_rate_by_amount_is_that_of_the_band(sold):
    folder, truth = sold
    for band in COVARIATES["amount"]:
        low, high = band.split("-")
        rate, deals = duckdb.sql(
            f"select avg((outcome = 'won')::int), count(*) from '{folder}/opportunities.parquet' "
            f"where outcome <> 'open' and amount >= {low} and amount < {high}"
        ).fetchall()[0]
        assert rate == pytest.approx(truth.value("win_rate", "win_rate", amount=band), abs=2 / np.sqrt(deals))


def test_a_single_effect_is_what_remains_when_all_else_is_equal(sold):
    folder, truth = sold
    others = ", ".join(name for name in COVARIATES if name not in ("source", "amount"))
    # within cells of everything else (amount apart, which is independent) two sources differ by their effects
    difference, error = duckdb.sql(f"""
        with cells as (
            select {others}, avg((outcome = 'won')::int) filter (where source = 'partner') as a,
                avg((outcome = 'won')::int) filter (where source = 'event') as b, count(*) as n,
                1.0 / count(*) filter (where source = 'partner') + 1.0 / count(*) filter (where source = 'event') as v
            from '{folder}/opportunities.parquet' where outcome <> 'open' group by {others})
        select sum(n * (a - b)) / sum(n), sqrt(sum(n * n * v * 0.25)) / sum(n) from cells
        where a is not null and b is not null
    """).fetchall()[0]
    expected = truth.value("win_rate", "win_rate_effect", source="partner") - truth.value(
        "win_rate", "win_rate_effect", source="event"
    )
    assert difference == pytest.approx(expected, abs=4 * error)


def test_loss_reasons_have_their_shares(sold):
    folder, truth = sold
    for reason, share, lost in duckdb.sql(f"""
        select loss_reason, count(*) / sum(count(*)) over (), sum(count(*)) over ()
        from '{folder}/opportunities.parquet' where outcome = 'lost' group by all
    """).fetchall():
        true = truth.value("win_rate", "loss_reason_share", reason=reason)
        assert share == pytest.approx(true, abs=2 / np.sqrt(lost))


def test_wins_to_come_are_those_of_deals_still_open(sold):
    folder, truth = sold
    open_deals = duckdb.sql(f"select count(*) from '{folder}/opportunities.parquet' where outcome = 'open'").fetchall()
    expected = truth.value("win_rate", "win_rate", segment="all") * open_deals[0][0]
    # open deals are won as often as closed ones; 15% covers chance and the mix of sources that wait longer
    assert truth.value("win_rate", "expected_wins", segment="open") == pytest.approx(expected, rel=0.15)


def test_deals_are_won_by_a_day_as_often_as_the_truth_says(sold):
    folder, truth = sold
    for day in (3, 10, 30, 60, 120):
        share, deals = duckdb.sql(f"""
            select avg(coalesce(outcome = 'won' and date_diff('day', created_at, closed_at) <= {day}, false)::int),
                count(*)
            from '{folder}/opportunities.parquet' where created_at < date '2026-07-01' - interval {day} day
        """).fetchall()[0]
        true = truth.value("sales_cycle", "share_won_by_day", day=str(day))
        # four standard errors of a share that may be small
        assert share == pytest.approx(true, abs=4 * np.sqrt(true * (1 - true) / deals) + 1e-6)


def test_stage_conversion_so_far_is_that_of_a_large_market(sold):
    folder, truth = sold
    moved = duckdb.sql(f"""
        with steps as (
            select stage, source, lead(stage) over (partition by subject_id order by entered_at) as next
            from '{folder}/stage_changes.parquet'
            inner join '{folder}/opportunities.parquet' on subject_id = opportunity_id)
        select stage, source, avg(coalesce(next <> 'lost', false)::int), count(*)
        from steps where stage not in ('won', 'lost') group by all
    """).fetchall()  # fmt: skip
    following = {"mql": "sql", "sql": "proposal", "proposal": "won"}
    assert len(moved) == 15
    for stage, source, share, entered in moved:
        true = truth.value("conversion", "stage_conversion", from_=stage, to=following[stage], source=source)
        assert share == pytest.approx(true, abs=2 / np.sqrt(entered))


def test_eventual_conversion_is_that_of_deals_old_enough_to_have_ended(sold):
    folder, truth = sold
    moved = duckdb.sql(f"""
        with steps as (
            select stage, entered_at, lead(stage) over (partition by subject_id order by entered_at) as next
            from '{folder}/stage_changes.parquet')
        select stage, avg(coalesce(next <> 'lost', false)::int), count(*)
        from steps where stage not in ('won', 'lost') and entered_at < timestamp '2025-05-01' group by all
    """).fetchall()
    following = {"mql": "sql", "sql": "proposal", "proposal": "won"}
    for stage, share, entered in moved:
        true = truth.value("conversion", "eventual_conversion", from_=stage, to=following[stage])
        # entrants of the first months come from quicker sources: a point is allowed for the other mix
        assert share == pytest.approx(true, abs=2 / np.sqrt(entered) + 0.01)


def test_median_days_of_those_that_left_are_those_of_a_large_market(sold):
    folder, truth = sold
    days = duckdb.sql(f"""
        with steps as (
            select stage, entered_at::date as entered,
                lead(entered_at::date) over (partition by subject_id order by entered_at) as gone
            from '{folder}/stage_changes.parquet')
        select stage, median(date_diff('day', entered, gone)), count(*)
        from steps where stage not in ('won', 'lost') and gone is not null group by all
    """).fetchall()
    for stage, median, _ in days:
        true = truth.value("sales_cycle", "median_days", stage=stage, among="closed")
        # the plain median is a whole day: the fractional one lies within half a day of it, and .1 is for chance
        assert median == pytest.approx(true, abs=0.6)


def test_median_days_count_those_still_there(sold):
    _, truth = sold
    for stage in ("mql", "sql", "proposal", "total"):
        closed, every = (truth.value("sales_cycle", "median_days", stage=stage, among=m) for m in ("closed", "all"))
        assert closed < every


def test_so_many_leads_had_a_contact_before_and_all_others_are_strangers(sold):
    """In the last 30 days every journey has begun, so that whoever is to have been met has been."""
    folder, _ = sold
    met, strangers, leads = duckdb.sql(f"""
        with firsts as (
            select person_id, min(occurred_at) as met_at from '{folder}/touchpoints.parquet' group by all)
        select avg(coalesce(met_at < created_at, false)::int), count(*) filter (where met_at is null), count(*)
        from '{folder}/leads.parquet' left join firsts using (person_id)
        where created_at >= timestamp '2026-06-01'
    """).fetchall()[0]
    # four standard errors of a share
    assert met == pytest.approx(MET_EIGHTHS / 8, abs=2 / np.sqrt(leads))
    assert strangers == leads - round(met * leads)
