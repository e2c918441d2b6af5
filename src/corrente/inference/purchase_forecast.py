"""What the purchase models say of the future: fits, and predictive draws of totals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.random import Generator

from corrente.inference import gamma_gamma
from corrente.inference.gamma_gamma import Spending
from corrente.inference.posterior import Draws, Posterior
from corrente.inference.purchases import Patterns, PurchaseCells
from corrente.inference.recipe import LogDensity, find_mode, laplace, refine, sample

_CELLS = 120  # for what is worked out draw by draw
_SIMULATED = 100  # customers per pattern: the variance of a total is known to some ten percent


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


def maximise(log_likelihood: LogDensity, start: Draws, covariance: Draws | None = None) -> Maximum:
    """The maximum of the likelihood near ``start`` (d,); a guess of its ``covariance`` (d, d) saves steps."""
    theta = find_mode(log_likelihood, start) if covariance is None else refine(log_likelihood, start, covariance)
    return Maximum(theta, float(log_likelihood(theta[None])[0]))


def purchase_maximum(model: PurchaseModel, cells: PurchaseCells, limit: int) -> Maximum:
    """The maximum of a purchase model's likelihood, nearly reached on at most ``limit`` coarse cells, found on all."""
    coarse, log_likelihood = cells.coarsened(limit), model.log_likelihood(cells.patterns())
    if coarse is cells:
        return maximise(log_likelihood, model.PRIOR_MEAN)
    rough = model.log_likelihood(coarse.patterns())
    near = laplace(rough, find_mode(rough, model.PRIOR_MEAN))
    return maximise(log_likelihood, near.mode, near.covariance)


def infer_posterior(
    log_likelihood: LogDensity, prior: Prior, rng: Generator, draws: int, start: Draws | None = None
) -> Posterior:
    """The posterior under ``prior``, climbing from its mean or ``start`` (d,); raises as `sample` does."""
    return sample(prior.times(log_likelihood), prior.mean if start is None else start, rng, draws)


def purchase_posterior(
    model: PurchaseModel,
    cells: PurchaseCells,
    prior: Prior,
    rng: Generator,
    draws: int,
    limit: int,
    start: Draws | None = None,
) -> Posterior:
    """The posterior of a purchase model: its shape from at most ``limit`` coarse cells, its place from all.

    Coarse cells get the curvature right, but at a million customers shift the mode by more than its tiny standard
    deviation; so the draws are moved by the difference between the two modes. Raises `ConvergenceError`.
    """
    coarse = cells.coarsened(limit)
    found = infer_posterior(model.log_likelihood(coarse.patterns()), prior, rng, draws, start)
    if coarse is cells:
        return found
    exact = refine(prior.times(model.log_likelihood(cells.patterns())), found.mode, np.cov(found.draws.T))
    return replace(found, draws=found.draws + (exact - found.mode), mode=exact)


def active(model: PurchaseModel, theta: Draws, cells: PurchaseCells, rng: Generator) -> Draws:
    """Predictive draws (S,) of how many of the customers are still active: parameters and each customer's chance."""
    coarse = cells.coarsened(_CELLS).patterns()
    chances = model.alive(coarse, theta)
    noise = np.sqrt(chances * (1 - chances) @ coarse.customers)
    mean = _anchored(model.alive, theta, cells)
    return np.clip(mean + noise * rng.standard_normal(len(theta)), 0.0, coarse.total)


def purchases(model: PurchaseModel, theta: Draws, cells: PurchaseCells, weeks: float, rng: Generator) -> Draws:
    """Predictive draws (S,) of the customers' purchases in the next ``weeks``, in total."""
    coarse = cells.coarsened(_CELLS).patterns()
    mean = _anchored(lambda patterns, at: model.expected_purchases(patterns, at, weeks), theta, cells)
    simulated = model.simulate(coarse, theta.mean(axis=0), weeks, rng, _SIMULATED)
    return realised(mean, float(simulated.var(axis=0) @ coarse.customers), rng)


