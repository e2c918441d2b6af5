"""Counts and tests made by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corrente.core.experiment import Learning, Measure, Metric, Test, Variant
from corrente.experiments.counts import OVER, Counts

LEAD = Metric("leads", Measure.CONVERSIONS, "Lead Captured")
SALES = Metric("sales", Measure.REVENUE, "Order Completed", cap=500.0)
COUNTED = Metric("pages", Measure.COUNT, "Page Viewed")
ALL_OVER = np.full(1, OVER)


def made(
    people: Sequence[float],
    responded: Sequence[float],
    probability: Sequence[float] | None = None,
    *,
    policy: int = 1,
    cell: str = "",
    age: int = OVER,
    size: float = 1.0,
    delays: Sequence[float] = (0,) * 7,
) -> Counts:
    """The counts of one policy, cell and age; every response has the value ``size``."""
    arms = len(people)
    came = np.array(responded, dtype=float)
    return Counts(
        tuple("abcdefgh"[:arms]), (cell,), np.full(arms, policy), np.zeros(arms, dtype=np.int64), np.arange(arms),
        np.full(arms, age), np.array(people, dtype=float), came, came * size, came * size**2,
        np.full(arms, 1 / arms) if probability is None else np.array(probability), np.array(delays, dtype=float),
    )  # fmt: skip


def a_test(arms: int = 2, metric: Metric = LEAD, learning: Learning = Learning.THOMPSON, **more: object) -> Test:
    """A test of so many variants, a, b, c."""
    return Test("t", "Test", tuple(Variant(id) for id in "abcdefgh"[:arms]), metric, learning=learning, **more)
