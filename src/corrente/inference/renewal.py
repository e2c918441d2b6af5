"""New customers by month, and how much each still buys at every age: a forecast from monthly sums alone.

Purchases of month t that are not somebody's first are, on average,

    mu_t = exp(g (t - T) / 12) season_t sum_a n_{t-a} k(a),     k(a) = exp(c) (1 + a / 3)^-b,

with n new customers by month and T the last month: a renewal equation (Feller 1941) whose kernel falls as a power of
age, as buying does in BG/NBD and Pareto/NBD (Fader, Hardie & Lee 2005, eq. 10). Purchases are negative binomial around
mu, with the same relative spread in every month; the season, where two years show it, is integrated out, so that it is
not taken for spread. New customers and spend per purchase are local linear trends with season (`local_trend`), on
logarithms.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.inference import local_trend
from corrente.inference.posterior import Posterior
from corrente.inference.recipe import Fallback, sample

Array = NDArray[np.float64]

YEAR = 12
LEAST_MONTHS = 5
"""Whole months of history below which there is no forecast."""
_KNEE = 3.0
_SEASON = 0.1  # how far a month may lie off the year's mean, as one standard deviation of the logarithm
_SETTLING = 6
_ENOUGH, _APART = 8, 5.0
_LEVEL, _SLOPE = 0.3, 0.03  # mean steps of level and slope beforehand, in units of the months' noise
_PULLS = (1.0, 1.0)
_FURTHEST = np.log(4.0)  # a month's new customers and spend stay within a quarter and four times the last year's mean


@dataclass(frozen=True)
class Past:
    """Whole months in order, oldest first: new customers, all purchases, and what was paid, each (T,).

    ``before`` are customers who were there already when the first month began. A bill of a running contract is a
    purchase.
    """

    new: Array
    purchases: Array
    revenue: Array
    before: float = 0.0

    @property
    def cohorts(self) -> Array:
        """Customers by the month in which they came, those from before in the first (T,)."""
        return np.asarray(self.new + self.before * (np.arange(len(self.new)) == 0))

    @property
    def repeats(self) -> Array:
        """Purchases that were nobody's first (T,)."""
        return np.maximum(self.purchases - self.new, 0.0)


@dataclass(frozen=True)
class Ahead:
    """Draws of the months to come, each (S, M).

    ``arrivals``: new customers; ``spend``: per purchase; ``kernel``: purchases per new customer at each age in months;
    ``present``: purchases of today's customers; ``tempo``: what season and drift do to purchases that are not first;
    ``noise``: chance around repeat purchases.
    """

    arrivals: Array
    spend: Array
    kernel: Array
    present: Array
    tempo: Array
    noise: Array


def forecast(past: Past, months: int, rng: Generator, draws: int = 2000) -> Ahead:
    """The months ahead of ``past``.

    Raises ``ValueError`` for fewer than `LEAST_MONTHS` months, `ConvergenceError` where the posterior does not settle.
    """
    arrivals, spend = trends(past, months, rng, draws)
    theta, renewal = _posterior(past, rng, draws).draws, _Renewal.of(past)
    kernel = _kernel(theta, np.arange(len(past.new) + months))
    at = (len(past.new) + np.arange(months)) % YEAR
    drift = np.exp(theta[:, [2]] * np.minimum(np.arange(1, months + 1), YEAR) / YEAR)
    present = np.stack(
        [kernel[:, t + 1 : t + 1 + len(past.new)][:, ::-1] @ past.cohorts for t in range(months)], axis=1
    )
    variance = np.exp(2 * theta[:, [3]]) + 1 / (present[:, :1] + 1)
    noise = rng.gamma(1 / variance, variance, (draws, months))
    return Ahead(arrivals, spend, kernel[:, :months], present, drift * renewal.season(theta, rng)[:, at], noise)


