"""The calendar months that a table covers, and which of them are over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corrente.core.count import Lookup
from corrente.core.profile import TableProfile

Days = NDArray[np.int64]

MOST_MONTHS = 120
_SLACK = {"spend": 6, "category_sales": 30}
"""Days that a table of periods may end before its month does: its last period begins before it ends."""
_SHOPS_CLOSE = 2


@dataclass(frozen=True)
class Calendar:
    """``months`` (M,) are first days, in order; ``ends`` (M,) the last day seen of each; ``whole`` whether it is over.

    ``until`` is the last day of the data.
    """

    months: Days
    ends: Days
    whole: NDArray[np.bool_]
    until: int

    @property
    def first_day(self) -> int:
        """The first day of the first month."""
        return int(self.months[0])

    @property
    def lookup(self) -> Lookup:
        """Every day of the months, with the place of its month."""
        days = np.arange(self.first_day, _next_month(int(self.months[-1])))
        return {"day": days, "period": np.searchsorted(self.months, days, side="right") - 1}


def calendar_of(name: str, table: TableProfile | None, as_of: int | None) -> Calendar | None:
    """The months of a table, at most the latest `MOST_MONTHS`; None where nothing in it carries a day up to ``as_of``.

    A month is whole if the data reaches from its first to its last day, but for the days on which shops close.
    """
    if table is None or table.first_day is None or table.last_day is None:
        return None
    until = table.last_day if as_of is None else min(table.last_day, as_of)
    if until < table.first_day:
        return None
    begins, ends = (np.datetime64(day, "D").astype("datetime64[M]") for day in (table.first_day, until))
    starts = np.arange(begins, ends + 2).astype("datetime64[D]").astype(np.int64)[-MOST_MONTHS - 1 :]
    last_days = np.minimum(starts[1:] - 1, until)
    slack = _SLACK.get(name, _SHOPS_CLOSE)
    whole = last_days + slack >= starts[1:] - 1
    whole[0] &= table.first_day <= starts[0] + slack
    if as_of is not None:
        whole &= starts[1:] - 1 <= as_of
    return Calendar(starts[:-1], last_days, whole, until)


def _next_month(day: int) -> int:
    following = np.datetime64(day, "D").astype("datetime64[M]") + 1
    return int(following.astype("datetime64[D]").astype(np.int64))
