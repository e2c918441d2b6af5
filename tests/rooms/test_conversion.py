"""The conversion room: funnels found by SQL, Olist's published rates, censoring, change points, words."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest

from corrente.core.answer import Answer, Refusal
from corrente.core.profile import Profile
from corrente.core.room import Given
from corrente.core.words import Language
from corrente.downstream import conversion as room
from tests.rooms.funnels import DAY, START, Entry, counted, estimate_of, profile_of, tables


def simulated(seed: int = 1, subjects: int = 4000) -> duckdb.DuckDBPyConnection:
    """Leads of two sources over 600 days; one reaches the second stage half as often; won deals are worth 500."""
    rng = np.random.default_rng(seed)
    entries: list[Entry] = []
    leads: dict[str, str | None] = {}
    deals: dict[str, tuple[str | None, str, int]] = {}
    last = (START + 600) * DAY
    for i in range(subjects):
        subject, source = f"s{i}", "ads" if rng.random() < 0.4 else "web"
        leads[subject] = source
        second = (START + int(rng.integers(600))) * DAY
        entries.append((subject, "mql", second))
        if rng.random() > (0.3 if source == "ads" else 0.6):
            continue
        second += int(rng.exponential(10)) * DAY + 60
        entries.append((subject, "sql", second))
        if second < last:
            won = rng.random() < 0.4
            second += int(rng.exponential(15)) * DAY + 60
            entries.append((subject, "won" if won else "lost", second))
            deals[subject] = (source, "won" if won else "lost", int(rng.integers(300, 700)))
    return tables([entry for entry in entries if entry[2] < last], leads, deals)


@pytest.fixture(scope="module")
def answered() -> Answer:
    return room.answer(estimate_of(simulated()))


def test_known_rates_are_found(answered: Answer) -> None:
    """The true eventual rates: .4 * .3 + .6 * .6 = .48 and .4; three standard errors of 4,000 and 1,800 subjects."""
    first = answered.estimate("eventual_conversion", **{"from": "mql", "to": "sql"})
    second = answered.estimate("eventual_conversion", **{"from": "sql", "to": "won"})
    assert first.value == pytest.approx(0.48, abs=3 * 0.008)
    assert second.value == pytest.approx(0.4, abs=3 * 0.012)
    ads = answered.estimate("stage_conversion", source="ads", to="sql")
    assert ads.value == pytest.approx(0.3, abs=0.04)  # a little below: the last have had no time


def test_the_source_that_drags_is_named_and_beats_one_rate(answered: Answer) -> None:
    assert answered.proof is not None
    assert answered.proof.backtest is not None
    assert answered.proof.backtest.beats_baseline
    row = next(r for r in answered.tables["sources"].rows if r[2] == "ads" and r[1] == "sql")
    assert row[-1] == pytest.approx(1, abs=1e-3)


def test_a_point_is_worth_what_follows_from_it(answered: Answer) -> None:
    """One point of 4,000 at the first step is 40 more, of whom .4 are won at 500: within ten percent."""
    lever = next(lever for lever in answered.levers if lever.of["from"] == "mql")
    assert lever.effect.unit == "USD"
    assert lever.effect.value == pytest.approx(40 * 0.4 * 500, rel=0.1)
    assert lever.effect.low < lever.effect.value < lever.effect.high


def test_the_funnel_shrinks(answered: Answer) -> None:
    picture = room.figure(answered)
    values = [mark.value for mark in picture.marks]
    assert values == sorted(values, reverse=True)
    assert values[0] == 1
    for mark in picture.marks:
        assert mark.low is not None
        assert mark.high is not None
        assert mark.low <= mark.value <= mark.high


def test_intervals_hold_their_value(answered: Answer) -> None:
    for estimate in answered.estimates:
        assert estimate.low <= estimate.value <= estimate.high


@pytest.mark.parametrize("language", list(Language))
def test_headlines_are_short(answered: Answer, language: Language) -> None:
    assert len(answered.headline.say(language).split()) <= 25


def test_a_change_in_time_is_found() -> None:
    """The rate falls from 60% to 30% half-way through 600 days: found within two periods of 25 days."""
    rng = np.random.default_rng(5)
    entries: list[Entry] = []
    for i in range(3000):
        day = START + int(rng.integers(600))
        entries.append((f"s{i}", "lead", day * DAY))
        if rng.random() < (0.6 if day < START + 300 else 0.3):
            entries.append((f"s{i}", "won", (day + int(rng.integers(10))) * DAY))
    step = estimate_of(tables(entries)).steps[0]
    assert step.change is not None
    assert step.change.probability > 0.99
    assert abs(step.starts[step.change.place + 1] - (START + 300)) <= 50
    assert step.change.before_draws.mean() == pytest.approx(0.6, abs=0.05)  # three standard errors of 1,300 subjects
    assert step.change.after_draws.mean() == pytest.approx(0.3, abs=0.05)


def test_one_stage_or_too_few_are_refused() -> None:
    alone = profile_of(tables([(f"s{i}", "lead", START * DAY) for i in range(50)]))
    assert isinstance(room.counts(alone), Refusal)
    assert isinstance(room.counts(Profile({})), Refusal)
    few = tables([(f"s{i}", stage, START * DAY) for i in range(10) for stage in ("lead", "won")])
    profile = profile_of(few)
    assert isinstance(room.infer(counted(few, profile), Given(profile), np.random.default_rng(1)), Refusal)
