"""Rates of the levels of several factors, all else alike: a pooled logistic regression on a full grid, then averages.

The chance of every cell of the grid is a draw of the hierarchical logistic regression; the rate of a level is the mean
chance had every case this level and the rest as it was (direct standardisation, Rothman, Greenland & Lash 2008, chapter
15; average predictive comparisons, Gelman & Pardoe 2007).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.inference.hierarchical_logistic import DealCells, LogisticPosterior, expit, mode, posterior
from corrente.inference.posterior import Draws

Array = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Standardised:
    """``chance`` (S, ...) of every cell of the grid, ``weight`` (...) the cases there, and the ``fit`` behind it."""

    chance: Draws
    weight: Array
    fit: LogisticPosterior

    @property
    def rate(self) -> Draws:
        """Draws (S,) of the mean chance of all cases, as they were."""
        return np.tensordot(self.chance, self.weight / self.weight.sum(), self.weight.ndim)

    def rates(self, *axes: int, weight: Array | None = None) -> Draws:
        """Draws (S, n_1, n_2, ...) of the mean chance at each level of these axes (ascending), the others as they were.

        ``weight`` (...) says how the others were where that is not as among all cases.
        """
        return if_all(self.chance, self.weight if weight is None else weight, axes)


def if_all(chance: Draws, weight: Array, axes: Sequence[int]) -> Draws:
    """The mean of ``chance`` (S, ...) over all axes but these, by the marginal ``weight`` (...) of the others."""
    rest, names = weight.sum(axis=tuple(axes)), "abcdefgh"[: weight.ndim]
    kept = "".join(names[axis] for axis in sorted(axes))
    others = "".join(name for name in names if name not in kept)
    return np.asarray(np.einsum(f"s{names},{others}->s{kept}", chance, rest / rest.sum()))


def term(shape: Sequence[int], axes: Sequence[int], codes: Sequence[Codes | None] = ()) -> Codes:
    """The level (N,) of each cell of a flattened grid in a term that is made of these axes together.

    ``codes`` maps an axis' levels to fewer (channels of pairs of channel and message, say); ``None`` keeps them.
    """
    index = np.indices(shape).reshape(len(shape), -1)
    level = np.zeros(index.shape[1], dtype=np.int64)
    for axis, mapped in zip(axes, codes or [None] * len(axes), strict=True):
        own = index[axis] if mapped is None else mapped[index[axis]]
        level = level * (int(own.max()) + 1) + own
    return np.asarray(level, dtype=np.int64)


def standardise(won: Array, total: Array, terms: Sequence[Codes], rng: Generator, draws: int) -> Standardised:
    """The posterior chance of each cell of the grid, for counts (...) and at least one term (N,) that differs."""
    cells = _cells(won, total, terms)
    fit = posterior(cells, rng, draws)
    chance = expit(cells.log_odds(fit.coefficients)).reshape(*total.shape, draws)
    return Standardised(np.moveaxis(chance, -1, 0), np.asarray(total, dtype=np.float64), fit)


def expect(won: Array, total: Array, terms: Sequence[Codes]) -> Array:
    """The chance (...) of each cell at the posterior's mode: a quick forecast."""
    cells = _cells(won, total, terms)
    return expit(cells.log_odds(mode(cells)[0])).reshape(total.shape)


def alike(won: Array, total: Array, expected: Array, groups: Sequence[Codes]) -> float:
    """The p-value of groups (N,) of cells being alike but for what is ``expected`` (...).

    Pearson's chi-squared of each division into groups, with Bonferroni's correction for several divisions.
    """
    from scipy.special import chdtrc

    found = []
    for group in groups:
        seen, mean, variance = (np.bincount(group, side.ravel()) for side in
                                (won, total * expected, total * expected * (1 - expected)))  # fmt: skip
        told = variance > 0
        statistic = ((seen - mean)[told] ** 2 / variance[told]).sum()
        found.append(float(chdtrc(max(int(told.sum()) - 1, 1), statistic)))
    return min(1.0, len(found) * min(found))


def _cells(won: Array, total: Array, terms: Sequence[Codes]) -> DealCells:
    """Terms that divide the cells as an earlier one does, or not at all, are left out, unless there are no others."""
    told = {_as_met(t).tobytes(): _as_met(t) for t in terms if t.max() > t.min()}
    kept = list(told.values()) or [np.zeros_like(terms[0])]
    sizes = tuple(int(t.max()) + 1 for t in kept)
    return DealCells(np.stack(kept, axis=1), sizes, won.ravel().astype(float), (total - won).ravel().astype(float))


def _as_met(codes: Codes) -> Codes:
    """The same division with its levels numbered as they are first met."""
    _, first, place = np.unique(codes, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[place.ravel()].astype(np.int64)
