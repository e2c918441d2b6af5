"""A picture as data: what it shows and what it finds; `corrente.reports.vega` turns it into Vega-Lite."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corrente.core.question import Stream
from corrente.core.words import Form, Phrase


class Kind(StrEnum):
    """The few kinds of picture that corrente draws."""

    INTERVALS = "intervals"  # one row per label: a point with its 50% and 90% intervals
    BARS = "bars"  # bars from zero, with their 90% intervals
    FUNNEL = "funnel"  # bars that shrink from stage to stage, with their 90% intervals
    STACK = "stack"  # one column a month (at), its parts (series) on top of each other; sums, so without intervals
    CURVE = "curve"  # lines over time with 50% and 90% bands; observed values as points
    MAP = "map"  # labelled points in a plane with the outlines that hold 90%; marks without one are directions
    TIMELINE = "timeline"  # bars from a first day (low) to a last (high), one row each; emphasis: named at its end
    JOURNEY = "journey"  # boxes in order; between them arrows as wide as the people who go on, below them who leaves


@dataclass(frozen=True)
class Mark:
    """One thing drawn: at ``label`` (a row) or ``at`` (a place on the axis), of a ``series`` where there are several.

    Where ``observed`` is given it is what really happened, drawn as a point beside the model's value.
    """

    value: float
    low: float | None = None
    high: float | None = None
    inner_low: float | None = None
    inner_high: float | None = None
    label: Phrase | None = None
    at: float | None = None
    series: Phrase | None = None
    observed: float | None = None
    emphasis: bool = False
    outline: tuple[tuple[float, float], ...] = ()  # corners (at, value) of the region that holds 90%, on a map


@dataclass(frozen=True)
class Step:
    """One box of a journey: who gets there and what becomes of them, as shares of those who begin the ``lane``.

    Of its ``share`` some go ``onward``, some end well (``won``) and some are ``lost``, which ``loss`` says. ``wait``
    is how long it takes to the next box, ``notes`` are short lines inside the box. The last box of a lane is where it
    ends well.
    """

    label: Phrase
    share: float
    low: float | None = None
    high: float | None = None
    onward: float = 0.0
    won: float = 0.0
    lost: float = 0.0
    loss: Phrase | None = None
    wait: Phrase | None = None
    notes: tuple[Phrase, ...] = ()
    lane: Phrase | None = None


@dataclass(frozen=True)
class Picture:
    """One picture. ``title`` states the finding, ``subtitle`` the unit and period, ``alt`` what is to be seen."""

    kind: Kind
    stream: Stream
    title: Phrase
    subtitle: Phrase
    alt: Phrase
    marks: tuple[Mark, ...]
    value_title: Phrase
    value_form: Form = Form.EXACT
    at_title: Phrase | None = None
    at_form: Form = Form.EXACT
    reference: float | None = None
    reference_label: Phrase | None = None
    value_unit: str = ""  # the currency where the value is money
    steps: tuple[Step, ...] = ()  # the boxes of a journey, lane by lane
