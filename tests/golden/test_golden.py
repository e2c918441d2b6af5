"""Golden SQL: the translation of every count into every dialect is the one that was reviewed."""

from __future__ import annotations

import pytest

from corrente.engine.dialects import Dialect
from tests.golden.golden import DIALECTS, FOLDER, golden_file, said, statements

_AGAIN = "if that is intended, run: python -m tests.golden"


@pytest.mark.parametrize("name", statements())
def test_a_statement_reads_as_reviewed(name: str) -> None:
    for dialect in DIALECTS:
        file = golden_file(dialect, name)
        assert file.exists(), f"{name} has no golden SQL in {dialect.value}: {_AGAIN}"
        assert said(dialect, name) == file.read_text("utf-8"), f"{name} reads differently in {dialect.value}: {_AGAIN}"


def test_no_golden_sql_without_its_count() -> None:
    expected = {golden_file(dialect, name) for dialect in DIALECTS for name in statements()}
    assert set(FOLDER.glob("*/**/*.sql")) == expected, _AGAIN


def test_no_place_for_a_parameter_is_left_when_it_is_bound() -> None:
    from corrente.engine.dialects import translate

    for dialect in Dialect:
        assert "7" in translate("select $k as x", dialect, {"k": 7}, {})
