"""Pareto/NBD: customers buy at their own rate until they leave, at any moment, at their own rate.

Schmittlein, Morrison & Colombo 1987, Counting Your Customers, Management Science 33(1). Parameters are r, alpha, s
and beta: purchase rates are Gamma(r, alpha), leaving rates Gamma(s, beta) over customers. All functions take the
logarithms of the parameters. Times are in weeks.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from corrente.inference.posterior import Draws
from corrente.inference.purchases import LARGEST_EXPONENT, Patterns, in_chunks, parameters
from corrente.inference.recipe import LogDensity

__all__ = [
    "NAME",
    "NAMES",
    "PRIOR_MEAN",
    "PRIOR_SD",
    "REFERENCE",
    "alive",
    "expected_purchases",
    "log_likelihood",
    "parameters",
    "simulate",
]

NAME = "Pareto/NBD"
NAMES: tuple[str, ...] = ("r", "alpha", "s", "beta")
REFERENCE = "Schmittlein, Morrison & Colombo 1987, Management Science 33(1)"

PRIOR_MEAN: Draws = np.log([0.5, 10.0, 0.5, 10.0])
PRIOR_SD: Draws = np.array([1.5, 2.0, 1.5, 2.0])
"""Normal priors on the log parameters, as weak as those of the BG/NBD; the two with a unit of time are weaker."""

_CENTRED, _DOUBLED = np.polynomial.legendre.leggauss(12)
_NODES, _WEIGHTS = (_CENTRED + 1) / 2, _DOUBLED / 2


def log_likelihood(patterns: Patterns) -> LogDensity:
    """The log likelihood of the patterns, as a function of log parameters (S, 4) -> (S,).

    Equation 17 of Fader & Hardie 2005 ("A note on deriving the Pareto/NBD model"), its integral over the moment of
    leaving taken by `_left`.
    """
    k, beyond = patterns.more_than()

    def chunk(theta: Draws) -> Draws:
        r, alpha, s, beta = (column[:, None] for column in parameters(theta).T)
        buying = np.log(r + k) @ beyond
        scale = patterns.total * (r * np.log(alpha) + s * np.log(beta))[:, 0]
        stayed = (r + patterns.purchases) * np.log(alpha + patterns.age) + s * np.log(beta + patterns.age)
        return np.asarray(
            buying + scale + (np.log(1 + _left(patterns, r, alpha, s, beta)) - stayed) @ patterns.customers
        )

    return in_chunks(chunk, max(len(patterns.customers), len(k)))


def alive(patterns: Patterns, theta: Draws) -> Draws:
    """The chance to be still active, shape (S, P), for log parameters (S, 4)."""
    r, alpha, s, beta = (column[:, None] for column in parameters(theta).T)
    return np.asarray(1 / (1 + _left(patterns, r, alpha, s, beta)))


def expected_purchases(patterns: Patterns, theta: Draws, weeks: float) -> Draws:
    """Expected purchases in the next ``weeks``, shape (S, P) (Schmittlein, Morrison & Colombo 1987, equation 22)."""
    r, alpha, s, beta = (column[:, None] for column in parameters(theta).T)
    rate = (r + patterns.purchases) / (alpha + patterns.age)
    power = np.where(np.abs(s - 1) < 1e-9, 1e-9, s - 1)
    stretch = np.log1p(weeks / (beta + patterns.age))
    time = (beta + patterns.age) * -np.expm1(-power * stretch) / power
    return np.asarray(alive(patterns, theta) * rate * time)


def simulate(patterns: Patterns, theta: Draws, weeks: float, rng: Generator, size: int) -> Draws:
    """Purchases in the next ``weeks`` of ``size`` customers per pattern, shape (size, P), for one theta (4,)."""
    r, alpha, s, beta = parameters(theta)
    shape = (size, len(patterns.purchases))
    rate = rng.gamma(r + patterns.purchases, 1 / (alpha + patterns.age), shape)
    leaving = np.maximum(rng.gamma(s, 1 / (beta + patterns.age), shape), 1e-12)
    stay = np.minimum(rng.exponential(1.0, shape) / leaving, weeks)
    here = rng.random(shape) < alive(patterns, theta[None])
    return np.where(here, rng.poisson(rate * stay), 0.0)


def _left(patterns: Patterns, r: Draws, alpha: Draws, s: Draws, beta: Draws) -> Draws:
    """Odds (S, P) of having left: s (alpha+T)^(r+x) (beta+T)^s times an integral over the moment t of leaving.

    The integral is of (alpha+t)^-(r+x) (beta+t)^-(s+1) from the last purchase to the end. In the variable
    y = ((alpha+t_x) / (alpha+t))^((r+s+x)/3) it is smooth and positive, so that twelve Gauss-Legendre nodes do, and
    nothing cancels as it does between the two hypergeometric functions of the closed form.
    """
    x, start = patterns.purchases, alpha + patterns.recency
    third = (r + s + x) / 3
    waited = np.log(alpha + patterns.age) - np.log(start)
    floor = np.exp(-third * waited)
    gap = (beta - alpha) / start
    total = np.zeros(third.shape)
    for node, weight in zip(_NODES, _WEIGHTS, strict=True):
        y = floor + (1 - floor) * node
        total += weight * y**2 * np.exp(-(s + 1) * np.log(1 + gap * np.exp(np.log(y) / third)))
    height = np.minimum((r + x) * waited + s * np.log((beta + patterns.age) / start), LARGEST_EXPONENT)
    return np.asarray(s / third * (1 - floor) * total * np.exp(height))
