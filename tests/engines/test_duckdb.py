"""The default adapter: odd paths, threads, streams, nothing left behind."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

from corrente.core.errors import EngineError
from corrente.engine.duckdb import DuckDB

TABLE = pa.table({"customer_id": [1, 2, 3], "revenue": [10, -5, None]})


@pytest.fixture
def engine() -> Iterator[DuckDB]:
    engine = DuckDB(threads=2)
    yield engine
    engine.close()


def test_paths_are_taken_literally(engine: DuckDB, tmp_path: Path) -> None:
    folder = tmp_path / "it's [1] *odd?"
    folder.mkdir()
    files = [folder / "a.parquet", folder / "b ç.parquet"]
    for file in files:
        pyarrow.parquet.write_table(TABLE, file)
    engine.attach('od"d', files)
    assert engine.count('select count(*) as n from "od""d"', {}, {})["n"].tolist() == [6]


def test_attaching_again_replaces(engine: DuckDB, tmp_path: Path) -> None:
    for rows in (2, 1):
        pyarrow.parquet.write_table(TABLE.slice(0, rows), tmp_path / f"{rows}.parquet")
        engine.attach("orders", [tmp_path / f"{rows}.parquet"])
    assert engine.count("select count(*) as n from orders", {}, {})["n"].tolist() == [1]


def test_local_variables_of_the_caller_are_not_tables(engine: DuckDB) -> None:
    assert TABLE.num_rows == 3
    with pytest.raises(EngineError, match="TABLE"):
        engine.count("select count(*) as n from TABLE_", {}, {})
    with pytest.raises(EngineError):
        engine.count("select count(*) as n from statement", {}, {})


def test_many_threads_may_count_at_once_each_with_its_own_lookup(engine: DuckDB) -> None:
    def ask(number: int) -> int:
        lookup = {"l": {"v": np.arange(1000) + number}}
        return int(engine.count("select sum(v * $k) as x from l", {"k": number}, lookup)["x"][0])

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(200)))
    assert answers == [number * (499_500 + 1000 * number) for number in range(200)]


def test_scores_come_in_batches_and_outlive_other_counts(engine: DuckDB) -> None:
    lookup = {"l": {"v": np.arange(250_000)}}
    reader = engine.rows("select v as person, v * 0.5 as score from l order by v", {}, lookup)
    first = reader.read_next_batch()
    assert engine.count("select count(*) as n from l", {}, {"l": {"v": [1]}})["n"].tolist() == [1]
    rest = list(reader)
    assert len(rest) >= 1
    assert first.num_rows + sum(batch.num_rows for batch in rest) == 250_000
    assert reader.schema == pa.schema([("person", pa.int64()), ("score", pa.float64())])


def test_time_is_utc_whatever_the_machine_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/Sao_Paulo")
    engine = DuckDB()
    assert "UTC" in engine.count("select current_setting('TimeZone') as zone", {}, {})["zone"].tolist()[0]
    engine.close()


def test_what_was_spilled_is_gone_after_close() -> None:
    engine = DuckDB()
    spill = Path(engine.count("select current_setting('temp_directory') as f", {}, {})["f"].tolist()[0])
    assert spill.is_dir()
    engine.close()
    assert not spill.exists()
