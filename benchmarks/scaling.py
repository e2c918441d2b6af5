"""How time grows with the rows: the counts with them, the models not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.measure import cost, our_child
from benchmarks.page import Cell, Page, Table
from benchmarks.sizes import ENGINE, market


def run(sizes: list[str], repetitions: int, home: Path | None = None, pages: Path | None = None) -> None:
    found = {size: our_child("benchmarks.models", market(size, home), repetitions) for size in sizes}
    command = f"python -m benchmarks scaling --size {' '.join(sizes)} --repetitions {repetitions}"
    page = Page(
        "scaling",
        "Time as the rows grow tenfold",
        command,
        [_table("Counts", "count", found), _table("Models", "infer", found), _cells(found)],
        [
            f"Engine: {ENGINE}; minimum of {repetitions}",
            "CPU seconds of all threads; the last column is largest over smallest",
        ],
    )
    page.write(*([pages] if pages else []))


def _table(title: str, step: str, found: dict[str, dict[str, Any]]) -> Table:
    columns = ("room", *(f"{size} touchpoints" for size in found), "ratio")
    rows: list[tuple[Cell, ...]] = []
    for question in _common(found):
        seconds = [cost(rooms[question][step]).cpu for rooms in found.values()]
        rows.append((question, *seconds, seconds[-1] / seconds[0]))
    return Table(title, columns, rows)


def _cells(found: dict[str, dict[str, Any]]) -> Table:
    rows = [(q, *(rooms[q]["cells"] for rooms in found.values())) for q in _common(found)]
    return Table("Cells that the models see", ("room", *found), rows)


def _common(found: dict[str, dict[str, Any]]) -> list[str]:
    """The questions that every size could count, in the order of the catalogue."""
    first, *others = found.values()
    return [question for question in first if all(question in rooms for rooms in others)]
