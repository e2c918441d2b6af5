"""Dividing a budget among channels: for the most in expectation, or for the best chance to reach a target."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Places = NDArray[np.int64]

_ROUNDS = 400


@dataclass(frozen=True)
class Choices:
    """What every channel may be given, in equal ``unit``s of money, and what it would bring.

    ``lowest`` and ``highest`` (C,) are units; ``response`` (S, C, G) is the outcome of 0, 1, ... G - 1 units.
    Raises ``ValueError`` for limits outside of the grid or the wrong way round.
    """

    unit: float
    lowest: Places
    highest: Places
    response: Array

    def __post_init__(self) -> None:
        if (self.lowest < 0).any() or (self.lowest > self.highest).any():
            raise ValueError("a limit is negative, or a lower one is above the upper one")
        if self.highest.max() >= self.response.shape[2]:
            raise ValueError("the response is not known up to the upper limit")

    def outcome(self, split: Places) -> Array:
        """Draws (S,) of what a split (C,) in units brings."""
        return np.asarray(self.response[:, np.arange(len(split)), split].sum(axis=1))


def split_evenly(choices: Choices, wanted: Array, units: int) -> Places:
    """The split nearest to the ``wanted`` shares (C,) that keeps the limits and spends all ``units``."""
    exact = np.clip(wanted * units, choices.lowest, choices.highest)
    split = np.clip(np.floor(exact + 1e-9).astype(np.int64), choices.lowest, choices.highest)
    for _ in range(abs(units - int(split.sum()))):
        missing = units - int(split.sum())
        free = split < choices.highest if missing > 0 else split > choices.lowest
        if not free.any():
            break
        away = np.where(free, (exact - split) * np.sign(missing), -np.inf)
        split[int(np.argmax(away))] += int(np.sign(missing))
    return split


def best_expected(choices: Choices, units: int) -> Places:
    """The split of at most ``units`` that brings most in expectation: exact, whatever the shape of the responses.

    Dynamic programming over channels (Bellman 1957): the best value of u units in the first channels follows from that
    of fewer units in one channel less. Raises ``ValueError`` where the lower limits alone cost more.
    """
    if choices.lowest.sum() > units:
        raise ValueError("the lower limits cost more than the budget")
    mean = choices.response.mean(axis=0)
    value = np.zeros(units + 1)
    taken = []
    for channel, (low, high) in enumerate(zip(choices.lowest, choices.highest, strict=True)):
        tried = np.full((high - low + 1, units + 1), -np.inf)
        for row, given in enumerate(range(low, min(high, units) + 1)):
            tried[row, given:] = value[: units + 1 - given] + mean[channel, given]
        taken.append(low + tried.argmax(axis=0))
        value = tried.max(axis=0)
    left = int(np.argmax(value))
    split = np.zeros(len(taken), dtype=np.int64)
    for channel in reversed(range(len(taken))):
        split[channel] = taken[channel][left]
        left -= int(split[channel])
    return split


def best_chance(choices: Choices, start: Places, target: float) -> Places:
    """The split of as many units as ``start`` with the best chance to bring at least ``target``.

    Money is moved between pairs of channels, in steps that halve, as long as that raises the chance (where two splits
    reach it in as many draws, the nearer miss on average counts). Starts are compared by their caller; nothing is
    claimed of a global optimum.
    """
    split, step = start.copy(), int(max(1, start.max() // 4))
    best = _score(choices.outcome(split), target)
    for _ in range(_ROUNDS):
        moved = _neighbours(choices, split, step)
        scores = [_score(choices.outcome(other), target) for other in moved]
        if scores and max(scores) > best:
            best = max(scores)
            split = moved[scores.index(best)]
        elif step == 1:
            break
        else:
            step //= 2
    return split


def _score(outcome: Array, target: float) -> tuple[float, float]:
    return float((outcome >= target).mean()), float(-np.maximum(target - outcome, 0).mean())


def _neighbours(choices: Choices, split: Places, step: int) -> list[Places]:
    found = []
    for giver in np.flatnonzero(split - step >= choices.lowest):
        for taker in np.flatnonzero(split + step <= choices.highest):
            if giver != taker:
                other = split.copy()
                other[giver] -= step
                other[taker] += step
                found.append(other)
    return found
