"""The stream from top to bottom, for narrow screens: one river at the left that grows with every tributary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corrente.web.stream import (
    LINE,
    NAME,
    SCENARIOS,
    WIDTHS,
    Back,
    Branch,
    Choice,
    Flow,
    Mark,
    Node,
    Row,
    Scene,
    Sea,
    Shape,
    Spring,
    State,
    Stream,
    Text,
    Words,
    branch_rows,
    choice_rows,
    height,
    node,
    plan_node,
    ripples,
    rows,
    run,
)
from corrente.web.water import Water, ribbon, thread, wrapped

WIDTH = 360
SPRINGS = 40.0
RIVER = 34
TEXT = 62
RIGHT = 338
LETTERS = 43
ROUND = 44.0
"""How far the lake's corners are rounded."""


@dataclass(frozen=True)
class Stack:
    """Where everything stands, from top to bottom: springs, tributaries, lake, campaigns, gauges, sea and its shore."""

    eyes: list[float]
    upper: list[Row[Flow]]
    lake: tuple[float, float]
    chosen: list[Row[Choice]]
    carried: list[Row[Branch]]
    lower: list[Row[Flow]]
    sea: float


def phone(stream: Stream, words: Words) -> Scene:
    """The whole picture, stacked."""
    at = _stack(stream)
    mouth, said = _mouth(stream.sea, at.sea), wrapped(stream.back.says, 46, 3)
    end = mouth.y + mouth.height + 8
    lake, waves = _lake(*at.lake), _sea(at.sea, end)
    return Scene(
        WIDTH,
        round(end + 28 + LINE * len(said)),
        (lake[0], *waves[:2]),
        (*_river_up(stream.springs, at), *_river_down(at), _return(end + 10, SPRINGS)),
        (lake[1], waves[2]),
        _marks(stream.springs, at),
        _texts(words, at),
        (*_nodes(stream.springs, at), mouth, _back(stream.back, said, end)),
    )


def _stack(stream: Stream) -> Stack:
    eyes = [SPRINGS + 40 * i for i in range(len(stream.springs))]
    upper = rows(stream.up, LETTERS, SPRINGS + 40 * len(stream.springs) + 44)
    lake = upper[0].top + height(upper) + 46
    chosen = choice_rows(stream.choices, 34, lake + 58)
    shore = chosen[-1].bed + 26
    carried = branch_rows(stream.branches, LETTERS, shore + 62)
    lower = rows(stream.down, LETTERS, carried[-1].bed + 56 if carried else shore + 62)
    return Stack(eyes, upper, (lake, shore), chosen, carried, lower, lower[0].top + height(lower) + 54)


def _marks(springs: Sequence[Spring], at: Stack) -> tuple[Mark, ...]:
    return (
        *(Mark(RIVER, y, "there" if spring.there else "dry") for spring, y in zip(springs, at.eyes, strict=True)),
        *(Mark(RIVER + 5, row.bed, row.flow.state.value, Shape.GAUGE) for row in at.lower),
        *ripples(at.upper, RIGHT - 12),
        *ripples(at.carried, RIGHT - 12),
        *ripples(at.lower, RIGHT - 12),
        *ripples(at.chosen, RIGHT - 34, 18),
    )


def _nodes(springs: Sequence[Spring], at: Stack) -> tuple[Node, ...]:
    return (
        *(_spring(spring, y) for spring, y in zip(springs, at.eyes, strict=True)),
        *(node(row, TEXT, RIGHT - TEXT, "up") for row in at.upper),
        *(plan_node(row, TEXT - 12, RIGHT - TEXT - 24, "choice") for row in at.chosen),
        *(plan_node(row, TEXT, RIGHT - TEXT, "branch") for row in at.carried),
        *(node(row, TEXT, RIGHT - TEXT, "down") for row in at.lower),
    )


def _spring(spring: Spring, y: float) -> Node:
    look = f"spring {'there' if spring.there else 'dry'}"
    return Node(spring.href, spring.label, spring.table, (spring.note,), TEXT, y - 1, RIGHT - TEXT, 32, look)


def _mouth(sea: Sea, top: float) -> Node:
    """Growth, in the sea."""
    lines = sea.lines(44)
    tall = NAME + LINE * len(lines)
    return Node(SCENARIOS, sea.label, sea.name, lines, WIDTH / 2, top + 44, 300, tall, sea.look, "middle")


def _back(back: Back, lines: Sequence[str], end: float) -> Node:
    """What was learnt, where the line that leads back begins."""
    first, *others = lines
    return Node(back.href, back.says, first, tuple(others), TEXT - 40, end + 30, 290, LINE * len(lines), "back")


def _river_up(springs: Sequence[Spring], at: Stack) -> list[Water]:
    """Every tributary, and the river that grows with those that flow."""
    wide, course = 3.0, [(float(RIVER), at.eyes[0] if at.eyes else at.lake[0] - 40, 2.0)]
    course += [(float(RIVER), y, 3.0) for spring, y in zip(springs, at.eyes, strict=True) if spring.there][1:]
    for row in at.upper:
        if row.flow.state in (State.SOLID, State.SOFT):
            course.append((float(RIVER), row.bed, wide))
            wide += 4 / max(1.0, len(at.upper) / 7)
            course.append((float(RIVER), row.bed + 18, wide))
    course.append((float(RIVER) + 8, at.lake[0] + 14, wide + 8))
    return [*map(_tributary, at.upper), Water(ribbon(course, down=True), "up solid", filled=True)]


