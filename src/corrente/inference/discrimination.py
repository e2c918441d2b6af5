"""How well chances tell outcomes apart, on counted cells: area under the curve and log loss."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]


def auc(chance: Vector, won: Vector, lost: Vector) -> float:
    """The probability that a won deal had a higher chance than a lost one, ties counting half.

    All of shape (C,): the chance of each cell and its counts. This is the Mann-Whitney statistic (Hanley & McNeil
    1982, eq. 1) on weighted cells. Not a number where one outcome is absent.
    """
    order = np.unique(chance, return_inverse=True)[1]
    wins, losses = np.bincount(order, won), np.bincount(order, lost)
    below = np.cumsum(losses) - losses
    pairs = won.sum() * lost.sum()
    return float((wins * (below + losses / 2)).sum() / pairs) if pairs else float("nan")


def log_loss(chance: Vector, won: Vector, lost: Vector) -> float:
    """Mean minus log likelihood per deal, in nats; chances are kept 1e-9 away from 0 and 1."""
    kept = np.clip(chance, 1e-9, 1 - 1e-9)
    return float(-(won @ np.log(kept) + lost @ np.log1p(-kept)) / (won.sum() + lost.sum()))


def calibration_slope(chance: Vector, won: Vector, lost: Vector) -> float:
    """The slope of outcomes on the log odds of the chances: 1 where differences are as large as foretold (Cox 1958).

    Below 1 the chances are too extreme. All of shape (C,). Not a number where one outcome is absent or the chances are
    all alike.
    """
    kept = np.clip(chance, 1e-9, 1 - 1e-9)
    x = np.log(kept / (1 - kept))
    total = won + lost
    if not won.sum() or not lost.sum() or np.ptp(x[total > 0]) < 1e-9:
        return float("nan")
    return float(_slope(np.column_stack([np.ones_like(x), x]), won, total)[1])


def _slope(design: NDArray[np.float64], won: Vector, total: Vector) -> Vector:
    """Intercept and slope (2,) of a logistic regression, by Newton steps that are halved until they do not descend."""

    def height(at: Vector) -> float:
        eta = design @ at
        return float(won @ eta - total @ np.logaddexp(0.0, eta))

    at = np.array([np.log(won.sum() / (total - won).sum()), 0.0])
    for _ in range(50):
        fitted = 0.5 + 0.5 * np.tanh(0.5 * (design @ at))
        curvature = (design.T * (total * fitted * (1 - fitted))) @ design
        step = np.linalg.solve(curvature + 1e-9 * np.eye(2), design.T @ (won - total * fitted))
        while height(at + step) < height(at) and np.abs(step).max() > 1e-12:
            step = step / 2
        at = at + step
        if np.abs(step).max() < 1e-10:
            break
    return at
