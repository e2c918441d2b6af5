"""The media mix: its pieces against formulas and brute force, its intervals against simulated truths."""

from __future__ import annotations

import csv
import datetime as dt

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from corrente.inference.media_mix import (
    Adstock,
    LiftTest,
    MixData,
    Priors,
    Saturation,
    Shape,
    controls,
    fit,
    holidays,
    season,
    trend,
)
from corrente.inference.media_mix.adstock import carryover, lagged
from corrente.inference.media_mix.baseline import easter
from corrente.inference.media_mix.collapsed import Collapsed, Point
from corrente.inference.media_mix.positive import draw_positive, log_orthant
from corrente.inference.media_mix.priors import Curves, curves_of
from corrente.inference.media_mix.response import (
    baselines,
    contributions,
    marginal_returns,
    predict,
    response_curves,
    spent,
    weekly_contributions,
)
from corrente.inference.media_mix.saturation import saturate, slope
from corrente.inference.posterior import Method
from tests.data import shared
from tests.inference.mix_data import LAGS, Known, seasonal, simulate


def interval(draws):
    return np.quantile(draws, [0.05, 0.95], axis=0)


def held(draws, truth):
    low, high = interval(draws)
    return (low <= truth) & (truth <= high)


# the pieces


def test_geometric_carryover_halves_and_sums_to_one():
    weights = carryover(np.array([0.5, 0.0]), None, 4)
    np.testing.assert_allclose(weights[0], np.array([8, 4, 2, 1]) / 15)
    np.testing.assert_allclose(weights[1], [1, 0, 0, 0], atol=1e-8)


def test_delayed_carryover_peaks_at_its_delay():
    weights = carryover(np.array([0.6]), np.array([2.0]), 8)
    assert weights[0].argmax() == 2
    assert weights[0, 1] == pytest.approx(weights[0, 3])
    assert weights.sum() == pytest.approx(1)


def test_lagged_spend_is_zero_before_the_first_week():
    np.testing.assert_array_equal(lagged(np.array([[1.0], [2.0], [3.0]]), 2)[:, :, 0], [[1, 2, 3], [0, 1, 2]])


@pytest.mark.parametrize("half", [None, np.array(0.4)])
def test_saturation_starts_at_nothing_and_its_slope_is_the_derivative(half):
    spend, steepness, step = np.linspace(0.05, 1.5, 9), np.array(2.0), 1e-6
    assert saturate(np.array(0.0), steepness, half) == pytest.approx(0, abs=1e-9)
    assert saturate(np.array(1e6), steepness, half) == pytest.approx(1)
    rise = (saturate(spend + step, steepness, half) - saturate(spend - step, steepness, half)) / (2 * step)
    np.testing.assert_allclose(slope(spend, steepness, half), spend * rise, rtol=1e-6)


def test_hill_is_one_half_at_its_half_point():
    assert saturate(np.array(0.3), np.array(4.0), np.array(0.3)) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("year", "month", "day"), [(2000, 4, 23), (2018, 4, 1), (2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2038, 4, 25)]
)
def test_easter_is_on_its_published_day(year, month, day):
    assert easter(year) == dt.date(year, month, day)


def test_holidays_mark_the_weeks_they_fall_into():
    monday = (dt.date(2023, 1, 2) - dt.date(1970, 1, 1)).days
    found = holidays(monday + 7 * np.arange(104))
    weeks = {name: np.flatnonzero(found.design[:, k]).tolist() for k, name in enumerate(found.names)}
    assert weeks["Black Friday"] == [46, 99]  # 24 November 2023, 29 November 2024
    assert weeks["Carnival"] == [7, 58]  # 21 February 2023, 13 February 2024
    assert "New Year" not in weeks  # only that of 2024 falls into these weeks
    assert set(holidays(monday + 7 * np.arange(40)).names) == set()  # no feast comes twice


def test_controls_that_never_move_are_left_out():
    found = controls({"price": [1.0, 2.0, 3.0], "same": [5.0, 5.0, 5.0]})
    assert found.names == ("price",)
    np.testing.assert_allclose(found.design[:, 0], [-1, 0, 1])


def test_a_normal_coordinate_stands_for_its_prior_quantile():
    """At z = 0 the median of Beta(1, 3) is 1 - 2**(-1/3), of Gamma(3, 1) 2.674; at +1.645 their 95% quantiles."""
    curves = curves_of(np.array([[0.0, 0.0], [1.6448536, 1.6448536]]), Shape(), Priors())
    np.testing.assert_allclose(curves.retention[:, 0], 1 - np.array([0.5, 0.05]) ** (1 / 3), rtol=1e-5)
    np.testing.assert_allclose(curves.steepness[:, 0], [2.674060, 6.295794], rtol=1e-5)


