"""NBD-Dirichlet: the published toothpaste tables, simulation, and the posterior of simulated panels."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from scipy.optimize import brentq

from corrente.inference.nbd_dirichlet import (
    Buying,
    Histogram,
    Shared,
    chance_next,
    choice_posterior,
    duplication,
    expected_next,
    norms,
    purchase_posterior,
    wallet_posterior,
)
from tests.data import shared


def buying(mean: float, k: float, strength: float, shares: list[float]) -> Buying:
    return Buying(np.array([k]), np.array([mean / k]), strength * np.array([shares]))


@pytest.fixture(scope="module")
def toothpaste():
    with (shared("dirichlet_toothpaste") / "toothpaste_uk_1973q1.csv").open() as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0] if name != "brand"}


def full(toothpaste, strength: float) -> Buying:
    """The panel's M and K; what the file leaves of the market is one further brand."""
    shares = [*toothpaste["market_share"], 1 - toothpaste["market_share"].sum()]
    return buying(1.46, 0.78, strength, shares)


def bought(of: Buying) -> float:
    """The share of the population that buys the category at all."""
    return float(1 - (1 + of.a[0]) ** -of.k[0])


def test_toothpaste_k_follows_from_penetration_and_rate():
    """56% bought, 2.6 times each: M = 1.46, and the NBD's zero class gives K = 0.78."""
    mean = 0.56 * 2.6
    k = brentq(lambda k: (1 + mean / k) ** -k - 0.44, 0.1, 10)
    assert round(mean, 2) == 1.46
    assert k == pytest.approx(0.78, abs=0.005)  # published to two digits


def test_toothpaste_norms_are_the_published_ones(toothpaste):
    market = full(toothpaste, 1.3)
    normal = norms(market)
    penetration = normal.penetration[0, :-1] * bought(market)  # published of all households, buyers or not
    # every published digit: two decimals, from parameters that are themselves rounded (1.46, .78, 1.3)
    np.testing.assert_allclose(penetration, toothpaste["penetration_theory"], atol=0.0055)
    np.testing.assert_allclose(normal.frequency[0, :-1], toothpaste["buyrate_theory"], atol=0.0055)
    category = normal.frequency[0, :-1] / normal.share[0, :-1]
    np.testing.assert_allclose(category, toothpaste["category_buyrate_theory"], atol=0.0105)


def test_toothpaste_s_follows_from_the_largest_brand(toothpaste):
    """Where theory meets Colgate's penetration; two digits tell less of S for smaller brands (.8 to 2.2)."""

    def gap(strength: float) -> float:
        market = full(toothpaste, strength)
        return float(norms(market).penetration[0, 0] * bought(market) - toothpaste["penetration_obs"][0])

    assert brentq(gap, 0.3, 5) == pytest.approx(1.3, abs=0.05)  # published to two digits


