"""Small clean tables of deals, counted by plain DuckDB, for the rooms that answer about deals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from corrente.core.answer import Refusal
from corrente.core.count import Cells, Count, Scores
from corrente.core.profile import Level, Profile, TableProfile
from corrente.core.room import Given, Room
from corrente.counts.tally import read

WHOLE = ("created_second", "created_day", "closed_second", "closed_day", "amount", "entered_second", "entered_day")
COLUMNS = {
    "opportunities": (
        "opportunity_id", "created_second", "created_day", "outcome", "closed_second", "closed_day", "amount",
        "customer_id", "lead_id", "source", "owner", "competitor", "loss_reason",
        *(f"attribute_{slot:02d}" for slot in range(1, 25)),
    ),
    "stage_changes": ("subject_id", "stage", "entered_second", "entered_day"),
}  # fmt: skip


Rows = Sequence[Mapping[str, Any]]


class Deals:
    """Clean tables in memory, with the profile that the door would give them."""

    def __init__(
        self, attributes: Sequence[str] = (), notes: tuple[str, ...] = (), **rows: Sequence[Mapping[str, Any]]
    ):
        self.connection = duckdb.connect()
        self.tables: dict[str, TableProfile] = {}
        for name, table in rows.items():
            self._add(name, table, tuple(attributes) if name == "opportunities" else (), notes)

    @property
    def profile(self) -> Profile:
        return Profile(self.tables)

    def run(self, name: str, parameters: Mapping[str, int], lookups: Mapping[str, Any]) -> Cells:
        cursor = self.connection.cursor()
        for lookup, columns in lookups.items():
            cursor.register(lookup, pa.table({key: pa.array(list(column)) for key, column in columns.items()}))
        cursor.execute(read(name).sql, dict(parameters))
        names = [column[0] for column in cursor.description or ()]
        rows = cursor.fetchall()
        return {column: _array([row[i] for row in rows]) for i, column in enumerate(names)}

    def count(self, count: Count) -> Cells:
        return self.run(count.name, count.parameters, count.lookups)

    def scores(self, scores: Scores) -> Cells:
        return self.run(f"scores/{scores.name}", scores.parameters, scores.lookups)

    def infer(self, room: Room, seed: int = 0) -> Any:
        plan = room.counts(self.profile)
        if isinstance(plan, Refusal):
            return plan
        counted = {name: self.count(count) for name, count in plan.items()}
        return room.infer(counted, Given(self.profile), np.random.default_rng(seed))

    def _add(self, name: str, rows: Rows, attributes: tuple[str, ...], notes: tuple[str, ...]):
        kinds = {column: pa.int64() if column in WHOLE else pa.string() for column in COLUMNS[name]}
        arrays = {column: pa.array([row.get(column) for row in rows], kind) for column, kind in kinds.items()}
        self.connection.register("given", pa.table(arrays))
        self.connection.execute(f"create table {name} as select * from given")
        texts = [c for c, kind in kinds.items() if kind == pa.string()]
        levels = {c: self._levels(name, c) for c in texts}
        distinct = {c: len([level for level in levels[c] if level.value is not None]) for c in texts}
        days = [row[c] for row in rows for c in kinds if c.endswith("_day") and row.get(c) is not None]
        present = {c.replace("_day", "_at") for c in kinds if any(row.get(c) is not None for row in rows)}
        self.tables[name] = TableProfile(
            len(rows), 0, min(days, default=None), max(days, default=None),
            frozenset(present), attributes, levels, distinct, notes,
        )  # fmt: skip

    def _levels(self, table: str, column: str) -> tuple[Level, ...]:
        query = f"select {column}, count(*) from {table} group by 1 order by 2 desc, 1"
        return tuple(Level(value, n) for value, n in self.connection.execute(query).fetchall())


def _array(values: list[Any]) -> np.ndarray:
    whole = all(isinstance(value, int) for value in values)
    number = all(isinstance(value, int | float) for value in values)
    return np.array(values, dtype=np.int64 if whole else float if number else object)
