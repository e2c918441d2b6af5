"""The stream from left to right, for screens with room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corrente.web.stream import (
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
    Stream,
    T,
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
from corrente.web.water import Water, ribbon, spread, thread

WIDTH, TOP = 1476, 64
SPRING_X = 146
UP_FROM, UP_TO, UP_LETTERS = 214, 506, 47
LAKE_FROM, LAKE_TO, CHOICE_LETTERS = 572, 776, 25
BRANCH_FROM, BRANCH_TO, BRANCH_LETTERS = 824, 978, 25
JOIN = 1020
DOWN_FROM, DOWN_TO, DOWN_LETTERS = 1082, 1302, 35
SEA = 1338
POOL = 64.0
"""How far the water in which the campaigns join reaches to either side of the middle."""
ROUND = 96.0
"""How far the lake's ends are rounded."""


@dataclass(frozen=True)
class Columns:
    """Where everything stands: the rows of each column, the springs' heights, and the lake's middle and height."""

    stream: Stream
    upper: list[Row[Flow]]
    chosen: list[Row[Choice]]
    carried: list[Row[Branch]]
    lower: list[Row[Flow]]
    eyes: list[float]
    middle: float
    lake: float
    bottom: int


def desk(stream: Stream, words: Words) -> Scene:
    """The whole picture; all columns are centred on the lake's middle."""
    at = _columns(stream)
    shores, sea = _lake(at.middle, at.lake), _sea(at.bottom)
    pool = [_pool(at.middle)] if at.carried else []
    return Scene(
        WIDTH,
        at.bottom,
        (shores[0], *sea[:2]),
        (*_tributaries(at), *_branches(at), *_gauged(at), _return(at.bottom, at.eyes)),
        (shores[1], *pool, sea[2]),
        _marks(at),
        _texts(words, at),
        _nodes(at),
    )


def _columns(stream: Stream) -> Columns:
    upper, lower = rows(stream.up, UP_LETTERS, 0), rows(stream.down, DOWN_LETTERS, 0)
    chosen = choice_rows(stream.choices, CHOICE_LETTERS, 0)
    carried = branch_rows(stream.branches, BRANCH_LETTERS, 0)
    lake = 92 + height(chosen)
    room = max(height(upper), height(lower), height(carried), 44.0 * len(stream.springs), lake + 24, 420.0)
    middle = TOP + room / 2
    return Columns(
        stream,
        _centred(upper, middle),
        _centred(chosen, middle + 18),
        _centred(carried, middle),
        _centred(lower, middle),
        spread(len(stream.springs), middle - room / 2, middle + room / 2),
        middle,
        lake,
        round(TOP + room + 84),
    )


def _marks(at: Columns) -> tuple[Mark, ...]:
    return (
        *(Mark(SPRING_X, y, "there" if s.there else "dry") for s, y in zip(at.stream.springs, at.eyes, strict=True)),
        *(Mark(DOWN_FROM - 14, row.bed, row.flow.state.value, Shape.GAUGE) for row in at.lower),
        *ripples(at.upper, UP_TO - 8),
        *ripples(at.lower, DOWN_TO - 8),
        *ripples(at.carried, BRANCH_TO - 8),
        *ripples(at.chosen, LAKE_FROM + 8, 9),
    )


def _nodes(at: Columns) -> tuple[Node, ...]:
    return (
        *_spring_nodes(at.stream.springs, at.eyes),
        *(node(row, UP_FROM + 6, UP_TO - UP_FROM, "up") for row in at.upper),
        *(plan_node(row, (LAKE_FROM + LAKE_TO) / 2, 168, "choice", "middle") for row in at.chosen),
        *(plan_node(row, BRANCH_FROM, BRANCH_TO - BRANCH_FROM, "branch") for row in at.carried),
        *(node(row, DOWN_FROM + 6, DOWN_TO - DOWN_FROM, "down") for row in at.lower),
        _mouth(at.stream.sea, at.middle),
        _back(at.stream.back, at.bottom),
    )


def _centred(placed: list[Row[T]], middle: float) -> list[Row[T]]:
    """The same rows, moved so that their middle is there."""
    down = middle - height(placed) / 2
    return [replace(row, top=row.top + down, bed=row.bed + down) for row in placed]


def _tributaries(at: Columns) -> list[Water]:
    springs = {spring.table: y for spring, y in zip(at.stream.springs, at.eyes, strict=True)}
    water = []
    for row, mouth in sorted(zip(at.upper, _mouths(at.upper, at), strict=True), key=lambda pair: _wide(pair[0])):
        state, wide = row.flow.state, _wide(row)
        fed = [springs[table] for table in row.flow.tables if table in springs]
        water += [run([(SPRING_X + 9, y, 1.5), (UP_FROM, row.bed, wide * 0.56)], "feeder", state) for y in fed]
        bed = [(UP_FROM, row.bed, wide * 0.56), (UP_TO, row.bed, wide * 0.56)]
        water.append(run([*bed, (LAKE_FROM + 34, mouth, wide * 1.25)], "up", state))
    return water


def _wide(row: Row[Flow]) -> float:
    return WIDTHS[row.flow.state]


def _mouths(placed: Sequence[Row[T]], at: Columns) -> list[float]:
    """Where water enters or leaves the lake."""
    return spread(len(placed), at.middle - at.lake * 0.38, at.middle + at.lake * 0.38)


def _joined(placed: Sequence[Row[T]], at: Columns) -> list[float]:
    """Where water enters or leaves the pool in which the campaigns join."""
    return spread(len(placed), at.middle - POOL, at.middle + POOL)


