"""The win rate room's back-test: chances of deals that the model had not seen, against the best single column."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import numpy as np
from numpy.random import Generator

from corrente.core.answer import Backtest
from corrente.core.count import Cells
from corrente.core.room import Counted
from corrente.core.words import Phrase, phrase
from corrente.inference.discrimination import auc, log_loss
from corrente.inference.hierarchical_logistic import DealCells, expit, mode
from corrente.upstream.win_rate.deals import Deals, Vector, sums
from corrente.upstream.win_rate.names import column
from corrente.upstream.win_rate.refusals import MIN_CLOSED

FOLDS, REPEATS = 10, 5
MANY = 2000
"""Closed deals from which folds need no repeating: of few hundred, one deal moves the AUC by a point either way."""
_MIN_SIDE = 30
"""Deals of each outcome on each side of a cut in time: the AUC of n won and n lost deals that nothing tells apart has a
standard error of sqrt((2n + 1) / 12) / n (Hanley & McNeil 1982), .075 here. With fewer, deals are cross-validated."""

Pair = tuple[DealCells, DealCells]


class Split(StrEnum):
    """How unseen deals were set apart."""

    TIME = "out of time"
    FOLDS = "stratified 10-fold cross-validation"
    REPEATED = "stratified 10-fold cross-validation, mean of 5 repeats"


def backtest(deals: Deals, counts: Counted, rng: Generator) -> Backtest:
    """Out of time where dates allow it, else cross-validated, on deals the model had not seen."""
    split, pairs = _pairs(deals, counts, rng)
    start = None if split is Split.TIME else mode(deals.cells)
    model = _held_out(pairs, [expit(train.design @ mode(train, start)[0]) for train, _ in pairs])
    base = _held_out(pairs, [np.full(len(t.won), t.won.sum() / t.total.sum()) for t, _ in pairs])
    singles = {
        covariate.name: _held_out(pairs, [_single(train, j) for train, _ in pairs])
        for j, covariate in enumerate(deals.covariates)
    }
    best = max(singles, key=lambda name: singles[name][0]) if len(singles) > 1 else None
    baseline = base if best is None else singles[best]
    return Backtest(
        "auc",
        model[0],
        baseline[0],
        _baseline_name(best),
        lower_is_better=False,
        details={
            "auc": model[0],
            "log_loss": model[1],
            "baseline_log_loss": baseline[1],
            "base_rate_log_loss": base[1],
            "kind": split.value,
            "deals": float(sum(t.total.sum() for _, t in pairs[:FOLDS])),
        },
    )


def _baseline_name(best: str | None) -> Phrase:
    if best is None:
        return phrase("the overall win rate", "a taxa de ganho geral")
    return phrase("the win rate by {name} alone", "a taxa de ganho só por {name}", name=column(best))


def _pairs(deals: Deals, counts: Counted, rng: Generator) -> tuple[Split, list[Pair]]:
    """Training and test sides: one pair split in time, or one per fold and repeat."""
    in_time = _by_time(deals, counts)
    if in_time is not None:
        return Split.TIME, [in_time]
    if deals.cells.total.sum() >= MANY:
        return Split.FOLDS, list(_folds(deals.cells, rng))
    return Split.REPEATED, [pair for _ in range(REPEATS) for pair in _folds(deals.cells, rng)]


def _by_time(deals: Deals, counts: Counted) -> Pair | None:
    """Deals closed up to the cut, and those after it; None where either side is too small to tell anything."""
    if "before" not in counts or "after" not in counts:
        return None
    train, test = (_aligned(deals, counts[name]) for name in ("before", "after"))
    enough = all(min(side.won.sum(), side.lost.sum()) >= _MIN_SIDE for side in (train, test))
    return (train, test) if enough and train.total.sum() >= MIN_CLOSED else None


def _aligned(deals: Deals, raw: Cells) -> DealCells:
    """Another count of the same patterns, in the order of the main one."""
    keys = [key for key in deals.raw if key.startswith("level_")]
    place = {pattern: i for i, pattern in enumerate(zip(*(deals.raw[key] for key in keys), strict=True))}
    rows = np.array([place[pattern] for pattern in zip(*(raw[key] for key in keys), strict=True)], dtype=np.intp)
    won, lost = np.zeros(len(place)), np.zeros(len(place))
    np.add.at(won, rows, raw["won"])
    np.add.at(lost, rows, raw["lost"] if deals.losses_known else raw["still_open"])
    return deals.cells.with_counts(won, lost)


def _folds(cells: DealCells, rng: Generator) -> Iterator[Pair]:
    """Single deals dealt like cards into folds, outcome by outcome: training and test counts of each fold."""
    won, lost = _dealt(cells.won, rng), _dealt(cells.lost, rng)
    for fold in range(FOLDS):
        test = cells.with_counts(won[:, fold], lost[:, fold])
        yield cells.with_counts(cells.won - test.won, cells.lost - test.lost), test


def _dealt(deals: Vector, rng: Generator) -> Vector:
    """Counts (C, FOLDS) of deals (C,) that get the folds in turn, the cells in random order."""
    order = rng.permutation(len(deals))
    ends = np.cumsum(deals[order]).astype(np.int64)
    upto = (ends[:, None] - np.arange(FOLDS) + FOLDS - 1) // FOLDS
    dealt = np.empty((len(deals), FOLDS))
    dealt[order] = np.diff(upto, axis=0, prepend=np.zeros((1, FOLDS), dtype=np.int64))
    return dealt


def _held_out(pairs: list[Pair], chances: list[Vector]) -> tuple[float, float]:
    """Area under the curve (mean over folds) and log loss (mean over deals) of chances on the test sides."""
    tests = [test for _, test in pairs]
    areas = [auc(chance, test.won, test.lost) for chance, test in zip(chances, tests, strict=True)]
    told = [area for area in areas if np.isfinite(area)]
    chance, won = np.concatenate(chances), np.concatenate([test.won for test in tests])
    loss = log_loss(chance, won, np.concatenate([test.lost for test in tests]))
    return (float(np.mean(told)) if told else float("nan")), loss


def _single(train: DealCells, covariate: int) -> Vector:
    """The chance of each cell by the training win rate of its level of one covariate (Jeffreys means)."""
    won, closed = sums(train, covariate)
    return np.asarray(((won + 0.5) / (closed + 1))[train.levels[:, covariate]])
