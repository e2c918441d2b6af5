"""What a figure depends on: the machine, the versions, the command. No host or user names."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("corrente", "duckdb", "numpy", "scipy", "pyarrow", "sqlglot")


@dataclass(frozen=True)
class Machine:
    """Cores, memory in GB, the CPU's model and the operating system."""

    cores: int
    memory: float
    cpu: str
    system: str

    def __str__(self) -> str:
        return f"{self.cores} cores, {self.memory:.0f} GB, {self.cpu}, {self.system}"


def this_machine() -> Machine:
    """The machine that runs this."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return Machine(os.cpu_count() or 1, memory, _cpu(), f"{platform.system()} {platform.machine()}")


def _cpu() -> str:
    """The model as the kernel names it, with family and model number, for virtual machines hide the rest."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except FileNotFoundError:
        return platform.processor() or "unknown CPU"
    facts = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines) if value}
    number = f" (family {facts['cpu family']}, model {facts['model']})" if "cpu family" in facts else ""
    return facts.get("model name", "unknown CPU") + number


def versions() -> Mapping[str, str]:
    """Our own libraries' versions, with Python's."""
    return {"Python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}
