"""lead_scoring: UCI's bank, the Olist funnel, and made leads whose points are known."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from corrente.company.books import Books, open_books
from corrente.core.answer import Answer, Refusal
from corrente.core.profile import Settings
from corrente.core.room import Given
from corrente.core.words import Language
from corrente.counts.tally import score_rows, tally
from corrente.downstream import lead_scoring
from corrente.downstream.lead_scoring import LeadScoring
from corrente.inference.leaks import Sign
from tests.data import shared

SIZE = {"small": -0.7, "mid": 0.0, "large": 0.7}
SOURCE = {"site": 0.5, "event": -0.5}
FACTOR = 20 / np.log(2)


def made(n: int, seed: int = 0, open_share: float = 0.2, **also: Any) -> dict[str, Any]:
    """Leads over 400 days, won at log odds of -1 and the effects of size and source."""
    rng = np.random.default_rng(seed)
    size, source = (np.array(list(names))[rng.integers(0, len(names), n)] for names in (SIZE, SOURCE))
    chance = 1 / (1 + np.exp(1 - np.array([SIZE[s] for s in size]) - np.array([SOURCE[s] for s in source])))
    won, still_open = rng.random(n) < chance, rng.random(n) < open_share
    began = np.datetime64("2024-01-01") + rng.integers(0, 400, n)
    return {
        "lead_id": [f"L{i}" for i in range(n)],
        "created_at": began.astype("datetime64[s]"),
        "outcome": np.where(still_open, "open", np.where(won, "won", "lost")),
        "source": source,
        "size": size,
        **also,
    }


def opened(leads: Mapping[str, Any], **settings: Any) -> Books:
    return open_books(None, {"leads": pa.table(dict(leads))}, Settings(**settings))


def inferred(books: Books, seed: int = 1) -> LeadScoring | Refusal:
    asked = lead_scoring.counts(books.profile)
    if isinstance(asked, Refusal):
        return asked
    counted = {name: tally(books.engine, count, books.fingerprints, None) for name, count in asked.items()}
    return lead_scoring.infer(counted, Given(books.profile), np.random.default_rng(seed))


def scored(books: Books, estimate: LeadScoring) -> list[dict[str, Any]]:
    return score_rows(books.engine, lead_scoring.scores(estimate)).read_all().to_pylist()


@pytest.fixture(scope="module")
def small() -> tuple[Books, LeadScoring]:
    books = opened(made(4000))
    estimate = inferred(books)
    assert isinstance(estimate, LeadScoring)
    return books, estimate


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> tuple[Books, LeadScoring]:
    folder = tmp_path_factory.mktemp("bank")
    shutil.copy(shared("uci_bank") / "bank_full.csv", folder)
    books = open_books(folder)
    estimate = inferred(books)
    assert isinstance(estimate, LeadScoring)
    return books, estimate


def test_planted_points_lie_within_their_intervals(small: tuple[Books, LeadScoring]) -> None:
    answer = lead_scoring.answer(small[1])
    for column, effects in (("size", SIZE), ("source", SOURCE)):
        for level, effect in effects.items():
            found = answer.estimate("points", **{column: level})
            # effects are even, so the average is nought; twice the 90% interval's reach is passed once in a thousand
            reach = (found.high - found.low) / 2
            assert found.value == pytest.approx(FACTOR * effect, abs=2 * reach)
            assert reach < 6  # 3,200 ended leads leave a third of them an sd of some .08 in log odds
    assert answer.proof is not None
    assert answer.proof.backtest is not None
    assert answer.proof.backtest.details["kind"] == "out of time"
    assert answer.proof.backtest.beats_baseline


def test_every_explanation_adds_up_to_its_score(small: tuple[Books, LeadScoring]) -> None:
    books, estimate = small
    rows = scored(books, estimate)
    assert len(rows) == 4000
    for row in rows:
        points = [row[f"points_{k}"] for k in range(1, 13)]
        assert row["score"] == row["base_points"] + sum(points)
        assert row["score"] == row["base_points"] + row["fit_points"] + row["engagement_points"]
        assert all(bool(row[f"reason_{k}"]) or not row[f"points_{k}"] for k in range(1, 13))
        assert 0 < row["low"] <= row["chance"] <= row["high"] < 1
        assert row["worth_working"] == (row["score"] >= estimate.threshold.score)
    said, chance = estimate.examples[0]
    head, _, parts = said.say().partition(" = 50")
    assert int(head) == 50 + sum(int(points) for points in re.findall(r"(?:^|,) ([+-]\d+) ", parts))
    assert 0 < chance < 1


def test_source_is_engagement_and_size_is_fit(small: tuple[Books, LeadScoring]) -> None:
    books, estimate = small
    kinds = {row[0]: row[1].say() for row in lead_scoring.answer(estimate).tables["scorecard"].rows}
    assert kinds == {"size": "fit", "source": "engagement"}
    row = next(row for row in scored(books, estimate) if row["engagement_points"] > 0)
    assert "site" in row["reason_1"] + row["reason_2"]


def test_chances_are_those_that_were_planted(small: tuple[Books, LeadScoring]) -> None:
    books, estimate = small
    rows, leads = scored(books, estimate), made(4000)
    chance = {str(row["subject_id"]): row["chance"] for row in rows}
    for size, effect in SIZE.items():
        planted = [
            1 / (1 + np.exp(1 - effect - SOURCE[s]))
            for s, z in zip(leads["source"], leads["size"], strict=True)
            if z == size
        ]
        ours = [chance[i] for i, z in zip(leads["lead_id"], leads["size"], strict=True) if z == size]
        # a thousand ended leads of a size: their share is known to 1.5 points, the chance by size to no less
        assert np.mean(ours) == pytest.approx(np.mean(planted), abs=0.045)


def test_a_field_noted_after_the_outcome_is_detected_and_named() -> None:
    leads = made(4000, seed=2)
    rng = np.random.default_rng(3)
    outcome = leads["outcome"]
    contract = np.where(outcome == "won", "signed", None)
    visited = np.where(rng.random(4000) < np.where(outcome == "open", 0.02, 0.9), "yes", None)
    minutes = np.exp(rng.normal(np.where(outcome == "won", 2.6, 1.2), 0.9)).astype(int).astype(str)
    estimate = inferred(opened({**leads, "contract": contract, "visited": visited, "minutes": minutes}))
    assert isinstance(estimate, LeadScoring)
    assert estimate.leaks == {"contract": Sign.ECHO, "visited": Sign.FILLED_LATER, "minutes": Sign.ALONE}
    answer = lead_scoring.answer(estimate)
    assert [row[0] for row in answer.tables["left_out"].rows] == ["contract", "visited", "minutes"]
    assert all(name in " ".join(c.say() for c in answer.evidence.caveats) for name in estimate.leaks)


def test_an_honest_strong_column_stays() -> None:
    """Ten times the odds between two values: telling, and known beforehand."""
    rng = np.random.default_rng(4)
    leads = made(3000, seed=4)
    strong = rng.random(3000) < 0.5
    won = rng.random(3000) < np.where(strong, 0.5, 0.1)
    leads["outcome"] = np.where(won, "won", "lost")
    estimate = inferred(opened({**leads, "budget": np.where(strong, "yes", "no")}))
    assert isinstance(estimate, LeadScoring)
    assert not estimate.leaks
    assert {line.feature.name for line in estimate.card.lines} == {"source", "size", "budget"}


def test_the_threshold_is_where_a_lead_pays_and_what_a_team_can_work() -> None:
    leads = made(4000, seed=5)
    free, dear, few = (
        inferred(opened(leads, **said))
        for said in ({}, {"lead_cost": 40.0, "lead_value": 100.0}, {"lead_capacity": 30})
    )
    assert isinstance(free, LeadScoring)
    assert isinstance(dear, LeadScoring)
    assert isinstance(few, LeadScoring)
    assert dear.threshold.chance >= 0.4  # cost over value
    assert dear.card.chance_of(np.array([dear.threshold.score - 1]))[0] < 0.4
    assert few.threshold.score > free.threshold.score  # 30 of about 300 a month is less than a fifth
    assert lead_scoring.answer(dear).tables["thresholds"].rows[0][-1] is not None
    for estimate, word in ((dear, "earns"), (few, "team"), (free, "lead_cost")):
        assert word in lead_scoring.answer(estimate).actions[0].advice.say()


def test_where_no_loss_is_noted_who_is_not_won_in_time_counts_as_lost() -> None:
    leads = made(4000, seed=6, open_share=0.0)
    won = leads["outcome"] == "won"
    began = leads.pop("created_at")
    leads["outcome"] = np.where(won, "won", "open")
    leads["created_at"] = began
    leads["converted_at"] = np.where(won, began + np.timedelta64(10 * 86_400, "s"), np.datetime64("NaT"))
    estimate = inferred(opened(leads))
    assert isinstance(estimate, LeadScoring)
    assert estimate.plan.horizon_days == 90
    observed = estimate.overall.observed or {}
    assert observed["won"] == won.sum()
    young = (began > began.max() - np.timedelta64(80 * 86_400, "s")) & ~won
    assert observed["ended"] <= 4000 - young.sum()  # who came late may still convert
    assert any("90 days" in caveat.say() for caveat in lead_scoring.answer(estimate).evidence.caveats)


def test_numbers_become_bands_that_any_engine_can_tell() -> None:
    leads = made(3000, seed=7)
    rng = np.random.default_rng(7)
    revenue = np.round(np.exp(rng.normal(9, 1.5, 3000))).astype(int)
    books = opened({**leads, "revenue": revenue.astype(str)})
    estimate = inferred(books)
    assert isinstance(estimate, LeadScoring)
    bands = [line.feature.levels[line.code] for line in estimate.card.lines if line.feature.name == "revenue"]
    assert 8 <= len(bands) <= 26  # bands of a twenty-fifth of the leads, and what is left over
    points = {
        line.feature.levels[line.code]: line.points for line in estimate.card.lines if line.feature.name == "revenue"
    }
    place = next(k for k in range(1, 13) if "revenue" in str(scored(books, estimate)[0][f"reason_{k}"]))
    by_lead = dict(zip(leads["lead_id"], revenue.tolist(), strict=True))
    for row in scored(books, estimate)[:300]:
        value = by_lead[row["subject_id"]]
        band = next(b for b in bands if float(b.split("..")[0]) <= value <= float(b.split("..")[-1]))
        assert row[f"points_{place}"] == points[band]


@pytest.mark.parametrize(
    "leads",
    [
        made(1),
        made(50),
        {**made(200), "outcome": ["lost"] * 200},
        {**made(200), "outcome": ["won"] * 200},
        {**made(200), "outcome": ["open"] * 200},
        {**made(200), "source": ["site"] * 200, "size": ["mid"] * 200},
    ],
)
def test_too_little_is_refused_with_a_next_step(leads: dict[str, Any]) -> None:
    refusal = inferred(opened(leads))
    assert isinstance(refusal, Refusal)
    for language in Language:
        assert refusal.because.say(language)
        assert refusal.next_step.say(language)


def test_the_smallest_answer_is_as_uncertain_as_the_refusal_says() -> None:
    """Thirty won and thirty lost: points of a column in halves to 25 either way by the root of 4 / 15; the prior, which
    draws effects together, leaves less."""
    rng = np.random.default_rng(8)
    leads = {
        "lead_id": [f"L{i}" for i in range(60)],
        "created_at": (np.datetime64("2024-01-01") + np.arange(60)).astype("datetime64[s]"),
        "outcome": ["won", "lost"] * 30,
        "half": np.array(["a", "b"])[rng.permutation(np.arange(60) // 2 % 2)],
    }
    estimate = inferred(opened(leads))
    assert isinstance(estimate, LeadScoring)
    widest = max(line.estimate.high - line.estimate.low for line in estimate.card.lines) / 2
    assert 3 < widest <= 25


@pytest.mark.parametrize(
    "also",
    [
        {"size": ["x" * 300, "!{}{x}"] * 200},
        {"budget": ["1.5", "2.25", "3", "1e9"] * 100},
        {"budget": [str(v) for v in range(400)]},
        {"budget": ["-5", "0", "007", "99999999999999999999"] * 100},
        {"created_at": np.full(400, np.datetime64("2024-01-01T00:00:00"))},
    ],
)
def test_odd_leads_are_answered_in_short_headlines(also: dict[str, Any]) -> None:
    books = opened({**made(400, seed=9), **also}, language=Language.PT)
    estimate = inferred(books)
    assert isinstance(estimate, LeadScoring)
    answer = lead_scoring.answer(estimate)
    for language in Language:
        said = answer.headline.say(language)
        assert len(said.split()) <= 25
        assert "!" not in said
    assert lead_scoring.figure(answer).marks
    assert len(scored(books, estimate)) == 400


def test_of_very_many_leads_a_sample_is_counted_and_all_are_scored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corrente.downstream.lead_scoring.plan.MOST_LEADS", 1500)
    books = opened(made(4000, seed=11))
    estimate = inferred(books)
    assert isinstance(estimate, LeadScoring)
    assert estimate.plan.every == 3
    ended = (estimate.overall.observed or {})["ended"]
    # 3,200 of 4,000 have ended; a third of them is 1,067, and days and lengths fall unevenly
    assert ended == pytest.approx(1067, rel=0.25)
    assert estimate.expected is not None
    assert estimate.expected.value == pytest.approx(0.3 * 800, rel=0.35)  # of all open leads, not of the sample's
    assert len(scored(books, estimate)) == 4000


def check(answer: Answer) -> None:
    for language in Language:
        assert len(answer.headline.say(language).split()) <= 25
        assert all("{" not in action.advice.say(language) for action in answer.actions)


def test_bank_call_duration_is_named_and_the_rest_foretells_out_of_time(bank: tuple[Books, LeadScoring]) -> None:
    books, estimate = bank
    answer = lead_scoring.answer(estimate)
    check(answer)
    assert estimate.leaks == {"duration": Sign.ALONE}
    assert (estimate.overall.observed or {}) == {"won": 5289, "ended": 45_211}  # 11.698% in the source's description
    test = estimate.backtest
    assert test.details["kind"] == "out of time"
    # what the issue asks: the source computed .7655 for a logistic regression in five random folds
    assert test.model >= 0.765
    assert 0.9 <= test.details["calibration_slope"] <= 1.1
    assert test.beats_baseline
    rows = scored(books, estimate)
    assert len(rows) == 45_211
    assert all(r["score"] == r["base_points"] + sum(r[f"points_{k}"] for k in range(1, 13)) for r in rows)


def test_bank_days_are_those_of_its_calls(bank: tuple[Books, LeadScoring]) -> None:
    leads = bank[0].profile.tables["leads"]
    # Moro, Cortez & Rita 2014: calls from May 2008 to November 2010
    assert leads.first_day == (np.datetime64("2008-05-05") - np.datetime64("1970-01-01")).astype(int)
    assert leads.last_day == (np.datetime64("2010-11-17") - np.datetime64("1970-01-01")).astype(int)


def test_olist_funnel_is_foretold_out_of_time(tmp_path: Path) -> None:
    for name in ("olist_marketing_qualified_leads_dataset.csv", "olist_closed_deals_dataset.csv"):
        shutil.copy(shared("olist_funnel") / name, tmp_path)
    books = open_books(tmp_path)
    estimate = inferred(books)
    assert isinstance(estimate, LeadScoring)
    check(lead_scoring.answer(estimate))
    # what only won deals carry is noted on winning; what is left is where the lead came from
    assert {line.feature.name for line in estimate.card.lines} == {"source", "landing_page_id"}
    assert {"lead_type", "business_segment", "has_company", "owner"} <= set(estimate.leaks)
    assert estimate.backtest.details["kind"] == "out of time"
    assert estimate.backtest.model > 0.63
    assert estimate.backtest.beats_baseline
    assert 0.9 <= estimate.backtest.details["calibration_slope"] <= 1.1


def test_the_same_seed_gives_the_same_answer(small: tuple[Books, LeadScoring]) -> None:
    again = inferred(small[0])
    assert isinstance(again, LeadScoring)
    assert lead_scoring.answer(again).estimates == lead_scoring.answer(small[1]).estimates
