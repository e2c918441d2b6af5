"""The joins back: what every purchase pattern says of the customers who have it."""

from __future__ import annotations

import numpy as np

from corrente.core.count import Scores
from corrente.inference import gamma_gamma
from corrente.inference.gamma_gamma import TEN_THOUSAND
from corrente.inference.posterior import Draws
from corrente.inference.purchases import DAYS_PER_WEEK, PurchaseCells
from corrente.upstream.loyalty.estimate import LoyaltyEstimate
from corrente.upstream.loyalty.fits import Fit

_DRAWS = 200  # enough for a 90% interval of one customer's chance
_TOGETHER = 10_000  # patterns worked out at a time: bounded memory


def scores(estimate: LoyaltyEstimate) -> Scores:
    """Per customer: chance to be active with its interval, purchases to come, lifetime value.

    Purchases are for as many weeks ahead as the hold-out had. Exact to the pattern that was counted: to the day where
    there are few customers.
    """
    planned, cells = estimate.plan, estimate.cells
    keys = ("segment", "purchases", "recency_cell", "age_cell")
    patterns = {name: cells[name] for name in keys} | _columns(estimate)
    parameters = {
        "until_day": planned.until_day,
        **planned.now_width.parameters("end"),
        **planned.segmentation.parameters,
    }
    return Scores("loyalty", parameters, {"patterns": patterns, **planned.segmentation.lookups})


def _columns(estimate: LoyaltyEstimate) -> dict[str, Draws]:
    planned = estimate.plan
    cells = PurchaseCells.from_counts(estimate.cells, planned.now_width.width, planned.now_width.wide)
    size = len(cells.customers)
    segment = np.asarray(estimate.cells["segment"])
    found = {name: np.empty(size) for name in _NAMES}
    for code in np.unique(segment):
        places = np.flatnonzero(segment == code)
        fit = estimate.fits.get(int(code), estimate.fits[0])
        for part in np.array_split(places, -(-len(places) // _TOGETHER)):
            chosen = np.zeros(size, dtype=bool)
            chosen[part] = True
            for name, values in _scored(fit, cells.take(chosen), estimate).items():
                found[name][part] = values
    return found


_NAMES = ("p_active", "p_active_low", "p_active_high", "expected_purchases", "value_base", "value_slope")


def _scored(fit: Fit, cells: PurchaseCells, estimate: LoyaltyEstimate) -> dict[str, Draws]:
    patterns, planned = cells.centres(), estimate.plan
    chances = fit.model.alive(patterns, fit.theta[:_DRAWS])
    low, high = np.quantile(chances, [0.05, 0.95], axis=0)
    middle = fit.theta.mean(axis=0)[None]
    ahead = fit.model.expected_purchases(patterns, middle, planned.hold_out_weeks)[0]
    year = fit.model.expected_purchases(patterns, middle, planned.horizon_days / DAYS_PER_WEEK)[0]
    base, slope = _spend_line(fit, patterns.purchases.astype(float))
    values = (chances.mean(axis=0), low, high, ahead, year * base, year * slope / TEN_THOUSAND)
    return dict(zip(_NAMES, values, strict=True))


def _spend_line(fit: Fit, purchases: Draws) -> tuple[Draws, Draws]:
    if fit.spend_theta is None:
        unknown = np.full(purchases.shape, np.nan)
        return unknown, unknown
    intercept, slope = gamma_gamma.spend_line(purchases, fit.spend_theta.mean(axis=0)[None])
    return intercept[0], slope[0]
