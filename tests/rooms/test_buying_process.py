"""The buying process room: journeys counted by SQL, planted contacts, times, dead ends and stages; refusals; words."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
from collections import Counter
from itertools import pairwise
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from corrente.core.answer import Answer, Grade, Refusal, Status
from corrente.core.journeys import CONVERTS, LEAVES
from corrente.core.picture import Kind
from corrente.core.room import Given
from corrente.core.words import Language
from corrente.counts.tally import tally
from corrente.downstream import buying_process as room
from corrente.downstream.buying_process.saying import lasting
from corrente.stream.company import Company, open_company
from tests.data import shared
from tests.rooms.paths import profile_of, random_rows, run, tables
from tests.rooms.test_touchpoints_paths import naive_paths

START = dt.datetime(2025, 1, 1)
MOVES = {
    "fair": {"mail": 0.45, "visit": 0.05, "buys": 0.02},
    "mail": {"visit": 0.45, "mail": 0.15, "buys": 0.05},
    "visit": {"mail": 0.3, "visit": 0.1, "buys": 0.3},
}
"""The fair is the dead end: 48% of its contacts are the last, 35% of mail's and 30% of the visits'."""


def journeys(people: int, seed: int = 1, hours: float = 30.0) -> dict[str, pa.Table]:
    """People who walk through `MOVES` over a year, with exponential waits of that many hours on average."""
    rng = np.random.default_rng(seed)
    touches, orders = [], []
    for person in range(people):
        moment = START + dt.timedelta(minutes=int(rng.integers(330 * 1440)))
        place = str(rng.choice(list(MOVES), p=[0.5, 0.3, 0.2]))
        while True:
            touches.append((person, moment, place))
            chances = MOVES[place]
            step = str(rng.choice([*chances, "leaves"], p=[*chances.values(), 1 - sum(chances.values())]))
            moment += dt.timedelta(hours=float(rng.exponential(hours)))
            if step == "leaves":
                break
            if step == "buys":
                orders.append((person, moment))
                break
            place = step
    who, when, channel = (list(column) for column in zip(*touches, strict=True))
    buyer, bought = (list(column) for column in zip(*orders, strict=True))
    return {
        "touchpoints": pa.table({"person_id": who, "occurred_at": when, "channel": channel}),
        "orders": pa.table({"customer_id": buyer, "ordered_at": bought, "revenue": [100.0] * len(buyer)}),
    }


def deals(number: int, seed: int = 2) -> pa.Table:
    """Deals that pass three stages in ten days each; 60% go on from each, a tenth of proposals go back to the first."""
    rng = np.random.default_rng(seed)
    rows: list[tuple[int, str, dt.datetime]] = []
    for deal in range(number):
        day = START + dt.timedelta(days=int(rng.integers(200)))
        stages = ["meeting", "proposal", "terms"]
        while stages:
            stage = stages.pop(0)
            rows.append((deal, stage, day))
            day += dt.timedelta(days=10)
            if stage == "proposal" and rng.random() < 0.1:
                stages = ["meeting", "proposal", "terms"]
            elif rng.random() > 0.6:
                rows.append((deal, "lost", day))
                break
            elif not stages:
                rows.append((deal, "won", day))
    return pa.table(dict(zip(("subject_id", "stage", "entered_at"), map(list, zip(*rows, strict=True)), strict=True)))


def opened(frames: dict[str, pa.Table]) -> Company:
    return open_company(frames=frames)


@pytest.fixture(scope="module")
def company() -> Company:
    return opened(journeys(6000) | {"stage_changes": deals(1500)})


@pytest.fixture(scope="module")
def answer(company: Company) -> Answer:
    found = company.ask("buying_process")
    assert found.refusal is None, found.headline.say()
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_steps_follow_the_definition_of_a_journey(seed: int) -> None:
    """Whole days and few people: ties, orders without touches and journeys that cross each other all happen."""
    touches, orders = random_rows(seed)
    connection = tables(touches, orders)
    plan = _plan(connection)
    code = _codes(plan)
    known = plan["steps"].parameters["known_second"]
    expected: Counter[tuple[int, ...]] = Counter()
    for path, moment in naive_paths(touches, orders, code):
        ends = [*((second, code[channel]) for second, channel in path)]
        ends.append((0, LEAVES) if moment is None else (moment, CONVERTS))
        way = int("".join(str(code[channel] + 1) for _, channel in path)) if len(path) <= 4 else 0
        for number, ((second, channel), (then, went)) in enumerate(pairwise(ends), start=1):
            if second <= known:
                expected[min(number, 5), channel, went, -1, way if went == CONVERTS else 0] += 1
                if went < LEAVES:
                    expected[min(number, 5), 0, 0, _bin(then - second), 0] += 1
    cells = run(connection, plan["steps"])
    got: Counter[tuple[int, ...]] = Counter()
    columns = ("contact", "channel", "went_to", "waited", "route", "n")
    for *key, n in zip(*(cells[name].tolist() for name in columns), strict=True):
        got[tuple(key)] += n
    assert got == expected


@pytest.mark.parametrize("seed", [4, 5])
def test_purchases_follow_the_definition_of_a_journey(seed: int) -> None:
    touches, orders = random_rows(seed)
    connection = tables(touches, orders)
    connection.execute("create table customers (customer_id bigint, size text)")
    plan = _plan(connection)
    code = _codes(plan)
    known = plan["purchases"].parameters["known_second"]
    bought = [
        (path, moment)
        for path, moment in naive_paths(touches, orders, code)
        if moment is not None and path[0][0] <= known
    ]
    lasting = Counter((min(len(path), 30), _bin(moment - path[0][0])) for path, moment in bought)
    sql = plan["purchases"]
    columns = [f"attribute_{slot:02d} text" for slot in range(1, 25)]
    for column in ("acquired_channel text", "industry text", "country text", "region text", *columns):
        connection.execute(f"alter table customers add column {column}")
    cells = run(connection, dataclasses.replace(sql, lookups=dict(sql.lookups) | {"segment_codes": _ONE_SEGMENT}))
    got = zip(cells["contacts"].tolist(), cells["lasted"].tolist(), cells["journeys"].tolist(), strict=True)
    assert {(contacts, lasted): n for contacts, lasted, n in got} == lasting


_ONE_SEGMENT = {"segment_level": np.array(["x"]), "code": np.array([1])}


def _plan(connection: duckdb.DuckDBPyConnection) -> dict[str, object]:
    plan = room.counts(profile_of(connection))
    assert not isinstance(plan, Refusal)
    return plan


def _codes(plan: dict[str, object]) -> dict[str, int]:
    lookup = plan["steps"].lookups["channels"]
    return dict(zip(lookup["channel"], lookup["code"], strict=True))


def _bin(seconds: int) -> int:
    return seconds // 3600 if seconds < 172_800 else 46 + seconds // 86_400


def test_what_was_planted_is_found(answer: Answer) -> None:
    """True values by the chain's linear algebra; intervals hold nine in ten, so each is given three of their widths."""
    names = list(MOVES)
    moves = np.array([[MOVES[a].get(b, 0.0) for b in names] for a in names])
    buys = np.array([MOVES[a]["buys"] for a in names])
    start = np.array([0.5, 0.3, 0.2])
    visits = np.linalg.inv(np.eye(3) - moves)
    conversion = float(start @ visits @ buys)
    _holds(answer, conversion, "journey_conversion")
    _holds(answer, float(start @ visits @ visits @ buys) / conversion, "contacts_to_buy", segment="all")
    _holds(answer, float((start @ moves).sum()), "reaches_contact", contact="2")
    _holds(answer, 30 / 24 * np.log(2), "days_to_next", contact="1")
    for k, name in enumerate(names):
        _holds(answer, float(1 - moves[k].sum() - buys[k]), "channel_leaves", channel=name)
        _holds(answer, float(buys[k]), "channel_buys", channel=name)
        if moves[:, k].any():
            _holds(answer, float(1 - 1 / visits[k, k]), "channel_returns", channel=name)
    _holds(answer, float(start[2] * buys[2] / conversion), "route_share", route="visit")


