"""The solutions room's back-test: each respondent's last task, foretold from the others."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from corrente.core.answer import Backtest
from corrente.core.words import phrase
from corrente.inference.choice import Choices, Vector, fit_logit
from corrente.inference.hierarchical_choice import MEAN_SD, posterior
from corrente.upstream.solutions.tasks import Tasks

_SWEEPS = 60


def backtest(tasks: Tasks, rng: Generator) -> Backtest:
    """Hierarchical model against the logit in which all people are alike, and against even chances."""
    train, test, _ = tasks.held_out()
    found = posterior(train, tasks.groups, rng, sweeps=_SWEEPS)
    pooled = fit_logit(train, MEAN_SD).worths
    own = found.worths.astype(np.float64)
    told = (test.absent == 0).any(axis=(1, 2))
    model = np.exp(test.log_likelihood(own)).mean(axis=0)[told]
    alike = np.exp(test.log_likelihood(np.broadcast_to(pooled, own.shape[1:])))[told]
    even = np.exp(test.log_likelihood(np.zeros(own.shape[1:])))[told]
    return Backtest(
        "log loss per held-out choice",
        float(-np.log(model).mean()),
        float(-np.log(alike).mean()),
        phrase("one logit for all people alike", "um logit igual para todas as pessoas"),
        details={
            "hit_rate": _hits(test, own.mean(axis=0), told),
            "baseline_hit_rate": _hits(test, np.broadcast_to(pooled, own.shape[1:]), told),
            "even_chances_log_loss": float(-np.log(even).mean()),
            "choices": float(told.sum()),
        },
    )


def _hits(test: Choices, worths: Vector, told: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float:
    """The share of choices whose alternative was worth more than each rival."""
    ahead = np.einsum("rtjk,rk->rtj", test.differences, worths) + test.absent
    return float((ahead.max(axis=(1, 2)) < 0)[told].mean())
