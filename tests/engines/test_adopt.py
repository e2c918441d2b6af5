"""A connected database: its own tables are listed, and adopted as clean tables even where the names are the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corrente.engine.connect import connect
from corrente.engine.port import Engine
from tests.engines.conftest import opened

pytestmark = pytest.mark.engines

ZONE = "America/Sao_Paulo"
SECOND, DAY, MIDNIGHT = 1_709_260_200, 19_782, 1_709_175_600  # 2024-02-29 23:30 in São Paulo, three hours behind UTC
ORDERS = f"""select cast("ID Cliente" as bigint) as customer_id, canal as channel,
    utc_second(instant, '{ZONE}') as ordered_second, local_day(instant, '{ZONE}') as ordered_day,
    utc_second(wall, '{ZONE}') as wall_second, local_day(wall, '{ZONE}') as wall_day,
    utc_second(noted, '{ZONE}') as noted_second, local_day(noted, '{ZONE}') as noted_day from orders"""

# Columns that cannot be null are another type in ClickHouse, for which a sum of nothing would be zero.
NOTHING = "select coalesce(sum(customer_id), -1) as x from customers where customer_id > 99"
ALONE = """select coalesce(other.customer_id, -1) as x from customers
    left join customers as other on customers.customer_id = other.customer_id + 99"""


def _duckdb(_: pytest.FixtureRequest, folder: Path) -> Engine:
    import duckdb

    file = folder / "it's.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            'create table orders ("ID Cliente" int, canal text, instant timestamptz, wall timestamp, noted date)'
        )
        connection.execute("""insert into orders values
            (7, 'ç', '2024-03-01 02:30:00+00', '2024-02-29 23:30:00', '2024-02-29'), (8, 'B', null, null, null)""")
    return connect(f"duckdb://{file}")


def _postgres(request: pytest.FixtureRequest, _: Path) -> Engine:
    engine = opened("postgres", request)
    import psycopg

    with psycopg.connect(request.getfixturevalue("postgres_url"), autocommit=True) as connection:
        connection.execute("drop table if exists orders")
        connection.execute(
            'create table orders ("ID Cliente" int, canal text, instant timestamptz, wall timestamp, noted date)'
        )
        connection.execute("""insert into orders values
            (7, 'ç', '2024-03-01 02:30:00+00', '2024-02-29 23:30:00', '2024-02-29'), (8, 'B', null, null, null)""")
    return engine


def _clickhouse(request: pytest.FixtureRequest, _: Path) -> Engine:
    client = request.getfixturevalue("chdb_client")
    client.command("""create or replace table orders ("ID Cliente" Int32, canal String,
        instant Nullable(DateTime('Europe/Lisbon')), wall Nullable(DateTime64(6)), noted Nullable(Date))
        engine = MergeTree order by tuple()""")
    # ClickHouse keeps instants only: `wall` is one, in the server's zone (UTC here).
    client.command("""insert into orders values (7, 'ç', toDateTime('2024-03-01 02:30:00', 'UTC'),
        toDateTime64('2024-03-01 02:30:00', 6, 'UTC'), '2024-02-29'), (8, 'B', null, null, null)""")
    return opened("clickhouse", request)


def _spark(request: pytest.FixtureRequest, _: Path) -> Engine:
    engine = opened("spark", request)
    from pyspark.sql import SparkSession

    session = SparkSession.builder.getOrCreate()
    session.sql("drop table if exists orders")
    session.sql("""create table orders
        (`ID Cliente` int, canal string, instant timestamp, wall timestamp_ntz, noted date) using parquet""")
    session.sql("""insert into orders values (7, 'ç', timestamp '2024-03-01 02:30:00+00:00',
        timestamp_ntz '2024-02-29 23:30:00', date '2024-02-29'), (8, 'B', null, null, null)""")
    return engine


@pytest.mark.parametrize("source", [_duckdb, _postgres, _clickhouse, _spark])
def test_own_tables_are_listed_and_adopted(
    source: Callable[[pytest.FixtureRequest, Path], Engine], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    engine = source(request, tmp_path)
    try:
        assert list(engine.catalogue()["orders"]) == ["ID Cliente", "canal", "instant", "wall", "noted"]
        for _ in range(2):  # a second time replaces the first
            engine.adopt("orders", ORDERS)
            engine.adopt("customers", 'select "ID Cliente" as customer_id from orders')
        cells = engine.count("select * from orders where ordered_second is not null", {}, {})
        assert {name: column.tolist() for name, column in cells.items()} == {
            "customer_id": [7],
            "channel": ["ç"],
            "ordered_second": [SECOND],
            "ordered_day": [DAY],
            "wall_second": [SECOND],
            "wall_day": [DAY],
            "noted_second": [MIDNIGHT],
            "noted_day": [DAY],
        }
        assert engine.count("select max(channel) as x from orders", {}, {})["x"].tolist() == ["ç"]
        assert sorted(engine.count("select customer_id as x from customers", {}, {})["x"].tolist()) == [7, 8]
        assert engine.count(NOTHING, {}, {})["x"].tolist() == [-1]
        assert engine.count(ALONE, {}, {})["x"].tolist() == [-1, -1]
    finally:
        engine.close()


def test_an_embedded_engine_has_no_tables_of_its_own(default: Engine) -> None:
    assert default.catalogue() == {}
