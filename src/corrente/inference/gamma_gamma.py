"""Gamma-Gamma: what customers spend per purchase, around a level of their own.

Fader & Hardie 2013, "The Gamma-Gamma Model of Monetary Value" (after Colombo & Jiang 1999). Parameters
are p, q and v: a purchase is Gamma(p, nu), and nu is Gamma(q, v) over customers. All functions
take log p, log(q - 1) and log v: with q below one the mean spend over customers would be infinite.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corrente.core.count import Cells
from corrente.inference.posterior import Draws
from corrente.inference.purchases import Whole, in_chunks
from corrente.inference.purchases import parameters as positive
from corrente.inference.recipe import LogDensity

NAME = "Gamma-Gamma"
NAMES: tuple[str, ...] = ("p", "q", "v")
TEN_THOUSAND = 10_000.0
REFERENCE = "Fader & Hardie 2013, The Gamma-Gamma Model of Monetary Value"

PRIOR_SD = np.array([1.5, 1.0, 2.0])
"""Of normal priors on log p, log(q - 1), log v: 90% within a twelfth and twelve times the centre for p."""


@dataclass(frozen=True)
class Spending:
    """C cells of customers by repeat purchases and mean spend, all arrays of shape (C,).

    ``mean`` is the mean spend per repeat purchase, in currency, ``variance`` its variance within the cell.
    """

    purchases: Whole
    customers: Draws
    mean: Draws
    variance: Draws

    @classmethod
    def from_counts(cls, cells: Cells) -> Spending:
        """From the spends of the count ``purchase_histories``: amounts in ten-thousandths of the currency."""
        column = {name: np.asarray(values, dtype=float) for name, values in cells.items()}
        n, step = column["customers"], column["spend_step"] / TEN_THOUSAND
        place = column["hundredths_over"] / n
        middle = np.where(column["spend_step"] > 100, 0.5, 0.0)  # above it, hundredths are cut, on average by a half
        return cls(
            np.asarray(cells["purchases"], dtype=np.int64),
            n,
            (column["spend_cell"] + (place + middle) / 100) * step,
            np.maximum(column["hundredths_squares"] / n - place**2, 0.0) * (step / 100) ** 2,
        )

    def take(self, chosen: NDArray[np.bool_]) -> Spending:
        """Only the chosen cells."""
        return Spending(self.purchases[chosen], self.customers[chosen], self.mean[chosen], self.variance[chosen])

    def blurred(self) -> Spending:
        """With amounts known to a thousandth only, so that one price for all leaves a model of finite precision."""
        return Spending(self.purchases, self.customers, self.mean, self.variance + (self.mean / 1000) ** 2)

    def paid(self) -> Spending:
        """Only those who bought again and paid: what the model is about."""
        return self.take((self.purchases > 0) & (self.mean > 0))


def prior_mean(spending: Spending) -> Draws:
    """The centre of the priors: p = 5, q = 4, and v such that the mean spend is the one seen."""
    seen = float(spending.customers @ spending.mean / spending.customers.sum())
    return np.log([5.0, 3.0, seen * 3.0 / 5.0])


def parameters(theta: Draws) -> Draws:
    """p, q and v, shape (S, 3)."""
    return np.asarray(positive(theta) + np.array([0.0, 1.0, 0.0]))


def log_likelihood(spending: Spending) -> LogDensity:
    """The log likelihood of the mean spends, (S, 3) -> (S,) (equation 1 of the note).

    The variance within cells enters by the second-order terms of the expansion about each cell's mean.
    """
    from scipy.special import gammaln

    x, n, mean = spending.purchases.astype(float), spending.customers, spending.mean
    levels, level = np.unique(x, return_inverse=True)
    at = np.bincount(level, n)
    log_mean = np.log(mean) - 0.5 * spending.variance / mean**2
    slope, level_logs = float((n * x) @ (log_mean + np.log(x))), float(n @ log_mean)

    def chunk(theta: Draws) -> Draws:
        p, q, v = (column[:, None] for column in parameters(theta).T)
        shapes = (gammaln(p * levels + q) - gammaln(p * levels) - gammaln(q)) @ at
        scale = v + mean * x
        curve = (p * x + q) * (np.log(scale) - 0.5 * spending.variance * (x / scale) ** 2)
        return np.asarray(shapes + (q * np.log(v))[:, 0] * n.sum() + p[:, 0] * slope - level_logs - curve @ n)

    return in_chunks(chunk, len(n))


def spend_line(purchases: Draws, theta: Draws) -> tuple[Draws, Draws]:
    """Intercept and slope, each (S, C), of the expected spend per purchase as a line in a customer's own mean spend.

    Equation 5 of the note, for customers with ``purchases`` (C,): between the mean of all and their own.
    """
    p, q, v = (column[:, None] for column in parameters(theta).T)
    weight = p * purchases + q - 1
    return p * v / weight, p * purchases / weight


def spend_squared(purchases: Draws, mean: Draws, variance: Draws, theta: Draws) -> Draws:
    """Expected square (S, C) of the level of spend of customers whose mean spends have ``mean`` and ``variance`` (C,).

    The level is p / nu, with nu Gamma(p x + q, v + m x). Where its variance is infinite (p x + q <= 2) the square is
    taken at p x + q = 2.1, which is large but leaves a number.
    """
    p, q, v = (column[:, None] for column in parameters(theta).T)
    shape = np.maximum(p * purchases + q, 2.1)
    scale_squared = (v + mean * purchases) ** 2 + variance * purchases**2
    return np.asarray(p**2 * scale_squared / ((shape - 1) * (shape - 2)))
