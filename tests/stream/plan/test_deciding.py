"""What a person decides is drafted for that choice where the answers know it, and is the person's word where not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from corrente.core.plan import FromAnswer, FromPerson, Item
from corrente.core.words import Language, Phrase
from corrente.stream.plan.choices import choices
from corrente.stream.plan.comparing import compare
from corrente.stream.plan.deciding import Wish, decide, months
from corrente.stream.plan.drafting import draft
from corrente.stream.plan.graph import index
from corrente.stream.plan.known import Known
from corrente.stream.plan.naming import FIELDS, UNSHOWN
from tests.stream.plan.answers import AURORA, all_refused, aurora

TODAY = dt.date(2026, 7, 1)
KNOWN = Known(aurora(), AURORA, TODAY)
PLAN = index(draft(aurora(), AURORA, TODAY))


def decided(id: str, **fields: object) -> Item:
    """The item of the drafted plan with other fields."""
    return decide(PLAN[id], replace(Wish.of(PLAN[id]), fields={**PLAN[id].fields, **fields}), "ana", "why", KNOWN, PLAN)  # type: ignore[dict-item]


def numbers(item: Item) -> set[str]:
    return {ground.key for ground in item.rests_on if isinstance(ground, FromAnswer)}


def test_another_segment_is_told_with_its_own_numbers_and_which_would_come_first() -> None:
    item = decided("segment", segment="small")
    assert item.fields["segment"] == "small"
    assert "win_rate/win_rate?size=small" in numbers(item)
    assert not any("enterprise" in key for key in numbers(item))
    assert "“enterprise” customers would come first" in item.statement.say()
    assert "clientes “enterprise” viriam antes" in item.statement.say(Language.PT)
    assert item.rests_on[-1] == FromPerson("ana", "why")


@pytest.mark.parametrize(
    ("id", "fields", "says"),
    [
        ("problem", {"need": "migrar sem perder dados"}, "“testar as peças de campanha” has more"),
        ("solution", {"feature": "onboarding"}, "R$\N{NO-BREAK SPACE}45"),
        ("price", {"model": "add-on"}, "Sell it as an add-on, starting at"),
        ("message", {"message": "Live in a week"}, "“Know what works” is preferred by more"),
        ("advantage", {"rival": "Pipeline Pro"}, "against it, 38%"),
    ],
)
def test_a_choice_that_the_answers_know_is_drafted_anew(id: str, fields: dict[str, str], says: str) -> None:
    item = decided(id, **fields)
    assert says in item.statement.say()
    assert numbers(item)


def test_a_price_of_ones_own_stands_beside_what_they_would_pay() -> None:
    item = decided("price", model="add-on", extra_price=55.0)
    assert item.fields["extra_price"] == 55.0
    assert "at R$\N{NO-BREAK SPACE}55; they would pay" in item.statement.say()


def test_words_of_ones_own_rest_on_the_persons_word_and_not_on_numbers_of_another_choice() -> None:
    item = decided("message", message="Test before you send")
    assert item.statement.say() == "Decided: message “Test before you send”."
    assert not numbers(item)
    assert FromPerson("ana", "why") in item.rests_on


def test_what_the_sentence_does_not_speak_of_leaves_it_and_its_numbers() -> None:
    campaign = PLAN["campaign.linkedin"]
    item = decided("campaign.linkedin", budget=9000.0)
    assert item.statement == campaign.statement
    assert numbers(item) == numbers(campaign)
    assert item.monthly_cost == 3000.0


def test_a_launch_is_moved_by_its_first_day() -> None:
    launch = PLAN["launch.small"]
    item = decide(launch, replace(Wish.of(launch), starts=dt.date(2027, 5, 4)), "ana", "why", KNOWN, PLAN)
    assert item.fields["date"] == item.starts == dt.date(2027, 5, 4)
    assert "May 4, 2027" in item.statement.say()


def test_own_words_for_the_sentence_are_kept_as_they_are() -> None:
    wish = replace(Wish.of(PLAN["segment"]), statement=Phrase.same("The {largest} first."))
    item = decide(PLAN["segment"], wish, "ana", "why", KNOWN, PLAN)
    assert item.statement.say(Language.PT) == "The {largest} first."
    assert numbers(item) == numbers(PLAN["segment"])


def test_months_between_two_days() -> None:
    assert months(dt.date(2027, 4, 1), dt.date(2027, 6, 30)) == 3
    assert months(dt.date(2027, 4, 1), dt.date(2027, 4, 2)) == months(None, None) == 1


def test_the_answers_choices_are_there_and_the_best_comes_first() -> None:
    found = {item.id: choices(KNOWN, PLAN, item) for item in PLAN.values()}
    assert [one.fields["segment"] for one in found["segment"]["segment"]] == ["enterprise", "mid", "small"]
    assert found["problem"]["need"][0].fields["need"] == "testar as peças de campanha"
    assert {one.fields["rival"] for one in found["advantage"]["rival"]} == {"VendaFácil", "Pipeline Pro"}
    assert found["campaign.email"] == {}


def test_nothing_can_be_chosen_where_nothing_is_known() -> None:
    plan = index(draft(all_refused(), AURORA, TODAY))
    known = Known(all_refused(), AURORA, TODAY)
    assert {name for item in plan.values() for name in choices(known, plan, item)} <= {"model"}


def test_every_field_that_people_see_has_a_name_in_both_languages() -> None:
    shown = {name for item in PLAN.values() for name in item.fields} - UNSHOWN
    assert shown <= FIELDS.keys()


def test_a_changed_budget_is_told_by_its_name_and_not_twice() -> None:
    [found] = compare([PLAN["campaign.linkedin"]], [decided("campaign.linkedin", budget=9000.0)], "BRL")
    assert found.said.say(Language.PT).startswith("Campanha: LinkedIn, orçamento: R$")