def _holds(answer: Answer, true: float, name: str, **of: str) -> None:
    found = answer.estimate(name, **of)
    width = found.high - found.low
    assert found.low - width <= true <= found.high + width, (name, of, true, found)


def test_the_dead_end_is_named_with_what_it_costs(answer: Answer) -> None:
    rows = answer.tables["journey_channels"].rows
    assert rows[0][0] == "fair"
    assert "fair" in answer.actions[0].advice.say()
    lever = answer.levers[0]
    assert lever.grade is Grade.ASSOCIATION
    assert 0 < lever.effect.low < lever.effect.value < lever.effect.high


def test_order_beats_no_order_on_later_journeys(answer: Answer) -> None:
    assert answer.proof is not None
    assert answer.proof.backtest is not None
    assert answer.proof.backtest.beats_baseline
    assert answer.proof.details["stages_found"] == 1


@pytest.mark.parametrize("language", list(Language))
def test_where_the_order_foretells_nothing_the_headline_says_so(company: Company, language: Language) -> None:
    profile = company.books.profile
    plan = room.counts(profile)
    assert not isinstance(plan, Refusal)
    counted = {name: tally(company.books.engine, count, {}, None) for name, count in plan.items()}
    found = room.infer(counted, Given(profile), np.random.default_rng(1))
    assert isinstance(found, room.BuyingProcess)
    assert found.proven is not None
    beaten = dataclasses.replace(found.proven, staged=found.proven.order_0)
    headline = room.answer(dataclasses.replace(found, proven=beaten)).headline.say(language)
    assert ("nothing new" if language is Language.EN else "nada de novo") in headline
    assert len(headline.split()) <= 25


