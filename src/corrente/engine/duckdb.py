"""The default engine: DuckDB inside this process, reading clean Parquet files in place."""

from __future__ import annotations

import shutil
import tempfile
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from corrente.core.count import Cells, Lookup
from corrente.engine.arrow import cells, lookup_tables, stream
from corrente.engine.failures import refused
from corrente.engine.port import Parameters, listed

_BATCH = 100_000

# A naive moment is the wall clock of the zone; one with a zone is an instant already. Both branches must bind for
# either type, so each casts the moment to what it takes it for.
_MACROS = """
create macro utc_second(ts, zone) as cast(floor(epoch(
    case when typeof(ts) = 'TIMESTAMP WITH TIME ZONE' then cast(ts as timestamptz)
    else timezone(zone, cast(ts as timestamp)) end)) as bigint);
create macro local_day(ts, zone) as cast(cast(
    case when typeof(ts) = 'TIMESTAMP WITH TIME ZONE' then timezone(zone, cast(ts as timestamptz))
    else cast(ts as timestamp) end as date) - date '1970-01-01' as integer);
create macro tidy(text) as trim(text, ' \t\r\n\u00a0\ufeff');
create macro hashed(text, salt) as sha256(salt || lower(text));
"""


class DuckDB:
    """An in-memory DuckDB; with ``source``, a DuckDB file of the company's own is read beside it.

    ``threads`` defaults to the cores this process may use, ``memory`` (such as ``"4GB"``) to 80% of the machine's.
    What does not fit is spilled to a temporary folder that is gone after `close`. Safe to use from
    several threads: every statement has a cursor of its own.
    """

    name = "DuckDB"

    def __init__(self, source: Path | None = None, threads: int | None = None, memory: str | None = None) -> None:
        self._source = source
        self._lock = threading.Lock()
        spill = tempfile.mkdtemp(prefix="corrente-")
        self._clean = weakref.finalize(self, shutil.rmtree, spill, ignore_errors=True)
        config: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": spill,
            "python_enable_replacements": False,
            "preserve_insertion_order": False,
            **({"threads": threads} if threads else {}),
            **({"memory_limit": memory} if memory else {}),
        }
        with self._failing():
            self._connection = duckdb.connect(":memory:", config=config)
            self._connection.execute("set global TimeZone = 'UTC'")
            self._connection.execute(_MACROS)
            if source:
                self._connection.execute(f"attach {_text(str(source))} as source (read_only)")

    def catalogue(self) -> Mapping[str, Mapping[str, str]]:
        """Tables of the connected file: name to column to type name (empty without one)."""
        sql = """select schema_name, table_name, column_name, data_type, schema_name = 'main' from duckdb_columns()
            where database_name = 'source' and not internal order by table_name, column_index"""
        with self._cursor() as cursor:
            return listed(cursor.execute(sql).fetchall())

    def attach(self, table: str, files: Sequence[Path]) -> None:
        """Make clean Parquet files visible as ``table``: a view, nothing is copied."""
        paths = ", ".join(_text(_literal_path(file)) for file in files)
        with self._cursor() as cursor:
            cursor.execute(f"create or replace view memory.main.{_name(table)} as from read_parquet([{paths}])")

    def adopt(self, table: str, select: str) -> None:
        """Make a SELECT over the connected file's own tables visible as the clean ``table``."""
        from corrente.engine.dialects import Dialect, translate

        own = {name: f"source.{'.'.join(map(_name, name.split('.')))}" for name in self.catalogue()}
        sql = translate(select, Dialect.DUCKDB, {}, own, whole=False)
        with self._cursor() as cursor:
            cursor.execute(f"create or replace view memory.main.{_name(table)} as {sql}")

    def count(self, sql: str, parameters: Parameters, lookups: Mapping[str, Lookup]) -> Cells:
        """Run a count and fetch its bounded result (whole numbers as int64, texts as objects)."""
        with self._asking(lookups) as cursor:
            return cells(cursor.sql(sql, params=_native(parameters)).to_arrow_table())

    def rows(self, sql: str, parameters: Parameters, lookups: Mapping[str, Lookup]) -> pa.RecordBatchReader:
        """Run a statement whose result grows with the data (scores) and stream it in batches."""
        with self._lock:
            cursor = self._connection.cursor()
        with self._failing():
            for name, table in lookup_tables(lookups).items():
                cursor.register(name, table)
            reader = cursor.sql(sql, params=_native(parameters)).to_arrow_reader(_BATCH)
        return stream(reader.schema, reader)

    def close(self) -> None:
        """Release the connection and the temporary folder."""
        self._connection.close()
        self._clean()

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._failing(), self._lock:
            cursor = self._connection.cursor()
        try:
            with self._failing():
                yield cursor
        finally:
            cursor.close()

    @contextmanager
    def _asking(self, lookups: Mapping[str, Lookup]) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor that sees the lookups; a registered table is visible to its own cursor only."""
        with self._cursor() as cursor:
            for name, table in lookup_tables(lookups).items():
                cursor.register(name, table)
            yield cursor

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except duckdb.Error as error:
            raise refused(self.name, error) from error


def _native(parameters: Parameters) -> dict[str, int] | None:
    return {name: int(value) for name, value in parameters.items()} or None


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _literal_path(file: Path) -> str:
    """A path that the file-name patterns of ``read_parquet`` take literally."""
    return "".join(f"[{letter}]" if letter in "[*?" else letter for letter in str(file))
