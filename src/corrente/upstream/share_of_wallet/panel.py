"""The panel's counts as arrays, and the fits to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.count import Cells
from corrente.inference.nbd_dirichlet import Buying, Histogram, Shared, choice_posterior, purchase_posterior
from corrente.inference.posterior import Posterior
from corrente.upstream.share_of_wallet.plan import OTHERS, Panel

Array = NDArray[np.float64]

CATEGORY = -1
"""The counts' code of the category as a whole."""


@dataclass(frozen=True)
class Period:
    """What was bought in a period: by the whole category, and by brand (B,), the pooled others last if there are any.

    ``buyers``, ``purchases`` and ``category_purchases`` (what the brand's buyers bought in all) are sums per brand;
    ``with_own`` are its buyers who also bought ours.
    """

    category: Histogram
    brands: tuple[Histogram, ...]
    buyers: Array
    purchases: Array
    category_purchases: Array
    with_own: Array

    @property
    def repeaters(self) -> int:
        """People with two category purchases or more."""
        return int(self.category.people[self.category.times > 1].sum())


@dataclass(frozen=True)
class Fitted:
    """The NBD-Dirichlet of a period: draws, and how each of its two posteriors was found."""

    buying: Buying
    purchases: Posterior
    choices: Posterior


def codes(panel: Panel) -> tuple[int, ...]:
    """The codes of the brands, that of the pooled others last where there are others."""
    return (*range(len(panel.brands)), *((OTHERS,) if panel.pooled else ()))


def read_period(counted: Cells, panel: Panel, period: int) -> Period:
    """The histograms and sums of the whole (0), of what was up to the cut (1) or after it (2)."""
    chosen = np.asarray(counted["period"] == period)
    cells = {name: column[chosen] for name, column in counted.items()}
    found = [_of(cells, code) for code in codes(panel)]
    columns = ("people", "purchases", "category_purchases", "with_own")
    sums = [np.array([part[name].sum() for part in found], dtype=float) for name in columns]
    brands = tuple(_histogram(part) for part in found)
    return Period(_histogram(_of(cells, CATEGORY)), brands, *sums)


def fit(period: Period, rng: Generator, draws: int) -> Fitted:
    """The posterior of a period's buying. Raises `ConvergenceError` where none can be trusted."""
    purchases = purchase_posterior(period.category, rng, draws)
    choices = choice_posterior(period.category, list(period.brands), rng, draws)
    k, a = np.exp(purchases.draws).T
    return Fitted(Buying(k, a, np.exp(choices.draws)), purchases, choices)


def shared(cells: Cells, segment: int | None = None) -> Shared:
    """The people of one segment (or all) by category and own purchases; cells of several counts by their means."""
    chosen = np.ones(len(cells["people"]), dtype=bool) if segment is None else np.asarray(cells["segment"] == segment)
    people = np.asarray(cells["people"], dtype=float)[chosen]
    times, own = (np.asarray(cells[name], dtype=float)[chosen] / people for name in ("category_purchases", "purchases"))
    return Shared(times, own, people)


def _of(cells: Cells, code: int) -> Mapping[str, Array]:
    chosen = np.asarray(cells["code"] == code)
    return {name: np.asarray(column, dtype=float)[chosen] for name, column in cells.items()}


def _histogram(part: Mapping[str, Array]) -> Histogram:
    return Histogram(part["purchases"] / part["people"], part["people"])
