"""What learning sees of a test: people and outcomes, by policy, context cell, arm and age. Bounded; adds. No I/O."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corrente.core.experiment import Policy
from corrente.inference.weighting import Outcomes

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

EDGES = (0.0, 1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0)
"""Where the buckets of delay and age begin and end, as shares of the metric's window."""

OVER = len(EDGES) - 1
"""The age of people whose window is over; ages below it are buckets between `EDGES`."""

_SUMS = ("people", "responded", "total", "squares")
_ROWS = ("policy", "cell", "arm", "age", *_SUMS, "probability")


@dataclass(frozen=True)
class Counts:
    """One metric of a test, in R rows: one per (policy version, cell, arm, age) that anybody is in.

    ``policy``, ``cell``, ``arm``, ``age`` (R,): the version; places in ``cells`` and ``arms``; the bucket b of the time
    since the exposure (``EDGES[b]`` to ``EDGES[b + 1]`` of the window), `OVER` once the window is over. ``people``
    were shown the arm, ``responded`` of them have a value above 0; ``total`` and ``squares`` sum the value, capped,
    and its square (R,). ``probability`` (R,) is the one that was logged with the exposures. ``delays`` (B,): the people
    who responded, among those whose window is over, by the bucket in which their first response came.

    An arm on offer that nobody got needs a row too, with no people: see `complete`.
    """

    arms: tuple[str, ...]
    cells: tuple[str, ...]
    policy: Integers
    cell: Integers
    arm: Integers
    age: Integers
    people: Floats
    responded: Floats
    total: Floats
    squares: Floats
    probability: Floats
    delays: Floats

    def __add__(self, other: Counts) -> Counts:
        """The counts of both, of the same arms and disjoint people; raises ``ValueError`` where the arms differ."""
        if self.arms != other.arms:
            raise ValueError(f"counts of {self.arms} cannot be added to counts of {other.arms}")
        cells = tuple(dict.fromkeys(self.cells + other.cells))
        place = np.array([cells.index(name) for name in other.cells], dtype=np.int64)
        theirs = place[other.cell] if other.cell.size else other.cell
        rows: dict[str, Any] = {
            n: np.concatenate([getattr(self, n), theirs if n == "cell" else getattr(other, n)]) for n in _ROWS
        }
        return _summed(replace(self, cells=cells, delays=self.delays + other.delays, **rows))


def no_counts(arms: tuple[str, ...], cells: tuple[str, ...] = ("",)) -> Counts:
    """The counts of a test that nobody has seen."""
    whole, numbers = np.zeros(0, np.int64), np.zeros(0)
    return Counts(
        arms, cells, whole, whole, whole, whole, numbers, numbers, numbers, numbers, numbers, np.zeros(len(EDGES) - 1)
    )


def _summed(counts: Counts) -> Counts:
    """Rows of the same key as one."""
    keys = np.stack([counts.policy, counts.cell, counts.arm, counts.age])
    unique, place = np.unique(keys, axis=1, return_inverse=True)
    sums = {n: np.bincount(place, getattr(counts, n), unique.shape[1]) for n in _SUMS}
    probability = np.zeros(unique.shape[1])
    probability[place] = counts.probability
    columns: dict[str, Any] = dict(zip(_ROWS[:4], unique, strict=True)) | sums | {"probability": probability}
    return replace(counts, **columns)


def complete(counts: Counts, policies: Iterable[Policy]) -> Counts:
    """The counts with an empty row for every arm that a policy offered and nobody of a cell got.

    Policies that are not given leave their rows as they are.
    """
    seen = set(zip(counts.policy.tolist(), counts.cell.tolist(), strict=True))
    known = {policy.version: policy for policy in policies}
    rows = [
        (version, cell, place, known[version].of(counts.cells[cell])[known[version].arms.index(arm)])
        for version, cell in sorted(seen)
        if version in known
        for place, arm in enumerate(counts.arms)
        if arm in known[version].arms
    ]
    offered = [row for row in rows if row[3] > 0]
    if not offered:
        return counts
    version, cell, arm, probability = (np.array(column) for column in zip(*offered, strict=True))
    nobody = np.zeros(len(offered))
    age = np.full(len(offered), OVER)
    empty = Counts(
        counts.arms, counts.cells, version, cell, arm, age, nobody, nobody, nobody, nobody, probability,
        np.zeros_like(counts.delays),
    )  # fmt: skip
    return empty + counts


@dataclass(frozen=True)
class Strata:
    """The counts as arrays: one row for each policy and cell (G,), ``outcomes`` with one column per arm (G, A).

    Within a stratum everybody was shared out by the same probabilities, so its people are alike whatever the season:
    comparisons are made within strata and then joined.
    """

    policy: Integers
    cell: Integers
    outcomes: Outcomes


def strata(counts: Counts, weight_of_age: Floats) -> Strata:
    """The strata, in order of the policies, with each person counting ``weight_of_age`` (`OVER` + 1,) by age.

    What came counts in full at every age that has a weight; a weight of 0 leaves these people and their outcomes out.
    """
    keys, row = np.unique(np.stack([counts.policy, counts.cell]), axis=1, return_inverse=True)
    shape = (keys.shape[1], len(counts.arms))
    place = np.ravel_multi_index((row, counts.arm), shape) if row.size else row
    weight = np.asarray(weight_of_age, dtype=float)[counts.age]
    probability = np.zeros(shape)
    probability[row, counts.arm] = counts.probability

    def by_stratum(values: Floats) -> Floats:
        return np.asarray(np.bincount(place, values, shape[0] * shape[1]).reshape(shape), dtype=float)

    responded, total, squares = (by_stratum(getattr(counts, name) * (weight > 0)) for name in _SUMS[1:])
    people = by_stratum(counts.people * weight)
    return Strata(keys[0], keys[1], Outcomes(probability, people, responded, total, squares))


def over(counts: Counts) -> Strata:
    """The strata of people whose window is over: who is in does not depend on what they did."""
    return strata(counts, np.arange(OVER + 1) == OVER)


def arrived(delays: Floats) -> Floats:
    """The share (..., `OVER` + 1) of responses that have come by each age, from the delays (..., B) of those over.

    As little as one response, spread evenly over the buckets, is taken as known beforehand. Within a bucket people are
    taken to be of its middle age.
    """
    share = (delays + 1 / delays.shape[-1]) / (delays.sum(axis=-1, keepdims=True) + 1)
    none, whole = np.zeros_like(share[..., :1]), np.ones_like(share[..., :1])
    by_edge = np.concatenate([none, share.cumsum(axis=-1)], axis=-1)
    return np.concatenate([(by_edge[..., :-1] + by_edge[..., 1:]) / 2, whole], axis=-1)


def known(counts: Counts) -> Strata:
    """The strata of all people, each counting by the share of their responses that has come by their age.

    Delays are taken to be alike between arms (Chapelle 2014, KDD, treats the same censoring by a model). Before many
    windows are over they are hardly known: then the people of an age count at least by the share who have responded.
    """
    return strata(counts, np.maximum(arrived(counts.delays), _responded(counts)))


def _responded(counts: Counts) -> Floats:
    """The share (`OVER` + 1,) of people who have responded by each age, of the arm where it is the largest."""
    shape = (OVER + 1, len(counts.arms))
    place = np.ravel_multi_index((counts.age, counts.arm), shape)
    people, responded = (
        np.bincount(place, of, shape[0] * shape[1]).reshape(shape).cumsum(axis=0)
        for of in (counts.people, counts.responded)
    )
    return np.asarray((responded / (people + 1)).max(axis=1).clip(max=1.0))
