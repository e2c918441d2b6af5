"""Sizes as people write them, and the companies of those sizes, made once and kept."""

from __future__ import annotations

import shutil
from pathlib import Path

from benchmarks.environments import CACHE
from benchmarks.measure import our_child

ENGINE = "duckdb://?threads=2&memory=8GB"
"""Two cores and 8 GB, whatever the machine has."""

SEED = 3
"""A market in which customers buy often: four orders each."""

_UNITS = {"k": 1_000, "M": 1_000_000}


def number(size: str) -> int:
    """``100k`` is 100,000 and ``10M`` is 10,000,000; raises ``ValueError`` for anything else than a whole number."""
    return int(size[:-1]) * _UNITS[size[-1]] if size[-1:] in _UNITS else int(size)


def market(size: str, home: Path | None = None) -> Path:
    """The folder of a simulated market with about that many touchpoints, made in a process of its own if missing."""
    folder = (home or CACHE / "markets") / size
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        our_child("benchmarks.sizes", folder, number(size))
        use_engine(folder)
        (folder / "complete").touch()
    return folder


def use_engine(folder: Path) -> None:
    """Have the company in ``folder`` counted with `ENGINE`."""
    settings = folder / "corrente.toml"
    company = settings.read_text() if settings.exists() else '[company]\nname = "Benchmark"\n'
    settings.write_text(f'{company.rstrip()}\n\n[engine]\nurl = "{ENGINE}"\n')


def forget(folder: Path) -> None:
    """Remove clean tables and cached counts, so that the door is walked through again."""
    shutil.rmtree(folder / ".corrente", ignore_errors=True)


if __name__ == "__main__":
    import sys

    from benchmarks.measure import report
    from corrente.market.simulate import simulate

    simulate(Path(sys.argv[1]), touchpoints=int(sys.argv[2]), seed=SEED)
    report(done=True)
