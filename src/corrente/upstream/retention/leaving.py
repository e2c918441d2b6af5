"""What goes with leaving: a pooled hazard by what was known beforehand, tested on later periods."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import Backtest, Estimate
from corrente.core.words import Phrase, phrase
from corrente.inference.average_effects import average_effects
from corrente.inference.discrimination import auc, calibration_slope, log_loss
from corrente.inference.hierarchical_logistic import DealCells, LogisticPosterior, expit, mode, posterior
from corrente.upstream.retention.lives import Lives, Risks, told_apart

Vector = NDArray[np.float64]

DRAWS = 1000
MIN_OF_LEVEL = 30
"""Customer-periods needed to quote one level."""
_TESTED = 4  # of how many periods one is kept for the test
_MOST_TESTED = 3
_DRAWN_ONE_BY_ONE = 2_000_000
_UNIT = "share of customers per period, against the average"


@dataclass(frozen=True)
class Driver:
    """One level of one covariate: customer-periods, those that ended in leaving, and the adjusted effect (draws)."""

    covariate: str
    level: str
    left: int
    at_risk: int
    effect: Estimate
    draws: Vector


@dataclass(frozen=True)
class Leaving:
    """The hazard's posterior, its drivers, the back-test, and which covariates told customers apart."""

    risks: Risks
    kept: tuple[int, ...]
    fit: LogisticPosterior
    drivers: tuple[Driver, ...]
    backtest: Backtest | None


def fit(lives: Lives, rng: Generator, other: tuple[Lives, Lives] | None = None) -> Leaving:
    """The pooled hazard over all periods, and the back-test: on the last ones, or between two halves of the customers.

    The ``other`` way is for lives without a calendar.
    """
    filled = [len(np.unique(lives.risks.codes[:, j])) > 1 for j in range(lives.risks.codes.shape[1])]
    kept = tuple(j for j, told in enumerate(filled) if told) or (0,)
    risks = told_apart(lives.risks, kept)
    cells = risks.cells()
    found = posterior(cells, rng, DRAWS)
    drivers = tuple(_drivers(risks, cells, average_effects(cells, found.coefficients)))
    tested = _backtest(risks) if other is None else _between(*(told_apart(side.risks, kept) for side in other))
    return Leaving(risks, kept, found, drivers, tested)


def chances(leaving: Leaving, codes: NDArray[np.int64]) -> Vector:
    """Chances to leave in the next period, (S, P), of customers with all covariates' ``codes`` (P, J)."""
    sizes = tuple(len(c.levels) for c in leaving.risks.covariates)
    nothing = np.zeros(len(codes))
    cells = DealCells(codes[:, list(leaving.kept)], sizes, nothing, nothing)
    return expit(leaving.fit.coefficients @ cells.design.T)


def expected_leavers(leaving: Leaving, lives: Lives, rng: Generator) -> Estimate | None:
    """How many of today's customers will leave in the coming period: predictive, for the number will be seen."""
    number = lives.present.customers.astype(np.int64)
    if not number.any():
        return None
    chance = chances(leaving, lives.present.codes)
    if chance.size <= _DRAWN_ONE_BY_ONE:
        gone = rng.binomial(number, chance).sum(axis=1)
    else:
        spread = np.sqrt((chance * (1 - chance)) @ number)
        gone = np.rint(chance @ number + spread * rng.standard_normal(len(chance))).clip(0, number.sum())
    return Estimate.from_draws("expected_leavers", gone, "customers who will leave", {"segment": "current"})


def _drivers(risks: Risks, cells: DealCells, effects: Vector) -> Iterator[Driver]:
    column = 0
    for j, covariate in enumerate(risks.covariates):
        code, size = cells.levels[:, j], cells.sizes[j]
        left, at_risk = np.bincount(code, cells.won, size), np.bincount(code, cells.total, size)
        for level, gone, lived in zip(covariate.levels, left, at_risk, strict=True):
            if lived >= MIN_OF_LEVEL:
                draws = effects[:, column]
                effect = Estimate.from_draws("leaving_effect", draws, _UNIT, {covariate.name: level})
                yield Driver(covariate.name, level, int(gone), int(lived), effect, draws)
            column += 1


def _backtest(risks: Risks) -> Backtest | None:
    """Fitted to what came before the last periods, scored on these; the baseline is the rate by tenure just before.

    None where either side has nobody who left, or nobody who stayed.
    """
    periods = int(risks.back.max()) + 1
    tested = min(max(periods // _TESTED, 1), _MOST_TESTED)
    train, test = risks.between(tested, periods), risks.between(0, tested)
    if _empty(train) or _empty(test):
        return None
    before, after = train.cells(), test.cells()
    model = expit(after.design @ mode(before)[0])
    baseline = _by_tenure(risks.between(tested, tested + 1), train, after)
    name = phrase("the last period's rate by tenure", "a taxa do último período por tempo de casa")
    return _scored(model, baseline, name, after, tested)


def _between(train: Risks, test: Risks) -> Backtest | None:
    """Fitted to one half of the customers and scored on the other; the baseline is the rate by tenure."""
    if _empty(train) or _empty(test):
        return None
    after = test.cells()
    model = expit(after.design @ mode(train.cells())[0])
    name = phrase("other customers' rate by tenure", "a taxa dos outros clientes por tempo de casa")
    return _scored(model, _by_tenure(train, train, after), name, after, int(test.back.max()) + 1)


def _empty(side: Risks) -> bool:
    """Whether nobody left, or nobody stayed."""
    return bool(min(side.left.sum(), (side.at_risk - side.left).sum()) < 1)


def _scored(model: Vector, baseline: Vector, name: Phrase, after: DealCells, tested: int) -> Backtest:
    loss, plain = (log_loss(chance, after.won, after.lost) for chance in (model, baseline))
    return Backtest(
        "log loss per customer and period",
        loss,
        plain,
        name,
        details={
            "auc": auc(model, after.won, after.lost),
            "baseline_auc": auc(baseline, after.won, after.lost),
            "calibration_slope": calibration_slope(model, after.won, after.lost),
            "foretold": float(model @ after.total / after.total.sum()),
            "seen": float(after.won.sum() / after.total.sum()),
            "periods": float(tested),
            "customer_periods": float(after.total.sum()),
        },
    )


def _by_tenure(last: Risks, train: Risks, test: DealCells) -> Vector:
    """The rate of each test cell's tenure in the period before the cut, drawn by one customer to the average."""
    names = [c.name for c in train.covariates]
    overall = train.left.sum() / train.at_risk.sum()
    if "tenure" not in names:
        return np.full(len(test.won), overall)
    j = names.index("tenure")
    size = test.sizes[j]
    left, at_risk = (np.bincount(last.codes[:, j], side, size) for side in (last.left, last.at_risk))
    return np.asarray(((left + overall) / (at_risk + 1))[test.levels[:, j]])
