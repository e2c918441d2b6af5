"""Each launch's fit: the forecast from half, the noise chosen on the second half, and the posterior."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.random import Generator

from corrente.core.answer import Estimate
from corrente.inference.bass import (
    Launch,
    Noise,
    Vector,
    carried_on,
    held_out,
    least_squares,
    peak,
    posterior,
    predict,
    reached,
    to_come,
)
from corrente.inference.combining import averaged
from corrente.inference.posterior import Draws, Posterior
from corrente.upstream.adoption.series import Series

TENTH = 1.1
"""The scenario: p or q higher by a tenth from now on."""
_DRAWS = 2000
_CLEARLY = 2.0  # of log predictive density: adopters are counts, and a smaller difference is chance
_FUTURE = 0.5  # drawn ahead: as many periods as half the past, a year at least


class Naive(StrEnum):
    """What the model is held against."""

    LAST = "last value carried on"
    TREND = "linear trend"


@dataclass(frozen=True)
class Trial:
    """A forecast of the second half from the first: mean absolute errors, and how often the 90% interval held.

    ``curve`` is the error of the curve alone, without the last value carried on.
    """

    noise: Noise
    model: float
    curve: float
    naive: dict[Naive, float]
    held: float
    periods: int

    @property
    def best_naive(self) -> Naive:
        """The better of the baselines."""
        return min(self.naive, key=lambda name: self.naive[name])


@dataclass(frozen=True)
class Moment:
    """A period of the curve: its day, what was seen, and quantiles (.05, .25, .5, .75, .95) of what was to be seen."""

    day: int
    observed: float | None
    quantiles: tuple[float, ...]


@dataclass(frozen=True)
class Diffusion:
    """One launch: its posterior, its estimates by name, its curve, its trial, and least squares (m, p, q)."""

    series: Series
    fit: Posterior
    estimates: dict[str, Estimate]
    p_past_peak: float
    peak_days: tuple[int, int, int]
    curve: tuple[Moment, ...]
    trial: Trial
    published: tuple[float, float, float]


def diffuse(series: Series, rng: Generator) -> Diffusion:
    """Everything about one launch. Raises `ConvergenceError` where no posterior can be trusted."""
    trial = test(series.launch, rng)
    fit = posterior(series.launch, trial.noise, rng, _DRAWS)
    crest = peak(fit.draws)
    return Diffusion(
        series,
        fit,
        _estimates(series, trial.noise, fit.draws, rng),
        float((crest < series.periods).mean()),
        tuple(series.day(float(q)) for q in np.quantile(crest, [0.05, 0.5, 0.95])),  # type: ignore[arg-type]
        _curve(series, trial.noise, fit.draws, rng),
        trial,
        least_squares(series.launch),
    )


def test(launch: Launch, rng: Generator) -> Trial:
    """Fit either noise to the first half; counts are kept unless the other foresaw the second half clearly better.

    The forecast that is tried is that of counts, for the choice has seen the second half.
    """
    half = launch.adopters.size // 2
    early, later = launch.until(half), launch.adopters[half:]
    tried = {noise: posterior(early, noise, rng, _DRAWS).draws for noise in Noise}
    told = {name: held_out(draws, early, name, later) for name, draws in tried.items()}
    noise = Noise.AMOUNTS if told[Noise.AMOUNTS] > told[Noise.COUNTS] + _CLEARLY else Noise.COUNTS
    alone, carried = ahead(tried[Noise.COUNTS], early, Noise.COUNTS, later.size, rng)
    low, middle, high = np.quantile(averaged(alone, carried), [0.05, 0.5, 0.95], axis=0)
    naive = {name: _error(forecast, later) for name, forecast in _naive(early.adopters, later.size).items()}
    held = float(((low <= later) & (later <= high)).mean())
    return Trial(noise, _error(middle, later), _error(np.median(alone, axis=0), later), naive, held, later.size)


def ahead(theta: Draws, launch: Launch, noise: Noise, periods: int, rng: Generator) -> tuple[Draws, Draws]:
    """The two forecasts (S, periods) that are averaged: the curve, and the last value carried on."""
    now = launch.adopters.size
    curve = predict(theta, launch, noise, now, now + periods, rng)
    return curve, carried_on(launch, noise, periods, rng, len(theta))


def _naive(seen: Vector, periods: int) -> dict[Naive, Vector]:
    slope, start = np.polyfit(np.arange(seen.size), seen, 1)
    ahead = np.arange(seen.size, seen.size + periods)
    return {Naive.LAST: np.full(periods, seen[-1]), Naive.TREND: np.maximum(start + slope * ahead, 0.0)}


def _error(forecast: Vector, later: Vector) -> float:
    return float(np.abs(forecast - later).mean())


def _estimates(series: Series, noise: Noise, theta: Draws, rng: Generator) -> dict[str, Estimate]:
    launch, now, year = series.launch, series.periods, series.step.of_a_year
    per_year = series.step.per_year
    coming = averaged(*(paths.sum(axis=1) for paths in ahead(theta, launch, noise, year, rng)))
    base = to_come(theta, now, year)
    found = {
        "potential": (np.exp(theta[:, 2]), "adopters"),
        "innovation": (np.exp(theta[:, 0]) * per_year, "per year"),
        "imitation": (np.exp(theta[:, 1]) * per_year, "per year"),
        "share_reached": (reached(theta, now), "share of the potential"),
        "months_to_peak": ((peak(theta) - now) * 12 / per_year, "months from now"),
        "adopters_to_come": (coming, "adopters in 12 months"),
        "gain_from_innovation": (to_come(theta, now, year, raise_p=TENTH) - base, "adopters in 12 months"),
        "gain_from_imitation": (to_come(theta, now, year, raise_q=TENTH) - base, "adopters in 12 months"),
    }
    of = {"product": series.product}
    return {
        name: Estimate.from_draws(name, draws, unit, of, value=float(np.median(draws)))
        for name, (draws, unit) in found.items()
    }


def _curve(series: Series, noise: Noise, theta: Draws, rng: Generator) -> tuple[Moment, ...]:
    now = series.periods
    last = now + max(series.step.of_a_year, round(_FUTURE * now))
    past = predict(theta, series.launch, noise, 0, now, rng)
    drawn = np.hstack([past, averaged(*ahead(theta, series.launch, noise, last - now, rng))])
    quantiles = np.quantile(drawn, [0.05, 0.25, 0.5, 0.75, 0.95], axis=0).T
    seen = [*series.launch.adopters.tolist(), *[None] * (last - now)]
    return tuple(
        Moment(series.day(place), observed, tuple(row))
        for place, (observed, row) in enumerate(zip(seen, quantiles.tolist(), strict=True))
    )