def _tributary(row: Row[Flow]) -> Water:
    """From the right, under its words, into the river."""
    state, wide = row.flow.state, WIDTHS[row.flow.state] * 0.6
    x, y = float(RIVER), row.bed
    if state in (State.SOLID, State.SOFT):
        half = wide / 2
        path = (
            f"M{RIGHT},{y - 0.6:.1f}L{TEXT + 6},{y - half:.1f}"
            f"C{x + 14},{y - half:.1f} {x - 2},{y + 2:.1f} {x - 2},{y + 22:.1f}L{x + 3},{y + 22:.1f}"
            f"C{x + 3},{y + 12:.1f} {x + 18},{y + half:.1f} {TEXT + 6},{y + half:.1f}L{RIGHT},{y + 0.6:.1f}Z"
        )
        return Water(path, f"up {state.value}", filled=True)
    path = f"M{RIGHT},{y:.1f}L{TEXT + 6},{y:.1f}C{x + 14},{y:.1f} {x},{y + 2:.1f} {x},{y + 20:.1f}"
    return Water(path, f"up {state.value}", filled=False)


def _river_down(at: Stack) -> list[Water]:
    """The river out of the lake, the campaigns' branches and what the gauges measure."""
    x, shore = float(RIVER), at.lake[1]
    course = [(x + 28, shore - 34, 22.0), (x, shore + 40, 16.0), (x, at.sea + 12, 22.0)]
    river = Water(ribbon(course, down=True), "down solid", filled=True)
    return [river, *map(_branch, at.carried), *map(_gauged, at.lower)]


def _gauged(row: Row[Flow]) -> Water:
    """What a gauge measures, out of the river under its words."""
    wide = WIDTHS[row.flow.state]
    return run([(RIVER + 4.0, row.bed, wide * 0.7), (RIGHT, row.bed, wide * 0.3)], "down", row.flow.state)


def _branch(row: Row[Branch]) -> Water:
    """A campaign's water, out of the river under its words."""
    x, y, wide = float(RIVER), row.bed, row.flow.wide
    path = ribbon([(x + 4, y, wide), (RIGHT, y, wide * 0.6)]) if wide else thread([(x, y), (RIGHT, y)])
    return Water(path, "down branch", filled=bool(wide))


def _return(start: float, top: float) -> Water:
    x = WIDTH - 8
    path = f"M{TEXT - 40},{start:.1f}L{x - 16},{start:.1f}Q{x},{start:.1f} {x},{start - 16:.1f}L{x},{top + 10}"
    return Water(f"{path}Q{x},{top - 8} {x - 18},{top - 8}L{TEXT + 110},{top - 8}", "return", filled=False)


def _lake(top: float, bottom: float) -> tuple[Water, ...]:
    return tuple(
        Water(_rounded(10 - grow, top - grow, WIDTH - 34 + grow, bottom + grow), look, filled=True)
        for grow, look in ((7, "shore"), (0, "lake"))
    )


def _rounded(left: float, top: float, right: float, bottom: float) -> str:
    """A pool with round corners."""
    inner_left, inner_right, under, over = left + ROUND, right - ROUND, top + ROUND, bottom - ROUND
    return (
        f"M{left},{under:.1f}Q{left},{top:.1f} {inner_left},{top:.1f}L{inner_right},{top:.1f}"
        f"Q{right},{top:.1f} {right},{under:.1f}L{right},{over:.1f}"
        f"Q{right},{bottom:.1f} {inner_right},{bottom:.1f}L{inner_left},{bottom:.1f}"
        f"Q{left},{bottom:.1f} {left},{over:.1f}Z"
    )


def _sea(top: float, bottom: float) -> tuple[Water, ...]:
    return tuple(Water(_surf(top + step, bottom, shift), f"sea sea-{i}", filled=True)
                 for i, (step, shift) in enumerate(((-10, 0), (0, 30), (12, 12))))  # fmt: skip


def _surf(y: float, bottom: float, shift: int) -> str:
    wave, path, x, side = 40, f"M{-shift},{y:.1f}", -shift, 8
    while x < WIDTH:
        path += f"Q{x + wave / 2},{y + side:.1f} {x + wave},{y:.1f}"
        x, side = x + wave, -side
    return f"{path}L{x},{bottom:.1f}L0,{bottom:.1f}Z"


def _texts(words: Words, at: Stack) -> tuple[Text, ...]:
    """The heads, each over what it names."""
    return (
        Text(words.springs, TEXT, 14, "head"),
        Text(words.upstream, TEXT, at.upper[0].top - 16, "head"),
        Text(words.decisions, TEXT - 12, at.lake[0] + 38, "lake-name"),
        *(Text(words.branches, TEXT, row.top - 16, "head") for row in at.carried[:1]),
        Text(words.downstream, TEXT, at.lower[0].top - 16, "head"),
    )
