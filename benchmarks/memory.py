"""Peak resident memory of whole answers, each in a fresh process: ``python -m benchmarks.memory FOLDER QUESTION``."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.measure import cost, measured, our_child, report
from benchmarks.page import Page, Table
from benchmarks.sizes import ENGINE, forget, market


def run(sizes: list[str], home: Path | None = None, pages: Path | None = None) -> None:
    tables = [_table(market(size, home), size) for size in sizes]
    page = Page(
        "memory",
        "Peak memory of whole answers",
        f"python -m benchmarks memory --size {' '.join(sizes)}",
        tables,
        [f"Engine: {ENGINE}", "Each row is a process of its own, from opening the clean tables to the answer"],
    )
    page.write(*([pages] if pages else []))


def _table(folder: Path, size: str) -> Table:
    forget(folder)
    door = cost(our_child("benchmarks.counts", "door", folder)["cost"])
    plan = our_child("benchmarks.counts", "plan", folder)["plan"]
    rows: list[tuple[str, float, float]] = [("the door", door.wall, door.peak)]
    for question in plan:
        facts = our_child("benchmarks.memory", folder, question)
        spent = cost(facts["cost"])
        rows.append((f"{question}: {facts['status']}", spent.wall, spent.peak))
    return Table(f"{size} touchpoints", ("process", "wall s", "peak GB"), rows)


def _ask(folder: Path, question: str) -> None:
    from dataclasses import replace

    from benchmarks.rooms import open_folder
    from corrente.stream.company import Company

    def ask() -> str:
        books = replace(open_folder(folder), home=None)  # no cache: every count is run
        return Company(books).ask(question).status.value

    spent, status = measured(ask)
    report(cost=spent, status=status)


if __name__ == "__main__":
    _ask(Path(sys.argv[1]), sys.argv[2])
