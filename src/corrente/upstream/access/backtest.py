"""The first half of the time predicts whom channels and pairs of channels meet in the second."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from corrente.core.answer import Backtest
from corrente.core.count import Cells
from corrente.core.words import Phrase
from corrente.inference.reach import posterior_mean
from corrente.upstream.access.people import buyers

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

_LEAST_HALF = 30  # buyers met of a segment in each half: fewer have standard errors of a tenth and more


def backtest(cells: Cells, levels: int, channels: int) -> Backtest | None:
    """By segment against each segment's own past; without segments against channels taken as independent.

    ``None`` where a half has too few buyers.
    """
    (early, sets), (late, late_sets) = (_met(cells, period, levels) for period in (0, 1))
    told = [g for g in range(len(early)) if min(early[g].sum(), late[g].sum()) >= _LEAST_HALF]
    if len(told) > 1:
        return _by_segment(early[told], sets, late[told], late_sets, channels)
    if min(early.sum(), late.sum()) < _LEAST_HALF:
        return None
    before, after = (people.sum(axis=0, keepdims=True) for people in (early, late))
    return _of_all(before, sets, after, late_sets, channels)


def _met(cells: Cells, period: int, levels: int) -> tuple[Array, Whole]:
    people, sets = buyers(cells, period, levels)
    return people[:, sets > 0], sets[sets > 0]


def _by_segment(early: Array, sets: Whole, late: Array, late_sets: Whole, channels: int) -> Backtest:
    own = early / early.sum(axis=1, keepdims=True)
    truth = _reach(late / late.sum(axis=1, keepdims=True), late_sets, channels)
    model, carried = (_error(_reach(shares, sets, channels), truth) for shares in (posterior_mean(early), own))
    return Backtest(_METRIC, model, carried, _CARRIED, details=_sizes(early, late))


def _of_all(early: Array, sets: Whole, late: Array, late_sets: Whole, channels: int) -> Backtest:
    seen = _reach(early / early.sum(), sets, channels)
    truth = _reach(late / late.sum(), late_sets, channels)
    alone = seen[:, :channels]
    pairs = [1 - (1 - alone[:, i]) * (1 - alone[:, j]) for i, j in combinations(range(channels), 2)]
    independent = np.column_stack([alone, *pairs])
    return Backtest(_METRIC, _error(seen, truth), _error(independent, truth), _INDEPENDENT, details=_sizes(early, late))


def _reach(shares: Array, sets: Whole, channels: int) -> Array:
    """The reach (G, K + K (K - 1) / 2) of every channel and every pair."""
    masks = [1 << k for k in range(channels)] + [1 << i | 1 << j for i, j in combinations(range(channels), 2)]
    return np.asarray(shares @ ((sets[:, None] & np.array(masks)) > 0))


def _error(guess: Array, truth: Array) -> float:
    return float(np.sqrt(((guess - truth) ** 2).mean()))


def _sizes(early: Array, late: Array) -> dict[str, float]:
    return {"buyers_early": float(early.sum()), "buyers_late": float(late.sum()), "segments": float(len(late))}


_METRIC = "root mean squared error of reach"
_CARRIED = Phrase(
    "each segment's reach in the first half carried on", "o alcance de cada segmento na primeira metade, mantido"
)
_INDEPENDENT = Phrase(
    "each channel's reach in the first half, overlaps as if channels were independent",
    "o alcance de cada canal na primeira metade, com sobreposições como se fossem independentes",
)
