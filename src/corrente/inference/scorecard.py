"""Scorecards: effects on the log odds as whole points, and a test that goes through time as a company does.

A lead's score is BASE plus the points of its levels; POINTS_TO_DOUBLE points more double the odds (Siddiqi 2006,
Credit Risk Scorecards, ch. 6). The effects are those of the hierarchical logistic regression.

The test is prequential (Dawid 1984): the leads of each period are foretold from the outcomes known before it, by a
dynamic logistic regression that forgets at a constant rate (West, Harrison & Migon 1985; West & Harrison 1997, ch. 14).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.inference.hierarchical_logistic import DealCells, LogisticPosterior, expit
from corrente.inference.posterior import Draws, Method

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Single = NDArray[np.float32]
Codes = NDArray[np.int64]
State = tuple[Vector, Matrix]
"""Mean (D,) and precision (D, D) of the effects."""

POINTS_TO_DOUBLE = 20
BASE = 50
"""The score of a lead whose every level is average."""
FACTOR = POINTS_TO_DOUBLE / np.log(2)
DISCOUNTS = (1.0, 0.95, 0.9, 0.8)
"""The share of what is known that is kept from one period to the next."""
CLEARLY = 3.0
"""Nats by which a stronger discount must have foretold better before it is used: twenty times as likely (exp 3)."""
_EFFECT_SD, _INTERCEPT_SD = 0.3, 2.0
_NEWTON = 2


def effects_of(cells: DealCells, coefficients: Draws) -> Draws:
    """Each level's effect against the average lead of its column, in points: (S, L) for coefficients (S, D)."""
    found = np.empty((len(coefficients), coefficients.shape[1] - 1))
    for covariate, size in enumerate(cells.sizes):
        columns = cells.offsets[covariate] + np.arange(size)
        share = np.bincount(cells.levels[:, covariate], cells.total, size) / max(cells.total.sum(), 1e-12)
        own = coefficients[:, columns]
        found[:, columns - 1] = FACTOR * (own - (own @ share)[:, None])
    return found


def average_log_odds(cells: DealCells, coefficients: Draws) -> Vector:
    """The log odds (S,) of a lead whose every level is average: those of the score BASE."""
    total = coefficients[:, 0].copy()
    for covariate, size in enumerate(cells.sizes):
        share = np.bincount(cells.levels[:, covariate], cells.total, size) / max(cells.total.sum(), 1e-12)
        total += coefficients[:, cells.offsets[covariate] + np.arange(size)] @ share
    return np.asarray(total)


@dataclass(frozen=True)
class Foretold:
    """``chance`` (C,) of each cell before its period, not a number where nothing was known yet.

    ``discount`` is the one that has foretold best in the end; ``at`` (D,) and ``precision`` (D, D) are what it leaves
    known of the effects.
    """

    chance: Vector
    discount: float
    at: Vector
    precision: Matrix

    def posterior(self, rng: Generator, draws: int) -> LogisticPosterior:
        """Draws of the effects as they stand at the end; their scales are those of the prior."""
        factor = np.linalg.cholesky(self.precision)
        noise = rng.standard_normal((draws, len(self.at)))
        found = self.at + np.linalg.solve(factor.T, noise.T).T
        return LogisticPosterior(found, np.full((draws, 1), _EFFECT_SD), Method.FILTERED, None, float(draws))


def foretell(cells: DealCells, period: Codes, lag: int, judged_from: int = 0) -> Foretold:
    """Chances of every cell from the outcomes of periods at least ``lag`` + 1 before its own (C,).

    Each period uses the discount that had foretold best until then, of the periods from ``judged_from`` on; no
    discount until one is clearly better.
    """
    runs = [_run(cells, period, lag, discount) for discount in DISCOUNTS]
    chances, scores = (np.stack([run[part] for run in runs]) for part in (0, 1))
    scores[:, :judged_from] = 0.0
    known = np.cumsum(np.nan_to_num(scores), axis=1)
    used = np.zeros(known.shape[1] + 1, dtype=np.int64)
    for k in range(known.shape[1]):
        best = int(known[:, k].argmax())
        used[k + 1] = best if known[best, k] > known[0, k] + CLEARLY else 0
    before = np.maximum(period - lag, 0)
    return Foretold(chances[used[before], np.arange(len(period))], DISCOUNTS[used[-1]], *runs[used[-1]][2])


def at_once(cells: DealCells) -> Vector:
    """The mode (D,) of the effects under the fixed prior of the dynamic model, all cells at once."""
    columns = cells.width
    design, at = cells.design.astype(np.float32), np.zeros(columns)
    at[0] = np.log((cells.won.sum() + 0.5) / (cells.lost.sum() + 0.5))
    return _learn(design, cells.won, cells.lost, at, np.diag(_prior(columns)), 1.0, steps=2 * _NEWTON)[0]


def _run(cells: DealCells, period: Codes, lag: int, discount: float) -> tuple[Vector, Vector, State]:
    """One discount: chances (C,), the log score of each period (P,), and what is known in the end."""
    periods = int(period.max()) + 1
    design = cells.design.astype(np.float32)
    states = [(np.zeros(design.shape[1]), np.diag(_prior(design.shape[1])))]
    chance, scores = np.full(len(period), np.nan), np.full(periods, np.nan)
    for k, rows in enumerate(_rows(period, periods)):
        learnt = k - lag
        if learnt > 0 and len(rows):
            chance[rows] = _chances(design[rows], *states[learnt])
            kept = np.clip(chance[rows], 1e-9, 1 - 1e-9)
            scores[k] = cells.won[rows] @ np.log(kept) + cells.lost[rows] @ np.log1p(-kept)
        states.append(_learn(design[rows], cells.won[rows], cells.lost[rows], *states[-1], discount))
    return chance, scores, states[-1]


def _rows(period: Codes, periods: int) -> Iterator[NDArray[np.intp]]:
    order = np.argsort(period, kind="stable")
    yield from np.split(order, np.searchsorted(period[order], np.arange(1, periods)))


def _prior(columns: int) -> Vector:
    return np.concatenate([[_INTERCEPT_SD**-2], np.full(columns - 1, _EFFECT_SD**-2)])


def _learn(
    design: Single, won: Vector, lost: Vector, at: Vector, precision: Matrix, discount: float, steps: int = _NEWTON
) -> State:
    """One period: what was known fades towards the prior, and the period's outcomes are added by Newton steps."""
    faded = discount * precision + (1 - discount) * np.diag(_prior(len(at)))
    if not len(design):
        return at, faded
    found, curvature = at, faded
    for _ in range(steps):
        chance = expit(design @ found)
        weight = ((won + lost) * chance * (1 - chance)).astype(np.float32)
        curvature = (design.T * weight) @ design + faded
        found = found + np.linalg.solve(curvature, design.T @ (won - (won + lost) * chance) - faded @ (found - at))
    return found, curvature


def _chances(design: Single, at: Vector, precision: Matrix) -> Vector:
    """Posterior mean chances, the logistic of a Gaussian by MacKay's (1992) approximation."""
    covariance = np.linalg.inv(precision).astype(np.float32)
    spread = np.einsum("ij,ij->i", design @ covariance, design)
    return np.asarray(expit((design @ at) / np.sqrt(1 + np.pi * spread / 8)), dtype=np.float64)
