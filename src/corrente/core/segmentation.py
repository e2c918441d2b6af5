"""How a company divides its customers: one column of ``customers``, by its place in the counts' SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from corrente.core.count import Lookup
from corrente.core.profile import Profile, TableProfile
from corrente.core.words import Phrase, phrase

COLUMNS = ("size", "acquired_channel", "industry", "country", "region")
"""The contract's columns of ``customers`` in the order of the counts' ``case``; free attributes follow."""

COLUMN_WORDS: Mapping[str, Phrase] = MappingProxyType(
    {
        "size": phrase("size", "porte"),
        "acquired_channel": phrase("channel", "canal"),
        "industry": phrase("industry", "setor"),
        "country": phrase("country", "país"),
        "region": phrase("region", "região"),
    }
)
"""These columns as people say them; a free attribute goes by its own name."""


@dataclass(frozen=True)
class Segmentation:
    """A column of customers by its place in the counts' SQL, and its levels, coded from one on; 0 is everybody else."""

    column: str
    place: int
    levels: tuple[str, ...]

    @property
    def parameters(self) -> dict[str, int]:
        """As the counts' parameters."""
        return {"segment_column": self.place}

    @property
    def lookups(self) -> dict[str, Lookup]:
        """Level to code, as the counts' lookup."""
        return {"segment_codes": coded("segment_level", self.levels)}


EVERYBODY = Segmentation("", 0, ())


def coded(name: str, levels: Sequence[str]) -> Lookup:
    """A lookup of two columns: the level under ``name``, and its code from one on."""
    return {name: np.array(levels, dtype=object), "code": np.arange(1, len(levels) + 1)}


def choose_segmentation(profile: Profile, most: int) -> Segmentation:
    """The company's own column, with its ``most`` frequent levels; else the first one that has two to ``most``."""
    customers = profile.tables.get("customers")
    if customers is None:
        return EVERYBODY
    own = (profile.settings.segment or "").removeprefix("customers.")
    for column in [own] if own else [*COLUMNS, *customers.attributes]:
        found = _levels(customers, column)
        if found and (own or len(found.levels) <= most):
            return Segmentation(found.column, found.place, found.levels[:most])
    return EVERYBODY


def _levels(customers: TableProfile, column: str) -> Segmentation | None:
    if column in COLUMNS:
        slot, place = column, COLUMNS.index(column) + 1
    elif column in customers.attributes:
        number = customers.attributes.index(column) + 1
        slot, place = f"attribute_{number:02d}", len(COLUMNS) + number
    else:
        return None
    values = tuple(level.value for level in customers.levels.get(slot, ()) if level.value is not None)
    return Segmentation(column, place, values) if len(values) >= 2 else None
