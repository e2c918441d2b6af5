"""A plan: what was decided and what will be done, and for each item what it rests on. No I/O, no drafting.

The plan is a graph. An item rests on estimates of answers, on readings of the scorecard, on fields of other items, and
on people's words; each of these grounds keeps what it said when the item was written, so that a change shows by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from corrente.core.answer import Cell, Estimate, Lever
from corrente.core.question import Stream
from corrente.core.words import Number, Phrase


class ItemKind(StrEnum):
    """What a plan is made of: nine kinds upstream, two downstream."""

    SEGMENT = "segment"
    BUYERS = "buyers"
    PROBLEM = "problem"
    SOLUTION = "solution"
    PRICE = "price"
    ADVANTAGE = "advantage"
    POSITIONING = "positioning"
    MESSAGE = "message"
    LAUNCH = "launch"
    CAMPAIGN = "campaign"
    TEST = "test"

    @property
    def stream(self) -> Stream:
        """Where the kind belongs."""
        return Stream.DOWNSTREAM if self in (ItemKind.CAMPAIGN, ItemKind.TEST) else Stream.UPSTREAM


class Part(StrEnum):
    """Which of a ground's numbers a sentence says."""

    VALUE = "value"
    LOW = "low"
    HIGH = "high"


Field = Cell | tuple[Cell, ...]
"""What a field of an item holds: a value of the data, a number, a day, words, or several of them."""


@dataclass(frozen=True)
class FromAnswer:
    """An estimate that an item rests on, as it stood: 90% interval ``low`` to ``high``.

    ``answer`` tells the version of the answer: it differs where any of the answer's estimates does.
    """

    question: str
    estimate: str
    value: float
    low: float
    high: float
    unit: str
    of: Mapping[str, str] = field(default_factory=dict)
    answer: str = ""

    @property
    def key(self) -> str:
        """What tells this ground from others, whatever its numbers: the question, the estimate and of whom."""
        return ground_key(self.question, self.estimate, self.of)

    @classmethod
    def of_estimate(cls, question: str, found: Estimate, answer: str = "") -> FromAnswer:
        """The ground that ``found``, an estimate of ``question``, gives."""
        return cls(question, found.name, found.value, found.low, found.high, found.unit, found.of, answer)


@dataclass(frozen=True)
class FromMetric:
    """A reading of the scorecard that an item rests on, as it stood."""

    metric: str
    value: float
    low: float
    high: float
    unit: str
    of: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What tells this ground from others, whatever its numbers."""
        return ground_key("scorecard", self.metric, self.of)


@dataclass(frozen=True)
class FromTest:
    """What a stopped test showed of an item: by how much ``variant`` changes what was measured, against the default.

    ``change`` says in words what was tried. It is a relative change (0.12: twelve per cent more) with its 90% interval;
    ``draws`` are equally spaced quantiles of its posterior, at (i + 0.5) / n. ``before`` is what was expected of the
    same lever until then, ``None`` where nobody had said.
    """

    test: str
    change: Phrase
    variant: str
    value: float
    low: float
    high: float
    unit: str
    people: int
    before: Estimate | None = None
    draws: tuple[float, ...] = ()

    @property
    def key(self) -> str:
        """What tells this ground from others, whatever its numbers."""
        return f"test/{self.test}"


@dataclass(frozen=True)
class FromItem:
    """Another item that this one rests on: those of its ``fields`` that matter here, as they stood at ``revision``.

    ``revision`` is the number of the item's revision, 0 for one that was never stored; ``shown`` is what tests had
    shown of it, without their draws.
    """

    item: str
    fields: Mapping[str, Field] = field(default_factory=dict)
    revision: int = 0
    shown: tuple[FromTest, ...] = ()

    @property
    def key(self) -> str:
        """What tells this ground from others."""
        return f"item/{self.item}"


@dataclass(frozen=True)
class FromPerson:
    """A person's word."""

    author: str
    reason: str = ""

    @property
    def key(self) -> str:
        """What tells this ground from others."""
        return f"person/{self.author}"


Measured = FromAnswer | FromMetric
"""A ground with numbers."""

Ground = Measured | FromItem | FromTest | FromPerson


