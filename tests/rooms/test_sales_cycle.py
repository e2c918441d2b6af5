"""sales_cycle: the Olist funnel's published days, counted spells by hand, and simulated days with a known median."""

from __future__ import annotations

import csv
import datetime as dt
from contextlib import closing

import numpy as np
import pyarrow as pa
import pytest

from corrente.core.answer import Refusal, Status
from corrente.core.words import Language
from corrente.stream.company import open_company
from corrente.upstream import sales_cycle
from tests.data import shared
from tests.rooms.deals import Deals

DAY = 86_400


def deal(name: str, created: int, outcome: str, closed: int | None, source: str | None = None) -> dict:
    return {"opportunity_id": name, "created_day": created, "outcome": outcome, "closed_day": closed, "source": source}


def entry(name: str, stage: str, day: int, hour: int = 0) -> dict:
    return {"subject_id": name, "stage": stage, "entered_day": day, "entered_second": day * DAY + hour * 3600}


def spells(deals: list[dict], moves: list[dict], until: int) -> dict:
    """Counted spells by hand-checkable keys."""
    made = Deals(opportunities=deals, stage_changes=moves)
    found = made.run("stage_durations", {"until_day": until, "longest": 3650}, {"sources": {"source": ["web"]}})
    keys = zip(found["step"], found["origin"], found["ending"], found["days"], strict=True)
    return dict(zip(keys, found["deals"], strict=True))


def test_each_spell_ends_with_what_came_next():
    deals = [
        deal("a", 0, "won", 9, "web"),
        deal("b", 0, "lost", 7, "fair"),
        deal("c", 1, "open", None),
        deal("d", 0, "won", 30, "web"),
    ]
    moves = [
        entry("a", "lead", 0), entry("a", "offer", 4), entry("a", "won", 9),
        entry("b", "lead", 0), entry("b", "offer", 5),
        entry("c", "lead", 1),
        entry("d", "lead", 2), entry("d", "offer", 25),
        entry("x", "lead", 3),
    ]  # fmt: skip
    assert spells(deals, moves, 10) == {
        ("lead", "web", 1, 4): 1,  # a moved on after four days
        ("offer", "web", 2, 5): 1,  # a was won five days later
        ("lead", "(other)", 1, 5): 1,  # b moved on
        ("offer", "(other)", 3, 2): 1,  # b was lost, which only its deal says
        ("lead", "", 0, 9): 1,  # c is still there
        ("lead", "web", 0, 8): 1,  # d's later moves are not known yet
        ("lead", "", 0, 7): 1,  # x is a lead without a deal
    }


def test_ties_repeats_and_impossible_orders():
    deals = [deal("a", 0, "won", 0), deal("b", 5, "won", None), deal("c", 0, "open", None)]
    moves = [
        entry("a", "lead", 0), entry("a", "Won", 0),  # the same second: the win comes last
        entry("b", "won", 3), entry("b", "lead", 5),  # won before it began
        entry("c", "lead", 1), entry("c", "lead", 4), entry("c", "offer", 6),  # entered twice: one spell
    ]  # fmt: skip
    assert spells(deals, moves, 10) == {
        ("lead", "", 2, 0): 1,
        ("won", "", 4, 0): 1,
        ("lead", "", 4, 0): 1,
        ("lead", "", 1, 5): 1,
        ("offer", "", 0, 4): 1,
    }


def test_days_of_deals_and_what_remained_at_a_cut():
    made = Deals(
        opportunities=[
            deal("a", 0, "won", 9), deal("b", 0, "lost", 21), deal("c", 4, "open", None),
            deal("d", 0, "won", None), deal("e", 15, "won", 16), deal("f", 2, "won", 30),
        ],
        stage_changes=[entry("a", "lead", 0)],
    )  # fmt: skip
    lookups = {"sources": {"source": ["web"]}}
    found = made.run("deal_durations", {"until_day": 10, "longest": 8}, lookups)
    rows = set(zip(found["ending"], found["days"], found["deals"], strict=True))
    assert rows == {(2, 8, 1), (0, 8, 2), (0, 6, 1), (4, 0, 1)}  # nine and ten days are capped at eight
    found = made.run("deal_remaining", {"cut_day": 10, "until_day": 30, "longest": 3650}, lookups)
    rows = set(zip(found["age"], found["part"], found["ending"], found["deals"], strict=True))
    # 20 days to come, in quarters of five: day 21 is the 11th, in the third; day 30 the 20th, in the last
    assert rows == {(10, 3, 3, 1), (6, 0, 0, 1), (8, 4, 2, 1)}


