"""The whole loop without a browser: a plan's item, its test, visitors whose rates are planted, and the plan again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from corrente.core.answer import Estimate, Grade
from corrente.core.experiment import Variant
from corrente.core.words import Language
from corrente.experiments import making, running
from corrente.experiments.report import report
from corrente.experiments.running import Act
from corrente.experiments.stopping import Step
from corrente.state import forecasts
from corrente.state.store import State, open_state
from corrente.stream import planning
from corrente.stream.growth.effects import Effect
from corrente.stream.growth.moves import SHOWN
from corrente.stream.growth.work import Growth, Wishes, decisions_of, forecast
from corrente.stream.plan.drafting import draft
from corrente.stream.plan.plan import Plan
from corrente.stream.planning import MAIN, Standing
from corrente.stream.record.foretelling import _of_growth
from tests.experiments.visitors import Visitors
from tests.state.conftest import Clock
from tests.stream.growth.planted import ACQUISITION, CONVERSION, LOYALTY, answer, history
from tests.stream.plan.answers import AURORA, aurora

ANA = Act("ana")
TODAY = dt.date(2026, 7, 1)
RATES = {"a": 0.10, "b": 0.14, "c": 0.08}
"""Planted: the second page takes in 40% more contacts than the first."""
SHARE = Estimate("markov_share", 0.2, 0.18, 0.22, "share of conversions", {"channel": "ebook"})
ANSWERS = {one.question.id: one for one in (ACQUISITION, LOYALTY, CONVERSION, answer("touchpoints", SHARE))}


@dataclass(frozen=True)
class Loop:
    """The plan before the test and after it, and what the test advised to choose."""

    store: State
    before: Standing
    after: Standing
    advised: str


@pytest.fixture(scope="module")
def loop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loop]:
    """A plan whose campaign runs already, and a test of it from its draft to its end."""
    clock = Clock()
    store = open_state(tmp_path_factory.mktemp("loop") / "state.sqlite", clock)
    items = tuple(replace(item, starts=None, ends=None) for item in draft(aurora(), AURORA, TODAY))
    planning.begin(store, Plan("Aurora CRM", "BRL", TODAY, items))
    before, advised = looked(store), ran(store, clock)
    running.stop(store, "ebook", advised, ANA)
    yield Loop(store, before, looked(store), advised)
    store.close()


def foretold(plan: Standing, wishes: Wishes | None = None) -> Growth:
    months = history()
    return forecast(months, ANSWERS, decisions_of(plan.items, months.first_ahead), "BRL", wishes)


def looked(store: State) -> Standing:
    return planning.refresh(store, planning.standing(store), aurora())


def ran(store: State, clock: Clock) -> str:
    """A test made from the plan, run by visitors until it advises to choose; what it advises."""
    drafted = making.made(planning.standing(store).by_id, "test.ebook", Language.EN, MAIN)
    made = replace(drafted, variants=(*drafted.variants, Variant("c")), seed="one", inclusion_seed="other",
                   decision=replace(drafted.decision, window_seconds=3600))  # fmt: skip
    running.create(store, made, ANA)
    running.start(store, made.id, ANA)
    visitors = Visitors(store, clock, RATES, made.id)
    for _ in range(60):
        visitors.visit(500)
        clock.move(hours=1)
        running.advance(store, made.id)
        advised = [one for one in report(store, made.id).advice if one.step is Step.CHOOSE]
        if advised:
            return advised[0].arm
    raise AssertionError("30,000 visitors were not enough")


def effect_of(found: Growth) -> Effect:
    return next(one for one in found.effects if one.name == "campaign.ebook")


def test_the_test_finds_the_best_page_and_by_how_much_it_is_better(loop: Loop) -> None:
    assert loop.advised == "b"  # 14% against 8% and 10%: a wrong choice has a chance well below 1%
    (shown,) = loop.after.by_id["campaign.ebook"].tests
    assert shown.low < 0.4 < shown.high  # the planted effect, in a 90% interval (with this seed)
    assert [mark.marked.item for mark in loop.after.open] == ["test.ebook"]
    assert loop.before.open == ()


def test_the_forecast_goes_by_what_was_found(loop: Loop) -> None:
    after, (shown,) = foretold(loop.after), loop.after.by_id["campaign.ebook"].tests
    effect = effect_of(after)
    assert effect_of(foretold(loop.before)).revenue.value == 0
    assert effect.revenue.low > 0
    assert Grade.EXPERIMENT in {driver.grade for driver in effect.drivers}
    # a fifth of new customers come by the e-book, and their leads rise by what the test showed
    more = after.planned.new_customers.sum() / after.today.new_customers.sum() - 1
    assert more == pytest.approx(0.2 * shown.value, rel=0.15)


def test_what_the_test_showed_counts_where_only_experiments_do(loop: Loop) -> None:
    assert effect_of(foretold(loop.after, Wishes(grades=SHOWN))).revenue.low > 0


def test_the_revision_that_a_test_made_foretells_more(loop: Loop) -> None:
    early, late = (tuple(_of_growth(foretold(plan))) for plan in (loop.before, loop.after))
    assert loop.after.number == loop.before.number + 1
    forecasts.foretell(loop.store, MAIN, loop.before.number, early)
    assert forecasts.foretell(loop.store, MAIN, loop.after.number, late) == len(late) > 0
    means = [sum(one.mean for one in told if one.question == "plan") for told in (early, late)]
    assert means[1] > means[0]
