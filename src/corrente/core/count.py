"""Counts: what an engine is asked, and the bounded cells that come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.int64] | NDArray[np.float64] | NDArray[np.object_]
Cells = Mapping[str, NDArray[np.generic]]
"""The result of a count: one array per column, all of one length, rows in the order of the key columns.

Whole numbers are ``int64``, texts are ``object`` (``None`` where the engine says null).
"""

Lookup = Mapping[str, Sequence[int] | Sequence[float] | Sequence[str] | NDArray[np.generic]]
"""A small table that is uploaded beside a count: column name to values, all of one length."""


@dataclass(frozen=True)
class Count:
    """One statistic to be counted: a file ``counts/<name>.sql``, whole-number parameters and small lookups."""

    name: str
    parameters: Mapping[str, int] = field(default_factory=dict)
    lookups: Mapping[str, Lookup] = field(default_factory=dict)


@dataclass(frozen=True)
class Scores:
    """Per-person scores: a file ``counts/scores/<name>.sql`` that joins a small table of patterns to the rows."""

    name: str
    parameters: Mapping[str, int] = field(default_factory=dict)
    lookups: Mapping[str, Lookup] = field(default_factory=dict)