def simulated(seed: int, deals: int = 1500, window: int = 300) -> tuple[Deals, list[dict]]:
    """Deals of two sources: web leaves each stage with a daily chance of 0.10, fair with 0.04; half are won."""
    rng = np.random.default_rng(seed)
    rows, moves = [], []
    for i in range(deals):
        source = ("web", "fair")[int(rng.integers(2))]
        chance = 0.10 if source == "web" else 0.04
        created = int(rng.integers(0, window))
        first, second = (int(n) - 1 for n in rng.geometric(chance, 2))
        closed = created + first + second
        outcome = ("won", "lost")[int(rng.integers(2))] if closed <= window else "open"
        rows.append(deal(str(i), created, outcome, closed if closed <= window else None, source))
        for stage, day in (("lead", created), ("offer", created + first), (outcome, closed)):
            if day <= window:
                moves.append(entry(str(i), stage, day, hour=len(stage)))
    return Deals(opportunities=rows, stage_changes=moves), rows


@pytest.fixture(scope="module")
def estimate():
    return simulated(1)[0].infer(sales_cycle)


def geometric_median(chance: float) -> float:
    """Of whole days from a constant daily chance, with a fraction as `competing_hazards` says."""
    day = int(np.floor(np.log(0.5) / np.log(1 - chance)))
    before = 1 - (1 - chance) ** day
    return day - 0.5 + (0.5 - before) / (chance * (1 - chance) ** day)


def test_medians_by_source_hold_the_truth(estimate):
    answer = sales_cycle.answer(estimate)
    misses = []
    for source, chance in (("web", 0.10), ("fair", 0.04)):
        for stage in ("lead", "offer"):
            found = answer.estimate("median_days", stage=stage, source=source, among="all")
            truth = geometric_median(chance)
            # 700 deals each: an interval of about 15% of the median, and one of four may miss
            assert found.high - found.low < 0.4 * truth
            misses.append(not found.low <= truth <= found.high)
    assert sum(misses) <= 1


def test_observed_medians_are_the_plain_ones():
    made, rows = simulated(2, deals=400)
    answer = sales_cycle.answer(made.infer(sales_cycle))
    days = [row["closed_day"] - row["created_day"] for row in rows if row["outcome"] == "won"]
    found = answer.estimate("median_days", stage="total", among="closed")
    assert found.value == np.median(days)
    assert found.low <= found.value <= found.high
    assert found.observed["left"] == len(days)


def test_observed_comes_first_and_shares_sum_to_one(estimate):
    answer = sales_cycle.answer(estimate)
    assert [e.of for e in answer.estimates[:2]] == [
        {"stage": "total", "among": "closed"}, {"stage": "total", "among": "all"},
    ]  # fmt: skip
    shares = [e.value for e in answer.estimates if e.name == "share_of_time"]
    assert sum(shares) == pytest.approx(1)
    assert len(shares) == 2


def test_the_quicker_source_becomes_a_lever(estimate):
    answer = sales_cycle.answer(estimate)
    assert answer.levers
    assert {lever.of["source"] for lever in answer.levers} == {"web"}
    assert all(lever.effect.low > 0 for lever in answer.levers)
    assert answer.proof.backtest.beats_baseline  # sources differ by 2.5 times: knowing them must pay
    details = answer.proof.backtest.details
    # a binomial count of several dozen deals with its chance known to a tenth: three sds
    assert details["expected_to_end"] == pytest.approx(details["ended"], abs=3 * np.sqrt(details["ended"]) + 5)


def test_the_share_won_by_day_rises_to_a_half(estimate):
    answer = sales_cycle.answer(estimate)
    picture = sales_cycle.figure(answer)
    values = [mark.value for mark in picture.marks]
    assert values == sorted(values)
    # half of all deals are won, and the curve ends at 98% of them; 1,500 deals leave an sd of 0.015
    assert values[-1] == pytest.approx(0.49, abs=0.06)


def test_words(estimate):
    answer = sales_cycle.answer(estimate)
    for language in Language:
        said = answer.headline.say(language)
        assert len(said.split()) <= 25
        for text in (
            *(c.say(language) for c in answer.evidence.caveats),
            *(a.advice.say(language) for a in answer.actions),
        ):
            assert "{" not in text
            assert "!" not in text


