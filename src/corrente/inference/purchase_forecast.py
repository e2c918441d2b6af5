"""What the purchase models say of the future: fits, and predictive draws of totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.random import Generator

from corrente.inference import gamma_gamma
from corrente.inference.gamma_gamma import Spending
from corrente.inference.posterior import Draws, Posterior
from corrente.inference.purchases import Patterns
from corrente.inference.recipe import LogDensity, find_mode, sample

_SIMULATED = 200  # customers per pattern: the variance of a total is known to a few percent


class PurchaseModel(Protocol):
    """What `bg_nbd` and `pareto_nbd` both offer; theta are log parameters."""

    NAME: str
    NAMES: tuple[str, ...]
    REFERENCE: str
    PRIOR_MEAN: Draws
    PRIOR_SD: Draws

    def log_likelihood(self, patterns: Patterns) -> LogDensity:
        """The log likelihood of the patterns, a function of thetas (S, d) -> (S,)."""
        ...

    def parameters(self, theta: Draws) -> Draws:
        """The parameters under the paper's names, (S, d)."""
        ...

    def alive(self, patterns: Patterns, theta: Draws) -> Draws:
        """The chance to be still active, (S, P)."""
        ...

    def expected_purchases(self, patterns: Patterns, theta: Draws, weeks: float) -> Draws:
        """Expected purchases in the next ``weeks``, (S, P)."""
        ...

    def simulate(self, patterns: Patterns, theta: Draws, weeks: float, rng: Generator, size: int) -> Draws:
        """Simulated purchases of ``size`` customers per pattern, (size, P)."""
        ...


@dataclass(frozen=True)
class Prior:
    """Independent normal priors on unconstrained parameters: ``mean`` (d,) and ``sd`` (d,)."""

    mean: Draws
    sd: Draws

    def times(self, log_likelihood: LogDensity) -> LogDensity:
        """The unnormalised log posterior density."""

        def log_density(theta: Draws) -> Draws:
            return np.asarray(log_likelihood(theta) - 0.5 * (((theta - self.mean) / self.sd) ** 2).sum(axis=1))

        return log_density


@dataclass(frozen=True)
class Maximum:
    """The maximum of the likelihood: ``theta`` (d,) and the log likelihood there."""

    theta: Draws
    log_likelihood: float


def maximise(log_likelihood: LogDensity, start: Draws) -> Maximum:
    """The maximum of the likelihood near ``start`` (d,)."""
    theta = find_mode(log_likelihood, start)
    return Maximum(theta, float(log_likelihood(theta[None])[0]))


def infer_posterior(log_likelihood: LogDensity, prior: Prior, rng: Generator, draws: int) -> Posterior:
    """The posterior under ``prior``; raises `ConvergenceError` as `sample` does."""
    return sample(prior.times(log_likelihood), prior.mean, rng, draws)


def active(model: PurchaseModel, theta: Draws, patterns: Patterns, rng: Generator) -> Draws:
    """Predictive draws (S,) of how many of the customers are still active: parameters and each customer's chance."""
    chances = model.alive(patterns, theta)
    noise = np.sqrt(chances * (1 - chances) @ patterns.customers)
    return np.clip(chances @ patterns.customers + noise * rng.standard_normal(len(theta)), 0.0, patterns.total)


def purchases(model: PurchaseModel, theta: Draws, patterns: Patterns, weeks: float, rng: Generator) -> Draws:
    """Predictive draws (S,) of the customers' purchases in the next ``weeks``, in total."""
    mean = model.expected_purchases(patterns, theta, weeks) @ patterns.customers
    simulated = model.simulate(patterns, theta.mean(axis=0), weeks, rng, _SIMULATED)
    return realised(mean, float(simulated.var(axis=0) @ patterns.customers), rng)


def revenue(
    model: PurchaseModel,
    theta: Draws,
    patterns: Patterns,
    weeks: float,
    spending: Spending,
    spend_theta: Draws,
    rng: Generator,
) -> Draws:
    """Predictive draws (S,) of the customers' revenue in the next ``weeks``, in total.

    Spend is independent of the times given the number of repeat purchases, as Gamma-Gamma assumes, and linear in the
    customer's own mean spend: so the mean and variance of the spends per number of purchases are all it takes.
    """
    x, own_mean, own_variance = _by_purchases(spending, patterns)
    expected = model.expected_purchases(patterns, theta, weeks) * patterns.customers
    intercept, slope = gamma_gamma.spend_line(x, spend_theta)
    mean = (expected * (intercept + slope * own_mean)).sum(axis=1)

    simulated = model.simulate(patterns, theta.mean(axis=0), weeks, rng, _SIMULATED)
    middle = spend_theta.mean(axis=0)[None]
    level = np.sum(gamma_gamma.spend_line(x, middle) * np.stack([np.ones_like(own_mean), own_mean])[:, None], axis=0)[0]
    squared = gamma_gamma.spend_squared(x, own_mean, own_variance, middle)[0]
    one_purchase = squared / gamma_gamma.parameters(middle)[0, 0]
    first, second = simulated.mean(axis=0), (simulated**2).mean(axis=0)
    variance = (first * one_purchase + second * squared - (first * level) ** 2) @ patterns.customers
    return realised(mean, float(variance), rng)


def realised(mean: Draws, variance: float, rng: Generator) -> Draws:
    """Draws (S,) of a total with expectations ``mean`` (S,) and sampling ``variance`` (at the average expectation).

    Each is gamma distributed with the right mean and variance: never negative, and skewed as counts are.
    """
    centre = float(mean.mean())
    if centre <= 0 or variance <= 0:
        return mean
    scale = variance / centre
    return np.asarray(rng.gamma(np.maximum(mean, 1e-12) / scale, scale))


def _by_purchases(spending: Spending, patterns: Patterns) -> tuple[Draws, Draws, Draws]:
    """Per pattern: its purchases, and the mean and variance of the mean spends of customers with so many purchases."""
    size = int(max(spending.purchases.max(initial=0), patterns.purchases.max())) + 1
    count = np.bincount(spending.purchases, spending.customers, size)
    total = np.bincount(spending.purchases, spending.customers * spending.mean, size)
    square = np.bincount(spending.purchases, spending.customers * (spending.variance + spending.mean**2), size)
    mean = np.divide(total, count, out=np.zeros(size), where=count > 0)
    variance = np.divide(square, count, out=np.zeros(size), where=count > 0) - mean**2
    chosen = patterns.purchases
    return chosen.astype(float), mean[chosen], np.maximum(variance[chosen], 0.0)
