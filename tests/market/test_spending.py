"""The truth of the market's advertising, against the rows that are written."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest

from corrente.market import simulate
from corrente.market.spending import CHANNELS, CLICK_RATES, TESTED, WEEKS


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("market")
    return folder, simulate(folder, 1_000, seed=3, parts=["spending"]).values["acquisition"]


def test_every_week_has_sales_and_the_last_one_is_over(made):
    folder, _ = made
    rows = duckdb.sql(
        f"select count(*), count(distinct period), min(period)::varchar, max(period)::varchar, min(value) "
        f"from '{folder}/outcomes.parquet'"
    ).fetchall()[0]
    assert rows[:4] == (WEEKS, WEEKS, "2023-07-03", "2026-06-22")
    assert rows[4] > 0


def test_shares_returns_and_spend_fit_together(made):
    folder, truth = made
    sold = float(duckdb.sql(f"select sum(value) from '{folder}/outcomes.parquet'").fetchall()[0][0])
    spent = dict(duckdb.sql(f"select channel, sum(spend) from '{folder}/spend.parquet' group by all").fetchall())
    assert set(spent) == set(CHANNELS)
    shares = {name: truth["contribution_share", frozenset({("channel", name)})] for name in CHANNELS}
    base = truth["base_share", frozenset({("market", "all")})]
    assert sum(shares.values()) + base == pytest.approx(1)
    for name, share in shares.items():
        of = frozenset({("channel", name)})
        assert truth["contribution", of] == pytest.approx(share * sold)
        assert truth["return", of] == pytest.approx(share * sold / float(spent[name]))
        assert truth["marginal_return", of] >= 0


def test_the_next_money_returns_less_than_the_average_where_spend_is_even(tmp_path):
    """Saturation falls: over 15 markets and all channels the marginal return of the last year is below the return."""
    lower = []
    for seed in range(15):
        truth = simulate(tmp_path, 1_000, seed, parts=["spending"]).values["acquisition"]
        for name in CHANNELS:
            of = frozenset({("channel", name)})
            lower.append(truth["marginal_return", of] < 1.15 * truth["return", of])
    assert np.mean(lower) > 0.9


def test_the_lift_test_is_of_the_planted_curve(made):
    """Within four of its standard errors the measured lift is no loss, and no more than three times the return."""
    folder, truth = made
    channel, added, lift, error, spend = duckdb.sql(
        f"select channel, added, lift, error, spend from '{folder}/lift_tests.parquet'"
    ).fetchall()[0]
    assert channel == TESTED
    assert float(added) == pytest.approx(0.5 * float(spend), abs=0.01)
    most = truth["return", frozenset({("channel", TESTED)})] * float(added) * 3
    assert -4 * float(error) <= float(lift) <= most + 4 * float(error)


def test_what_can_be_clicked_is_clicked_at_its_rate(made):
    folder, _ = made
    rows = duckdb.sql(
        f"select channel, sum(impressions), sum(clicks), count(*) = count(clicks) from '{folder}/spend.parquet' "
        "group by all"
    ).fetchall()
    assert {channel for channel, shown, *_ in rows if shown} == set(CLICK_RATES)
    for channel, shown, clicked, everywhere in rows:
        if channel in CLICK_RATES:
            rate = CLICK_RATES[channel]
            assert everywhere
            # four standard errors of a share
            assert clicked / shown == pytest.approx(rate, abs=4 * np.sqrt(rate / shown))
