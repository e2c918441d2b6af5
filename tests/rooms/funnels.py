"""Funnels in memory, and the conversion room asked of them."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np
import pyarrow as pa

from corrente.core.answer import Refusal
from corrente.core.count import Count
from corrente.core.profile import Level, Profile, TableProfile
from corrente.core.room import Counted, Given
from corrente.counts.tally import read
from corrente.downstream import conversion as room
from corrente.engine.arrow import lookup_table

DAY = 86_400


START = 18_000


Entry = tuple[str, str, int]
"""Subject, stage, second."""


def run(connection: duckdb.DuckDBPyConnection, count: Count) -> dict[str, np.ndarray]:
    """A count in plain DuckDB, its lookups as tables."""
    for name, lookup in count.lookups.items():
        connection.register(name, lookup_table(lookup))
    cells = connection.execute(read(count.name).sql, dict(count.parameters)).fetchnumpy()
    return {name: np.asarray(column).astype(np.int64) for name, column in cells.items()}


def tables(
    entries: Sequence[Entry],
    leads: dict[str, str | None] | None = None,
    deals: dict[str, tuple[str | None, str, int]] | None = None,
) -> duckdb.DuckDBPyConnection:
    """Clean tables (else an empty view); leads have a source, deals a source, an outcome and an amount."""
    connection = duckdb.connect()
    for table, key in (("leads", "lead_id"), ("opportunities", "opportunity_id")):
        connection.execute(f"create view {table} as select '' as {key}, '' as source limit 0")
    subjects, stages, seconds = (list(column) for column in zip(*entries, strict=True))
    days = [second // DAY for second in seconds]
    frames = {
        "stage_changes": {"subject_id": subjects, "stage": stages, "entered_second": seconds, "entered_day": days}
    }
    if leads is not None:
        frames["leads"] = {"lead_id": list(leads), "source": pa.array(list(leads.values()), pa.string())}
    if deals is not None:
        sources, outcomes, amounts = (list(column) for column in zip(*deals.values(), strict=True))
        frames["opportunities"] = {
            "opportunity_id": list(deals), "source": pa.array(sources, pa.string()), "outcome": outcomes,
            "amount": [10_000 * amount for amount in amounts], "created_day": [START + i for i in range(len(deals))],
        }  # fmt: skip
    for name, frame in frames.items():
        connection.register(f"{name}_arrow", pa.table(frame))
        connection.execute(f"drop view if exists {name}; create table {name} as from {name}_arrow")
    return connection


def profile_of(connection: duckdb.DuckDBPyConnection) -> Profile:
    tables = {row[0] for row in connection.execute("select table_name from duckdb_tables()").fetchall()}
    found = {}
    for table, column in (("stage_changes", "stage"), ("leads", "source"), ("opportunities", "source")):
        if table in tables:
            levels = connection.execute(
                f"select {column}, count(*) n from {table} group by 1 order by n desc, 1"
            ).fetchall()
            days = (None, None)
            if table == "stage_changes":
                days = connection.execute("select min(entered_day), max(entered_day) from stage_changes").fetchall()[0]
            columns = frozenset({column, "amount"} if table == "opportunities" else {column})
            levels = {column: tuple(Level(value, n) for value, n in levels)}
            found[table] = TableProfile(sum(level.rows for level in levels[column]), 0, *days, columns, levels=levels)
    return Profile(found)


def counted(connection: duckdb.DuckDBPyConnection, profile: Profile) -> Counted:
    plan = room.counts(profile)
    assert not isinstance(plan, Refusal), plan.because.say()
    return {name: run(connection, count) for name, count in plan.items()}


def estimate_of(connection: duckdb.DuckDBPyConnection) -> room.Funnel:
    profile = profile_of(connection)
    found = room.infer(counted(connection, profile), Given(profile), np.random.default_rng(1))
    assert isinstance(found, room.Funnel), found.because.say()
    return found
