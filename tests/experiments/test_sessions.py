"""First sessions by SQL against the definition, written as a loop."""

from __future__ import annotations

import random
from itertools import count

import pytest
from sqlalchemy import literal, select, union_all

from corrente.core.experiment import Measure, Metric, Test, Variant
from corrente.experiments import events, exposures
from corrente.experiments.sessions import BOUNCE_SECONDS, ENGAGED, SILENCE_MS, Sessions, first_session, sessions
from corrente.state.store import State

METRIC = Metric("time", Measure.SESSION_TIME, ENGAGED)
TEST = Test("page", "Page", (Variant("a"), Variant("b")), METRIC)
CAME, NOW = 1_800_000_000_000, 1_800_000_000_000 + 10 * SILENCE_MS
MINUTE = 60_000
_ids = count()

Part = tuple[int, float | None]
"""When it was told, in milliseconds after the exposure; its seconds."""


def write(store: State, people: dict[str, tuple[str, list[Part]]], others: dict[str, int] | None = None) -> None:
    """People with their arm and the parts of use that were told of them, and what else they did."""
    said = [(unit, ENGAGED, *part) for unit, (_, parts) in people.items() for part in parts]
    said += [(unit, "Offer Clicked", at, None) for unit, at in (others or {}).items()]
    random.Random(1).shuffle(said)
    with store.writing() as connection:
        exposures.store(
            connection,
            [
                exposures.Exposure("main", "page", unit, unit, arm, 0.5, 1, "", CAME)
                for unit, (arm, _) in people.items()
            ],
        )
        events.store(
            connection,
            [
                events.Event("main", str(next(_ids)), name, unit, None, None, CAME + at, CAME + at, seconds, 0, "{}")
                for unit, name, at, seconds in said
            ],
        )


def by_definition(parts: list[Part]) -> float:
    total, last = 0.0, 0.0
    for at, seconds in sorted((at, min(seconds or 0.0, at / 1000)) for at, seconds in parts if at >= 0):
        if at - seconds * 1000 - last > SILENCE_MS:
            break
        total, last = total + seconds, at
    return total


CASES: dict[str, tuple[list[Part], float]] = {
    "left at once": ([], 0),
    "two parts": ([(2 * MINUTE, 60.0), (3 * MINUTE, 30.0)], 90),
    "a pause of just half an hour": ([(MINUTE, 20.0), (31 * MINUTE + 20_000, 20.0)], 40),
    "a longer pause": ([(MINUTE, 20.0), (31 * MINUTE + 20_001, 20.0)], 20),
    "back only later": ([(40 * MINUTE, 60.0)], 0),
    "an hour of reading": ([(5 * n * MINUTE, 290.0) for n in range(1, 13)], 12 * 290),
    "used before as well": ([(10_000, 60.0)], 10),
    "before it came": ([(-MINUTE, 30.0)], 0),
    "without seconds": ([(MINUTE, None), (2 * MINUTE, 5.0)], 5),
}


@pytest.mark.parametrize("case", CASES)
def test_the_definition_by_example(case: str) -> None:
    parts, seconds = CASES[case]
    assert by_definition(parts) == seconds


def test_the_database_counts_as_the_definition_says(state: State) -> None:
    draw = random.Random(7)
    made: dict[str, tuple[str, list[Part]]] = {name: ("a", parts) for name, (parts, _) in CASES.items()}
    for number in range(300):
        at, parts = draw.randint(-MINUTE, MINUTE), []
        for _ in range(draw.randint(0, 8)):
            at += draw.choice((0, 1000, 5 * MINUTE, 30 * MINUTE, 31 * MINUTE)) + draw.randint(0, 3 * MINUTE)
            parts.append((at, draw.choice((None, 0.0, 1.5, 9.0, 60.0, 300.0))))
        made[f"person {number}"] = (draw.choice("ab"), parts)
    write(state, made)
    found = sessions(state, "main", TEST, NOW)
    for arm in "ab":
        spent = [by_definition(parts) for their, parts in made.values() if their == arm]
        bounced = sum(seconds < BOUNCE_SECONDS for seconds in spent)
        assert found[arm] == Sessions(len(spent), bounced, pytest.approx(sum(spent), abs=1e-6))


def test_who_does_something_has_not_bounced(state: State) -> None:
    write(
        state,
        {"quick": ("a", [(5000, 4.0)]), "idle": ("a", []), "late": ("a", [])},
        {"quick": 6000, "late": SILENCE_MS + 1},
    )
    assert sessions(state, "main", TEST, NOW) == {"a": Sessions(3, 2, 4.0)}


def test_what_is_kept_of_a_metric_is_the_first_session(state: State) -> None:
    parts = [(-1000, 30.0), (MINUTE, 20.0), (40 * MINUTE, 9.0)]
    rows = [
        select(
            literal("u").label("unit"),
            literal(CAME).label("at_ms"),
            literal(CAME + at).label("happened"),
            literal(seconds).label("value"),
            literal(arm).label("arm"),
        )
        for (at, seconds), arm in zip(parts, "abc", strict=True)
    ]
    with state.reading() as connection:
        assert connection.execute(first_session(union_all(*rows).subquery())).all() == [
            ("u", CAME, CAME + MINUTE, 20.0, "b")
        ]


def test_a_session_that_may_still_begin_is_not_counted(state: State) -> None:
    write(state, {"new": ("a", [(5000, 4.0)])})
    assert sessions(state, "main", TEST, CAME + SILENCE_MS - 1) == {}
    assert sessions(state, "other", TEST, NOW) == {}
