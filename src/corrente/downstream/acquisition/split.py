"""The budget as it is, the split that brings most in expectation, and the one with the best chance of a target."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corrente.inference.media_mix import MixPosterior
from corrente.inference.media_mix.budget import Choices, best_chance, best_expected, split_evenly
from corrente.inference.media_mix.response import response_curves

Array = NDArray[np.float64]

LEAST, MOST = 0.5, 1.5
"""Limits of every channel, in shares of what it has now: beyond them the data have seen too little."""

RISE = 0.05
"""The target: so much more from all channels together than is expected of the present split."""

_UNITS = 200
_DRAWS = 500


@dataclass(frozen=True)
class Split:
    """Money a week by channel (C,): now, for the most in expectation, and for the best chance of the target.

    ``gain`` and ``safe_gain`` (S,) are draws of the outcome a week more than now; ``chances`` are those of the target
    under the three splits; ``target`` is outcome a week from all channels together.
    """

    now: Array
    best: Array
    safe: Array
    gain: Array
    safe_gain: Array
    target: float
    chances: tuple[float, float, float]

    @property
    def gains(self) -> float:
        """The probability that the best split brings more than the present one."""
        return float((self.gain > 0).mean())


def split(posterior: MixPosterior, weekly: Array) -> Split:
    """Divide what is spent a ``weekly`` (C,) anew, every channel between half and one and a half times what it has."""
    total = float(weekly.sum())
    unit, shares = total / _UNITS, weekly / total
    lowest = np.floor(LEAST * shares * _UNITS).astype(np.int64)
    highest = np.ceil(MOST * shares * _UNITS).astype(np.int64)
    money = unit * np.arange(highest.max() + 1)
    response = response_curves(posterior.at(slice(_DRAWS)), np.tile(money, (len(weekly), 1)))
    choices = Choices(unit, lowest, highest, response)
    now = split_evenly(choices, shares, _UNITS)
    outcome = choices.outcome(now)
    best = best_expected(choices, _UNITS)
    target = (1 + RISE) * float(outcome.mean())
    tried = [best_chance(choices, start, target) for start in (now, best)]
    safe = max(tried, key=lambda found: float((choices.outcome(found) >= target).mean()))
    chances = [float((choices.outcome(found) >= target).mean()) for found in (now, best, safe)]
    return Split(
        np.asarray(now * unit),
        np.asarray(best * unit),
        np.asarray(safe * unit),
        choices.outcome(best) - outcome,
        choices.outcome(safe) - outcome,
        target,
        (chances[0], chances[1], chances[2]),
    )
