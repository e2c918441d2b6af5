"""A whole plan from whatever answers there are."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from corrente.core.answer import Answer
from corrente.core.catalogue import QUESTIONS
from corrente.core.codec import decode, encode
from corrente.core.plan import FromAnswer, FromItem, Item, ItemKind, Linked, Part
from corrente.core.profile import Settings
from corrente.core.words import Form, Language
from corrente.stream.plan.drafting import draft
from corrente.stream.plan.readings import Asked, read
from corrente.stream.plan.say import item_numbers
from tests.stream.plan.answers import AURORA, all_refused, aurora, orders_only

TODAY = dt.date(2026, 7, 1)


def drafted(answers: dict[str, Answer], settings: Settings = AURORA) -> dict[str, Item]:
    return {item.id: item for item in draft(answers, settings, TODAY)}


def test_the_vendor_is_led_from_its_data_to_the_launch_plan_of_the_article() -> None:
    plan = drafted(aurora())
    assert plan["segment"].fields["segment"] == "enterprise"
    assert plan["problem"].fields["need"] == "testar as peças de campanha"
    assert plan["solution"].fields["feature"] == "adaptive testing"
    assert plan["solution"].fields["answers"] is True  # not onboarding, for which they would pay more
    assert plan["price"].fields["model"] == "complementary upgrade"
    assert plan["price"].fields["extra_price"] == 0
    assert plan["advantage"].fields["upgrade"] is True
    campaigns = {item.fields["channel"]: item for item in plan.values() if item.kind is ItemKind.CAMPAIGN}
    assert list(campaigns) == ["linkedin", "email", "ebook"]
    assert "e-book on adaptive testing" in str(campaigns["ebook"].fields["offer"])
    assert campaigns["linkedin"].fields["lead_threshold"] == 74
    assert "made simpler" in str(plan["problem"].statement)
    assert "upgrade complementar" in plan["price"].statement.say(Language.PT)
    assert plan["message"].fields["message"] == "Know what works"


def test_the_budget_is_what_meeting_the_segments_buyers_costs() -> None:
    campaign = drafted(aurora())["campaign.linkedin"]
    assert campaign.monthly_cost == pytest.approx(200.0 * 0.38 * 584 / 3)
    assert (campaign.starts, campaign.ends) == (dt.date(2026, 10, 1), dt.date(2026, 12, 31))


def test_each_segment_has_its_launch_the_focus_first() -> None:
    plan = drafted(aurora())
    days = {name: item.starts for name, item in plan.items() if item.kind is ItemKind.LAUNCH}
    assert min(days, key=lambda name: days[name] or dt.date.max) == "launch.enterprise"
    assert len(days) == len(set(days.values())) == 3


@pytest.mark.parametrize("answers", [aurora(), orders_only(), all_refused(), {}])
def test_every_kind_is_there_in_both_languages_and_nobody_starts_from_an_empty_page(
    answers: dict[str, Answer],
) -> None:
    plan = drafted(answers)
    kinds = Counter(item.kind for item in plan.values())
    assert set(kinds) == set(ItemKind)
    for item in plan.values():
        said = {item.statement.say(language) for language in Language}
        assert len(said) == 2  # written twice, not copied
        assert all("{" not in one and "None" not in one and one.endswith(".") for one in said)


@pytest.mark.parametrize("answers", [aurora(), orders_only()])
def test_every_number_leads_back_to_a_ground_that_says_it(answers: dict[str, Answer]) -> None:
    found = 0
    for item in drafted(answers).values():
        grounds = {ground.key: ground for ground in item.rests_on if isinstance(ground, FromAnswer)}
        for number in item_numbers(item):
            if number.form is Form.DATE:
                assert item.starts is not None
                continue
            assert isinstance(number, Linked)
            ground = grounds[number.ground]
            said = {Part.VALUE: ground.value, Part.LOW: ground.low, Part.HIGH: ground.high}[number.part]
            assert number.value == said * number.scale
            found += 1
    assert found > 5


def test_nothing_is_invented_where_all_twenty_are_refused() -> None:
    for item in drafted(all_refused()).values():
        assert not [ground for ground in item.rests_on if not isinstance(ground, FromItem)]
        assert not item.levers
        assert item.monthly_cost is None
        assert all(number.form is Form.DATE for number in item_numbers(item))
    gaps = {gap.question for item in drafted(all_refused()).values() for gap in item.gaps}
    assert gaps >= {
        "segments",
        "problems",
        "solutions",
        "positioning",
        "win_rate",
        "access",
        "adoption",
        "lead_scoring",
    }
    assert gaps <= set(QUESTIONS)


def test_orders_alone_give_a_segment_and_its_buyers_and_say_what_else_to_bring() -> None:
    plan = drafted(orders_only(), Settings("Shop", "BRL"))
    assert plan["segment"].fields["segment"] == "9 or more purchases"
    assert "3,000" in str(plan["segment"].statement)
    assert "910" in str(plan["buyers"].statement)
    assert {gap.question for gap in plan["problem"].gaps} == {"problems"}
    assert "campaign" in plan


def test_an_item_comes_after_what_it_rests_on_and_its_grounds_repeat_fields_that_are_there() -> None:
    before: dict[str, Item] = {}
    for item in draft(aurora(), AURORA, TODAY):
        for ground in item.rests_on:
            if isinstance(ground, FromItem):
                assert all(before[ground.item].fields[name] == held for name, held in ground.fields.items())
        before[item.id] = item


def test_what_is_decided_stays_and_the_rest_follows_from_it() -> None:
    plan = drafted(aurora())
    segment = plan["segment"]
    fields = {**segment.fields, "segment": "small"}
    decided = {"segment": Item("segment", segment.kind, segment.title, segment.statement, fields)}
    other = {item.id: item for item in draft(aurora(), AURORA, TODAY, decided)}
    assert other["segment"] == decided["segment"]
    assert other["message"].fields["message"] == "Live in a week"
    assert other["price"].fields["model"] == "add-on"  # small customers do not leave more than others


def test_a_plan_is_stored_to_the_last_digit() -> None:
    plan = draft(aurora(), AURORA, TODAY)
    assert decode(encode(plan)) == plan


@pytest.mark.parametrize("answers", [aurora(), orders_only(), {}])
def test_the_six_questions_are_answered_in_both_languages(answers: dict[str, Answer]) -> None:
    readings = read(draft(answers, AURORA, TODAY))
    assert list(readings) == list(Asked)
    assert all(said.say(language) for said in readings.values() for language in Language)


def test_the_six_questions_of_the_article() -> None:
    readings = {asked: str(said) for asked, said in read(draft(aurora(), AURORA, TODAY)).items()}
    assert "enterprise" in readings[Asked.WHO]
    assert "adaptive testing" in readings[Asked.WHAT]
    assert "Oct 1, 2026" in readings[Asked.WHEN]
    assert readings[Asked.WHERE] == "By LinkedIn, e-mail and e-book."
    assert "testar as peças de campanha" in readings[Asked.WHY]
    assert "Know what works" in readings[Asked.HOW]


def test_no_plan_leaves_the_six_questions_open() -> None:
    assert {str(said) for said in read([]).values()} == {"Not decided yet."}
