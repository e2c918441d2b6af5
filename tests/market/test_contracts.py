"""Contracts, tickets, the randomised action, and the buyers to come: what is written is what was planted."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest

from corrente.market import simulate


@pytest.fixture(scope="module")
def market(tmp_path_factory):
    folder = tmp_path_factory.mktemp("contracts")
    return folder, simulate(folder, 12_000, seed=5, customers=12_000, parts=["online", "contracts"])


def test_contracts_are_of_customers_and_end_after_they_began(market):
    folder, _ = market
    found = duckdb.sql(f"""
        select count(*), count(distinct customer_id), sum((ended_at <= started_at)::int),
            (select count(*) from '{folder}/subscriptions.parquet' anti join '{folder}/customers.parquet'
             using (customer_id)),
            (select count(*) from '{folder}/tickets.parquet' anti join '{folder}/subscriptions.parquet'
             using (customer_id)),
            (select count(*) from '{folder}/tickets.parquet' where closed_at <= opened_at)
        from '{folder}/subscriptions.parquet'
    """).fetchall()[0]  # fmt: skip
    assert found[0] == found[1]
    assert found[2:] == (0, 0, 0, 0)


def test_those_who_left_early_are_as_many_as_planted(market):
    folder, truth = market
    left, began = duckdb.sql(f"""
        select sum((ended_at < started_at + interval 30 day)::int), count(*) from '{folder}/subscriptions.parquet'
        where started_at < (select max(started_at) from '{folder}/subscriptions.parquet') - interval 40 day
    """).fetchall()[0]
    expected = 1 - truth.value("retention", "retained", segment="all", periods="1")
    # 7,500 contracts: the share has an error of sqrt(p / n); four of them, and a twelfth of a day for the hour
    assert left / began == pytest.approx(expected, abs=4 * np.sqrt(expected / began) + 0.003)


def test_the_arms_respond_as_planted(market):
    folder, truth = market
    for arm, people, share, worth in duckdb.sql(f"""
        select arm, count(*), avg(outcome), avg(value::double) from '{folder}/treatments.parquet' group by arm
    """).fetchall():
        assert share == pytest.approx(truth.value("retention", "response_rate", arm=arm), abs=4 * 0.5 / np.sqrt(people))
        # a value has an sd of about three times its mean
        expected = truth.value("retention", "value_per_person", arm=arm)
        assert worth == pytest.approx(expected, abs=4 * 4 * expected / np.sqrt(people))


def test_uplift_is_the_difference_of_the_rates(market):
    _, truth = market
    for arm in ("call", "discount"):
        rates = [truth.value("retention", "response_rate", arm=name) for name in (arm, "control")]
        assert truth.value("retention", "uplift", arm=arm, segment="all") == pytest.approx(rates[0] - rates[1])


def test_effects_of_a_column_balance(market):
    """Weighted by how often each level was lived, effects add up to nothing; a ticket makes leaving likelier."""
    _, truth = market
    assert (
        truth.value("retention", "leaving_effect", ticket="no")
        < 0
        < truth.value("retention", "leaving_effect", ticket="yes")
    )
    stayed = [truth.value("retention", "retained", plan="pro", periods=str(n)) for n in (1, 2, 3, 6, 12, 24)]
    assert stayed == sorted(stayed, reverse=True)


def test_buyers_to_come_are_shares_of_the_customers(market):
    folder, truth = market
    customers = duckdb.sql(f"select count(*) from '{folder}/customers.parquet'").fetchall()[0][0]
    total = truth.value("predisposition", "expected_buyers", segment="all")
    sizes = duckdb.sql(f"select size, count(*) from '{folder}/customers.parquet' group by size").fetchall()
    by_size = sum(n * truth.value("predisposition", "buying_rate", size=size) for size, n in sizes)
    assert by_size == pytest.approx(total)
    assert 0 < total < customers
