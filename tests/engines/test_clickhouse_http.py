"""ClickHouse over the wire: the same adapter against an HTTP server in another process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest

from corrente.core.errors import EngineError
from corrente.counts.tally import tally
from corrente.engine.connect import connect
from corrente.engine.port import Engine
from tests.asked import asked, count_names
from tests.engines.conftest import attached, need

pytestmark = pytest.mark.engines


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    need("clickhouse")
    command = [sys.executable, "-m", "tests.engines.clickhouse_http"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        yield f"clickhouse://me:s3cret@127.0.0.1:{port}/default"
        process.terminate()


def test_counts_and_scores_over_http(server: str, default: Engine, clean_files: Mapping[str, Path]) -> None:
    engine = attached(connect(server), clean_files)
    for name in count_names():
        expected, counted = tally(default, asked(name), {}, None), tally(engine, asked(name), {}, None)
        for column in expected:
            np.testing.assert_array_equal(counted[column], expected[column], err_msg=f"{name}.{column}")
    reader = engine.rows("select v as x, w * 2 as y from l", {}, {"l": {"v": ["a", "ç"], "w": [0.5, 0.25]}})
    assert reader.read_all().to_pydict() == {"x": ["a", "ç"], "y": [1.0, 0.5]}
    with pytest.raises(EngineError) as failed:
        engine.count("select nothing as x from nowhere", {}, {})
    assert "s3cret" not in str(failed.value)
    engine.close()


def test_nothing_is_left_in_the_database(server: str) -> None:
    engine = connect(server)
    databases = "select count(*) as n from system.databases where name like 'corrente_%'"
    assert engine.count(databases, {}, {})["n"].tolist() == [1]
    engine.close()
    again = connect(server)
    assert again.count(databases, {}, {})["n"].tolist() == [1]
    again.close()
