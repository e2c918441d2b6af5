"""What earlier runs said: a file in the company's folder to which every run adds what is new.

One line of JSON per reading; lines are only added, in one write each. A reading of the same day of data replaces the
one before it when the file is read. A line that cannot be read is passed over.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corrente.core.answer import Estimate
from corrente.core.scorecard import Point

FILE = "scorecard.jsonl"
Key = tuple[str, frozenset[tuple[str, str]], str]


@dataclass(frozen=True)
class Kept:
    """What is known of earlier runs: metric, ``of`` and unit to the readings by day."""

    path: Path | None
    points: Mapping[Key, Mapping[int, Point]] = field(default_factory=dict)

    def history(self, metric: str, now: Estimate, day: int | None) -> tuple[Point, ...]:
        """The readings of earlier days, oldest first, and the one of today at their end."""
        if day is None:
            return ()
        earlier = {at: point for at, point in self.points.get(_key(metric, now), {}).items() if at < day}
        return (*(earlier[at] for at in sorted(earlier)), Point(day, now.value, now.low, now.high))

    def add(self, readings: Iterable[tuple[str, Estimate, int]]) -> None:
        """Write down the readings that are not there yet, as (metric, estimate, day). Raises ``OSError``."""
        lines = [_line(metric, now, day) for metric, now, day in readings if self._is_new(metric, now, day)]
        if self.path is not None and lines:
            with self.path.open("a", encoding="utf-8") as file:
                file.write("".join(lines))

    def _is_new(self, metric: str, now: Estimate, day: int) -> bool:
        point = Point(day, now.value, now.low, now.high)
        finite = all(map(math.isfinite, (now.value, now.low, now.high)))
        return finite and self.points.get(_key(metric, now), {}).get(day) != point


def read_kept(home: Path | None) -> Kept:
    """What the runs before left in ``home``; nothing where nothing is kept."""
    if home is None:
        return Kept(None)
    path = home / FILE
    found: dict[Key, dict[int, Point]] = {}
    for line in _lines(path):
        key = (line["metric"], frozenset(line["of"].items()), line["unit"])
        point = Point(int(line["day"]), float(line["value"]), float(line["low"]), float(line["high"]))
        found.setdefault(key, {})[point.day] = point
    return Kept(path, found)


def _lines(path: Path) -> Iterable[Mapping[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return
    for line in text.splitlines():
        try:
            said = json.loads(line)
        except ValueError:
            continue
        if isinstance(said, dict) and said.keys() >= _NAMES:
            yield said


_NAMES = frozenset({"metric", "of", "unit", "day", "value", "low", "high"})


def _key(metric: str, now: Estimate) -> Key:
    return metric, frozenset(now.of.items()), now.unit


def _line(metric: str, now: Estimate, day: int) -> str:
    said = {
        "metric": metric,
        "of": dict(now.of),
        "unit": now.unit,
        "day": day,
        "value": now.value,
        "low": now.low,
        "high": now.high,
    }
    return json.dumps(said, ensure_ascii=False) + "\n"
