"""Every count of the rooms against the hash floor of its main table; the door beside them.

A count's main table is the first that its head names, and its floor the engine's own ``group by person`` of that
table, as it lies. As a module: ``python -m benchmarks.counts door|plan FOLDER``, ``... one FOLDER QUESTION NAME
REPETITIONS`` and ``... floors FOLDER REPETITIONS TABLE...``, each a fresh process that reports one line of JSON.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.measure import Cost, cost, measured, our_child, report
from benchmarks.page import Cell, Page, Table
from benchmarks.sizes import ENGINE, Order, forget, market
from corrente.company.contract import CONTRACT, Kind

SCAN = "select channel, count(*) n, sum(cost) c from touchpoints group by channel"
FLOOR = "select count(*) n, max(k) m from (select {person}, count(*) k from {table} group by {person}) t"
FLOOR_REPETITIONS = 5
"""All ratios hang on the floors: other work on the machine must not raise them."""

GOAL = 10.0
"""No count may cost more than this many hash floors."""

_ORDERS = {
    Order.EXPORTED: "Rows lie as companies export them: what happens to people by time, surveys by respondent",
    Order.SHUFFLED: "Rows lie in an order that says nothing, so that a floor hashes every row anew",
}


@dataclass(frozen=True)
class Counting:
    """One count of a room: its main table, what it cost, and how many cells came back."""

    question: str
    name: str
    table: str
    cost: Cost
    cells: int


def run(
    sizes: list[str],
    repetitions: int,
    questions: Sequence[str] = (),
    order: Order = Order.EXPORTED,
    home: Path | None = None,
    pages: Path | None = None,
) -> None:
    for size in sizes:
        page = _page(market(size, home, order), size, repetitions, questions, order)
        page.write(*([pages] if pages else []))


def _page(folder: Path, size: str, repetitions: int, questions: Sequence[str], order: Order) -> Page:
    forget(folder)
    door = our_child("benchmarks.counts", "door", folder)
    again = our_child("benchmarks.counts", "door", folder)
    countings = measure_counts(folder, repetitions, questions)
    floors = measure_floors(folder, repetitions, {one.table for one in countings})
    rows = ", ".join(f"{rows:,} {table}" for table, rows in sorted(door["rows"].items(), key=lambda kv: -kv[1]))
    return Page(
        f"counts-{size}" if order is Order.EXPORTED else f"counts-{size}-{order}",
        f"Counts at {size} touchpoints" if order is Order.EXPORTED else f"Counts at {size} touchpoints, rows {order}",
        f"python -m benchmarks counts --size {size}{_chosen(repetitions, questions, order)}",
        [_floor_table(floors, door["rows"]), _count_table(countings, floors),
         _room_table(countings, floors, door["rows"]), _door_table(door, again)],
        [f"Simulated market: {rows}", _ORDERS[order], f"Engine: {ENGINE}",
         f"Minimum of {repetitions}; every count in its own process"],
    )  # fmt: skip


def _chosen(repetitions: int, questions: Sequence[str], order: Order) -> str:
    lying = "" if order is Order.EXPORTED else f" --order {order}"
    return f"{lying} --repetitions {repetitions}" + (f" --question {' '.join(questions)}" if questions else "")


def measure_counts(folder: Path, repetitions: int, questions: Sequence[str] = ()) -> list[Counting]:
    """Every count of every room (or of those ``questions``), each in a fresh process."""
    plan: Mapping[str, list[str]] = our_child("benchmarks.counts", "plan", folder)["plan"]
    found = []
    for question in questions or plan:
        for name in plan[question]:
            facts = our_child("benchmarks.counts", "one", folder, question, name, repetitions)
            label = name if name == facts["name"] else f"{name} ({facts['name']})"
            found.append(Counting(question, label, facts["table"], cost(facts["cost"]), facts["cells"]))
            print(f"  {question}.{name}: {facts['cost']['cpu']:.2f} CPU s, {facts['cost']['peak']:.2f} GB", flush=True)
    return found


def measure_floors(folder: Path, repetitions: int, tables: set[str]) -> Mapping[str, Cost]:
    """Table to the cost of grouping it by person, for those that have people; ``scan`` is a plain scan beside them."""
    times = max(repetitions, FLOOR_REPETITIONS)
    found = our_child("benchmarks.counts", "floors", folder, times, *sorted(filter(_person, tables)))
    return {name: cost(facts) for name, facts in found["costs"].items()}


def _person(table: str) -> str | None:
    """The column that says whose row it is."""
    return next((c.name for c in CONTRACT[table].columns if c.kind is Kind.ID and c.name != "order_id"), None)


def _floor_table(floors: Mapping[str, Cost], rows: Mapping[str, int]) -> Table:
    what = {name: f"group {name} by {_person(name)}" for name in floors if name != "scan"}
    what["scan"] = "scan touchpoints, group by channel"
    cells = [(what[name], rows.get(name, rows["touchpoints"]), f.wall, f.cpu, f.peak) for name, f in floors.items()]
    return Table("Floors", ("floor", "rows", "wall s", "CPU s", "peak GB"), cells)


def _count_table(countings: list[Counting], floors: Mapping[str, Cost]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (c.question, c.name, c.table, c.cost.wall, c.cost.cpu, _ratio(c.cost, floors, c.table), c.cells, c.cost.peak)
        for c in countings
    ]
    columns = ("question", "count", "main table", "wall s", "CPU s", "× its floor", "cells", "peak GB")
    return Table("Counts", columns, rows, f"CPU seconds against the floor of the main table; the goal is {GOAL:.0f}.")


def _ratio(spent: Cost, floors: Mapping[str, Cost], table: str) -> float | None:
    return spent.cpu / floors[table].cpu if table in floors else None


def _room_table(countings: list[Counting], floors: Mapping[str, Cost], rows: Mapping[str, int]) -> Table:
    """All counts of a room together, against the floor of the largest of their main tables."""
    cells: list[tuple[Cell, ...]] = []
    for question in dict.fromkeys(one.question for one in countings):
        own = [one for one in countings if one.question == question]
        total = sum((one.cost for one in own[1:]), own[0].cost)
        table = max((one.table for one in own), key=lambda name: (name in floors, rows[name]))
        cells.append((question, table, total.wall, total.cpu, _ratio(total, floors, table), total.peak))
    return Table("Rooms", ("room", "largest table", "wall s", "CPU s", "× its floor", "peak GB"), cells)


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


def _floors(folder: Path, repetitions: int, tables: Sequence[str]) -> None:
    from benchmarks.rooms import open_folder

    engine = open_folder(folder).engine
    asked = {"scan": SCAN} | {table: FLOOR.format(person=_person(table), table=table) for table in tables}
    costs = {name: measured(partial(engine.count, sql, {}, {}), repetitions)[0] for name, sql in asked.items()}
    report(costs={name: asdict(found) for name, found in costs.items()})


def _plan(folder: Path) -> None:
    from benchmarks.rooms import open_folder, works

    report(plan={question: list(work.plan) for question, work in works(open_folder(folder)).items()})


def _one(folder: Path, question: str, name: str, repetitions: int) -> None:
    from benchmarks.rooms import count, open_folder, works
    from corrente.counts.tally import read

    books = open_folder(folder)
    asked = works(books)[question].plan[name]
    spent, cells = measured(lambda: count(books, asked), repetitions)
    table = read(asked.name).header.tables[0]
    report(cost=spent, name=asked.name, table=table, cells=len(next(iter(cells.values()))))


def main(step: str, folder: str, *rest: str) -> None:
    if step == "door":
        _door(Path(folder))
    elif step == "floors":
        _floors(Path(folder), int(rest[0]), rest[1:])
    elif step == "plan":
        _plan(Path(folder))
    else:
        _one(Path(folder), rest[0], rest[1], int(rest[2]))


if __name__ == "__main__":
    main(*sys.argv[1:])
