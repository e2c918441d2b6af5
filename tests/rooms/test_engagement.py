"""engagement: planted answers, counts by hand, refusals, randomised actions, Hillstrom."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corrente.core.answer import Answer, Grade, Refusal, Status
from corrente.core.words import Language
from corrente.counts.tally import tally
from corrente.downstream.engagement.contacts import Replies, read
from corrente.downstream.engagement.findings import best_moment, fatigue, moments, paying
from corrente.downstream.engagement.plan import WINDOW_DAYS, counts, plan
from corrente.stream.company import Company, open_company
from tests.data import shared

START = dt.datetime(2025, 1, 6)  # a Monday
CHANNELS, MESSAGES = ("email", "sms", "push"), ("offer", "news")
SAO_PAULO = '[company]\ntimezone = "America/Sao_Paulo"\n'

Row = dict[str, object]


def chance(channel: str, message: str, before: int, hour: int, differ: float = 1.0) -> float:
    """Offers by e-mail are answered most; a contact in the week before takes a fifth of the odds, mornings add."""
    log_odds = -1.6 + differ * (
        {"email": 0.5, "sms": 0.0, "push": -0.5}[channel] + {"offer": 0.3, "news": -0.3}[message]
        - 0.22 * min(before, 6) + (0.6 if 9 <= hour < 12 else 0.0)
    )  # fmt: skip
    return 1 / (1 + np.exp(-log_odds))


def contacts(people: int, seed: int = 0, differ: float = 1.0, days: int = 120) -> list[Row]:
    """Each person is contacted 6 times, at full seconds of any hour."""
    rng = np.random.default_rng(seed)
    rows: list[Row] = []
    for person in range(people):
        seconds = np.sort(rng.choice(days * 86_400, 6, replace=False))
        for number, second in enumerate(seconds.tolist()):
            before = int((second - seconds[:number] < WINDOW_DAYS * 86_400).sum())
            channel, message = CHANNELS[rng.integers(3)], MESSAGES[rng.integers(2)]
            answered = rng.random() < chance(channel, message, before, second % 86_400 // 3600, differ)
            rows.append({"person_id": person, "occurred_at": START + dt.timedelta(seconds=second), "channel": channel,
                         "message": message, "response": int(answered), "cost": 0.5})  # fmt: skip
    return rows


def table(rows: Sequence[Row]) -> pa.Table:
    return pa.Table.from_pylist(list(rows))


def opened(rows: Sequence[Row], **tables: pa.Table) -> Company:
    return open_company(frames={"touchpoints": table(rows), **tables})


def asked(rows: Sequence[Row], **tables: pa.Table) -> Answer:
    return opened(rows, **tables).ask("engagement")


def _replies(rows: Sequence[Row]) -> Replies:
    company = opened(rows)
    planned = plan(company.books.profile)
    counted = {name: tally(company.books.engine, c, {}, None) for name, c in counts(company.books.profile).items()}
    company.close()
    found = read(counted, planned.contacts, planned.segmentation, np.random.default_rng(1))
    assert not isinstance(found, Refusal)
    return found


@pytest.fixture(scope="module")
def campaign() -> Answer:
    return asked(contacts(3000))


# -- recovery --------------------------------------------------------------------------------------------------------


def test_what_was_planted_is_found(campaign: Answer) -> None:
    """18,000 contacts: a pair's 3,000 know a rate of .2 to .007, two errors of it and what pooling draws."""
    assert campaign.status is Status.ANSWERED
    hours = np.arange(24)
    for channel in CHANNELS:
        for message in MESSAGES:
            before = [float(e.observed["contacts"]) for e in campaign.estimates if "contacts_before" in e.of]
            weight = np.array(before) / sum(before)
            true = sum(weight[b] * np.mean([chance(channel, message, b, h) for h in hours]) for b in range(len(weight)))
            found = campaign.estimate("answer_rate", channel=channel, message=message)
            assert found.value == pytest.approx(true, abs=0.02)
            assert found.low < found.value < found.high
    assert "offer" in campaign.headline.say()
    assert "email" in campaign.headline.say()


