"""From counted rows to the choices that a model can read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corrente.core.count import Cells
from corrente.core.profile import TableProfile
from corrente.inference.choice import Choices, Vector, choices
from corrente.upstream.solutions.coding import Alternatives, Column, choose_columns, encode
from corrente.upstream.solutions.plan import MAX_GROUPS, SLOTS

UNIT = 10_000
_LARGE_ENOUGH = 10
"""Respondents of a segment that is told apart; the others stand together."""


@dataclass(frozen=True)
class Tasks:
    """Usable tasks, alternative by alternative: all (M,), respondents numbered from 0 as in ``groups`` (R,).

    ``segments`` are the names of the groups; ``passed_over`` counts tasks that could not be used.
    """

    given: Alternatives
    respondent: NDArray[np.int64]
    task: NDArray[np.int64]
    chosen: NDArray[np.int64]
    columns: tuple[Column, ...]
    groups: NDArray[np.intp]
    segments: tuple[str, ...]
    passed_over: int

    @property
    def design(self) -> Vector:
        """The columns of every alternative, (M, K)."""
        return encode(self.columns, self.given)

    @property
    def number(self) -> int:
        """How many tasks there are."""
        return len(np.unique(self.task))

    def held_out(self) -> tuple[Choices, Choices]:
        """All but each respondent's last task, and the last ones."""
        last = np.zeros(int(self.respondent.max()) + 1, dtype=np.int64)
        np.maximum.at(last, self.respondent, self.task)
        late = self.task == last[self.respondent]
        return self.made(~late), self.made(late)

    def made(self, some: NDArray[np.bool_] | None = None) -> Choices:
        """The choices in all or in some of the rows."""
        rows = np.ones(len(self.task), dtype=bool) if some is None else some
        return choices(self.design[rows], self.respondent[rows], self.task[rows], self.chosen[rows])


def read(raw: Cells, table: TableProfile) -> Tasks:
    """The tasks with one best of at least two different alternatives, each shown once and described in full."""
    given = alternatives(raw["alternative"], raw["shown_price"], raw, table.attributes)
    pairs = np.array([f"{r}\0{t}" for r, t in zip(raw["respondent"], raw["task"], strict=True)], dtype=object)
    task = np.unique(pairs, return_inverse=True)[1] if len(pairs) else np.zeros(0, dtype=np.int64)
    good = _usable(given, task, raw["chosen"].astype(np.int64), raw["times"].astype(np.int64))
    rows = good[task]
    who = np.unique(raw["respondent"][rows].astype(str), return_inverse=True)[1]
    order = _in_order(who, raw["task"][rows].astype(np.int64))
    groups, segments = _groups(raw["group_name"][rows], who)
    offered = given.of(rows)
    return Tasks(
        offered, who, order, raw["chosen"][rows].astype(np.int64), choose_columns(offered, order), groups, segments,
        int((~good).sum()),
    )  # fmt: skip


def alternatives(
    names: NDArray[np.generic], price: NDArray[np.generic], raw: Cells, attributes: tuple[str, ...]
) -> Alternatives:
    """Described alternatives from the columns of a count."""
    amount = price.astype(np.float64)
    texts = {name: raw[f"level_{slot}"].astype(object) for slot, name in zip(SLOTS, attributes, strict=False)}
    return Alternatives(names.astype(object), np.where(amount < 0, np.nan, amount / UNIT), texts)


def _usable(
    given: Alternatives, task: NDArray[np.intp], chosen: NDArray[np.int64], times: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Which tasks have exactly one best, two alternatives or more, none twice, and prices all or none."""
    size = int(task.max(initial=-1)) + 1
    best, shown = np.bincount(task, chosen == 1, size), np.bincount(task, minlength=size)
    twice = np.bincount(task, times > 1, size) > 0
    priced = not np.isnan(given.price).all()
    unpriced = np.bincount(task, priced & np.isnan(given.price) & ~given.nothing, size) > 0
    return np.asarray((best == 1) & (shown >= 2) & ~twice & ~unpriced)


def _in_order(who: NDArray[np.intp], task: NDArray[np.int64]) -> NDArray[np.int64]:
    """Tasks numbered through all respondents, in each one's order."""
    return np.unique(np.stack([who, task]), axis=1, return_inverse=True)[1].ravel() if len(who) else task


def _groups(names: NDArray[np.generic], who: NDArray[np.intp]) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """Each respondent's segment, if there are two to eight of some size; else all are one."""
    if not len(who):
        return np.zeros(0, dtype=np.intp), ("all",)
    own = np.empty(int(who.max()) + 1, dtype=object)
    own[who] = names
    levels, group, sizes = np.unique(own.astype(str), return_inverse=True, return_counts=True)
    if not 2 <= len(levels) <= MAX_GROUPS or sizes.min() < _LARGE_ENOUGH or "" in levels:
        return np.zeros(len(own), dtype=np.intp), ("all",)
    return group, tuple(str(level) for level in levels)
