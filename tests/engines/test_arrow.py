"""Arrays are made without pandas, which takes longer to import than many counts to run."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal

import pyarrow as pa
import pytest

from corrente.core.errors import EngineError
from corrente.engine.arrow import cells, text_array, whole_array

TEXTS = ["a", None, "ção", "", *["x"] * 9, None]


def test_arrays_hold_what_they_were_given() -> None:
    texts, numbers = text_array(TEXTS), whole_array([0, -1, 2**63 - 1])
    texts.validate(full=True)
    numbers.validate(full=True)
    assert (texts.to_pylist(), texts.null_count) == (TEXTS, 2)
    assert numbers.to_pylist() == [0, -1, 2**63 - 1]
    assert text_array([]).to_pylist() == whole_array([]).to_pylist() == []


def test_pandas_is_not_imported() -> None:
    made = "from corrente.engine.arrow import *; text_array(['a', None]); whole_array([1])"
    asked = f"import sys; {made}; print('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout == "False\n"


def test_wide_sums_come_as_int64_or_not_at_all() -> None:
    def column(value: int) -> pa.Table:
        return pa.table({"n": pa.array([Decimal(value)], pa.decimal128(38, 0))})

    assert cells(column(2**63 - 1))["n"].tolist() == [2**63 - 1]
    with pytest.raises(EngineError):
        cells(column(2**63))
