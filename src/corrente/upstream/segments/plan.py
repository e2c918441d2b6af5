"""What the segments room counts: which categories and columns of customers take part, and since which day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from corrente.core.answer import Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Count, Lookup
from corrente.core.profile import Profile, TableProfile
from corrente.core.segmentation import COLUMNS
from corrente.upstream.segments.opinions import NO_OPINIONS, Opinions, Survey, planned_opinions
from corrente.upstream.segments.refusals import MIN_CUSTOMERS, too_few

QUESTION = QUESTIONS["segments"]

MAX_CATEGORIES, MAX_ATTRIBUTES, MAX_LEVELS = 6, 3, 8
_MAX_COMBINATIONS = 21  # of the columns of customers: what keeps the count within its declared bound
_YEAR = 365
USAGE_DAYS = 28
"""The last four weeks of usage, in which the count looks for use."""


@dataclass(frozen=True)
class Attribute:
    """A column of customers: its name and its place in the counts' SQL."""

    name: str
    place: int


@dataclass(frozen=True)
class Plan:
    """The end, the days of the last period and its start; categories by code from one on; columns of customers.

    ``usage_day`` is the last day of the usage that is read, None where none is; ``opinions`` are the ratings that are.
    """

    until_day: int
    since_day: int
    before_day: int
    grows: bool
    categories: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    usage_day: int | None = None
    opinions: Opinions = NO_OPINIONS

    @property
    def wide(self) -> bool:
        """Whether anything beyond orders and customers takes part."""
        return self.usage_day is not None or self.opinions.survey is Survey.ASKED

    @property
    def days(self) -> int:
        """How long the last period is."""
        return self.until_day - self.since_day

    @property
    def places(self) -> dict[str, int]:
        """As the counts' parameters: which columns of customers take part."""
        places = [a.place for a in self.attributes] + [0] * (MAX_ATTRIBUTES - len(self.attributes))
        return {f"use_{j + 1}": place for j, place in enumerate(places)}

    @property
    def lookups(self) -> dict[str, Lookup]:
        """Category to code, as the counts' lookup; one that nobody buys where there are none."""
        names = np.array(self.categories or ("",), dtype=object)
        return {"categories": {"category": names, "code": np.arange(1, len(names) + 1)}}

    @property
    def signs(self) -> dict[str, int]:
        """Where usage ends, as the counts' parameter; 0 leaves it out."""
        return {"usage_day": self.usage_day or 0}


def plan(profile: Profile) -> Plan | Refusal:
    """Days, categories and columns for this company; a refusal where its orders are too few."""
    orders = profile.tables.get("orders")
    if orders is None or orders.first_day is None or orders.last_day is None:
        return too_few(0)
    buyers = orders.distinct.get("customer_id", orders.rows)
    if min(buyers, orders.rows) < MIN_CUSTOMERS:
        return too_few(min(buyers, orders.rows))
    until = orders.last_day if profile.as_of is None else min(orders.last_day, profile.as_of)
    span = until - orders.first_day
    period = min(_YEAR, max(span // 2, 1))
    # in a history no longer than the two periods compared, everybody is new in the first
    return Plan(
        until,
        until - period,
        until - 2 * period,
        span >= 3 * period,
        _categories(orders),
        tuple(_attributes(profile)),
        _usage_day(profile, until),
        planned_opinions(profile),
    )


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
    """Cells of how customers buy and who they are, and, where it is known, how they use the product and rate us."""
    planned = plan(profile)
    if isinstance(planned, Refusal):
        return planned
    days = {"until_day": planned.until_day, "since_day": planned.since_day, "before_day": planned.before_day}
    asked = days | planned.places
    if not planned.wide:
        return {"cells": Count("segment_cells", asked, planned.lookups)}
    cells = Count("segment_wide_cells", asked | planned.signs, planned.lookups | planned.opinions.lookups)
    if planned.opinions.survey is not Survey.ASKED:
        return {"cells": cells}
    ids = Count("rating_respondents", {"until_day": planned.until_day}, planned.opinions.lookups)
    return {"cells": cells, "respondents": ids}


def _usage_day(profile: Profile, until: int) -> int | None:
    """The last day of usage up to ``until``, where it has four weeks at least."""
    usage = profile.tables.get("usage")
    if usage is None or usage.first_day is None or usage.last_day is None:
        return None
    last = min(until, usage.last_day)
    return last if last - usage.first_day >= USAGE_DAYS - 1 else None


def _categories(orders: TableProfile) -> tuple[str, ...]:
    found = [level.value for level in orders.levels.get("category", ()) if level.value is not None]
    return tuple(found[:MAX_CATEGORIES]) if len(found) > 1 else ()


def _attributes(profile: Profile) -> Iterator[Attribute]:
    """Columns of customers with few levels, the company's own division first, as long as the cells stay bounded."""
    customers = profile.tables.get("customers")
    if customers is None:
        return
    own = (profile.settings.segment or "").removeprefix("customers.")
    found, combinations = 0, 1
    for attribute, slot in sorted(_slots(customers), key=lambda pair: pair[0].name != own):
        size = _size(customers, slot)
        if 2 <= size <= MAX_LEVELS and combinations * size <= _MAX_COMBINATIONS and found < MAX_ATTRIBUTES:
            found, combinations = found + 1, combinations * size
            yield attribute


def _slots(customers: TableProfile) -> list[tuple[Attribute, str]]:
    """All columns that could take part, with the clean table's names of them."""
    contract = [(Attribute(name, place), name) for place, name in enumerate(COLUMNS, start=1)]
    free = [
        (Attribute(name, len(COLUMNS) + number), f"attribute_{number:02d}")
        for number, name in enumerate(customers.attributes, start=1)
    ]
    return contract + free


def _size(customers: TableProfile, slot: str) -> int:
    """Different values of a column and one for nothing, since a buyer may be missing among the customers."""
    found = customers.distinct.get(slot, 0)
    return found + 1 if found > 1 else 0
