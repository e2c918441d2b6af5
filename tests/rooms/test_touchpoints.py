"""The touchpoints room: paths found by SQL, the published path data, refusals, words."""

from __future__ import annotations

import dataclasses

import duckdb
import numpy as np
import pytest

from corrente.core.answer import Answer, Refusal
from corrente.core.profile import Profile
from corrente.core.room import Given
from corrente.core.words import Language
from corrente.downstream import touchpoints as room
from tests.rooms.paths import DAY, START, Order, Touch, counted, estimate_of, profile_of, random_rows, tables


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