def test_a_stage_is_found_where_people_change() -> None:
    """Every third contact and later leads to a purchase by other chances than the first two."""
    frames = journeys(4000)
    touches = frames["touchpoints"].to_pydict()
    place, seen = [], Counter()
    for person in touches["person_id"]:
        seen[person] += 1
        place.append(seen[person])
    kept = [i for i, n in enumerate(place) if n < 3 or touches["person_id"][i] % 3]
    changed = {name: [column[i] for i in kept] for name, column in touches.items()}
    found = opened(frames | {"touchpoints": pa.table(changed)}).ask("buying_process")
    assert found.proof is not None
    assert int(found.proof.details["stages_found"]) > 1


def test_sales_stages_are_mapped_with_loops(answer: Answer) -> None:
    """Sixty in a hundred go on; a tenth of the proposals go back, so that nine in ten of the sixty go on from there."""
    rows = {row[0]: dict(zip(answer.tables["sales_stages"].columns, row, strict=True))
            for row in answer.tables["sales_stages"].rows}  # fmt: skip
    assert list(rows) == ["meeting", "proposal", "terms"]
    assert rows["proposal"]["back"] > 0
    assert rows["meeting"]["again"] == pytest.approx(rows["proposal"]["back"], rel=0.1)
    _holds(answer, 0.6, "stage_moved_on", stage="meeting")
    _holds(answer, 0.54, "stage_moved_on", stage="proposal")
    assert answer.estimate("stage_days", stage="meeting").value == pytest.approx(10.0, abs=0.5)
    for row in rows.values():
        assert row["moved"] + row["back"] + row["lost"] + row["still"] == row["entered"]


def test_the_picture_is_a_map_whose_flows_add_up(answer: Answer) -> None:
    """Up to a thousandth, by which the product of two means of draws may differ from the mean of their product."""
    picture = answer.figure
    assert picture is not None
    assert picture.kind is Kind.JOURNEY
    lanes = {repr(step.lane) for step in picture.steps}
    assert len(lanes) == 2
    contacts = picture.steps[:6]
    assert contacts[-1].share == pytest.approx(sum(step.won for step in contacts), abs=0.02)
    for here, there in pairwise(contacts[:5]):
        assert here.onward == pytest.approx(there.share, abs=1e-3)
        assert here.onward + here.won + here.lost == pytest.approx(here.share, abs=1e-6)
        assert here.wait is not None
    assert all(step.loss is not None for step in contacts[:5])


