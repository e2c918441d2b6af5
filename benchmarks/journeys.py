"""Journeys from a Markov chain whose removal effects are known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

Real = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

CHANNELS = ("affiliate", "direct", "display", "email", "referral", "search", "social", "video")
CONVERTS = np.array([0.06, 0.10, 0.02, 0.12, 0.05, 0.09, 0.04, 0.03])
LEAVES = 0.35
LONGEST = 30
STEP, FIRST = 3600, 1_750_000_000
"""Seconds between two touches, and the moment of every journey's first touch."""


def write_journeys(folder: Path, journeys: int, seed: int = 7) -> Path:
    """Write ``journeys`` journeys into ``folder``, unless they are there, in the form that each library reads.

    ``company/touchpoints.parquet`` and ``company/orders.parquet`` for us, ``paths.parquet`` (path, converted, value,
    steps joined by `` > ``) for the peers, and the true shares in ``truth.json``: removal effects that sum to one.
    """
    if not (folder / "truth.json").exists():
        (folder / "company").mkdir(parents=True, exist_ok=True)
        rng = np.random.default_rng(seed)
        start, moves = _chain(rng)
        states, lengths, converted = _walk(start, moves, journeys, rng)
        value = np.round(rng.gamma(4, 25, journeys), 2)
        _write_ours(folder / "company", states, lengths, converted, value)
        _write_paths(folder, states, lengths, converted, value)
        shares = dict(zip(CHANNELS, true_shares(start, moves).tolist(), strict=True))
        (folder / "truth.json").write_text(json.dumps(shares))
    return folder


def _chain(rng: np.random.Generator) -> tuple[Real, Real]:
    """Start probabilities (K,), and moves (K, K) between channels; the rest of each row converts or leaves."""
    k = len(CHANNELS)
    start = rng.dirichlet(np.full(k, 2.0))
    return start, rng.dirichlet(np.full(k, 1.5), k) * (1 - CONVERTS - LEAVES)[:, None]


def true_shares(start: Real, moves: Real) -> Real:
    """Removal effects (K,) by linear algebra, scaled to sum to one (Anderl et al. 2016)."""
    k = len(start)
    conversion = start @ np.linalg.solve(np.eye(k) - moves, CONVERTS)
    effects = np.empty(k)
    for removed in range(k):
        rest = np.arange(k) != removed
        without = start[rest] @ np.linalg.solve(np.eye(k - 1) - moves[np.ix_(rest, rest)], CONVERTS[rest])
        effects[removed] = 1 - without / conversion
    return np.asarray(effects / effects.sum())


def _walk(start: Real, moves: Real, journeys: int, rng: np.random.Generator) -> tuple[NDArray[np.int8], Whole, Flags]:
    """Channels (N, LONGEST) by index, lengths (N,) and whether it converted (N,)."""
    k = len(start)
    steps = np.hstack([moves, CONVERTS[:, None], np.full((k, 1), LEAVES)]).cumsum(1)
    state = np.minimum(np.searchsorted(start.cumsum(), rng.random(journeys)), k - 1)
    states = np.zeros((journeys, LONGEST), np.int8)
    lengths, converted = np.zeros(journeys, np.int64), np.zeros(journeys, bool)
    active = np.arange(journeys)
    for step in range(LONGEST):
        states[active, step], lengths[active] = state[active], step + 1
        following = np.minimum((rng.random(active.size)[:, None] > steps[state[active]]).sum(1), k + 1)
        converted[active[following == k]] = True
        goes_on = following < k
        state[active[goes_on]] = following[goes_on]
        active = active[goes_on]
    return states, lengths, converted


def _write_ours(folder: Path, states: NDArray[np.int8], lengths: Whole, converted: Flags, value: Real) -> None:
    """One touch an hour, and the order an hour after the last one."""
    person, step = np.nonzero(np.arange(LONGEST) < lengths[:, None])
    touchpoints: dict[str, pa.Array[Any]] = {
        "person_id": pa.array(person),
        "occurred_at": pa.array((FIRST + STEP * step).astype("datetime64[s]")),
        "channel": pa.DictionaryArray.from_arrays(states[person, step], pa.array(CHANNELS)),
    }
    pq.write_table(pa.table(touchpoints), folder / "touchpoints.parquet")
    buyer = np.flatnonzero(converted)
    orders: dict[str, pa.Array[Any]] = {
        "customer_id": pa.array(buyer),
        "ordered_at": pa.array((FIRST + STEP * lengths[buyer]).astype("datetime64[s]")),
        "revenue": pa.array(value[buyer]),
    }
    pq.write_table(pa.table(orders), folder / "orders.parquet")


def _write_paths(folder: Path, states: NDArray[np.int8], lengths: Whole, converted: Flags, value: Real) -> None:
    names = np.array(CHANNELS, dtype=object)[states]
    paths: list[str] = [" > ".join(row[:length].tolist()) for row, length in zip(names, lengths, strict=True)]
    worth = np.where(converted, value, 0.0)
    columns: dict[str, pa.Array[Any]] = {
        "path": pa.array(paths),
        "converted": pa.array(converted),
        "value": pa.array(worth),
    }
    pq.write_table(pa.table(columns), folder / "paths.parquet")
