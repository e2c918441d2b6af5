"""The Bass model of diffusion: who adopts by themselves (p), who follows others (q), and how many there are (m).

With F(t) = (1 - e^{-(p+q)t}) / (1 + (q/p) e^{-(p+q)t}) (Bass 1969, *Management Science* 15, eq. 8), the adopters of
period t are expected to be m (F(t) - F(t - 1)): the form on intervals of Srinivasan & Mason 1986 (*Marketing Science*
5, 169-178), which has no bias from summing up a curve. A period above the curve is followed by another, less so: the
deviation goes back to the curve, as in Boswijk & Franses 2005, *On the econometrics of the Bass diffusion model*,
*J. Business & Economic Statistics* 23, 255-268. Parameters are theta = (log p, log q, log m, log c, logit r), p and q
per period, c the error of a period, r the part of a relative deviation that is left in the next one, against the most
that may be.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.inference.posterior import Draws, Posterior
from corrente.inference.recipe import LogDensity, sample

Vector = NDArray[np.float64]

INNOVATION, IMITATION = 0.03, 0.38
"""Mean coefficients per year over 213 applications: Sultan, Farley & Lehmann 1990, *J. Marketing Research* 27."""
_INNOVATION_SD, _IMITATION_SD = 1.2, 0.8  # of their logarithms: nine in ten within a factor of 7, and of 3.7
_POTENTIAL, _POTENTIAL_SD = 4.0, 1.6  # four times what has adopted, within a factor of 14
_ERROR, _ERROR_SD = 0.15, 0.8  # relative error of a period of average size
_LEFT, _LEFT_SD = -1.7, 1.5  # logit of what is left of a deviation: about a tenth, anything from 1% to 50%
_MOST_LEFT = 0.75  # of a deviation: one that never ended would be a curve of its own
_FARTHEST = 3.0  # times the curve: what lies beyond is not taken on, or a curve long over would carry a series
_FEW = 0.01  # of the average: the least that a series of amounts may go on from
_LEAST = 1e-9


class Noise(StrEnum):
    """How far a period's adopters lie from the curve, ``c`` being the relative error of a period of average size."""

    COUNTS = "negative binomial: variance mu + (c mu)^2"
    AMOUNTS = "normal: variance c^2 mu times the average"


class Form(StrEnum):
    """What a period's sales are taken to be in a least squares fit."""

    INTERVAL = "m (F(t) - F(t - 1))"
    DENSITY = "m f(t)"


@dataclass(frozen=True)
class Launch:
    """``adopters`` (T,) of successive periods from the launch on, ``per_year`` of which make a year."""

    adopters: Vector
    per_year: float

    def until(self, periods: int) -> Launch:
        """The first periods only."""
        return Launch(self.adopters[:periods], self.per_year)


def share(t: Vector, p: Vector, q: Vector) -> Vector:
    """F(t): the share of all adopters that have adopted by ``t`` periods after the launch; arguments broadcast."""
    fading = np.exp(-(p + q) * t)
    return np.asarray((1 - fading) / (1 + q / p * fading))


def density(t: Vector, p: Vector, q: Vector) -> Vector:
    """f(t), the derivative of `share`."""
    fading = np.exp(-(p + q) * t)
    return np.asarray((p + q) ** 2 / p * fading / (1 + q / p * fading) ** 2)


def expected(theta: Draws, first: int, last: int) -> Draws:
    """The curve (S, last - first): adopters of the periods after ``first`` up to ``last``, for draws (S, 5)."""
    p, q, m = (np.exp(theta[:, [place]]) for place in range(3))
    return np.asarray(np.maximum(m * np.diff(share(np.arange(first, last + 1.0), p, q), axis=1), _LEAST))


def peak(theta: Draws) -> Vector:
    """Periods from the launch to the peak (S,); zero where imitation is too weak for one (Bass 1969, eq. 10)."""
    p, q = np.exp(theta[:, 0]), np.exp(theta[:, 1])
    return np.asarray(np.maximum(np.log(q / p) / (p + q), 0.0))


def reached(theta: Draws, periods: int) -> Vector:
    """The share (S,) of the potential that the curve has reached after ``periods``."""
    return share(np.array(float(periods)), np.exp(theta[:, 0]), np.exp(theta[:, 1]))