def test_whole_days_are_spread_around_noon() -> None:
    """Waits of zero, one or two days with the same chance have a median of one day, not of an hour of the first one."""
    frames = journeys(3000)
    rng = np.random.default_rng(5)
    touches = frames["touchpoints"].to_pydict()
    days: dict[int, dt.date] = {}
    moments = []
    for person, moment in zip(touches["person_id"], touches["occurred_at"], strict=True):
        before = days.get(person)
        days[person] = moment.date() if before is None else before + dt.timedelta(days=int(rng.integers(3)))
        moments.append(days[person])
    bought = frames["orders"].to_pydict()
    ordered = [days[person] + dt.timedelta(days=1) for person in bought["customer_id"]]
    found = opened(
        {
            "touchpoints": pa.table({**touches, "occurred_at": moments}),
            "orders": pa.table({**bought, "ordered_at": ordered}),
        }
    ).ask("buying_process")
    assert found.estimate("days_to_next", contact="1").value == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("people", [0, 1, 40])
def test_too_few_purchases_are_refused(people: int) -> None:
    frames = journeys(400)
    few = {name: table.filter(pa.array([p < people for p in table.column(0).to_pylist()]))
           for name, table in frames.items()}  # fmt: skip
    found = opened(few).ask("buying_process")
    assert found.status is Status.REFUSED
    assert found.refusal is not None
    assert found.refusal.missing


def test_without_purchases_the_refusal_says_what_to_bring() -> None:
    found = opened({"touchpoints": journeys(300)["touchpoints"]}).ask("buying_process")
    assert found.refusal is not None
    assert "orders" in found.refusal.missing


def test_the_least_purchases_give_the_time_to_about_two_fifths() -> None:
    """What the refusal's bound buys: thirty purchases, and the 90% interval of the median is as wide as said there."""
    widths = []
    for seed in range(6):
        frames = journeys(180, seed=seed)
        orders = frames["orders"].slice(0, 40)
        found = opened(frames | {"orders": orders}).ask("buying_process")
        assert found.refusal is None, found.headline.say()
        days = found.estimate("days_to_buy", segment="all")
        widths.append((days.high - days.low) / 2 / days.value)
    assert np.mean(widths) == pytest.approx(0.4, abs=0.15)


def test_leads_that_convert_stand_in_for_orders() -> None:
    frames = journeys(2000)
    bought = frames["orders"].to_pydict()
    leads = pa.table(
        {
            "lead_id": bought["customer_id"],
            "person_id": bought["customer_id"],
            "created_at": [moment - dt.timedelta(days=40) for moment in bought["ordered_at"]],
            "converted_at": bought["ordered_at"],
        }
    )
    by_orders = opened(frames).ask("buying_process")
    by_leads = opened({"touchpoints": frames["touchpoints"], "leads": leads}).ask("buying_process")
    same = ("journey_conversion", "contacts_to_buy")
    for name in same:
        assert by_leads.estimate(name).observed == by_orders.estimate(name).observed


@pytest.mark.parametrize("language", list(Language))
def test_words(answer: Answer, language: Language) -> None:
    assert len(answer.headline.say(language).split()) <= 25
    assert answer.figure is not None
    assert "%" in answer.figure.title.say(language)
    said = [lasting(days).say(language).replace("\N{NO-BREAK SPACE}", " ") for days in (0.01, 1.5, 3.25)]
    assert said == ["14 min", "36 h", "3.2 days" if language is Language.EN else "3,2 dias"]


def test_published_paths_are_mapped_without_times() -> None:
    """Of the published paths: journeys, purchases and the way taken most, from the file itself."""
    folder = shared("attribution_pathdata")
    rows = _read(folder / "Data.csv")
    answer = open_company(folder).ask("buying_process")
    assert answer.refusal is None, answer.headline.say()
    bought = sum(int(row["total_conversions"]) for row in rows)
    lost = sum(int(float(row["total_null"])) for row in rows)
    assert answer.estimate("journey_conversion").observed == {"journeys": bought, "begun": bought + lost}
    ways: Counter[str] = Counter()
    for row in rows:
        ways[" → ".join(step.strip() for step in row["path"].split(">"))] += int(row["total_conversions"])
    first = answer.tables["routes"].rows[0]
    assert first[0] == "alpha → alpha → alpha"
    assert first[2] == ways["alpha → alpha → alpha"]
    assert not any(e.name.startswith("days") for e in answer.estimates)
    assert answer.figure is not None
    assert all(step.wait is None for step in answer.figure.steps)


def _read(file: Path) -> list[dict[str, str]]:
    with file.open() as lines:
        return list(csv.DictReader(lines))
