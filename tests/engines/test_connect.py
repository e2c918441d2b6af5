"""From an address to an engine, and what is said where that fails: what, why and what to do, never the password."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from corrente.core.errors import EngineError
from corrente.core.words import Language
from corrente.engine.connect import connect

SECRET = "s3cret"


def test_the_default_engine_does_not_import_what_it_does_not_need() -> None:
    code = """import sys, corrente.engine.duckdb, corrente.counts.tally
print([m for m in ('sqlglot', 'psycopg', 'clickhouse_connect', 'pyspark', 'pandas', 'scipy') if m in sys.modules])"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize("url", ["oracle://x", "", "orders.csv"])
def test_an_unknown_scheme_says_which_are_known(url: str) -> None:
    with pytest.raises(EngineError) as failed:
        connect(url)
    for language in Language:
        assert "duckdb://, postgresql://" in failed.value.say(language)


@pytest.mark.parametrize(
    ("url", "module", "extra"),
    [
        ("postgresql://h/db", "psycopg", "postgres"),
        ("clickhouse://h", "clickhouse_connect", "clickhouse"),
        ("spark://h:7077", "pyspark", "spark"),
    ],
)
def test_a_missing_driver_says_what_to_install(
    url: str, module: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("corrente.engine.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    from corrente.engine.connect import connect as fresh

    with pytest.raises(EngineError) as failed:
        fresh(url)
    for language in Language:
        assert f'pip install "corrente[{extra}]"' in failed.value.say(language)


@pytest.mark.engines
@pytest.mark.parametrize(
    ("url", "module"),
    [
        (f"postgresql://me:{SECRET}@127.0.0.1:1/db", "psycopg"),
        (f"postgresql://me:{SECRET}@127.0.0.1:1/db?no_such_option={SECRET}", "psycopg"),
        (f"clickhouse://me:{SECRET}@127.0.0.1:1/db", "clickhouse_connect"),
    ],
)
def test_a_server_that_does_not_answer(url: str, module: str) -> None:
    pytest.importorskip(module)
    with pytest.raises(EngineError) as failed:
        connect(url)
    for language in Language:
        words = failed.value.say(language)
        assert "127.0.0.1:1/db" in words
        assert "corrente.toml" in words
        assert SECRET not in words
    assert SECRET not in repr(failed.value)
    assert failed.value.__cause__ is None


def test_a_port_that_is_none_is_told() -> None:
    with pytest.raises(EngineError, match="postgresql://"):
        connect(f"postgresql://me:{SECRET}@host:port/db")


def test_options_of_duckdb_are_taken_from_the_url() -> None:
    engine = connect("duckdb://?threads=1&memory=123MB")
    sql = "select cast(current_setting('threads') as bigint) as threads, current_setting('memory_limit') as memory"
    cells = engine.count(sql, {}, {})
    engine.close()
    assert cells["threads"].tolist() == [1]
    assert cells["memory"].tolist()[0].startswith("117")  # 123 MB in MiB


def test_a_duckdb_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="DuckDB"):
        connect(f"duckdb://{tmp_path}/none.duckdb")
