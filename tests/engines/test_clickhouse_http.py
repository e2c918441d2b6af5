"""ClickHouse over the wire: the same adapter against an HTTP server in another process."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from corrente.core.errors import EngineError
from corrente.counts.tally import tally
from corrente.engine.connect import connect
from corrente.engine.port import Engine
from tests.asked import asked, count_names
from tests.engines.conftest import attached

pytestmark = pytest.mark.engines


def test_counts_and_scores_over_http(
    clickhouse_http_url: str, default: Engine, clean_files: Mapping[str, Path]
) -> None:
    engine = attached(connect(clickhouse_http_url), clean_files)
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


def test_nothing_is_left_in_the_database(clickhouse_http_url: str) -> None:
    engine = connect(clickhouse_http_url)
    databases = "select count(*) as n from system.databases where name like 'corrente_%'"
    assert engine.count(databases, {}, {})["n"].tolist() == [1]
    engine.close()
    again = connect(clickhouse_http_url)
    assert again.count(databases, {}, {})["n"].tolist() == [1]
    again.close()
