"""The stream from left to right, for screens with room."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from corrente.web.stream import (
    WIDTHS,
    Flow,
    Mark,
    Node,
    Row,
    Scene,
    Spring,
    Text,
    Water,
    Words,
    height,
    node,
    rows,
    run,
    spread,
)

WIDTH, TOP = 1384, 64
SPRING_X = 150
UP_FROM, UP_TO = 238, 572
LAKE_FROM, LAKE_TO = 672, 836
DOWN_FROM, DOWN_TO = 914, 1196
SEA = 1250


def desk(springs: Sequence[Spring], up: Sequence[Flow], down: Sequence[Flow], words: Words) -> Scene:
    """The whole picture; each side is centred on the lake's middle."""
    room = max(height(rows(up, 57, 0)), height(rows(down, 44, 0)), 44.0 * len(springs), 420.0)
    middle = TOP + room / 2
    upper, lower = _centred(up, 57, middle), _centred(down, 44, middle)
    eyes = spread(len(springs), middle - room / 2, middle + room / 2)
    bottom = round(TOP + room + 84)
    lake = min(room * 0.62, 420.0)
    lake_shores, sea = _lake(middle, lake), _sea(bottom)
    return Scene(
        WIDTH,
        bottom,
        (lake_shores[0], *sea[:2]),
        (*_tributaries(springs, eyes, upper, middle, lake), *_branches(lower, middle, lake), _return(bottom, eyes)),
        (lake_shores[1], sea[2]),
        (*_eyes(springs, eyes), *(Mark(DOWN_FROM - 14, r.bed, r.flow.state.value, gauge=True) for r in lower)),
        _texts(words, _tops(eyes, upper, lower), middle, lake, bottom),
        (
            *_spring_nodes(springs, eyes),
            *(node(row, UP_FROM + 6, UP_TO - UP_FROM, "up") for row in upper),
            *(node(row, DOWN_FROM + 6, DOWN_TO - DOWN_FROM, "down") for row in lower),
        ),
    )


def _centred(flows: Sequence[Flow], letters: int, middle: float) -> list[Row]:
    return rows(flows, letters, middle - height(rows(flows, letters, 0)) / 2)


def _tributaries(
    springs: Sequence[Spring], eyes: Sequence[float], placed: Sequence[Row], middle: float, lake: float
) -> list[Water]:
    at = {spring.table: y for spring, y in zip(springs, eyes, strict=True)}
    mouths = spread(len(placed), middle - lake * 0.36, middle + lake * 0.36)
    water = []
    for row, mouth in sorted(zip(placed, mouths, strict=True), key=lambda pair: WIDTHS[pair[0].flow.state]):
        state, wide = row.flow.state, WIDTHS[row.flow.state]
        fed = [at[table] for table in row.flow.tables if table in at]
        water += [run([(SPRING_X + 9, y, 1.5), (UP_FROM, row.bed, wide * 0.56)], "feeder", state) for y in fed]
        bed = [(UP_FROM, row.bed, wide * 0.56), (UP_TO, row.bed, wide * 0.56)]
        water.append(run([*bed, (LAKE_FROM + 34, mouth, wide * 1.25)], "up", state))
    return water


def _branches(placed: Sequence[Row], middle: float, lake: float) -> list[Water]:
    mouths = spread(len(placed), middle - lake * 0.34, middle + lake * 0.34)
    water = []
    for row, mouth in sorted(zip(placed, mouths, strict=True), key=lambda pair: WIDTHS[pair[0].flow.state]):
        wide = WIDTHS[row.flow.state]
        course = [(LAKE_TO - 34, mouth, wide * 1.25), (DOWN_FROM - 26, row.bed, wide * 0.6)]
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
    """Two nested shores: an egg that leans with the stream."""
    return tuple(
        Water(_shore(LAKE_FROM - grow, LAKE_TO + grow, middle, tall / 2 + grow), look, filled=True)
        for grow, look in ((12.0, "shore"), (0.0, "lake"))
    )


def _shore(left: float, right: float, y: float, half: float) -> str:
    centre, bend = (left + right) / 2, half * 0.62
    wide = (right - left) * 0.33
    return (
        f"M{left},{y}C{left},{y - bend:.1f} {centre - wide:.1f},{y - half:.1f} {centre:.1f},{y - half:.1f}"
        f"C{centre + wide:.1f},{y - half:.1f} {right},{y - bend:.1f} {right},{y}"
        f"C{right},{y + bend:.1f} {centre + wide:.1f},{y + half:.1f} {centre:.1f},{y + half:.1f}"
        f"C{centre - wide:.1f},{y + half:.1f} {left},{y + bend:.1f} {left},{y}Z"
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


def _eyes(springs: Sequence[Spring], eyes: Sequence[float]) -> list[Mark]:
    return [Mark(SPRING_X, y, "there" if spring.there else "dry") for spring, y in zip(springs, eyes, strict=True)]


def _spring_nodes(springs: Sequence[Spring], eyes: Sequence[float]) -> list[Node]:
    return [
        Node(spring.href, spring.label, spring.table, (spring.note,), SPRING_X - 16, y - 2, 134, 34,
             f"spring {'there' if spring.there else 'dry'}", "end")
        for spring, y in zip(springs, eyes, strict=True)
    ]  # fmt: skip


def _tops(eyes: Sequence[float], upper: Sequence[Row], lower: Sequence[Row]) -> tuple[float, float, float]:
    """Where the heads stand: over what they name."""
    return (eyes[0] - 34 if eyes else TOP, upper[0].top - 18, lower[0].top - 18)


def _texts(words: Words, tops: tuple[float, float, float], middle: float, lake: float, bottom: int) -> tuple[Text, ...]:
    centre = (LAKE_FROM + LAKE_TO) / 2
    step = min(24.0, lake * 0.58 / len(words.choices))
    first = middle - step * (len(words.choices) - 1) / 2 + 18
    heads = (
        (words.springs, SPRING_X + 9, "end"),
        (words.upstream, UP_FROM + 6, "start"),
        (words.downstream, DOWN_FROM + 6, "start"),
    )
    return (
        *(Text(said, x, top, "head", anchor) for (said, x, anchor), top in zip(heads, tops, strict=True)),
        Text(words.decisions, centre, first - 30, "lake-name", "middle"),
        *(Text(said, centre, first + step * i, "choice", "middle") for i, said in enumerate(words.choices)),
        Text(words.growth, SEA + 76, middle - 6, "sea-name", "middle"),
        *(Text(part, SEA + 76, middle + 14 + 15 * i, "sea-note", "middle")
          for i, part in enumerate(textwrap.wrap(words.growth_note, 13))),
        Text(words.back, (UP_TO + LAKE_FROM) / 2, bottom - 30, "back", "middle"),
    )  # fmt: skip
