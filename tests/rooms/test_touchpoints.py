"""The touchpoints room: paths found by SQL, the published path data, refusals, words."""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import duckdb
import numpy as np
import pytest

from corrente.core.answer import Answer, Refusal
from corrente.core.count import Count
from corrente.core.profile import Level, Profile, TableProfile
from corrente.core.room import Counted, Given
from corrente.core.words import Language
from corrente.counts.tally import read
from corrente.downstream import touchpoints as room
from corrente.downstream.touchpoints.estimate import first_order, rules_of, steps_of
from corrente.downstream.touchpoints.plan import WINDOW_DAYS, names_of
from corrente.inference.attribution_rules import UNIT, Rule
from tests.data import shared

DAY = 86_400
START = 18_000 * DAY
SPAN = "select count(*), min(occurred_day), max(occurred_day) from touchpoints"

LEADS = "create table leads (lead_id int, person_id bigint, converted_second bigint, converted_day int)"

Touch = tuple[int, int, str]
Order = tuple[int, int, int]


def run(connection: duckdb.DuckDBPyConnection, count: Count) -> dict[str, np.ndarray]:
    """A count in plain DuckDB, its lookups as tables."""
    for name, lookup in count.lookups.items():
        columns = ", ".join(f"unnest(?) as {column}" for column in lookup)
        values = [list(np.asarray(v).tolist()) for v in lookup.values()]
        connection.execute(f"create or replace temp table {name} as select {columns}", values)
    cells = connection.execute(read(count.name).sql, dict(count.parameters)).fetchnumpy()
    return {name: np.asarray(column).astype(np.int64) for name, column in cells.items()}


def tables(touches: Sequence[Touch], orders: Sequence[Order], cost: int = 0) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(
        "create table touchpoints (person_id bigint, occurred_second bigint, occurred_day int, channel text, cost int)"
    )
    connection.execute("create table orders (customer_id bigint, ordered_second bigint, ordered_day int, revenue int)")
    connection.execute(LEADS)
    people, seconds, channels = zip(*touches, strict=True)
    connection.execute(
        f"""insert into touchpoints select p, s, s // {DAY}, c, {cost}
        from (select unnest(?) p, unnest(?) s, unnest(?) c)""",
        [list(people), list(seconds), list(channels)],
    )
    buyers, moments, revenue = zip(*orders, strict=True)
    connection.execute(
        f"insert into orders select p, s, s // {DAY}, r from (select unnest(?) p, unnest(?) s, unnest(?) r)",
        [list(buyers), list(moments), list(revenue)],
    )
    connection.execute(
        "insert into leads select row_number() over (), customer_id, ordered_second, ordered_day from orders"
    )
    return connection


def profile_of(connection: duckdb.DuckDBPyConnection, conversions: str = "orders") -> Profile:
    rows, first, last = connection.execute(SPAN).fetchone()
    levels = connection.execute("select channel, count(*) n from touchpoints group by 1 order by n desc, 1").fetchall()
    (number,) = connection.execute(f"select count(*) from {conversions}").fetchone()
    columns = frozenset({"lead_id", "person_id", "converted_at", "created_at"} if conversions == "leads" else set())
    return Profile(
        {
            "touchpoints": TableProfile(
                rows,
                0,
                first,
                last,
                frozenset({"channel", "cost"}),
                levels={"channel": tuple(Level(*level) for level in levels)},
            ),
            conversions: TableProfile(number, 0, first, last, columns),
        }
    )


def counted(connection: duckdb.DuckDBPyConnection, profile: Profile) -> Counted:
    plan = room.counts(profile)
    assert not isinstance(plan, Refusal)
    return {name: run(connection, count) for name, count in plan.items()}


def estimate_of(connection: duckdb.DuckDBPyConnection, conversions: str = "orders") -> room.Effectiveness:
    profile = profile_of(connection, conversions)
    found = room.infer(counted(connection, profile), Given(profile), np.random.default_rng(1))
    assert isinstance(found, room.Effectiveness), found.because.say()
    return found


# --- published paths -------------------------------------------------------------------------------------------------


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


# --- the paths themselves --------------------------------------------------------------------------------------------


def naive_paths(
    touches: Sequence[Touch], orders: Sequence[Order], code: Mapping[str, int]
) -> list[tuple[list[tuple[int, str]], int | None]]:
    """The definition in words, touch by touch: (touches of a path, moment of its conversion or None)."""
    window = WINDOW_DAYS * DAY
    found: list[tuple[list[tuple[int, str]], int | None]] = []
    for person in sorted({touch[0] for touch in touches}):
        own = sorted([(s, c) for p, s, c in touches if p == person], key=lambda t: (t[0], code[t[1]]))
        moments = sorted({s for p, s, r in orders if p == person and r >= 0})
        converting: dict[int, list[tuple[int, str]]] = {}
        drifting: list[list[tuple[int, str]]] = []
        last: int | None = None
        for second, channel in own:
            after = next((m for m in moments if m >= second), None)
            if after is not None and after - second <= window:
                converting.setdefault(after, []).append((second, channel))
                last = None
                continue
            crossed = last is not None and any(last < m <= second or m == last for m in moments)
            if last is None or second - last > window or crossed:
                drifting.append([])
            drifting[-1].append((second, channel))
            last = second
        found += [(path, moment) for moment, path in converting.items()] + [(path, None) for path in drifting]
    return found


