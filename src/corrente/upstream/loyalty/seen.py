"""The room's count taken apart: what was to be seen at the cut, and what at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corrente.core.count import Cells
from corrente.core.room import Counted

_PATTERN = ("segment", "purchases", "recency_cell", "age_cell")


@dataclass(frozen=True)
class Seen:
    """Cells of purchases and of spend, as the counts' columns.

    ``calibration`` are the patterns at the cut, ``seen_out`` those of the same customers at the end,
    ``now`` everybody's.
    """

    calibration: Cells
    seen_out: Cells
    now: Cells
    spend_then: Cells
    spend_now: Cells

    @classmethod
    def of(cls, counts: Counted) -> Seen:
        """From ``histories``, which holds both moments, and patterns (without a step of spend) as well as spends."""
        cells = counts["histories"]
        end, early = (np.asarray(cells[name] == 1) for name in ("at_end", "early"))
        spent = np.asarray(cells["spend_step"] != 0)
        return cls(
            _take(cells, ~end & ~spent),
            _take(cells, end & early & ~spent),
            _added(_take(cells, end & ~spent), _PATTERN),
            _take(cells, ~end & spent),
            _take(cells, end & spent),
        )


def _take(cells: Cells, chosen: NDArray[np.bool_]) -> Cells:
    return {name: column[chosen] for name, column in cells.items()}


def _added(cells: Cells, keys: Sequence[str]) -> Cells:
    """The cells with one row per key; the other columns are sums and add."""
    if len(cells[keys[0]]) == 0:
        return cells
    order = np.lexsort([cells[key] for key in reversed(keys)])
    ordered = {name: column[order] for name, column in cells.items()}
    new = np.any([np.diff(ordered[key], prepend=-1) != 0 for key in keys], axis=0)
    new[0] = True
    starts = np.flatnonzero(new)
    return {n: c[starts] if n in keys else np.add.reduceat(c, starts) for n, c in ordered.items()}
