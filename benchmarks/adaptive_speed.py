"""Decisions per second in one process, with learning: ours by batches of people, mabwiser after every one."""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.random import default_rng

from benchmarks.environments import MABWISER, Unavailable
from benchmarks.page import Cell, Table
from corrente.core.experiment import Measure, Metric, Policy, Test, Variant
from corrente.experiments import learning
from corrente.experiments.assignment import assigned, opening
from corrente.experiments.counts import OVER, Counts, complete, no_counts

PUBLISHED = 10_236
"""mabwiser 2.7.4 with learning after each decision, measured for the project's references."""
TEST = Test(
    "speed",
    "speed",
    tuple(Variant(id) for id in "abcd"),
    Metric("lead", Measure.CONVERSIONS, "Lead Captured"),
    seed="seed",
    inclusion_seed="other",
)
RATES = {"a": 0.05, "b": 0.05, "c": 0.065, "d": 0.05}


def decisions_per_second(batch: int, batches: int) -> float:
    """Assign people one by one, take their outcomes, learn anew after every ``batch``; per CPU second of all that."""
    rng, counts, policy = default_rng(0), no_counts(tuple(RATES)), opening(TEST)
    responds = rng.random(batch * batches)
    begin = time.process_time()
    for number in range(batches):
        shown, came = dict.fromkeys(RATES, 0), dict.fromkeys(RATES, 0)
        for person in range(number * batch, (number + 1) * batch):
            arm = assigned(TEST, policy, str(person), {}).arm
            shown[arm] += 1
            came[arm] += responds[person] < RATES[arm]
        counts = counts + complete(_counted(policy, shown, came), [policy])
        rows = learning.weights(TEST, counts, rng)
        policy = Policy(policy.version + 1, policy.arms, rows)
    return batch * batches / (time.process_time() - begin)


def _counted(policy: Policy, shown: dict[str, int], came: dict[str, int]) -> Counts:
    arms = np.arange(len(shown))
    people, responded = (np.array(list(part.values()), dtype=float) for part in (shown, came))
    return replace(
        no_counts(tuple(shown)),
        policy=np.full(arms.size, policy.version),
        cell=np.zeros_like(arms),
        arm=arms,
        age=np.full(arms.size, OVER),
        people=people,
        responded=responded,
        total=responded,
        squares=responded,
        probability=np.array(policy.of("")),
    )


def speed(peers: bool) -> Table:
    """The table of both."""
    theirs = _mabwiser() if peers else "not asked for"
    rows: list[list[Cell]] = []
    for batch, batches in ((1_000, 50), (10_000, 10)):
        ours = max(decisions_per_second(batch, batches) for _ in range(3))
        times = None if isinstance(theirs, str) else ours / theirs
        rows.append([f"corrente, learning after every {batch:,}", ours, ours / PUBLISHED, times])
    said: list[Cell] = [theirs, None] if isinstance(theirs, str) else [theirs, theirs / PUBLISHED]
    rows.append(["mabwiser, learning after every one", *said, 1.0])
    return Table(
        "Decisions per second, one process, 4 arms",
        ["what", "decisions per second", f"times {PUBLISHED:,}", "times mabwiser here"],
        rows,
        "Per second of CPU: assignment by hash, outcomes, learning from all counts; nothing is stored. Best of three.",
    )


def _mabwiser() -> float | str:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "streams.npz"
        stream = default_rng(0).random((1, 10_000, len(RATES))) < np.array(list(RATES.values()))
        np.savez_compressed(file, responses=stream.astype(np.int8))
        try:
            return float(MABWISER.run("bandit_mabwiser", file, 0)["decisions_per_second"])
        except Unavailable as reason:
            return str(reason)