def random_rows(seed: int) -> tuple[list[Touch], list[Order]]:
    """A year of 60 people in whole days, so that ties are frequent; some orders are returns."""
    rng = np.random.default_rng(seed)
    channels = ["a", "b", "c", "d"]
    touches = [
        (int(rng.integers(60)), START + DAY * int(rng.integers(365)), channels[int(rng.integers(4))])
        for _ in range(700)
    ]
    orders = [
        (int(rng.integers(60)), START + DAY * int(rng.integers(365)), int(rng.integers(-20_000, 100_000)))
        for _ in range(150)
    ]
    return touches, orders


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sql_follows_the_definition_of_paths(seed: int) -> None:
    touches, orders = random_rows(seed)
    connection = tables(touches, orders)
    profile = profile_of(connection)
    plan = room.counts(profile)
    assert not isinstance(plan, Refusal)
    code = dict(zip(plan["steps"].lookups["channels"]["channel"], range(4), strict=True))
    known = plan["steps"].parameters["known_second"]
    expected: dict[tuple[int, int, int], int] = {}
    for path, moment in naive_paths(touches, orders, code):
        places = [62, *(code[channel] for _, channel in path), 61 if moment is None else 63]
        for (second, _), step in zip(path, zip(places, places[1:], places[2:], strict=False), strict=False):
            if second <= known:
                expected[step] = expected.get(step, 0) + 1
    cells = run(connection, plan["steps"])
    got: dict[tuple[int, int, int], int] = {}
    for came, channel, went, n in zip(cells["came_from"], cells["channel"], cells["went_to"], cells["n"], strict=True):
        step = (int(came), int(channel), int(went))
        got[step] = got.get(step, 0) + int(n)
    assert got == expected


