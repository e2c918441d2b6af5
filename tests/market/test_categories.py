"""The truth of the market's sales and of adoption, against the rows that are written."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest

from corrente.market import simulate
from corrente.market.adoption import PRODUCTS
from corrente.market.categories import ATTRIBUTES, CATEGORIES, MONTHS
from corrente.market.usage import EARLY_DAYS, FEATURES


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("market")
    return folder, simulate(folder, 1_000, seed=3, customers=40_000, parts=["online", "adoption", "categories"])


def test_every_cell_of_every_month_is_written(made):
    folder, _ = made
    rows = duckdb.sql(
        f"select count(*), count(distinct period), min(period)::varchar, max(period)::varchar, min(value) "
        f"from '{folder}/category_sales.parquet'"
    ).fetchall()[0]
    assert rows[:4] == (MONTHS * len(CATEGORIES) * 5 * len(ATTRIBUTES), MONTHS, "2020-07-01", "2026-06-01")
    assert rows[4] > 0


def test_shares_today_are_near_those_of_the_last_year_and_growth_is_of_the_whole(made):
    """A trend moves shares by a few points a year; the market's growth is the parts' weighted by what they sold."""
    folder, truth = made
    known = truth.values["market_direction"]
    sold = dict(
        duckdb.sql(
            f"select category, sum(value)::double from '{folder}/category_sales.parquet' "
            "where period >= '2025-07-01' group by all"
        ).fetchall()
    )
    total = sum(sold.values())
    for name in CATEGORIES:
        now = known["share_now", frozenset({("category", name)})]
        assert now == pytest.approx(sold[name] / total, abs=0.05)
    grown = sum(sold[name] * (1 + known["sales_growth", frozenset({("category", name)})]) for name in CATEGORIES)
    assert grown / total - 1 == pytest.approx(known["sales_growth", frozenset({("market", "all")})], rel=1e-6)


def test_launches_are_written_to_the_month(made):
    folder, truth = made
    rows = duckdb.sql(
        f"select product, count(*), sum(adopters), max(period)::varchar from '{folder}/adoptions.parquet' group by all"
    ).fetchall()
    assert {row[0]: (row[1], row[3]) for row in rows} == {
        name: (months, "2026-06-01") for name, (months, _) in PRODUCTS.items()
    }
    for name, _, adopters, _ in rows:
        of = frozenset({("product", name)})
        known = truth.values["adoption"]
        expected = known["potential", of] * known["share_reached", of]
        # 12% noise a month on 30 months or more, the last dozen carrying most: within 10%, three deviations
        assert adopters == pytest.approx(expected, rel=0.1)


def test_those_who_stay_are_as_many_as_planted(made):
    """Customers whose 90 days are over: the share within four standard errors; early days are those of the levels."""
    folder, truth = made
    usage = f"'{folder}/usage.parquet'"
    n, stayed, days = duckdb.sql(
        f"with u as (select customer_id, used_at::date as day, min(used_at::date) over (partition by customer_id) as f "
        f"from {usage}), p as (select customer_id, any_value(f) as f, max((day - f >= 60 and day - f < 90)::int) as s, "
        f"count(distinct case when day - f < 14 then day end) as d from u group by all) "
        f"select count(*), sum(s), list(distinct d) from p where f <= date '2026-06-30' - 89"
    ).fetchall()[0]
    expected = truth.value("adoption", "stayed", segment="all")
    assert n > 5_000
    assert stayed / n == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / n))
    assert set(days) == set(EARLY_DAYS)
    features = {row[0] for row in duckdb.sql(f"select distinct feature from {usage}").fetchall()}
    assert features == {*FEATURES, "sign-in"}
