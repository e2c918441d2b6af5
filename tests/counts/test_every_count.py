"""What holds of every count: it adds over disjoint people, order does not matter, its bound holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corrente.core.count import Cells
from corrente.counts.tally import read
from tests.asked import count_names
from tests.clean import halves, random_tables, shuffled
from tests.counts.conftest import CountIn

_few = settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
_seeds = st.integers(0, 10_000)
_people = st.integers(1, 40)
_ids = st.sampled_from([{"people": "BIGINT", "subjects": "VARCHAR"}, {"people": "VARCHAR", "subjects": "BIGINT"}])

pytestmark = pytest.mark.parametrize("name", count_names())


def _tables(
    name: str, seed: int, people: int, ids: Mapping[str, str] | None = None, only_required: bool = False
) -> dict[str, pa.Table]:
    return random_tables(seed, people, ids, only_required, read(name).header.tables)


def _sums(name: str, cells: Cells) -> Counter[tuple[object, ...]]:
    """Key and column to number; zeros are as good as absent."""
    keys = read(name).header.keys
    numbers = [column for column in cells if column not in keys]
    sums: Counter[tuple[object, ...]] = Counter()
    for row in range(len(next(iter(cells.values())))):
        key = tuple(cells[column][row] for column in keys)
        for column in numbers:
            sums[*key, column] += int(cells[column][row])
    return Counter({key: total for key, total in sums.items() if total})


def _rows(cells: Cells) -> list[tuple[object, ...]]:
    return list(zip(*(column.tolist() for column in cells.values()), strict=True))


@_few
@given(seed=_seeds, people=_people, ids=_ids)
def test_counts_of_two_halves_add_up(
    name: str, count_in: CountIn, seed: int, people: int, ids: Mapping[str, str]
) -> None:
    whole = _tables(name, seed, people, ids)
    first, second = halves(whole)
    added = _sums(name, count_in(name, first))
    added.update(_sums(name, count_in(name, second)))
    assert Counter({key: total for key, total in added.items() if total}) == _sums(name, count_in(name, whole))


@_few
@given(seed=_seeds, people=_people)
def test_the_order_of_rows_does_not_matter(name: str, count_in: CountIn, seed: int, people: int) -> None:
    tables = _tables(name, seed, people)
    assert _rows(count_in(name, shuffled(tables, seed))) == _rows(count_in(name, tables))


@_few
@given(seed=_seeds)
def test_keys_identify_a_row_and_the_bound_holds(name: str, count_in: CountIn, seed: int) -> None:
    header = read(name).header
    cells = count_in(name, _tables(name, seed, 60))
    rows = _rows({key: cells[key] for key in header.keys}) if header.keys else [()] * len(next(iter(cells.values())))
    assert len(rows) == len(set(rows))
    assert header.bound is not None
    assert len(rows) <= header.bound  # `tally` refuses more; this says so without it


def test_columns_that_a_company_does_not_have_are_null(name: str, count_in: CountIn) -> None:
    bare = _tables(name, 3, 30, only_required=True)
    first, second = halves(bare)
    added = _sums(name, count_in(name, first))
    added.update(_sums(name, count_in(name, second)))
    assert Counter({key: total for key, total in added.items() if total}) == _sums(name, count_in(name, bare))


def test_empty_tables_count_to_nothing(name: str, count_in: CountIn) -> None:
    empty = {table: rows.slice(0, 0) for table, rows in _tables(name, 1, 2).items()}
    assert not _sums(name, count_in(name, empty))
