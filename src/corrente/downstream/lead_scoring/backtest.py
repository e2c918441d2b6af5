"""The lead scoring room's test: leads scored before their outcome was known, against the best single column."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import Backtest
from corrente.core.words import Phrase, phrase
from corrente.downstream.lead_scoring.leads import Codes, Leads, Vector
from corrente.downstream.lead_scoring.names import column
from corrente.inference.discrimination import auc, calibration_slope, log_loss
from corrente.inference.hierarchical_logistic import DealCells, expit, mode
from corrente.inference.scorecard import Foretold, foretell

FOLDS = 5
WARM_UP = 5
"""One part in so many of the time is only learnt from."""
_MIN_SIDE = 30
"""Leads of each outcome among those tested: the area under the curve of n won and n lost leads that nothing tells apart
has a standard error of sqrt((2n + 1) / 12) / n (Hanley & McNeil 1982), .075 here. With fewer, folds are used."""
_DRAWN_BY = 2.0  # leads that draw a level's share to the share of all


class Split(StrEnum):
    """How the tested leads were kept from the model."""

    TIME = "out of time"
    FOLDS = "5-fold cross-validation"


@dataclass(frozen=True)
class Tested:
    """The leads of the test: chance, and counts (C,) of won and lost; ``baseline`` by the best single column.

    ``known`` is what the model knew after the last period, where it went through time; its discount is the share of
    that which still holds a period later.
    """

    split: Split
    chance: Vector
    baseline: Vector
    baseline_name: str
    won: Vector
    lost: Vector
    period: Codes
    known: Foretold | None = None

    @property
    def discount(self) -> float:
        """The share of what is known that still holds a period later: 1 where leads stay as they are."""
        return self.known.discount if self.known else 1.0


def test(leads: Leads, rng: Generator) -> Tested:
    """Through time, each period foretold from what was known before it; by folds where time is too short for that."""
    begins = _begins(leads)
    found = foretell(leads.cells, leads.period, leads.lag, begins)
    told = np.isfinite(found.chance) & (leads.period >= begins)
    if min(leads.won[told].sum(), leads.lost[told].sum()) < _MIN_SIDE:
        return by_folds(leads, rng)
    name, baseline = _best_single(leads, told)
    return Tested(
        Split.TIME, found.chance[told], baseline, name, leads.won[told], leads.lost[told], leads.period[told], found
    )


def _begins(leads: Leads) -> int:
    """The first tested period: after a fifth of the time, and with `_MIN_SIDE` known outcomes of either kind."""
    periods = int(leads.period.max()) + 1
    known = [
        _known(np.bincount(leads.period, side, periods)[:, None], leads.lag)[:, 0] for side in (leads.won, leads.lost)
    ]
    enough = np.flatnonzero(np.minimum(*known) >= _MIN_SIDE)
    return max(int(enough[0]) if len(enough) else periods, periods // WARM_UP)


def backtest(tested: Tested) -> Backtest:
    """The area under the curve of scores and baseline, and how far the chances can be taken at their word."""
    sides = (tested.won, tested.lost)
    return Backtest(
        "auc",
        auc(tested.chance, *sides),
        auc(tested.baseline, *sides),
        _baseline_name(tested.baseline_name),
        lower_is_better=False,
        details={
            "auc_within_periods": _within(tested.chance, tested),
            "baseline_auc_within_periods": _within(tested.baseline, tested),
            "log_loss": log_loss(tested.chance, *sides),
            "baseline_log_loss": log_loss(tested.baseline, *sides),
            "calibration_slope": calibration_slope(tested.chance, *sides),
            "foretold": float(tested.chance @ (tested.won + tested.lost)),
            "seen": float(tested.won.sum()),
            "leads": float((tested.won + tested.lost).sum()),
            "discount": tested.discount,
            "kind": tested.split.value,
        },
    )


def _baseline_name(name: str) -> Phrase:
    return phrase("{name} alone", "só {name}", name=column(name))


def _within(chance: Vector, tested: Tested) -> float:
    """The area under the curve among leads of one period, averaged over the pairs of won and lost that each has."""
    areas, pairs = [], []
    for k in np.unique(tested.period):
        here = tested.period == k
        won, lost = tested.won[here], tested.lost[here]
        if won.sum() and lost.sum():
            areas.append(auc(chance[here], won, lost))
            pairs.append(won.sum() * lost.sum())
    return float(np.average(areas, weights=pairs)) if areas else float("nan")


# -- the best single column ------------------------------------------------------------------------------------------


def _best_single(leads: Leads, told: NDArray[np.bool_]) -> tuple[str, Vector]:
    """The column whose shares until then told the tested leads apart best, and the chances that it gave them."""
    found = {f.name: _single(leads, j)[told] for j, f in enumerate(leads.features)}
    best = max(found, key=lambda name: auc(found[name], leads.won[told], leads.lost[told]))
    return best, found[best]


def _single(leads: Leads, feature: int) -> Vector:
    """Chances (C,) by the share won of each level in the periods whose outcomes were known."""
    periods, size = int(leads.period.max()) + 1, leads.sizes[feature]
    code = leads.period * size + leads.levels[:, feature]
    won, lost = (_known(np.bincount(code, side, periods * size).reshape(periods, size), leads.lag)
                 for side in (leads.won, leads.lost))  # fmt: skip
    everyone = (won.sum(axis=1) + 0.5) / ((won + lost).sum(axis=1) + 1)
    share = (won + _DRAWN_BY * everyone[:, None]) / (won + lost + _DRAWN_BY)
    return np.asarray(share[leads.period, leads.levels[:, feature]])


def _known(sums: NDArray[np.generic], lag: int) -> Vector:
    """Sums (P, L) of the periods before each, less the last ``lag`` of them."""
    before = np.vstack([np.zeros((1 + lag, sums.shape[1])), np.cumsum(sums.astype(np.float64), axis=0)])
    return before[: len(sums)]


# -- folds -----------------------------------------------------------------------------------------------------------


def by_folds(leads: Leads, rng: Generator) -> Tested:
    """Single leads dealt at random into folds, each scored by a model of the others."""
    cells = leads.patterns.cells
    won, lost = (_dealt(side, rng) for side in (cells.won, cells.lost))
    start, fold = mode(cells), np.arange(FOLDS)
    trains = [cells.with_counts(cells.won - won[:, k], cells.lost - lost[:, k]) for k in fold]
    chance = np.concatenate([expit(cells.design @ mode(train, start)[0]) for train in trains])
    singles = {f.name: np.concatenate([_share(train, j) for train in trains]) for j, f in enumerate(leads.features)}
    sides = won.T.ravel(), lost.T.ravel()
    best = max(singles, key=lambda name: auc(singles[name], *sides))
    return Tested(Split.FOLDS, chance, singles[best], best, *sides, np.repeat(fold, len(cells.won)))


def _dealt(leads: Vector, rng: Generator) -> Vector:
    """Counts (C, FOLDS) of leads (C,), each lead in a fold of its own drawing, the folds equally large."""
    cell = np.repeat(np.arange(len(leads)), leads.astype(np.int64))
    fold = rng.permutation(np.arange(len(cell)) % FOLDS)
    counted = np.bincount(cell * FOLDS + fold, minlength=len(leads) * FOLDS)
    return counted.reshape(len(leads), FOLDS).astype(np.float64)


def _share(train: DealCells, feature: int) -> Vector:
    """The chance of each cell (C,) by its level's share in the training counts."""
    code, size = train.levels[:, feature], train.sizes[feature]
    won, total = (np.bincount(code, side, size) for side in (train.won, train.total))
    everyone = (train.won.sum() + 0.5) / (train.total.sum() + 1)
    return np.asarray(((won + _DRAWN_BY * everyone) / (total + _DRAWN_BY))[code])
