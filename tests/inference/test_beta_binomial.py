"""Rates: pooling against known truth, Udacity's published test, change points, censoring."""

from __future__ import annotations

import csv
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad

from corrente.inference import beta_binomial
from tests.data import shared


def test_jeffreys_interval_is_the_beta_quantile() -> None:
    """An independent implementation, to rounding."""
    low, high = beta_binomial.jeffreys_interval(7, 50, 0.9)
    assert (low, high) == pytest.approx(tuple(stats.beta(7.5, 43.5).ppf([0.05, 0.95])), rel=1e-9)
    assert beta_binomial.jeffreys_interval(0, 9, 0.9)[0] == 0
    assert beta_binomial.jeffreys_interval(9, 9, 0.9)[1] == 1


def test_udacity_is_the_published_test() -> None:
    """Published to four digits by the normal approximation, 23 days; Monte Carlo error of a quantile is 5e-5."""
    folder = shared("ab_udacity")
    sums = {}
    for arm in ("control", "experiment"):
        with (folder / f"{arm}.csv").open() as lines:
            rows = [row for row in csv.DictReader(lines) if row["Enrollments"]]
        assert len(rows) == 23
        sums[arm] = {name: sum(int(float(row[name])) for row in rows) for name in ("Clicks", "Enrollments", "Payments")}
    assert sums["control"]["Enrollments"] == 3785
    assert sums["experiment"]["Clicks"] == 17260
    rng = np.random.default_rng(1)
    for name, value, low, high in (
        ("Enrollments", -0.0205, -0.0291, -0.0120),
        ("Payments", -0.0048, -0.0116, 0.0019),
    ):
        draws = [
            beta_binomial.jeffreys(np.array([sums[a][name]]), np.array([sums[a]["Clicks"]]), rng, 400_000)[:, 0]
            for a in ("experiment", "control")
        ]
        difference = draws[0] - draws[1]
        assert difference.mean() == pytest.approx(value, abs=1.1e-4)
        assert np.quantile(difference, [0.025, 0.975]) == pytest.approx([low, high], abs=1.5e-4)


def test_pooled_rates_cover_and_beat_raw_rates() -> None:
    """100 simulated companies of 12 sources; .9 plus or minus four errors of 100 companies at a sd of .09 each."""
    rng = np.random.default_rng(2)
    hits, pooled_error, raw_error = [], 0.0, 0.0
    for _ in range(100):
        mean, concentration = rng.uniform(0.1, 0.6), np.exp(rng.uniform(1.5, 5))
        truth = rng.beta(mean * concentration, (1 - mean) * concentration, 12)
        entered = rng.integers(5, 200, 12).astype(float)
        moved = rng.binomial(entered.astype(int), truth).astype(float)
        rates = beta_binomial.pool(moved, entered, rng, 800).rates
        low, high = np.quantile(rates, [0.05, 0.95], axis=0)
        hits.append(((low <= truth) & (truth <= high)).mean())
        pooled_error += ((rates.mean(axis=0) - truth) ** 2).sum()
        raw_error += ((moved / entered - truth) ** 2).sum()
    assert np.mean(hits) == pytest.approx(0.9, abs=4 * 0.09 / np.sqrt(100))
    assert pooled_error < raw_error


def test_equal_sources_are_drawn_together_and_unequal_ones_are_not() -> None:
    rng = np.random.default_rng(3)
    entered = np.array([1000.0, 1000, 1000, 10])
    alike = beta_binomial.pool(np.array([100.0, 101, 99, 2]), entered, rng).rates.mean(axis=0)
    assert 0.1 < alike[3] < 0.15  # 2 of 10 among three sources at 10%: more than half-way to them
    unlike = beta_binomial.pool(np.array([100.0, 500, 900, 5]), entered, rng).rates.mean(axis=0)
    np.testing.assert_allclose(unlike[:3], [0.1, 0.5, 0.9], atol=0.02)  # a thousand each: hardly any shrinkage