@pytest.fixture(scope="module")
def olist():
    folder = shared("olist_funnel")

    def read(name: str) -> list[dict]:
        with (folder / name).open() as file:
            return list(csv.DictReader(file))

    def day(text: str) -> int:
        return (dt.date.fromisoformat(text[:10]) - dt.date(1970, 1, 1)).days

    won = {row["mql_id"]: day(row["won_date"]) for row in read("olist_closed_deals_dataset.csv")}
    deals, moves = [], []
    for row in read("olist_marketing_qualified_leads_dataset.csv"):
        name, created = row["mql_id"], day(row["first_contact_date"])
        closed = won.get(name)
        usable = closed if closed is not None and closed >= created else None
        deals.append(deal(name, created, "open" if closed is None else "won", usable, row["origin"] or None))
        moves.append(entry(name, "lead", created))
        if closed is not None:
            moves.append(entry(name, "won", closed))
    return sales_cycle.answer(Deals(opportunities=deals, stage_changes=moves).infer(sales_cycle))


def test_olist_published_median(olist):
    for stage in ("total", "lead"):
        closed = olist.estimate("median_days", stage=stage, among="closed")
        assert closed.value == 14  # published
        assert closed.low <= 14 <= closed.high
        assert closed.observed["left"] == 841  # 842 wins, less the one of -2 days


def test_olist_corrected_for_the_open_ones(olist):
    every = olist.estimate("median_days", stage="lead", among="all")
    assert every.low < 17 < every.high  # the Aalen-Johansen conditional median, computed apart from this code
    assert any("1" in caveat.say() for caveat in olist.evidence.caveats)
    assert olist.proof.backtest is not None
    assert olist.status is Status.ANSWERED


@pytest.mark.parametrize(
    ("deals", "moves"),
    [
        ([], []),
        ([deal("a", 0, "won", 3)], [entry("a", "lead", 0)]),
        ([deal(str(i), 0, "open", None) for i in range(100)], [entry(str(i), "lead", 0) for i in range(100)]),
        ([deal(str(i), 0, "won", None) for i in range(100)], [entry(str(i), "lead", 0) for i in range(100)]),
        (
            [deal(str(i), i, "won", i + 5) for i in range(200)],
            [entry(str(i), f"stage {i}", i) for i in range(200)],
        ),
    ],
)
def test_too_little_is_refused_with_a_next_step(deals, moves):
    refusal = Deals(opportunities=deals, stage_changes=moves).infer(sales_cycle)
    assert isinstance(refusal, Refusal)
    for language in Language:
        assert refusal.because.say(language)
        assert refusal.next_step.say(language)


def test_all_deals_of_the_same_length():
    rows = [deal(str(i), i, "won", i + 5) for i in range(60)]
    moves = [entry(str(i), "lead", i) for i in range(60)]
    answer = sales_cycle.answer(Deals(opportunities=rows, stage_changes=moves).infer(sales_cycle))
    found = answer.estimate("median_days", stage="total", among="all")
    assert 4.5 <= found.low <= found.value <= found.high <= 5.5


def test_deals_that_nobody_knows_the_source_of():
    day = dt.date(2026, 1, 1)
    opened = [day + dt.timedelta(i) for i in range(60)]
    closed = [one + dt.timedelta(5) for one in opened]
    deals = pa.table({"opportunity_id": range(60), "created_at": opened, "closed_at": closed, "outcome": ["won"] * 60})
    moves = pa.table({"subject_id": range(60), "stage": ["lead"] * 60, "entered_at": opened})
    with closing(open_company(frames={"opportunities": deals, "stage_changes": moves})) as company:
        answer = company.ask("sales_cycle")
    assert answer.estimate("median_days", stage="total", among="all").value == pytest.approx(5, abs=0.5)


@pytest.mark.parametrize("span", [0, 5])
def test_deals_that_all_begin_on_one_day_and_are_won(span):
    rows = [deal(str(i), 10, "won", 10 + span) for i in range(60)]
    made = Deals(opportunities=rows, stage_changes=[entry(str(i), "lead", 10) for i in range(60)])
    answer = sales_cycle.answer(made.infer(sales_cycle))
    assert answer.estimate("median_days", stage="total", among="closed").value == span
    assert sales_cycle.figure(answer).marks
    assert "open" not in answer.headline.say()  # there are none to be counted
    assert all(estimate.low <= estimate.value <= estimate.high for estimate in answer.estimates)
