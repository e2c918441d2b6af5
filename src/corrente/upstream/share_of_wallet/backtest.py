"""The panel's second half predicted from its first, against the first carried on."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import Backtest
from corrente.core.count import Cells
from corrente.core.room import Counted
from corrente.core.words import phrase
from corrente.inference.nbd_dirichlet import Buying, chance_next, expected_next, norms
from corrente.upstream.share_of_wallet.panel import CATEGORY, Period, codes, fit, read_period
from corrente.upstream.share_of_wallet.plan import Panel

Array = NDArray[np.float64]

_DRAWS = 500
BASELINE = phrase("every buyer does as in the first half", "cada comprador repete a primeira metade")


def backtest(panel: Panel, counts: Counted, rng: Generator) -> Backtest | None:
    """How far each buyer's purchases of each brand in the second half are missed; None where a half has no buyers.

    The root mean squared error is over all pairs of a category buyer of the first half and a brand. The details hold
    the mean absolute errors of the brands' penetration and frequency (over the second half's buyers of them), and our
    own repeat buying.
    """
    first, second = (read_period(counts["histograms"], panel, period) for period in (1, 2))
    if first.category.buyers == 0 or second.category.buyers == 0:
        return None
    buying = fit(first, rng, _DRAWS).buying
    ratio = (panel.until_day - panel.cut_day) / (panel.cut_day - panel.from_day + 1)
    errors = [_errors(counts["halves"], code, b, buying, ratio) for b, code in enumerate(codes(panel))]
    model, baseline = (float(np.sqrt(np.mean(part))) for part in zip(*errors, strict=True))
    own = codes(panel)[panel.own]
    details = {
        **_brands(first, second, buying.scaled(ratio), ratio),
        **_repeat(counts["halves"], own, panel.own, buying, ratio),
        "days": float(panel.until_day - panel.cut_day),
    }
    return Backtest(
        "root mean squared error of each buyer's purchases of each brand", model, baseline, BASELINE, details=details
    )


def _errors(cells: Cells, code: int, brand: int, buying: Buying, ratio: float) -> tuple[float, float]:
    """Mean squared errors over the first half's category buyers: of the model, and of the first half carried on."""
    part = _brand(cells, code)
    everybody = _brand(cells, CATEGORY)
    n, own = part["category_purchases"] / part["people"], part["purchases"] / part["people"]
    expected = expected_next(buying, n, own, brand, ratio)
    known = part["next_squares"] - 2 * expected * part["next_purchases"] + expected**2 * part["people"]
    absent = _absent(everybody, part)
    nothing = expected_next(buying, everybody["category_purchases"] / everybody["people"], np.zeros(1), brand, ratio)
    people = everybody["people"].sum()
    carried = part["change_squares"].sum() if ratio == 1 else _carried(part, own, ratio)
    return float((known.sum() + nothing**2 @ absent) / people), float(carried / people)


def _carried(part: Mapping[str, Array], own: Array, ratio: float) -> float:
    """Squared errors of ``ratio`` times the first half's purchases, for halves that differ by a day."""
    expected = ratio * own
    return float((part["next_squares"] - 2 * expected * part["next_purchases"] + expected**2 * part["people"]).sum())


def _absent(everybody: Mapping[str, Array], part: Mapping[str, Array]) -> Array:
    """Category buyers who bought the brand in neither half, by their category purchases."""
    places = np.searchsorted(everybody["before"], part["before"])
    met = np.bincount(places, part["people"], len(everybody["before"]))
    return np.asarray(everybody["people"] - met)


def _brands(first: Period, second: Period, buying: Buying, ratio: float) -> dict[str, float]:
    """Mean absolute errors of the norm and of the first half in the second half's figures, brands by their buyers."""
    expected = norms(buying)
    then, now = _figures(first), _figures(second)
    scale = {"penetration": 1.0, "frequency": ratio}
    found: dict[str, float] = {}
    for name, norm in (("penetration", expected.penetration), ("frequency", expected.frequency)):
        weight = np.where(np.isfinite(then[name]) & np.isfinite(now[name]), second.buyers, 0.0)
        found[f"{name}_error"] = _error(norm.mean(axis=0), now[name], weight)
        found[f"{name}_error_carried_on"] = _error(scale[name] * then[name], now[name], weight)
    return found


def _error(foreseen: Array, seen: Array, weight: Array) -> float:
    return float(np.nansum(np.abs(foreseen - seen) * weight) / weight.sum()) if weight.any() else float("nan")


def _figures(period: Period) -> dict[str, Array]:
    with np.errstate(invalid="ignore", divide="ignore"):
        return {
            "penetration": period.buyers / period.category.buyers,
            "frequency": period.purchases / period.buyers,
        }


def _repeat(cells: Cells, code: int, brand: int, buying: Buying, ratio: float) -> dict[str, float]:
    """The share of our first half's buyers who buy us again in the second: predicted and seen."""
    part = {name: column[_brand(cells, code)["own"] > 0] for name, column in _brand(cells, code).items()}
    n, own = part["category_purchases"] / part["people"], part["purchases"] / part["people"]
    if len(n) == 0:
        return {}
    chance = chance_next(buying, n, own, brand, ratio)
    buyers = part["people"].sum()
    return {"repeat": float(part["again"].sum() / buyers), "repeat_predicted": float(chance @ part["people"] / buyers)}


def _brand(cells: Cells, code: int) -> dict[str, Array]:
    chosen = np.asarray(cells["code"] == code)
    return {name: np.asarray(column, dtype=float)[chosen] for name, column in cells.items()}
