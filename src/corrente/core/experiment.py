"""An adaptive test: what is compared, on whom, by which measure, how it learns, and what it found. No I/O."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from corrente.core.answer import Estimate, Lever

RELATIVE_CHANGE = "relative_change"
"""The name of an effect that says by what share a driver changes; of a finding's, and of one that a person expects."""
DEFAULT_CELL = ""
"""The context of a test that tells none apart, and of a person of whom nothing is known."""


class Measure(StrEnum):
    """What is measured of each person who was shown a variant, within the metric's window.

    ``CLICKS`` and ``CONVERSIONS``: whether the event came at least once. ``COUNT``: how often it came. ``REVENUE``: the
    sum of the event's ``revenue``. ``SESSION_TIME``: the seconds of the first session in which the page was visible and
    in use; 30 minutes without activity end a session, and who leaves at once counts with the time that was measured, 0
    where none was.
    """

    CLICKS = "clicks"
    CONVERSIONS = "conversions"
    COUNT = "count"
    REVENUE = "revenue"
    SESSION_TIME = "session_time"

    @property
    def is_share(self) -> bool:
        """Whether a person counts as yes or no."""
        return self in (Measure.CLICKS, Measure.CONVERSIONS)


@dataclass(frozen=True)
class Metric:
    """One measure of a test: the Segment event it reads, and within how long after the exposure.

    ``cap`` (in the measure's unit) is the most that one person counts for; it is fixed before the test begins, as one
    very large order would otherwise decide it. ``more_is_better`` is false for a guardrail such as unsubscriptions.
    """

    name: str
    measure: Measure
    event: str
    window_seconds: int = 7 * 86_400
    cap: float | None = None
    more_is_better: bool = True


@dataclass(frozen=True)
class Variant:
    """One arm. ``payload`` is what the page or message is given; ``weight`` its share where the split is fixed.

    An arm that was ``dropped`` is decided for nobody new; who has seen it keeps it.
    """

    id: str
    name: str = ""
    payload: Mapping[str, str] = field(default_factory=dict)
    weight: float = 1.0
    dropped: bool = False


class Learning(StrEnum):
    """How people are shared out: by fixed weights, by the chance of being best, or between the best two."""

    FIXED = "fixed"
    THOMPSON = "thompson"
    TOP_TWO = "top_two"


class Phase(StrEnum):
    """Where a test is in its life."""

    DRAFT = "draft"
    RUNNING = "running"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Test:
    """A test as it is defined; each change of it is a further revision.

    ``variants``: the first is the default, served whenever nothing can be decided. ``decision`` is the one metric that
    decides, ``guardrails`` must not get worse. ``seed`` shares out, ``inclusion_seed`` chooses who takes part (a
    ``share`` of all); they differ between tests, so that parallel tests are independent. ``least`` is the smallest
    probability of any arm; ``hold_back`` is the share of those taking part who get the default whatever is learnt.
    ``contexts`` names the keys of a decision's context that are told apart (``("segment",)``), none: everybody alike.
    ``item`` is the plan's item it was made from, ``lever`` what it tests there. ``worth`` is what one unit of the
    decision metric is worth, in the company's currency, where somebody said.
    """

    __test__ = False  # no test of pytest's

    id: str
    name: str
    variants: tuple[Variant, ...]
    decision: Metric
    guardrails: tuple[Metric, ...] = ()
    learning: Learning = Learning.THOMPSON
    phase: Phase = Phase.DRAFT
    seed: str = ""
    inclusion_seed: str = ""
    share: float = 1.0
    least: float = 0.05
    hold_back: float = 0.0
    contexts: tuple[str, ...] = ()
    update_seconds: int = 900
    least_people: int = 100
    plan: str = ""
    item: str = ""
    lever: Lever | None = None
    worth: float | None = None
    chosen: str = ""

    @property
    def default(self) -> Variant:
        """The arm that is served whenever nothing can be decided, and that others are held against."""
        return self.variants[0]

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """The one that decides, then the guardrails."""
        return (self.decision, *self.guardrails)

    @property
    def open_variants(self) -> tuple[Variant, ...]:
        """The arms that new people can get."""
        return tuple(variant for variant in self.variants if not variant.dropped)


@dataclass(frozen=True)
class Policy:
    """The probabilities by which people are shared out from ``version`` on: for each context cell, one per arm.

    Each row sums to one and includes the hold-back; cells that are not named go by `DEFAULT_CELL`.
    """

    version: int
    arms: tuple[str, ...]
    weights: Mapping[str, tuple[float, ...]]

    def of(self, cell: str) -> tuple[float, ...]:
        """The probabilities of a cell."""
        return self.weights.get(cell, self.weights[DEFAULT_CELL])


@dataclass(frozen=True)
class Finding:
    """What a stopped test says of a plan's item: the effect of its winner on the lever it tested, as a posterior.

    ``effect`` is the relative change of the decision metric against the default (0.12: twelve per cent more), ``draws``
    are equally spaced quantiles of its posterior; ``lever`` carries the same, graded as an experiment.
    """

    test: str
    plan: str
    item: str
    variant: str
    lever: Lever
    effect: Estimate
    draws: tuple[float, ...]
    people: int
    at: dt.datetime