def _branches(at: Columns) -> list[Water]:
    """From the lake under the campaigns' words to where they join."""
    water = []
    for row, mouth, end in zip(at.carried, _mouths(at.carried, at), _joined(at.carried, at), strict=True):
        wide = row.flow.wide
        course = [(LAKE_TO - 34, mouth, wide * 1.2), (BRANCH_FROM - 8, row.bed, wide)]
        course += [(BRANCH_TO, row.bed, wide), (JOIN, end, wide * 1.2)]
        path = ribbon(course) if wide else thread([(x, y) for x, y, _ in course])
        water.append(Water(path, "down branch", filled=bool(wide)))
    return water


def _gauged(at: Columns) -> list[Water]:
    """Through the gauges into the sea: from where the campaigns join, or from the lake where there are none."""
    x, starts = (JOIN, _joined(at.lower, at)) if at.carried else (LAKE_TO - 34, _mouths(at.lower, at))
    water = []
    for row, start in sorted(zip(at.lower, starts, strict=True), key=lambda pair: _wide(pair[0])):
        wide = _wide(row)
        course = [(x, start, wide * 1.25), (DOWN_FROM - 26, row.bed, wide * 0.6)]
        course += [(DOWN_TO, row.bed, wide * 0.6), (SEA + 40, row.bed, wide * 1.8)]
        water.append(run(course, "down", row.flow.state))
    return water


def _return(bottom: int, eyes: Sequence[float]) -> Water:
    end = (max(eyes) if eyes else bottom - 160) + 22
    y = bottom - 22
    x = SPRING_X
    path = f"M{SEA + 30},{y}L{x + 26},{y}Q{x},{y} {x},{y - 26}L{x},{min(end, y - 30):.1f}"
    return Water(path, "return", filled=False)


def _lake(middle: float, tall: float) -> tuple[Water, ...]:
    """Two nested shores."""
    return tuple(
        Water(_shore(LAKE_FROM - grow, LAKE_TO + grow, middle, tall / 2 + grow), look, filled=True)
        for grow, look in ((12.0, "shore"), (0.0, "lake"))
    )


def _pool(y: float) -> Water:
    """Where the campaigns join before they are gauged: a lens of water."""
    return Water(_shore(JOIN - 15, JOIN + 15, y, POOL + 34, 64), "water down solid", filled=True)


def _shore(left: float, right: float, y: float, half: float, ends: float = ROUND) -> str:
    """A bank with long sides and round ends."""
    centre, bend, wide = (left + right) / 2, ends * 0.45, (right - left) * 0.25
    top, bottom = y - half, y + half
    return (
        f"M{left},{top + ends:.1f}C{left},{top + bend:.1f} {centre - wide:.1f},{top:.1f} {centre:.1f},{top:.1f}"
        f"C{centre + wide:.1f},{top:.1f} {right},{top + bend:.1f} {right},{top + ends:.1f}"
        f"L{right},{bottom - ends:.1f}"
        f"C{right},{bottom - bend:.1f} {centre + wide:.1f},{bottom:.1f} {centre:.1f},{bottom:.1f}"
        f"C{centre - wide:.1f},{bottom:.1f} {left},{bottom - bend:.1f} {left},{bottom - ends:.1f}Z"
    )


def _sea(bottom: int) -> tuple[Water, ...]:
    """Three surf lines, the outer ones fainter."""
    return tuple(Water(_surf(SEA + step, bottom, shift), f"sea sea-{i}", filled=True)
                 for i, (step, shift) in enumerate(((-14, 0), (0, 34), (16, 12))))  # fmt: skip


def _surf(x: float, bottom: int, shift: int) -> str:
    wave, path, y, side = 46, f"M{WIDTH},0L{x},0", -shift, 9
    while y < bottom:
        path += f"Q{x + side},{y + wave / 2} {x},{y + wave}"
        y, side = y + wave, -side
    return f"{path}L{WIDTH},{y}Z"


def _spring_nodes(springs: Sequence[Spring], eyes: Sequence[float]) -> list[Node]:
    return [
        Node(spring.href, spring.label, spring.table, (spring.note,), SPRING_X - 16, y - 2, 128, 34,
             f"spring {'there' if spring.there else 'dry'}", "end")
        for spring, y in zip(springs, eyes, strict=True)
    ]  # fmt: skip


def _texts(words: Words, at: Columns) -> tuple[Text, ...]:
    """The heads, each over what it names."""
    heads = [
        Text(words.springs, SPRING_X + 9, at.eyes[0] - 34 if at.eyes else TOP, "head", "end"),
        Text(words.upstream, UP_FROM + 6, at.upper[0].top - 18, "head"),
        Text(words.downstream, DOWN_FROM + 6, at.lower[0].top - 18, "head"),
        Text(words.decisions, (LAKE_FROM + LAKE_TO) / 2, at.chosen[0].top - 14, "lake-name", "middle"),
    ]
    named = [Text(words.branches, BRANCH_FROM, at.carried[0].top - 18, "head")] if at.carried else []
    return (*heads, *named)


def _mouth(sea: Sea, middle: float) -> Node:
    """Growth, in the sea."""
    lines = sea.lines(16)
    tall = 18 + 16 * len(lines)
    centre = (SEA + 25 + WIDTH) / 2
    return Node(SCENARIOS, sea.label, sea.name, lines, centre, middle - tall / 2, 104, tall, sea.look, "middle")


def _back(back: Back, bottom: int) -> Node:
    """What was learnt, over the line that leads back."""
    return Node(back.href, back.says, back.says, (), (UP_TO + LAKE_FROM) / 2, bottom - 30, 560, 14, "back", "middle")
