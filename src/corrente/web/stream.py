"""The stream picture, laid out: tables are springs, questions tributaries and gauges, decisions a lake, growth the sea.

Pure geometry: `desk` flows from left to right, `phone` from top to bottom; the template only draws what these return.
Widths are those of the picture's own units; on a page it scales to the room there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from corrente.web.water import Water, ribbon, thread, wrapped


class State(StrEnum):
    """How a question's water runs."""

    SOLID = "solid"  # answered, and better than the naive baseline
    SOFT = "soft"  # partly answered, or no better than the baseline
    DRY = "dry"  # data is missing
    WAITING = "waiting"  # being worked out
    LATER = "later"  # not in this release


SPEAKING = frozenset({State.SOLID, State.SOFT, State.DRY})
"""The states that have something to say beside the question's name."""


class Ripple(StrEnum):
    """Why somebody should look again."""

    OPEN = "open"  # it rests on something that changed
    CHANGED = "changed"  # it is not what it was at the reader's last visit


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
    ripple: Ripple | None = None


@dataclass(frozen=True)
class Choice:
    """A decision: its kind's name, and what was decided; nothing where the plan has none yet."""

    href: str
    name: str
    says: str
    label: str
    ripple: Ripple | None = None


@dataclass(frozen=True)
class Branch:
    """A campaign or a test: what it is, what it says, and how ``wide`` it runs; 0 is a thread, without money."""

    href: str
    name: str
    says: str
    label: str
    wide: float
    ripple: Ripple | None = None


@dataclass(frozen=True)
class Sea:
    """Growth: its number where there is one, and what is said of it."""

    name: str
    number: str
    says: str
    label: str

    @property
    def look(self) -> str:
        """With a number, or without one."""
        return "sea number" if self.number else "sea"

    def lines(self, letters: int) -> tuple[str, ...]:
        """The number, and what is said of it in lines of so many letters."""
        return (*filter(None, (self.number,)), *wrapped(self.says, letters, 9))


@dataclass(frozen=True)
class Back:
    """What flows back, and where it is told at length."""

    says: str
    href: str


@dataclass(frozen=True)
class Stream:
    """All that is drawn: from the tables over decisions and campaigns to growth, and what flows ``back``."""

    springs: Sequence[Spring]
    up: Sequence[Flow]
    choices: Sequence[Choice]
    branches: Sequence[Branch]
    down: Sequence[Flow]
    sea: Sea
    back: Back

    @property
    def ripples(self) -> frozenset[Ripple]:
        """The kinds of ripples there are."""
        drawn: tuple[Flow | Choice | Branch, ...] = (*self.up, *self.choices, *self.branches, *self.down)
        return frozenset(one.ripple for one in drawn if one.ripple)


@dataclass(frozen=True)
class Node:
    """A text with its link: the first line is its name. ``x``, ``y`` is where the name's baseline is anchored."""

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

    @property
    def left(self) -> float:
        """Where its room begins."""
        return self.x - self.width * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]


@dataclass(frozen=True)
class Text:
    """A word that is no link."""

    said: str
    x: float
    y: float
    look: str
    anchor: str = "start"


class Shape(StrEnum):
    """What a round mark is."""

    EYE = "eye"
    GAUGE = "gauge"
    RIPPLE = "ripple"


@dataclass(frozen=True)
class Mark:
    """A round mark: a spring's eye, a gauge, or a ripple."""

    x: float
    y: float
    look: str
    shape: Shape = Shape.EYE


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
    branches: str
    downstream: str


WIDTHS = {State.SOLID: 14.0, State.SOFT: 10.0, State.DRY: 2.0, State.WAITING: 2.0, State.LATER: 1.25}
"""How wide a question's water is where it meets the lake."""

NAME_LETTERS = 23
"""The most letters of an item's name; the label has all of them."""

SCENARIOS, RECORD = "/plan/scenarios", "/plan/track-record"
"""Where growth and what was learnt are told at length."""

LINE, NAME, QUIET = 16, 18, 28
"""Heights of a line of text, of a name, and of a whole question that has nothing to say."""


def run(points: Sequence[tuple[float, float, float]], look: str, state: State, down: bool = False) -> Water:
    """Water through points: a ribbon where it flows, a thread where it does not."""
    filled = state in (State.SOLID, State.SOFT)
    path = ribbon(points, down) if filled else thread([(x, y) for x, y, _ in points], down)
    return Water(path, f"{look} {state.value}", filled)


T = TypeVar("T", bound=Flow | Branch | Choice)


@dataclass(frozen=True)
class Row(Generic[T]):
    """Something with its place: ``top`` of its text and ``bed``, the middle of its water."""

    flow: T
    lines: tuple[str, ...]
    top: float
    bed: float


def rows(flows: Sequence[Flow], letters: int, start: float, most: int = 4, gap: int = 14) -> list[Row[Flow]]:
    """Questions one under the other; those with something to say take the room they need."""
    placed: list[Row[Flow]] = []
    top = start
    for flow in flows:
        lines = wrapped(flow.says, letters, most) if flow.state in SPEAKING else ()
        height = NAME + LINE * len(lines) + 8 if lines else QUIET - 6
        placed.append(Row(flow, lines, top, top + height))
        top += height + (gap if lines else 6)
    return placed


def branch_rows(branches: Sequence[Branch], letters: int, start: float) -> list[Row[Branch]]:
    """Campaigns and tests one under the other, each over its water."""
    placed: list[Row[Branch]] = []
    top = start
    for branch in branches:
        lines = wrapped(branch.says, letters, 3)
        bed = top + NAME + LINE * len(lines) + 4 + branch.wide / 2
        placed.append(Row(branch, lines, top, bed))
        top = bed + branch.wide / 2 + 12
    return placed


def choice_rows(choices: Sequence[Choice], letters: int, start: float) -> list[Row[Choice]]:
    """Decisions one under the other; ``bed`` is where a row ends."""
    placed: list[Row[Choice]] = []
    top = start
    for choice in choices:
        lines = wrapped(choice.says, letters, 2)
        placed.append(Row(choice, lines, top, top + NAME + LINE * len(lines)))
        top = placed[-1].bed + (8 if lines else 6)
    return placed


def height(placed: Sequence[Row[T]]) -> float:
    """From the first row's top to the last one's bed."""
    return placed[-1].bed - placed[0].top if placed else 0.0


def node(row: Row[Flow], x: float, width: float, look: str) -> Node:
    """A row's text as a link to its question."""
    flow = row.flow
    return Node(f"/questions/{flow.id}", flow.label, flow.name, row.lines, x, row.top + 13, width, row.bed - row.top,
                f"{look} {flow.state.value}")  # fmt: skip


def plan_node(row: Row[Branch] | Row[Choice], x: float, width: float, look: str, anchor: str = "start") -> Node:
    """A row's text as a link to its item of the plan."""
    item = row.flow
    tall = NAME + LINE * len(row.lines)
    name = wrapped(item.name, NAME_LETTERS, 1)[0]
    return Node(item.href, item.label, name, row.lines, x, row.top + 13, width, tall, look, anchor)


def ripples(placed: Sequence[Row[T]], x: float, up: float | None = None) -> list[Mark]:
    """A mark at ``x`` for each that should be looked at again: on its water, or ``up`` below its top."""
    return [
        Mark(x, row.bed if up is None else row.top + up, row.flow.ripple.value, Shape.RIPPLE)
        for row in placed
        if row.flow.ripple
    ]
