"""Sizes as people write them, and the companies of those sizes, made once and kept."""

from __future__ import annotations

import shutil
from enum import StrEnum
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


class Order(StrEnum):
    """How the rows of a market lie."""

    EXPORTED = "exported"
    SHUFFLED = "shuffled"


_UNITS = {"k": 1_000, "M": 1_000_000}


def number(size: str) -> int:
    """``100k`` is 100,000 and ``10M`` is 10,000,000; raises ``ValueError`` for anything else than a whole number."""
    return int(size[:-1]) * _UNITS[size[-1]] if size[-1:] in _UNITS else int(size)


def market(size: str, home: Path | None = None, order: Order = Order.EXPORTED) -> Path:
    """The folder of a simulated market with about that many touchpoints, made in a process of its own if missing.

    One that was made when a market had other parts is made anew.
    """
    folder = (home or CACHE / "markets") / (size if order is Order.EXPORTED else f"{size}-{order}")
    made_of, parts = folder / "complete", " ".join(PARTS)
    if not made_of.exists() or made_of.read_text() != parts:
        shutil.rmtree(folder, ignore_errors=True)
        our_child("benchmarks.sizes", folder, number(size), order)
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
    for table in _tables(folder):
        moment = next((c.name for c in CONTRACT[table].columns if c.kind is Kind.MOMENT and c.required), None)
        if moment:
            _rewrite(folder, table, moment)


def shuffle(folder: Path) -> None:
    """Put all rows of all tables into an order that says nothing, the same in every run."""
    for table in _tables(folder):
        _rewrite(folder, table, "hash(rows)")


def _rewrite(folder: Path, table: str, order: str) -> None:
    with Workshop(folder, {}) as workshop:
        workshop.recall(table)
        workshop.write(f"select * from {table} as rows order by {order}", f"{table}.sorted.parquet")
    shutil.rmtree(folder / table, ignore_errors=True)
    (folder / f"{table}.sorted.parquet").rename(folder / f"{table}.parquet")


def _tables(folder: Path) -> list[str]:
    return [name for name in CONTRACT if (folder / name).exists() or (folder / f"{name}.parquet").exists()]


def forget(folder: Path) -> None:
    """Remove clean tables and cached counts, so that the door is walked through again."""
    shutil.rmtree(folder / ".corrente", ignore_errors=True)


if __name__ == "__main__":
    import sys

    from benchmarks.measure import report
    from corrente.market.simulate import simulate

    simulate(Path(sys.argv[1]), touchpoints=int(sys.argv[2]), seed=SEED)
    sort_by_time(Path(sys.argv[1])) if sys.argv[3] == Order.EXPORTED else shuffle(Path(sys.argv[1]))
    report(done=True)
