"""The stream from top to bottom, for narrow screens: one river at the left that grows with every tributary."""

from __future__ import annotations

from collections.abc import Sequence

from corrente.web.stream import (
    LINE,
    WIDTHS,
    Flow,
    Mark,
    Node,
    Row,
    Scene,
    Spring,
    State,
    Text,
    Water,
    Words,
    height,
    node,
    ribbon,
    rows,
    run,
)

WIDTH = 360
RIVER = 34
TEXT = 62
RIGHT = 338
LETTERS = 43


def phone(springs: Sequence[Spring], up: Sequence[Flow], down: Sequence[Flow], words: Words) -> Scene:
    """The whole picture, stacked: springs, tributaries, lake, gauges, sea."""
    spring_top = 40.0
    up_top = spring_top + 40 * len(springs) + 44
    upper = rows(up, LETTERS, up_top)
    lake_top = up_top + height(upper) + 46
    lake_bottom = lake_top + 118
    down_top = lake_bottom + 62
    lower = rows(down, LETTERS, down_top)
    sea = down_top + height(lower) + 54
    eyes = [spring_top + 40 * i for i in range(len(springs))]
    lake, waves = _lake(lake_top, lake_bottom), _sea(sea)
    return Scene(
        WIDTH,
        round(sea + 96),
        (lake[0], *waves[:2]),
        (*_river_up(springs, eyes, upper, lake_top), *_river_down(lower, lake_bottom, sea), _return(sea, spring_top)),
        (lake[1], waves[2]),
        (*(Mark(RIVER, y, "there" if s.there else "dry") for s, y in zip(springs, eyes, strict=True)),
         *(Mark(RIVER + 5, row.bed, row.flow.state.value, gauge=True) for row in lower)),
        _texts(words, up_top, lake_top, down_top, sea),
        (
            *(_spring(spring, y) for spring, y in zip(springs, eyes, strict=True)),
            *(node(row, TEXT, RIGHT - TEXT, "up") for row in upper),
            *(node(row, TEXT, RIGHT - TEXT, "down") for row in lower),
        ),
    )  # fmt: skip


def _spring(spring: Spring, y: float) -> Node:
    look = f"spring {'there' if spring.there else 'dry'}"
    return Node(spring.href, spring.label, spring.table, (spring.note,), TEXT, y - 1, RIGHT - TEXT, 32, look)


def _river_up(springs: Sequence[Spring], eyes: Sequence[float], placed: Sequence[Row], lake: float) -> list[Water]:
    water = [_tributary(row) for row in placed]
    wide, course = 3.0, [(float(RIVER), eyes[0] if eyes else lake - 40, 2.0)]
    course += [(float(RIVER), y, 3.0) for spring, y in zip(springs, eyes, strict=True) if spring.there][1:]
    for row in placed:
        if row.flow.state in (State.SOLID, State.SOFT):
            course.append((float(RIVER), row.bed, wide))
            wide += 4
            course.append((float(RIVER), row.bed + 18, wide))
    course.append((float(RIVER) + 8, lake + 14, wide + 8))
    return [*water, Water(ribbon(course, down=True), "up solid", filled=True)]


def _tributary(row: Row) -> Water:
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


def _river_down(placed: Sequence[Row], lake: float, sea: float) -> list[Water]:
    course = [(float(RIVER) + 28, lake - 34, 22.0), (float(RIVER), lake + 40, 16.0), (float(RIVER), sea + 12, 22.0)]
    water = [Water(ribbon(course, down=True), "down solid", filled=True)]
    for row in placed:
        x, y = float(RIVER), row.bed
        wide = WIDTHS[row.flow.state]
        branch = [(x + 4, y, wide * 0.7), (RIGHT, y, wide * 0.3)]
        water.append(run(branch, "down", row.flow.state))
    return water


def _return(sea: float, top: float) -> Water:
    x = WIDTH - 8
    return Water(
        f"M{x},{sea + 8:.1f}L{x},{top + 10}Q{x},{top - 8} {x - 18},{top - 8}L{TEXT + 110},{top - 8}",
        "return",
        filled=False,
    )


def _lake(top: float, bottom: float) -> tuple[Water, ...]:
    return tuple(
        Water(_rounded(10 - grow, top - grow, WIDTH - 34 + grow, bottom + grow), look, filled=True)
        for grow, look in ((7, "shore"), (0, "lake"))
    )


def _rounded(left: float, top: float, right: float, bottom: float) -> str:
    bend = (bottom - top) / 2
    middle = top + bend
    return (
        f"M{left},{middle:.1f}C{left},{top:.1f} {left + bend},{top:.1f} {left + 2 * bend},{top:.1f}"
        f"L{right - 2 * bend},{top:.1f}C{right - bend},{top:.1f} {right},{top:.1f} {right},{middle:.1f}"
        f"C{right},{bottom:.1f} {right - bend},{bottom:.1f} {right - 2 * bend},{bottom:.1f}"
        f"L{left + 2 * bend},{bottom:.1f}C{left + bend},{bottom:.1f} {left},{bottom:.1f} {left},{middle:.1f}Z"
    )


def _sea(top: float) -> tuple[Water, ...]:
    return tuple(Water(_surf(top + step, shift), f"sea sea-{i}", filled=True)
                 for i, (step, shift) in enumerate(((-10, 0), (0, 30), (12, 12))))  # fmt: skip


def _surf(y: float, shift: int) -> str:
    wave, path, x, side = 40, f"M{-shift},{y:.1f}", -shift, 8
    while x < WIDTH:
        path += f"Q{x + wave / 2},{y + side:.1f} {x + wave},{y:.1f}"
        x, side = x + wave, -side
    return f"{path}L{x},{y + 140:.1f}L0,{y + 140:.1f}Z"


def _texts(words: Words, up: float, lake: float, down: float, sea: float) -> tuple[Text, ...]:
    centre = (WIDTH - 24) / 2
    half = len(words.choices) // 2
    return (
        Text(words.springs, TEXT, 14, "head"),
        Text(words.back, RIGHT, 14, "back", "end"),
        Text(words.upstream, TEXT, up - 16, "head"),
        Text(words.decisions, centre, lake + 38, "lake-name", "middle"),
        Text(" · ".join(words.choices[:half]), centre, lake + 66, "choice", "middle"),
        Text(" · ".join(words.choices[half:]), centre, lake + 66 + LINE + 4, "choice", "middle"),
        Text(words.downstream, TEXT, down - 16, "head"),
        Text(words.growth, WIDTH / 2, sea + 48, "sea-name", "middle"),
        Text(words.growth_note, WIDTH / 2, sea + 68, "sea-note", "middle"),
    )
