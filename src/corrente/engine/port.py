"""The one port to a database. Everything above speaks to this protocol and never names an engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from corrente.core.count import Cells, Lookup

Parameters = Mapping[str, int]


class Engine(Protocol):
    """An analytical engine that holds a company's clean tables under the contract's names.

    All SQL handed in is in DuckDB's dialect within the portable subset of `corrente.engine.linter`; each adapter
    transpiles it. Parameters (``$name`` in the SQL) are whole numbers and are bound, never spliced in as text.
    Lookups are visible as tables of their own name for the one statement.
    Any failure of the database is raised as `corrente.core.errors.EngineError`.
    """

    name: str

    def catalogue(self) -> Mapping[str, Mapping[str, str]]:
        """Tables of the connected database: name to column to type name (empty for an embedded engine).

        Tables of the schema that is searched are there under their own name; all, under ``schema.table`` too.
        """
        ...

    def attach(self, table: str, files: Sequence[Path]) -> None:
        """Make clean Parquet files visible as ``table`` (a view where the engine reads files, else an upload)."""
        ...

    def adopt(self, table: str, select: str) -> None:
        """Make a SELECT over the connected database's own tables visible as the clean ``table``.

        Besides the portable subset, ``select`` may call ``utc_second(ts, 'zone')``, ``local_day(ts, 'zone')``,
        ``tidy(text)`` (without spaces around it) and ``hashed(text, 'salt')`` (SHA-256, case apart).
        """
        ...

    def count(self, sql: str, parameters: Parameters, lookups: Mapping[str, Lookup]) -> Cells:
        """Run a count and fetch its bounded result (whole numbers as int64, texts as objects)."""
        ...

    def rows(self, sql: str, parameters: Parameters, lookups: Mapping[str, Lookup]) -> pa.RecordBatchReader:
        """Run a statement whose result grows with the data (scores) and stream it in batches."""
        ...

    def close(self) -> None:
        """Release the connection; temporary objects vanish with it."""
        ...


def listed(columns: Iterable[tuple[str, str, str, str, bool]]) -> dict[str, dict[str, str]]:
    """A catalogue from rows of schema, table, column, type, and whether the schema is searched."""
    tables: dict[str, dict[str, str]] = {}
    for schema, table, column, kind, searched in columns:
        for name in (table, f"{schema}.{table}") if searched else (f"{schema}.{table}",):
            tables.setdefault(name, {})[column] = kind
    return tables
