"""Where engines were measured to differ: whole numbers, nulls, the order of texts; all must say what DuckDB says."""

from __future__ import annotations

import pytest

from corrente.core.count import Cells, Lookup
from corrente.core.errors import EngineError
from corrente.engine.port import Engine

pytestmark = pytest.mark.engines

NUMBERS: Lookup = {
    "a": [0, 1, 7, 12, 2**40, 2**61, 5, None, 3],
    "b": [-1, -7, 3, -(2**61), 9, 2**61, None, None, 3],
    "s": ["b", "B", "a", "Ç", "ç", "Z", None, "é", "a"],
}
SAME = {
    "division": "select t.a // 7 as x, (t.a + 1) // (t.a % 5 + 1) as y from t where t.a is not null",
    "division binds as a product": "select 7 * t.a // 2 // 3 as x, 100 - t.a // 2 as y from t where t.a < 100",
    "division keeps sums whole": """select sum(a) // 2 as x, sum(a) % 7 as y, sum(sum(a)) over () // 4 as z
        from t where a < 2 * $k""",
    "division has the type of a number": """select bit_or(a // 2) as x,
        min(case when a > 5 then a // 2 else -1 end) as y from t""",
    "negative division truncates": "select (0 - 7) // 2 as x, (0 - 7) % 3 as y, -7 // 2 as z",
    "count is signed": "select count(*) - 20 as x, case when count(*) > 99 then count(*) else -1 end as y from t",
    "row number is signed": "select row_number() over (order by s, a) - 5 as x, s as z from t",
    "count beside a number": "select count(*) as x from t union all select -3 as x",
    "sum of a case": """select sum(case when a > 5 then 1 else 0 end) * -3 as x,
        sum(case when a > 5 then 1 else -1 end) as y from t""",
    "sum of a signed count": """select sum(x) as y, max(2 * x) as z, least(min(x), 3) as u
        from (select s, case when s < 'b' then count(*) else -1 end as x from t group by s) as g""",
    "sums of large numbers": "select sum(a) as x, sum(b) as y from t",
    "least passes over nulls": "select least(coalesce(a, 9), b, 4) as x, greatest(b, 2) as y from t",
    "sum of nothing is null": """select coalesce(sum(a), -1) as x, coalesce(max(b), -2) as y, count(*) as z
        from t where a < 0""",
    "a row without partner has nulls": """select coalesce(u.a, -1) as x, case when u.s is null then 1 else 0 end as y
        from t left join t as u on t.a = u.b""",
    "texts in order of code points": "select min(s) as x, max(s) as y, min(case when s > 'a' then s end) as z from t",
    "window over texts": """select s as x, count(*) over (order by s rows between 1 preceding and current row) as y
        from t""",
    "nulls come last": """select coalesce(a, -1) as x, coalesce(lag(b) over (order by a, b), -9) as y,
        coalesce(lead(b) over (order by a desc, b desc), -9) as z from t""",
    "grouping nulls": "select s as x, count(a) as y, count(*) as z, count(distinct a) as u from t group by s",
    "distinct from null": "select s as x from t where a is distinct from b and b is not distinct from b",
    "bits": "select bit_or(a) as x, bit_or(case when a = 99 then a else 0 end) as y from t where a >= 0",
    "parameters are wide": "select $k * 2 as x, $k + 2147483647 as y, case when $k > 1 then $k else -1 end as z",
    "booleans are numbers": "select a > 3 as x from t where a is not null",
    "absolute": "select abs(b) - 3 as x from t where b is not null",
    "alias of a column": "select a + 1 as b, count(*) as n from t where b > 0 group by a + 1",
    "texts of numbers": "select cast(a as varchar) as x, cast('12' as bigint) as y from t",
    "exists": "select t.s as x from t where exists (select 1 as one from t as u where u.a = t.b)",
    "letters, not bytes": """select length(s) - 2 as x, substring(s, 1, 1) as y, length(substring(s, 2, 9)) as z
        from t where s is not null""",
    "lower": "select lower(s) = 'b' as x, count(*) as n from t where s is not null group by 1",
}
OVERFLOWS = {
    "sum": "select sum(a) * 4 as x from t",
    "sum of many": "select sum(t.a + u.a) as x from t cross join t as u where t.a = $k",
    "product": "select a * a as x from t where a = $k",
}
K = 2**61


