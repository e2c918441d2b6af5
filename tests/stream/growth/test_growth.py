"""The growth model on a small planted company: what multiplies what, decisions on common draws, the back-test."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from corrente.core.answer import Estimate, Grade, Lever
from corrente.core.plan import Item, ItemKind
from corrente.inference.renewal import Past
from corrente.stream.growth.backtest import backtest
from corrente.stream.growth.changes import Change, Target, Uncounted, change_of
from corrente.stream.growth.drivers import Sources
from corrente.stream.growth.history import History, Kind
from corrente.stream.growth.model import run
from corrente.stream.growth.moves import SHOWN, Budget, Move, moves_of
from corrente.stream.growth.work import Growth, Wishes, decisions_of, forecast
from corrente.upstream.retention import names as retention
from tests.stream.growth.planted import ACQUISITION, CONVERSION, LOYALTY, WORDS, answer, history, relative, table

ANSWERS = {"acquisition": ACQUISITION, "loyalty": LOYALTY, "conversion": CONVERSION}
FEW = Wishes(months=24, draws=400)


@pytest.fixture(scope="module")
def growth() -> Growth:
    return forecast(history(), ANSWERS, None, "BRL", FEW)


@pytest.fixture(scope="module")
def alone() -> Growth:
    """Orders and nothing else."""
    return forecast(history(), {}, None, "BRL", FEW)


def test_a_company_that_only_has_orders_is_foretold(alone: Growth) -> None:
    assert alone.base.segments.names == ("all",)
    assert alone.base.channels.names == ("all",)
    year = alone.revenue()
    # The last year's months go on: the forecast is within a fifth of them, and says how unsure it is.
    assert year.value == pytest.approx(history().past.revenue[-12:].sum(), rel=0.2)
    assert year.low < year.value < year.high


def test_segments_add_up_to_the_whole(growth: Growth) -> None:
    assert growth.revenue(segment="small").value + growth.revenue(segment="big").value == pytest.approx(
        growth.revenue().value
    )
    # One third of customers, worth four times as much each: two thirds of the money.
    assert growth.revenue(segment="big").value / growth.revenue().value == pytest.approx(2 / 3, abs=0.02)


def test_channels_are_shares_of_one_whole_with_what_comes_anyway(growth: Growth) -> None:
    channels = growth.base.channels
    assert channels.names == ("social", "tv", "anyway")
    assert channels.shares.sum(axis=1) == pytest.approx(1.0)
    # The marginal return is half of the mean return.
    assert channels.elasticity[:, 0].mean() == pytest.approx(0.5, abs=0.03)


def test_twice_the_budget_brings_what_the_elasticity_says(growth: Growth) -> None:
    effect = growth.effect([Move(Budget("social", 2.0), ramp=1)])
    won = growth.side_by_side({"more": effect.moves})["more"].new_customers.mean(axis=0)[0]
    today = growth.today.new_customers.mean(axis=0)[0]
    assert won[0] / today[0] == pytest.approx(2**0.5, rel=0.03)
    assert won[1:] == pytest.approx(today[1:])


@pytest.mark.parametrize("target", [Target.PRICE, Target.LEADS, Target.WINS, Target.REPEATS, Target.NEW_REPEATS])
def test_more_of_any_driver_is_more_revenue(growth: Growth, target: Target) -> None:
    effect = growth.effect([Move(relative(target, 0.1, 0.02))])
    assert effect.revenue.low > 0
    assert effect.pays == 1.0


def test_a_price_ten_percent_higher_is_ten_percent_more_revenue(growth: Growth) -> None:
    more = growth.effect([Move(relative(Target.PRICE, 0.1, 0.0), ramp=1)])
    assert more.revenue.value == pytest.approx(0.1 * growth.revenue(24).value)


def test_keeping_customers_adds_more_the_longer_it_lasts(growth: Growth) -> None:
    effect = growth.effect([Move(relative(Target.STAY, 0.01, 0.0))])
    brought = np.diff(effect.months[:, 2], prepend=0.0).reshape(8, 3).sum(axis=1)
    assert np.all(np.diff(brought) > 0)


def test_costs_are_weighed_and_pay_at_a_month(growth: Growth) -> None:
    lever = relative(Target.PRICE, 0.1, 0.02)
    cost = 0.1 * growth.contribution(6).value
    effect = growth.effect([Move(lever, one_off_cost=cost)])
    # A tenth of six months' margin is back after about seven months (three of them the ramp).
    assert effect.paid is not None
    assert effect.paid.value == pytest.approx(7.5, abs=2)
    dear = growth.effect([Move(lever, one_off_cost=100 * cost)])
    assert dear.pays == 0.0
    assert dear.paid is None


def test_only_what_experiments_have_shown_is_counted() -> None:
    moves = {
        "shown": [Move(relative(Target.PRICE, 0.1, 0.02, Grade.EXPERIMENT))],
        "seen": [Move(relative(Target.WINS, 0.1, 0.02, Grade.ASSOCIATION), one_off_cost=10.0)],
    }
    strict = forecast(history(), {}, moves, "BRL", Wishes(months=12, grades=SHOWN, draws=400))
    shown, seen = strict.effects
    assert shown.revenue.low > 0
    assert seen.revenue.value == 0.0
    assert seen.contribution.value == pytest.approx(-10.0)


def test_scenarios_stand_side_by_side_on_the_same_draws(growth: Growth) -> None:
    lever = relative(Target.WINS, 0.2, 0.05)
    courses = growth.side_by_side({"without": (), "with": (Move(lever),)})
    assert np.array_equal(courses["without"].sales, growth.today.sales)
    assert (courses["with"].sales >= courses["without"].sales - 1e-9).mean() > 0.99


def test_a_point_of_conversion_is_a_share_of_its_rate() -> None:
    effect = Estimate("value_of_a_point", 9.0, 8.0, 10.0, "BRL")
    lever = Lever("stage_conversion", WORDS, effect, Grade.ASSOCIATION, {"from": "mql", "to": "sql"})
    change = change_of(lever, Sources(ANSWERS))
    assert isinstance(change, Change)
    assert change.target is Target.WINS
    # .01 over a rate of .5, which is known to a tenth.
    assert change.size.mean() == pytest.approx(0.02, rel=0.02)


def test_fewer_leave_after_a_ticket_whatever_the_table_calls_it() -> None:
    """The table speaks to people, the lever names the column: both mean the same customers."""
    leaving = table(
        column=[retention.column("ticket"), retention.column("ticket"), retention.column("plan")],
        level=[retention.level("ticket", "no"), retention.level("ticket", "yes"), "yes"],
        at_risk=[900, 100, 5000],
    )
    effect = Estimate("leaving_effect", 0.05, 0.04, 0.06, "share per period")
    lever = Lever("retention", WORDS, effect, Grade.ASSOCIATION, {"ticket": "yes"})
    change = change_of(lever, Sources({"retention": answer("retention", leaving=leaving)}))
    assert isinstance(change, Change)
    assert change.target is Target.STAY
    # A tenth of customers, five points, of which 22.5% can be avoided.
    assert change.size.mean() == pytest.approx(0.1 * 0.05 * 0.225, rel=0.02)


def test_a_rate_that_may_be_nought_does_not_make_an_effect_endless() -> None:
    barely = answer("conversion", Estimate("stage_conversion", 0.05, 0.0, 0.15, "share", {"from": "mql", "to": "sql"}))
    effect = Estimate("value_of_a_point", 9.0, 8.0, 10.0, "BRL")
    lever = Lever("stage_conversion", WORDS, effect, Grade.ASSOCIATION, {"from": "mql", "to": "sql"})
    change = change_of(lever, Sources({"conversion": barely}))
    assert isinstance(change, Change)
    # A point of 5% is a fifth; it is never more than ten times that.
    assert change.size.max() <= 2.1


def test_orders_that_say_their_margin_leave_nothing_to_assume() -> None:
    seen = replace(history(), margin=np.array([0.38, 0.42] * 6))
    found = forecast(seen, {}, None, "BRL", FEW)
    margin = next(driver for driver in found.base.drivers if driver.name == "margin")
    assert margin.grade is Grade.ASSOCIATION
    # Months of 38% and 42%: their mean, as unsure as months differ; 400 draws.
    assert margin.draws.mean() == pytest.approx(0.40, abs=0.004)
    assert margin.draws.std() == pytest.approx(0.02, rel=0.15)
    assert not any("30%" in caveat.en for caveat in found.caveats)
    typed = forecast(seen, {}, None, "BRL", replace(FEW, margin=(0.5, 0.6)))
    assert typed.base.margin.mean() == pytest.approx(0.55, abs=0.01)


def test_running_contracts_are_foretold_by_who_leaves() -> None:
    seen = history(kind=Kind.CONTRACTS)
    running = 600 + 10 * np.arange(26.0)
    found = forecast(replace(seen, past=Past(np.full(26, 40.0), running, 50 * running)), {}, None, "BRL", FEW)
    names = {driver.name for driver in found.base.drivers}
    assert {"contracts_kept", "months_per_new_contract"} <= names
    # 40 begin and 30 leave in a month: next month has ten more than the last.
    assert found.monthly()[0].value == pytest.approx(50 * 860, rel=0.02)


def test_levers_without_money_say_why() -> None:
    effect = Estimate("sales_growth", 0.1, 0.0, 0.2, "share")
    found = change_of(Lever("market_growth", WORDS, effect, Grade.ASSUMPTION), Sources({}))
    assert isinstance(found, Uncounted)
    assert "already" in found.because.en
    strange = change_of(Lever("mood", WORDS, effect, Grade.ASSUMPTION), Sources({}))
    assert isinstance(strange, Uncounted)


def test_a_refused_answer_leaves_a_stated_assumption(alone: Growth) -> None:
    market = next(driver for driver in alone.base.drivers if driver.question == "market_direction")
    assert market.grade is Grade.ASSUMPTION
    assert "10%" in market.words.en
    assert market.estimate.high - market.estimate.low == pytest.approx(0.2, abs=0.01)


def test_items_become_moves_from_their_month_on() -> None:
    day = dt.date.fromordinal(dt.date(1970, 1, 1).toordinal() + history().first_ahead)
    levers = (relative(Target.WINS, 0.1, 0.0), relative(Target.PRICE, 0.1, 0.0))
    later = (day + dt.timedelta(days=70)).replace(day=15)
    item = Item("price", ItemKind.PRICE, WORDS, WORDS, levers=levers, starts=later, one_off_cost=100.0)
    first, second = moves_of(item, history().first_ahead)
    assert first.starts == second.starts == 2
    assert (first.one_off_cost, second.one_off_cost) == (100.0, 0.0)
    assert list(decisions_of([item, Item("launch", ItemKind.LAUNCH, WORDS, WORDS)], 0)) == ["price"]


def test_nothing_changes_before_a_decision_starts(growth: Growth) -> None:
    effect = growth.effect([Move(relative(Target.WINS, 0.3, 0.0), starts=6)])
    assert np.all(effect.months[:6] == 0)
    assert np.all(effect.months[6] > 0)


def test_sensitivity_names_what_makes_the_forecast_unsure(alone: Growth) -> None:
    shares = [one.share for one in alone.sensitivity]
    assert shares == sorted(shares, reverse=True)
    assert 0.2 < shares[0] <= 1
    # Nothing is asked of the market in the first year.
    market = next(one for one in alone.sensitivity if one.driver.question == "market_direction")
    assert market.share < 0.03


def test_started_a_year_ago_it_covers_the_last_year() -> None:
    tested = backtest(history())
    assert tested is not None
    assert tested.details["year_covered"] is True
    assert tested.details["months"] == 12
    # Twelve months at 90%: fewer than eight are covered once in two hundred times.
    assert int(tested.details["covered"]) >= 8
    short = history(8)
    assert backtest(short).details["months"] == 3  # type: ignore[union-attr]
    assert backtest(history(7)) is None


def test_extremes_stay_finite() -> None:
    months = history().months
    nothing_new = Past(np.zeros(26), np.full(26, 3.0), np.full(26, 1e9))
    one = Past(np.ones(26), np.ones(26), np.full(26, 0.01))
    for past in (nothing_new, one):
        found = forecast(History(history().kind, months, past), {}, None, "", Wishes(months=36, draws=200))
        assert np.isfinite(found.today.sales).all()
        assert (found.today.sales >= 0).all()


def test_the_same_data_give_the_same_forecast(alone: Growth) -> None:
    again = forecast(history(), {}, None, "BRL", FEW)
    assert np.array_equal(again.today.sales, run(alone.base).sales)
