"""Who answers a contact: the rows follow the planted chances."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pytest
from numpy.random import RandomState

from corrente.market import simulate
from corrente.market.answering import BEFORE, MESSAGES, answering_truth, draw_answering
from corrente.market.truth import Truth


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    folder = tmp_path_factory.mktemp("answering")
    return folder, simulate(folder, 40_000, seed=4, parts=["online"])


def test_the_rate_of_all_is_the_planted_one(market: tuple[Path, Truth]) -> None:
    folder, truth = market
    n, rate = duckdb.sql(f"select count(*), avg(response) from '{folder}/touchpoints.parquet'").fetchall()[0]
    planted = truth.value("engagement", "answer_rate", segment="all")
    assert rate == pytest.approx(planted, abs=3 * np.sqrt(planted * (1 - planted) / n))


def test_rates_by_message_and_by_contacts_before_are_the_planted_ones(market: tuple[Path, Truth]) -> None:
    """By message the rest is dealt alike; contacts before go with channels, hence the wider allowance there."""
    folder, truth = market
    sql = f"select message, count(*), avg(response) from '{folder}/touchpoints.parquet' group by message"
    for message, n, rate in duckdb.sql(sql).fetchall():
        planted = truth.value("engagement", "answer_rate", message=message)
        assert rate == pytest.approx(planted, abs=4 * np.sqrt(planted / n))
    counted = duckdb.sql(
        f"""select least(count(*) over (partition by person_id order by occurred_at
            range between interval 604799 seconds preceding and current row) - 1, 6) as before, response
            from '{folder}/touchpoints.parquet'"""
    ).fetchnumpy()
    seen = [counted["response"][counted["before"] == n].mean() for n in range(7)]
    planted = [truth.value("engagement", "answer_rate", contacts_before=n) for n in BEFORE]
    assert seen == pytest.approx(planted, rel=0.25)
    assert planted == sorted(planted, reverse=True)


def test_every_person_gets_every_message(market: tuple[Path, Truth]) -> None:
    folder, _ = market
    shares = duckdb.sql(f"select count(*) from '{folder}/touchpoints.parquet' group by message").fetchnumpy()
    counts = next(iter(shares.values()))
    assert len(counts) == len(MESSAGES)
    assert counts / counts.sum() == pytest.approx(0.25, abs=0.01)  # 40,000 contacts: four errors of .0022


def test_chances_are_whole_steps_between_none_and_all() -> None:
    chance = draw_answering(RandomState(1)).chance
    assert ((chance * 2**24) % 1 == 0).all()
    assert 0 < chance.min() < chance.max() < 0.8


def test_a_market_without_a_contact_has_rates_of_nothing() -> None:
    class Empty:
        def fetch(self, _: str) -> dict[str, np.ndarray]:
            return {"place": np.zeros(0, dtype=np.int64), "n": np.zeros(0, dtype=np.int64)}

    found = answering_truth(draw_answering(RandomState(2)), Empty())
    assert set(found.values()) == {0.0}