# positive normals


def correlated(size, rng):
    root = np.eye(size) + 0.3 * rng.standard_normal((size, size))
    return 0.7 * rng.standard_normal(size), root @ root.T


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_orthant_probabilities_against_numerical_integration(size):
    """Mendell & Elston's are good to a few hundredths in the log; weights of GHK are exact on average."""
    rng = np.random.default_rng(size)
    mean, covariance = correlated(size, rng)
    exact = np.log(multivariate_normal(-mean, covariance).cdf(np.zeros(size), rng=np.random.default_rng(1)))
    assert log_orthant(mean[None], covariance[None])[0] == pytest.approx(exact, abs=0.05)
    _, weights = draw_positive(np.tile(mean, (20_000, 1)), np.tile(covariance, (20_000, 1, 1)), rng)
    assert np.log(np.exp(weights).mean()) == pytest.approx(exact, abs=0.02)  # 20,000 draws of small spread


def test_positive_draws_have_the_moments_of_rejection():
    """Means within five standard errors of 40,000 weighted draws, some .005 of a deviation each."""
    rng = np.random.default_rng(4)
    mean, covariance = correlated(3, rng)
    tried = rng.multivariate_normal(mean, covariance, 400_000)
    kept = tried[(tried > 0).all(axis=1)]
    draws, weights = draw_positive(np.tile(mean, (40_000, 1)), np.tile(covariance, (40_000, 1, 1)), rng)
    assert (draws >= 0).all()
    share = np.exp(weights - weights.max())
    np.testing.assert_allclose(share @ draws / share.sum(), kept.mean(axis=0), atol=0.03 * kept.std(axis=0).max())


# the collapsed model


@pytest.mark.parametrize("regions", [1, 2])
def test_the_collapsed_likelihood_is_the_multivariate_normal_s(regions):
    """Differences between points, against the density of all outcomes and lifts under one covariance."""
    known = simulate(3, 3, weeks=60, regions=regions)
    lift = LiftTest(1, 5.0, 4.0, 0.05, 0.02)
    data = MixData(known.data.outcome, known.data.spend, known.data.baseline, known.data.observed, (lift,))
    model = Collapsed(data, Shape(lags=5), known.priors)
    rng = np.random.default_rng(1)
    at = Point(
        Curves(rng.beta(1, 3, (2, 3)), rng.gamma(3, 1, (2, 3))),
        0.05 + 0.05 * rng.random((2, regions)),
        np.array([0.3, 0.7]) if regions > 1 else np.zeros(2),
    )
    found = model.effects(at).log_likelihood
    brute = [brute_force(model, at, s) for s in range(2)]
    assert found[0] - found[1] == pytest.approx(brute[0] - brute[1], abs=1e-6)


def brute_force(model: Collapsed, at: Point, s: int) -> float:
    weeks, regions, channels = model.data.shape
    features = model.features(at.curves)[s]  # (R, C, T)
    wide = np.zeros((regions * weeks + 1, regions * channels))
    base = np.zeros((regions * weeks + 1, regions * model.design.shape[1]))
    for r in range(regions):
        rows = slice(r * weeks, (r + 1) * weeks)
        wide[rows, r * channels : (r + 1) * channels] = features[r].T
        base[rows, r * model.design.shape[1] : (r + 1) * model.design.shape[1]] = model.design
    (test,) = model.data.lifts
    wide[-1] = model._lift_row(test, at.curves)[s] / model.data.outcome_scale.mean()
    unit = model.data.outcome_scale.mean()
    alike = (1 - at.alike[s]) * np.eye(regions) + at.alike[s]
    prior = np.kron(alike, np.diag(model.effect**2))
    noise = np.concatenate([np.repeat(at.noise[s] ** 2, weeks), [(test.error / unit) ** 2]])
    covariance = wide @ prior @ wide.T + base @ base.T + np.diag(noise)
    seen = np.concatenate([(model.data.outcome / model.data.outcome_scale).T.ravel(), [test.lift / unit]])
    return float(multivariate_normal(np.zeros(len(seen)), covariance).logpdf(seen))


def test_marginal_returns_are_the_slope_of_contributions():
    """Against spending a thousandth more in every week, with the very same draws."""
    known = simulate(5, 3)
    found = fit(known.data, np.random.default_rng(1), known.shape, known.priors, draws=200)
    more = Collapsed(
        MixData.of(known.data.outcome[:, 0], 1.001 * known.data.spend[:, 0], known.data.baseline),
        known.shape, known.priors,
    )  # fmt: skip
    more.every_week *= 1.001  # its scales grew with the spend: what is carried over is in the old ones again
    gained = (found.effects[..., None] * (more.features(found.curves, every=True))).sum(axis=(1, 3))
    rise = (gained - contributions(found).sum(axis=1)) / (0.001 * spent(found).sum(axis=0))
    np.testing.assert_allclose(marginal_returns(found), rise, rtol=2e-3)


