"""From counted periods to launches: which step the calendar has, and adopters of every period from the first on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from corrente.core.count import Cells
from corrente.core.profile import Profile
from corrente.core.room import Counted
from corrente.inference.bass import Launch
from corrente.upstream.adoption.plan import by_month, products, until

AMOUNT = 10_000
_MOST_DAYS = 200  # a longer daily series is summed by week
Whole = NDArray[np.int64]


class Step(Enum):
    """The length of a period: how many make a year, and the word of numpy's calendar for it."""

    DAY = (365.25, "D")
    WEEK = (52.18, "W")
    MONTH = (12.0, "M")
    QUARTER = (4.0, "M")
    YEAR = (1.0, "Y")

    @property
    def per_year(self) -> float:
        """How many of them make a year."""
        return self.value[0]

    @property
    def of_a_year(self) -> int:
        """Whole periods that make a year, to the nearest."""
        return round(self.value[0])

    def places(self, days: Whole, first: int) -> Whole:
        """Which period after that of day ``first`` each day lies in."""
        if self in (Step.DAY, Step.WEEK):
            return np.asarray((days - first) // (1 if self is Step.DAY else 7))
        unit = f"datetime64[{self.value[1]}]"
        since = days.astype("datetime64[D]").astype(unit) - np.datetime64(int(first), "D").astype(unit)
        return np.asarray(since.astype(np.int64) // (3 if self is Step.QUARTER else 1))

    def day(self, first: int, periods: float) -> int:
        """The day ``periods`` after the beginning of the period of day ``first``."""
        whole = int(np.floor(periods))
        begins = [self._begins(first, place) for place in (whole, whole + 1)]
        return round(begins[0] + (periods - whole) * (begins[1] - begins[0]))

    def _begins(self, first: int, place: int) -> int:
        """The first day of the period at a place after that of day ``first``."""
        if self in (Step.DAY, Step.WEEK):
            return first + place * (1 if self is Step.DAY else 7)
        unit = np.datetime64(first, "D").astype(f"datetime64[{self.value[1]}]")
        later = unit + place * (3 if self is Step.QUARTER else 1)
        return int(later.astype("datetime64[D]").astype(np.int64))


@dataclass(frozen=True)
class Series:
    """A product's launch on the calendar: ``first_day`` is the first day of its first period."""

    product: str
    launch: Launch
    step: Step
    first_day: int

    @property
    def periods(self) -> int:
        """How many periods have been seen."""
        return int(self.launch.adopters.size)

    @property
    def so_far(self) -> float:
        """Adopters until now."""
        return float(self.launch.adopters.sum())

    def day(self, periods: float) -> int:
        """The day that lies so many periods after the beginning."""
        return self.step.day(self.first_day, periods)


def read(counts: Counted, profile: Profile) -> tuple[Series, ...]:
    """Every launch that was counted, the largest first; none where nothing was adopted."""
    if "launches" in counts:
        found = _launches(counts["launches"], products(profile.tables["adoptions"]), profile.as_of)
    elif "starts" in counts:
        found = _starts(counts["starts"], profile)
    else:
        found = []
    return tuple(sorted(found, key=lambda series: -series.so_far))


def _launches(cells: Cells, names: tuple[str, ...], as_of: int | None) -> list[Series]:
    """Launches by product; as of a day, without the periods that were not over then."""
    step = _step(np.unique(cells["period_day"].astype(np.int64)))
    over = np.array([as_of is None or step.day(int(day), 1) <= as_of + 1 for day in cells["period_day"]], dtype=bool)
    days, codes = cells["period_day"].astype(np.int64)[over], cells["product_code"].astype(np.int64)[over]
    adopted = cells["adopted"].astype(np.float64)[over] / AMOUNT
    own = [code for code in np.unique(codes) if code > 0 or not names]
    summed = step is Step.WEEK and float(np.median(np.diff(np.unique(days)))) < 4
    found = [
        _series(names[code - 1] if code else "all", days[codes == code], adopted[codes == code], step, summed)
        for code in own
    ]
    return [series for series in found if series is not None]


def _starts(cells: Cells, profile: Profile) -> list[Series]:
    """First uses; the last period is left out, for it may not be over."""
    usage = profile.tables["usage"]
    days, customers = cells["period"].astype(np.int64), cells["customers"].astype(np.float64)
    step = Step.MONTH if by_month(profile, usage) else Step.WEEK
    last = step.places(np.array([until(profile, usage) + 1]), int(days.min(initial=0)))[0]
    over = step.places(days, int(days.min(initial=0))) < last
    found = _series("all", days[over], customers[over], step)
    return [found] if found is not None else []


def _step(days: Whole) -> Step:
    """The step of sorted days: what lies between most of them."""
    if len(days) < 2:
        return Step.YEAR
    gap = float(np.median(np.diff(days)))
    if gap < 4:
        return Step.DAY if days[-1] - days[0] < _MOST_DAYS else Step.WEEK
    return next(
        (step for step, most in ((Step.WEEK, 20), (Step.MONTH, 60), (Step.QUARTER, 200)) if gap < most), Step.YEAR
    )


def _series(product: str, days: Whole, adopted: NDArray[np.float64], step: Step, summed: bool = False) -> Series | None:
    """From the first period with an adopter to the last that has a row; periods without a row have none.

    Of days that are ``summed`` by week, the last week counts only if it is whole.
    """
    if not adopted.any():
        return None
    first = int(days[adopted > 0].min())
    places = step.places(days, first)
    last = int(places[days <= days.max() - 6].max(initial=0)) if summed else int(places.max())
    inside = (places >= 0) & (places <= last)
    adopters = np.bincount(places[inside], adopted[inside], last + 1).astype(np.float64)
    return Series(product, Launch(adopters, step.per_year), step, first)
