"""From texts and prices to the columns of a choice model: what describes an alternative, and against what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from corrente.inference.choice import Vector

Texts = NDArray[np.object_]

MAX_LEVELS, MAX_NAMES, MAX_COLUMNS = 12, 12, 24
_FEW_NUMBERS = 5
"""A number that takes more different values than these is a quantity; with fewer, its values are levels."""
_POSITION = re.compile(r"^(?P<stem>[^\d]*?)[\s_.-]*(\d+|\b[a-zA-Z])$")
_UNDETERMINED = 1e-6
_SPREAD = 1.5  # standard deviations in a unit: numbers then vary about as much as levels that are there or not


class Role(StrEnum):
    """What a column says."""

    PRICE = "price"
    NAME = "alternative"
    LEVEL = "level"
    NUMBER = "number"
    NOTHING = "none"


@dataclass(frozen=True)
class Column:
    """One column: an attribute at a level, against the base level; numbers and prices are per unit of ``scale``."""

    role: Role
    attribute: str
    level: str = ""
    base: str = ""
    scale: float = 1.0

    @property
    def label(self) -> dict[str, str]:
        """What an estimate of this column is of."""
        return {"feature": self.attribute, "level": self.level} if self.level else {"feature": self.attribute}


@dataclass(frozen=True)
class Alternatives:
    """Described alternatives: names (M,), prices (M,) in currency (nan where there is none), texts by attribute."""

    name: Texts
    price: Vector
    texts: Mapping[str, Texts]

    @property
    def nothing(self) -> NDArray[np.bool_]:
        """Which are the choice of none: neither a price nor a text."""
        empty = np.isnan(self.price)
        for column in self.texts.values():
            empty = empty & (column == "")
        return np.asarray(empty)

    def of(self, some: NDArray[np.bool_]) -> Alternatives:
        """Only some of them."""
        return Alternatives(self.name[some], self.price[some], {n: t[some] for n, t in self.texts.items()})


def encode(columns: Sequence[Column], given: Alternatives) -> Vector:
    """The design (M, K) of alternatives; the choice of none is 0 in every other column."""
    nothing = given.nothing
    parts = [np.where(nothing, float(c.role is Role.NOTHING), _one(c, given)) for c in columns]
    return np.stack(parts, axis=1) if parts else np.zeros((len(nothing), 0))


def _one(column: Column, given: Alternatives) -> Vector:
    if column.role is Role.PRICE:
        return np.nan_to_num(given.price) / column.scale
    if column.role is Role.NAME:
        return np.asarray(given.name == column.level, dtype=np.float64)
    if column.role is Role.LEVEL:
        return np.asarray(given.texts[column.attribute] == column.level, dtype=np.float64)
    if column.role is Role.NUMBER:
        return numbers(given.texts[column.attribute]) / column.scale
    return np.zeros(len(given.name))


def choose_columns(given: Alternatives, task: NDArray[np.int64]) -> tuple[Column, ...]:
    """The columns that tell alternatives of a task apart, without those that the others already determine."""
    nothing = given.nothing
    offers = given.of(~nothing)
    found = [*_price(offers), *(c for name in sorted(offers.texts) for c in _attribute(name, offers.texts[name]))]
    found += _names(offers.name, bool(nothing.any()))
    if nothing.any() and not any(column.role is Role.NAME for column in found):
        found.append(Column(Role.NOTHING, "alternative", "none"))
    design = encode(found, given)
    place = np.unique(task, return_inverse=True)[1]
    sizes = np.bincount(place)
    means = np.stack([np.bincount(place, column) / sizes for column in design.T], axis=1)[place] if found else design
    return tuple(found[k] for k in _determined(design - means))


def unread(given: Alternatives) -> tuple[str, ...]:
    """Attributes of more levels than can be told apart, which are not numbers."""
    texts = given.of(~given.nothing).texts
    return tuple(
        name for name in sorted(texts) if len(set(texts[name])) > MAX_LEVELS and not _attribute(name, texts[name])
    )


def common_and_own(columns: Sequence[Column]) -> Vector:
    """A square matrix (K, K): what all names share against choosing none, and how each departs from that.

    Columns times this are the ones to fit: that people differ in how readily they choose anything at all moves all
    names together, and a prior under which columns vary by themselves would draw it towards nothing.
    """
    turn = np.eye(len(columns))
    names = [k for k, column in enumerate(columns) if column.role is Role.NAME and column.base == "none"]
    if len(names) > 1:
        turn[np.ix_(names, names[:1])] = 1.0
        turn[names[-1], names[1:]] = -1.0
        turn[np.ix_(names[:-1], names[1:])] = np.eye(len(names) - 1)
    return turn


def _determined(centred: Vector) -> list[int]:
    """Columns, in order, of which no earlier ones leave nothing over (Gram-Schmidt)."""
    kept: list[int] = []
    basis: list[Vector] = []
    for k, column in enumerate(centred.T):
        rest = column - sum((b * (b @ column) for b in basis), np.zeros_like(column))
        if rest @ rest > _UNDETERMINED * max(float(column @ column), 1e-12) and column.any():
            kept.append(k)
            basis.append(rest / np.sqrt(rest @ rest))
    return kept


def _price(offers: Alternatives) -> list[Column]:
    """One column, in units of the spread of the prices shown; none where an offer lacks its price."""
    price = offers.price
    if len(price) == 0 or np.isnan(price).any() or np.ptp(price) == 0:
        return []
    return [Column(Role.PRICE, "price", scale=_SPREAD * float(np.std(price)))]


def _attribute(name: str, texts: Texts) -> list[Column]:
    levels = sorted({str(text) for text in texts}, key=_natural)
    as_numbers = numbers(np.array(levels, dtype=object))
    if len(levels) > _FEW_NUMBERS and np.isfinite(as_numbers).all():
        return [Column(Role.NUMBER, name, scale=_SPREAD * float(np.std(numbers(texts))) or 1.0)]
    if not 2 <= len(levels) <= MAX_LEVELS:
        return []
    return [Column(Role.LEVEL, name, level, levels[0]) for level in levels[1:]]


def _names(names: Texts, outside: bool) -> list[Column]:
    """Constants of alternatives whose names say more than their position; against choosing none, if one can."""
    levels = sorted({str(name) for name in names}, key=_natural)
    if not 2 <= len(levels) <= MAX_NAMES or _are_positions(levels):
        return []
    base = "none" if outside else levels[0]
    return [Column(Role.NAME, "alternative", level, base) for level in levels if level != base]


def _are_positions(levels: Sequence[str]) -> bool:
    """Whether names are but numbers or letters, alike in what stands before them (1, 2; A, B; Option 1, Option 2)."""
    stems = {match["stem"].strip().lower() if (match := _POSITION.match(level)) else level for level in levels}
    return len(stems) == 1


def _natural(text: str) -> tuple[int, float, str]:
    """Numbers by size, before texts by alphabet."""
    value = numbers(np.array([text], dtype=object))[0]
    return (0, float(value), text) if np.isfinite(value) else (1, 0.0, text)


def numbers(texts: Texts) -> Vector:
    """Texts as numbers, with a point or a comma for decimals; nan for what is none."""

    def read(text: str) -> float:
        try:
            return float(text.replace(",", "."))
        except ValueError:
            return float("nan")

    values = {text: read(str(text)) for text in set(texts.tolist())}
    return np.array([values[text] for text in texts.tolist()], dtype=np.float64)
