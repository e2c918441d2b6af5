"""Running contracts by month: who began, who is left at every age, and what is billed, from monthly sums alone.

A contract leaves at the end of a month, at age a (months billed before) with the chance

    r(a) = alpha / (alpha + beta + a),      S(a) = prod_{u<a} (1 - r(u))

of the shifted-beta-geometric (Fader & Hardie 2007, Journal of Interactive Marketing 21:76, eq. 6 and 7). Those who left
in month t are negative binomial around running_t exp(g (t - T) / 12) h_t, with h_t the mean of r over the ages that run
then. What runs today is known, so a forecast starts from it: what is unsure is who leaves from now on, and what is lost
stays lost. Beginnings and bills are local linear trends with season, as in `renewal`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.inference.posterior import Posterior
from corrente.inference.recipe import Fallback, sample
from corrente.inference.renewal import YEAR, Ahead, Past, negative_binomial, trends

Array = NDArray[np.float64]

_PULLS = (1.0, 0.3)
"""How steady beginnings and bills are held to be. Bills are those of the same contracts month after month, with hardly
any noise of their own: their trend is followed more as it comes."""
_OLDEST = 60
"""Contracts that ran before the first month seen began evenly over so many months before it."""


@dataclass(frozen=True)
class _Leaving:
    """Draws of the shifted-beta-geometric: ``rates`` and ``left`` (S, A) by age, ``drift`` (S,) a year, ``spread``."""

    rates: Array
    left: Array
    drift: Array
    spread: Array

    @classmethod
    def of(cls, points: Array, ages: int) -> _Leaving:
        """From points (S, 4): log odds of r(0), log of alpha + beta, drift, log of the months' relative spread."""
        first, weight = 1 / (1 + np.exp(-points[:, [0]])), np.exp(points[:, [1]])
        rates: Array = first * weight / (weight + np.arange(ages, dtype=np.float64))
        left = np.cumprod(np.hstack([np.ones((len(points), 1)), 1 - rates[:, :-1]]), axis=1)
        return cls(rates, np.asarray(left, dtype=np.float64), points[:, 2], np.exp(points[:, 3]))

    def mean_rates(self, past: Past, months: int) -> Array:
        """The mean chance to leave (S, months) of all who run in each month, were nobody to begin after ``past``."""
        old = past.before / np.maximum(self.left[:, 1 : _OLDEST + 1].sum(axis=1), 1e-9)
        seen = _exposures(past.new, months, self.rates.shape[1])
        running = self.left @ seen.T
        leaving = (self.left * self.rates) @ seen.T
        for total, by_age in ((running, self.left), (leaving, self.left * self.rates)):
            total += old[:, None] * _sliding(by_age, months)
        return np.asarray(leaving / np.maximum(running, 1e-12))


def forecast(past: Past, months: int, rng: Generator, draws: int = 2000) -> Ahead:
    """The months ahead of ``past``, whose purchases are the contracts billed.

    Raises ``ValueError`` for fewer than `renewal.LEAST_MONTHS` months, `ConvergenceError` where the posterior does not
    settle.
    """
    arrivals, spend = trends(past, months, rng, draws, _PULLS)
    seen = len(past.new)
    leaving = _Leaving.of(_posterior(past, rng, draws).draws, seen + months + _OLDEST)
    drift = np.exp(leaving.drift[:, None] * np.minimum(np.arange(months), YEAR) / YEAR)
    rates = np.minimum(leaving.mean_rates(past, seen + months)[:, seen - 1 : -1] * drift, 0.999)
    kept = np.cumprod(1 - rates, axis=1)
    noise = np.cumprod(1 - np.minimum(rates * _chance(rates, kept * past.purchases[-1], leaving, rng), 0.999), axis=1)
    kernel = leaving.left[:, :months] * (np.arange(months) > 0)
    return Ahead(arrivals, spend, kernel, past.purchases[-1] * kept, np.ones_like(kept), noise / kept)


def _chance(rates: Array, running: Array, leaving: _Leaving, rng: Generator) -> Array:
    """How many leave by how many were to leave (S, M), of mean one."""
    variance = (1 - rates) / np.maximum(rates * running, 1e-3) + leaving.spread[:, None] ** 2
    return np.asarray(rng.gamma(1 / variance, variance))


def _posterior(past: Past, rng: Generator, draws: int) -> Posterior:
    running, gone = past.purchases[:-1], _gone(past)
    years = (np.arange(len(running)) - len(running)) / YEAR
    rate = float(np.clip(gone.sum() / max(running.sum(), 1.0), 1e-4, 0.9))

    def log_density(points: Array) -> Array:
        leaving = _Leaving.of(points, len(past.new) + _OLDEST)
        rates = leaving.mean_rates(past, len(running)) * np.exp(leaving.drift[:, None] * years)
        return negative_binomial(gone, running * rates, points[:, [3]]) + _prior(points, rate)

    return sample(log_density, _centre(rate), rng, draws, fallback=Fallback.SLICES)


def _centre(rate: float) -> Array:
    return np.array([np.log(rate / (1 - rate)) + 0.4, np.log(8.0), 0.0, np.log(0.08)])


def _prior(points: Array, rate: float) -> Array:
    """Normal: r(0) around half again the mean rate; alpha + beta around 8; drift 10% a year; spread around 8%."""
    scale = np.array([1.0, 1.2, 0.1, 0.6])
    return np.asarray(-0.5 * (((points - _centre(rate)) / scale) ** 2).sum(axis=1))


def _gone(past: Past) -> Array:
    """Who left at the end of each month but the last (T - 1,)."""
    return np.maximum(past.purchases[:-1] + past.new[1:] - past.purchases[1:], 0.0)


def _exposures(new: Array, months: int, ages: int) -> Array:
    """(months, ages): how many began so many months before each month."""
    began = np.arange(months)[:, None] - np.arange(ages)
    inside = (began >= 0) & (began < len(new))
    return np.where(inside, new[np.where(inside, began, 0)], 0.0)


def _sliding(by_age: Array, months: int) -> Array:
    """Sums (S, months) over the ages t + 1 to t + `_OLDEST` in month t."""
    total = np.cumsum(by_age, axis=1)
    last = np.minimum(np.arange(months) + _OLDEST, by_age.shape[1] - 1)
    return np.asarray(total[:, last] - total[:, :months])
