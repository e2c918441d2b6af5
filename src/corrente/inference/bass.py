"""The Bass model of diffusion: who adopts by themselves (p), who follows others (q), and how many there are (m).

With F(t) = (1 - e^{-(p+q)t}) / (1 + (q/p) e^{-(p+q)t}) (Bass 1969, *Management Science* 15, eq. 8), the adopters of
period t are expected to be m (F(t) - F(t - 1)): the form on intervals of Srinivasan & Mason 1986 (*Marketing Science*
5, 169-178), which has no bias from summing up a curve. Parameters are theta = (log p, log q, log m, log c), p and q per
period.
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
    """Expected adopters (S, last - first) of the periods after ``first`` up to ``last``, for draws (S, 4)."""
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
    """Log density (S, T) of each period's adopters, for draws (S, 4)."""
    mean = expected(theta, 0, launch.adopters.size)
    return _log_density(launch.adopters, mean, np.exp(theta[:, [3]]), float(launch.adopters.mean()), noise)


def _log_density(adopters: Vector, mean: Draws, error: Draws, average: float, noise: Noise) -> Draws:
    if noise is Noise.AMOUNTS:
        variance = error**2 * average * mean
        return np.asarray(-0.5 * ((adopters - mean) ** 2 / variance + np.log(2 * np.pi * variance)))
    from scipy.special import gammaln

    size = error**-2.0
    found = gammaln(adopters + size) - gammaln(size) - gammaln(adopters + 1)
    return np.asarray(found + size * np.log(size / (size + mean)) + adopters * np.log(mean / (size + mean)))


def posterior(launch: Launch, noise: Noise, rng: Generator, draws: int = 2000) -> Posterior:
    """Draws of theta (S, 4): log p and log q per period, log m, log c.

    The priors are weak: p and q per year around the means of the meta-analysis, m around twice the adopters so far.
    Raises `ConvergenceError` where no method of the recipe settles.
    """
    return sample(_log_posterior(launch, noise), _starts(launch), rng, draws)


def _prior(launch: Launch) -> tuple[Vector, Vector]:
    total = float(launch.adopters.sum())
    means = [INNOVATION / launch.per_year, IMITATION / launch.per_year, _POTENTIAL * total, _ERROR]
    return np.log(means), np.array([_INNOVATION_SD, _IMITATION_SD, _POTENTIAL_SD, _ERROR_SD])


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
    """Adopters (S, last - first) to be seen in the periods after ``first`` up to ``last``, one path per draw."""
    mean = expected(theta, first, last)
    error = np.exp(theta[:, [3]])
    if noise is Noise.AMOUNTS:
        sd = error * np.sqrt(float(launch.adopters.mean()) * mean)
        return np.asarray(np.maximum(mean + sd * rng.standard_normal(mean.shape), 0.0))
    size = np.broadcast_to(error**-2.0, mean.shape)
    return rng.poisson(np.minimum(rng.gamma(size, mean / size), 1e15)).astype(float)


def held_out(theta: Draws, launch: Launch, noise: Noise, later: Vector) -> float:
    """Log predictive density of the ``later`` adopters given the launch until then, summed over the periods."""
    mean = expected(theta, launch.adopters.size, launch.adopters.size + later.size)
    each = _log_density(later, mean, np.exp(theta[:, [3]]), float(launch.adopters.mean()), noise).sum(axis=1)
    return float(np.logaddexp.reduce(each) - np.log(len(theta)))


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
