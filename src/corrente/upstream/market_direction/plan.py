"""What the market direction room counts: sales by month and category, brand and attribute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corrente.core.answer import Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Count, Lookup
from corrente.core.profile import Profile, TableProfile
from corrente.core.segmentation import coded
from corrente.upstream.market_direction.refusals import FEWEST_MONTHS, one_kind, too_short

QUESTION = QUESTIONS["market_direction"]

KINDS: Mapping[str, tuple[str, int]] = {
    "category": ("categories", 12),
    "brand": ("brands", 8),
    "attribute": ("attributes", 8),
}
"""What sales are divided by: the lookup of its codes, and how many levels stand on their own."""
LONGEST_MONTHS = 96
_SLACK = {"category_sales": 6, "orders": 2}  # days: a week begins before it ends, and a shop may close on Sundays


@dataclass(frozen=True)
class Plan:
    """``months`` are the first days of the whole months, in order; ``levels`` the names by kind, coded from one on."""

    table: str
    months: NDArray[np.int64]
    until_day: int
    levels: Mapping[str, tuple[str, ...]]
    currency: str
    brand: str | None


def plan(profile: Profile) -> Plan | Refusal:
    """The whole months and the levels for this company, or a refusal where there is too little."""
    for name in ("category_sales", "orders"):
        table = profile.tables.get(name)
        if table is not None and table.rows and table.first_day is not None and table.last_day is not None:
            return _plan(profile, name, table)
    return too_short(0)


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
    """Monthly sales of the market where there are any, else of the company's own orders; or a refusal."""
    planned = plan(profile)
    if isinstance(planned, Refusal):
        return planned
    lookups = {"calendar": _calendar(planned.months)}
    lookups |= {KINDS[kind][0]: coded(kind, levels) for kind, levels in planned.levels.items()}
    name = "category_months" if planned.table == "category_sales" else "order_months"
    return {"months": Count(name, {"until_day": planned.until_day}, lookups)}


def _plan(profile: Profile, name: str, table: TableProfile) -> Plan | Refusal:
    first, last = table.first_day or 0, table.last_day or 0
    until = last if profile.as_of is None else min(last, profile.as_of)
    months = _whole_months(first, until, _SLACK[name], _is_over(profile, until) and name == "category_sales")
    if months.size < FEWEST_MONTHS:
        return too_short(months.size)
    kinds = list(KINDS) if name == "category_sales" else ["category"]
    levels = {kind: _levels(table, kind)[: KINDS[kind][1]] for kind in kinds}
    if max(len(found) for found in levels.values()) < 2:
        return one_kind()
    return Plan(name, months, until, levels, profile.settings.currency, profile.settings.brand)


def _is_over(profile: Profile, day: int) -> bool:
    """Whether the month of a day is over, as far as the company asks."""
    return profile.as_of is None or profile.as_of >= _next_month(day) - 1


def _next_month(day: int) -> int:
    """The first day of the month after that of a day."""
    following = np.datetime64(day, "D").astype("datetime64[M]") + 1
    return int(following.astype("datetime64[D]").astype(np.int64))


def _whole_months(first: int, last: int, slack: int, by_month: bool) -> NDArray[np.int64]:
    """First days of the months that are covered from end to end (but for ``slack`` days), at most `LONGEST_MONTHS`.

    With ``by_month``, a period that begins on the first of a month is taken to be that month.
    """
    begins = np.datetime64(first, "D").astype("datetime64[M]")
    ends = np.datetime64(last, "D").astype("datetime64[M]")
    starts = np.arange(begins, ends + 2).astype("datetime64[D]").astype(np.int64)
    whole_first = first <= starts[0] + slack
    whole_last = last + slack >= starts[-1] - 1 or (by_month and last == starts[-2])
    months = starts[(0 if whole_first else 1) : (len(starts) - 1 if whole_last else len(starts) - 2)]
    return np.asarray(months[-LONGEST_MONTHS:], dtype=np.int64)


def _calendar(months: NDArray[np.int64]) -> Lookup:
    """Every day of the months, with the place of its month."""
    days = np.arange(months[0], _next_month(int(months[-1])))
    return {"day": days, "period": np.searchsorted(months, days, side="right") - 1}


def _levels(table: TableProfile, column: str) -> tuple[str, ...]:
    return tuple(level.value for level in table.levels.get(column, ()) if level.value is not None)
