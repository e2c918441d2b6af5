"""ClickHouse through clickhouse-connect: a server, or chdb inside this process (the tests' way)."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import clickhouse_connect
import pyarrow as pa
import pyarrow.parquet
from clickhouse_connect.driver.exceptions import ClickHouseError

from corrente.engine.dialects import Dialect, translate
from corrente.engine.failures import refused
from corrente.engine.port import listed
from corrente.engine.translating import Translating

_BATCH = 200_000

_STANDARD_SQL = {
    "join_use_nulls": 1,  # a row without partner has nulls, not zeros
    "aggregate_functions_null_for_empty": 1,  # sum of nothing is null, not zero
    "prefer_column_name_to_alias": 1,  # an alias does not reach into where and aggregates
    "least_greatest_legacy_null_behavior": 0,  # least and greatest pass over nulls
    "session_timezone": "UTC",
}


class ClickHouse(Translating):
    """A ClickHouse database read through ``client``; clean tables live in a database of their own until `close`.

    The client is closed too if it is ``owned``.

    Statements take turns: an embedded client can do one at a time.
    """

    name = "ClickHouse"
    dialect = Dialect.CLICKHOUSE

    def __init__(self, client: Any, owned: bool = False) -> None:
        super().__init__()
        self._client, self._owned = client, owned
        self._turn = threading.RLock()
        self._own = f"corrente_{uuid.uuid4().hex[:12]}"
        with self._failing():
            self._source = str(self._client.command("select currentDatabase()"))
            self._client.command(f"create database {self._own}")

    @classmethod
    def server(cls, **address: Any) -> ClickHouse:
        """A server; ``address`` as clickhouse-connect takes it (host, port, username, password, database, secure)."""
        return cls(clickhouse_connect.get_client(autogenerate_session_id=False, **address), owned=True)

    @classmethod
    def embedded(cls) -> ClickHouse:
        """Chdb inside this process, in memory; there can be one per process."""
        return cls(clickhouse_connect.get_client(interface="chdb"), owned=True)

    def catalogue(self) -> Mapping[str, Mapping[str, str]]:
        """Tables that this user may read: name to column to type name."""
        sql = f"""select database, table, name, type, database = '{self._source}' as searched from system.columns
            where lower(database) not in ('system', 'information_schema') and not startsWith(database, 'corrente_')
            order by table, position"""
        with self._failing():
            return listed(tuple(row.values()) for row in self._fetch(sql).to_pylist())

    def attach(self, table: str, files: Sequence[Path]) -> None:
        """Upload clean Parquet files into the table that stands for ``table``."""
        with self._failing():
            parquet = [pyarrow.parquet.ParquetFile(file) for file in files]
            target = self._create(f"clean_{table}", parquet[0].schema_arrow, "MergeTree order by tuple()")
            for file in parquet:
                for batch in file.iter_batches(_BATCH):
                    self._insert(f"clean_{table}", pa.Table.from_batches([batch]))
            self._tables[table] = target

    def adopt(self, table: str, select: str) -> None:
        """Make a SELECT over the database's own tables visible as the clean ``table`` (a view)."""
        own = {name: f"{_quoted(self._source)}.{_quoted(name)}" for name in self.catalogue() if "." not in name}
        target = f"{self._own}.{_quoted('adopted_' + table)}"
        with self._failing():
            self._command(f"create or replace view {target} as {translate(select, self.dialect, {}, own, whole=False)}")
            self._tables[table] = target

    def close(self) -> None:
        """Drop what was made here and release the connection."""
        with self._failing():
            self._command(f"drop database if exists {self._own}")
            if self._owned:
                self._client.close()

    def _command(self, sql: str) -> None:
        with self._turn:
            self._client.command(sql, settings=_STANDARD_SQL)

    def _create(self, name: str, schema: pa.Schema, storage: str) -> str:
        columns = ", ".join(f"{_quoted(field.name)} Nullable({_sql_type(field.type)})" for field in schema)
        target = f"{self._own}.{_quoted(name)}"
        self._command(f"create or replace table {target} ({columns}) engine = {storage}")
        return target

    def _insert(self, name: str, table: pa.Table) -> None:
        with self._turn:
            self._client.insert_arrow(name, table, database=self._own)

    def _upload(self, name: str, table: pa.Table) -> str:
        target = self._create(name, table.schema, "Memory")
        if table.num_rows:
            self._insert(name, table)
        return target

    def _drop(self, target: str) -> None:
        self._command(f"drop table if exists {target}")

    def _fetch(self, sql: str) -> pa.Table:
        with self._turn:
            table: pa.Table = self._client.query_arrow(sql, settings=_STANDARD_SQL)
            return table

    def _stream(self, sql: str) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
        schema = self._fetch(f"select * from ({sql}) limit 0").schema

        def batches() -> Iterator[pa.RecordBatch]:
            with self._turn, self._client.query_arrow_stream(sql, settings=_STANDARD_SQL) as source:
                for part in source:
                    yield from part.to_batches() if isinstance(part, pa.Table) else [part]

        return schema, batches()

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except ClickHouseError as error:
            raise refused(self.name, error) from error


def _sql_type(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind):
        return "Int64"
    return "Float64" if pa.types.is_floating(kind) else "String"


def _quoted(identifier: str) -> str:
    return '"' + identifier.replace("\\", "\\\\").replace('"', '\\"') + '"'
