"""BG/NBD: customers buy at their own rate, and after each repeat purchase may drop out for good.

Fader, Hardie & Lee 2005, "Counting Your Customers" the Easy Way, Marketing Science 24(2). Parameters are r,
alpha, a and b: purchase rates are Gamma(r, alpha) over customers, dropout chances Beta(a, b). All functions take the
logarithms of the parameters, so that every vector is allowed. Times are in weeks.
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

NAME = "BG/NBD"
NAMES: tuple[str, ...] = ("r", "alpha", "a", "b")
REFERENCE = "Fader, Hardie & Lee 2005, Marketing Science 24(2)"

PRIOR_MEAN: Draws = np.log([0.5, 5.0, 1.0, 2.5])
PRIOR_SD: Draws = np.array([1.5, 2.0, 1.5, 1.5])
"""Normal priors on the log parameters: 90% within a twelfth and twelve times the centre; for alpha, 27.

They hold back only what data cannot: where nobody seems to leave, a goes to zero and b has no say.
"""


def log_likelihood(patterns: Patterns) -> LogDensity:
    """The log likelihood of the patterns, as a function of log parameters (S, 4) -> (S,) (equation 6 of the paper)."""
    k, beyond = patterns.more_than()
    repeat = patterns.purchases > 0
    x, n = patterns.purchases[repeat].astype(float), patterns.customers[repeat]
    recency, age = patterns.recency[repeat], patterns.age[repeat]
    once, once_age = patterns.customers[~repeat], patterns.age[~repeat]

    def chunk(theta: Draws) -> Draws:
        r, alpha, a, b = (column[:, None] for column in parameters(theta).T)
        buying = np.log(r + k) @ beyond + patterns.total * r[:, 0] * np.log(alpha[:, 0])
        staying = np.log((b + k) / (a + b + k)) @ beyond
        silent = -r[:, 0] * (np.log(alpha + once_age) @ once)
        log_end, exponent = np.log(alpha + age), r + x
        waited = np.minimum(exponent * (log_end - np.log(alpha + recency)), LARGEST_EXPONENT)
        gone = a / (b + x - 1) * np.exp(waited)
        return np.asarray(buying + staying + silent + (np.log(1 + gone) - exponent * log_end) @ n)

    return in_chunks(chunk, max(len(n), len(once), len(k)))


def alive(patterns: Patterns, theta: Draws) -> Draws:
    """The chance to be still active, shape (S, P), for log parameters (S, 4); one where nothing was bought again."""
    r, alpha, a, b = (column[:, None] for column in parameters(theta).T)
    x = patterns.purchases
    log_odds = np.log(a) - np.log(b + np.maximum(x, 1) - 1)
    log_odds = log_odds + (r + x) * (np.log(alpha + patterns.age) - np.log(alpha + patterns.recency))
    return np.where(x > 0, 1 / (1 + np.exp(np.minimum(log_odds, LARGEST_EXPONENT))), 1.0)


def expected_purchases(patterns: Patterns, theta: Draws, weeks: float) -> Draws:
    """Expected purchases in the next ``weeks``, shape (S, P) (equation 10 of the paper).

    Kept within what no customer can leave: at most the purchases of nobody dropping out, at least the chance to buy
    at all. The hypergeometric function loses its digits outside them, in corners where draws of a tiny posterior go.
    """
    from scipy.special import hyp2f1

    pairs, inverse = np.unique(np.stack([patterns.purchases, patterns.age]), axis=1, return_inverse=True)
    x, age = pairs
    r, alpha, a, b = (column[:, None] for column in parameters(theta).T)
    loss = np.where(np.abs(a - 1) < 1e-5, 1e-5, a - 1)
    shape, seen = r + x, alpha + age
    silent = np.exp(-shape * np.log1p(weeks / seen))
    with np.errstate(over="ignore", invalid="ignore"):
        series = silent * hyp2f1(shape, b + x, loss + b + x, weeks / (seen + weeks))
    growth = (loss + b + x) / loss * (1 - np.where(np.isfinite(series), series, silent))
    return np.asarray(alive(patterns, theta) * np.clip(growth, 1 - silent, shape * weeks / seen)[:, inverse.ravel()])


def simulate(patterns: Patterns, theta: Draws, weeks: float, rng: Generator, size: int) -> Draws:
    """Purchases in the next ``weeks`` of ``size`` customers per pattern, shape (size, P), for one theta (4,)."""
    r, alpha, a, b = parameters(theta)
    shape = (size, len(patterns.purchases))
    rate = rng.gamma(r + patterns.purchases, 1 / (alpha + patterns.age), shape)
    dropout = np.clip(rng.beta(a, b + patterns.purchases, shape), 1e-12, 1.0)
    bought = np.minimum(rng.poisson(rate * weeks), rng.geometric(dropout))
    return np.where(rng.random(shape) < alive(patterns, theta[None]), bought, 0.0)
