"""The acquisition room's estimate: what each channel added and returns, which cannot be told apart, the best split."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import Backtest, Refusal
from corrente.core.room import Counted, Given
from corrente.downstream.acquisition.backtest import backtest
from corrente.downstream.acquisition.paths import Path, beside
from corrente.downstream.acquisition.plan import Plan, plan
from corrente.downstream.acquisition.split import Split, split
from corrente.downstream.acquisition.weeks import Weeks, read
from corrente.inference.media_mix import Adstock, Priors, Saturation, Shape, choose_shape, fit
from corrente.inference.media_mix.response import (
    contributions,
    marginal_returns,
    spent,
    weekly_baselines,
    weekly_contributions,
)
from corrente.inference.posterior import Method

Array = NDArray[np.float64]

YEAR = 52
SHAPES = (Shape(), Shape(saturation=Saturation.HILL), Shape(Adstock.DELAYED))
"""Geometric carry-over with either saturation, and a delayed peak; the likeliest is taken."""

_DRAWS = 4000
_TOLD_APART = -0.5  # contributions whose draws go against each other more than this share one effect
_FULL = 2.0  # what all channels could bring together, in shares of the best week's outcome (prior standard deviations)


@dataclass(frozen=True)
class Fitted:
    """How the posterior was found."""

    shape: Shape
    method: Method
    pareto_k: float | None
    effective: float


@dataclass(frozen=True)
class Acquisition:
    """Draws by channel: ``contribution`` (S, C), ``marginal`` (S, C) over the last year; ``base`` (S,) the rest.

    ``spent`` (C,) is money over all weeks, ``weekly`` (C,) money a week in the last year; ``tested`` are channels with
    a lift test, ``blurred`` pairs that cannot be told apart; ``seen`` (T,) outcomes (NaN where unknown), ``added`` (C,
    T) and ``anyway`` (T,) their parts.
    """

    plan: Plan
    weeks: Weeks
    contribution: Array
    base: Array
    marginal: Array
    spent: Array
    weekly: Array
    tested: frozenset[int]
    blurred: tuple[tuple[int, int], ...]
    split: Split | None
    seen: Array
    added: Array
    anyway: Array
    backtest: Backtest
    fitted: Fitted
    paths: tuple[Path, ...]

    @property
    def total(self) -> float:
        """The outcome of all weeks that are known."""
        return float(np.nansum(self.seen))

    @property
    def order(self) -> list[int]:
        """Channels, those that added most first."""
        return [int(k) for k in np.argsort(-self.contribution.mean(axis=0), kind="stable")]


def infer(counts: Counted, given: Given, rng: Generator) -> Acquisition | Refusal:
    """What the weeks say of the channels."""
    planned = plan(given.profile)
    if isinstance(planned, Refusal):
        return planned
    weeks = read(counts, planned)
    if isinstance(weeks, Refusal):
        return weeks
    data, count = weeks.data, len(weeks.channels)
    priors = Priors(effect=min(0.5, _FULL / count))
    shape, _ = choose_shape(data, SHAPES, rng, priors)
    posterior = fit(data, rng, shape, priors, _DRAWS)
    seen = np.where(data.observed, data.outcome.sum(axis=1), np.nan)
    added = contributions(posterior, data.observed).sum(axis=1)
    last = slice(-YEAR, None)
    weekly = data.spend[last].sum(axis=1).mean(axis=0)
    return Acquisition(
        plan=planned,
        weeks=weeks,
        contribution=added,
        base=np.asarray(np.nansum(seen) - added.sum(axis=1)),
        marginal=marginal_returns(posterior, last),
        spent=spent(posterior, data.observed).sum(axis=0),
        weekly=weekly,
        tested=frozenset(test.channel for test in data.lifts),
        blurred=_blurred(added),
        split=split(posterior, weekly) if count > 1 and (weekly > 0).sum() > 1 else None,
        seen=seen,
        added=weekly_contributions(posterior).sum(axis=0),
        anyway=weekly_baselines(posterior).sum(axis=0),
        backtest=backtest(weeks, shape, priors, rng),
        fitted=Fitted(shape, posterior.method, posterior.pareto_k, posterior.effective),
        paths=beside(given.answers.get("touchpoints"), weeks, added),
    )


def _blurred(added: Array) -> tuple[tuple[int, int], ...]:
    """Pairs of channels of which the weeks know the sum better than the parts."""
    with np.errstate(invalid="ignore", divide="ignore"):
        together = np.corrcoef(added.T).reshape(added.shape[1], -1)
    return tuple((i, j) for i, j in combinations(range(added.shape[1]), 2) if together[i, j] < _TOLD_APART)
