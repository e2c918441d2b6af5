"""A campaign's money: what it changes of today's is what it costs and what it brings."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from corrente.core.answer import Answer, Estimate, Evidence, Grade, Lever, TableEvidence
from corrente.core.plan import Item, ItemKind
from corrente.stream.growth.moves import moves_of
from corrente.stream.growth.spending import MONTH_DAYS, grade_of, spent_today
from corrente.stream.growth.work import Growth, Wishes, forecast
from tests.stream.growth.planted import ACQUISITION, WORDS, answer, history, table

FEW = Wishes(months=24, draws=400)
TWO_YEARS = TableEvidence(1000, 0, 18_000, 18_000 + 729)


def _paths(question: str) -> Answer:
    told = answer(
        question,
        Estimate("markov_share", 0.2, 0.18, 0.22, "share of conversions", {"channel": "linkedin"}),
        channels=table(channel=["linkedin", "direct"], spent=[24_000.0, 0.0]),
    )
    return replace(told, evidence=Evidence({"touchpoints": TWO_YEARS}))


def _mix() -> Answer:
    lever = Lever("acquisition", WORDS, Estimate("outcome", 1.0, 0.5, 1.5, "BRL a week"), Grade.QUASI,
                  {"channel": "social"})  # fmt: skip
    budget = table(channel=["social"], now=[1_000.0], best=[1_200.0], safe=[1_100.0])
    return replace(ACQUISITION, levers=(lever,), tables={"budget": budget})


ANSWERS = {"acquisition": _mix(), "touchpoints": _paths("touchpoints")}
SOCIAL = 1_000.0 * MONTH_DAYS / 7


@pytest.fixture(scope="module")
def growth() -> Growth:
    return forecast(history(), ANSWERS, None, "BRL", FEW)


def campaign(channel: str, monthly: float | None, *levers: Lever) -> Item:
    return Item(f"campaign.{channel}", ItemKind.CAMPAIGN, WORDS, WORDS, {"channel": channel}, levers=levers,
                monthly_cost=monthly)  # fmt: skip


def added(growth: Growth, item: Item) -> Estimate:
    return growth.effect(moves_of(item, history().first_ahead), item.id).contribution


def test_todays_money_is_read_off_the_media_mix_else_off_the_contacts() -> None:
    assert spent_today(ANSWERS, "social") == pytest.approx(SOCIAL)
    # 730 days are 24 months of 30.4375 days, less half a day.
    assert spent_today(ANSWERS, "linkedin") == pytest.approx(1_000.0, rel=0.001)
    assert spent_today(ANSWERS, "direct") is None
    assert spent_today({}, "social") is None


def test_a_campaign_that_spends_as_today_neither_costs_nor_brings(growth: Growth) -> None:
    for channel, today in (("social", SOCIAL), ("linkedin", spent_today(ANSWERS, "linkedin"))):
        found = added(growth, campaign(channel, today))
        assert (found.low, found.high) == pytest.approx((0.0, 0.0), abs=1e-6)


@pytest.mark.parametrize("channel", ["social", "linkedin"])
def test_twice_the_money_costs_the_difference_and_brings_more_leads(growth: Growth, channel: str) -> None:
    today = spent_today(ANSWERS, channel) or 0.0
    effect = growth.effect(moves_of(campaign(channel, 2 * today), history().first_ahead))
    kept = growth.base.margin.mean()
    # What is left of what it sells, less one more budget for each of 24 months.
    assert effect.contribution.value == pytest.approx(effect.revenue.value * kept - 24 * today, rel=0.05)
    assert effect.revenue.low > 0
    assert effect.uncounted == ()


def test_less_money_saves_and_loses(growth: Growth) -> None:
    effect = growth.effect(moves_of(campaign("linkedin", 0.0), history().first_ahead))
    assert effect.revenue.high < 0


def test_how_it_is_known_is_told_by_the_media_mix(growth: Growth) -> None:
    assert grade_of("social", ANSWERS) is Grade.QUASI
    assert grade_of("linkedin", ANSWERS) is Grade.ASSUMPTION
    assert growth.effect(moves_of(campaign("social", 2 * SOCIAL), 0)).grade is Grade.QUASI
    shown = forecast(history(), ANSWERS, None, "BRL", replace(FEW, grades=frozenset({Grade.EXPERIMENT})))
    only_cost = shown.effect(moves_of(campaign("social", 2 * SOCIAL), history().first_ahead))
    assert only_cost.revenue.high == 0
    assert only_cost.contribution.value == pytest.approx(-24 * SOCIAL)


def test_by_a_new_channel_it_costs_all_and_moves_what_its_levers_say(growth: Growth) -> None:
    lever = Lever("leads", WORDS, Estimate("relative_change", 0.1, 0.05, 0.15, "relative change"), Grade.EXPERIMENT)
    effect = growth.effect(moves_of(campaign("radio", 500.0, lever), history().first_ahead))
    assert effect.revenue.low > 0
    assert effect.cost_known
    bare = growth.effect(moves_of(campaign("radio", 500.0), history().first_ahead))
    assert bare.contribution.value == pytest.approx(-24 * 500.0)
    assert "not known" in bare.uncounted[0].because.en


def test_the_last_day_of_a_month_is_its_last_month() -> None:
    item = replace(campaign("social", SOCIAL), starts=dt.date(2030, 4, 1), ends=dt.date(2030, 6, 30))
    (move,) = moves_of(item, 18_000)
    assert move.ends is not None
    assert move.ends - move.starts == 3
