"""The last weeks, forecast from those before and from what was spent, beside the same weeks of the year before."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import Backtest
from corrente.core.words import phrase
from corrente.downstream.acquisition.weeks import Weeks, early, held_out
from corrente.inference.media_mix import Priors, Shape, fit
from corrente.inference.media_mix.response import predict

Array = NDArray[np.float64]

_YEAR, _MONTH = 52, 4
_DRAWS = 1000


def backtest(weeks: Weeks, shape: Shape, priors: Priors, rng: Generator) -> Backtest:
    """Mean absolute error of the weekly outcome, all regions together, in shares of its mean."""
    learnt = early(weeks)
    start = len(weeks.data.observed) - held_out(weeks)
    later = slice(start, None)
    seen = weeks.data.observed[later]
    drawn = predict(fit(learnt.data, rng, shape, priors, _DRAWS), rng, later).sum(axis=2)[:, seen]
    low, middle, high = np.quantile(drawn, [0.05, 0.5, 0.95], axis=0)
    came = weeks.data.outcome[later].sum(axis=1)[seen]
    naive, by_year = _naive(weeks, start)
    unit = float(np.abs(came).mean())
    return Backtest(
        "mean absolute error, as a share of the mean",
        float(np.abs(middle - came).mean()) / unit,
        float(np.abs(naive[seen] - came).mean()) / unit,
        phrase("the same weeks of the year before", "as mesmas semanas do ano anterior")
        if by_year
        else phrase("the last four weeks carried on", "as últimas quatro semanas mantidas"),
        details={
            "weeks_held_out": float(seen.sum()),
            "share_within_90": float(((low <= came) & (came <= high)).mean()),
        },
    )


def _naive(weeks: Weeks, start: int) -> tuple[Array, bool]:
    """What one would say without a model: the year before where all its weeks are known, else the last weeks' mean."""
    outcome, observed = weeks.data.outcome.sum(axis=1), weeks.data.observed
    ahead = len(outcome) - start
    before = slice(start - _YEAR, start - _YEAR + ahead)
    if start >= _YEAR and observed[before].all():
        return outcome[before], True
    known = outcome[:start][observed[:start]]
    return np.full(ahead, known[-_MONTH:].mean()), False
