"""A metric's history as a small picture: the interval as a band, the values as a line, the latest as a point."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise

import numpy as np

from corrente.core.scorecard import Point

WIDTH, HEIGHT, EDGE = 132, 36, 4
MOST_POINTS = 24


def sparkline(history: Sequence[Point], label: str) -> str:
    """An SVG element that says ``label`` to whoever cannot see it; empty where there are not two points."""
    shown = [point for point in history if np.isfinite([point.value, point.low, point.high]).all()][-MOST_POINTS:]
    if len(shown) < 2:
        return ""
    across, up = _across(shown), _Scale(shown)
    values = [(x, up(p.value)) for x, p in zip(across, shown, strict=True)]
    tops = [(x, up(p.high)) for x, p in zip(across, shown, strict=True)]
    floors = [(x, up(p.low)) for x, p in zip(across, shown, strict=True)]
    end_x, end_y = values[-1]
    return (
        f'<svg class="spark" role="img" aria-label="{escape(label, quote=True)}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}"><path class="band" d="{_path([*tops, *reversed(floors)])}Z"/>'
        f'<path class="line" d="{_path(values)}"/><circle cx="{end_x:.1f}" cy="{end_y:.1f}" r="2.5"/></svg>'
    )


class _Scale:
    """Values to heights; intervals beyond the span of the values, once over, are cut off."""

    def __init__(self, shown: Sequence[Point]) -> None:
        values = [point.value for point in shown]
        widths = float(np.median([point.high - point.low for point in shown]))
        span = max(max(values) - min(values), widths, 1e-12)
        self.low = max(min(point.low for point in shown), min(values) - span)
        self.high = max(min(max(point.high for point in shown), max(values) + span), self.low + 1e-12)

    def __call__(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE)


def _across(shown: Sequence[Point]) -> list[float]:
    """Places by day, so that a month without a figure is a longer step."""
    first, last = shown[0].day, shown[-1].day
    if any(after.day <= before.day for before, after in pairwise(shown)):
        return [EDGE + k / (len(shown) - 1) * (WIDTH - 2 * EDGE) for k in range(len(shown))]
    return [EDGE + (point.day - first) / (last - first) * (WIDTH - 2 * EDGE) for point in shown]


def _path(corners: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in corners)
