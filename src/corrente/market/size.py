"""How large a market is made, when it takes place, and in how many chunks its people are worked through."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from corrente.core.words import date_to_day

DAY = 86_400
"""Seconds in a day."""

WINDOW_DAYS = 78 * 7
"""How much of the market's life is written."""

FUTURE_DAYS = 365
"""How much of what comes after is simulated, for the truth only."""

SOON_DAYS = 273
"""How far ahead purchases are counted."""

LAST_DATE = dt.date(2026, 6, 30)
FIRST_DATE = LAST_DATE - dt.timedelta(days=WINDOW_DAYS - 1)
FIRST_DAY, LAST_DAY = date_to_day(FIRST_DATE), date_to_day(LAST_DATE)

JOURNEY_DAYS = 30
"""No journey, from first touch to first order, takes longer."""

_TOUCHES_PER_PERSON = 4
_CHUNK = 1_000_000


@dataclass(frozen=True)
class Size:
    """How many people with touchpoints, customers, and leads; orders and deals follow from what they do."""

    people: int
    customers: int
    leads: int

    @classmethod
    def of(cls, touchpoints: int, customers: int | None = None, leads: int | None = None) -> Size:
        """In proportion to the ``touchpoints`` wanted: at 100M, 25M people, 10M customers, 10M leads.

        Raises ``ValueError`` for fewer than one row of anything.
        """
        if any(n is not None and n < 1 for n in (touchpoints, customers, leads)):
            raise ValueError("a market needs at least one touchpoint, one customer and one lead")
        people = max(touchpoints // _TOUCHES_PER_PERSON, 1)
        return cls(people, customers or max(people * 2 // 5, 1), leads or max(people * 2 // 5, 1))


@dataclass(frozen=True)
class Chunk:
    """Number ``number`` of ``of`` chunks: from ``first`` up to but not including ``stop``."""

    number: int
    of: int
    first: int
    stop: int


def chunks(first: int, stop: int, length: int = _CHUNK) -> Iterator[Chunk]:
    """The numbers from ``first`` up to ``stop`` in chunks that fit into memory."""
    starts = range(first, stop, length)
    for number, start in enumerate(starts):
        yield Chunk(number, len(starts), start, min(start + length, stop))