def test_fatigue_and_mornings_are_found(campaign: Answer) -> None:
    rates = [e.value for e in campaign.estimates if "contacts_before" in e.of][:3]
    assert rates == sorted(rates, reverse=True)
    best = campaign.tables["moments"].rows[0]
    assert best[1].say() == "9–12 h"
    morning, night = (np.mean([campaign.estimate("answer_rate", hour=str(h)).value for h in hours])
                      for hours in ((9, 10, 11), range(6)))  # fmt: skip
    assert morning > night + 0.05


def test_the_last_weeks_are_foretold_better_than_by_channel(campaign: Answer) -> None:
    test = campaign.proof.backtest
    assert test.beats_baseline
    assert test.model < test.baseline < test.details["one_rate"]
    assert test.details["foretold"] == pytest.approx(test.details["answered"], rel=0.1)


def test_no_moment_is_said_where_chance_alone_differs() -> None:
    """Of 7 companies whose hours are all alike, at most one is told a best moment (chance .96 at a level of 5%)."""
    told = 0
    for seed in range(7):
        replies = _replies(contacts(300, seed, differ=0.0))
        assert moments(replies)
        told += best_moment(replies) is not None
    assert told <= 1


def test_what_no_one_answers_better_is_said_to_be_open() -> None:
    answer = asked(contacts(500, 3, differ=0.0))
    said = answer.headline.say()
    assert "foretells the last weeks as well" in said or "others may do as well" in said


# -- how often -------------------------------------------------------------------------------------------------------


def test_one_more_contact_pays_until_its_worth_falls_below_its_cost() -> None:
    replies = _replies(contacts(3000, days=40))
    known = fatigue(replies)
    assert known.falls > 0.9
    (email, *_) = [p for p in paying(replies, 2.4) if p.channel == "email"]
    assert email.cost == pytest.approx(0.5)
    rates = [np.mean([chance("email", m, b, h) for m in MESSAGES for h in range(24)]) for b in range(7)]
    stops = next(b for b in range(7) if 2.4 * rates[b] < 0.5)
    assert abs(email.stops - stops) <= 1  # where worth and cost nearly meet, one contact more or less
    assert email.surely > 0.5
    assert paying(replies, None) == []
    assert all(p.stops is None for p in paying(replies, 100.0))


def test_a_value_of_an_answer_says_when_to_stop(tmp_path: Path) -> None:
    (tmp_path / "corrente.toml").write_text("[company]\nresponse_value = 3\ncurrency = 'BRL'\n")
    pq.write_table(table(contacts(1200, days=40)), tmp_path / "touchpoints.parquet")
    answer = open_company(tmp_path).ask("engagement")
    assert "how_often" in answer.tables
    assert any("pay" in action.advice.say() for action in answer.actions)


# -- counts by hand --------------------------------------------------------------------------------------------------


def _counted(rows: Sequence[Row], name: str, toml: str, folder: Path) -> dict[str, np.ndarray]:
    (folder / "corrente.toml").write_text(toml)
    pq.write_table(table(rows), folder / "touchpoints.parquet")
    books = open_company(folder).books
    return dict(tally(books.engine, counts(books.profile)[name], {}, None))


