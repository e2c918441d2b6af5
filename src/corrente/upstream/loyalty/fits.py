"""The fits behind the loyalty room: which model holds, what it says today, and each segment drawn to the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from corrente.inference import bg_nbd, gamma_gamma, pareto_nbd
from corrente.inference.gamma_gamma import Spending
from corrente.inference.posterior import Draws, Posterior
from corrente.inference.purchase_forecast import (
    Maximum,
    Prior,
    PurchaseModel,
    infer_posterior,
    purchase_maximum,
    purchase_posterior,
)
from corrente.inference.purchases import PurchaseCells

MODELS: Mapping[str, PurchaseModel] = {"bg_nbd": bg_nbd, "pareto_nbd": pareto_nbd}

DRAWS = 1000
_CELLS, _CELLS_OF_SEGMENT = 400, 300

_BETWEEN = 0.5
"""Sd of the log parameters between segments of one company: 95% within a factor of 2.7 of the whole."""

_BETWEEN_SPEND = 0.3
_FEWEST_PAYING = 20  # below, the spread of spend between customers is anybody's guess


@dataclass(frozen=True)
class Trial:
    """One model at the cut: the maximum of its likelihood, and the log likelihood of what it had not seen."""

    model: PurchaseModel
    then: Maximum
    held_out: float


@dataclass(frozen=True)
class Fit:
    """Posterior draws of one group: ``theta`` of purchases (S, 4), and of spend (S, 3) if it can be modelled."""

    model: PurchaseModel
    theta: Draws
    spend_theta: Draws | None


def trials(calibration: PurchaseCells, seen_out: PurchaseCells) -> dict[str, Trial]:
    """Each model fitted at the cut and scored by the conditional log likelihood of what came after.

    That is the log likelihood of the whole histories of the same customers, less that of their histories at the cut.
    """
    after = seen_out.patterns()
    found = {}
    for name, model in MODELS.items():
        then = purchase_maximum(model, calibration, _CELLS)
        whole = float(model.log_likelihood(after)(then.theta[None])[0])
        found[name] = Trial(model, then, whole - then.log_likelihood)
    return found


def posterior(model: PurchaseModel, cells: PurchaseCells, rng: Generator, start: Draws) -> Posterior:
    """The posterior of a model's log parameters under its own weak priors; the climb begins at ``start`` (d,)."""
    prior = Prior(model.PRIOR_MEAN, model.PRIOR_SD)
    return purchase_posterior(model, cells, prior, rng, DRAWS, _CELLS, start)


def spend_posterior(spending: Spending, rng: Generator) -> Posterior | None:
    """The posterior of the spend, or ``None`` where too few have paid again."""
    paid = spending.paid()
    if paid.customers.sum() < _FEWEST_PAYING:
        return None
    prior = Prior(gamma_gamma.prior_mean(paid), gamma_gamma.PRIOR_SD)
    return infer_posterior(gamma_gamma.log_likelihood(paid.blurred()), prior, rng, DRAWS)


def segment_fit(whole: Fit, cells: PurchaseCells, spending: Spending, rng: Generator) -> Fit:
    """A segment's posterior, its prior centred on the whole company (empirical Bayes: partial pooling)."""
    prior = _around(whole.theta, _BETWEEN)
    theta = purchase_posterior(whole.model, cells, prior, rng, DRAWS, _CELLS_OF_SEGMENT).draws
    if whole.spend_theta is None:
        return Fit(whole.model, theta, None)
    spend_prior, paid = _around(whole.spend_theta, _BETWEEN_SPEND), spending.paid()
    if paid.customers.sum() == 0:
        return Fit(whole.model, theta, spend_prior.mean + spend_prior.sd * rng.standard_normal((DRAWS, 3)))
    spend = infer_posterior(gamma_gamma.log_likelihood(paid.blurred()), spend_prior, rng, DRAWS)
    return Fit(whole.model, theta, spend.draws)


def _around(draws: Draws, between: float) -> Prior:
    return Prior(draws.mean(axis=0), np.sqrt(draws.var(axis=0) + between**2))
