"""The scorecard: what a metric is, what it reads at one moment with its history, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from corrente.core.answer import Estimate, Refusal
from corrente.core.question import Need, Stream
from corrente.core.words import Phrase


class Family(StrEnum):
    """What metrics are about: eight families upstream, five downstream."""

    CUSTOMER_INSIGHT = "customer_insight"
    COMPETITION = "competitive_intelligence"
    SEGMENTATION = "segmentation"
    DIFFERENTIATION = "differentiation"
    CATEGORY_SHARE = "category_share"
    LIFETIME_VALUE = "lifetime_value"
    SHARE_OF_WALLET = "share_of_wallet"
    PENETRATION = "category_penetration"
    ENGAGEMENT = "engagement"
    BEHAVIOUR = "behaviour"
    CHANNEL = "channel"
    INFLUENCE = "influence"
    PIPELINE = "pipeline"

    @property
    def stream(self) -> Stream:
        """Where the family belongs."""
        return Stream.DOWNSTREAM if self in _DOWNSTREAM else Stream.UPSTREAM


_DOWNSTREAM = frozenset({Family.ENGAGEMENT, Family.BEHAVIOUR, Family.CHANNEL, Family.INFLUENCE, Family.PIPELINE})


class Better(StrEnum):
    """Which way a metric should move."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


@dataclass(frozen=True)
class Carried:
    """A metric that is an answer's estimate, carried over as it stands and never worked out a second time.

    ``of`` is what the estimate must be of; ``by`` the key that tells several readings apart: at most ``most`` of them,
    in the answer's order or the ``largest`` first, none whose value is ``without``, and where the answer also has an
    estimate ``lowering`` of the same, only those where it is below zero; with ``own`` the estimate of the company's own
    brand is meant.
    """

    question: str
    estimate: str
    of: Mapping[str, str] = field(default_factory=dict)
    by: str | None = None
    most: int = 1
    largest: bool = False
    without: tuple[str, ...] = ()
    lowering: str | None = None
    own: bool = False


@dataclass(frozen=True)
class Metric:
    """One metric, defined once.

    ``formula`` says in words how it comes about; ``unit`` is that of its estimates, with ``{currency}`` where the
    company's own belongs; ``needs`` are its source tables; ``counts`` the statements that give its value or, where the
    value is ``carried`` from an answer, its months; ``after`` are further questions whose answers it takes as given;
    ``bring`` is what it lacks where its tables are there.
    """

    id: str
    family: Family
    name: Phrase
    formula: Phrase
    unit: str
    needs: tuple[Need, ...]
    counts: tuple[str, ...] = ()
    carried: Carried | None = None
    after: tuple[str, ...] = ()
    better: Better = Better.HIGHER
    bring: Phrase = field(kw_only=True)

    @property
    def tables(self) -> tuple[str, ...]:
        """Every table that the metric may come from."""
        return tuple(dict.fromkeys(table for need in self.needs for table in need.any_of))

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions whose answers the metric rests on."""
        return ((self.carried.question,) if self.carried else ()) + self.after


@dataclass(frozen=True)
class Point:
    """A metric as it stood in one month, or at one day: ``day`` is the first of the month, or the data's last day.

    ``whole`` is whether the month was over.
    """

    day: int
    value: float
    low: float
    high: float
    whole: bool = True


@dataclass(frozen=True)
class Change:
    """The difference to the point of ``since`` with its 90% interval, and the chance that it really has its sign.

    ``ratio`` is the difference as a share of what it was before; None where that was nothing.
    """

    since: int
    difference: float
    low: float
    high: float
    chance: float
    ratio: float | None


@dataclass(frozen=True)
class Reading:
    """What one metric says: its value with interval, months or earlier runs (oldest first), and changes.

    ``day`` is the last day of the data behind the value. Where ``exact``, the value was booked and not estimated, and
    its interval has no width. ``by_run`` says that the history is what earlier runs said at the end of their data, not
    a figure by month.
    """

    metric: Metric
    value: Estimate
    day: int | None
    history: tuple[Point, ...] = ()
    month: Change | None = None
    year: Change | None = None
    exact: bool = False
    by_run: bool = False

    @property
    def of(self) -> Mapping[str, str]:
        """Of whom or what it speaks."""
        return self.value.of


@dataclass(frozen=True)
class Absent:
    """A metric that the data does not give, with what to bring."""

    metric: Metric
    refusal: Refusal


@dataclass(frozen=True)
class Scorecard:
    """Every metric of a company: read, or absent with the reason, both in the order of the definitions."""

    company: str
    currency: str
    readings: tuple[Reading, ...]
    absent: tuple[Absent, ...]

    def reading(self, metric: str, **of: str) -> Reading:
        """The first reading of a metric whose ``of`` holds all the given pairs; raises ``KeyError`` without one."""
        for reading in self.readings:
            if reading.metric.id == metric and of.items() <= reading.of.items():
                return reading
        raise KeyError(f"the scorecard has no reading of {metric!r} of {of}")
