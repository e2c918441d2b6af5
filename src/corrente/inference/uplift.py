"""What randomised actions brought: differences to the control group, in rates, in values, and by segment pooled.

Rates have Jeffreys' prior (Brown, Cai & DasGupta 2001); values are skewed and mostly nothing, so that their means are
drawn by the Bayesian bootstrap (Rubin 1981, *Annals of Statistics* 9, 130-134), which assumes no distribution.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.inference.hierarchical_logistic import DealCells, LogisticPosterior, expit, posterior
from corrente.inference.posterior import Draws

Vector = NDArray[np.float64]
_TOGETHER = 200  # cells whose weights are drawn at a time: bounded memory
_PRIOR_PERSON = 1e-9


def rates(successes: Vector, people: Vector, rng: Generator, draws: int) -> Draws:
    """Draws (S, A) of the arms' rates, for counts (A,)."""
    return rng.beta(successes + 0.5, people - successes + 0.5, (draws, len(people)))


def bootstrap_means(values: Vector, people: Vector, rng: Generator, draws: int) -> Vector:
    """Draws (S,) of a mean value, for cells (C,) of so many ``people`` with about the same ``values`` each.

    The weights of the cells are Dirichlet with the people as parameters: those of the single people, added.
    """
    total, weighted = np.zeros(draws), np.zeros(draws)
    for start in range(0, len(people), _TOGETHER):
        part = slice(start, start + _TOGETHER)
        weights = rng.standard_gamma(people[part] + _PRIOR_PERSON, (draws, len(people[part])))
        total += weights.sum(axis=1)
        weighted += weights @ values[part]
    return weighted / total


def segment_rates(successes: Vector, people: Vector, rng: Generator, draws: int) -> tuple[Draws, LogisticPosterior]:
    """Draws (S, A, G) of the rates of arms in segments, for counts (A, G), and the posterior that they come from.

    Hierarchical logistic regression with effects of arms, of segments, and of both together: where segments respond
    alike, the uplift of each is drawn towards that of all (Gelman & Hill 2007, chapter 14).
    """
    arms, groups = people.shape
    arm, group = (axis.ravel() for axis in np.indices(people.shape))
    levels = np.stack([arm, group, arm * groups + group], axis=1)
    won = successes.ravel().astype(float)
    cells = DealCells(levels, (arms, groups, arms * groups), won, people.ravel() - won)
    fit = posterior(cells, rng, draws)
    return np.moveaxis(expit(cells.log_odds(fit.coefficients)).reshape(arms, groups, draws), -1, 0), fit
