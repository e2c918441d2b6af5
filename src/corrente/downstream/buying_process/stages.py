"""The stages that sales gives: who moves on, who is lost, who comes back, and how long each takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.count import Cells
from corrente.core.stages import end_of
from corrente.downstream.buying_process.durations import DRAWS, Array, Duration, of_stage_days
from corrente.inference.beta_binomial import jeffreys
from corrente.inference.stage_order import funnel_order

LEAST_ENTERED = 30

_NOT_YET = 63


@dataclass(frozen=True)
class Stage:
    """A sales stage: how many entered it, moved on from it, went back, were lost and won at once, and came again.

    Those left over are still there. ``moved_on`` and ``gone`` (S,) are draws of the shares that moved on and were lost;
    ``stay`` is how long those who left it were there.
    """

    name: str
    entered: int
    moved: int
    won: int
    back: int
    lost: int
    again: int
    moved_on: Array
    gone: Array
    stay: Duration | None

    @property
    def still(self) -> int:
        """Still there."""
        return self.entered - self.moved - self.back - self.lost


@dataclass(frozen=True)
class Pipeline:
    """The stages in order, how many began in any, and how many were won."""

    stages: tuple[Stage, ...]
    subjects: int
    won: int


def pipeline_of(cells: Cells, names: tuple[str, ...], rng: Generator) -> Pipeline | None:
    """The stages on the way, in the order that fewest moves go against; None below two that thirty entered.

    What became of a subject is counted from its first time in a stage; won counts as moving on.
    """
    ends = [end_of(name) for name in names]
    cells = {name: column.astype(np.int64) for name, column in cells.items()}
    order = funnel_order(_moves(cells, len(names)), ends)
    found = [_stage(cells, names, order, place, rng) for place in range(len(order)) if ends[order[place]] == 0]
    kept = tuple(stage for stage in found if stage.entered >= LEAST_ENTERED)
    if len(kept) < 2:
        return None
    won = sum(stage.won for stage in kept)
    return Pipeline(kept, max(stage.entered for stage in kept), won)


def _moves(cells: Cells, stages: int) -> Array:
    moves = np.zeros((stages, stages))
    seen = cells["next_code"] != _NOT_YET
    np.add.at(moves, (cells["stage_code"][seen], cells["next_code"][seen]), cells["n"][seen])
    return moves


def _stage(cells: Cells, names: tuple[str, ...], order: list[int], place: int, rng: Generator) -> Stage:
    here, ahead = order[place], order[place + 1 :]
    of, n = cells["stage_code"] == here, cells["n"]
    first, onward = of & (cells["again"] == 0), cells["next_code"]
    ends = np.array([end_of(names[code]) if code < len(names) else -1 for code in onward.tolist()])

    def count(chosen: NDArray[np.bool_]) -> int:
        return int(n[first & chosen].sum())

    entered = int(n[first].sum())
    moved, won, lost = count(np.isin(onward, ahead)), count(ends == 1), count(ends == 2)
    still = count(onward == _NOT_YET)
    left = of & (onward != _NOT_YET)
    return Stage(
        names[here],
        entered,
        moved,
        won,
        entered - moved - lost - still,
        lost,
        int(n[of & (cells["again"] == 1)].sum()),
        jeffreys(np.array([moved]), np.array([entered]), rng, DRAWS)[:, 0],
        jeffreys(np.array([lost]), np.array([entered]), rng, DRAWS)[:, 0],
        of_stage_days(cells["days"][left], n[left].astype(float), rng),
    )
