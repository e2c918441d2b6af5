"""What is known of a clean table, computed once in SQL and kept as JSON beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corrente.company.checks import TableCheck
from corrente.company.contract import ATTRIBUTE_SLOTS, CONTRACT, Column, Kind, clean_names, slots
from corrente.core.profile import Level, TableProfile
from corrente.core.words import Language
from corrente.engine.files import Workbench, literal, quoted

MAX_LEVELS = 200
_EXACT_IDS = 5_000_000
_DATED = (Kind.MOMENT, Kind.PERIOD)


def span(table: str, present: frozenset[str]) -> tuple[str, str] | None:
    """SQL for the first and the last day of a clean table; ``None`` where nothing dates its rows.

    Rows are dated by the first moment or period that is there, required ones first; the data ends with whatever
    happened last (a deal's closing lies after the last deal's creation).
    """
    dated = [column for column in CONTRACT[table].columns if column.kind in _DATED and column.name in present]
    if not dated:
        return None
    first = min(dated, key=lambda column: not column.required)
    ends = [f"coalesce(max({clean_names(column)[-1]}), -100000000)" for column in dated]
    return f"min({clean_names(first)[-1]})", f"greatest({', '.join(ends)})" if len(ends) > 1 else ends[0]


def ends_of(table: str, present: frozenset[str]) -> list[Column]:
    """The moments that close what a row began, such as the end of a contract: all but the first that is there."""
    return [column for column in CONTRACT[table].columns if column.kind is Kind.MOMENT and column.name in present][1:]


def profile_table(
    bench: Workbench, path: Path, check: TableCheck, attributes: tuple[str, ...], language: Language
) -> TableProfile:
    """Rows, span, levels and distinct values of the clean table at ``path``."""
    source = f"read_parquet({literal(str(path))})"
    present = frozenset(check.mapping)
    days = span(check.table, present) or ("null", "null")
    rows, first, last = bench.run(f"select count(*), {', '.join(days)} from {source}")[0]
    kept = attributes[:ATTRIBUTE_SLOTS]
    texts = [
        c.name for c in CONTRACT[check.table].columns if c.name in present and c.kind in (Kind.CATEGORY, Kind.TEXT)
    ]
    counted = {name: _levels(bench, source, name) for name in [*texts, *slots()[: len(kept)]]}
    distinct = {name: found[1] for name, found in counted.items()}
    ids = [c for c in CONTRACT[check.table].columns if c.kind is Kind.ID and c.name in present]
    return TableProfile(
        rows,
        check.rejected,
        first,
        None if first is None else last,
        present,
        kept,
        {name: found[0] for name, found in counted.items()},
        distinct
        | _distinct_ids(bench, source, ids, rows)
        | _distinct_days(bench, source, ends_of(check.table, present)),
        tuple(note.say(language) for note in check.notes),
    )


def _levels(bench: Workbench, source: str, name: str) -> tuple[tuple[Level, ...], int]:
    column = quoted(name)
    found = bench.run(
        f"with l as (select {column} v, count(*) n from {source} group by {column}) "
        f"select v, n, (select count(v) from l) from l order by n desc, v limit {MAX_LEVELS}"
    )
    return tuple(Level(value, int(count)) for value, count, _ in found), int(found[0][2]) if found else 0


def _distinct_ids(bench: Workbench, source: str, ids: list[Column], rows: int) -> dict[str, int]:
    """Different ids; above five million rows by the engine's estimate (within a few per cent)."""
    if not ids:
        return {}
    how = "count(distinct {})" if rows <= _EXACT_IDS else "approx_count_distinct({})"
    found = bench.run(f"select {', '.join(how.format(quoted(column.name)) for column in ids)} from {source}")[0]
    return {column.name: int(count) for column, count in zip(ids, found, strict=True)}


def _distinct_days(bench: Workbench, source: str, moments: list[Column]) -> dict[str, int]:
    """On how many different days something ended."""
    days = [quoted(clean_names(column)[-1]) for column in moments]
    if not days:
        return {}
    found = bench.run(f"select {', '.join(f'count(distinct {day})' for day in days)} from {source}")[0]
    return {column.name: int(count) for column, count in zip(moments, found, strict=True)}


def profile_to_json(profile: TableProfile) -> dict[str, Any]:
    """A profile as plain JSON values; the inverse of `profile_from_json`."""
    return {
        "rows": profile.rows,
        "rejected": profile.rejected,
        "first_day": profile.first_day,
        "last_day": profile.last_day,
        "columns": sorted(profile.columns),
        "attributes": list(profile.attributes),
        "levels": {name: [[level.value, level.rows] for level in levels] for name, levels in profile.levels.items()},
        "distinct": dict(profile.distinct),
        "notes": list(profile.notes),
    }


def profile_from_json(data: Mapping[str, Any]) -> TableProfile:
    """The profile that `profile_to_json` wrote."""
    return TableProfile(
        data["rows"],
        data["rejected"],
        data["first_day"],
        data["last_day"],
        frozenset(data["columns"]),
        tuple(data["attributes"]),
        {name: tuple(Level(value, rows) for value, rows in levels) for name, levels in data["levels"].items()},
        data["distinct"],
        tuple(data["notes"]),
    )
