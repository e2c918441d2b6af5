"""Pieces of water as SVG paths, words as lines, and places spread along a bank."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise


@dataclass(frozen=True)
class Water:
    """A piece of running (filled) or dry (dashed) water."""

    path: str
    look: str
    filled: bool


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


@lru_cache(maxsize=2_000)
def wrapped(says: str, letters: int, most: int) -> tuple[str, ...]:
    """The words in at most that many lines, the last one ended by an ellipsis where they do not fit."""
    return tuple(textwrap.wrap(says, letters, max_lines=most, placeholder=" …"))


def spread(count: int, low: float, high: float) -> list[float]:
    """``count`` places evenly from ``low`` to ``high``, each in the middle of its share."""
    step = (high - low) / max(count, 1)
    return [low + step * (i + 0.5) for i in range(count)]
