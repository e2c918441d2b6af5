"""Simulated buying, against the moments that the papers give for BG/NBD and Gamma-Gamma."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest
from scipy.special import hyp2f1

from corrente.engine.generate import Workshop
from corrente.market.journeys import upload_waits
from corrente.market.purchases import SEGMENTS, Habits, buy, expect_future, note_future, purchase_truth, upload_habits
from corrente.market.simulate import define

HABITS = (
    Habits(0.6, 6.0, 0.9, 2.5, 4.0, 4.0, 20_000),
    Habits(1.2, 10.0, 1.4, 3.0, 4.0, 4.0, 40_000),
    Habits(0.4, 5.0, 0.7, 2.0, 4.0, 4.0, 80_000),
)
CUSTOMERS = 60_000


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    with Workshop(tmp_path_factory.mktemp("market"), define(seed=5)[1]) as made:
        for macro in define(seed=5)[0]:
            made.run(macro)
        upload_waits(made)
        upload_habits(made, HABITS)
        expect_future(made)
        made.run("create temp table walk(person bigint, channel bigint, before bigint, second bigint)")
        buy(made, 1, CUSTOMERS + 1)
        note_future(made)
        yield made


def _one(workshop: Workshop, sql: str) -> dict[str, np.ndarray]:
    return {name: np.asarray(column) for name, column in workshop.fetch(sql).items()}


@pytest.mark.parametrize(("segment", "habits"), [*zip(SEGMENTS, HABITS, strict=True)])
def test_repeat_purchases_in_26_weeks_are_as_equation_9_of_the_paper_says(workshop, segment, habits):
    weeks = 26
    found = _one(workshop, f"""
        with bought as (
            select customer, count(*) filter (where purchase.second > buyers.second
                and purchase.second <= buyers.second + {weeks * 7 * 86400}) as n
            from purchase inner join buyers using (customer)
            where buyers.segment = '{segment}' group by customer)
        select avg(n) as mean, stddev(n) / sqrt(count(*)) as error from bought
    """)  # fmt: skip
    r, alpha, a, b = habits.r, habits.alpha, habits.a, habits.b
    expected = (a + b - 1) / (a - 1) * (
        1 - (alpha / (alpha + weeks)) ** r * hyp2f1(r, b, a + b - 1, weeks / (alpha + weeks))
    )  # fmt: skip
    # four standard errors: chance alone fails one of the three in 5,000 seeds, and the seed is fixed
    assert found["mean"][0] == pytest.approx(expected, abs=4 * found["error"][0])


@pytest.mark.parametrize(("segment", "habits"), [*zip(SEGMENTS, HABITS, strict=True)])
def test_nobody_buys_again_with_the_chance_of_equation_4(workshop, segment, habits):
    found = _one(
        workshop,
        f"""
        with bought as (
            select customer, count(*) filter (where purchase.second > buyers.second
                and purchase.second <= buyers.second + {26 * 7 * 86400}) as n
            from purchase inner join buyers using (customer) where buyers.segment = '{segment}' group by customer)
        select avg((n = 0)::int) as none, avg((n = 1)::int) as once, count(*) as customers from bought
    """,
    )
    r, alpha, a, b = habits.r, habits.alpha, habits.a, habits.b
    none = (alpha / (alpha + 26)) ** r
    # the first repeat purchase happened, and it was the last (a / (a + b)) or the next did not come in time
    error = 4 * 0.5 / np.sqrt(found["customers"][0])
    assert found["none"][0] == pytest.approx(none, abs=error)
    stays = b / (a + b) * r * alpha**r * 26 / (alpha + 26) ** (r + 1)
    once = a / (a + b) * (1 - none) + stays
    assert found["once"][0] == pytest.approx(once, abs=error)


@pytest.mark.parametrize(("segment", "habits"), [*zip(SEGMENTS, HABITS, strict=True)])
def test_spend_has_the_mean_and_the_spread_between_customers_of_gamma_gamma(workshop, segment, habits):
    found = _one(
        workshop,
        f"""
        with firsts as (select customer, cents / 100 as first from purchase where step = 0 and segment = '{segment}'),
        seconds as (select customer, cents / 100 as second from purchase where step = 1)
        select avg(first) as mean, stddev(first) / sqrt(count(*)) as error,
            corr(ln(first), ln(second)) as alike from firsts left join seconds using (customer)
    """,
    )
    p, q, gamma = habits.p, habits.q, habits.gamma / 100
    assert found["mean"][0] == pytest.approx(p * gamma / (q - 1), abs=4 * found["error"][0])
    # two purchases share log nu only: trigamma(q) of trigamma(q) + trigamma(p); p = q, so a half
    assert found["alike"][0] == pytest.approx(0.5, abs=0.05)


def test_the_truth_counts_what_was_not_written(workshop):
    truth = purchase_truth(workshop, HABITS)
    counted = _one(workshop, """
        select count(distinct customer) as customers,
            count(distinct case when gone and second < $window_end then customer end) as left,
            sum(cents) filter (where second >= $window_end) as cents from purchase
    """)  # fmt: skip
    everyone = frozenset({("segment", "all")})
    assert truth["active_customers", everyone] == counted["customers"][0] - counted["left"][0]
    assert truth["lifetime_value", everyone] == pytest.approx(counted["cents"][0] / 100 / CUSTOMERS)


def test_written_orders_stop_at_the_end_of_the_window(tmp_path):
    from corrente.market import simulate
    from corrente.market.size import FIRST_DATE, LAST_DATE

    simulate(tmp_path, 4_000, seed=2)
    first, last = duckdb.sql(
        f"select min(ordered_at)::date, max(ordered_at)::date from '{tmp_path}/orders.parquet'"
    ).fetchall()[0]
    assert FIRST_DATE <= first < last <= LAST_DATE
