"""The conversion room: funnels found by SQL, Olist's published rates, censoring, change points, words."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from corrente.core.answer import Answer, Refusal
from corrente.core.count import Count
from corrente.core.profile import Level, Profile, TableProfile
from corrente.core.room import Counted, Given
from corrente.core.words import Language, date_to_day
from corrente.counts.tally import read
from corrente.downstream import conversion as room
from corrente.downstream.conversion.estimate import funnel_order
from corrente.downstream.conversion.plan import end_of
from corrente.engine.arrow import lookup_table
from tests.data import shared

DAY = 86_400
START = 18_000

Entry = tuple[str, str, int]
"""Subject, stage, second."""


def run(connection: duckdb.DuckDBPyConnection, count: Count) -> dict[str, np.ndarray]:
    """A count in plain DuckDB, its lookups as tables."""
    for name, lookup in count.lookups.items():
        connection.register(name, lookup_table(lookup))
    cells = connection.execute(read(count.name).sql, dict(count.parameters)).fetchnumpy()
    return {name: np.asarray(column).astype(np.int64) for name, column in cells.items()}


def tables(
    entries: Sequence[Entry],
    leads: dict[str, str | None] | None = None,
    deals: dict[str, tuple[str | None, str, int]] | None = None,
) -> duckdb.DuckDBPyConnection:
    """Clean tables (else an empty view); leads have a source, deals a source, an outcome and an amount."""
    connection = duckdb.connect()
    for table, key in (("leads", "lead_id"), ("opportunities", "opportunity_id")):
        connection.execute(f"create view {table} as select '' as {key}, '' as source limit 0")
    subjects, stages, seconds = (list(column) for column in zip(*entries, strict=True))
    days = [second // DAY for second in seconds]
    frames = {
        "stage_changes": {"subject_id": subjects, "stage": stages, "entered_second": seconds, "entered_day": days}
    }
    if leads is not None:
        frames["leads"] = {"lead_id": list(leads), "source": pa.array(list(leads.values()), pa.string())}
    if deals is not None:
        sources, outcomes, amounts = (list(column) for column in zip(*deals.values(), strict=True))
        frames["opportunities"] = {
            "opportunity_id": list(deals), "source": pa.array(sources, pa.string()), "outcome": outcomes,
            "amount": [10_000 * amount for amount in amounts], "created_day": [START + i for i in range(len(deals))],
        }  # fmt: skip
    for name, frame in frames.items():
        connection.register(f"{name}_arrow", pa.table(frame))
        connection.execute(f"drop view if exists {name}; create table {name} as from {name}_arrow")
    return connection


def profile_of(connection: duckdb.DuckDBPyConnection) -> Profile:
    tables = {row[0] for row in connection.execute("select table_name from duckdb_tables()").fetchall()}
    found = {}
    for table, column in (("stage_changes", "stage"), ("leads", "source"), ("opportunities", "source")):
        if table in tables:
            levels = connection.execute(
                f"select {column}, count(*) n from {table} group by 1 order by n desc, 1"
            ).fetchall()
            days = (None, None)
            if table == "stage_changes":
                days = connection.execute("select min(entered_day), max(entered_day) from stage_changes").fetchall()[0]
            columns = frozenset({column, "amount"} if table == "opportunities" else {column})
            levels = {column: tuple(Level(value, n) for value, n in levels)}
            found[table] = TableProfile(sum(level.rows for level in levels[column]), 0, *days, columns, levels=levels)
    return Profile(found)


def counted(connection: duckdb.DuckDBPyConnection, profile: Profile) -> Counted:
    plan = room.counts(profile)
    assert not isinstance(plan, Refusal), plan.because.say()
    return {name: run(connection, count) for name, count in plan.items()}


def estimate_of(connection: duckdb.DuckDBPyConnection) -> room.Funnel:
    profile = profile_of(connection)
    found = room.infer(counted(connection, profile), Given(profile), np.random.default_rng(1))
    assert isinstance(found, room.Funnel), found.because.say()
    return found


# --- Olist -----------------------------------------------------------------------------------------------------------


def second_of(text: str) -> int:
    moment = dt.datetime.fromisoformat(text)
    return date_to_day(moment.date()) * DAY + moment.hour * 3600 + moment.minute * 60 + moment.second


def olist(folder: Path) -> duckdb.DuckDBPyConnection:
    with (folder / "olist_marketing_qualified_leads_dataset.csv").open() as lines:
        leads = list(csv.DictReader(lines))
    with (folder / "olist_closed_deals_dataset.csv").open() as lines:
        won = list(csv.DictReader(lines))
    entries = [(row["mql_id"], "lead", second_of(row["first_contact_date"])) for row in leads]
    entries += [(row["mql_id"], "won", second_of(row["won_date"])) for row in won]
    return tables(entries, {row["mql_id"]: row["origin"] or None for row in leads})


@pytest.fixture(scope="module")
def olist_answer() -> Answer:
    return room.answer(estimate_of(olist(shared("olist_funnel"))))


def test_olist_funnel_is_the_published_one(olist_answer: Answer) -> None:
    """842 of 8,000 exactly, the sale that is dated before its lead included."""
    estimate = olist_answer.estimate("stage_conversion", **{"from": "lead", "to": "won"})
    assert estimate.value == 842 / 8000
    assert estimate.observed == {"entered": 8000, "moved": 842}
    assert estimate.low < estimate.value < estimate.high


def test_olist_rates_by_origin_are_the_published_ones(olist_answer: Answer) -> None:
    """The table was published with four digits: half a unit of the fourth."""
    with (shared("olist_funnel") / "reference_conversion_by_source_thebryce15.csv").open() as lines:
        published = list(csv.DictReader(lines))
    assert len(published) == 11
    for row in published:
        source = "(none)" if row["channel"] in ("", "NULL", "null") else row["channel"]
        estimate = olist_answer.estimate("stage_conversion", source=source)
        assert estimate.observed is not None
        assert estimate.observed["entered"] == int(row["leads"])
        assert estimate.value == pytest.approx(float(row["conversion_rate"]), abs=5.1e-5)


def test_olist_leads_may_still_be_won(olist_answer: Answer) -> None:
    so_far = olist_answer.estimate("stage_conversion", **{"from": "lead", "to": "won"})
    eventual = olist_answer.estimate("eventual_conversion", **{"from": "lead", "to": "won"})
    assert eventual.low > so_far.value


def test_olist_social_drags(olist_answer: Answer) -> None:
    assert "social" in olist_answer.headline.say()
    row = next(row for row in olist_answer.tables["sources"].rows if row[2] == "social")
    assert row[-1] == pytest.approx(1, abs=0.001)  # a rate of 5.6% among 1,350 against 11.5% among 6,650


# --- the counts ------------------------------------------------------------------------------------------------------


def random_entries(seed: int, subjects: int = 300) -> list[Entry]:
    """Subjects walk mql, sql, proposal and end; some skip, enter a stage twice, or enter two in one second."""
    rng = np.random.default_rng(seed)
    entries: list[Entry] = []
    for i in range(subjects):
        second = (START + int(rng.integers(400))) * DAY
        for stage in ("mql", "sql", "proposal"):
            if rng.random() < 0.1:
                continue
            entries += [(f"s{i}", stage, second)] * (1 + int(rng.random() < 0.1))
            second += int(rng.integers(0, 20)) * DAY
            if rng.random() < 0.3:
                break
        else:
            entries.append((f"s{i}", "won" if rng.random() < 0.5 else "lost", second))
    return [entry for entry in entries if entry[2] < (START + 400) * DAY]


def naive_sequence(own: Sequence[tuple[str, int]], code: dict[str, int]) -> list[tuple[str, int]]:
    """First entries in the order of time, then code, won and lost last."""
    first: dict[str, int] = {}
    for stage, second in own:
        first[stage] = min(second, first.get(stage, second))
    return sorted(first.items(), key=lambda item: (end_of(item[0]), item[1], code[item[0]]))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sql_follows_the_definition_of_moves(seed: int) -> None:
    entries = random_entries(seed)
    rng = np.random.default_rng(seed)
    known = {f"s{i}": ["ads", "web", None][int(rng.integers(3))] for i in range(300) if i % 10}
    connection = tables(entries, known)
    profile = profile_of(connection)
    plan = room.counts(profile)
    assert not isinstance(plan, Refusal)
    count = plan["reach"]
    code = dict(zip(count.lookups["stages"]["stage"], range(9), strict=False))
    sources = dict(zip(count.lookups["sources"]["source"], range(9), strict=False))
    until, period = count.parameters["until_day"], count.parameters["period_days"]
    reach: dict[tuple[int, ...], int] = {}
    ages: dict[tuple[int, ...], int] = {}
    for subject in {entry[0] for entry in entries}:
        sequence = naive_sequence([(stage, second) for s, stage, second in entries if s == subject], code)
        for (stage, second), onward in zip(sequence, [*sequence[1:], None], strict=True):
            day = second // DAY
            went = 63 if onward is None else code[onward[0]]
            elapsed = until - day if onward is None else max(onward[1] // DAY - day, 0)
            in_time = int(onward is not None and elapsed <= count.parameters["horizon_days"])
            key = (
                code[stage],
                went,
                sources.get(known.get(subject) or "", 31),
                min((until - day) // period, 23),
                in_time,
            )
            reach[key] = reach.get(key, 0) + 1
            age = (code[stage], went, int(plan["ages"].lookups["ages"]["age_bin"][elapsed]))
            ages[age] = ages.get(age, 0) + 1
    for expected, cells in ((reach, run(connection, count)), (ages, run(connection, plan["ages"]))):
        columns = [column.tolist() for name, column in cells.items() if name != "n"]
        assert dict(zip(zip(*columns, strict=True), cells["n"].tolist(), strict=True)) == expected


def test_sources_come_from_whichever_table_knows_them() -> None:
    entries = random_entries(4)
    known: dict[str, str | None] = {f"s{i}": "ads" if i % 2 else "web" for i in range(300)}
    by_leads = tables(entries, known)
    by_deals = tables(entries, None, {s: (source, "open", 1) for s, source in known.items()})
    half = {s: source if int(s[1:]) < 150 else None for s, source in known.items()}
    rest = {s: (None if int(s[1:]) < 150 else source, "open", 1) for s, source in known.items()}
    by_both = tables(entries, half, rest)
    cells = [counted(c, profile_of(c))["reach"] for c in (by_leads, by_deals, by_both)]
    names = [room.counts(profile_of(c))["reach"].lookups["sources"]["source"] for c in (by_leads, by_deals, by_both)]
    totals = []
    for found, order in zip(cells, names, strict=True):
        totals.append({name: int(found["n"][found["source_code"] == k].sum()) for k, name in enumerate(order)})
    assert totals[0] == totals[1] == totals[2]


# --- the order of stages ---------------------------------------------------------------------------------------------


def test_the_order_is_that_of_most_moves() -> None:
    moves = np.zeros((5, 5))
    moves[2, 0], moves[0, 1], moves[1, 3], moves[2, 1], moves[1, 0] = 50, 40, 20, 5, 8
    assert funnel_order(moves, [0, 0, 0, 1, 2]) == [2, 0, 1, 3]


def test_the_order_is_the_best_of_all_orders() -> None:
    from itertools import permutations

    rng = np.random.default_rng(3)
    for _ in range(20):
        moves = rng.integers(0, 50, (6, 6)).astype(float)

        def against(order: Sequence[int], moves: np.ndarray = moves) -> float:
            return sum(moves[b, a] for i, a in enumerate(order) for b in order[i + 1 :])

        found = funnel_order(moves, [0] * 6)
        assert against(found) == min(against(order) for order in permutations(range(6)))


def test_stages_are_recognised_as_ends_in_both_languages() -> None:
    ends = {"Closed Won": 1, "Ganho": 1, "closedlost": 2, "Perdido": 2, "Desqualificado": 2, "Proposta": 0}
    assert {stage: end_of(stage) for stage in ends} == ends


# --- words and refusals ----------------------------------------------------------------------------------------------


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
def test_headlines_are_short(answered: Answer, olist_answer: Answer, language: Language) -> None:
    for answer in (answered, olist_answer):
        assert len(answer.headline.say(language).split()) <= 25


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
