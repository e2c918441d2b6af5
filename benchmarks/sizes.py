"""Sizes as people write them, and the companies of those sizes, made once and kept."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from benchmarks.environments import CACHE
from benchmarks.measure import our_child
from corrente.company.contract import CONTRACT, Kind
from corrente.engine.generate import Workshop
from corrente.market.simulate import PARTS

ENGINE = "duckdb://?threads=2&memory=8GB"
"""Two cores and 8 GB, whatever the machine has."""

SEED = 3
"""A market in which customers buy often: four orders each."""

_UNITS = {"k": 1_000, "M": 1_000_000}


def number(size: str) -> int:
    """``100k`` is 100,000 and ``10M`` is 10,000,000; raises ``ValueError`` for anything else than a whole number."""
    return int(size[:-1]) * _UNITS[size[-1]] if size[-1:] in _UNITS else int(size)


def market(size: str, home: Path | None = None) -> Path:
    """The folder of a simulated market with about that many touchpoints, made in a process of its own if missing.

    One that was made when a market had other parts is made anew.
    """
    folder = (home or CACHE / "markets") / size
    made_of, parts = folder / "complete", " ".join(PARTS)
    if not made_of.exists() or made_of.read_text() != parts:
        shutil.rmtree(folder, ignore_errors=True)
        our_child("benchmarks.sizes", folder, number(size))
        use_engine(folder)
        made_of.write_text(parts)
    return folder


def use_engine(folder: Path) -> None:
    """Have the company in ``folder`` counted with `ENGINE`."""
    settings = folder / "corrente.toml"
    company = settings.read_text() if settings.exists() else '[company]\nname = "Benchmark"\n'
    settings.write_text(f'{company.rstrip()}\n\n[engine]\nurl = "{ENGINE}"\n')


def sort_by_time(folder: Path) -> None:
    """Put what happens to people into the order in which it happens, as companies export it.

    The simulator writes person by person. Surveys stay so, respondent by respondent, for so they come in.
    """
    with Workshop(folder, {}) as workshop:
        for table, moment in _moments(folder).items():
            workshop.recall(table)
            workshop.write(f"select * from {table} order by {moment}", f"{table}.sorted.parquet")
            shutil.rmtree(folder / table, ignore_errors=True)
            (folder / f"{table}.sorted.parquet").rename(folder / f"{table}.parquet")


def _moments(folder: Path) -> Mapping[str, str]:
    """The tables of the market whose rows always have a moment: the first such column."""
    columns = {
        table: next((c.name for c in entry.columns if c.kind is Kind.MOMENT and c.required), None)
        for table, entry in CONTRACT.items()
        if (folder / table).exists() or (folder / f"{table}.parquet").exists()
    }
    return {table: moment for table, moment in columns.items() if moment}


def forget(folder: Path) -> None:
    """Remove clean tables and cached counts, so that the door is walked through again."""
    shutil.rmtree(folder / ".corrente", ignore_errors=True)


if __name__ == "__main__":
    import sys

    from benchmarks.measure import report
    from corrente.market.simulate import simulate

    simulate(Path(sys.argv[1]), touchpoints=int(sys.argv[2]), seed=SEED)
    sort_by_time(Path(sys.argv[1]))
    report(done=True)