def revenue(
    model: PurchaseModel,
    theta: Draws,
    cells: PurchaseCells,
    weeks: float,
    spending: Spending,
    spend_theta: Draws,
    rng: Generator,
) -> Draws:
    """Predictive draws (S,) of the customers' revenue in the next ``weeks``, in total.

    Spend is independent of the times given the number of repeat purchases, as Gamma-Gamma assumes, and linear in the
    customer's own mean spend: so the mean and variance of the spends per number of purchases are all it takes.
    """
    spends = _Spends.of(spending, int(cells.purchases.max()))

    def expected(patterns: Patterns, at: Draws) -> Draws:
        levels = spends.level(patterns, spend_theta if len(at) == len(theta) else spend_theta.mean(axis=0)[None])
        return np.asarray(model.expected_purchases(patterns, at, weeks) * levels)

    coarse, middle = cells.coarsened(_CELLS).patterns(), spend_theta.mean(axis=0)[None]
    simulated = model.simulate(coarse, theta.mean(axis=0), weeks, rng, _SIMULATED)
    level, squared = spends.level(coarse, middle)[0], spends.squared(coarse, middle)[0]
    within = squared / gamma_gamma.parameters(middle)[0, 0]  # the variance of one purchase around its level
    first, second = simulated.mean(axis=0), (simulated**2).mean(axis=0)
    variance = (first * within + second * squared - (first * level) ** 2) @ coarse.customers
    return realised(_anchored(expected, theta, cells), float(variance), rng)


@dataclass(frozen=True)
class _Spends:
    """Mean and variance of the mean spends of customers, by their number of repeat purchases."""

    mean: Draws
    variance: Draws

    @classmethod
    def of(cls, spending: Spending, most: int) -> _Spends:
        x, n, size = spending.purchases, spending.customers, max(most, int(spending.purchases.max(initial=0))) + 1
        count = np.maximum(np.bincount(x, n, size), 1e-12)
        mean = np.bincount(x, n * spending.mean, size) / count
        square = np.bincount(x, n * (spending.variance + spending.mean**2), size) / count
        return cls(mean, np.maximum(square - mean**2, 0.0))

    def level(self, patterns: Patterns, theta: Draws) -> Draws:
        """Expected spend per purchase, (S, P)."""
        base, slope = gamma_gamma.spend_line(patterns.purchases.astype(float), theta)
        return np.asarray(base + slope * self.mean[patterns.purchases])

    def squared(self, patterns: Patterns, theta: Draws) -> Draws:
        """Expected square of the level of spend, (S, P)."""
        x = patterns.purchases
        return gamma_gamma.spend_squared(x.astype(float), self.mean[x], self.variance[x], theta)


def _anchored(value: Callable[[Patterns, Draws], Draws], theta: Draws, cells: PurchaseCells) -> Draws:
    """Draws (S,) of the sum over customers of a ``value`` (S, P): coarse cells give the spread, all cells the place."""
    fine, coarse, middle = cells.patterns(), cells.coarsened(_CELLS).centres(), theta.mean(axis=0)[None]
    draws = value(coarse, theta) @ coarse.customers
    if len(coarse.customers) == len(fine.customers):
        return np.asarray(draws)
    exact, rough = ((value(p, middle) @ p.customers)[0] for p in (fine, coarse))
    return np.asarray(draws * (exact / rough if rough > 0 else 1.0))


def realised(mean: Draws, variance: float, rng: Generator) -> Draws:
    """Draws (S,) of a total with expectations ``mean`` (S,) and sampling ``variance`` (at the average expectation).

    Each is gamma distributed with the right mean and variance: never negative, and skewed as counts are.
    """
    centre = float(mean.mean())
    if centre <= 0 or variance <= 0:
        return mean
    scale = variance / centre
    return np.asarray(rng.gamma(np.maximum(mean, 1e-12) / scale, scale))
