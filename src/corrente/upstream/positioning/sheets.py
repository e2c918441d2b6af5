"""From the cells of rating_products to the sums that the model needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from corrente.core.count import Cells
from corrente.inference.brand_means import Sheets

Array = NDArray[np.float64]

_POINT = 100.0  # ratings are counted in hundredths
_MOST_ALONE = 0.2  # share of sheets by respondents of one brand up to which respondents are compared with themselves


class Design(StrEnum):
    """Who is compared with whom."""

    WITHIN = "within respondents"
    BETWEEN = "between respondents"


@dataclass(frozen=True)
class Rated:
    """Sums over whole sheets: R rows by number of brands rated, B brands, A attributes.

    Of sheets: ``n`` (R, B), ``totals`` and ``around`` (R, B, A), ``together`` (R, B, B), ``products`` (R, A, A).
    Of respondents: ``people`` (R,), ``respondent_products`` (R, A, A). ``rated`` (R,) is the number of brands.
    """

    rated: Array
    n: Array
    totals: Array
    around: Array
    together: Array
    products: Array
    people: Array
    respondent_products: Array

    @property
    def sheets(self) -> Array:
        """How many sheets each brand has, (B,)."""
        return np.asarray(self.n.sum(axis=0))

    @property
    def means(self) -> Array:
        """The plain means (B, A)."""
        return np.asarray(self.totals.sum(axis=0) / np.maximum(self.sheets, 1)[:, None])

    @property
    def design(self) -> Design:
        """Within respondents, unless more than a fifth of the sheets are by people who rated one brand only."""
        alone = self.n[self.rated == 1].sum()
        return Design.WITHIN if alone <= _MOST_ALONE * self.n.sum() else Design.BETWEEN

    @property
    def total_covariance(self) -> Array:
        """The covariance (A, A) of all sheets, as if brands were not known."""
        count = self.n.sum()
        mean = self.totals.sum(axis=(0, 1)) / count
        return np.asarray((self.products.sum(axis=0) - count * np.outer(mean, mean)) / (count - 1))


def rated_of(cells: Cells, brands: int, attributes: int, half: int | None = None) -> Rated:
    """The sums of one half of the respondents, or of all."""
    chosen = np.ones(len(cells["half"]), bool) if half is None else cells["half"] == half
    cells = {name: column[chosen] for name, column in cells.items()}
    rated, row = np.unique(cells["rated"].astype(np.int64), return_inverse=True)
    brand = cells["brand_code"].astype(np.int64)
    sheet, person = brand >= 0, brand < 0
    sums, around = (_columns(cells, name, attributes) / _POINT for name in ("sum", "around"))
    products = _products(cells, attributes) / _POINT**2
    counted = cells["sheets"].astype(float)
    size = len(rated)
    found = Rated(
        rated.astype(float),
        np.zeros((size, brands)),
        np.zeros((size, brands, attributes)),
        np.zeros((size, brands, attributes)),
        np.zeros((size, brands, brands)),
        np.zeros((size, attributes, attributes)),
        np.zeros(size),
        np.zeros((size, attributes, attributes)),
    )
    at = (row[sheet], brand[sheet])
    np.add.at(found.n, at, counted[sheet])
    np.add.at(found.totals, at, sums[sheet])
    np.add.at(found.around, at, around[sheet])
    np.add.at(found.together, at, _columns(cells, "with", brands)[sheet])
    np.add.at(found.products, row[sheet], products[sheet])
    np.add.at(found.people, row[person], counted[person])
    np.add.at(found.respondent_products, row[person], products[person])
    return found


def _columns(cells: Cells, name: str, size: int) -> Array:
    return np.column_stack([cells[f"{name}_{k:02d}"].astype(float) for k in range(size)])


def _products(cells: Cells, size: int) -> Array:
    found = np.empty((len(cells["half"]), size, size))
    for a in range(size):
        for b in range(a, size):
            found[:, a, b] = found[:, b, a] = cells[f"product_{a:02d}_{b:02d}"].astype(float)
    return found


def reduced(rated: Rated) -> Sheets:
    """The normal equations once respondents' levels (or the one level of all) are taken out."""
    brands = rated.n.shape[1]
    if rated.design is Design.WITHIN:
        part = 1 / rated.rated
        laplacian = np.diag(rated.sheets) - np.tensordot(part, rated.together, 1)
        right = rated.totals.sum(axis=0) - np.tensordot(part, rated.around, 1)
        products = rated.products.sum(axis=0) - np.tensordot(part, rated.respondent_products, 1)
        return Sheets(laplacian, right, products, int(rated.n.sum() - rated.people.sum()) - (brands - 1))
    count = rated.n.sum()
    mean = rated.totals.sum(axis=(0, 1)) / count
    return Sheets(
        np.diag(rated.sheets) - np.outer(rated.sheets, rated.sheets) / count,
        rated.totals.sum(axis=0) - np.outer(rated.sheets, mean),
        rated.products.sum(axis=0) - count * np.outer(mean, mean),
        int(count) - brands,
    )
