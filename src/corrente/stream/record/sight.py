"""What a company's data show: which days they cover, and what was counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from corrente.company.books import Books
from corrente.core.answer import Refusal
from corrente.core.count import Cells, Count
from corrente.core.profile import Profile, TableProfile
from corrente.counts.tally import tally
from corrente.stream.growth.history import History
from corrente.stream.growth.work import count_history

QUARTER = 90
"""Days for which rates are foretold."""


@dataclass(frozen=True)
class Window:
    """The days after ``after``, up to and with ``until`` (days since 1970-01-01)."""

    after: int
    until: int

    @property
    def days(self) -> int:
        """How many days it has."""
        return self.until - self.after

    @property
    def before(self) -> Window:
        """As long a window that ends where this one begins: the year before of a year, else as many days."""
        begins = _year_before(self.after) if _year_before(self.until) == self.after else self.after - self.days
        return Window(begins, self.after)


def _year_before(day: int) -> int:
    """The last day of the same month of the year before, of a month's last day; else 365 days before."""
    after = np.datetime64(day + 1, "D")
    month = after.astype("datetime64[M]")
    whole = month.astype("datetime64[D]") == after
    return int(((month - 12).astype("datetime64[D]").astype(np.int64)) - 1) if whole else day - 365


@dataclass(frozen=True)
class Sight:
    """A company's books as far as they are looked at; each count is run once."""

    books: Books
    _counted: dict[str, Cells] = field(default_factory=dict, repr=False)

    @property
    def profile(self) -> Profile:
        """What is known of the tables."""
        return self.books.profile

    def table(self, name: str) -> TableProfile | None:
        """A table that has days; None where there is none."""
        found = self.profile.tables.get(name)
        return found if found is not None and found.rows and found.last_day is not None else None

    def last_day(self, name: str) -> int | None:
        """The last day that is known of a table, None where it has none."""
        table = self.table(name)
        if table is None or table.last_day is None:
            return None
        return table.last_day if self.profile.as_of is None else min(table.last_day, self.profile.as_of)

    def covers(self, name: str, window: Window) -> bool:
        """Whether a table's days reach from before the window to its end."""
        table, last = self.table(name), self.last_day(name)
        first = None if table is None else table.first_day
        return first is not None and last is not None and first <= window.after + 1 and window.until <= last

    def cells(self, count: Count) -> Cells:
        """The cells of a count. Raises `EngineError` where the database fails."""
        key = repr((count.name, count.parameters, {k: _plain(v) for k, v in count.lookups.items()}))
        if key not in self._counted:
            cache = self.books.home / "counts" if self.books.home else None
            self._counted[key] = tally(self.books.engine, count, self.books.fingerprints, cache)
        return self._counted[key]

    @cached_property
    def history(self) -> History | None:
        """The whole months of customers, purchases and revenue; None where they are too few."""
        found = count_history(self.books)
        return None if isinstance(found, Refusal) else found


def _plain(lookup: Mapping[str, object]) -> dict[str, list[object]]:
    return {name: np.asarray(column, dtype=object).tolist() for name, column in lookup.items()}
