"""Seconds and bytes: of a call, and of a fresh process."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Cost:
    """Wall and CPU seconds (all threads), and the process's peak resident memory in GB."""

    wall: float
    cpu: float
    peak: float

    def __add__(self, other: Cost) -> Cost:
        """One after the other in one process."""
        return Cost(self.wall + other.wall, self.cpu + other.cpu, max(self.peak, other.peak))


def best(costs: Sequence[Cost]) -> Cost:
    """The least time, and the most memory, of several repetitions."""
    return Cost(min(c.wall for c in costs), min(c.cpu for c in costs), max(c.peak for c in costs))


def measured(work: Callable[[], T], repetitions: int = 1) -> tuple[Cost, T]:
    """What ``work`` costs in this process, and what it returned the last time."""
    costs = []
    for _ in range(repetitions):
        wall, cpu = time.perf_counter(), time.process_time()
        result = work()
        costs.append(Cost(time.perf_counter() - wall, time.process_time() - cpu, peak_memory()))
    return best(costs), result


def peak_memory() -> float:
    """Peak resident memory of this process so far, in GB.

    `getrusage` starts from the parent's peak after a fork, so Linux's own figure of this program is preferred.
    """
    try:
        status = Path("/proc/self/status").read_text()
    except FileNotFoundError:
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e9


def report(**facts: Any) -> None:
    """What a child process says to its parent: one line of JSON."""
    print(json.dumps({k: asdict(v) if isinstance(v, Cost) else v for k, v in facts.items()}), flush=True)


class ChildFailed(Exception):
    """A measuring process ended without a result."""


def child(command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Run a fresh process and read the last line that it printed, as JSON.

    Raises `ChildFailed` with the end of its complaint where it fails.
    """
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ChildFailed(f"{' '.join(map(str, command[-3:]))}: {done.stderr.strip()[-600:]}")
    facts: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return facts


def our_child(module: str, *arguments: object) -> dict[str, Any]:
    """Run one of these modules as a fresh process of this Python."""
    return child([sys.executable, "-m", module, *map(str, arguments)])


def cost(facts: Mapping[str, float]) -> Cost:
    """A cost that a child reported."""
    return Cost(facts["wall"], facts["cpu"], facts["peak"])
