"""The stream picture, laid out: tables are springs, questions tributaries and gauges, decisions a lake, growth the sea.

Pure geometry: `desk` flows from left to right, `phone` from top to bottom; the template only draws what these return.
Widths are those of the picture's own units; on a page it scales to the room there is.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class State(StrEnum):
    """How a question's water runs."""

    SOLID = "solid"  # answered, and better than the naive baseline
    SOFT = "soft"  # partly answered, or no better than the baseline
    DRY = "dry"  # data is missing
    WAITING = "waiting"  # being worked out
    LATER = "later"  # not in this release


SPEAKING = frozenset({State.SOLID, State.SOFT, State.DRY})
"""The states that have something to say beside the question's name."""


@dataclass(frozen=True)
class Spring:
    """A table: there, or missing (``there`` is false) and wanted by a question."""

    table: str
    note: str
    label: str
    href: str
    there: bool


@dataclass(frozen=True)
class Flow:
    """A question: its name, what it says, how its water runs and the tables that feed it."""

    id: str
    name: str
    says: str
    label: str
    state: State
    tables: tuple[str, ...] = ()


@dataclass(frozen=True)
class Node:
    """A text with its link: the first line is its name. ``x``, ``y`` is the start of the name's baseline."""

    href: str
    label: str
    name: str
    lines: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float
    look: str
    anchor: str = "start"


@dataclass(frozen=True)
class Water:
    """A piece of running (filled) or dry (dashed) water."""

    path: str
    look: str
    filled: bool


@dataclass(frozen=True)
class Text:
    """A word that is no link."""

    said: str
    x: float
    y: float
    look: str
    anchor: str = "start"


@dataclass(frozen=True)
class Mark:
    """A round mark: a spring's eye or a gauge."""

    x: float
    y: float
    look: str
    gauge: bool = False


@dataclass(frozen=True)
class Scene:
    """Everything that is drawn, back to front: the water runs between outer shores and the lake and sea themselves."""

    width: int
    height: int
    shores: tuple[Water, ...]
    water: tuple[Water, ...]
    basins: tuple[Water, ...]
    marks: tuple[Mark, ...]
    texts: tuple[Text, ...]
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Words:
    """The picture's own words in one language."""

    springs: str
    upstream: str
    decisions: str
    choices: tuple[str, ...]
    downstream: str
    growth: str
    growth_note: str
    back: str


WIDTHS = {State.SOLID: 14.0, State.SOFT: 10.0, State.DRY: 2.0, State.WAITING: 2.0, State.LATER: 1.25}
"""How wide a question's water is where it meets the lake."""

LINE, NAME, QUIET = 16, 18, 28
"""Heights of a line of text, of a name, and of a whole question that has nothing to say."""


def ribbon(points: Sequence[tuple[float, float, float]], down: bool = False) -> str:
    """A closed path around points (x, y, width), with the tangent along the flow at each of them.

    The flow runs to the right, or downwards with ``down``.
    """
    one = [_beside(point, -1, down) for point in points]
    other = [_beside(point, 1, down) for point in reversed(points)]
    start, back = one[0], other[0]
    return f"M{_at(start)}{_bends(one, down)}L{_at(back)}{_bends(other, down)}Z"


def thread(points: Sequence[tuple[float, float]], down: bool = False) -> str:
    """An open path through points, with the tangent along the flow at each of them."""
    return f"M{_at(points[0])}{_bends(list(points), down)}"


def _beside(point: tuple[float, float, float], side: int, down: bool) -> tuple[float, float]:
    x, y, width = point
    return (x + side * width / 2, y) if down else (x, y + side * width / 2)


def _bends(points: Sequence[tuple[float, float]], down: bool) -> str:
    path = ""
    for (x0, y0), (x1, y1) in pairwise(points):
        if down:
            middle = (y0 + y1) / 2
            path += f"C{_at((x0, middle))} {_at((x1, middle))} {_at((x1, y1))}"
        else:
            middle = (x0 + x1) / 2
            path += f"C{_at((middle, y0))} {_at((middle, y1))} {_at((x1, y1))}"
    return path


def _at(point: tuple[float, float]) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"


def wrapped(says: str, letters: int, most: int) -> tuple[str, ...]:
    """The words in at most that many lines, the last one ended by an ellipsis where they do not fit."""
    return tuple(textwrap.wrap(says, letters, max_lines=most, placeholder=" …"))


def run(points: Sequence[tuple[float, float, float]], look: str, state: State, down: bool = False) -> Water:
    """Water through points: a ribbon where it flows, a thread where it does not."""
    filled = state in (State.SOLID, State.SOFT)
    path = ribbon(points, down) if filled else thread([(x, y) for x, y, _ in points], down)
    return Water(path, f"{look} {state.value}", filled)


def spread(count: int, low: float, high: float) -> list[float]:
    """``count`` places evenly from ``low`` to ``high``, each in the middle of its share."""
    step = (high - low) / max(count, 1)
    return [low + step * (i + 0.5) for i in range(count)]


@dataclass(frozen=True)
class Row:
    """A question with its place: ``top`` of its text and ``bed``, the height at which its water runs."""

    flow: Flow
    lines: tuple[str, ...]
    top: float
    bed: float


def rows(flows: Sequence[Flow], letters: int, start: float, most: int = 4, gap: int = 14) -> list[Row]:
    """Questions one under the other; those with something to say take the room they need."""
    placed: list[Row] = []
    top = start
    for flow in flows:
        lines = wrapped(flow.says, letters, most) if flow.state in SPEAKING else ()
        height = NAME + LINE * len(lines) + 8 if lines else QUIET - 6
        placed.append(Row(flow, lines, top, top + height))
        top += height + (gap if lines else 6)
    return placed


def height(placed: Sequence[Row]) -> float:
    """From the first row's top to the last one's bed."""
    return placed[-1].bed - placed[0].top if placed else 0.0


def node(row: Row, x: float, width: float, look: str) -> Node:
    """A row's text as a link to its question."""
    flow = row.flow
    return Node(f"/questions/{flow.id}", flow.label, flow.name, row.lines, x, row.top + 13, width, row.bed - row.top,
                f"{look} {flow.state.value}")  # fmt: skip
