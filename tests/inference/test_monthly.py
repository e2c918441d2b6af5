"""Posteriors of monthly figures: against formulas, and against data simulated from a known truth."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from corrente.inference.monthly import booked, mean, rate, ratio, share_of_sales, total

RNG = np.random.default_rng
MONTHS = 600
# 600 independent intervals of 90%: three standard errors are 3.7 points; the approximate ones get two more.
EXACT, ROUGH = 0.037, 0.057


def held(draws: np.ndarray, truth: np.ndarray | float) -> float:
    low, high = np.quantile(draws, [0.05, 0.95], axis=0)
    return float(((low <= truth) & (truth <= high)).mean())


def test_a_rate_has_jeffreys_interval() -> None:
    found = rate(np.array([7.0, 0.0]), np.array([20.0, 0.0]), RNG(1))
    assert found.value[0] == 0.35
    # 2,000 draws: the standard error of a 5% quantile is below .006 here.
    assert np.quantile(found.draws[:, 0], [0.05, 0.95]) == pytest.approx(
        stats.beta(7.5, 13.5).ppf([0.05, 0.95]), abs=0.02
    )
    assert not found.known[1]


def test_a_count_is_a_poisson_rate() -> None:
    rng = RNG(2)
    truth = rng.uniform(5, 200, MONTHS)
    n = rng.poisson(truth).astype(float)
    assert held(total(n, n, n, rng).draws, truth) == pytest.approx(0.9, abs=EXACT)


def test_a_total_of_amounts_is_a_compound_poisson_rate() -> None:
    rng = RNG(3)
    n = rng.poisson(80, MONTHS)
    amounts = [rng.lognormal(7, 0.8, k) for k in n]
    sums, squares = (np.array([(a**p).sum() for a in amounts]) for p in (1, 2))
    truth = 80 * np.exp(7 + 0.32)
    # Squares estimated from so skewed amounts are often too small: the interval is a little short.
    assert held(total(sums, squares, n.astype(float), rng).draws, truth) == pytest.approx(0.9, abs=ROUGH)


def test_a_month_without_amounts_may_still_get_some() -> None:
    found = total(np.array([0.0, 1000.0]), np.array([0.0, 100_000.0]), np.array([0.0, 10.0]), RNG(4))
    assert found.value[0] == 0
    assert 0 < np.quantile(found.draws[:, 0], 0.95) < 500


def test_squares_that_were_counted_coarsely_are_at_least_possible() -> None:
    """Ten amounts of 19.90 have squares of 3,960 at least; counted in tens of currency they would be 1,000."""
    coarse = total(np.array([199.0]), np.array([1000.0]), np.array([10.0]), RNG(5)).draws.std()
    exact = total(np.array([199.0]), np.array([3960.1]), np.array([10.0]), RNG(5)).draws.std()
    assert coarse == pytest.approx(exact)


def test_a_mean_has_students_interval_and_one_value_has_one_too() -> None:
    rng = RNG(6)
    values = rng.normal(6, 2, (MONTHS, 8))
    found = mean(values.sum(axis=1), (values**2).sum(axis=1), np.full(MONTHS, 8.0), rng)
    assert held(found.draws, 6.0) == pytest.approx(0.9, abs=EXACT)
    one = mean(np.array([5.0, 60.0]), np.array([25.0, 400.0]), np.array([1.0, 10.0]), rng)
    assert np.isfinite(one.draws).all()
    assert one.draws[:, 0].std() > 0


def test_a_ratio_takes_people_as_clusters() -> None:
    """Minutes per visit of people who differ: what each does is one observation, however many visits."""
    rng = RNG(7)
    people = 150
    visits = rng.poisson(1.5, (MONTHS, people)) + 1.0
    habit = rng.gamma(2, 2, (MONTHS, people))
    minutes = habit * visits
    sums = (minutes.sum(1), visits.sum(1), (minutes**2).sum(1), (minutes * visits).sum(1), (visits**2).sum(1))
    assert held(ratio(*sums, rng).draws, 4.0) == pytest.approx(0.9, abs=ROUGH)


def test_nothing_per_visit_has_no_ratio() -> None:
    nothing = np.zeros(1)
    assert not ratio(nothing, np.ones(1), nothing, nothing, np.ones(1), RNG(8)).known[0]


def test_a_share_of_sales_is_as_noisy_as_its_neighbours_differ() -> None:
    rng = RNG(9)
    odds = -1 + 0.1 * rng.standard_normal(MONTHS)
    share = 1 / (1 + np.exp(-odds))
    found = share_of_sales(share * 1000, np.full(MONTHS, 1000.0), rng)
    assert held(found.draws, 1 / (1 + np.exp(1))) == pytest.approx(0.9, abs=EXACT)
    assert not share_of_sales(np.array([1.0, 2.0]), np.array([4.0, 4.0]), rng).known.any()


def test_what_was_booked_is_known() -> None:
    found = booked(np.array([12.5]))
    assert (found.draws == 12.5).all()
