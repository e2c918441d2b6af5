"""A company's own tables, put into a database as the company itself would have them there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

Load = Callable[[Mapping[str, pa.Table], str], None]
"""Replaces whatever the database holds by these tables; a name may have a schema. The zone is the company's."""


def loader(engine: str, request: pytest.FixtureRequest) -> Load:
    """How tables are loaded into the engine of that name."""
    if engine == "postgres":
        return _into_postgres(request.getfixturevalue("postgres_url"))
    if engine == "clickhouse":
        return _into_clickhouse(request.getfixturevalue("chdb_client"))
    if engine == "clickhouse_http":
        import clickhouse_connect

        parts = urlsplit(request.getfixturevalue("clickhouse_http_url"))
        address = {"host": parts.hostname, "port": parts.port, "username": parts.username, "password": parts.password}
        return _into_clickhouse(clickhouse_connect.get_client(autogenerate_session_id=False, **address))
    return _into_spark


def _quoted(name: str, mark: str = '"') -> str:
    return ".".join(f"{mark}{part}{mark}" for part in name.split("."))


def _into_postgres(url: str) -> Load:
    def load(tables: Mapping[str, pa.Table], _zone: str) -> None:
        import psycopg

        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("drop schema if exists vendas cascade")
            connection.execute("drop schema public cascade")
            connection.execute("create schema public")
            connection.execute("create schema vendas")
            for name, table in tables.items():
                columns = ", ".join(f"{_quoted(field.name)} {_postgres_type(field.type)}" for field in table.schema)
                connection.execute(f"create table {_quoted(name)} ({columns})")
                with connection.cursor().copy(f"copy {_quoted(name)} from stdin") as copy:
                    for row in table.to_pylist():
                        copy.write_row(tuple(row.values()))

    return load


def _postgres_type(kind: pa.DataType) -> str:
    if pa.types.is_timestamp(kind):
        return "timestamptz" if kind.tz else "timestamp"
    if pa.types.is_decimal(kind):
        return "numeric"
    kinds = {pa.int32(): "integer", pa.int64(): "integer", pa.float64(): "double precision", pa.date32(): "date"}
    return kinds.get(kind, "varchar(200)")


def _into_clickhouse(client: Any) -> Load:
    def load(tables: Mapping[str, pa.Table], zone: str) -> None:
        client.command("drop database if exists vendas")
        client.command("create database vendas")
        for name in client.query_arrow("show tables").to_pydict().get("name", []):
            client.command(f"drop table {_quoted(name)}")
        for name, table in tables.items():
            columns = ", ".join(f"{_quoted(field.name)} {_clickhouse_type(field.type, zone)}" for field in table.schema)
            client.command(f"create table {_quoted(name)} ({columns}) engine = MergeTree order by tuple()")
            database, _, bare = name.rpartition(".")
            client.insert_arrow(bare, _instants(table, zone), database=database or "default")

    return load


def _clickhouse_type(kind: pa.DataType, zone: str) -> str:
    if pa.types.is_timestamp(kind):
        return f"Nullable(DateTime64(6, '{kind.tz or zone}'))"
    if pa.types.is_decimal(kind):
        return f"Nullable(Decimal({kind.precision}, {kind.scale}))"
    if pa.types.is_string(kind):
        return "LowCardinality(Nullable(String))"
    kinds = {pa.int32(): "Int32", pa.int64(): "Int64", pa.float64(): "Float64", pa.date32(): "Date32"}
    return f"Nullable({kinds[kind]})"


def _instants(table: pa.Table, zone: str) -> pa.Table:
    """ClickHouse keeps instants only: a wall clock is loaded as the instant that it means in the company's zone."""
    for place, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type) and field.type.tz is None:
            moments = [_instant(value, zone) for value in table.column(place).to_pylist()]
            table = table.set_column(place, field.name, pa.array(moments, pa.timestamp("us", "UTC")))
    return table


def _instant(wall: dt.datetime | None, zone: str) -> dt.datetime | None:
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC) if wall else None


def _into_spark(tables: Mapping[str, pa.Table], _zone: str) -> None:
    from pyspark.sql import SparkSession

    session = SparkSession.builder.getOrCreate().newSession()
    session.conf.set("spark.sql.session.timeZone", "UTC")
    session.conf.set("spark.sql.timestampType", "TIMESTAMP_NTZ")  # a moment without a zone stays one
    session.conf.set("spark.sql.execution.arrow.pyspark.enabled", "true")
    session.sql("drop database if exists vendas cascade")
    session.sql("create database vendas")
    for found in session.catalog.listTables():
        if not found.isTemporary:
            session.sql(f"drop table {_quoted(found.name, '`')}")
    for name, table in tables.items():
        session.createDataFrame(table).write.saveAsTable(_quoted(name, "`"), format="parquet")