@pytest.mark.parametrize("moved", [[0.0, 0.0], [40.0, 30.0], [1.0, 30.0]])
def test_pooling_survives_the_edges(moved: list[float]) -> None:
    pooled = beta_binomial.pool(np.array(moved), np.array([40.0, 30.0]), np.random.default_rng(4))
    assert np.isfinite(pooled.rates).all()
    assert np.isfinite(pooled.concentration).all()


def test_the_chance_of_a_change_by_numerical_integration() -> None:
    """Marginal likelihoods of three periods by quadrature instead of beta functions."""
    k, n = np.array([3, 9, 14]), np.array([20, 20, 20])

    def marginal(part: slice) -> float:
        moved, stayed = k[part].sum(), (n - k)[part].sum()
        return quad(lambda p: p**moved * (1 - p) ** stayed, 0, 1, epsabs=0, epsrel=1e-10)[0]

    same = marginal(slice(0, 3))
    two = [marginal(slice(0, i)) * marginal(slice(i, 3)) for i in (1, 2)]
    change = beta_binomial.change_point(k.astype(float), n.astype(float), np.random.default_rng(5))
    assert change.probability == pytest.approx(np.mean(two) / (np.mean(two) + same), rel=1e-6)
    np.testing.assert_allclose(change.after, np.array(two) / sum(two), rtol=1e-6)
    assert change.place == int(np.argmax(two))


def test_no_change_is_seldom_seen_where_there_is_none() -> None:
    """Of 300 steady series of 12 periods, at even prior odds, one in ten would already be many."""
    rng = np.random.default_rng(6)
    n = np.full(12, 100.0)
    found = [
        beta_binomial.change_point(rng.binomial(100, 0.3, 12).astype(float), n, rng, 2).probability > 0.9
        for _ in range(300)
    ]
    assert np.mean(found) < 0.1


def life_table(day: np.ndarray, moved: np.ndarray, ended: np.ndarray, edges: np.ndarray) -> tuple[np.ndarray, ...]:
    bins = np.searchsorted(edges, day, side="right") - 1
    size = len(edges)
    counted = [np.bincount(bins, kind, minlength=size) for kind in (moved, ended, ~moved & ~ended)]
    reached = np.cumsum(sum(counted)[::-1])[::-1]
    return counted[0], counted[1], reached - 0.5 * counted[2]


def test_without_censoring_the_eventual_rate_is_the_share_that_moved() -> None:
    """The product of the hazards telescopes; half a move of prior among 400 is .00125."""
    day, moved = np.repeat([0, 3, 8, 20], 100), np.tile([True, False], 200)
    table = life_table(day, moved, ~moved, np.array([0, 1, 5, 10]))
    draws = beta_binomial.eventual(*table, np.random.default_rng(7), 4000)
    assert draws.mean() == pytest.approx(0.5, abs=0.00125 + 4 * 0.025 / np.sqrt(4000))
    assert draws.std() == pytest.approx(0.025, rel=0.1)  # that of a binomial share of 400


def test_eventual_rates_cover_under_censoring() -> None:
    """150 data sets of 500, a third censored: .9 plus or minus four binomial errors, .098."""
    rng = np.random.default_rng(8)
    edges = np.arange(0, 120, 4)
    hits = []
    for _ in range(150):
        chance = rng.uniform(0.3, 0.7)
        will = rng.random(500) < chance
        leaves, censored = rng.exponential(12, 500), rng.uniform(0, 60, 500)
        seen = leaves < censored
        table = life_table(np.minimum(leaves, censored), will & seen, ~will & seen, edges)
        low, high = np.quantile(beta_binomial.eventual(*table, rng, 600), [0.05, 0.95])
        hits.append(low <= chance <= high)
    assert np.mean(hits) == pytest.approx(0.9, abs=0.098)


def test_life_tables_of_these_tests_keep_everyone() -> None:
    day = np.array([0.0, 1.0, 7.0])
    moved, ended, risk = life_table(
        day, np.array([True, False, False]), np.array([False, True, False]), np.array([0, 1, 5])
    )
    assert moved.sum() + ended.sum() == 2
    assert risk[0] == 3
    assert all(a >= b for a, b in pairwise(risk))
