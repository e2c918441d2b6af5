"""The access room: sets found by SQL, planted reach, refusals, words."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from corrente.core.answer import Answer, Estimate, Refusal, Status
from corrente.core.answer_json import to_json
from corrente.core.room import Given
from corrente.core.words import Language
from corrente.counts.tally import tally
from corrente.stream.company import Company, open_company
from corrente.upstream import access as room
from corrente.upstream.access.estimate import GOAL, Access
from corrente.upstream.access.plan import OTHER, channels_of

START = dt.datetime(2025, 1, 1)
CHANNELS = ("email", "fair", "search", "visit")
CHANCES = np.array([0.5, 0.1, 0.6, 0.3])
COSTS = np.array([0.1, 40.0, 2.0, 0.0])


def journeys(
    people: int, seed: int = 1, segments: tuple[str, ...] = ("large", "small"), cost: bool = True
) -> dict[str, pa.Table]:
    """Each person is met by each channel on its own by `CHANCES`, twice by search; half of the people are customers."""
    rng = np.random.default_rng(seed)
    met = rng.random((people, 4)) < CHANCES
    rows = []
    for person, channel in np.argwhere(met).tolist():
        for _ in range(2 if CHANNELS[channel] == "search" else 1):
            moment = START + dt.timedelta(days=int(rng.integers(200)))
            rows.append((person, moment, CHANNELS[channel], float(COSTS[channel]) if cost else None))
    columns = ("person_id", "occurred_at", "channel", "cost")
    touchpoints = pa.table(dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True)))
    ids = list(range(0, people, 2))
    customers = pa.table({"customer_id": ids, "size": [segments[i // 2 % len(segments)] for i in ids]})
    return {"touchpoints": touchpoints, "customers": customers}


def ask(frames: dict[str, pa.Table]) -> Answer:
    return open_company(frames=frames).ask("access")


def inferred(company: Company, answers: dict[str, Answer] | None = None) -> Access | Refusal:
    profile = company.books.profile
    plan = room.counts(profile)
    if isinstance(plan, Refusal):
        return plan
    counted = {name: tally(company.books.engine, count, {}, None) for name, count in plan.items()}
    return room.infer(counted, Given(profile, answers or {}), np.random.default_rng(1))


def estimate_of(frames: dict[str, pa.Table], answers: dict[str, Answer] | None = None) -> Access:
    found = inferred(open_company(frames=frames), answers)
    assert isinstance(found, Access)
    return found


@pytest.fixture(scope="module")
def answered() -> Answer:
    return room.answer(estimate_of(journeys(6000)))


ANY = 1 - np.prod(1 - CHANCES)


def test_planted_reach_is_found(answered: Answer) -> None:
    """About 2,600 buyers met: a share has a standard error of at most .01, and three are allowed."""
    for k, channel in enumerate(CHANNELS):
        for segment in ("all", "large", "small"):
            found = answered.estimate("reach", channel=channel, segment=segment)
            assert found.value == pytest.approx(CHANCES[k] / ANY, abs=0.035)
        only = CHANCES[k] * np.prod(1 - np.delete(CHANCES, k)) / ANY
        assert answered.estimate("only_reach", channel=channel, segment="all").value == pytest.approx(only, abs=0.03)


def test_contacts_and_cost_per_buyer(answered: Answer) -> None:
    """Search meets twice; its cost is that of all its contacts, over the buyers whom it met."""
    assert answered.status is Status.ANSWERED
    with pytest.raises(KeyError):  # always twice: nothing to be unsure of
        answered.estimate("contacts_per_buyer", channel="search", segment="all")
    found = answered.estimate("cost_per_buyer", channel="search", segment="all")
    assert found.value == pytest.approx(2 * 2.0 * 2, rel=0.1)  # half of those met are buyers
    assert found.low < found.value < found.high
    with pytest.raises(KeyError):
        answered.estimate("cost_per_buyer", channel="visit", segment="all")


def test_the_cheapest_set_meets_most_without_the_dear_channel(answered: Answer) -> None:
    """Email and search meet 1 - .5 x .4 = .8 of everybody, .915 of the .874 whom any channel meets."""
    assert answered.tables["sets"].rows[0][1] == "email + search"
    reach = answered.estimate("set_reach", segment="all", channels="email + search")
    assert reach.value == pytest.approx(0.8 / ANY, abs=0.02)
    assert reach.low > GOAL - 0.01
    assert answered.headline.say().startswith("email and search almost certainly meet at least 90%")
    assert any("without fair" in action.advice.say() for action in answered.actions)


def test_levers_say_what_each_channel_adds(answered: Answer) -> None:
    assert {lever.of["channel"] for lever in answered.levers} == {"email", "search"}
    values = [lever.effect.value for lever in answered.levers]
    assert values == sorted(values, reverse=True)


def test_the_curve_rises_to_everybody(answered: Answer) -> None:
    reach = [row[2] for row in answered.tables["curve"].rows]
    assert all(isinstance(value, float) for value in reach)
    assert reach == sorted(reach, key=float)
    assert reach[-1] == pytest.approx(1)
    picture = room.figure(answered)
    assert [mark.value for mark in picture.marks] == pytest.approx(reach)
    assert sum(mark.emphasis for mark in picture.marks) == 1


def test_the_headline_says_when_the_past_predicts_as_well() -> None:
    estimate = estimate_of(journeys(1500))
    assert estimate.backtest is not None
    beaten = dataclasses.replace(estimate.backtest, baseline=0.0)
    headline = room.answer(dataclasses.replace(estimate, backtest=beaten)).headline
    assert "carried on" in headline.say(Language.EN)
    assert "repetir o passado" in headline.say(Language.PT)


def test_pooling_predicts_better_than_carrying_on_where_segments_are_alike() -> None:
    """Eight alike segments of about 80 buyers each and half of the time: chance favours pooling in nine of ten."""
    names = tuple(f"s{i}" for i in range(8))
    wins = 0
    for seed in range(10):
        backtest = estimate_of(journeys(1500, seed, names)).backtest
        wins += backtest is not None and backtest.beats_baseline
    assert wins >= 8


def test_overlaps_are_counted_and_not_assumed() -> None:
    """Without segments the baseline takes channels as independent: here email and visit never meet the same person."""
    frames = journeys(3000, segments=("one",))
    rows = frames["touchpoints"].to_pylist()
    email = {row["person_id"] for row in rows if row["channel"] == "email"}
    kept = [row for row in rows if row["channel"] != "visit" or row["person_id"] not in email]
    estimate = estimate_of(frames | {"touchpoints": pa.Table.from_pylist(kept)})
    assert estimate.backtest is not None
    assert "independent" in estimate.backtest.baseline_name.say()
    assert estimate.backtest.beats_baseline


def test_the_target_is_the_segment_that_the_answer_on_segments_speaks_of_first() -> None:
    frames = journeys(1500)
    whole = room.answer(estimate_of(frames))
    spoken = dataclasses.replace(whole, estimates=(Estimate("value", 1.0, 0.0, 2.0, "x", {"segment": "small"}),))
    aimed = room.answer(estimate_of(frames, {"segments": spoken}))
    assert "small buyers" in aimed.headline.say()
    assert aimed.estimates[0].of["segment"] == "small"
    assert whole.estimates[0].of["segment"] == "all"


def test_money_in_spend_comes_before_what_contacts_cost() -> None:
    frames = journeys(1500)
    spend = pa.table(
        {"period": [dt.date(2025, 1, 1), dt.date(2025, 2, 1)], "channel": ["visit"] * 2, "spend": [5.0, 7.0]}
    )
    estimate = estimate_of(frames | {"spend": spend})
    assert estimate.cost is not None
    assert estimate.cost[estimate.channels.index("visit")] == 12
    assert estimate.cost[estimate.channels.index("fair")] > 1000


def test_without_costs_the_smallest_set_is_taken_and_said() -> None:
    estimate = estimate_of(journeys(2000, cost=False))
    answer = room.answer(estimate)
    assert estimate.cost is None
    assert any("smallest" in caveat.say() for caveat in answer.evidence.caveats)
    assert not [e for e in answer.estimates if e.name == "cost_per_buyer"]
    assert len(str(answer.tables["sets"].rows[0][1]).split(" + ")) <= 3


def test_without_customers_everybody_stands_for_the_buyers() -> None:
    answer = ask({"touchpoints": journeys(1000)["touchpoints"]})
    assert answer.status is Status.ANSWERED
    assert any("no table of customers" in caveat.say() for caveat in answer.evidence.caveats)
    assert {e.of["segment"] for e in answer.estimates} == {"all"}


# --- counts ----------------------------------------------------------------------------------------------------------


def test_sql_finds_the_sets_of_single_people() -> None:
    frames = journeys(300)
    company = open_company(frames=frames)
    plan = room.counts(company.books.profile)
    assert not isinstance(plan, Refusal)
    cells = tally(company.books.engine, plan["sets"], {}, None)
    names = channels_of(company.books.profile)
    days = [row["occurred_at"].date() for row in frames["touchpoints"].to_pylist()]
    middle = (min(days).toordinal() + max(days).toordinal()) // 2
    segment = {row["customer_id"]: row["size"] for row in frames["customers"].to_pylist()}
    levels = list(plan["sets"].lookups["segment_codes"]["segment_level"])
    expected: dict[tuple[int, int, int], int] = {}
    for person in range(300):
        masks = [0, 0, 0]
        for row in frames["touchpoints"].to_pylist():
            if row["person_id"] == person:
                late = int(row["occurred_at"].date().toordinal() > middle)
                for period in (late, 2):
                    masks[period] |= 1 << names.index(row["channel"])
        code = 1 + levels.index(segment[person]) if person in segment else -1
        if code > 0 or masks[2]:
            for period in range(3):
                cell = (code, period, masks[period])
                expected[cell] = expected.get(cell, 0) + 1
    keys = zip(*(cells[name].tolist() for name in ("segment", "period", "channels_met")), strict=True)
    assert dict(zip(keys, cells["people"].tolist(), strict=True)) == expected


def test_more_channels_than_bits_share_the_last_one() -> None:
    rng = np.random.default_rng(6)
    rows = [
        {"person_id": p, "occurred_at": START + dt.timedelta(days=int(rng.integers(90))), "channel": f"c{k:02d}"}
        for p in range(400)
        for k in rng.choice(16, 3, replace=False).tolist()
    ]
    estimate = estimate_of({"touchpoints": pa.Table.from_pylist(rows)})
    assert len(estimate.channels) == 13
    assert estimate.channels[-1] == OTHER
    assert estimate.segments[0].reach.shape[1] == 13


# --- refusals and extremes -------------------------------------------------------------------------------------------


def test_too_few_buyers_or_one_channel_are_refused() -> None:
    few = ask(journeys(100))
    assert few.status is Status.REFUSED
    assert "same person by the same id" in few.refusal.next_step.say()  # type: ignore[union-attr]
    rows = [row | {"channel": "only"} for row in journeys(500)["touchpoints"].to_pylist()]
    assert ask({"touchpoints": pa.Table.from_pylist(rows)}).status is Status.REFUSED


def test_customers_of_other_ids_are_refused() -> None:
    frames = journeys(1000)
    strangers = pa.table({"customer_id": list(range(10_000, 10_300)), "size": ["large"] * 300})
    assert ask(frames | {"customers": strangers}).status is Status.REFUSED


def test_the_least_size_tells_channels_a_sixth_apart() -> None:
    """A hundred buyers: the intervals of reach are at most 2 x 1.645 x .05 wide, and so tell .5 from .67."""
    widths = []
    for seed in range(5):
        answer = ask(journeys(240, seed, segments=("one",)))
        widths += [e.high - e.low for e in answer.estimates if e.name == "reach"]
    assert widths
    assert max(widths) < 0.18
    assert np.mean(widths) > 0.08


def test_a_channel_that_meets_everybody_is_no_estimate_and_no_failure() -> None:
    frames = journeys(600)
    everywhere = [
        {"person_id": p, "occurred_at": START + dt.timedelta(days=p % 200), "channel": "site", "cost": 0.0}
        for p in range(600)
    ]
    rows = frames["touchpoints"].to_pylist() + everywhere
    answer = ask(frames | {"touchpoints": pa.Table.from_pylist(rows)})
    assert answer.status is Status.ANSWERED
    for estimate in answer.estimates:
        assert estimate.low < estimate.high
        assert estimate.of.get("channel") != "site" or estimate.name != "reach"


@pytest.mark.parametrize("language", list(Language))
def test_answers_are_said_in_both_languages_whatever_the_names(language: Language) -> None:
    frames = journeys(1000, segments=("a very long name of a segment that goes on", "another one"))
    rows = [row | {"channel": f"{row['channel']} of a long name"} for row in frames["touchpoints"].to_pylist()]
    answer = ask(frames | {"touchpoints": pa.Table.from_pylist(rows)})
    assert len(answer.headline.say(language).split()) <= 25
    assert all("{" not in action["advice"] for action in to_json(answer, language)["actions"])