def to_come(theta: Draws, now: int, periods: float, raise_p: float = 1.0, raise_q: float = 1.0) -> Vector:
    """Expected adopters (S,) of the ``periods`` after ``now``, with p and q multiplied from now on.

    The differential equation F' = (p + q F)(1 - F) goes on from today's F.
    """
    start = reached(theta, now)
    p, q, m = np.exp(theta[:, 0]) * raise_p, np.exp(theta[:, 1]) * raise_q, np.exp(theta[:, 2])
    behind = (1 - start) / (1 + q / p * start)
    fading = behind * np.exp(-(p + q) * periods)
    return np.asarray(m * ((1 - fading) / (1 + q / p * fading) - start))


def log_likelihood(launch: Launch, noise: Noise, theta: Draws) -> Draws:
    """Log density (S, T) of each period's adopters given those before it, for draws (S, 5)."""
    return _log_likelihood(launch.adopters, float(launch.adopters.mean()), noise, theta)


def _log_likelihood(adopters: Vector, average: float, noise: Noise, theta: Draws) -> Draws:
    curve = expected(theta, 0, adopters.size)
    mean = np.maximum(np.hstack([curve[:, :1], _next(theta, adopters[:-1], curve[:, :-1], curve[:, 1:])]), _LEAST)
    return _log_density(adopters, mean, np.exp(theta[:, [3]]), average, noise)


def _next(theta: Draws, seen: Vector | Draws, curve: Draws, later: Draws) -> Draws:
    """What to expect where the curve is at ``later``, after ``seen`` adopters where it was at ``curve``."""
    left = _MOST_LEFT / (1 + np.exp(-theta[:, [4]]))
    return np.asarray(later * (1 - left + left * np.minimum(seen / curve, _FARTHEST)))


def _log_density(adopters: Vector, mean: Draws, error: Draws, average: float, noise: Noise) -> Draws:
    if noise is Noise.AMOUNTS:
        variance = error**2 * average * mean
        return np.asarray(-0.5 * ((adopters - mean) ** 2 / variance + np.log(2 * np.pi * variance)))
    from scipy.special import gammaln

    size = error**-2.0
    found = gammaln(adopters + size) - gammaln(size) - gammaln(adopters + 1)
    return np.asarray(found + size * np.log(size / (size + mean)) + adopters * np.log(mean / (size + mean)))


def posterior(launch: Launch, noise: Noise, rng: Generator, draws: int = 2000) -> Posterior:
    """Draws of theta (S, 5): log p and log q per period, log m, log c, logit r.

    The priors are weak: p and q per year around the means of the meta-analysis, m around four times what has adopted.
    Raises `ConvergenceError` where no method of the recipe settles.
    """
    return sample(_log_posterior(launch, noise), _starts(launch), rng, draws)


def _prior(launch: Launch) -> tuple[Vector, Vector]:
    total = float(launch.adopters.sum())
    means = np.log([INNOVATION / launch.per_year, IMITATION / launch.per_year, _POTENTIAL * total, _ERROR])
    return np.append(means, _LEFT), np.array([_INNOVATION_SD, _IMITATION_SD, _POTENTIAL_SD, _ERROR_SD, _LEFT_SD])


def _log_posterior(launch: Launch, noise: Noise) -> LogDensity:
    centre, spread = _prior(launch)

    def log_density(theta: Draws) -> Draws:
        inside = np.clip(theta, -30, 60)
        prior = -0.5 * (((theta - centre) / spread) ** 2).sum(axis=1)
        return np.asarray(prior + log_likelihood(launch, noise, inside).sum(axis=1))

    return log_density


def _starts(launch: Launch) -> Draws:
    """From the prior's centre with the peak at the largest period, and from one where it is still far ahead."""
    centre, _ = _prior(launch)
    fast, slow = centre.copy(), centre.copy()
    fast[:2] = np.log([0.1 / launch.adopters.size, 5.0 / launch.adopters.size])
    slow[2] += 1.5
    return np.stack([fast, slow])


