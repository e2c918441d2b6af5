"""How long things take, from counts in bins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.inference.journeys import quantile, quantile_draws

Array = NDArray[np.float64]

DRAWS = 2000

_HOURS, _BINS = 48, 80
_DAYS, _STAGE_BINS = 60, 267


@dataclass(frozen=True)
class Duration:
    """A duration in days: the ``median`` with draws (S,), within what nine in ten are done, and of how many."""

    median: float
    draws: Array
    nine_in_ten: float
    n: int


def of_waits(bins: NDArray[np.int64], n: Array, rng: Generator) -> Duration | None:
    """From the bins of journey_steps.sql; where times are whole days, d stands for d - 1/2 to d + 1/2."""
    counted = np.bincount(bins, n, minlength=_BINS)[:_BINS].astype(float)
    whole_days = not counted[:_HOURS][np.arange(_HOURS) % 24 > 0].any()
    if whole_days:
        by_day = np.concatenate([[counted[0], counted[24]], counted[_HOURS:]])
        return _duration(by_day, np.maximum(np.arange(len(by_day) + 1) - 0.5, 0.0), rng)
    return _duration(counted, _wait_edges(), rng)


def of_stage_days(bins: NDArray[np.int64], n: Array, rng: Generator) -> Duration | None:
    """From the bins of stage_steps.sql; a whole number of days d stands for d - 1/2 to d + 1/2."""
    return _duration(np.bincount(bins, n, minlength=_STAGE_BINS).astype(float), _stage_edges(), rng)


def _duration(n: Array, edges: Array, rng: Generator) -> Duration | None:
    if n.sum() < 1:
        return None
    total = int(n.sum())
    return Duration(quantile(n, edges), quantile_draws(n, edges, rng, DRAWS), quantile(n, edges, 0.9), total)


@lru_cache(maxsize=1)
def _wait_edges() -> Array:
    return np.append(np.arange(_HOURS) / 24, np.arange(2.0, 2 + _BINS - _HOURS + 1))


@lru_cache(maxsize=1)
def _stage_edges() -> Array:
    days = np.arange(_DAYS + 1) - 0.5
    sevens = 7.0 * np.arange(_DAYS // 7 + 1, _DAYS // 7 + 1 + _STAGE_BINS - _DAYS) - 0.5
    return np.append(days, sevens)
