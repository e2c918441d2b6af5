"""The exact truth of a chain, against brute force and against its own long run."""

from __future__ import annotations

import itertools

import duckdb
import numpy as np
import pytest

from corrente.market import simulate
from corrente.market.journeys import CHANNELS, Chain, draw_chain, removal_effects, shapley_shares

SMALL = Chain(
    start=np.array([0.5, 0.3, 0.2]),
    moves=np.array([[0.1, 0.3, 0.2], [0.2, 0.0, 0.4], [0.1, 0.1, 0.1]]),
    buys=np.array([0.2, 0.1, 0.3]),
)


def _paths(chain: Chain, longest: int):
    """All paths up to a length, with the chance that a journey is just that and ends with an order."""
    for length in range(1, longest + 1):
        for path in itertools.product(range(len(chain.start)), repeat=length):
            steps = [chain.moves[a, b] for a, b in itertools.pairwise(path)]
            yield path, float(chain.start[path[0]] * np.prod(steps) * chain.buys[path[-1]])


@pytest.fixture(scope="module")
def paths():
    # each step goes on with a chance of at most 0.7, and 12 steps in truth shrink by 0.55 each: below 1e-3 is left
    return list(_paths(SMALL, 11))


def test_conversion_is_the_sum_over_all_paths(paths):
    assert SMALL.conversion() == pytest.approx(sum(chance for _, chance in paths), abs=1e-3)


def test_removal_effect_is_the_share_of_orders_that_met_the_channel(paths):
    total = sum(chance for _, chance in paths)
    met = [sum(chance for path, chance in paths if k in path) / total for k in range(3)]
    assert removal_effects(SMALL) == pytest.approx(met, abs=2e-3)


def test_shapley_share_splits_each_order_evenly_over_the_channels_met(paths):
    total = sum(chance for _, chance in paths)
    credit = [sum(c / len(set(path)) for path, c in paths if k in path) / total for k in range(3)]
    assert shapley_shares(SMALL) == pytest.approx(credit, abs=2e-3)


def test_a_drawn_chain_is_made_of_whole_slots():
    chain = draw_chain(np.random.RandomState(3))
    rows = np.column_stack([chain.moves, chain.buys])
    assert np.all(rows * 4096 == np.rint(rows * 4096))
    assert np.all(rows.sum(axis=1) < 1)
    assert chain.start.sum() == pytest.approx(1.0)


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("market")
    truth = simulate(folder, 400_000, seed=11, customers=30_000, parts=["online"])
    return folder, truth


def test_journeys_in_the_long_run_show_the_removal_effects(walked):
    folder, truth = walked
    met = duckdb.sql(f"""
        with bought as (select customer_id from '{folder}/customers.parquet'),
        met as (
            select distinct person_id, channel from '{folder}/touchpoints.parquet'
            semi join bought on person_id = customer_id)
        select channel, count(*) / (select count(distinct person_id) from met) from met group by channel
    """).fetchall()  # fmt: skip
    # a share of about 28,000 orders has a standard error of .003; five of them
    for channel, share in met:
        assert share == pytest.approx(truth.value("touchpoints", "removal_effect", channel=channel), abs=0.015)


def test_journeys_in_the_long_run_show_the_shapley_shares(walked):
    folder, truth = walked
    credit = duckdb.sql(f"""
        with met as (
            select person_id, channel, 1.0 / count(*) over (partition by person_id) as credit
            from (select distinct person_id, channel from '{folder}/touchpoints.parquet')
            semi join '{folder}/customers.parquet' on person_id = customer_id)
        select channel, sum(credit) / (select sum(credit) from met) from met group by channel
    """).fetchall()
    for channel, share in credit:
        assert share == pytest.approx(truth.value("touchpoints", "shapley_share", channel=channel), abs=0.015)


def test_journeys_take_less_than_thirty_days_and_end_with_the_first_order(walked):
    folder, _ = walked
    longest, late, early = duckdb.sql(f"""
        with journeys as (
            select person_id, min(occurred_at) as began, max(occurred_at) as ended,
                count(distinct occurred_at) = count(*) as apart
            from '{folder}/touchpoints.parquet' group by person_id),
        firsts as (select customer_id, min(ordered_at) as first from '{folder}/orders.parquet' group by customer_id)
        select max(date_diff('day', began, coalesce(first, ended))), max(date_diff('hour', ended, first)),
            count(*) filter (where first <= ended or not apart)
        from journeys left join firsts on customer_id = person_id
    """).fetchall()[0]  # fmt: skip
    assert longest <= 30
    assert late <= 24
    assert early == 0


def test_every_channel_is_met(walked):
    folder, _ = walked
    met = duckdb.sql(f"select distinct channel from '{folder}/touchpoints.parquet'").fetchall()
    assert {channel for (channel,) in met} == set(CHANNELS)
