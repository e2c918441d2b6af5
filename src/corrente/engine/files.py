"""The embedded engine as a workbench: reads a company's files, runs the door's SQL, writes clean Parquet.

What is read and which rules hold is decided in `corrente.company`; this module only knows how the engine is told.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from corrente.engine.failures import refused

MAX_LINE = 4_000_000
"""Bytes that one line of a text file may have."""


@dataclass(frozen=True)
class Layout:
    """How a text file is laid out: what separates the values, and how many lines come before the rows."""

    delimiter: str
    skip: int
    columns: tuple[str, ...]
    quote: str = '"'


@dataclass(frozen=True)
class BrokenLine:
    """A record that does not have the shape of the others: which, where it begins (in bytes), why, and its text."""

    record: int
    offset: int
    error: str
    text: str


_TURNS = """
with days as (select unnest(range(timestamp '1970-01-01', timestamp '2040-01-01', interval 1 day)) as m),
seen as (select m, epoch(m) - epoch(cast(m as timestamptz)) as ahead from days),
next as (select m, ahead, lead(ahead) over (order by m) as after from seen),
minutes as (
  select unnest(range(m, m + interval 1 day, interval 1 minute)) + interval 1 minute as m from next where ahead <> after
),
told as (
  select m, epoch(m) - epoch(cast(m as timestamptz)) as ahead from minutes
  union all select m, ahead from seen where m = timestamp '1970-01-01'
),
steps as (select m, ahead, lag(ahead) over (order by m) as before from told)
select cast(m as varchar), cast(ahead as bigint) from steps where before is distinct from ahead order by m desc
"""
"""From when on, by the session's wall clock and the latest first, it is how many seconds ahead of UTC."""


def quoted(name: str) -> str:
    """``name`` as an SQL identifier, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """``text`` as an SQL string, whatever it holds."""
    return "'" + text.replace("'", "''") + "'"


class Workbench:
    """One private in-memory database with a spill folder of its own; close it to remove both."""

    def __init__(self, timezone: str = "UTC", memory: str = "4GB") -> None:
        self._spill = Path(tempfile.mkdtemp(prefix="corrente-"))
        settings: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": str(self._spill),
            "memory_limit": memory,
            "threads": os.cpu_count() or 1,
        }
        self._connection = duckdb.connect(config=settings)
        self.run(f"set TimeZone = {literal(timezone)}")
        self.timezone = timezone
        self._knows_clock = False

    def __enter__(self) -> Workbench:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def folder(self) -> Path:
        """A folder for files that live as long as the workbench."""
        return self._spill

    def close(self) -> None:
        """Close the database and remove everything that it spilled."""
        self._connection.close()
        shutil.rmtree(self._spill, ignore_errors=True)

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """Run one statement and fetch its (small) result; raises `EngineError` where the engine refuses."""
        try:
            return self._connection.execute(sql).fetchall()
        except duckdb.Error as failure:
            raise refused("DuckDB", failure) from failure

    def teach_clock(self) -> None:
        """Make ``wall_second(m)`` known: UTC seconds since 1970 of a moment on the session's wall clock.

        From 1970 to 2039 without the zone's arithmetic for each row, which is as slow as writing the row: the clock is
        asked once when it was put forward or back, to the minute.
        """
        if self._knows_clock:
            return
        told = "".join(f"when m >= timestamp '{start}' then epoch(m) - {ahead} " for start, ahead in self.run(_TURNS))
        zoned = "epoch(cast(m as timestamptz))"
        spoken = f"case when m >= timestamp '2040-01-01' then {zoned} {told}else {zoned} end"
        self.run(f"create or replace temp macro wall_second(m) as cast(floor({spoken}) as bigint)")
        self._knows_clock = True

    def register(self, name: str, frame: object) -> None:
        """Make an Arrow-readable frame visible as the table ``name``."""
        try:
            self._connection.register(name, frame)
        except duckdb.Error as failure:
            raise refused("DuckDB", failure) from failure

    def columns(self, relation: str) -> Mapping[str, str]:
        """Column names and type names of a table, view or parenthesised select."""
        return {str(row[0]): str(row[1]) for row in self.run(f"describe select * from {relation}")}

    def load_csv(self, name: str, path: Path, layout: Layout) -> tuple[BrokenLine, ...]:
        """Load a UTF-8 text file as the table ``name``, all values as text; returns the lines that do not fit."""
        types = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in layout.columns)
        self.run(
            f"create or replace temp table {quoted(name)} as select * from read_csv({literal(str(path))}, "
            f"auto_detect = false, header = false, skip = {layout.skip}, delim = {literal(layout.delimiter)}, "
            f"quote = {literal(layout.quote)}, escape = {literal(layout.quote)}, columns = {{{types}}}, "
            f"max_line_size = {MAX_LINE}, compression = 'none', null_padding = false, store_rejects = true, "
            "rejects_table = 'broken_lines', rejects_scan = 'broken_scans', rejects_limit = 0)"
        )
        found = self.run(
            "select line, min(line_byte_position), min(error_type), substr(min(csv_line), 1, 200) "
            "from broken_lines group by line order by line"
        )
        self.run("drop table if exists broken_lines")
        self.run("drop table if exists broken_scans")
        return tuple(BrokenLine(int(a), int(b), str(c), str(d or "")) for a, b, c, d in found)

    def view_parquet(self, name: str, paths: Sequence[Path]) -> None:
        """Make Parquet files visible as the view ``name``, with their position as ``#file`` and ``#row``."""
        parts = [
            f'select {number} as "#file", file_row_number + 1 as "#row", * exclude (file_row_number) '
            f"from read_parquet({literal(str(path))}, file_row_number = true)"
            for number, path in enumerate(paths)
        ]
        self.run(f"create or replace temp view {quoted(name)} as {' union all by name '.join(parts)}")

    def load_json(self, name: str, path: Path) -> None:
        """Load JSON lines (or one array of objects) as the table ``name``, every value as text."""
        source = literal(str(path))
        limits = f"maximum_object_size = {MAX_LINE}"
        detected = self.columns(
            f"read_json({source}, sample_size = -1, ignore_errors = true, format = 'auto', {limits})"
        )
        types = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in detected)
        self.run(
            f"create or replace temp table {quoted(name)} as select * from read_json({source}, ignore_errors = true, "
            f"format = 'auto', columns = {{{types}}}, {limits})"
        )

    def write(self, select: str, path: Path) -> int:
        """Write the result of ``select`` as Parquet, all of it or nothing; returns the number of rows."""
        with replacing(path) as temporary:
            return int(
                self.run(f"copy ({select}) to {literal(str(temporary))} (format parquet, compression snappy)")[0][0]
            )

    def write_csv(self, select: str, path: Path) -> int:
        """Write the result of ``select`` as CSV with a header, all of it or nothing; returns the number of rows."""
        with replacing(path) as temporary:
            return int(self.run(f"copy ({select}) to {literal(str(temporary))} (format csv, header)")[0][0])


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside ``path`` that takes its place when the block succeeds, and vanishes when it does not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