def test_contacts_before_are_those_of_the_same_person_within_the_window(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    rows = contacts(80, 2)
    rows += [{**row, "channel": CHANNELS[rng.integers(3)]} for row in rows[::7]]  # two at the same second
    cells = _counted(rows, "responses", "", tmp_path)
    expected = np.zeros(7)
    by_person: dict[object, list[dt.datetime]] = {}
    for row in rows:
        by_person.setdefault(row["person_id"], []).append(row["occurred_at"])
    for times in by_person.values():
        times.sort()
        for place, at in enumerate(times):
            expected[
                min(6, sum((at - earlier).total_seconds() < WINDOW_DAYS * 86_400 for earlier in times[:place]))
            ] += 1
    found = np.bincount(cells["recent"], cells["contacts"], 7)
    np.testing.assert_array_equal(found, expected)
    assert cells["people"].sum() == len(by_person)
    assert cells["answered_sum"].sum() == sum(int(row["response"]) for row in rows)


def test_hours_and_weekdays_are_those_of_the_company_s_clock(tmp_path: Path) -> None:
    """Moments with a zone are turned into the company's: 12 h in UTC is 9 h in São Paulo."""
    zone = ZoneInfo("America/Sao_Paulo")
    rows = [{**row, "occurred_at": row["occurred_at"].replace(tzinfo=dt.UTC)} for row in contacts(60, 4)]
    cells = _counted(rows, "moments", SAO_PAULO, tmp_path)
    local = [row["occurred_at"].astimezone(zone) for row in rows]
    expected = np.zeros((7, 24))
    np.add.at(expected, ([at.weekday() for at in local], [at.hour for at in local]), 1)
    found = np.zeros((7, 24))
    np.add.at(found, (cells["weekday"], cells["hour"]), cells["contacts"])
    np.testing.assert_array_equal(found, expected)


def test_kinds_tell_answers_where_no_response_does(tmp_path: Path) -> None:
    """A contact is answered where the person's next event in its channel is an answer within a week."""
    sent = [{k: v for k, v in row.items() if k != "response"} | {"kind": "Email Sent"} for row in contacts(150, 5)]
    rng, events, answered = np.random.default_rng(6), [], 0
    for row in sent:
        if rng.random() < 0.4:
            after = dt.timedelta(days=8) if rng.random() < 0.2 else dt.timedelta(minutes=9)
            events.append({**row, "kind": "clicked", "occurred_at": row["occurred_at"] + after})
        events.append({**row, "kind": "opened", "occurred_at": row["occurred_at"] + dt.timedelta(minutes=3)})
    everything = sorted([e for e in sent + events if e["kind"] != "opened"],
                        key=lambda e: (e["person_id"], e["channel"], e["occurred_at"]))  # fmt: skip
    for one, following in zip(everything, [*everything[1:], None], strict=True):
        same = following is not None and all(one[k] == following[k] for k in ("person_id", "channel"))
        if one["kind"] == "Email Sent" and same and following["kind"] == "clicked":
            answered += (following["occurred_at"] - one["occurred_at"]).total_seconds() <= 7 * 86_400
    cells = _counted(sent + events, "responses", "", tmp_path)
    assert cells["contacts"].sum() == len(sent)
    assert cells["answered_sum"].sum() == answered
    answer = open_company(tmp_path).ask("engagement")
    assert answer.status is Status.ANSWERED
    assert any("came next" in caveat.say() for caveat in answer.evidence.caveats)


def test_events_are_paired_by_kind_whatever_their_response_says() -> None:
    """As event logs come in: delivered is no response, a click is one, each in a row of its own."""
    sent = [{**row, "kind": "delivered", "response": 0} for row in contacts(200, 9)]
    clicks = [{**row, "kind": "click", "response": 1, "occurred_at": row["occurred_at"] + dt.timedelta(minutes=5)}
              for row in sent[::4]]  # fmt: skip
    visits = [{**row, "kind": "visit", "response": None} for row in sent[::3]]
    found = asked(sent + clicks + visits).estimate("answer_rate", segment="all")
    assert found.observed == {"contacts": len(sent), "answered": len(clicks)}


def test_what_comes_later_is_not_seen() -> None:
    rows = contacts(250, 8)
    day = START.date() + dt.timedelta(days=79)
    early = [row for row in rows if row["occurred_at"].date() <= day]
    seen, alone = opened(rows).as_of(day).ask("engagement"), asked(early)
    assert seen.estimate("answer_rate", segment="all").observed == alone.estimate("answer_rate", segment="all").observed


# -- refusals and odd inputs -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "because"),
    [
        (contacts(1) * 20, "Too little"),
        (contacts(20), "Too little"),
        ([{**row, "response": 1} for row in contacts(50)], "Too little"),
        ([{**row, "response": 0} for row in contacts(50)], "Too little"),
        ([{k: v for k, v in row.items() if k != "response"} for row in contacts(50)], "Nothing"),
        ([{**{k: v for k, v in row.items() if k != "response"}, "kind": "visit"} for row in contacts(50)], "Nothing"),
    ],
)
def test_too_little_is_refused_with_a_next_step(rows: list[Row], because: str) -> None:
    answer = asked(rows)
    assert answer.status is Status.REFUSED
    assert because in answer.headline.say()
    assert answer.refusal.next_step.say(Language.PT) != answer.refusal.next_step.say()


