"""The counted cells as columns of levels, with words for each level."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corrente.core.count import Cells
from corrente.core.segmentation import COLUMN_WORDS
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.inference.latent_classes import Patterns
from corrente.upstream.segments.plan import Plan

Array = NDArray[np.float64]

EDGES = tuple(step * 10**decade for decade in range(5) for step in (1, 2, 3, 5, 7))[:24]
"""Bounds of the bands of spend per purchase, in currency units, as in the count's SQL."""
FREQUENCIES = (1, 2, 3, 5, 9)
SILENCES = (0, 30, 90, 180, 365)
_SILENCE_LEVELS = len(SILENCES)


@dataclass(frozen=True)
class Trait:
    """Something that customers can be told apart by: its ``name``, and each cell's ``code`` (C,) among its levels.

    ``ordered`` levels can be cut in two by a bound.
    """

    name: str
    code: NDArray[np.int64]
    levels: tuple[object, ...]
    ordered: bool


@dataclass(frozen=True)
class Cut:
    """The cells with their traits, and the patterns that latent classes are found in."""

    traits: tuple[Trait, ...]
    patterns: Patterns


def read(cells: Cells, planned: Plan) -> Cut:
    """How often and how lately a customer bought are one column: one follows from the other, segments or not.

    For the same reason the category is the one begun with: the one bought most follows from how often one bought.
    """
    traits = tuple(_traits(cells, planned))
    activity = np.asarray(cells["frequency"]) * _SILENCE_LEVELS + np.asarray(cells["silence"])
    columns = [_coded(activity)[0], *(t.code for t in traits if t.name not in ("frequency", "silence"))]
    columns = [column for column in columns if len(column) and column.max() > 0]
    people = np.asarray(cells["customers"], dtype=float)
    codes = np.stack(columns, axis=1) if columns else np.zeros((len(people), 0), dtype=np.int64)
    return Cut(traits, Patterns(codes, tuple(int(column.max()) + 1 for column in columns), people))


def _traits(cells: Cells, planned: Plan) -> Iterator[Trait]:
    for name in ("frequency", "silence", "spend"):
        yield Trait(name, *_coded(np.asarray(cells[name])), True)
    if planned.categories:
        code, levels = _coded(np.asarray(cells["category"]))
        yield Trait("category", code, tuple(("", *planned.categories)[int(str(level))] for level in levels), False)
    for j, attribute in enumerate(planned.attributes, start=1):
        yield Trait(attribute.name, *_coded(np.asarray(cells[f"level_{j}"])), False)


def _coded(values: NDArray[np.generic]) -> tuple[NDArray[np.int64], tuple[object, ...]]:
    found, code = np.unique(values, return_inverse=True)
    return code.astype(np.int64), tuple(found.tolist())


def level_words(trait: Trait, level: int) -> Phrase:
    """One level in words that stand beside others: 3 to 4 purchases; 100 to 200 per purchase; began with Software."""
    value = trait.levels[level]
    if trait.name == "frequency":
        return _FREQUENCY[int(str(value))]
    if trait.name == "silence":
        return _SILENCE[int(str(value))]
    if trait.name == "spend":
        return _spend(int(str(value)), int(str(value)))
    if trait.name == "category":
        name = str(value)
        return phrase("began with {name}", "começou por {name}", name=name) if name else _OTHER
    return phrase("{column} {value}", "{column} {value}", column=column_words(trait.name), value=str(value) or _NOTHING)


def column_words(name: str) -> Phrase:
    """A column of customers as people say it; a free one under its own name."""
    return _COLUMNS.get(name, Phrase.same(name.replace("_", " ")))


def range_words(trait: Trait, low: int, high: int) -> Phrase:
    """Neighbouring levels from ``low`` to ``high`` of an ordered trait."""
    first, last = (int(str(trait.levels[place])) for place in (low, high))
    ends = low == 0, high == len(trait.levels) - 1
    if trait.name == "spend":
        return _spend(0 if ends[0] else first, len(EDGES) if ends[1] else last)
    if trait.name == "frequency":
        return _purchases(first, last, *ends)
    return _silent(first, last, *ends)


def _purchases(first: int, last: int, lowest: bool, highest: bool) -> Phrase:
    least = Number(FREQUENCIES[first], Form.COUNT)
    if highest:
        return phrase("{n} or more purchases", "{n} ou mais compras", n=least)
    most = Number(FREQUENCIES[last + 1] - 1, Form.COUNT)
    if lowest:
        return phrase("at most {n} purchases", "no máximo {n} compras", n=most) if last else _FREQUENCY[0]
    return phrase("{n} to {m} purchases", "{n} a {m} compras", n=least, m=most)


def _silent(first: int, last: int, lowest: bool, highest: bool) -> Phrase:
    since = Number(SILENCES[first], Form.COUNT)
    if highest:
        return phrase("silent for {n} days or more", "sem comprar há {n} dias ou mais", n=since)
    until = Number(SILENCES[last + 1], Form.COUNT)
    if lowest:
        return phrase("bought in the last {n} days", "comprou nos últimos {n} dias", n=until)
    return phrase("silent for {n} to {m} days", "sem comprar há {n} a {m} dias", n=since, m=until)


def _spend(first: int, last: int) -> Phrase:
    low = Number(EDGES[first - 1] if first else 0, Form.COUNT)
    if last == len(EDGES):
        return phrase("{low} or more per purchase", "{low} ou mais por compra", low=low)
    high = Number(EDGES[last], Form.COUNT)
    if first == 0:
        return phrase("under {high} per purchase", "menos de {high} por compra", high=high)
    return phrase("{low} to {high} per purchase", "{low} a {high} por compra", low=low, high=high)


_FREQUENCY = (
    phrase("one purchase", "uma compra"),
    phrase("two purchases", "duas compras"),
    phrase("3 to 4 purchases", "3 a 4 compras"),
    phrase("5 to 8 purchases", "5 a 8 compras"),
    phrase("9 or more purchases", "9 ou mais compras"),
)
_SILENCE = (
    phrase("bought this month", "comprou neste mês"),
    phrase("bought 1 to 3 months ago", "comprou há 1 a 3 meses"),
    phrase("silent for 3 to 6 months", "3 a 6 meses sem comprar"),
    phrase("silent for 6 to 12 months", "6 a 12 meses sem comprar"),
    phrase("silent for over a year", "mais de um ano sem comprar"),
)
_OTHER = phrase("began with another category", "começou por outra categoria")
_NOTHING = phrase("unknown", "sem informação")
_COLUMNS = {
    **COLUMN_WORDS,
    "acquired_channel": phrase("came by", "veio por"),
}
