"""The counted cells as columns of levels, with words for each level."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from corrente.core.count import Cells
from corrente.core.segmentation import COLUMN_WORDS
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.inference.latent_classes import Patterns
from corrente.upstream.segments.opinions import Opinions, Survey
from corrente.upstream.segments.plan import Plan
from corrente.upstream.segments.signs import rating_words, use_words

Array = NDArray[np.float64]

EDGES = tuple(step * 10**decade for decade in range(5) for step in (1, 2, 3, 5, 7))[:24]
"""Bounds of the bands of spend per purchase, in currency units, as in the count's SQL."""
FREQUENCIES = (1, 2, 3, 5, 9)
SILENCES = (0, 30, 90, 180, 365)
_SILENCE_LEVELS = len(SILENCES)
_SUMS = ("customers", "recent", "earlier", "spent", "spent_squares")
_KNOWN_USE = 2  # from this level of usage on, how often somebody uses the product is known and told apart


class Sort(StrEnum):
    """What a trait is about: columns of customers may have any name."""

    FREQUENCY = "frequency"
    SILENCE = "silence"
    SPEND = "spend"
    CATEGORY = "category"
    USE = "use"
    RATING = "rating"
    COLUMN = "column"


@dataclass(frozen=True)
class Trait:
    """Something that customers can be told apart by: its ``name``, and each cell's ``code`` (C,) among its levels.

    ``ordered`` levels can be cut in two by a bound; where not everybody has one (``partly``), the first is not known.
    """

    name: str
    code: NDArray[np.int64]
    levels: tuple[object, ...]
    sort: Sort = Sort.COLUMN
    partly: bool = False

    @property
    def ordered(self) -> bool:
        """Whether the levels have an order."""
        return self.sort not in (Sort.CATEGORY, Sort.COLUMN)


@dataclass(frozen=True)
class Cut:
    """The cells with their traits, and the patterns that latent classes are found in."""

    traits: tuple[Trait, ...]
    patterns: Patterns


def read(cells: Cells, planned: Plan, opinions: Opinions) -> Cut:
    """How often and how lately a customer bought are one column: one follows from the other, segments or not.

    So is whether the product is used now: who has left neither buys nor uses. How often it is used is a column of its
    own, known of those who use it and did not come within the weeks counted, and so are ratings, of those who gave one.
    For the same reason the category is the one begun with: the one bought most follows from how often one bought.
    """
    traits = tuple(_traits(cells, planned, opinions))
    columns = [_activity(cells), *_levels_known(cells, traits)]
    columns = [column for column in columns if len(column) and column.max() > 0]
    people = np.asarray(cells["customers"], dtype=float)
    codes = np.stack(columns, axis=1) if columns else np.zeros((len(people), 0), dtype=np.int64)
    return Cut(traits, Patterns(codes, tuple(int(column.max()) + 1 for column in columns), people))


def without_ratings(cells: Cells) -> Cells:
    """The cells as they would have been counted without ratings: those that differ in nothing else are one."""
    if "rating_level" not in cells:
        return cells
    keys = [name for name in cells if name not in ("rating_level", *_SUMS)]
    codes = np.stack([_coded(np.asarray(cells[name]))[0] for name in keys], axis=1)
    _, first, place = np.unique(codes, axis=0, return_index=True, return_inverse=True)
    sums = {name: np.zeros(len(first), dtype=np.int64) for name in _SUMS}
    for name, total in sums.items():
        np.add.at(total, place.ravel(), cells[name])
    return {name: np.asarray(cells[name])[first] for name in keys} | sums


def uses(cells: Cells) -> bool:
    """Whether any customer uses the product now."""
    return bool((_usage(cells) > 0).any())


def _usage(cells: Cells) -> NDArray[np.int64]:
    return np.asarray(cells.get("usage_level", np.zeros_like(cells["customers"])), dtype=np.int64)


def _activity(cells: Cells) -> NDArray[np.int64]:
    bought = np.asarray(cells["frequency"]) * _SILENCE_LEVELS + np.asarray(cells["silence"])
    return _coded(bought * 2 + (_usage(cells) > 0))[0]


def _levels_known(cells: Cells, traits: tuple[Trait, ...]) -> Iterator[NDArray[np.int64]]:
    """The other traits' levels, -1 where unknown."""
    for trait in traits:
        if trait.sort is Sort.USE:
            yield _told(_usage(cells), _usage(cells) >= _KNOWN_USE)
        elif trait.partly:
            yield _told(trait.code, trait.code > 0)
        elif trait.sort not in (Sort.FREQUENCY, Sort.SILENCE):
            yield trait.code


def _told(values: NDArray[np.int64], known: NDArray[np.bool_]) -> NDArray[np.int64]:
    code = np.full(len(values), -1, dtype=np.int64)
    code[known] = _coded(values[known])[0]
    return code


def _traits(cells: Cells, planned: Plan, opinions: Opinions) -> Iterator[Trait]:
    for sort in (Sort.FREQUENCY, Sort.SILENCE, Sort.SPEND):
        yield Trait(sort, *_coded(np.asarray(cells[sort])), sort)
    if planned.categories:
        code, levels = _coded(np.asarray(cells["category"]))
        named = tuple(("", *planned.categories)[int(str(level))] for level in levels)
        yield Trait("category", code, named, Sort.CATEGORY)
    for j, attribute in enumerate(planned.attributes, start=1):
        yield Trait(attribute.name, *_coded(np.asarray(cells[f"level_{j}"])))
    yield from _signs(cells, opinions)


def _signs(cells: Cells, opinions: Opinions) -> Iterator[Trait]:
    """Use, newcomers being among those who use the product but not weekly; and ratings, first those who gave none."""
    if uses(cells):
        yield Trait(Sort.USE, *_coded(np.array([0, 1, 1, 2])[_usage(cells)]), Sort.USE)
    if opinions.survey is Survey.USED:
        code, levels = _coded(np.asarray(cells["rating_level"]))
        yield Trait(Sort.RATING, code, levels, Sort.RATING, partly=levels[0] == 0)


def _coded(values: NDArray[np.generic]) -> tuple[NDArray[np.int64], tuple[object, ...]]:
    found, code = np.unique(values, return_inverse=True)
    return code.astype(np.int64), tuple(found.tolist())


def level_words(trait: Trait, level: int) -> Phrase:
    """One level in words that stand beside others: 3 to 4 purchases; 100 to 200 per purchase; began with Software."""
    value = trait.levels[level]
    match trait.sort:
        case Sort.FREQUENCY:
            return _FREQUENCY[int(str(value))]
        case Sort.SILENCE:
            return _SILENCE[int(str(value))]
        case Sort.SPEND:
            return _spend(int(str(value)), int(str(value)))
        case Sort.USE | Sort.RATING:
            return range_words(trait, level, level)
        case Sort.CATEGORY:
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
    match trait.sort:
        case Sort.SPEND:
            return _spend(0 if ends[0] else first, len(EDGES) if ends[1] else last)
        case Sort.FREQUENCY:
            return _purchases(first, last, *ends)
        case Sort.USE:
            return use_words(first, last)
        case Sort.RATING:
            return rating_words(first, last, low <= trait.partly, ends[1], rated=first > 0)
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
