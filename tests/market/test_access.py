"""The truth of access is that of the journeys that are made."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from corrente.market import simulate
from corrente.market.journeys import CHANNELS


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory):
    """A market, its truth, and the set of channels that met each buyer who came by a journey."""
    folder = tmp_path_factory.mktemp("access")
    truth = simulate(folder, 80_000, 4, parts=["online"])
    rows = duckdb.sql(
        f"select list_sort(list(distinct channel)), list(channel) from '{folder}/touchpoints.parquet' "
        f"where person_id in (select customer_id from '{folder}/customers.parquet') group by person_id"
    ).fetchall()
    return folder, truth, rows


def test_reach_overlap_and_contacts_are_those_of_the_buyers(met) -> None:
    """At least 3,000 buyers: five standard errors of a share of a half are .045, of contacts per buyer .1."""
    _, truth, rows = met
    assert len(rows) > 3000
    for channel in CHANNELS:
        of = {"channel": channel, "segment": "all"}
        own = [touches for _, touches in rows if channel in touches]
        assert truth.value("access", "reach", **of) == pytest.approx(len(own) / len(rows), abs=0.045)
        only = sum(channels == [channel] for channels, _ in rows) / len(rows)
        assert truth.value("access", "only_reach", **of) == pytest.approx(only, abs=0.045)
        often = sum(touches.count(channel) for touches in own) / len(own)
        assert truth.value("access", "contacts_per_buyer", **of) == pytest.approx(often, abs=0.1)


def test_sets_and_costs(met) -> None:
    folder: Path
    folder, truth, rows = met
    chosen = {"display", "search"}
    reach = sum(bool(chosen & set(channels)) for channels, _ in rows) / len(rows)
    assert truth.value("access", "set_reach", channels="display + search", segment="mid") == pytest.approx(
        reach, abs=0.045
    )
    ((spent,),) = duckdb.sql(
        f"select sum(cost)::double from '{folder}/touchpoints.parquet' where channel = 'search'"
    ).fetchall()
    per = spent / (len(rows) * truth.value("access", "reach", channel="search", segment="all"))
    assert truth.value("access", "cost_per_buyer", channel="search", segment="all") == pytest.approx(per, rel=1e-6)