def test_the_smallest_that_is_answered_knows_its_rate_to_a_third() -> None:
    """Thirty answers are the least: the interval of the rate of all is then about a third of it either way."""
    answer = asked(contacts(45, 11))
    rate = answer.estimate("answer_rate", segment="all")
    assert 30 <= rate.observed["answered"] <= 60
    assert (rate.high - rate.low) / 2 < 0.45 * rate.value


@pytest.mark.parametrize("language", list(Language))
def test_names_however_long_leave_the_headline_short(language: Language) -> None:
    long = "our very special offer of the whole year for people like you and all of your friends"
    rows = [{**row, "message": long if row["message"] == "offer" else "news"} for row in contacts(200, 2)]
    said = asked(rows).headline.say(language)
    assert len(said.split()) <= 25
    assert any(c.isdigit() for c in said)


def test_one_channel_without_messages_and_without_hours() -> None:
    rows = [{"person_id": row["person_id"], "occurred_at": row["occurred_at"].date(), "channel": "email",
             "response": row["response"]} for row in contacts(300, 2)]  # fmt: skip
    answer = asked(rows)
    assert answer.status is Status.ANSWERED
    assert "moments" not in answer.tables
    assert answer.figure is not None


# -- randomised actions ----------------------------------------------------------------------------------------------


def trial(people: int, seed: int, differ: float) -> dict[str, pa.Table]:
    """Control .1; a gift brings .05, to the young ``differ`` more and to the old as much less."""
    rng = np.random.default_rng(seed)
    rows, who = [], []
    for person in range(people):
        young, arm = bool(rng.integers(2)), ("control", "gift", "letter")[rng.integers(3)]
        gain = {"control": 0.0, "gift": 0.05 + (differ if young else -differ), "letter": 0.05}[arm]
        rows.append({"person_id": person, "assigned_at": START, "arm": arm, "outcome": int(rng.random() < 0.1 + gain)})
        who.append({"customer_id": person, "age group": "young" if young else "old",
                    "house": ("a", "b", "c")[rng.integers(3)]})  # fmt: skip
    return {"treatments": table(rows), "customers": table(who)}


def test_choosing_by_person_is_worth_it_where_it_is() -> None:
    company = open_company(frames=trial(12_000, 1, 0.05))
    answer = company.ask("engagement")
    assert answer.status is Status.PARTIAL
    assert "choosing by person adds" in answer.headline.say()
    assert answer.proof.backtest.beats_baseline
    gain = answer.tables["targeting"].rows[-1][1]
    assert gain == pytest.approx(0.025, abs=0.02)  # .05 more for one half; 4,000 an arm: an error of .006
    sent = {(row["send"]) for row in company.score("engagement").to_arrow().to_pylist()}
    assert sent == {"gift", "letter"}
    assert {lever.grade for lever in answer.levers} == {Grade.EXPERIMENT}


