"""A market of any size: the same rows for the same seed everywhere, whole tables, and no work per row in Python."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import duckdb
import numpy as np
import pyarrow.parquet as pq
import pytest

from corrente.company.contract import CONTRACT
from corrente.core.errors import EngineError
from corrente.engine.generate import Workshop
from corrente.market import simulate
from corrente.market.simulate import define
from corrente.market.truth import key

TABLES = (
    "adoptions",
    "category_purchases",
    "category_sales",
    "choices",
    "competitors",
    "customers",
    "feedback",
    "leads",
    "lift_tests",
    "needs",
    "opportunities",
    "orders",
    "outcomes",
    "price_survey",
    "ratings",
    "spend",
    "stage_changes",
    "subscriptions",
    "tickets",
    "touchpoints",
    "treatments",
    "usage",
)

CHECKSUMS = {
    "adoptions": "cc57706e64ab1c79",
    "category_purchases": "540d3e28a626cd76",
    "category_sales": "e79ceac144b274eb",
    "choices": "30a9fb0a0b91dacb",
    "competitors": "739adeac47473bb6",
    "customers": "21d1595b59d20731",
    "feedback": "5d438bce97de4cf4",
    "leads": "7f7d2aca09d91fc9",
    "lift_tests": "b1d3ef17f88a4422",
    "needs": "cedd03ca3e60b4ea",
    "opportunities": "19464390a9bb8fbb",
    "orders": "84ccfd4ccf0caa94",
    "outcomes": "0d638c7a3023a0a4",
    "price_survey": "b6aa8493fd0eb337",
    "ratings": "35e6e5dbc74c37ed",
    "spend": "094e2a8dcb9a810c",
    "stage_changes": "19a272fd51d57b7a",
    "subscriptions": "b11d43fe8e90f816",
    "tickets": "406656ead3a6b3f5",
    "touchpoints": "638f2948617151b3",
    "treatments": "a4c04c3e8b0c215f",
    "usage": "5e68c8d0644712cc",
}
"""Of 2,000 touchpoints with seed 1; whoever changes what is simulated changes these, and says so in the changelog."""


def _rows(folder: Path, table: str) -> int:
    return int(pq.read_table(folder / f"{table}.parquet").num_rows)


def _checksum(folder: Path, table: str) -> str:
    """Of all rows as text, in the order in which they were written."""
    rows = pq.read_table(folder / f"{table}.parquet").to_pylist()
    return hashlib.sha256("\n".join("|".join(map(str, row.values())) for row in rows).encode()).hexdigest()[:16]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("market")
    return folder, simulate(folder, 2_000, seed=1)


@pytest.mark.parametrize("table", TABLES)
def test_the_same_seed_gives_these_very_rows_on_every_machine(small, table):
    assert _checksum(small[0], table) == CHECKSUMS[table]


def test_the_same_seed_gives_the_same_truth(small, tmp_path):
    assert simulate(tmp_path, 2_000, seed=1) == small[1]


def test_another_seed_gives_another_market(small, tmp_path):
    truth = simulate(tmp_path, 2_000, seed=2)
    assert _checksum(tmp_path, "orders") != CHECKSUMS["orders"]
    assert truth.values["touchpoints"] != small[1].values["touchpoints"]


def test_more_touchpoints_do_not_change_what_is_true_of_the_chain(small, tmp_path):
    name, of = key("removal_effect", channel="email")
    fewer = simulate(tmp_path, 500, seed=1, parts=["online"]).values["touchpoints"]
    assert fewer[name, of] == small[1].values["touchpoints"][name, of]


@pytest.mark.parametrize("table", TABLES)
def test_tables_are_those_of_the_contract(small, table):
    columns = pq.read_schema(small[0] / f"{table}.parquet").names
    known = {column.name for column in CONTRACT[table].columns}
    required = {column.name for column in CONTRACT[table].columns if column.required}
    assert required <= set(columns)
    free = {"size", "region", "cost", "dashboards", "onboarding", "support", "adaptive_testing"}
    assert set(columns) - known <= free


def test_references_hold(small):
    folder, _ = small
    strangers = duckdb.sql(f"""
        select (select count(*) from '{folder}/orders.parquet'
                anti join '{folder}/customers.parquet' using (customer_id)),
            (select count(*) from '{folder}/opportunities.parquet' anti join '{folder}/leads.parquet' using (lead_id)),
            (select count(*) from '{folder}/stage_changes.parquet'
                anti join '{folder}/opportunities.parquet' on subject_id = opportunity_id),
            (select count(*) - count(distinct order_id) from '{folder}/orders.parquet')
    """).fetchall()  # fmt: skip
    assert strangers == [(0, 0, 0, 0)]


@pytest.mark.parametrize("touchpoints", [1, 100, 10_000])
def test_sizes_are_about_what_was_asked_for(tmp_path, touchpoints):
    simulate(tmp_path, touchpoints, seed=3)
    # the mean length of a journey differs between chains by a tenth or so; one person alone walks 1 to 30 steps
    assert touchpoints / 3 <= _rows(tmp_path, "touchpoints") <= max(3 * touchpoints, 30)


def test_a_smaller_market_replaces_a_larger_one(tmp_path, monkeypatch):
    from corrente.market import size

    with monkeypatch.context() as patched:
        patched.setattr(size.chunks, "__defaults__", (300,))
        simulate(tmp_path, 4_000, seed=4)
    simulate(tmp_path, 1_000, seed=4)
    assert [_rows(tmp_path, table) > 0 for table in TABLES] == [True] * len(TABLES)
    assert not list(tmp_path.glob("*/*.parquet"))


@pytest.mark.parametrize("arguments", [{"touchpoints": 0}, {"customers": 0}, {"leads": -1}])
def test_a_market_of_nothing_is_refused(tmp_path, arguments):
    with pytest.raises(ValueError, match="at least one"):
        simulate(tmp_path, **arguments)


def test_an_error_of_the_engine_is_said_as_one(tmp_path):
    macros, constants = define(1)
    with Workshop(tmp_path, constants) as workshop:
        workshop.run(macros[0])
        with pytest.raises(EngineError, match="nowhere"):
            workshop.fetch("select * from nowhere")


def test_uniforms_are_uniform_and_unrelated_between_streams_and_steps(tmp_path):
    macros, constants = define(9)
    with Workshop(tmp_path, constants) as workshop:
        workshop.run(macros[0])
        drawn = workshop.fetch("""
            select draw('a', i, 0) % 4096 as low, (draw('a', i, 0) >> 40) % 4096 as high,
                draw('a', i, 1) % 4096 as next, draw('b', i, 0) % 4096 as other from range(100000) as t(i)
        """)  # fmt: skip
    columns = np.stack([drawn[name] for name in ("low", "high", "next", "other")]).astype(float)
    # the mean of 100,000 uniforms on 0..4095 has a standard error of 3.7, a correlation one of .003; five of each
    assert columns.mean(axis=1) == pytest.approx([2047.5] * 4, abs=18.7)
    assert np.abs(np.corrcoef(columns) - np.eye(4)).max() < 0.016
    for column in columns:
        counts = np.bincount((column // 64).astype(int), minlength=64)
        # chi-squared with 63 degrees of freedom exceeds 115 once in 10,000 times
        assert ((counts - 1562.5) ** 2 / 1562.5).sum() < 115


@pytest.mark.slow
def test_rows_are_made_in_the_engine_in_time_that_no_loop_over_rows_could_reach(tmp_path):
    began = time.process_time()
    simulate(tmp_path, 1_000_000, seed=1)
    # nine seconds of work; a Python loop would need about a microsecond for each of some 50 steps per row
    assert time.process_time() - began < 30
    assert 700_000 < _rows(tmp_path, "touchpoints") < 1_400_000


def test_many_chunks_make_the_same_rows_as_one(tmp_path, monkeypatch):
    from corrente.market import size

    simulate(tmp_path / "one", 4_000, seed=4)
    monkeypatch.setattr(size.chunks, "__defaults__", (300,))
    simulate(tmp_path / "many", 4_000, seed=4)
    chunked = [table for table in TABLES if (tmp_path / "many" / table).is_dir()]
    assert set(chunked) >= {"customers", "leads", "opportunities", "orders", "stage_changes", "touchpoints", "usage"}
    for table in chunked:
        one, many = pq.read_table(tmp_path / "one" / f"{table}.parquet"), pq.read_table(tmp_path / "many" / table)
        assert len(list((tmp_path / "many" / table).iterdir())) > 1
        by = one.column_names[0]
        order = [(name, "ascending") for name in one.column_names if name != by]
        assert one.sort_by([(by, "ascending"), *order]).equals(many.sort_by([(by, "ascending"), *order]))
