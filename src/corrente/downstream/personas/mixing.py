"""What other answers say of a persona: their estimates by level of a column, mixed as the persona's customers are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corrente.core.answer import Answer, Estimate, number_of
from corrente.core.words import Phrase

ALL = "all"
_WIDTH = 2 * 1.6449
"""A 90% interval in standard deviations of a normal."""


@dataclass(frozen=True)
class Share:
    """A level of a column in words, and the share of a persona's customers who have it, with its interval."""

    column: str
    level: str
    said: Phrase
    share: float
    low: float
    high: float
    everybody: float


@dataclass(frozen=True)
class Mixed:
    """An estimate for a persona; ``own`` where the answer tells the levels apart, else it is of all customers."""

    value: float
    low: float
    high: float
    unit: str
    own: bool


def shares_of(segments: Answer, place: int) -> tuple[Share, ...]:
    """Who is in the segment at a place of the segments' table, the most telling level first."""
    table = segments.tables.get("segment_traits")
    if table is None:
        return ()
    name = segments.tables["segments"].rows[place][0]
    return tuple(
        Share(str(row[1]), str(row[2]), row[3], *(number_of(cell) for cell in row[4:8]))
        for row in table.rows
        if row[0] == name and isinstance(row[3], Phrase)
    )


def mix(found: Sequence[Estimate], shares: Sequence[Share], keys: Sequence[str]) -> Mixed | None:
    """The estimates by level of one column, each with the weight that its level has in the persona.

    ``found`` are of one thing; a level stands under the first of ``keys`` that they have. Levels are independent, and
    means of normals. Where no column of the persona has two of the levels, the estimate of all customers stands.
    """
    by_level = {e.of[key]: e for e in found for key in keys if key in e.of}
    weights = _weights(by_level, shares)
    if weights is None:
        whole = by_level.get(ALL) or next((e for e in found if not set(keys) & e.of.keys()), None)
        return None if whole is None else Mixed(whole.value, whole.low, whole.high, whole.unit, own=False)
    parts = [(weight, by_level[level]) for level, weight in weights.items()]
    value = sum(weight * e.value for weight, e in parts)
    deviation = np.sqrt(sum((weight * (e.high - e.low) / _WIDTH) ** 2 for weight, e in parts))
    half = float(deviation * _WIDTH / 2)
    return Mixed(value, value - half, value + half, parts[0][1].unit, own=True)


def _weights(by_level: Mapping[str, Estimate], shares: Sequence[Share]) -> dict[str, float] | None:
    """The persona's shares of the levels, of the column that has most of them; at least two, adding up to one."""
    columns: dict[str, dict[str, float]] = {}
    for share in shares:
        if share.level in by_level and share.level != ALL:
            columns.setdefault(share.column, {})[share.level] = share.share
    best = max(columns.values(), key=len, default={})
    if len(best) < 2:
        return None
    total = sum(best.values())
    return {level: share / total for level, share in best.items()}


def ranked(
    answer: Answer | None, name: str, item: str, shares: Sequence[Share], keys: Sequence[str] = ("segment",)
) -> list[tuple[Estimate, Mixed]]:
    """What an answer says of each ``item`` (a need, a channel, a message) for a persona, the largest first."""
    groups: dict[str, list[Estimate]] = {}
    for e in answer.estimates if answer else ():
        if e.name == name and item in e.of and set(e.of) <= {item, *keys}:
            groups.setdefault(e.of[item], []).append(e)
    mixed = [(group[0], mix(group, shares, keys)) for group in groups.values()]
    found = [(first, one) for first, one in mixed if one is not None]
    return sorted(found, key=lambda pair: -pair[1].value)
