"""PostgreSQL through psycopg 3: clean tables are temporary tables or views of one connection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from corrente.engine.dialects import Dialect, translate
from corrente.engine.failures import refused
from corrente.engine.port import listed
from corrente.engine.translating import Translating

_BATCH = 50_000
_TEXTS = frozenset({25, 1042, 1043, 19})  # text, char(n), varchar, name
_TYPES: dict[int, pa.DataType] = {
    16: pa.bool_(),
    20: pa.int64(),
    21: pa.int64(),
    23: pa.int64(),
    1700: pa.decimal128(38, 0),
}
_TYPES |= {700: pa.float64(), 701: pa.float64()}


class Postgres(Translating):
    """A PostgreSQL database; nothing is written to it but temporary tables and views of this connection.

    All texts carry the collation "C", so that they are ordered by code point as everywhere else.
    """

    name = "PostgreSQL"
    dialect = Dialect.POSTGRES

    def __init__(self, url: str) -> None:
        super().__init__()
        self._connection = psycopg.connect(url, autocommit=True, application_name="corrente")
        self._run("set time zone 'UTC'")
        self._run("set work_mem = '64MB'")

    def catalogue(self) -> Mapping[str, Mapping[str, str]]:
        """Tables and views that this user may read: name to column to type name."""
        sql = """select table_schema, table_name, column_name, data_type,
                table_schema = any (current_schemas(false)) from information_schema.columns
            where table_schema <> 'information_schema' and table_schema not like 'pg\\_%'
            order by array_position(current_schemas(false), table_schema), table_name, ordinal_position"""
        with self._failing():
            return listed(self._connection.execute(sql).fetchall())

    def attach(self, table: str, files: Sequence[Path]) -> None:
        """Upload clean Parquet files into the temporary table that stands for ``table``."""
        with self._failing():
            parquet = [pyarrow.parquet.ParquetFile(file) for file in files]
            target = self._create(f"clean_{table}", parquet[0].schema_arrow)
            self._copy(target, (batch for file in parquet for batch in file.iter_batches(_BATCH)))
            self._run(f"analyze {target}")
            self._tables[table] = target

    def adopt(self, table: str, select: str) -> None:
        """Make a SELECT over the database's own tables visible as the clean ``table`` (a temporary view)."""
        inner, outer = f'"source_{table}"', f'"adopted_{table}"'
        with self._failing():
            self._run(f"drop view if exists pg_temp.{outer}, pg_temp.{inner}")
            self._run(f"create temp view {inner} as {translate(select, self.dialect, {}, {}, whole=False)}")
            described = self._connection.execute(f"select * from pg_temp.{inner} limit 0").description or []
            columns = ", ".join(_collated(column.name, column.type_code) for column in described)
            self._run(f"create temp view {outer} as select {columns} from pg_temp.{inner}")
            self._tables[table] = f"pg_temp.{outer}"

    def close(self) -> None:
        """Release the connection; its temporary tables and views vanish with it."""
        self._connection.close()

    def _run(self, sql: str) -> None:
        self._connection.execute(sql)

    def _create(self, name: str, schema: pa.Schema) -> str:
        columns = ", ".join(f"{_quoted(field.name)} {_sql_type(field.type)}" for field in schema)
        target = f"pg_temp.{_quoted(name)}"
        self._run(f"drop table if exists {target}")
        self._run(f"create temp table {_quoted(name)} ({columns})")
        return target

    def _copy(self, target: str, batches: Iterator[pa.RecordBatch]) -> None:
        options = pyarrow.csv.WriteOptions(include_header=False)
        with self._connection.cursor() as cursor, cursor.copy(f"copy {target} from stdin (format csv)") as copy:
            for batch in batches:
                buffer = BytesIO()
                pyarrow.csv.write_csv(pa.Table.from_batches([batch]), buffer, options)
                copy.write(buffer.getvalue())

    def _upload(self, name: str, table: pa.Table) -> str:
        target = self._create(name, table.schema)
        self._copy(target, iter(table.to_batches()))
        return target

    def _drop(self, target: str) -> None:
        self._run(f"drop table if exists {target}")

    def _fetch(self, sql: str) -> pa.Table:
        with self._connection.cursor() as cursor:
            cursor.execute(sql)
            schema = _schema(cursor.description)
            return pa.Table.from_batches([_batch(schema, cursor.fetchall())])

    def _stream(self, sql: str) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
        cursor = self._connection.cursor(f"stream_{next(self._serial)}", withhold=True)
        cursor.execute(sql)
        schema = _schema(cursor.description)

        def batches() -> Iterator[pa.RecordBatch]:
            with cursor:
                while rows := cursor.fetchmany(_BATCH):
                    yield _batch(schema, rows)

        return schema, batches()

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raise refused(self.name, error) from error


def _schema(description: Sequence[psycopg.Column] | None) -> pa.Schema:
    return pa.schema([(column.name, _TYPES.get(column.type_code, pa.string())) for column in description or []])


def _batch(schema: pa.Schema, rows: Sequence[tuple[Any, ...]]) -> pa.RecordBatch:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.record_batch(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )


def _collated(name: str, kind: int) -> str:
    column = _quoted(name)
    return f'cast({column} as text) collate "C" as {column}' if kind in _TEXTS else column


def _sql_type(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind):
        return "bigint"
    return "double precision" if pa.types.is_floating(kind) else 'text collate "C"'


def _quoted(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'
