"""Which first steps go with staying: differences between customers who took them and others alike in the rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import Estimate
from corrente.core.count import Cells
from corrente.inference.average_effects import average_effects
from corrente.inference.discrimination import auc
from corrente.inference.hierarchical_logistic import DealCells, LogisticPosterior, expit, mode, posterior
from corrente.inference.posterior import Draws
from corrente.upstream.adoption.refusals import FEWEST_EITHER, FEWEST_SETTLED

_DRAWS = 1000
_LEVELS, _SEGMENTS = 4, 13
_FEWEST_OF_EACH = 10  # customers with and without a feature: fewer say nothing of it
Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Step:
    """A feature used (or not) in the first days: customers and those of them still active, with it and without it."""

    feature: str
    with_it: tuple[int, int]
    without: tuple[int, int]
    effect: Estimate
    probability: float


@dataclass(frozen=True)
class Activation:
    """How many stay, what goes with it, and how well the first days tell who will stay (areas under the curve)."""

    stayed: Estimate
    steps: tuple[Step, ...]
    fit: LogisticPosterior
    model_auc: float
    activity_auc: float
    tested: int


def activate(counted: Cells, features: tuple[str, ...], rng: Generator) -> Activation | None:
    """The activation's estimate; ``None`` where too few customers stayed or left."""
    cells, names = _cells(counted, features)
    stayed, left = int(cells.won.sum()), int(cells.lost.sum())
    if stayed + left < FEWEST_SETTLED or min(stayed, left) < FEWEST_EITHER:
        return None
    fit = posterior(cells, rng, _DRAWS)
    effects = average_effects(cells, fit.coefficients)
    steps = [_step(cells, place, name, effects) for place, name in enumerate(names)]
    later = counted["later"].astype(bool)
    return Activation(
        _stayed(stayed, left, rng),
        tuple(sorted(steps, key=lambda step: -step.effect.value)),
        fit,
        *_test(cells, later, len(names)),
        int(counted["customers"][later].astype(np.int64).sum()),
    )


def _stayed(stayed: int, left: int, rng: Generator) -> Estimate:
    """The plain share, with Jeffreys' interval (Brown, Cai & DasGupta 2001)."""
    n = stayed + left
    draws = rng.beta(stayed + 0.5, left + 0.5, 20_000)
    observed = {"customers": n, "stayed": stayed}
    return Estimate.from_draws(
        "stayed", draws, "share of new customers", {"segment": "all"}, value=stayed / n, observed=observed
    )


def _cells(counted: Cells, features: tuple[str, ...]) -> tuple[DealCells, tuple[str, ...]]:
    """One covariate per feature that some used early and some did not, then early activity, then segment."""
    mask, customers = counted["early_features"].astype(np.int64), counted["customers"].astype(np.float64)
    used = (mask[:, None] // 2 ** np.arange(len(features))) % 2
    sizes = customers @ used
    told = np.minimum(sizes, customers.sum() - sizes) >= _FEWEST_OF_EACH
    others = np.stack([counted["early_level"], counted["segment"]], axis=1).astype(np.int64)
    stayed = counted["stayed"].astype(np.float64)
    cells = DealCells(
        np.hstack([used[:, told], others]),
        (*[2] * int(told.sum()), _LEVELS, _SEGMENTS),
        stayed,
        customers - stayed,
    )
    return cells, tuple(name for name, kept in zip(features, told, strict=True) if kept)


def _step(cells: DealCells, place: int, feature: str, effects: Draws) -> Step:
    first = int(cells.offsets[place]) - 1
    draws = effects[:, first + 1] - effects[:, first]
    used = cells.levels[:, place] == 1
    return Step(
        feature,
        (round(cells.total[used].sum()), round(cells.won[used].sum())),
        (round(cells.total[~used].sum()), round(cells.won[~used].sum())),
        Estimate.from_draws(
            "activation_effect", draws, "share of new customers, with it against without", {"feature": feature}
        ),
        float((draws > 0).mean()),
    )


def _test(cells: DealCells, later: NDArray[np.bool_], features: int) -> tuple[float, float]:
    """Areas under the curve on the customers who began later, of the model and of early activity alone."""

    def only(chosen: NDArray[np.bool_]) -> tuple[Vector, Vector]:
        return np.where(chosen, cells.won, 0.0), np.where(chosen, cells.lost, 0.0)

    won, lost = only(later)
    early = cells.with_counts(*only(~later))
    if not (won.any() and lost.any() and early.won.any() and early.lost.any()):
        return float("nan"), float("nan")
    level = cells.levels[:, features]
    kept = np.bincount(level, early.won, _LEVELS) + 0.5
    rate = kept / (np.bincount(level, early.total, _LEVELS) + 1)
    return auc(expit(cells.design @ mode(early)[0]), won, lost), auc(rate[level], won, lost)
