"""Parts of SQL: put in where they are called, and every mistake is seen when the statement is read."""

from __future__ import annotations

from importlib.resources import files

import pytest
import sqlglot

from corrente.counts.parts import assemble
from corrente.counts.tally import read
from corrente.engine.header import declared
from tests.asked import count_names, score_names

PARTS = sorted(file.name.removesuffix(".sql") for file in files("corrente.counts").joinpath("parts").iterdir())


def test_a_call_becomes_the_part_with_its_arguments() -> None:
    sql = assemble("-- with: age_band\nselect age_band(whole_periods) as age, age_band(2 * n) as twice from lives")
    assert sql.startswith("-- with: age_band\nselect (case\n  when whole_periods < 1 then 1")
    assert sql.count("case") == 2
    assert "when 2 * n < 24 then 12\n  else 24\nend) as twice from lives" in sql


def test_a_part_may_call_another_and_leaves_the_parameters_of_the_statement() -> None:
    sql = assemble("-- with: segment_levels\nwith levels as segment_levels() select code from levels")
    assert "(case $segment_column\n" in sql
    assert "customer_column" not in sql
    sqlglot.parse_one(sql, read="duckdb")


def test_what_the_head_does_not_declare_is_left_alone() -> None:
    sql = "-- Calls age_band(x) in words only.\nselect age_band(x) as age from lives"
    assert assemble(sql) == sql


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("-- with: age_band\nselect 1 as x", "declared and not called"),
        ("-- with: age_band\nselect age_band() as x", "takes 1 arguments, not 0"),
        ("-- with: noted_lately\nselect * from noted_lately(1, 2) as n", "takes 0 arguments, not 2"),
    ],
)
def test_a_wrong_use_of_a_part_is_refused(sql: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        assemble(sql)


def test_a_part_that_is_not_there_is_refused() -> None:
    with pytest.raises(FileNotFoundError):
        assemble("-- with: no_such_part\nselect no_such_part() as x")


def test_every_part_is_used_more_than_once() -> None:
    """A part that one statement calls once belongs into that statement."""
    calls = dict.fromkeys(PARTS, 0)
    texts = [files("corrente.counts").joinpath(f"{name}.sql") for name in _statements()]
    texts += [files("corrente.counts").joinpath("parts", f"{name}.sql") for name in PARTS]
    for text in texts:
        sql = text.read_text("utf-8")
        for name in declared(sql, "with"):
            calls[name] += sql.count(f"{name}(")
    assert min(calls.values()) > 1, calls


def test_no_call_is_left_in_any_statement() -> None:
    for name in _statements():
        sql = read(name).sql
        assert not [part for part in PARTS if f"{part}(" in sql], name


def _statements() -> tuple[str, ...]:
    return count_names() + tuple(f"scores/{name}" for name in score_names())
