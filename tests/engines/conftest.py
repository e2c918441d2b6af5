"""The engines under test; one that is not installed skips, or fails where CORRENTE_REQUIRE_ENGINES is set."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyarrow as pa
import pytest

from corrente.engine.connect import connect
from corrente.engine.port import Engine
from tests.clean import random_tables, write
from tests.engines import postgres_server

OTHERS = ("postgres", "clickhouse", "spark")
_MODULES = {"postgres": ("psycopg",), "clickhouse": ("clickhouse_connect", "chdb"), "spark": ("pyspark",)}


def _missing(engine: str) -> str | None:
    gone = [module for module in _MODULES[engine] if importlib.util.find_spec(module) is None]
    if gone:
        return f"{engine}: {', '.join(gone)} is not installed"
    if engine == "postgres" and postgres_server.binaries() is None:
        return "postgres: initdb, pg_ctl and postgres are not in PATH"
    if engine == "spark" and shutil.which("java") is None:
        return "spark: java is not in PATH"
    return None


@pytest.fixture(scope="session")
def tables() -> Mapping[str, pa.Table]:
    """One random company: people's ids are numbers, leads' and deals' are texts."""
    return random_tables(seed=20, people=60)


@pytest.fixture(scope="session")
def clean_files(tables: Mapping[str, pa.Table], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    return write(tables, tmp_path_factory.mktemp("clean"))


def attached(engine: Engine, clean_files: Mapping[str, Path]) -> Engine:
    for table, file in clean_files.items():
        engine.attach(table, [file])
    return engine


@pytest.fixture(scope="session")
def default(clean_files: Mapping[str, Path]) -> Iterator[Engine]:
    """DuckDB, to whose numbers the others are held."""
    engine = connect("duckdb://")
    yield attached(engine, clean_files)
    engine.close()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    need("postgres")
    with postgres_server.server() as url:
        yield url


@pytest.fixture(scope="session", params=OTHERS)
def other(request: pytest.FixtureRequest, clean_files: Mapping[str, Path]) -> Iterator[Engine]:
    """Every other engine, with the same clean tables attached."""
    engine = opened(request.param, request)
    yield attached(engine, clean_files)
    engine.close()


@pytest.fixture(scope="session")
def chdb_client() -> Iterator[Any]:
    """ClickHouse inside this process: there can be one."""
    need("clickhouse")
    import clickhouse_connect

    client = clickhouse_connect.get_client(interface="chdb")
    yield client
    client.close()


@pytest.fixture(scope="session")
def clickhouse_url(chdb_client: Any) -> Iterator[str]:
    """The address of ClickHouse inside this process; opening it uses the one client that there is."""
    from corrente.engine import connect as module
    from corrente.engine.clickhouse import ClickHouse

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(module._OPENERS, "chdb", (lambda _: ClickHouse(chdb_client), "ClickHouse", "clickhouse"))  # type: ignore[call-overload]
        yield "chdb://"


@pytest.fixture(scope="session")
def clickhouse_http_url() -> Iterator[str]:
    """ClickHouse over the wire: chdb behind HTTP in another process."""
    need("clickhouse")
    command = [sys.executable, "-m", "tests.engines.clickhouse_http"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        yield f"clickhouse://me:s3cret@127.0.0.1:{port}/default"
        process.terminate()


@pytest.fixture(scope="session")
def spark_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A small Spark on this machine, reachable from it only; its first session keeps it alive for all tests."""
    need("spark")
    options = {
        "threads": "2",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
    }
    url = f"spark://local?{urlencode(options)}"
    first = connect(url)
    yield url
    first.close()


def opened(name: str, request: pytest.FixtureRequest) -> Engine:
    """A new engine of that name, or a skip."""
    return connect(request.getfixturevalue(f"{name}_url"))


def need(engine: str) -> None:
    reason = _missing(engine)
    if reason and os.environ.get("CORRENTE_REQUIRE_ENGINES"):
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
