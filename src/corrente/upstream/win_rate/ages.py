"""What an open deal's age says: where losses come sooner than wins, a deal that is still open is likelier to be won.

Closed deals are those that closed fast; open ones are what they left. From the chances per day to be won and to be lost
(`corrente.inference.competing_hazards`), the chance that a deal open after a days is won is

    F_won(a, end) / (F_won(a, end) + F_lost(a, end)),

and its log odds less those of closed deals are the shift by which every open deal's chance is moved (Kalbfleisch &
Prentice 2002, ch. 8). Deals that never end count for neither. Ages are taken to be alike for deals of all patterns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.count import Cells
from corrente.inference.competing_hazards import Hazards, Spells, choose_bins, incidence_by_day, pooled_hazards

Vector = NDArray[np.float64]

LONGEST = 3650
"""Days beyond which a deal's age is not told apart."""
_GROUPS = 4
"""Ages are read at the middles of so many parts of the open deals: the shift is smooth."""
_LEAST = 200
"""Deals that have to end after an age to tell what becomes of those that are as old: log odds within .14, one sd."""
_OPEN, _WON, _LOST = 0, 2, 3


@dataclass(frozen=True)
class Ages:
    """The log odds that age adds: ``shift`` (S, G) for G groups of open deals by age, of which each has ``weight``."""

    shift: Vector
    weight: Vector

    def chances(self, closed: Vector) -> Vector:
        """Chances of open deals (S, C), from the chances (S, C) that their patterns have among closed deals."""
        from scipy.special import expit, logit

        odds = logit(np.clip(closed, 1e-12, 1 - 1e-12))
        parts = zip(self.shift.T, self.weight, strict=True)
        return np.asarray(sum(weight * expit(odds + shift[: len(odds), None]) for shift, weight in parts))


def ages(raw: Cells, rng: Generator, draws: int) -> Ages | None:
    """What age says of the deals that the count ``deal_durations`` found open; None where too few have ended."""
    spells = _spells(raw)
    latest = _latest(spells)
    if not spells.censored.any() or latest is None:
        return None
    hazards = pooled_hazards(spells, choose_bins(spells), rng, draws)
    days, weight = _middles(spells.censored)
    return Ages(_logit(_later(hazards, np.minimum(days, latest))) - _logit(_closed(hazards, spells))[:, None], weight)


def _spells(raw: Cells) -> Spells:
    ending, days = np.asarray(raw["ending"]), np.asarray(raw["days"], dtype=np.int64)
    number, length = np.asarray(raw["deals"], dtype=np.float64), int(days.max(initial=0)) + 1
    won, lost, still_open = (
        np.bincount(days, number * (ending == kind), length).astype(np.float64) for kind in (_WON, _LOST, _OPEN)
    )
    return Spells(np.stack([won, lost], axis=1), still_open)


def _middles(still_open: Vector) -> tuple[NDArray[np.int64], Vector]:
    """The ages in the middle of equal parts of the open deals, and the share of each."""
    cumulative = np.cumsum(still_open) / still_open.sum()
    days, number = np.unique(np.searchsorted(cumulative, (np.arange(_GROUPS) + 0.5) / _GROUPS), return_counts=True)
    return days.astype(np.int64), number / _GROUPS


def _latest(spells: Spells) -> int | None:
    """The last day after which enough deals ended; None where there is none, or all ended alike."""
    ended = spells.ended.sum(axis=1)
    enough = np.flatnonzero(ended[::-1].cumsum()[::-1] - ended >= _LEAST)
    return int(enough[-1]) if enough.size and spells.ended.sum(axis=0).all() else None


def _later(hazards: Hazards, days: NDArray[np.int64]) -> Vector:
    """The chance (S, G) that a deal still open at the end of so many days is won, of those that end."""
    last = hazards.bins.edges[-1] - 1
    won, lost = (_between(incidence_by_day(hazards, np.append(days, last), cause)) for cause in (0, 1))
    return np.asarray(won / (won + lost))


def _between(incidence: Vector) -> Vector:
    """What is still to come at each of the days, from incidences (S, G + 1) of which the last is the end's."""
    return np.maximum(incidence[:, -1:] - incidence[:, :-1], 1e-12)


def _closed(hazards: Hazards, spells: Spells) -> Vector:
    """The share of wins among closed deals (S,) that the same hazards give."""
    risk = hazards.bins.sums(spells.at_risk)
    ended = np.einsum("sbk,b->sk", hazards.daily, risk)
    return np.asarray(ended[:, 0] / ended.sum(axis=1))


def _logit(chance: Vector) -> Vector:
    return np.asarray(np.log(chance) - np.log1p(-chance))
