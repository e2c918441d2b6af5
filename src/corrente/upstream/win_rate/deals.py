"""From counted cells to deals that a model can read: level codes, and columns that only echo the outcome left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corrente.core.count import Cells
from corrente.inference.hierarchical_logistic import DealCells
from corrente.upstream.win_rate.plan import AMOUNTS, Covariate

Vector = NDArray[np.float64]

NOTHING = "(none)"
"""The level of deals that have no value in a column."""
_NEVER = np.log(1e-6)
_ODDS_RATIO = np.log(50.0)
_ERRORS = 5.0


@dataclass(frozen=True)
class Deals:
    """The counted cells with their level codes; ``raw`` keeps the count's own rows, ``still_open`` is (C,)."""

    raw: Cells
    covariates: tuple[Covariate, ...]
    cells: DealCells
    still_open: Vector
    losses_known: bool


def read(raw: Cells, covariates: Sequence[Covariate]) -> tuple[Deals, tuple[str, ...]]:
    """The deals, and the names of the columns that are left out as echoes of the outcome.

    Where nothing was ever lost, whatever is not won counts as not won. Columns of one level say nothing.
    """
    coded = [_coded(raw, covariate) for covariate in covariates]
    won, lost, still_open = (np.asarray(raw[name], dtype=np.float64) for name in ("won", "lost", "still_open"))
    losses_known = bool(lost.any())
    ended = np.stack([won, lost if losses_known else still_open])
    echoes = tuple(of.name for of, code in coded if _is_echo(of, code, ended))
    kept = [(of, code) for of, code in coded if len(of.levels) > 1 and of.name not in echoes]
    levels = np.stack([code for _, code in kept] or [np.zeros(len(won), dtype=np.int64)], axis=1)
    sizes = tuple(len(of.levels) for of, _ in kept) or (1,)
    deals = Deals(raw, tuple(of for of, _ in kept), DealCells(levels, sizes, *ended), still_open, losses_known)
    return deals, echoes


def sums(cells: DealCells, covariate: int) -> tuple[Vector, Vector]:
    """Won and closed deals per level of one covariate."""
    code, size = cells.levels[:, covariate], cells.sizes[covariate]
    won, closed = np.bincount(code, cells.won, size), np.bincount(code, cells.total, size)
    return won.astype(np.float64), closed.astype(np.float64)


def _coded(raw: Cells, covariate: Covariate) -> tuple[Covariate, NDArray[np.int64]]:
    values, code = np.unique(raw[covariate.key], return_inverse=True)
    named = replace(covariate, levels=tuple(_level(covariate, value) for value in values))
    return named, code.astype(np.int64)


def _level(covariate: Covariate, value: object) -> str:
    """A level's name: the text itself, or the band of an amount."""
    if covariate.key != "level_amount":
        return str(value) or NOTHING
    band = int(str(value))
    if band < 0:
        return NOTHING
    if band == 0:
        return f"< {AMOUNTS[0]}"
    return f"{AMOUNTS[-1]}+" if band == len(AMOUNTS) else f"{AMOUNTS[band - 1]}-{AMOUNTS[band]}"


def _is_echo(of: Covariate, code: NDArray[np.int64], ended: Vector) -> bool:
    """Whether a column seems to be filled in only once the outcome is known.

    Three signs: deals with (or without) a value all ended one way; every level's deals did; or having a value
    shifts the odds of winning more than fifty times, by five standard errors (Woolf 1955).
    """
    by_level = np.stack([np.bincount(code, side, len(of.levels)) for side in ended]).astype(np.float64)
    if _all_one_way(by_level):
        return True
    if NOTHING not in of.levels:
        return False
    without = by_level[:, of.levels.index(NOTHING)]
    present = by_level.sum(axis=1) - without
    if _all_one_way(without[:, None], ended.sum(axis=1)) or _all_one_way(present[:, None], ended.sum(axis=1)):
        return True
    table = np.stack([without, present]) + 0.5
    log_odds = np.log(table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0]))
    return bool(abs(log_odds) - _ERRORS * np.sqrt((1 / table).sum()) > _ODDS_RATIO)


def _all_one_way(groups: Vector, of_all: Vector | None = None) -> bool:
    """Whether each group (2, G) ended all won or all lost although chance would hardly ever do that.

    With win rate p, n deals are all won with probability p^n; below one in a million it is not chance.
    """
    if groups.min(axis=0).any() or not groups.any():
        return False
    rates = groups.sum(axis=1) if of_all is None else of_all
    rates = rates / max(rates.sum(), 1.0)
    with np.errstate(divide="ignore"):
        return bool(np.log(np.maximum(rates, 1e-300)) @ groups.sum(axis=1) < _NEVER)