def test_contributions_baseline_and_noise_make_up_the_outcome():
    """Fitted totals are the outcome's to a hundredth: a level in the baseline takes up what is left."""
    known = simulate(6, 4)
    found = fit(known.data, np.random.default_rng(1), known.shape, known.priors, draws=500)
    total = contributions(found).sum(axis=(1, 2)) + baselines(found).sum(axis=1)
    assert total.mean() == pytest.approx(known.data.outcome.sum(), rel=0.01)
    np.testing.assert_allclose(weekly_contributions(found).sum(axis=2), contributions(found).mean(axis=0), rtol=1e-9)
    curve = response_curves(found, np.tile([0.0, 5.0, 10.0], (4, 1)))
    assert (np.diff(curve, axis=2) > 0).all()
    assert (curve[..., 0] == 0).all()


# recovery


@pytest.mark.parametrize(("channels", "markets"), [(4, 6), (8, 3), (12, 2)])
def test_contributions_and_returns_hold_the_truth(channels, markets):
    """24 intervals of 90% each for contribution and marginal return: if they were independent, fewer than 17 would hold
    in 1 of 600. The study of 250 markets is benchmarks/mmm_coverage.py."""
    rows = [(simulate(seed, channels), seed) for seed in range(2, 2 + markets)]
    hits, slopes = [], []
    for known, seed in rows:
        found = fit(known.data, np.random.default_rng(seed), known.shape, known.priors, draws=1000)
        assert found.pareto_k is None or found.pareto_k < 0.7
        hits.append(held(contributions(found).sum(axis=1), known.contribution))
        slopes.append(held(marginal_returns(found), known.marginal))
    assert np.concatenate(hits).sum() >= 17
    assert np.concatenate(slopes).sum() >= 17


@pytest.mark.slow
def test_twenty_channels_are_moved_by_slices_and_hold_the_truth():
    """41 outer parameters, two years: 20 intervals of 90%, of which fewer than 14 hold by chance in 1 of 400."""
    known = simulate(1, 20, weeks=104)
    found = fit(known.data, np.random.default_rng(1), known.shape, known.priors, draws=500)
    assert found.method is Method.SLICED
    assert found.pareto_k is None
    assert held(contributions(found).sum(axis=1), known.contribution).sum() >= 14


@pytest.mark.parametrize(
    "shape",
    [
        Shape(Adstock.DELAYED, lags=LAGS),
        Shape(saturation=Saturation.HILL, lags=LAGS),
        Shape(Adstock.DELAYED, Saturation.HILL, lags=LAGS),
    ],
    ids=["delayed", "Hill", "both"],
)
def test_other_shapes_are_recovered(shape):
    """Four markets of three channels: of 12 intervals of 90%, fewer than 8 hold by chance in 1 of 200."""
    hits = []
    for seed in range(4):
        known = simulate(100 + seed, 3, shape)
        found = fit(known.data, np.random.default_rng(seed), shape, known.priors, draws=1000)
        hits.append(held(contributions(found).sum(axis=1), known.contribution))
    assert np.concatenate(hits).sum() >= 8


def test_regions_lean_on_each_other():
    """Six markets of three regions: their 12 totals of 90% (9 or more), and narrower than each region by itself."""
    hits, narrower = [], []
    for seed in range(6):
        known = simulate(200 + seed, 2, weeks=104, regions=3)
        found = fit(known.data, np.random.default_rng(seed), known.shape, known.priors, draws=1000)
        hits.append(held(contributions(found).sum(axis=1), known.contribution))
        alone = MixData.of(known.data.outcome[:, 0], known.data.spend[:, 0], known.data.baseline)
        single = fit(alone, np.random.default_rng(seed), known.shape, known.priors, draws=1000)
        width = [np.ptp(interval(part), axis=0) for part in (contributions(found)[:, 0], contributions(single)[:, 0])]
        narrower.append(np.log(width[0] / width[1]).mean())
    assert np.concatenate(hits).sum() >= 9
    assert np.mean(narrower) < 0


# lift tests, time, units