def _rows(cells: Cells) -> list[str]:
    return sorted(map(str, zip(*(column.tolist() for column in cells.values()), strict=True)))


def _count(engine: Engine, sql: str) -> Cells:
    return engine.count(sql, {"k": K} if "$k" in sql else {}, {"t": NUMBERS} if "from t" in sql else {})


@pytest.mark.parametrize("trap", SAME)
def test_engines_agree(trap: str, default: Engine, other: Engine) -> None:
    expected = _count(default, SAME[trap])
    assert _rows(_count(other, SAME[trap])) == _rows(expected)


@pytest.mark.parametrize("trap", OVERFLOWS)
def test_no_engine_goes_around_the_corner(trap: str, default: Engine, other: Engine) -> None:
    for engine in (default, other):
        with pytest.raises(EngineError):
            _count(engine, OVERFLOWS[trap])


def test_division_by_zero_fails(default: Engine, other: Engine) -> None:
    for engine in (default, other):
        with pytest.raises(EngineError):
            _count(engine, "select max(a // (a - 7)) as x from t where a = 7")


def test_a_null_number_is_refused_and_a_null_text_kept(default: Engine, other: Engine) -> None:
    for engine in (default, other):
        with pytest.raises(EngineError, match="empty places"):
            _count(engine, "select a as x from t")
        assert None in _count(engine, "select s as x from t")["x"].tolist()


def test_a_number_that_is_not_whole_is_refused(default: Engine, other: Engine) -> None:
    for engine in (default, other):
        with pytest.raises(EngineError, match="not whole"):
            engine.count("select w as x from l", {}, {"l": {"w": [0.5]}})


def test_lookups_vanish_and_do_not_meet(default: Engine, other: Engine) -> None:
    for engine in (default, other):
        first = engine.rows("select v as x from l", {}, {"l": {"v": [1]}})
        assert engine.count("select v as x from l", {}, {"l": {"v": [2]}})["x"].tolist() == [2]
        assert first.read_all().to_pydict() == {"x": [1]}
        with pytest.raises(EngineError):
            engine.count("select v as x from l", {}, {})


def test_parameters_too_many_or_too_few_are_refused(default: Engine, other: Engine) -> None:
    for engine in (default, other):
        for given in ({}, {"k": 1, "extra": 2}):
            with pytest.raises((EngineError, ValueError)):
                engine.count("select $k as x", given, {})


def test_empty_lookups_and_results_keep_their_types(default: Engine, other: Engine) -> None:
    import numpy as np

    none = {"l": {"v": np.array([], dtype=np.int64), "s": np.array([], dtype=object)}}
    for engine in (default, other):
        cells = engine.count("select v as x, s as y from l", {}, none)
        assert (cells["x"].dtype, cells["y"].dtype, len(cells["x"])) == (np.int64, object, 0)
        assert engine.rows("select v * 1 as x, s as y from l", {}, none).read_all().num_rows == 0


def test_scores_multiply_and_add_as_doubles(default: Engine, other: Engine) -> None:
    lookups = {"l": {"s": ["a", "b"], "w": [0.1, 1 / 3]}, "t": NUMBERS}
    sql = "select t.s as person, l.w * t.a + 2 as score, t.a as whole from t inner join l on t.s = l.s"
    expected = default.rows(sql, {}, lookups).read_all()
    scored = other.rows(sql, {}, lookups).read_all()
    assert scored.schema == expected.schema
    assert sorted(map(str, scored.to_pylist())) == sorted(map(str, expected.to_pylist()))
