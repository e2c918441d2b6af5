"""Every count of the rooms against the floors on the same clean tables; the door beside them.

As a module: ``python -m benchmarks.counts door|floors|plan FOLDER`` and ``... one FOLDER QUESTION NAME``, each a fresh
process that reports one line of JSON.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.measure import Cost, cost, measured, our_child, report
from benchmarks.page import Page, Table
from benchmarks.sizes import ENGINE, forget, market

FLOORS = {
    "scan and group by channel": "select channel, count(*) n, sum(cost) c from touchpoints group by channel",
    "hash floor: group by person": (
        "select count(*) n, max(k) m from (select person_id, count(*) k from touchpoints group by person_id) t"
    ),
}
HASH_FLOOR = list(FLOORS)[1]
FLOOR_REPETITIONS = 5
"""All ratios hang on the floor: other work on the machine must not raise it."""

GOAL = 10.0
"""No count may cost more than this many hash floors."""


@dataclass(frozen=True)
class Counting:
    """One count of a room: what it cost, and how many cells came back."""

    question: str
    name: str
    cost: Cost
    cells: int


def run(
    sizes: list[str],
    repetitions: int,
    questions: Sequence[str] = (),
    home: Path | None = None,
    pages: Path | None = None,
) -> None:
    for size in sizes:
        _page(market(size, home), size, repetitions, questions).write(*([pages] if pages else []))


def _page(folder: Path, size: str, repetitions: int, questions: Sequence[str]) -> Page:
    forget(folder)
    door = our_child("benchmarks.counts", "door", folder)
    again = our_child("benchmarks.counts", "door", folder)
    floors = our_child("benchmarks.counts", "floors", folder, max(repetitions, FLOOR_REPETITIONS))
    countings = measure_counts(folder, repetitions, questions)
    floor = cost(floors["costs"][HASH_FLOOR])
    rows = ", ".join(f"{rows:,} {table}" for table, rows in sorted(door["rows"].items(), key=lambda kv: -kv[1]))
    return Page(
        f"counts-{size}",
        f"Counts at {size} touchpoints",
        f"python -m benchmarks counts --size {size}",
        [_floor_table(floors["costs"]), _count_table(countings, floor), _room_table(countings, floor),
         _door_table(door, again)],
        [f"Simulated market: {rows}", f"Engine: {ENGINE}", f"Minimum of {repetitions}; every count in its own process"],
    )  # fmt: skip


def measure_counts(folder: Path, repetitions: int, questions: Sequence[str] = ()) -> list[Counting]:
    """Every count of every room (or of those ``questions``), each in a fresh process."""
    plan: Mapping[str, list[str]] = our_child("benchmarks.counts", "plan", folder)["plan"]
    found = []
    for question in questions or plan:
        for name in plan[question]:
            facts = our_child("benchmarks.counts", "one", folder, question, name, repetitions)
            label = name if name == facts["name"] else f"{name} ({facts['name']})"
            found.append(Counting(question, label, cost(facts["cost"]), facts["cells"]))
            print(f"  {question}.{name}: {facts['cost']['cpu']:.2f} CPU s, {facts['cost']['peak']:.2f} GB", flush=True)
    return found


def _floor_table(costs: Mapping[str, Mapping[str, float]]) -> Table:
    rows = [(name, cost(found).wall, cost(found).cpu, cost(found).peak) for name, found in costs.items()]
    return Table("Floors", ("floor", "wall s", "CPU s", "peak GB"), rows)


def _count_table(countings: list[Counting], floor: Cost) -> Table:
    rows = [
        (c.question, c.name, c.cost.wall, c.cost.cpu, c.cost.cpu / floor.cpu, c.cells, c.cost.peak) for c in countings
    ]
    columns = ("question", "count", "wall s", "CPU s", "× hash floor", "cells", "peak GB")
    return Table("Counts", columns, rows, f"CPU seconds against those of the hash floor; the goal is {GOAL:.0f}.")


def _room_table(countings: list[Counting], floor: Cost) -> Table:
    totals: dict[str, Cost] = {}
    for one in countings:
        for name in (one.question, "all rooms"):
            totals[name] = totals[name] + one.cost if name in totals else one.cost
    everything = totals.pop("all rooms", None)
    rows = [
        (name, total.wall, total.cpu, total.cpu / floor.cpu, total.peak)
        for name, total in [*totals.items(), *([("all rooms", everything)] if everything else [])]
    ]
    return Table("Rooms", ("room", "wall s", "CPU s", "× hash floor", "peak GB"), rows)


def _door_table(first: Mapping[str, Any], again: Mapping[str, Any]) -> Table:
    rows = [
        (label, found.wall, found.cpu, found.peak)
        for label, found in (
            ("read, check and write the clean tables", cost(first["cost"])),
            ("open again, nothing changed", cost(again["cost"])),
        )
    ]
    return Table("The door", ("step", "wall s", "CPU s", "peak GB"), rows)


def _door(folder: Path) -> None:
    from benchmarks.rooms import open_folder

    spent, books = measured(lambda: open_folder(folder))
    report(cost=spent, rows={name: table.rows for name, table in books.profile.tables.items()})


def _floors(folder: Path, repetitions: int) -> None:
    from benchmarks.rooms import open_folder

    engine = open_folder(folder).engine
    costs = {name: measured(partial(engine.count, sql, {}, {}), repetitions)[0] for name, sql in FLOORS.items()}
    report(costs={name: asdict(found) for name, found in costs.items()})


def _plan(folder: Path) -> None:
    from benchmarks.rooms import open_folder, works

    report(plan={question: list(work.plan) for question, work in works(open_folder(folder)).items()})


def _one(folder: Path, question: str, name: str, repetitions: int) -> None:
    from benchmarks.rooms import count, open_folder, works

    books = open_folder(folder)
    asked = works(books)[question].plan[name]
    spent, cells = measured(lambda: count(books, asked), repetitions)
    report(cost=spent, name=asked.name, cells=len(next(iter(cells.values()))))


def main(step: str, folder: str, *rest: str) -> None:
    if step == "door":
        _door(Path(folder))
    elif step == "floors":
        _floors(Path(folder), int(rest[0]))
    elif step == "plan":
        _plan(Path(folder))
    else:
        _one(Path(folder), rest[0], rest[1], int(rest[2]))


if __name__ == "__main__":
    main(*sys.argv[1:])
