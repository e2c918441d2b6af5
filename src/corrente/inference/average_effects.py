"""Average marginal effects of levels on the chance to win, from draws of a hierarchical logistic regression."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corrente.inference.hierarchical_logistic import DealCells, Vector, expit
from corrente.inference.posterior import Draws

_EVALUATIONS = 50_000_000  # chances worked out for the average effects: a fifth of a second


def average_effects(cells: DealCells, coefficients: Draws) -> Draws:
    """Average marginal effect of every level on the chance to win: (S, L) for coefficients (S, D), in shares.

    For each covariate, the mean chance over all deals if all had this level, less the same averaged over the levels
    by how many deals have them (Gelman & Pardoe 2007, average predictive comparisons). Where there are more cells
    than the budget allows, deals are taken at even distances through the cells; the error this adds is far below the
    posterior's own, because the same deals enter both sides of the difference.
    """
    kept, times = _representative(cells.total, max(250, _EVALUATIONS // (len(coefficients) * sum(cells.sizes))))
    design, weight = cells.design[kept].astype(np.float32), (times / times.sum()).astype(np.float32)
    draws = coefficients.astype(np.float32)
    eta = draws @ design.T
    effects = np.empty((len(draws), sum(cells.sizes)))
    for covariate, size in enumerate(cells.sizes):
        columns = cells.offsets[covariate] + np.arange(size)
        without = eta - draws[:, columns] @ design[:, columns].T
        means = np.stack([expit(without + draws[:, [column]]) @ weight for column in columns], axis=1)
        share = np.bincount(cells.levels[:, covariate], cells.total, size) / cells.total.sum()
        effects[:, columns - 1] = means - (means @ share)[:, None]
    return effects


def _representative(total: Vector, size: int) -> tuple[NDArray[np.intp], Vector]:
    """Cells to average over and their weights: all that hold deals, or ``size`` deals at even distances."""
    filled = np.flatnonzero(total)
    if len(filled) <= size:
        return filled, total[filled]
    places = (np.arange(size) + 0.5) / size * total.sum()
    kept, times = np.unique(np.searchsorted(np.cumsum(total), places), return_counts=True)
    return kept, times.astype(float)
