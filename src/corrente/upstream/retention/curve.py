"""Retention by age: the life table with its posterior, and laws that carry it on beyond what was seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import Estimate
from corrente.inference.contract_survival import Ages, Law, by_group, hazards, log_likelihood, posterior
from corrente.inference.posterior import Draws, Posterior
from corrente.upstream.retention.lives import Lives
from corrente.upstream.retention.plan import Plan, Source

DRAWS = 1000
SHOWN = (1, 2, 3, 6, 12, 24)
"""Whole periods after which the share that stayed is quoted."""
MIN_AT_RISK = 20
"""Customers at risk at an age for it to be quoted."""
_PRIOR_ENDS = 0.05


@dataclass(frozen=True)
class Curve:
    """``stayed`` (S, T): draws of the share still there after 1 ... T periods; ``seen`` (T,) the plain share."""

    group: str
    stayed: Draws
    seen: NDArray[np.float64]


@dataclass(frozen=True)
class Laws:
    """The law that foretold unseen periods better, both scores (log likelihood), and its posterior per group."""

    law: Law
    held_out: Mapping[Law, float]
    fits: Mapping[str, Posterior]


def curves(lives: Lives, planned: Plan, rng: Generator) -> tuple[Curve, ...]:
    """One curve for all and one per group, as far as enough customers were at risk."""
    chained = planned.source is Source.CONTRACTS
    return tuple(c for name, ages in lives.ages.items() if (c := _curve(name, ages, chained, rng)) is not None)


def _curve(name: str, ages: Ages, chained: bool, rng: Generator) -> Curve | None:
    """Chained: the product of staying from age to age; else the share active at each age by itself."""
    short = np.flatnonzero(ages.at_risk < MIN_AT_RISK)
    until = int(short[0]) if len(short) else len(ages.left)
    if until == 0:
        return None
    left, risk = ages.left[:until], ages.at_risk[:until]
    mean = (left.sum() + 0.5) / (risk.sum() + 1)
    weight = _PRIOR_ENDS / mean
    if not chained:
        gone = rng.beta(left + 0.5, risk - left + 0.5, (DRAWS, until))
        return Curve(name, 1 - gone, 1 - left / risk)
    gone = rng.beta(left + weight * mean, risk - left + weight * (1 - mean), (DRAWS, until))
    stayed, seen = np.cumprod(1 - gone, axis=1), np.cumprod(1 - left / risk)
    return Curve(name, np.asarray(stayed), np.asarray(seen))


def estimates(found: tuple[Curve, ...], group: str) -> Iterator[Estimate]:
    """The share that stayed after some numbers of periods, for all and for each group."""
    for curve in found:
        of = {"segment": "all"} if curve.group == "all" else {group: curve.group}
        for periods in SHOWN:
            if periods <= curve.stayed.shape[1]:
                draws = curve.stayed[:, periods - 1]
                yield Estimate.from_draws("retained", draws, "share of customers", of | {"periods": str(periods)})


def laws(lives: Lives, rng: Generator) -> Laws | None:
    """Fitted to contracts: sBG, or BdW where it foretells the later half of the ages better from the earlier half.

    None where no more than two ages are known.
    """
    everybody = lives.ages["all"]
    if len(everybody.left) < 3 or not everybody.left.any():
        return None
    half = (len(everybody.left) + 1) // 2
    early = Ages(everybody.left[:half], everybody.at_risk[:half])
    scores = {law: _ahead(law, early, everybody, rng) for law in Law}
    best = Law.BDW if scores[Law.BDW] > scores[Law.SBG] else Law.SBG
    groups = {name: ages for name, ages in lives.ages.items() if name != "all"} or {"everybody": everybody}
    return Laws(best, scores, by_group(best, groups, rng, DRAWS))


def _ahead(law: Law, early: Ages, everybody: Ages, rng: Generator) -> float:
    """Log predictive likelihood of the later ages, given the earlier ones."""
    fit = posterior(law, early, rng, DRAWS).draws
    told = log_likelihood(law, fit, everybody) - log_likelihood(law, fit, early)
    return float(np.logaddexp.reduce(told) - np.log(len(told)))


def ahead(fitted: Laws, group: str, ages: NDArray[np.int64], horizon: int) -> Draws:
    """Chances to leave (S, P, H) in the next ``horizon`` periods of customers of these ages (P,)."""
    fit = fitted.fits.get(group, fitted.fits["all"])
    chances = hazards(fitted.law, fit.draws, int(ages.max(initial=0)) + horizon)
    return chances[:, ages[:, None] + np.arange(horizon)]
