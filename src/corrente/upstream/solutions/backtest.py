"""The solutions room's back-test: each respondent's last task, foretold from all other answers."""

from __future__ import annotations

import numpy as np

from corrente.core.answer import Backtest
from corrente.core.words import phrase
from corrente.inference.choice import Choices, Vector, fit_logit
from corrente.inference.choice_prior import MEAN_SD
from corrente.inference.hierarchical_choice import Hierarchy
from corrente.inference.recipe.importance import smooth
from corrente.upstream.solutions.tasks import Tasks


def backtest(tasks: Tasks, fit: Hierarchy) -> Backtest:
    """Hierarchical model against the logit in which all people are alike, and against even chances.

    The logit is fitted without the last tasks. From the hierarchy's draws each last task is taken out again by
    importance sampling, smoothed by a Pareto tail (Vehtari, Gelman & Gabry 2017, equation 10).
    """
    train, test = tasks.held_out()
    told = (test.absent == 0).any(axis=(1, 2))
    own = fit.worths.astype(np.float64)
    without, tails = _without(test.log_likelihood(own))
    model = (np.exp(test.log_likelihood(own)) * without).sum(axis=0)[told]
    alike = np.broadcast_to(fit_logit(train, MEAN_SD).worths, own.shape[1:])
    return Backtest(
        "log loss per held-out choice",
        float(-np.log(model).mean()),
        float(-test.log_likelihood(alike)[told].mean()),
        phrase("one logit for all people alike", "um logit igual para todas as pessoas"),
        details={
            "hit_rate": _hits(test, np.einsum("dr,drk->rk", without, own), told),
            "baseline_hit_rate": _hits(test, alike, told),
            "even_chances_log_loss": float(-test.log_likelihood(np.zeros(own.shape[1:]))[told].mean()),
            "choices": float(told.sum()),
            "k_hat": float(tails[told].max()),
        },
    )


def _without(likelihood: Vector) -> tuple[Vector, Vector]:
    """The weights (D, R) that take tasks of log-likelihood (D, R) out of the draws, and the tails' shapes (R,)."""
    weights, tails = zip(*(smooth(-own) for own in likelihood.T), strict=True)
    return np.stack(weights, axis=1), np.array(tails)


def _hits(test: Choices, worths: Vector, told: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float:
    """The share of choices whose alternative was worth more than each rival."""
    ahead = np.einsum("rtjk,rk->rtj", test.differences, worths) + test.absent
    return float((ahead.max(axis=(1, 2)) < 0)[told].mean())
