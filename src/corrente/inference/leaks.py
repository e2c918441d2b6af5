"""Columns that know too much: filled in, or written over, only once the outcome is known.

Such a column foretells the past perfectly and the future not at all, because it is still empty when the score is
needed (leakage; Kaufman, Rosset, Perlich & Stitelman 2012, ACM TKDD 6:15).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from corrente.inference.discrimination import auc

Vector = NDArray[np.float64]
Codes = NDArray[np.int64]

ALONE = 0.75
"""A single column rarely tells outcomes apart this well, by the area under the curve, unless it was written later."""
AHEAD = 0.02
"""By how much it must be ahead of everything else together."""
_NEVER = np.log(1e-6)
_ODDS_RATIO = np.log(50.0)
_ERRORS = 5.0
_FILLED = 5.0
_ENOUGH_OPEN = 50


class Sign(StrEnum):
    """How a column betrays that it was written after the outcome."""

    ECHO = "echo"  # its value settles the outcome
    FILLED_LATER = "filled later"  # filled in for who has ended, hardly ever for who has not
    ALONE = "alone"  # it alone tells outcomes apart better than all other columns together


@dataclass(frozen=True)
class Sides:
    """Leads by the level of one column: how many were won, lost, and are open, each (L,); which level is "nothing"."""

    won: Vector
    lost: Vector
    still_open: Vector
    nothing: int | None

    @classmethod
    def of(cls, code: Codes, size: int, won: Vector, lost: Vector, still_open: Vector, nothing: int | None) -> Sides:
        """From cells: the level of each (C,) and its counts (C,)."""
        won, lost, still_open = (np.bincount(code, n, size).astype(np.float64) for n in (won, lost, still_open))
        return cls(won, lost, still_open, nothing)


def sign_of(sides: Sides) -> Sign | None:
    """Whether a column by itself betrays that it follows the outcome, and how."""
    if _echoes(sides):
        return Sign.ECHO
    return Sign.FILLED_LATER if _filled_later(sides) else None


def single_auc(sides: Sides) -> float:
    """The area under the curve of one column: each level by its own share of won leads, drawn to that of all.

    Levels are ordered by the leads that they are judged on; at a hundred leads a level this flatters by less than .01.
    """
    share = sides.won.sum() / max((sides.won + sides.lost).sum(), 1.0)
    chance = (sides.won + 2 * share) / (sides.won + sides.lost + 2)
    return auc(chance, sides.won, sides.lost)


def outweighs(alone: float, others: float) -> bool:
    """Whether a column, by its area under the curve, is too good beside all the others together."""
    return alone >= ALONE and alone >= others + AHEAD


def _echoes(sides: Sides) -> bool:
    """Levels that all ended one way; or having a value shifts the odds fifty times, by five standard errors.

    The standard error of a log odds ratio is Woolf's (1955).
    """
    by_level = np.stack([sides.won, sides.lost])
    if _all_one_way(by_level):
        return True
    if sides.nothing is None:
        return False
    without = by_level[:, sides.nothing]
    present = by_level.sum(axis=1) - without
    if _all_one_way(without[:, None], by_level.sum(axis=1)) or _all_one_way(present[:, None], by_level.sum(axis=1)):
        return True
    table = np.stack([without, present]) + 0.5
    log_odds = np.log(table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0]))
    return bool(abs(log_odds) - _ERRORS * np.sqrt((1 / table).sum()) > _ODDS_RATIO)


def _all_one_way(groups: Vector, of_all: Vector | None = None) -> bool:
    """Whether each group (2, G) ended all won or all lost although chance would hardly ever do that.

    With win rate p, n leads are all won with probability p^n; below one in a million it is not chance.
    """
    if groups.min(axis=0).any() or not groups.any():
        return False
    rates = groups.sum(axis=1) if of_all is None else of_all
    rates = rates / max(rates.sum(), 1.0)
    with np.errstate(divide="ignore"):
        return bool(np.log(np.maximum(rates, 1e-300)) @ groups.sum(axis=1) < _NEVER)


def _filled_later(sides: Sides) -> bool:
    """Whether the share with a value among ended leads is five times that among open ones, beyond chance."""
    ended, still_open = (sides.won + sides.lost).sum(), sides.still_open.sum()
    if sides.nothing is None or still_open < _ENOUGH_OPEN or not ended:
        return False
    filled = 1 - (sides.won + sides.lost)[sides.nothing] / ended
    early = 1 - sides.still_open[sides.nothing] / still_open
    error = np.sqrt(filled * (1 - filled) / ended + early * (1 - early) / still_open)
    return bool(filled > _FILLED * early and filled - early > _ERRORS * error)
