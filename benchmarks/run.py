"""``corrente run``: twenty answers, the scorecard and the report, cold, again, and after one table changed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.measure import Cost
from benchmarks.page import Page, Table
from benchmarks.process import whole_process
from benchmarks.sizes import ENGINE, market

GOAL_SECONDS, GOAL_GB = 60.0, 4.0
CHANGED = ("feedback", "orders")
"""Tables of which the last row is taken away in turn: few questions rest on the first, many on the second."""

Row = tuple[str, float, float, float, str]


def run(sizes: list[str], home: Path | None = None, pages: Path | None = None) -> None:
    tables = [_table(market(size, home), size) for size in sizes]
    remarks = [
        f"Engine: {ENGINE}",
        "Each row is a process of its own: `corrente run DIR --report F.html`; one after the other, on one folder",
        f"Goal at 10M touchpoints and 1M customers, nothing kept: {GOAL_SECONDS:.0f} s and {GOAL_GB:.0f} GB",
    ]
    command = f"python -m benchmarks run --size {' '.join(sizes)}"
    Page("run", "The whole run", command, tables, remarks).write(*([pages] if pages else []))


def _table(folder: Path, size: str) -> Table:
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        company = Path(scratch) / "company"
        shutil.copytree(folder, company, copy_function=os.link, ignore=shutil.ignore_patterns(".corrente"))
        rows = list(_rows(company, Path(scratch) / "report.html"))
    return Table(f"{size} touchpoints", ("run", "wall s", "CPU s", "peak GB", "worked out anew"), rows)


def _rows(company: Path, report: Path) -> Iterator[Row]:
    yield _row("nothing kept", company, report)
    yield _row("again", company, report)
    for table in CHANGED:
        _shorten(company, table)
        yield _row(f"after a row of {table} was taken away", company, report)


def _row(name: str, company: Path, report: Path) -> Row:
    before = _answers(company)
    spent: Cost = whole_process(["run", str(company), "--report", str(report)])
    anew = sorted({file.name.partition("-")[0] for file in _answers(company) - before})
    return name, spent.wall, spent.cpu, spent.peak, ", ".join(anew) or "nothing"


def _answers(company: Path) -> set[Path]:
    """The answers kept so far."""
    return set((company / ".corrente" / "answers").glob("*.json"))


def _shorten(company: Path, table: str) -> None:
    """Take the last row away; the file is written anew, for others hold it too."""
    file = sorted([*company.glob(f"{table}.parquet"), *(company / table).glob("*.parquet")])[-1]
    rows = pq.read_table(file)
    part = file.with_suffix(".part")
    pq.write_table(rows.slice(0, rows.num_rows - 1), part)
    part.replace(file)