def ground_key(source: str, name: str, of: Mapping[str, str]) -> str:
    """The key of a measured ground: ``loyalty/active_customers?segment=all``."""
    said = "&".join(f"{k}={v}" for k, v in sorted(of.items()))
    return f"{source}/{name}?{said}" if said else f"{source}/{name}"


@dataclass(frozen=True)
class Linked(Number):
    """A number of a sentence that leads back to where it comes from: ``part`` of the ground with the key ``ground``.

    ``scale`` is what the ground's number was multiplied by, as for a month's share of a year.
    """

    ground: str = ""
    part: Part = Part.VALUE
    scale: float = 1.0


@dataclass(frozen=True)
class Gap:
    """A question that an item would rest on and cannot yet: why, what is missing, and the next step."""

    question: str
    because: Phrase
    missing: tuple[str, ...]
    next_step: Phrase


@dataclass(frozen=True)
class Item:
    """A decision or a campaign.

    ``id`` is stable (``segment``, ``campaign.linkedin``); ``title`` names the item in a list, ``statement`` says it in
    one or two sentences, whose numbers are `Linked`; ``fields`` hold what was decided, plainly (``{"channel":
    "linkedin"}``), and are what other items rest on. ``levers`` are the drivers that the item moves; costs are in the
    company's currency. ``gaps`` say what the item could not be told from.
    """

    id: str
    kind: ItemKind
    title: Phrase
    statement: Phrase
    fields: Mapping[str, Field] = field(default_factory=dict)
    rests_on: tuple[Ground, ...] = ()
    levers: tuple[Lever, ...] = ()
    starts: dt.date | None = None
    ends: dt.date | None = None
    one_off_cost: float | None = None
    monthly_cost: float | None = None
    gaps: tuple[Gap, ...] = ()

    @property
    def after(self) -> tuple[str, ...]:
        """The ids of the items it rests on."""
        return tuple(ground.item for ground in self.rests_on if isinstance(ground, FromItem))

    @property
    def tests(self) -> tuple[FromTest, ...]:
        """What tests have shown of it."""
        return tuple(ground for ground in self.rests_on if isinstance(ground, FromTest))

    @property
    def shown(self) -> tuple[FromTest, ...]:
        """What tests have shown of it, as other items keep it: without draws."""
        return tuple(replace(ground, draws=()) for ground in self.tests)


@dataclass(frozen=True)
class Revision:
    """One change of a plan: ``body`` is the whole item as it was left, ``None`` where it was taken out.

    ``number`` counts the plan's revisions; ``based_on`` is the item's revision that the author had seen; ``at`` is
    in UTC.
    """

    plan: str
    number: int
    item: str
    author: str
    at: dt.datetime
    reason: str
    based_on: int | None
    body: Item | None


class MarkStatus(StrEnum):
    """What was done about a mark; one lapsed where what changed is again what it was, or changed once more."""

    OPEN = "open"
    ACCEPTED = "accepted"
    KEPT = "kept"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class Marked:
    """An item that rests on something that changed.

    ``because`` is the ground as it stood, ``now`` as it stands (``None`` where it is gone); ``through`` are the items
    between the change and this one, the nearest to the change first, none where it rests on it directly. ``author``,
    ``at`` (UTC) and ``reason`` say who accepted or kept.
    """

    item: str
    because: Ground
    now: Ground | None
    through: tuple[str, ...] = ()
    status: MarkStatus = MarkStatus.OPEN
    author: str = ""
    at: dt.datetime | None = None
    reason: str = ""

    @property
    def difference(self) -> float | None:
        """How far the number moved; ``None`` where what changed is no number, or is gone."""
        if isinstance(self.because, FromAnswer | FromMetric) and isinstance(self.now, FromAnswer | FromMetric):
            return self.now.value - self.because.value
        if self.result is not None and self.result.before is not None:
            return self.result.value - self.result.before.value
        return None

    @property
    def result(self) -> FromTest | None:
        """What a test has shown since of the item it rests on; ``None`` where that is not what changed."""
        if not isinstance(self.because, FromItem) or not isinstance(self.now, FromItem):
            return None
        known = self.because.shown
        return next((shown for shown in self.now.shown if shown not in known), None)
