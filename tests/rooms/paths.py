"""Tables of touches and orders in memory, and the touchpoints room asked of them."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np

from corrente.core.answer import Refusal
from corrente.core.count import Count
from corrente.core.profile import Level, Profile, TableProfile
from corrente.core.room import Counted, Given
from corrente.counts.tally import read
from corrente.downstream import touchpoints as room

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
