"""Competing hazards on day bins: against exact conjugate results, Kaplan-Meier, and simulated truths."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import beta

from corrente.inference.competing_hazards import (
    Bins,
    Hazards,
    Spells,
    choose_bins,
    conditional_median,
    group_hazards,
    incidence,
    incidence_by_day,
    mean_days,
    median_days,
    observed_median,
    observed_median_draws,
    pooled_hazards,
    survival,
)


def spells(days: list[int], causes: list[int | None], length: int, kinds: int = 2) -> Spells:
    ended, censored = np.zeros((length, kinds)), np.zeros(length)
    for day, cause in zip(days, causes, strict=True):
        if cause is None:
            censored[day] += 1
        else:
            ended[day, cause] += 1
    return Spells(ended, censored)


def simulated(rng: np.random.Generator, deals: int, hazard: np.ndarray, window: int) -> Spells:
    """Deals that enter on any day of a window and end by the hazard, won with chance 0.3."""
    alive = np.concatenate([[1.0], np.cumprod(1 - hazard)])
    days = np.searchsorted(1 - alive[1:], rng.random(deals), side="right")
    seen = rng.integers(0, window, deals)
    cause = [
        None if day > last else int(won) for day, last, won in zip(days, seen, rng.random(deals) < 0.3, strict=True)
    ]
    return spells(np.minimum(days, seen).tolist(), cause, window)


def test_at_risk_counts_those_ending_and_those_censored_that_day():
    found = spells([0, 2, 2, 3], [0, 1, None, 0], 5)
    np.testing.assert_array_equal(found.at_risk, [4, 3, 3, 1, 0])


def test_one_bin_is_a_beta_posterior():
    data = spells([0] * 30 + [0] * 70, [0] * 30 + [None] * 70, 1, kinds=1)
    draws = pooled_hazards(data, Bins(np.array([0, 1])), np.random.default_rng(1), 20_000).daily[:, 0, 0]
    weight = 0.05  # of the prior, in ends; the average hazard is 30.5 / 101
    exact = beta(30 + weight, 70 + weight * 101 / 30.5 - weight)
    # 20,000 draws: the error of the 5% and 95% quantiles is 0.015 sd, the bound five times that
    np.testing.assert_allclose(np.quantile(draws, [0.05, 0.5, 0.95]), exact.ppf([0.05, 0.5, 0.95]), atol=0.075 * 0.046)


def test_daily_bins_without_prior_reproduce_aalen_johansen():
    """Aalen & Johansen 1978 by its textbook recursion, over the posterior mean of much data."""
    data = simulated(np.random.default_rng(2), 200_000, np.full(60, 0.05), 40)
    last = int(np.flatnonzero(data.ended.sum(1))[-1])
    bins = Bins(np.arange(last + 2))
    alive, expected = 1.0, []
    for day in range(last + 1):
        risk = data.at_risk[day]
        expected.append(alive * data.ended[day, 1] / risk)
        alive *= 1 - data.ended[day].sum() / risk
    drawn = incidence(pooled_hazards(data, bins, np.random.default_rng(3), 4000), 1)[:, -1]
    # the posterior's sd is about 0.002 in the thin tail, so the mean of 4,000 draws is good to 0.0002
    assert drawn.mean() == pytest.approx(sum(expected), abs=0.001)


def test_bins_cover_all_days_up_to_the_last_end():
    data = simulated(np.random.default_rng(4), 3000, np.full(400, 0.02), 300)
    bins = choose_bins(data)
    assert bins.edges[0] == 0
    assert bins.edges[-1] == np.flatnonzero(data.ended.sum(1))[-1] + 1
    assert (bins.widths > 0).all()
    assert len(bins.widths) <= 101
    assert bins.sums(data.ended).sum() == data.ended.sum()


def hazards(daily: list[float], edges: list[int]) -> Hazards:
    return Hazards(Bins(np.array(edges)), np.array(daily)[None, :, None])


def test_survival_and_incidence_of_known_hazards():
    known = hazards([0.5, 0.1], [0, 1, 3])
    np.testing.assert_allclose(survival(known)[0], [1, 0.5, 0.405])
    np.testing.assert_allclose(incidence(known)[0], [0, 0.5, 0.595])
    np.testing.assert_allclose(incidence_by_day(known, np.array([0, 1, 2]))[0], [0.5, 0.55, 0.595])
    # days under way beyond the day of entry: chance to outlive day 0, 1 and 2
    assert mean_days(known)[0] == pytest.approx(0.5 + 0.45 + 0.405)


@pytest.mark.parametrize(("rate", "edges"), [(0.03, [0, 400]), (0.03, [0, 7, 19, 100, 400]), (0.4, [0, 400])])
def test_the_conditional_median_equals_that_of_the_days_themselves(rate, edges):
    known = hazards([rate] * (len(edges) - 1), edges)
    by_day = rate * (1 - rate) ** np.arange(400)
    assert conditional_median(known)[0] == pytest.approx(median_days(by_day[None])[0], abs=1e-9)


def test_medians_of_whole_days():
    ended = np.array([0, 2, 0, 5, 1], dtype=float)
    assert observed_median(ended) == np.median([1, 1, 3, 3, 3, 3, 3, 4])
    assert observed_median(np.array([1.0, 0, 0, 1.0])) == 1.5
    # half of eight is four: two before day 3, two of its five; day 3 reaches from 2.5 to 3.5
    assert median_days(ended[None])[0] == pytest.approx(2.5 + 2 / 5)


def test_a_small_group_leans_on_the_shape_of_all_and_a_large_one_does_not():
    rng = np.random.default_rng(5)
    pooled_data = simulated(rng, 5000, np.full(200, 0.05), 150)
    small, large = simulated(rng, 8, np.full(200, 0.02), 150), simulated(rng, 5000, np.full(200, 0.02), 150)
    pooled = pooled_hazards(pooled_data + large, choose_bins(pooled_data + large), rng, 1000)
    by_size = [conditional_median(group_hazards(group, pooled, rng)) for group in (small, large)]
    truth = median_days((0.02 * 0.98 ** np.arange(pooled.bins.edges[-1]))[None])[0]
    assert np.quantile(by_size[1], 0.01) < truth < np.quantile(by_size[1], 0.99)
    assert by_size[0].std() > 3 * by_size[1].std()


@pytest.mark.slow
def test_intervals_cover_the_truth():
    """90% intervals of the median over 200 data sets; a right one covers 168 to 192 of them with 99.5%."""
    covered = {"all": 0, "closed": 0}
    hazard = 0.06 * (1 + np.arange(500)) ** -0.2
    by_day = hazard * np.concatenate([[1.0], np.cumprod(1 - hazard)[:-1]])
    seen = np.array([(np.arange(500) <= last) for last in range(200)]).sum(axis=0)
    truth_closed = median_days((by_day * seen)[None])[0]
    for seed in range(200):
        rng = np.random.default_rng(seed)
        data = simulated(rng, 400, hazard, 200)
        bins = choose_bins(data)
        truth_all = median_days(by_day[None, : bins.edges[-1]])[0]
        low, high = np.quantile(conditional_median(pooled_hazards(data, bins, rng, 500)), [0.05, 0.95])
        covered["all"] += low <= truth_all <= high
        low, high = np.quantile(observed_median_draws(data.ended.sum(axis=1), rng, 500), [0.05, 0.95])
        covered["closed"] += low <= truth_closed <= high
    assert 168 <= covered["all"] <= 192, covered
    assert 168 <= covered["closed"] <= 192, covered
