"""Choices among described alternatives: the multinomial logit of best and worst choices, and its point fit.

Everything is a difference: alternative j loses against the chosen one with odds exp((x_j - x_chosen)'b). A choice of
the worst among those left is a choice of the best with all signs turned (Marley & Louviere 2005), so MaxDiff and
conjoint tasks share one likelihood.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

Vector = NDArray[np.float64]
Single = NDArray[np.float32]

_ABSENT = -1e30
_MOST_AHEAD = 80.0  # in log odds: nothing more unlikely is told apart, and single precision holds it
_STEPS, _CLOSE = 100, 1e-10


@dataclass(frozen=True)
class Choices:
    """What R respondents chose, in at most T choices of at most J rivals each, on K columns.

    ``differences`` (R, T, J, K) are rivals minus the chosen one; ``absent`` (R, T, J) is 0 for a rival that was there
    and -1e30 for one that was not.
    """

    differences: Vector
    absent: Vector

    @property
    def respondents(self) -> int:
        """How many respondents there are."""
        return int(self.differences.shape[0])

    @property
    def columns(self) -> int:
        """How many columns describe an alternative."""
        return int(self.differences.shape[3])

    @property
    def made(self) -> int:
        """How many choices were made in all."""
        return int((self.absent > _ABSENT / 2).any(axis=2).sum())

    def log_likelihood(self, worths: NDArray[np.floating]) -> Vector:
        """Log-likelihood (..., R) of part-worths (..., R, K), by respondent, in the precision of these."""
        lost = np.log1p(self._odds(worths).sum(axis=1)).sum(axis=1)
        return np.asarray(-lost.T.reshape(worths.shape[:-1]), dtype=np.float64)

    def rise(self, worths: NDArray[np.floating]) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """Log-likelihood (C, R) and its gradient (C, R, K) at part-worths (C, R, K), in the precision of these."""
        gradient, odds = self.pull(worths)
        return log_likelihoods(odds), gradient

    def pull(self, worths: NDArray[np.floating]) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """The gradient (C, R, K) alone, and the odds (R, T, C) that all alternatives have together in each choice."""
        odds = self._odds(worths)
        total = odds.sum(axis=1)
        total += 1
        odds /= -total[:, None]
        gradient = odds.reshape(self.respondents, -1, len(worths)).swapaxes(1, 2) @ self._rows(worths)[0]
        return gradient.swapaxes(0, 1), total

    def _rows(self, like: NDArray[np.floating]) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """`_double`, in the precision of other numbers."""
        return self._single if like.dtype == np.float32 else self._double

    @cached_property
    def _double(self) -> tuple[Vector, Vector]:
        """Differences (R, J * T, K) and absences (R, J * T, 1), rival by rival: sums run along tasks and points."""
        differences = np.ascontiguousarray(self.differences.swapaxes(1, 2))
        return (
            differences.reshape(self.respondents, -1, self.columns),
            self.absent.swapaxes(1, 2).reshape(self.respondents, -1, 1),
        )

    @cached_property
    def _single(self) -> tuple[Single, Single]:
        differences, absent = self._double
        return differences.astype(np.float32), absent.astype(np.float32)

    def _odds(self, worths: NDArray[np.floating]) -> NDArray[np.floating]:
        """The odds (R, J, T, P) of every rival against the chosen one, at P points; 0 for rivals not there."""
        respondents, tasks, rivals, columns = self.differences.shape
        differences, absent = self._rows(worths)
        ahead = differences @ worths.reshape(-1, respondents, columns).transpose(1, 2, 0)
        ahead += absent
        np.exp(np.minimum(ahead, _MOST_AHEAD, out=ahead), out=ahead)
        return ahead.reshape(respondents, rivals, tasks, -1)

    def slope(self, worths: Vector) -> tuple[Vector, Vector]:
        """Gradient (R, K) and negative Hessian (R, K, K) of the log-likelihood at part-worths (R, K)."""
        ahead = np.einsum("rtjk,rk->rtj", self.differences, worths) + self.absent
        top = np.maximum(ahead.max(axis=2, keepdims=True), 0.0)
        weight = np.exp(ahead - top)
        weight /= np.exp(-top) + weight.sum(axis=2, keepdims=True)
        weighted = weight[..., None] * self.differences
        mean = weighted.sum(axis=2)
        outer = _gram(weighted, self.differences) - mean.transpose(0, 2, 1) @ mean
        return -mean.sum(axis=1), outer

    def turned(self, turn: Vector) -> Choices:
        """The same choices on other columns: these ones times ``turn`` (K, K)."""
        return Choices(self.differences @ turn, self.absent)

    def of(self, chosen: slice | NDArray[np.intp] | NDArray[np.bool_]) -> Choices:
        """The same of some respondents only, by place or by mask."""
        return Choices(self.differences[chosen], self.absent[chosen])


def log_likelihoods(odds: NDArray[np.floating]) -> NDArray[np.floating]:
    """Log-likelihoods (C, R) from the odds (R, T, C) that all alternatives have together against the chosen one."""
    return np.asarray(-np.log(odds).sum(axis=1).T)


def _gram(left: Vector, right: Vector) -> Vector:
    """Sums over all rivals of all choices of the outer products, (R, K, K)."""
    respondents, _, _, columns = left.shape
    first, second = (part.reshape(respondents, -1, columns) for part in (left, right))
    return np.asarray(first.transpose(0, 2, 1) @ second)


def choices(design: Vector, respondent: ArrayLike, task: ArrayLike, chosen: ArrayLike) -> Choices:
    """Choices from a long table, one row per alternative: ``design`` (M, K) and three columns (M,).

    ``respondent`` counts from 0 without gaps; ``chosen`` is 1 for the best, -1 for the worst, else 0. Tasks without a
    best and a worst, or with one alternative only, say nothing and are passed over.
    """
    who, what, said = (np.asarray(column, dtype=np.int64) for column in (respondent, task, chosen))
    order = np.lexsort((what, who))
    new = np.r_[True, (np.diff(who[order]) != 0) | (np.diff(what[order]) != 0)]
    place = np.cumsum(new) - 1
    spot = np.arange(len(order)) - np.flatnonzero(new)[place]
    grid = np.full((int(new.sum()), int(spot.max()) + 1), -1)
    grid[place, spot] = order
    return _stacked(design, who[order][new], grid, np.where(grid < 0, 0, said[grid]))


def _stacked(design: Vector, who: NDArray[np.int64], grid: NDArray[np.int64], said: NDArray[np.int64]) -> Choices:
    """Best choices and, from what they left, worst choices; stacked by respondent."""
    there = grid >= 0
    best, worst = said == 1, said == -1
    sides = [
        _against(design, grid, best, there & ~best, 1.0),
        _against(design, grid, worst, there & ~best & ~worst, -1),
    ]
    differences, absent = (np.concatenate(parts) for parts in zip(*sides, strict=True))
    told = (absent == 0).any(axis=1)
    owner = np.concatenate([who, who])[told]
    order = np.argsort(owner, kind="stable")
    owner, differences, absent = owner[order], *_packed(differences[told][order], absent[told][order])
    turn = np.arange(len(owner)) - np.searchsorted(owner, owner)
    respondents = int(who.max()) + 1
    shape = (respondents, int(turn.max(initial=0)) + 1, absent.shape[1])
    full, gone = np.zeros((*shape, design.shape[1])), np.full(shape, _ABSENT)
    full[owner, turn], gone[owner, turn] = differences, absent
    return Choices(full, gone)


def _packed(differences: Vector, absent: Vector) -> tuple[Vector, Vector]:
    """Rivals that were there first, and no more places than the largest number of them."""
    order = np.argsort(absent < 0, axis=1, kind="stable")[:, : max(int((absent == 0).sum(axis=1).max(initial=0)), 1)]
    return np.take_along_axis(differences, order[..., None], axis=1), np.take_along_axis(absent, order, axis=1)


def _against(
    design: Vector, grid: NDArray[np.int64], mine: NDArray[np.bool_], rivals: NDArray[np.bool_], sign: float
) -> tuple[Vector, Vector]:
    """Differences (N, A, K) and absences (N, A) of the rivals of the one alternative that was singled out."""
    single = mine.sum(axis=1) == 1
    own = design[grid[np.arange(len(grid)), mine.argmax(axis=1)]]
    there = rivals & single[:, None]
    differences = np.where(there[..., None], sign * (design[grid] - own[:, None]), 0.0)
    return differences, np.where(there, 0.0, _ABSENT)


@dataclass(frozen=True)
class Logit:
    """The multinomial logit of all alike: estimates (K,), their covariance (K, K) and the log-likelihood."""

    worths: Vector
    covariance: Vector
    log_likelihood: float


def fit_logit(made: Choices, prior_sd: float = np.inf) -> Logit:
    """The mode of the part-worths that all respondents share (McFadden 1974), under N(0, prior_sd²) or a flat prior.

    Raises ``numpy.linalg.LinAlgError`` where a flat prior leaves a column undetermined.
    """
    pull = np.eye(made.columns) / prior_sd**2
    worths = np.zeros(made.columns)
    value = _penalised(made, worths, pull)
    for _ in range(_STEPS):
        gradient, curvature = (part.sum(axis=0) for part in made.slope(np.broadcast_to(worths, _shape(made))))
        step = np.linalg.solve(curvature + pull, gradient - pull @ worths)
        scale, better = 1.0, _penalised(made, worths + step, pull)
        while better < value - 1e-9 and scale > 1e-6:
            scale /= 2
            better = _penalised(made, worths + scale * step, pull)
        worths, gain, value = worths + scale * step, better - value, better
        if abs(gain) < _CLOSE:
            break
    curvature = made.slope(np.broadcast_to(worths, _shape(made)))[1].sum(axis=0)
    return Logit(worths, np.linalg.inv(curvature + pull), float(_likelihood(made, worths)))


def _shape(made: Choices) -> tuple[int, int]:
    return made.respondents, made.columns


def _likelihood(made: Choices, worths: Vector) -> float:
    return float(made.log_likelihood(np.broadcast_to(worths, _shape(made))).sum())


def _penalised(made: Choices, worths: Vector, pull: Vector) -> float:
    return _likelihood(made, worths) - 0.5 * float(worths @ pull @ worths)
