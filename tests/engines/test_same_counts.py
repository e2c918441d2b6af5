"""One test body over all engines: every count of the package is DuckDB's, to the last digit."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.counts.tally import score_rows, tally
from corrente.engine.port import Engine
from tests.asked import asked, asked_scores, count_names, score_names

pytestmark = pytest.mark.engines


@pytest.mark.parametrize("name", count_names())
def test_every_engine_counts_the_same(name: str, default: Engine, other: Engine) -> None:
    expected = tally(default, asked(name), {}, None)
    counted = tally(other, asked(name), {}, None)
    assert len(next(iter(expected.values()))) > 0, f"{name} counts nothing of the test's tables: see tests/asked.py"
    assert list(counted) == list(expected)
    for column in expected:
        assert counted[column].dtype == expected[column].dtype, column
        np.testing.assert_array_equal(counted[column], expected[column], err_msg=column)


@pytest.mark.parametrize("name", score_names())
def test_every_engine_scores_the_same(name: str, default: Engine, other: Engine) -> None:
    expected = score_rows(default, asked_scores(name)).read_all()
    scored = score_rows(other, asked_scores(name)).read_all()
    assert expected.num_rows > 0, f"{name} scores no one of the test's tables: see tests/asked.py"
    assert scored.schema == expected.schema
    assert sorted(map(str, scored.to_pylist())) == sorted(map(str, expected.to_pylist()))