def test_where_all_respond_alike_it_is_sent_to_all() -> None:
    company = open_company(frames=trial(6000, 2, 0.0))
    answer = company.ask("engagement")
    assert "gains nothing more than sending it to all" in answer.headline.say()
    assert "não rende mais que enviar a todos" in answer.headline.say(Language.PT)
    assert len({row["send"] for row in company.score("engagement").to_arrow().to_pylist()}) == 1


def test_contacts_and_actions_together_score_everybody() -> None:
    company = opened(contacts(1200), **trial(1200, 3, 0.05))
    rows = company.score("engagement").to_arrow().to_pylist()
    assert len({row["person_id"] for row in rows}) == len(rows) == 1200
    assert all(row["chance_low"] < row["chance"] < row["chance_high"] for row in rows)
    assert all(row["send"] for row in rows)
    tired, fresh = ([r["chance"] for r in rows if (r["recent_contacts"] > 0) is many] for many in (True, False))
    assert max(tired) < min(fresh)
    assert {row["best_message"] for row in rows} == {"offer"}


def test_arms_too_small_are_refused() -> None:
    answer = open_company(frames=trial(60, 4, 0.0)).ask("engagement")
    assert answer.status is Status.REFUSED
    assert "control group" in answer.refusal.next_step.say()


# -- Hillstrom -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hillstrom(tmp_path_factory: pytest.TempPathFactory) -> Company:
    folder = tmp_path_factory.mktemp("hillstrom")
    shutil.copy(shared("hillstrom") / "hillstrom.csv", folder)
    return open_company(folder)


@pytest.mark.parametrize(
    ("arm", "visit", "spend"),
    [("No E-Mail", 0.1062, 0.65), ("Womens E-Mail", 0.1514, 1.08), ("Mens E-Mail", 0.1828, 1.42)],
)
def test_hillstrom_group_means(hillstrom: Company, arm: str, visit: float, spend: float) -> None:
    answer = hillstrom.ask("engagement")
    for name, value, digits in (("response_rate", visit, 5e-5), ("value_per_person", spend, 5e-3)):
        found = answer.estimate(name, arm=arm)
        assert found.value == pytest.approx(value, abs=digits)  # as published
        assert found.low < found.value < found.high


def test_hillstrom_effects_have_the_textbook_intervals(hillstrom: Company) -> None:
    """The difference of two shares of 21,300: 1.645 times its error either way; 2,000 draws know an end to .05 sd."""
    answer = hillstrom.ask("engagement")
    control = 0.10617
    for arm, rate in (("Mens E-Mail", 0.18276), ("Womens E-Mail", 0.15140)):
        error = np.sqrt(rate * (1 - rate) / 21_330 + control * (1 - control) / 21_306)
        found = answer.estimate("uplift", arm=arm, segment="all")
        assert found.value == pytest.approx(rate - control, abs=0.1 * error)
        assert (found.low, found.high) == pytest.approx(
            (rate - control - 1.645 * error, rate - control + 1.645 * error), abs=0.2 * error
        )


def test_hillstrom_choosing_gains_nothing_over_the_men_s_mail_to_all(hillstrom: Company) -> None:
    answer = hillstrom.ask("engagement")
    assert answer.status is Status.PARTIAL
    assert "gains nothing more than sending it to all" in answer.headline.say()
    test = answer.proof.backtest
    assert test.baseline == pytest.approx(0.1828, abs=0.002)  # the men's mail to everybody
    gain, error = test.details["gain"], test.details["standard_error"]
    assert abs(gain) < 2 * error < 0.006
    sent = hillstrom.score("engagement").to_arrow()
    assert set(sent.column("send").to_pylist()) == {"Mens E-Mail"}
    assert sent.num_rows == 64_000


def test_hillstrom_begins_with_those_from_whom_most_is_expected(hillstrom: Company) -> None:
    """Who had bought both kinds of things: on those held out too, the first fifth is moved more than the rest."""
    parts = [row[1] for row in hillstrom.ask("engagement").tables["send_first"].rows]
    assert parts[0] > max(parts[1:]) + 0.01