def predict(theta: Draws, launch: Launch, noise: Noise, first: int, last: int, rng: Generator) -> Draws:
    """Adopters (S, last - first) to be seen in the periods after ``first`` up to ``last``, one path per draw.

    A path goes on from what was seen in period ``first``; from 0 on it begins on the curve.
    """
    curve = expected(theta, max(first - 1, 0), last)
    average, error = float(launch.adopters.mean()), np.exp(theta[:, [3]])
    path = [np.broadcast_to(launch.adopters[first - 1], (len(theta), 1)) if first else curve[:, :1]]
    if not first:
        path = [_seen(path[0], error, average, noise, rng)]
    for place in range(1, curve.shape[1]):
        mean = _next(theta, path[-1], curve[:, [place - 1]], curve[:, [place]])
        path.append(_seen(np.maximum(mean, _LEAST), error, average, noise, rng))
    return np.hstack(path[1:] if first else path)


def _seen(mean: Draws, error: Draws, average: float, noise: Noise, rng: Generator) -> Draws:
    """One draw of what will be seen for each expected number."""
    if noise is Noise.AMOUNTS:
        return np.asarray(np.maximum(mean + error * np.sqrt(average * mean) * rng.standard_normal(mean.shape), 0.0))
    size = np.broadcast_to(error**-2.0, mean.shape)
    return rng.poisson(np.minimum(rng.gamma(size, mean / size), 1e15)).astype(float)


def held_out(theta: Draws, launch: Launch, noise: Noise, later: Vector) -> float:
    """Log predictive density of the ``later`` adopters given the launch until then, summed over the periods."""
    whole, average = np.append(launch.adopters, later), float(launch.adopters.mean())
    each = _log_likelihood(whole, average, noise, theta)[:, launch.adopters.size :].sum(axis=1)
    return float(np.logaddexp.reduce(each) - np.log(len(theta)))


def carried_on(launch: Launch, noise: Noise, periods: int, rng: Generator, draws: int) -> Draws:
    """The last value carried on (draws, periods): paths that go on from it with the error of the steps so far.

    Every period is the one before with the same kind of error as around the curve; its size has the same prior. The
    last value stands for what it may have come from: nobody today is not nobody ever.
    """
    average = float(launch.adopters.mean())
    sizes = np.log(_ERROR) + _ERROR_SD * np.linspace(-4.0, 5.0, 200)
    before = np.broadcast_to(np.maximum(launch.adopters[:-1], _LEAST), (sizes.size, launch.adopters.size - 1))
    told = _log_density(launch.adopters[1:], before, np.exp(sizes)[:, None], average, noise).sum(axis=1)
    told -= 0.5 * ((sizes - np.log(_ERROR)) / _ERROR_SD) ** 2
    chance = np.exp(told - told.max())
    error = np.exp(rng.choice(sizes, (draws, 1), p=chance / chance.sum()))
    last = np.full((draws, 1), max(float(launch.adopters[-1]), _FEW * average))
    path = [last if noise is Noise.AMOUNTS else rng.gamma(launch.adopters[-1] + 0.5, size=(draws, 1))]
    for _ in range(periods):
        path.append(_seen(np.maximum(path[-1], _LEAST), error, average, noise, rng))
    return np.hstack(path[1:])


def least_squares(launch: Launch, form: Form = Form.INTERVAL) -> tuple[float, float, float]:
    """m, p and q per period by nonlinear least squares: the fit that is published for most series."""
    from scipy.optimize import least_squares as fit

    periods = np.arange(1.0, launch.adopters.size + 1)

    def misses(at: Vector) -> Vector:
        m, p, q = np.exp(np.clip(at, -30, 60))
        curve = np.diff(share(np.append(0.0, periods), p, q)) if form is Form.INTERVAL else density(periods, p, q)
        return np.asarray(launch.adopters - m * curve)

    total = float(launch.adopters.sum())
    starts = [np.log([total * size, p, q]) for size in (1.1, 2.0) for p in (0.001, 0.02) for q in (0.3, 0.7)]
    best = min((fit(misses, start, xtol=1e-12, ftol=1e-12) for start in starts), key=lambda found: float(found.cost))
    m, p, q = np.exp(best.x)
    return float(m), float(p), float(q)
