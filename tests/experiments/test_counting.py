"""Counting by SQL against the definition, written as loops, on both databases."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from corrente.core.experiment import Measure, Metric, Test, Variant
from corrente.experiments import counting, events, exposures
from corrente.experiments.counting import Followed, Viewed
from corrente.experiments.counts import EDGES, OVER, Counts
from corrente.experiments.events import SHOWN, Event, Flag
from corrente.experiments.exposures import Exposure
from corrente.experiments.sessions import ENGAGED
from corrente.state.store import State, open_state

HOUR = 3_600_000
BEGAN = 1_800_000_000_000
NOW = BEGAN + 100 * HOUR
WINDOW = 32 * 3600
"""The window in seconds: its smallest bucket of delay is half an hour."""
SOLD = Metric("sold", Measure.CONVERSIONS, "Order Completed", WINDOW)
METRICS = (
    SOLD,
    Metric("orders", Measure.COUNT, "Order Completed", WINDOW, cap=2),
    Metric("revenue", Measure.REVENUE, "Order Completed", WINDOW, cap=100),
)
TEST = Test("page", "Page", (Variant("a"), Variant("b"), Variant("gone", dropped=True)), SOLD, METRICS[1:])
_ids = count()


def exposed(unit: str, arm: str = "a", at: int = BEGAN, policy: int = 1, cell: str = "", test: str = "page",
            site: str = "main", context: str | None = None) -> Exposure:  # fmt: skip
    probability = {"a": 0.5, "b": 0.3, "gone": 0.2}[arm] + policy / 100
    return Exposure(site, test, unit, f"{site}/{test}/{unit}", arm, probability, policy, cell, at, context)


def did(unit: str, at: int, value: float | None = None, name: str = "Order Completed", decision: str | None = None,
        flags: Flag = Flag.NONE, site: str = "main") -> Event:  # fmt: skip
    return Event(site, f"m{next(_ids)}", name, unit, None, decision, at, at, value, int(flags), "{}")


def write(store: State, people: Iterable[Exposure], done: Iterable[Event] = ()) -> None:
    with store.writing() as connection:
        exposures.store(connection, people)
        events.store(connection, done)


def bucket(milliseconds: int) -> int:
    edges = [edge * WINDOW * 1000 for edge in EDGES]
    return next((place for place in range(OVER) if milliseconds < edges[place + 1]), OVER)


Rows = dict[tuple[int, str, str, int, str], float]
"""By policy, cell, arm, age and the name of the sum."""
SUMS = ("people", "responded", "total", "squares")


def by_definition(people: list[Exposure], done: list[Event], metric: Metric) -> tuple[Rows, list[int]]:
    """The sums, and the delays."""
    own = {e.unit: e for e in people if (e.site, e.test) == ("main", "page")}
    by_decision = {e.decision: e for e in own.values()}
    came: dict[str, list[Event]] = defaultdict(list)
    for event in done:
        whose = by_decision.get(event.decision or "") or own.get(event.unit)
        right = event.name == metric.event and event.site == "main"
        if right and whose and 0 <= event.at_ms - whose.at_ms < WINDOW * 1000:
            came[whose.unit].append(event)
    rows: Rows = defaultdict(float)
    delays = [0] * OVER
    for unit, exposure in own.items():
        age, value = bucket(NOW - exposure.at_ms), value_of(metric, came[unit])
        key = (exposure.policy, exposure.cell, exposure.arm, age)
        for name, number in zip(SUMS, (1.0, float(value > 0), value, value**2), strict=True):
            rows[*key, name] += number
        if value > 0 and age == OVER:
            delays[bucket(min(event.at_ms for event in came[unit]) - exposure.at_ms)] += 1
    return rows, delays


def value_of(metric: Metric, came: list[Event]) -> float:
    amounts = {
        Measure.CONVERSIONS: float(bool(came)),
        Measure.COUNT: float(len(came)),
        Measure.REVENUE: sum(event.value or 0.0 for event in came),
    }
    value = max(amounts[metric.measure], 0.0)
    return value if metric.cap is None else min(value, metric.cap)


def as_rows(counts: Counts) -> Rows:
    keys = [
        (int(policy), counts.cells[cell], counts.arms[arm], int(age))
        for policy, cell, arm, age in zip(counts.policy, counts.cell, counts.arm, counts.age, strict=True)
    ]
    return {(*key, name): float(getattr(counts, name)[n]) for n, key in enumerate(keys) for name in SUMS}


def at_random(seed: int) -> tuple[list[Exposure], list[Event]]:
    draw = random.Random(seed)
    people = [
        exposed(f"u{n}", draw.choice(["a", "b", "gone"]), draw.randrange(BEGAN, NOW + HOUR), draw.randint(1, 4),
                draw.choice(["", "big", "small"]), site=draw.choice(["main"] * 4 + ["other"]),
                test=draw.choice(["page"] * 5 + ["mail"]))
        for n in range(300)
    ]  # fmt: skip
    done = [
        did(f"u{draw.randrange(330)}", draw.randrange(BEGAN - HOUR, NOW + HOUR),
            draw.choice([None, -30.0, 10.0, 80.0, 1e6]), draw.choice(["Order Completed"] * 4 + ["Other"]),
            draw.choice([None, None, "forged", f"main/page/u{draw.randrange(300)}"]),
            site=draw.choice(["main"] * 5 + ["other"]))
        for _ in range(1500)
    ]  # fmt: skip
    draw.shuffle(done)
    return people, done


def test_the_database_counts_as_the_definition_says(state: State) -> None:
    people, done = at_random(7)
    write(state, people, done)
    logged = {(e.policy, e.arm): e.probability for e in people}
    for metric, found in zip(METRICS, counting.count_all(state, "main", TEST, NOW).values(), strict=True):
        rows, delays = by_definition(people, done, metric)
        assert as_rows(found) == pytest.approx(rows), metric.name
        assert found.delays.tolist() == delays
        assert found.probability.tolist() == [
            logged[int(p), found.arms[a]] for p, a in zip(found.policy, found.arm, strict=True)
        ]


def test_what_arrives_in_another_order_counts_alike(file_state: State, tmp_path: Path) -> None:
    people, done = at_random(3)
    write(file_state, people, done)
    other = open_state(tmp_path / "other.sqlite")
    write(other, people[::-1], done[::-1])
    once, again = (counting.count(store, "main", TEST, METRICS[2], NOW) for store in (file_state, other))
    assert as_rows(once) == pytest.approx(as_rows(again))
    other.close()


def test_counting_is_bounded_by_policies_cells_arms_and_ages(file_state: State) -> None:
    write(file_state, (exposed(f"u{n}", "ab"[n % 2], BEGAN) for n in range(500)))
    found = counting.count(file_state, "main", TEST, SOLD, NOW)
    assert found.people.tolist() == [250, 250]
    assert found.age.tolist() == [OVER, OVER]


def test_a_test_that_nobody_has_seen_counts_nothing(file_state: State) -> None:
    write(file_state, [], [did("u1", BEGAN)])
    found = counting.count_all(file_state, "main", TEST, NOW)
    assert list(found) == ["sold", "orders", "revenue"]
    assert all(counts.people.sum() == 0 and counts.cells == ("",) for counts in found.values())
    assert counting.followed(file_state, "main", TEST, SOLD) == Followed()


def test_session_time_is_that_of_the_first_session(state: State) -> None:
    metric = Metric("time", Measure.SESSION_TIME, ENGAGED, WINDOW, cap=600)
    parts = [did("u1", BEGAN + 120_000, 60.0, ENGAGED), did("u1", BEGAN + 180_000, 30.0, ENGAGED),
             did("u1", BEGAN + 10 * HOUR, 500.0, ENGAGED)]  # fmt: skip
    write(state, [exposed("u1"), exposed("u2")], parts)
    found = counting.count(state, "main", replace(TEST, decision=metric), metric, NOW)
    assert (found.people.sum(), found.responded.sum(), found.total.sum()) == (2, 1, 90)


def test_every_event_has_one_fate_and_its_flags(state: State) -> None:
    people = [exposed("u0"), exposed("u1", at=BEGAN + 2 * HOUR), exposed("u2", at=BEGAN + 2 * HOUR)]
    done = [
        did("u1", BEGAN + 3 * HOUR), did("u1", BEGAN + 3 * HOUR, flags=Flag.LATE | Flag.SKEWED),
        did("u1", BEGAN + HOUR), did("u2", BEGAN + 60 * HOUR, flags=Flag.IMPLAUSIBLE), did("nobody", BEGAN + HOUR),
        did("nobody", BEGAN + 3 * HOUR, decision="main/page/u2"), did("u1", BEGAN, name="Other"),
    ]  # fmt: skip
    write(state, people, done)
    found = counting.followed(state, "main", TEST, SOLD)
    assert found == Followed(counted=3, early=1, past=1, strangers=1, crossed=1, late=1, skewed=1, implausible=1)


def test_confirmations_are_of_the_decision_that_they_name_and_days_are_utc(state: State) -> None:
    midnight = 20_000 * counting.DAY_MS
    people = [exposed("u1", at=midnight - 1), exposed("u2", "b", midnight, 2, "big"),
              exposed("u3", "b", midnight + HOUR, 2, "big")]  # fmt: skip
    seen = [did(e.unit, BEGAN + 1, name=SHOWN, decision=e.decision) for e in people]
    write(state, people, [*seen, seen[0], did("u9", BEGAN, name=SHOWN, decision="forged")])
    assert counting.viewed(state, "main", TEST) == (Viewed(1, "", "a", 1), Viewed(2, "big", "b", 2))
    assert counting.by_day(state, "main", TEST) == {19_999: 1, 20_000: 2}


def test_context_cells_are_the_commonest(state: State) -> None:
    test = replace(TEST, contexts=("segment", "country"))
    said = [{"segment": "big", "country": "BR"}] * 3 + [{"segment": "small"}] * 2 + [{"segment": 'odd "x"'}, {}]
    write(state, [exposed(f"u{n}", context=json.dumps(context)) for n, context in enumerate(said)])
    assert counting.cells(state, "main", test) == ("big|BR", "small|", 'odd "x"|')
    assert counting.cells(state, "main", TEST) == ()


def test_no_more_cells_are_told_apart_than_a_policy_may(file_state: State) -> None:
    write(file_state, (exposed(f"u{n}", context=f'{{"segment":"s{n}"}}') for n in range(200)))
    assert len(counting.cells(file_state, "main", replace(TEST, contexts=("segment",)))) == 63


def test_delays_of_those_whose_window_runs_are_left_out(file_state: State) -> None:
    people = [exposed("old"), exposed("young", at=NOW - HOUR)]
    write(file_state, people, [did("old", BEGAN + HOUR), did("young", NOW - HOUR // 2)])
    found = counting.count(file_state, "main", TEST, SOLD, NOW)
    assert found.delays.sum() == 1
    assert np.isclose(found.responded.sum(), 2)
