"""retention: planted hazards, nothing from the future, refusals, Hillstrom and real lists."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from corrente.core.answer import Answer, Grade, Status
from corrente.core.words import Language
from corrente.counts.tally import tally
from corrente.stream.company import Company, open_company
from corrente.stream.rooms import find_question, find_room
from corrente.upstream.retention.plan import Source, plan
from tests.data import shared

START = dt.date(2024, 1, 1)
SPAN = 480


def day(number: int) -> dt.datetime:
    return dt.datetime.combine(START + dt.timedelta(days=int(number)), dt.time(12))


def table(rows: list[dict]) -> pa.Table:
    return pa.Table.from_pylist(rows)


def contracts(customers: int, seed: int = 0, ticket_effect: float = 0.12) -> dict[str, pa.Table]:
    """Plan A leaves with .10, B with .04 per 30 days, and more in the period after one with a ticket (chance .2)."""
    rng = np.random.default_rng(seed)
    signed, tickets = [], []
    for customer in range(customers):
        start, name = int(rng.integers(0, SPAN - 40)), "AB"[int(rng.integers(2))]
        end, noted = None, False
        for period in range((SPAN - start) // 30 + 2):
            first = start + 30 * period
            if rng.random() < (0.10 if name == "A" else 0.04) + ticket_effect * noted:
                end = first + int(rng.integers(0, 30))
                break
            noted = bool(rng.random() < 0.2)
            if noted:
                tickets.append((customer, first + int(rng.integers(0, 30))))
        signed.append({"customer_id": customer, "started_at": day(start), "plan": name, "price": 50.0,
                       "ended_at": day(end) if end is not None and end < SPAN else None})  # fmt: skip
    opened = [{"customer_id": c, "opened_at": day(d)} for c, d in tickets if d < SPAN]
    clock = [{"customer_id": 10**6, "opened_at": day(SPAN - 1)}]  # the data ends here
    return {"subscriptions": table(signed), "tickets": table(opened + clock)}


def ask(**frames: pa.Table) -> Answer:
    return opened(**frames).ask("retention")


def opened(**frames: pa.Table) -> Company:
    return open_company(frames=frames)


@pytest.fixture(scope="module")
def company() -> Company:
    return opened(**contracts(4000))


def test_planted_hazards_are_found(company):
    answer = company.ask("retention")
    # truth: A leaves with .10 at first and .124 from the second period on, B with .04 and .064
    stayed = {"A": 0.90 * 0.876**5, "B": 0.96 * 0.936**5}
    for name, share in stayed.items():
        found = answer.estimate("retained", plan=name, periods="6")
        assert found.value == pytest.approx(share, abs=0.045)  # 2,000 customers: an sd of .011, four of them
        assert found.low < found.value < found.high
    gap = {level: answer.estimate("leaving_effect", ticket=level) for level in ("yes", "no")}
    # 5,000 periods after a ticket: the difference of .12 has an sd of .006, four of them
    assert gap["yes"].value - gap["no"].value == pytest.approx(0.12, abs=0.025)
    assert answer.proof.backtest.beats_baseline
    assert 0.7 < answer.proof.backtest.details["calibration_slope"] < 1.3
    assert answer.proof.backtest.details["foretold"] == pytest.approx(answer.proof.backtest.details["seen"], abs=0.015)


def test_words_and_levers(company):
    answer = company.ask("retention")
    for language in Language:
        assert len(answer.headline.say(language).split()) <= 25
    assert "ticket" in answer.headline.say(Language.EN)
    assert "chamado" in answer.headline.say(Language.PT)
    assert {lever.grade for lever in answer.levers} == {Grade.ASSUMPTION, Grade.ASSOCIATION}
    worth = next(lever for lever in answer.levers if lever.grade is Grade.ASSUMPTION).effect
    now = company.score("retention").to_arrow().num_rows
    assert 0 < worth.low < worth.high < now * 50 * 12 * 12 * 0.01  # nobody gains more than all twelve periods' points


def test_todays_customers_are_scored_by_their_pattern(company):
    scored = company.score("retention").to_arrow().to_pydict()
    running = sum(end is None for end in contracts(4000)["subscriptions"].column("ended_at").to_pylist())
    assert len(scored["customer_id"]) == len(set(scored["customer_id"])) == running
    chance, ticket = np.array(scored["chance"]), np.array(scored["recent_ticket"])
    assert (np.array(scored["low"]) <= chance).all()
    assert (chance <= np.array(scored["high"])).all()
    assert chance[ticket == 1].mean() - chance[ticket == 0].mean() == pytest.approx(0.12, abs=0.03)


def test_about_as_many_leave_as_expected(company):
    expected = company.ask("retention").estimate("expected_leavers", segment="current")
    now = company.score("retention").to_arrow()
    assert expected.value == pytest.approx(sum(now.column("chance").to_pylist()), rel=0.03)  # draws against means
    assert expected.low < expected.value < expected.high


# -- nothing from the future -----------------------------------------------------------------------------------------


def counted(company: Company) -> dict:
    room, profile = find_room(find_question("retention")), company.books.profile
    return {n: tally(company.books.engine, c, {}, None) for n, c in room.counts(profile).items()}


def test_a_ticket_in_the_period_of_leaving_is_no_sign_of_it():
    """The bait: everybody who leaves complains in the very period, after its beginning. It must not be seen."""
    rng = np.random.default_rng(3)
    signed, tickets = [], [{"customer_id": 10**6, "opened_at": day(SPAN - 1)}]
    for customer in range(2500):
        start = int(rng.integers(0, 300))
        left = int(rng.geometric(0.08)) - 1
        end = start + 30 * left + int(rng.integers(1, 30))
        signed.append({"customer_id": customer, "started_at": day(start), "plan": "A", "price": 1.0,
                       "ended_at": day(end) if end < SPAN else None})  # fmt: skip
        if end < SPAN:
            tickets.append({"customer_id": customer, "opened_at": day(max(start + 30 * left, end - 3))})
        early = day(start + int(rng.integers(0, 30)))  # something that everybody may have in the first period
        if rng.random() < 0.3 and left > 0:
            tickets.append({"customer_id": customer, "opened_at": early})
    company = opened(subscriptions=table(signed), tickets=table(tickets))
    effect = company.ask("retention").estimate("leaving_effect", ticket="yes")
    assert effect.low < 0.02  # the bait would make every single one of them leave: an effect near .9
    assert effect.value < 0.04
    cells = counted(company)["lives"]
    noted = np.asarray(cells["part"]) == 1
    assert (cells["age"][noted] >= 1).all()  # no first period has a period before it


def purchases(customers: int, seed: int, until: int = 720) -> list[dict]:
    """Every 20 days with chance .5 while alive; each period of 90 days begins with a chance .25 to be gone."""
    rng, rows = np.random.default_rng(seed), []
    for customer in range(customers):
        start = int(rng.integers(0, until - 180))
        life = 90 * int(rng.geometric(0.25))
        days = [start] + [start + 20 * i for i in range(1, life // 20 + 1) if rng.random() < 0.7]
        rows += [{"customer_id": customer, "ordered_at": day(d), "revenue": 10.0} for d in days if d < until]
    return rows


def test_purchases_after_the_cut_change_nothing_before_it():
    """As of a day, the counts are those of the data up to that day, whatever came after."""
    rows, cut = purchases(400, 1), day(540)
    bait = [{"customer_id": c, "ordered_at": day(700), "revenue": 1e6} for c in range(400)]
    whole = opened(orders=table(rows + bait)).as_of(cut.date())
    before = opened(orders=table([r for r in rows if r["ordered_at"] <= cut])).as_of(cut.date())
    one, other = counted(whole)["lives"], counted(before)["lives"]
    if plan(whole.books.profile) == plan(before.books.profile):
        for name in one:
            np.testing.assert_array_equal(one[name], other[name], err_msg=name)
    else:
        pytest.fail("the plan of a company as of a day depends on what came after")


def test_silence_is_leaving_where_there_are_no_contracts():
    answer = ask(orders=table(purchases(3000, 2)))
    rate = answer.estimate("leaving_rate", segment="all")
    # a quarter is gone after each period; of the rest, .3^4 buy on none of four or five days
    assert rate.value == pytest.approx(0.25, abs=0.06)
    assert answer.estimate("retained", segment="all", periods="1").value == pytest.approx(0.75, abs=0.05)
    assert answer.proof.backtest.details["seen"] == pytest.approx(answer.proof.backtest.details["foretold"], abs=0.03)


# -- a list drawn up once --------------------------------------------------------------------------------------------


def test_a_list_without_old_ends_is_read_from_the_first_end_on_record():
    rng = np.random.default_rng(5)
    rows = []
    for customer in range(3000):
        months = int(rng.integers(1, 40))
        gone = rng.random() < 0.2
        rows.append({"customer_id": customer, "started_at": day(SPAN - 30 * months), "plan": "A",
                     "ended_at": day(SPAN - 1 - customer % 20) if gone else None})  # fmt: skip
    answer = ask(subscriptions=table(rows))
    assert answer.estimate("leaving_rate", segment="all").value == pytest.approx(0.2, abs=0.03)  # sd .007
    # one period of staying is .8, not the .99 that counting the survivors' earlier months would give
    assert answer.estimate("retained", segment="all", periods="1").value == pytest.approx(0.8, abs=0.15)
    assert any("Ends are recorded" in caveat.say() for caveat in answer.evidence.caveats)


# -- refusals --------------------------------------------------------------------------------------------------------


def one_row() -> pa.Table:
    return contracts(1)["subscriptions"]


def treated(people: int, arms: str) -> pa.Table:
    return table(
        [{"person_id": c, "assigned_at": day(5), "arm": arms[c % len(arms)], "outcome": 1} for c in range(people)]
    )


@pytest.mark.parametrize(
    "frames",
    [
        {"subscriptions": contracts(1)["subscriptions"]},
        {"subscriptions": contracts(20)["subscriptions"]},
        {"orders": table(purchases(1, 0))},
        {"orders": table([{"customer_id": 1, "ordered_at": day(5), "revenue": 1.0}] * 50)},
        {"orders": table([{"customer_id": c, "ordered_at": day(5), "revenue": 1.0} for c in range(200)])},
        {"treatments": treated(90, "o")},
        {"treatments": treated(9, "ab")},
    ],
    ids=["one contract", "few contracts", "one customer", "one row", "one day", "one arm", "few people"],
)  # fmt: skip
def test_too_little_is_a_refusal_with_a_next_step(frames):
    answer = ask(**frames)
    assert answer.status is Status.REFUSED
    assert not answer.estimates
    for language in Language:
        assert answer.refusal.next_step.say(language)


def test_what_is_enough_to_speak_gives_a_rate_known_to_a_half():
    """The size in refusals.py: with 20 who left, the interval of the rate is at most 45% of it either way."""
    wide = []
    for seed in range(20):
        answer = ask(**contracts(60, seed))
        if answer.status is Status.ANSWERED:
            left = sum(row[3] for row in answer.tables["leaving"].rows if str(row[0]) == "plan")
            assert left >= 18  # levels with fewer than thirty customer-periods are not listed
            e = answer.estimate("retained", segment="all", periods="1")
            wide.append(e.high - e.low)
    assert wide
    assert np.mean(wide) < 0.2


# -- actions ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hillstrom(tmp_path_factory) -> Answer:
    folder = tmp_path_factory.mktemp("hillstrom")
    shutil.copy(shared("hillstrom") / "hillstrom.csv", folder)
    return open_company(folder).ask("retention")


@pytest.mark.parametrize(
    ("arm", "visit", "conversion", "spend"),
    [
        ("Mens E-Mail", 0.18276, 0.01253, 1.42262),
        ("Womens E-Mail", 0.15140, 0.00884, 1.07720),
        ("No E-Mail", 0.10617, 0.00573, 0.65279),
    ],
)
def test_hillstrom_group_means(hillstrom, arm, visit, conversion, spend):
    published = {"response_rate": visit, "purchase_rate": conversion, "value_per_person": spend}
    for name, value in published.items():
        found = hillstrom.estimate(name, arm=arm)
        assert found.value == pytest.approx(value, abs=6e-6)  # published to five digits
        assert found.low < found.value < found.high


def test_hillstrom_uplift_with_intervals(hillstrom):
    """Against the textbook interval of a difference of two shares, and of two means."""
    assert hillstrom.status is Status.PARTIAL
    n, k = {"Mens E-Mail": 21307, "No E-Mail": 21306}, {"Mens E-Mail": 3894, "No E-Mail": 2262}
    rate = {arm: k[arm] / n[arm] for arm in n}
    error = np.sqrt(sum(rate[arm] * (1 - rate[arm]) / n[arm] for arm in n))
    found = hillstrom.estimate("uplift", arm="Mens E-Mail", segment="all")
    gap = rate["Mens E-Mail"] - rate["No E-Mail"]
    # 2,000 draws: an end of the interval is known to .05 sd; three of them
    assert (found.value, found.low, found.high) == pytest.approx((gap, gap - 1.645 * error, gap + 1.645 * error),
                                                                 abs=0.15 * error)  # fmt: skip
    spent = hillstrom.estimate("value_uplift", arm="Mens E-Mail")
    assert spent.value == pytest.approx(1.42262 - 0.65279, abs=2e-5)
    assert 0.5 < spent.low < spent.value < spent.high < 1.05  # Welch: .770 plus or minus .239
    assert hillstrom.levers[0].grade is Grade.EXPERIMENT
    assert hillstrom.figure is not None


def test_hillstrom_tells_whom_to_treat(hillstrom):
    """Women's mail to those who had bought women's things: the well-known difference."""
    womens = {e.of["bought"]: e for e in hillstrom.estimates
              if e.name == "uplift" and e.of["arm"] == "Womens E-Mail" and "bought" in e.of}  # fmt: skip
    assert womens["womens"].low > womens["mens"].high


def test_telco_list_without_dates():
    folder = shared("telco_churn")
    answer = open_company(frames=None, folder=_copied(folder)).ask("retention")
    rate = answer.estimate("leaving_rate", segment="all")
    assert rate.observed["left"] == 1869  # the published number; 11 customers are in their first month
    two, month = (answer.estimate("leaving_effect", plan=p) for p in ("Two year", "Month-to-month"))
    assert two.high < month.low


def kaplan_meier(tenure: np.ndarray, left: np.ndarray, until: int) -> float:
    """The product of staying over the months up to ``until`` (Kaplan & Meier 1958)."""
    months = range(1, until + 1)
    return float(np.prod([1 - (left & (tenure == month)).sum() / (tenure >= month).sum() for month in months]))


def test_the_telco_list_is_a_survival_curve_by_tenure():
    """Kaplan-Meier by months, computed here from the file; the posterior mean is drawn by a twentieth of a leaver."""
    folder = shared("telco_churn")
    with next(folder.glob("*.csv")).open() as lines:
        rows = list(csv.DictReader(lines))
    tenure, left = np.array([int(row["tenure"]) for row in rows]), np.array([row["Churn"] == "Yes" for row in rows])
    month = np.array([row["Contract"] == "Month-to-month" for row in rows])
    answer = open_company(frames=None, folder=_copied(folder)).ask("retention")
    for periods in (1, 6, 12, 24):
        own = answer.estimate("retained", segment="all", periods=str(periods))
        assert own.value == pytest.approx(kaplan_meier(tenure, left, periods), abs=0.001)
        assert own.low < own.value < own.high
    plan = answer.estimate("retained", plan="Month-to-month", periods="12")
    assert plan.value == pytest.approx(kaplan_meier(tenure[month], left[month], 12), abs=0.002)
    assert 0.8 < answer.estimate("retained", segment="all", periods="12").value < 0.9
    assert "a year" in answer.headline.say(Language.EN)
    assert any("one day" in caveat.say(Language.EN) for caveat in answer.evidence.caveats)
    assert answer.proof.backtest.beats_baseline


def test_a_list_made_on_one_day_is_told_from_a_calendar():
    """The same lives: where ends have their days, what is asked is who left lately; where not, how long they stayed."""
    rng = np.random.default_rng(3)
    stays = rng.geometric(0.05, 900)
    ages = rng.integers(1, 36, 900)
    ended = stays <= ages
    last = dt.date(2024, 12, 31)
    rows = [
        {"customer_id": i, "started_at": last - dt.timedelta(days=int(30 * min(stay, age) - 1)),
         "ended_at": last if gone else None, "plan": "A", "price": 10.0}
        for i, (stay, age, gone) in enumerate(zip(stays, ages, ended, strict=True))
    ]  # fmt: skip
    company = opened(subscriptions=table(rows))
    assert plan(company.books.profile).listed
    found = company.ask("retention")
    # 900 customers: a standard error of .017 after twelve months; four of them
    assert found.estimate("retained", periods="12").value == pytest.approx(0.95**12, abs=0.07)
    assert found.estimate("leaving_rate", segment="all").value == pytest.approx(0.05, abs=0.01)
    for i, row in enumerate(rows):
        row["ended_at"] = row["ended_at"] and last - dt.timedelta(days=i % 25)
    assert not plan(opened(subscriptions=table(rows)).books.profile).listed


def _copied(folder: Path) -> Path:
    import tempfile

    target = Path(tempfile.mkdtemp())
    for file in folder.glob("*.csv"):
        shutil.copy(file, target)
    return target


def test_extreme_inputs_neither_fail_nor_mislead():
    rows = contracts(300, 8)
    odd = table([{**row, "price": 1e9 if i % 7 else None, "plan": f"p{i % 90}"}
                 for i, row in enumerate(rows["subscriptions"].to_pylist())])  # fmt: skip
    answer = ask(subscriptions=odd, tickets=rows["tickets"])
    assert answer.status is Status.ANSWERED
    assert all(np.isfinite([e.value, e.low, e.high]).all() for e in answer.estimates)
    assert all(len(answer.headline.say(language).split()) <= 25 for language in Language)


def test_what_is_counted_depends_on_what_is_there():
    both = opened(orders=table(purchases(50, 3)), **contracts(50))
    assert plan(both.books.profile).source is Source.CONTRACTS
    assert plan(opened(orders=table(purchases(50, 3))).books.profile).source is Source.ORDERS