def panel(people: int, of: Buying, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Category purchases (P,) and purchases by brand (P, B) of those who bought."""
    rng = np.random.default_rng(seed)
    n = rng.negative_binomial(of.k[0], 1 / (1 + of.a[0]), people)
    n = n[n > 0]
    return n, rng.multinomial(n, rng.dirichlet(of.alpha[0], len(n)))


def histogram(times: np.ndarray) -> Histogram:
    found, people = np.unique(times[times > 0], return_counts=True)
    return Histogram(found.astype(float), people.astype(float))


TRUE = buying(3.0, 0.8, 1.5, [0.5, 0.3, 0.2])


def test_norms_are_what_a_large_panel_shows():
    n, by_brand = panel(400_000, TRUE, 1)
    normal, both = norms(TRUE), duplication(TRUE, 1)
    for b in range(3):
        own = by_brand[:, b] > 0
        r = by_brand[own, b]
        # 300,000 buyers: sampling errors below 0.001 of shares, 0.01 of rates; four of them
        assert own.mean() == pytest.approx(normal.penetration[0, b], abs=0.004)
        assert r.mean() == pytest.approx(normal.frequency[0, b], abs=0.04)
        assert r.sum() / n[own].sum() == pytest.approx(normal.share[0, b], abs=0.004)
        assert r.std() == pytest.approx(normal.frequency_sd[0, b], rel=0.03)
        spread = (r - normal.share[0, b] * n[own]).std() / n[own].mean()
        assert spread == pytest.approx(normal.share_sd[0, b], rel=0.03)
        assert (own & (by_brand[:, 1] > 0)).sum() / (by_brand[:, 1] > 0).sum() == pytest.approx(both[0, b], abs=0.005)


def test_what_people_buy_next_is_what_the_model_expects():
    rng = np.random.default_rng(2)
    rate = rng.gamma(TRUE.k[0], TRUE.a[0], 400_000)
    taste = rng.dirichlet(TRUE.alpha[0], rate.size)[:, 0]
    first = rng.poisson(rate)
    own = rng.binomial(first, taste)
    next_own = rng.binomial(rng.poisson(0.5 * rate), taste)
    for n, r in ((1, 0), (1, 1), (4, 1), (4, 4)):
        chosen = (first == n) & (own == r)
        found = next_own[chosen]
        cell = np.array([float(n)]), np.array([float(r)])
        error = 4 * found.std() / np.sqrt(chosen.sum())
        assert expected_next(TRUE, *cell, 0, 0.5)[0] == pytest.approx(found.mean(), abs=error)
        assert chance_next(TRUE, *cell, 0, 0.5)[0] == pytest.approx((found > 0).mean(), abs=4 / np.sqrt(chosen.sum()))


def test_the_posterior_finds_the_parameters_of_a_large_panel():
    n, by_brand = panel(20_000, TRUE, 3)
    rng = np.random.default_rng(4)
    k, a = np.exp(purchase_posterior(histogram(n), rng).draws).T
    alpha = np.exp(choice_posterior(histogram(n), [histogram(column) for column in by_brand.T], rng).draws)
    for draws, true in ((k, 0.8), (k * a, 3.0), *zip(alpha.T, (0.75, 0.45, 0.3), strict=True)):
        assert abs(draws.mean() - true) < 4 * draws.std()
        assert draws.std() < 0.1 * true  # 15,000 buyers leave less than a tenth


def test_pooling_brands_leaves_the_others_as_they_are():
    """A Dirichlet's sums are Dirichlet: what is lost is only the pooled brands' word on S."""
    n, by_brand = panel(3_000, buying(5.0, 1.0, 2.0, [0.4, 0.3, 0.2, 0.1]), 5)
    rng = np.random.default_rng(6)
    apart = np.exp(choice_posterior(histogram(n), [histogram(c) for c in by_brand.T], rng).draws)
    pooled = [by_brand[:, 0], by_brand[:, 1], by_brand[:, 2:].sum(axis=1)]
    together = np.exp(choice_posterior(histogram(n), [histogram(c) for c in pooled], rng).draws)
    assert abs(apart[:, 0].mean() - together[:, 0].mean()) < together[:, 0].std()


def test_a_wallet_does_not_lean_on_the_norm():
    """A brand whose buyers are more loyal than its size explains: the share is found, the norm would miss it."""
    rng = np.random.default_rng(7)
    n = 1 + rng.poisson(5, 5_000)
    own = rng.binomial(n, rng.beta(0.05, 0.2, n.size))
    cells, people = np.unique(np.stack([n, own], axis=1), axis=0, return_counts=True)
    found, _ = wallet_posterior(Shared(*cells.T.astype(float), people.astype(float)), rng)
    seen = own.sum() / n[own > 0].sum()
    # 1,300 buyers with a spread of .4 leave .011: four of them
    assert found.share.mean() == pytest.approx(seen, abs=0.045)
    assert found.elsewhere.mean() == pytest.approx((n - own)[own > 0].mean(), abs=0.25)


def test_intervals_hold_the_truth_nine_times_in_ten():
    """Forty small panels: of 240 intervals that hold with .9, but hang together, 195 to 236."""
    held = []
    for seed in range(40):
        n, by_brand = panel(400, TRUE, 100 + seed)
        rng = np.random.default_rng(seed)
        k, a = np.exp(purchase_posterior(histogram(n), rng, 500).draws).T
        alpha = np.exp(choice_posterior(histogram(n), [histogram(c) for c in by_brand.T], rng, 500).draws)
        found, true = norms(Buying(k, a, alpha)), norms(TRUE)
        for draws, truth in ((found.penetration, true.penetration), (found.share, true.share)):
            low, high = np.quantile(draws, [0.05, 0.95], axis=0)
            held += list((low <= truth[0]) & (truth[0] <= high))
    assert 195 <= sum(held) <= 236
