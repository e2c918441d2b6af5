"""What a metric's own counts give: a figure by month, or one of today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from corrente.core.answer import Answer
from corrente.core.count import Cells
from corrente.core.profile import Profile
from corrente.inference.monthly import Months
from corrente.stream.scorecard.calendar import Calendar

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Seen:
    """What measures read: the profile, the cells counted, by name, the months they are by, and the answers."""

    profile: Profile
    cells: Mapping[str, Cells]
    calendars: Mapping[str, Calendar]
    answers: Mapping[str, Answer]

    def months(self, count: str, column: str, where: NDArray[np.bool_] | None = None, key: str = "month") -> Array:
        """Sums (M,) of a count's column by month, of the cells chosen; cells before the first month are left out."""
        places, size = self.whole(count, key), len(self.calendars[count].months)
        chosen = places >= 0 if where is None else (places >= 0) & where
        numbers = self.cells[count][column][chosen].astype(float)
        return np.bincount(places[chosen], numbers, size).astype(float)

    def whole(self, count: str, column: str) -> NDArray[np.int64]:
        """A count's column of whole numbers, one for each cell."""
        return self.cells[count][column].astype(np.int64)


@dataclass(frozen=True)
class Series:
    """A figure by the months of ``calendar``, of ``of``; ``exact`` where it was booked and not estimated."""

    months: Months
    calendar: Calendar
    of: Mapping[str, str] = field(default_factory=dict)
    exact: bool = False


@dataclass(frozen=True)
class Today:
    """A figure that only today's data give: its centre, posterior draws (S,) and the last day behind it."""

    value: float
    draws: Array
    day: int | None = None
    of: Mapping[str, str] = field(default_factory=dict)
