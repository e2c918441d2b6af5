"""What a limit is: the size below which a room refuses, and how it is judged around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.judging import Judged
from benchmarks.planted import Asked, Planted


@dataclass(frozen=True)
class Case:
    """One limit of one room: ``at`` so many of ``what``; ``lowered`` are the constants to lift it, to measure below."""

    room: str
    what: str
    at: int
    lowered: Mapping[str, int]
    make: Callable[[int, int], Planted]
    judge: Callable[[Asked, Planted], Judged]
    interval: str
    decision: str
    companies: str
    scored: bool = False
    factors: Sequence[float] = (1 / 3, 2 / 3, 1, 2)
    """Sizes to be measured, as parts of the limit."""
    times: int = 1
    """So many times as many companies, where the decision is a close one."""
    most: int = 1000
    """So many companies at most, where the model takes long."""

    @property
    def name(self) -> str:
        """What the case is called on the page and in the file of results."""
        return f"{self.room}: {self.what}"