def rule_credits(rule: Rule, ages: Sequence[int]) -> list[float]:
    """What a rule gives each touch of a path, ``ages`` being whole days before the conversion."""
    length = len(ages)
    if rule is Rule.FIRST:
        return [1.0] + [0.0] * (length - 1)
    if rule is Rule.LAST:
        return [0.0] * (length - 1) + [1.0]
    if rule is Rule.TIME_DECAY:
        weights = [round(2**20 * 0.5 ** (age / 7)) for age in ages]
        return [weight / sum(weights) for weight in weights]
    special = {0, length - 1} if rule is Rule.U_SHAPED else {0, length - 1, (length - 1) // 2}
    if rule is Rule.LINEAR or length <= len(special) or length <= 2:
        return [1 / length] * length
    each = 0.4 if rule is Rule.U_SHAPED else 0.3
    rest = (1 - each * len(special)) / (length - len(special))
    return [each if i in special else rest for i in range(length)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sql_credits_follow_the_rules(seed: int) -> None:
    """Micro-credits are cut, not rounded: a few hundred touches lose less than one part in a million together."""
    touches, orders = random_rows(seed)
    connection = tables(touches, orders)
    profile = profile_of(connection)
    names = names_of(profile)
    code = {name: k for k, name in enumerate(names)}
    rules = rules_of(counted(connection, profile)["credits"], len(names))
    for rule in Rule:
        expected = np.zeros(len(names))
        for path, moment in naive_paths(touches, orders, code):
            if moment is None:
                continue
            ages = [(moment - second) // DAY for second, _ in path]
            for (_, channel), part in zip(path, rule_credits(rule, ages), strict=True):
                expected[code[channel]] += part
        np.testing.assert_allclose(rules[rule], expected, rtol=1e-6, err_msg=rule)


def test_value_and_sets_of_converting_paths() -> None:
    touches, orders = random_rows(4)
    orders.append((orders[0][0], orders[0][1], 70_000))  # two orders in one second: one conversion worth both
    connection = tables(touches, orders)
    profile = profile_of(connection)
    code = {name: k for k, name in enumerate(names_of(profile))}
    cells = counted(connection, profile)["credits"]
    worth: dict[int, int] = {}
    for path, moment in naive_paths(touches, orders, code):
        if moment is not None:
            mask = sum({1 << code[channel] for _, channel in path})
            spent = sum(r for p, s, r in orders if r >= 0 and s == moment and (p, path[0][0], path[0][1]) in touches)
            worth[mask] = worth.get(mask, 0) + spent
    got = {
        int(mask): int(cells["first_value"][cells["channels_met"] == mask].sum()) for mask in set(cells["channels_met"])
    }
    assert sum(got.values()) == sum(worth.values())
    assert cells["linear"].sum() <= UNIT * cells["first_touches"].sum()


def test_leads_stand_in_for_orders() -> None:
    touches, orders = random_rows(5)
    positive = [(p, s, abs(r)) for p, s, r in orders]
    connection = tables(touches, positive)
    by_orders, by_leads = estimate_of(connection), estimate_of(connection, "leads")
    np.testing.assert_array_equal(by_orders.removal, by_leads.removal)
    np.testing.assert_array_equal(by_orders.credit, by_leads.credit)


# --- words and refusals ----------------------------------------------------------------------------------------------


def simulated(people: int = 3000, seed: int = 7) -> duckdb.DuckDBPyConnection:
    """A first-order chain over a year, with a cost per touch: b leads on to c, which converts."""
    rng = np.random.default_rng(seed)
    moves = {"a": [0.1, 0.3, 0.1, 0.05], "b": [0.05, 0.1, 0.4, 0.1], "c": [0.1, 0.1, 0.1, 0.3]}
    touches: list[Touch] = []
    orders: list[Order] = []
    for person in range(people):
        second = START + int(rng.integers(330 * DAY))
        channel = str(rng.choice(["a", "b", "c"], p=[0.5, 0.3, 0.2]))
        while True:
            touches.append((person, second, channel))
            second += int(rng.integers(1, DAY))
            step = int(rng.choice(5, p=[*moves[channel], 1 - sum(moves[channel])]))
            if step > 2:
                break
            channel = "abc"[step]
        if step == 3:
            orders.append((person, second, 1_000_000))
    return tables(touches, orders, cost=5000)


@pytest.fixture(scope="module")
def answered() -> Answer:
    return room.answer(estimate_of(simulated()))


def test_order_beats_no_order_where_order_matters(answered: Answer) -> None:
    assert answered.proof is not None
    assert answered.proof.backtest is not None
    assert answered.proof.backtest.beats_baseline


def test_without_an_order_in_the_paths_the_headline_says_so() -> None:
    estimate = estimate_of(simulated(800))
    assert estimate.proven is not None
    beaten = dataclasses.replace(estimate.proven, order_1=estimate.proven.order_0 - 0.1)
    headline = room.answer(dataclasses.replace(estimate, proven=beaten)).headline
    assert "predicts nothing new" in headline.say(Language.EN)
    assert "não prevê nada de novo" in headline.say(Language.PT)


@pytest.mark.parametrize("language", list(Language))
def test_headlines_are_short(answered: Answer, language: Language) -> None:
    assert len(answered.headline.say(language).split()) <= 25


def test_intervals_hold_their_value_and_costs_follow(answered: Answer) -> None:
    assert {e.name for e in answered.estimates} == {
        "removal_effect", "markov_share", "shapley_share", "cost_per_conversion"
    }  # fmt: skip
    for estimate in answered.estimates:
        assert estimate.low <= estimate.value <= estimate.high
    for name in ("markov_share", "shapley_share"):
        assert sum(e.value for e in answered.estimates if e.name == name) == pytest.approx(1)


def test_the_picture_shows_removal_effects(answered: Answer) -> None:
    picture = room.figure(answered)
    assert [mark.value for mark in picture.marks] == sorted((mark.value for mark in picture.marks), reverse=True)
    assert picture.marks[0].emphasis


def test_too_few_conversions_are_refused() -> None:
    touches, orders = random_rows(6)
    connection = tables(touches, orders[:5])
    profile = profile_of(connection)
    refusal = room.infer(counted(connection, profile), Given(profile), np.random.default_rng(1))
    assert isinstance(refusal, Refusal)


def test_one_channel_or_no_conversions_are_refused() -> None:
    connection = tables([(1, START, "a"), (1, START + 5, "a")], [(1, START + 9, 100)])
    profile = profile_of(connection)
    assert isinstance(room.counts(profile), Refusal)
    assert isinstance(room.counts(Profile({"touchpoints": profile.tables["touchpoints"]})), Refusal)


def test_a_channel_that_no_converting_path_met_has_an_interval_and_no_shapley_share() -> None:
    connection = simulated(600)
    connection.execute(
        f"insert into touchpoints select 90000 + i, {START} + i, {START} // {DAY}, 'idle', 0 from range(20) t(i)"
    )
    answer = room.answer(estimate_of(connection))
    removal = answer.estimate("removal_effect", channel="idle")
    assert removal.value == 0
    assert removal.low == 0
    assert removal.high > 0
    with pytest.raises(KeyError):
        answer.estimate("shapley_share", channel="idle")
