"""sBG and BdW: the published parameters, simulated truth, and pooling."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from corrente.inference.contract_survival import Ages, Law, by_group, fit, hazards, log_survival, posterior
from tests.data import shared


def published(segment: str, years: int) -> Ages:
    with (shared("sbg_retention") / "fader_hardie_2007_survival_pct.csv").open() as file:
        share = np.array([float(row[segment]) / 100 for row in csv.DictReader(file)])
    return Ages((share[:-1] - share[1:])[:years], share[:years])


@pytest.mark.parametrize(("segment", "alpha", "beta"), [("high_end", 0.668, 3.806), ("regular", 0.704, 1.182)])
def test_sbg_finds_the_published_parameters(segment: str, alpha: float, beta: float) -> None:
    assert fit(Law.SBG, published(segment, 7)) == pytest.approx([alpha, beta], abs=5e-4)  # published to three digits


def test_bdw_finds_the_published_parameters_and_projection() -> None:
    found = fit(Law.BDW, published("high_end", 4))
    assert found == pytest.approx([0.2593, 1.7226, 1.5844], abs=2e-4)  # published to four digits
    ahead = 100 * np.exp(log_survival(Law.BDW, np.log(found)[None], 10))[0, 5:]
    assert ahead == pytest.approx([54.66, 51.04, 48.10, 45.67, 43.60, 41.82], abs=0.01)


def test_sbg_hazards_are_the_closed_form() -> None:
    """Fader & Hardie 2007, eq. 8: r(t) = (beta + t - 1) / (alpha + beta + t - 1) stay."""
    t = np.arange(1, 9)
    assert hazards(Law.SBG, np.log([[0.7, 1.2]]), 8)[0] == pytest.approx(1 - (1.2 + t - 1) / (0.7 + 1.2 + t - 1))


def lived(theta: np.ndarray, law: Law, customers: int, seed: int) -> Ages:
    """Customers with chances of their own, all seen for twelve periods."""
    rng, chance = np.random.default_rng(seed), hazards(law, np.log(theta)[None], 12)[0]
    left, at_risk = np.zeros(12), np.zeros(12)
    here = customers
    for age in range(12):
        left[age], at_risk[age] = rng.binomial(here, chance[age]), here
        here -= int(left[age])
    return Ages(left, at_risk)


@pytest.mark.parametrize("law", list(Law))
def test_intervals_of_the_curve_hold_the_truth(law: Law) -> None:
    theta = np.array([0.7, 3.0, 1.4])[: law.size]
    true = np.exp(log_survival(law, np.log(theta)[None], 24))[0]
    held = []
    for seed in range(60):
        draws = posterior(law, lived(theta, law, 2000, seed), np.random.default_rng(seed), 500).draws
        low, high = np.quantile(np.exp(log_survival(law, draws, 24)), [0.05, 0.95], axis=0)
        held.append((low <= true)[[3, 12, 24]] & (true <= high)[[3, 12, 24]])
    # 180 trials, correlated in threes: an exact interval stays within .80 and .98 but for once in a thousand
    assert 0.8 <= np.mean(held) <= 0.98


def test_a_small_group_is_drawn_towards_all() -> None:
    large, small = lived(np.array([0.7, 3.0]), Law.SBG, 5000, 1), lived(np.array([0.7, 0.7]), Law.SBG, 15, 2)
    fits = by_group(Law.SBG, {"large": large, "small": small}, np.random.default_rng(0))
    alone = posterior(Law.SBG, small, np.random.default_rng(0)).draws
    first = {name: hazards(Law.SBG, p.draws, 1)[:, 0].mean() for name, p in fits.items()}
    assert first["large"] < first["small"] < hazards(Law.SBG, alone, 1)[:, 0].mean()


def test_nobody_left_still_gives_a_proper_posterior() -> None:
    found = posterior(Law.SBG, Ages(np.zeros(5), np.full(5, 40.0)), np.random.default_rng(3))
    assert np.isfinite(found.draws).all()
    assert np.quantile(hazards(Law.SBG, found.draws, 1), 0.95) < 0.1  # 40 stayed five times: 3 / 200 at most, and room
