"""Our offers and the rivals': which configurations could be sold, at what cost, against whom."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corrente.core.count import Cells
from corrente.core.profile import Settings, TableProfile
from corrente.inference.choice import Vector
from corrente.upstream.solutions.coding import Alternatives, Column, Role, encode, numbers
from corrente.upstream.solutions.plan import SLOTS
from corrente.upstream.solutions.tasks import Tasks, alternatives

MAX_CANDIDATES = 24
_COSTS = frozenset({"cost", "unit cost", "custo", "custo unitario", "custo unitário"})


@dataclass(frozen=True)
class Offers:
    """Our J candidates and L rivals.

    ``names`` of the candidates, their design (J, K) with price 0, unit ``costs`` (J,) and list ``prices`` (J,), nan
    where not known; ``rival_names`` and their design (L, K); ``unplaced`` rivals that the tasks say nothing of.
    """

    names: tuple[str, ...]
    candidates: Vector
    costs: Vector
    prices: Vector
    rival_names: tuple[str, ...]
    rivals: Vector
    unplaced: tuple[str, ...]

    @property
    def costs_known(self) -> bool:
        """Whether every candidate has its cost."""
        return bool(np.isfinite(self.costs).all())


def offers(tasks: Tasks, raw: Cells | None, table: TableProfile | None, settings: Settings) -> Offers:
    """The candidates: our rows among the offers, else every combination of the features asked about."""
    brand = _own_brand(tasks, raw, settings)
    if raw is None or table is None:
        return _combined(tasks, brand, (), np.zeros((0, len(tasks.columns))), ())
    listed = _listed(tasks, raw, table)
    own = np.array([_same(b, brand) for b in raw["brand_name"]], dtype=bool)
    known = _placed(tasks.columns, tasks.given, listed)
    names = _names(raw)
    priced = known & ~own & ~np.isnan(listed.price)
    rivals = encode(tasks.columns, listed.of(priced))
    rival_names = tuple(names[i] for i in np.flatnonzero(priced))
    unplaced = tuple(names[i] for i in np.flatnonzero(~own & ~priced))
    mine = known & own
    if not mine.any():
        return _combined(tasks, brand, rival_names, rivals, unplaced)
    some = np.flatnonzero(mine)[:MAX_CANDIDATES]
    design = _unpriced(tasks.columns, encode(tasks.columns, listed.of(_mask(some, len(mine)))))
    costs = _costs(raw, table)[some]
    return Offers(tuple(names[i] for i in some), design, costs, listed.price[some], rival_names, rivals, unplaced)


def _mask(places: NDArray[np.intp], size: int) -> NDArray[np.bool_]:
    chosen = np.zeros(size, dtype=bool)
    chosen[places] = True
    return chosen


def _listed(tasks: Tasks, raw: Cells, table: TableProfile) -> Alternatives:
    """The offers as alternatives: the brand is the name, and features have the names that the tasks give them."""
    found = alternatives(raw["brand_name"], raw["offer_price"], raw, table.attributes)
    by_name = {name.strip().lower(): texts for name, texts in found.texts.items()}
    nothing = np.full(len(found.name), "", dtype=object)
    texts = {name: by_name.get(name.strip().lower(), nothing) for name in tasks.given.texts}
    for name in texts:
        if name.strip().lower() in ("brand", "marca"):
            texts[name] = found.name
    return Alternatives(found.name, found.price, texts)


def _placed(columns: Sequence[Column], asked: Alternatives, listed: Alternatives) -> NDArray[np.bool_]:
    """Which offers have, in every attribute that counts, a level that was asked about."""
    known = np.ones(len(listed.name), dtype=bool)
    real = asked.of(~asked.nothing)
    for name in {c.attribute for c in columns if c.role is Role.LEVEL}:
        known &= np.isin(listed.texts[name].astype(str), np.unique(real.texts[name].astype(str)))
    for name in {c.attribute for c in columns if c.role is Role.NUMBER}:
        known &= np.isfinite(numbers(listed.texts[name]))
    if any(c.role is Role.NAME for c in columns):
        known &= np.isin(listed.name.astype(str), np.unique(real.name.astype(str)))
    return known


def _names(raw: Cells) -> list[str]:
    """Product names, with the brand where several have the same; brands where there is no product."""
    products = [str(product or brand) for product, brand in zip(raw["product_name"], raw["brand_name"], strict=True)]
    return [
        product if products.count(product) == 1 else f"{brand} {product} {i + 1}"
        for i, (product, brand) in enumerate(zip(products, raw["brand_name"], strict=True))
    ]


def _costs(raw: Cells, table: TableProfile) -> Vector:
    for slot, name in zip(SLOTS, table.attributes, strict=False):
        if name.strip().lower().replace("_", " ") in _COSTS:
            return numbers(raw[f"level_{slot}"].astype(object))
    return np.full(len(raw["brand_name"]), np.nan)


def _own_brand(tasks: Tasks, raw: Cells | None, settings: Settings) -> str | None:
    """What we are called: as the settings say, else the one name in the tasks that no rival has."""
    said = settings.brand or settings.name
    names = [c.level for c in tasks.columns if c.role is Role.NAME] + [
        c.base for c in tasks.columns if c.role is Role.NAME and c.base != "none"
    ]
    brands = set(names) | set(() if raw is None else map(str, raw["brand_name"]))
    fitting = sorted(name for name in brands if _same(name, said))
    if fitting:
        return fitting[0]
    alone = sorted(set(names) - set(() if raw is None else map(str, raw["brand_name"])))
    return alone[0] if len(alone) == 1 else None


def _same(name: object, brand: str | None) -> bool:
    """Whether two names are one: alike, or one begins with the other's words."""
    first, second = str(name).strip().lower(), (brand or "").strip().lower()
    return bool(first and second) and (first == second or f"{second} ".startswith(f"{first} "))


def _combined(
    tasks: Tasks, brand: str | None, rival_names: tuple[str, ...], rivals: Vector, unplaced: tuple[str, ...]
) -> Offers:
    """Every combination of levels under our name, if there are few; numbers stay at what was shown on average."""
    columns = tasks.columns
    named = any(c.role is Role.NAME for c in columns)
    attributes = list(dict.fromkeys(c.attribute for c in columns if c.role is Role.LEVEL))
    levels = [[c.base, *(d.level for d in columns if d.attribute == a)] for a in attributes for c in columns
              if c.attribute == a and c is next(d for d in columns if d.attribute == a)]  # fmt: skip
    combined = list(itertools.product(*levels))
    if (named and brand is None) or len(combined) > MAX_CANDIDATES or not attributes:
        combined = []
    design = np.zeros((len(combined), len(columns)))
    average = tasks.design[~tasks.given.nothing].mean(axis=0)
    for k, column in enumerate(columns):
        if column.role is Role.LEVEL:
            design[:, k] = [combo[attributes.index(column.attribute)] == column.level for combo in combined]
        elif column.role is Role.NAME:
            design[:, k] = float(_same(column.level, brand))
        elif column.role is Role.NUMBER:
            design[:, k] = average[k]
    nothing = np.full(len(combined), np.nan)
    names = tuple(" · ".join(combo) for combo in combined)
    return Offers(names, design, nothing, nothing, rival_names, rivals, unplaced)


def _unpriced(columns: Sequence[Column], design: Vector) -> Vector:
    free = np.array([column.role is not Role.PRICE for column in columns])
    return np.asarray(design * free)
