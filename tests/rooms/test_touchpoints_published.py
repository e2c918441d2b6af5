"""touchpoints: rules, removal effects and Shapley shares of published paths."""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import duckdb
import numpy as np
import pytest

from corrente.downstream import touchpoints as room
from corrente.downstream.touchpoints.estimate import first_order, steps_of
from corrente.inference.attribution_rules import Rule
from tests.data import shared
from tests.rooms.paths import DAY, LEADS, START, Order, Touch, counted, estimate_of, profile_of


@dataclasses.dataclass(frozen=True)
class Journeys:
    """Paths of channels, with the conversions, their value and the journeys without one that took them."""

    paths: list[tuple[str, ...]]
    conversions: list[int]
    values: list[float]
    nulls: list[int]

    @classmethod
    def read(cls, file: Path) -> Journeys:
        with file.open() as lines:
            rows = list(csv.DictReader(lines))
        return cls(
            [tuple(row["path"].split(" > ")) for row in rows],
            [int(row["total_conversions"]) for row in rows],
            [float(row["total_conversion_value"]) for row in rows],
            [int(float(row["total_null"])) for row in rows],
        )

    def each(self) -> Iterator[tuple[tuple[str, ...], bool]]:
        """One journey at a time: a path with c conversions and k nulls is c + k journeys."""
        for path, conversions, nulls in zip(self.paths, self.conversions, self.nulls, strict=True):
            yield from [(path, True)] * conversions + [(path, False)] * nulls


def expand(journeys: Journeys) -> duckdb.DuckDBPyConnection:
    """Every journey a person of her own, touches at successive seconds, the conversion right after the last."""
    touches: list[Touch] = []
    orders: list[Order] = []
    for person, (path, converts) in enumerate(journeys.each()):
        touches += [(person, START + step, channel) for step, channel in enumerate(path)]
        if converts:
            orders.append((person, START + len(path), 0))
    return tables_in_bulk(touches, orders)


def tables_in_bulk(touches: list[Touch], orders: list[Order]) -> duckdb.DuckDBPyConnection:
    import pyarrow as pa

    connection = duckdb.connect()
    people, seconds, channels = (list(column) for column in zip(*touches, strict=True))
    arrow_touches = pa.table({"p": people, "s": seconds, "c": channels})
    buyers, moments, revenue = (list(column) for column in zip(*orders, strict=True))
    arrow_orders = pa.table({"p": buyers, "s": moments, "r": revenue})
    connection.register("arrow_touches", arrow_touches)
    connection.register("arrow_orders", arrow_orders)
    connection.execute(
        f"""create table touchpoints as select p person_id, s occurred_second, (s // {DAY})::int occurred_day,
        c as channel, null::bigint as cost from arrow_touches"""
    )
    connection.execute(
        f"""create table orders as select p customer_id, s ordered_second, (s // {DAY})::int ordered_day, r as revenue
        from arrow_orders"""
    )
    connection.execute(LEADS)
    return connection


@pytest.fixture(scope="module")
def published() -> Journeys:
    return Journeys.read(shared("attribution_pathdata") / "Data.csv")


@pytest.fixture(scope="module")
def published_estimate(published: Journeys) -> room.Effectiveness:
    return estimate_of(expand(published))


def published_rows(name: str) -> list[dict[str, str]]:
    with (shared("attribution_pathdata") / name).open() as lines:
        return list(csv.DictReader(lines))


def test_rules_are_the_published_ones(published_estimate: room.Effectiveness) -> None:
    """Whole touches are exact; linear credit is cut below one part in 8e9 per touch, far under the 1e-4 asked here."""
    columns = {Rule.FIRST: "first_touch_conversions", Rule.LAST: "last_touch_conversions"}
    for row in published_rows("reference_heuristics_ChannelAttribution.csv"):
        k = published_estimate.channels.index(row["channel_name"])
        for rule, column in columns.items():
            assert published_estimate.rules[rule][k] == float(row[column]), (row["channel_name"], rule)
        linear = published_estimate.rules[Rule.LINEAR][k]
        assert linear == pytest.approx(float(row["linear_touch_conversions"]), abs=1e-4)


def test_removal_effects_are_the_published_ones(published_estimate: room.Effectiveness) -> None:
    """Four digits were published of the exact solution, so half a unit of the fourth is allowed."""
    exact = {
        "alpha": 0.5584, "iota": 0.4058, "eta": 0.3490, "beta": 0.2640, "theta": 0.2060,
        "lambda": 0.1340, "epsilon": 0.0626, "zeta": 0.0398, "kappa": 0.0287, "gamma": 0.0179,
    }  # fmt: skip
    answer = room.answer(published_estimate)
    for channel, effect in exact.items():
        estimate = answer.estimate("removal_effect", channel=channel)
        assert estimate.value == pytest.approx(effect, abs=5e-5), channel
        assert estimate.low < estimate.value < estimate.high
    assert published_estimate.base == pytest.approx(0.2238451, abs=5e-8)
    assert published_estimate.conversions == 19_785


def test_the_aggregated_paths_count_the_same(published: Journeys, published_estimate: room.Effectiveness) -> None:
    """Steps added up in Python straight from the file are the SQL's, and so is all that follows from them."""
    names = published_estimate.channels
    place = {name: k for k, name in enumerate(names)}
    chain = np.zeros((len(names) + 1, len(names) + 2))
    for path, conversions, nulls in zip(published.paths, published.conversions, published.nulls, strict=True):
        states = [0, *(1 + place[channel] for channel in path)]
        for before, after in pairwise(states):
            chain[before, after - 1] += conversions + nulls
        chain[states[-1], len(names)] += conversions
        chain[states[-1], len(names) + 1] += nulls
    cells = counted(connection := expand(published), profile_of(connection))
    steps = first_order(steps_of(cells["steps"], len(names)).sum(axis=0))
    np.testing.assert_array_equal(steps, chain)


def test_shapley_shares_of_the_published_paths_by_brute_force(
    published: Journeys, published_estimate: room.Effectiveness
) -> None:
    """Each journey's conversion divided evenly among the different channels on its path: the shares, to rounding."""
    share = dict.fromkeys(published_estimate.channels, 0.0)
    for path, conversions in zip(published.paths, published.conversions, strict=True):
        for channel in set(path):
            share[channel] += conversions / len(set(path))
    for channel, credit in zip(published_estimate.channels, published_estimate.credit, strict=True):
        assert credit == pytest.approx(share[channel] / 19_785, rel=1e-12)