def trends(
    past: Past, months: int, rng: Generator, draws: int, pulls: tuple[float, float] = _PULLS
) -> tuple[Array, Array]:
    """New customers and spend per purchase ahead, (S, M) each; ``pulls`` is how much each is held to be steady.

    Where the data begin, customers of old look new: those months say nothing of the trend, if there are others. A last
    month that stands apart is a break in half of the draws, and not whole (or an accident) in the other half.
    Raises ``ValueError`` for fewer than `LEAST_MONTHS` months.
    """
    if len(past.new) < LEAST_MONTHS:
        raise ValueError(f"a forecast needs {LEAST_MONTHS} whole months")
    spent = np.maximum(past.revenue, 1e-9) / np.maximum(past.purchases, 1)
    series = np.log(np.stack([past.new + 0.5, spent], axis=1))[min(_SETTLING, len(spent) // 5) :]
    ahead = _steady(series, months, pulls).draw(rng, draws).ahead
    if _stands_apart(series, rng):
        half = draws // 2
        ahead[:half] = _steady(series[:-1], months + 1, pulls).draw(rng, half).ahead[:, 1:]
    usual = np.median(series[-YEAR:], axis=0)
    held = np.exp(usual + np.clip(ahead - usual, -_FURTHEST, _FURTHEST))
    return held[:, :, 0], held[:, :, 1]


def _steady(series: Array, months: int, pulls: tuple[float, float]) -> local_trend.Trends:
    """The trends, levels and slopes that wander much being less likely beforehand: exponential priors of their steps.

    Such priors pull towards the simpler model (Simpson et al. 2017, Statistical Science 32:1); without them a year
    ahead is wider than companies turn out to be.
    """
    found, grid = local_trend.fit(series, months), local_trend.Grid.whole()
    pull = np.array(pulls)[:, None] * (grid.level / _LEVEL + grid.slope / _SLOPE)
    return replace(found, weights=found.weights * np.exp(-pull))


def last_month_stands_apart(past: Past, rng: Generator) -> bool:
    """Whether the last month is so unlike those before it that it may not be whole, or be a break."""
    return _stands_apart(np.log(past.new + 0.5)[:, None], rng)


def _stands_apart(series: Array, rng: Generator) -> bool:
    """Whether the last value of any series lies far outside of what those before it foretell: both may be true then."""
    if len(series) <= _ENOUGH:
        return False
    next_one = local_trend.fit(series[:-1], 1).draw(rng, 1000).ahead[:, 0]
    return bool((np.abs(series[-1] - next_one.mean(axis=0)) > _APART * next_one.std(axis=0)).any())


@dataclass(frozen=True)
class _Renewal:
    """What the posterior is made of: repeat purchases ``seen`` (T,), customers of each age (T, A), years before now."""

    seen: Array
    exposures: Array
    years: Array

    @classmethod
    def of(cls, past: Past) -> _Renewal:
        months = len(past.new)
        return cls(past.repeats, _exposures(past.cohorts), (np.arange(months) - months + 1) / YEAR)

    def mean(self, theta: Array) -> Array:
        """Expected repeat purchases (S, T) without season."""
        kernel = _kernel(theta, np.arange(len(self.seen)))
        return np.asarray(kernel @ self.exposures.T * np.exp(theta[:, [2]] * self.years))

    def log_density(self, theta: Array, rate: float) -> Array:
        """The season, where two years show it, taken at its best and integrated as normal around it (Laplace)."""
        mean = self.mean(theta)
        if not self._shown:
            return negative_binomial(self.seen, mean, theta[:, [3]]) + _prior(theta, np.log(rate))
        effect, precision = self._season(theta, mean)
        likely = negative_binomial(self.seen, mean * np.exp(effect[:, self._place]), theta[:, [3]])
        chance = -0.5 * (effect**2 / _SEASON**2 + np.log(precision * _SEASON**2)).sum(axis=1)
        return np.asarray(likely + chance + _prior(theta, np.log(rate)))

    def season(self, theta: Array, rng: Generator) -> Array:
        """Multipliers (S, 12) by place in the year, counted from the first month seen: normal around no season."""
        chance = rng.standard_normal((len(theta), YEAR))
        if not self._shown:
            return np.asarray(np.exp((chance - chance.mean(axis=1, keepdims=True)) * _SEASON / 2))
        found, precision = self._season(theta, self.mean(theta))
        effect = found + chance * precision**-0.5
        return np.asarray(np.exp(effect - effect.mean(axis=1, keepdims=True)))

    @property
    def _shown(self) -> bool:
        return len(self.seen) >= 2 * YEAR

    @property
    def _place(self) -> NDArray[np.int64]:
        return np.arange(len(self.seen)) % YEAR

    def _season(self, theta: Array, mean: Array) -> tuple[Array, Array]:
        """Means and precisions (S, 12) of the season's effects on the logarithm."""
        off = np.log((self.seen + 0.5) / (mean + 0.5))
        weight = 1 / (np.exp(2 * theta[:, [3]]) + 1 / (mean + 1))
        places = np.eye(YEAR)[self._place]
        precision = weight @ places + _SEASON**-2
        return (off * weight) @ places / precision, precision


def _posterior(past: Past, rng: Generator, draws: int) -> Posterior:
    """Draws of c, log b, g and the logarithm of the months' relative spread."""
    renewal = _Renewal.of(past)
    rate = max(float(renewal.seen.sum() / max(renewal.exposures.sum(), 1.0)), 1e-6)
    start = np.array([np.log(rate) + 0.3, np.log(0.5), 0.0, np.log(0.05)])
    return sample(lambda theta: renewal.log_density(theta, rate), start, rng, draws, fallback=Fallback.SLICES)


def _prior(points: Array, level: float) -> Array:
    """Normal: c around what a kernel that never falls would be; b around .5; drift 6% a year; spread around 5%."""
    centre, scale = np.array([level + 0.3, np.log(0.5), 0.0, np.log(0.05)]), np.array([1.0, 0.8, 0.06, 0.8])
    return np.asarray(-0.5 * (((points - centre) / scale) ** 2).sum(axis=1))


def negative_binomial(seen: Array, mean: Array, log_spread: Array) -> Array:
    """Log density (S,) of ``seen`` (T,) with the variance mean + (spread mean)^2."""
    from scipy.special import gammaln

    size = np.exp(-2 * log_spread)
    safe = np.maximum(mean, 1e-9)
    one = gammaln(seen + size) - gammaln(size) + size * np.log(size) + seen * np.log(safe)
    return np.asarray((one - (size + seen) * np.log(size + safe)).sum(axis=1))


def _kernel(theta: Array, ages: NDArray[np.int64]) -> Array:
    """Purchases beside the first per customer at each age (S, A); the month of arrival is half a month."""
    fall = (1 + ages / _KNEE) ** -np.exp(theta[:, [1]])
    return np.asarray(np.exp(theta[:, [0]]) * fall * np.where(ages == 0, 0.5, 1.0))


def _exposures(new: Array) -> Array:
    """(T, A): customers of each age in each month."""
    months = np.arange(len(new))
    ages = months[:, None] - months
    return np.where(ages >= 0, new[np.abs(ages)], 0.0)