def test_a_lift_test_narrows_the_channel_and_outranks_the_weeks():
    known = simulate(7, 3)
    money = float(known.data.spend[:, 0, 0].mean())
    before = fit(known.data, np.random.default_rng(1), known.shape, known.priors, draws=1000)
    rise = np.diff(response_curves(before, np.array([[money, 1.5 * money]] * 3)), axis=2)[:, 0, 0]
    truth = float(np.quantile(rise, 0.9))
    test = LiftTest(0, money, 0.5 * money, truth, 0.1 * float(rise.std()))
    tested = MixData(known.data.outcome, known.data.spend, known.data.baseline, known.data.observed, (test,))
    after = fit(tested, np.random.default_rng(1), known.shape, known.priors, draws=1000)
    again = np.diff(response_curves(after, np.array([[money, 1.5 * money]] * 3)), axis=2)[:, 0, 0]
    assert again.std() < 0.2 * rise.std()
    assert again.mean() == pytest.approx(truth, abs=2 * test.error)


def test_weeks_held_out_are_not_learnt_from_and_are_predicted():
    """Two fits whose held-out weeks differ wildly are the same; 90% intervals hold 20 of the 26 true weeks or more."""
    known = simulate(8, 3)
    early = known.data.until(134)
    other = MixData(np.where(early.observed[:, None], early.outcome, 1e3), early.spend, early.baseline, early.observed)
    fits = [fit(d, np.random.default_rng(1), known.shape, known.priors, draws=500) for d in (early, other)]
    np.testing.assert_array_equal(fits[0].effects, fits[1].effects)
    ahead = predict(fits[0], np.random.default_rng(2), slice(134, None))[..., 0]
    assert held(ahead, known.data.outcome[134:, 0]).sum() >= 20


def test_units_do_not_matter():
    """Spend in cents and outcomes in thousands: the same shares, to rounding."""
    known = simulate(9, 3)
    other = MixData.of(known.data.outcome / 1000, known.data.spend * 100, known.data.baseline)
    shares = [
        contributions(fit(d, np.random.default_rng(1), known.shape, known.priors, draws=300)).sum(axis=1)
        / d.outcome.sum()
        for d in (known.data, other)
    ]
    np.testing.assert_allclose(shares[0], shares[1], rtol=1e-3)


def test_a_channel_without_spend_adds_nothing_and_fewer_weeks_than_terms_are_answered():
    known = simulate(10, 2, weeks=12)
    spend = known.data.spend[:, 0].copy()
    spend[:, 1] = 0
    terms = seasonal(12, 1.0) + controls({f"c{n}": np.random.default_rng(n).random(12) for n in range(10)})
    found = fit(MixData.of(known.data.outcome[:, 0], spend, terms), np.random.default_rng(1), draws=300)
    assert (contributions(found)[:, 0, 1] == 0).all()
    assert np.isnan(marginal_returns(found)[:, 1]).all()
    assert np.isfinite(found.baseline).all()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: MixData(d.outcome[:-1], d.spend, d.baseline, d.observed), "same weeks"),
        (lambda d: MixData(d.outcome, -d.spend, d.baseline, d.observed), "not negative"),
        (lambda d: MixData(d.outcome, d.spend, d.baseline, ~d.observed), "learnt"),
        (lambda d: MixData(0 * d.outcome, d.spend, d.baseline, d.observed), "zero in every week"),
    ],
)
def test_data_that_do_not_fit_are_refused(change, said):
    with pytest.raises(ValueError, match=said):
        change(simulate(1, 2).data)


def example() -> tuple[Known, np.ndarray]:
    with (shared("mmm_pymc") / "mmm_example_with_truth.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    column = {name: np.array([float(row[name]) for row in rows]) for name in rows[0] if name != "date_week"}
    terms = trend(179) + season(179) + controls({name: column[name] for name in ("event_1", "event_2")})
    data = MixData.of(column["y"], np.column_stack([column["x1"], column["x2"]]), terms)
    truth = np.array([column["true_contrib_x1"].sum(), column["true_contrib_x2"].sum()])
    return data, truth / column["y"].sum()


@pytest.mark.parametrize("saturation", list(Saturation))
def test_the_published_example_s_true_shares_are_in_their_intervals(saturation):
    """29.05% and 6.97% of the outcome, each in its 90% interval whichever saturation is assumed (logistic is true)."""
    data, truth = example()
    np.testing.assert_allclose(truth, [0.2905, 0.0697], atol=1e-4)
    found = fit(data, np.random.default_rng(1), Shape(saturation=saturation))
    shares = contributions(found).sum(axis=1) / data.outcome.sum()
    assert held(shares, truth).all()
    if saturation is Saturation.LOGISTIC:
        assert np.abs(shares.mean(axis=0) - truth).max() < 0.01
        np.testing.assert_allclose(found.curves.retention.mean(axis=0), [0.4, 0.2], atol=0.06)
