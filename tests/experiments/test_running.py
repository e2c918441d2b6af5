"""The life of a test in a store: it learns when that is due, once, and stops with what it found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep

import pytest

from corrente.core.answer import Estimate, Grade, Lever
from corrente.core.errors import InputError
from corrente.core.experiment import DEFAULT_CELL, RELATIVE_CHANGE, Learning, Measure, Metric, Phase, Test, Variant
from corrente.core.words import Language, Phrase
from corrente.experiments import kept, running
from corrente.experiments.health import Kind, Severity
from corrente.experiments.kept import Moved
from corrente.experiments.report import report, to_json
from corrente.experiments.running import Act, Runner
from corrente.experiments.stopping import Step
from corrente.state import findings
from corrente.state.store import State, open_state
from tests.experiments.visitors import PAGE, Visitors
from tests.state.conftest import Clock

ANA = Act("ana", "to know")
LEVER = Lever(
    "leads", Phrase("another page", "outra página"),
    Estimate(RELATIVE_CHANGE, 0.1, -0.2, 0.4, "share of the default's"), Grade.ASSUMPTION, {"channel": "email"},
)  # fmt: skip
OF_PLAN = replace(PAGE, plan="plan", item="test.email", lever=LEVER)


@pytest.fixture
def state(tmp_path: Path, clock: Clock) -> Iterator[State]:
    opened = open_state(tmp_path / "state.sqlite", clock)
    yield opened
    opened.close()


def begun(state: State, clock: Clock, test: Test = PAGE, a: float = 0.1, b: float = 0.3, **rates: float) -> Visitors:
    """Visitors of a test that runs."""
    running.create(state, test, ANA)
    running.start(state, test.id, ANA)
    return Visitors(state, clock, {"a": a, "b": b, **rates}, test.id)


def grown(visitors: Visitors, rounds: int = 6, people: int = 200) -> None:
    """Hours in which people come and the test learns."""
    for _ in range(rounds):
        visitors.visit(people)
        visitors.clock.move(hours=1)
        running.advance(visitors.state, visitors.test)


def weights(state: State, cell: str = DEFAULT_CELL) -> dict[str, float]:
    policy = kept.policy(state, PAGE.id)
    assert policy is not None
    return dict(zip(policy.arms, policy.of(cell), strict=True))


def test_seeds_are_drawn_by_chance_and_differ(state: State) -> None:
    made = [running.create(state, replace(PAGE, id=f"t{n}", seed="", inclusion_seed=""), ANA).body for n in range(3)]
    assert len({seed for test in made for seed in (test.seed, test.inclusion_seed)}) == 6


def test_people_are_sent_where_it_works_better(state: State, clock: Clock) -> None:
    grown(begun(state, clock))
    assert weights(state)["b"] > 0.9  # three times the rate, after 1,000 people
    assert weights(state)["a"] >= PAGE.least


def test_nothing_is_learnt_before_it_is_due_or_from_too_few(state: State, clock: Clock) -> None:
    visitors = begun(state, clock)
    visitors.visit(60)
    clock.move(hours=1)
    assert running.advance(state, "page") is None  # 50 people of each arm are asked for
    visitors.visit(200)
    clock.move(hours=1)
    assert running.advance(state, "page") is not None
    visitors.visit(200)
    clock.move(seconds=PAGE.update_seconds - 1)
    assert running.advance(state, "page") is None
    clock.move(seconds=60)
    assert running.advance(state, "page") is not None


def test_a_fixed_split_stays_as_it_is(state: State, clock: Clock) -> None:
    grown(begun(state, clock, replace(PAGE, learning=Learning.FIXED)), rounds=3)
    assert weights(state) == {"a": 0.5, "b": 0.5}
    assert len(kept.policies(state, "page")) == 1


@pytest.mark.parametrize(("seconds", "most"), [(900, 400), (60, 520)])
def test_weights_are_learnt_rarely_in_an_old_test(seconds: int, most: int) -> None:
    began = last = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    learnt = 0
    while last < began + dt.timedelta(days=365):
        last, learnt = running.due(replace(PAGE, update_seconds=seconds), began, last), learnt + 1
    assert 50 < learnt < most


def test_of_several_processes_one_learns(state: State, clock: Clock) -> None:
    visitors = begun(state, clock)
    visitors.visit(300)
    clock.move(hours=2)
    others = [open_state(Path(state.where), clock) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda store: running.advance(store, "page"), others))
    for store in others:
        store.close()
    assert sum(policy is not None for policy in made) == 1
    assert [policy.version for policy, _ in kept.policies(state, "page")] == [1, 2]


def test_the_runner_advances_what_is_due_in_every_site(state: State, clock: Clock) -> None:
    for site in ("main", "other"):
        running.create(state, PAGE, ANA, site)
        running.start(state, "page", ANA, site)
        Visitors(state, clock, {"a": 0.1, "b": 0.2}, site=site).visit(200)
    clock.move(hours=1)
    runner, until = Runner(lambda: state, 0.01), monotonic() + 10
    runner.start()
    while monotonic() < until and any(len(kept.policies(state, "page", site)) < 2 for site in ("main", "other")):
        sleep(0.01)
    runner.end()
    assert [len(kept.policies(state, "page", site)) for site in ("main", "other")] == [2, 2]


def test_a_test_that_fails_does_not_keep_others_from_learning(
    state: State, clock: Clock, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("bad", "page"):
        begun(state, clock, replace(PAGE, id=name)).visit(300)
    clock.move(hours=1)
    whole = running.advance
    monkeypatch.setattr(running, "advance", lambda *asked: 1 / 0 if "bad" in asked else whole(*asked))
    Runner(lambda: state).look()
    assert len(kept.policies(state, "page")) == 2
    assert "bad" in caplog.text


def test_contexts_are_learnt_apart_once_they_are_known(state: State, clock: Clock) -> None:
    test = replace(PAGE, contexts=("segment",))
    visitors = begun(state, clock, test, a=0.2, b=0.2, **{"b/big": 0.5, "b/small": 0.02})
    for _ in range(8):
        for segment in ("big", "small"):
            visitors.visit(150, {"segment": segment})
        clock.move(hours=1)
        running.advance(state, "page")
    assert weights(state, "big")["b"] > 0.8 > 0.2 > weights(state, "small")["b"]


def test_a_dropped_arm_is_given_to_nobody_new(state: State, clock: Clock) -> None:
    visitors = begun(state, clock, replace(PAGE, variants=(*PAGE.variants, Variant("c"))))
    grown(visitors, rounds=2)
    running.drop(state, "page", "c", ANA)
    assert weights(state)["c"] == 0
    before = report(state, "page").results
    grown(visitors, rounds=2)
    found = report(state, "page").results
    assert before
    assert found
    assert found.decision.arm("c").shown == before.decision.arm("c").shown > 0
    assert weights(state)["c"] == 0


def test_an_added_arm_is_tried_at_once(state: State, clock: Clock) -> None:
    visitors = begun(state, clock)
    visitors.rates = {"a": 0.1, "b": 0.1, "c": 0.4}
    grown(visitors, rounds=2)
    running.add(state, "page", Variant("c", "Newest"), ANA)
    assert weights(state)["c"] > 0.2
    grown(visitors, rounds=8)
    assert weights(state)["c"] > 0.8


def test_stopping_leaves_a_finding_with_the_same_revision(state: State, clock: Clock) -> None:
    grown(begun(state, clock, OF_PLAN), people=400)
    stopped = running.stop(state, "page", "b", Act("rui", "clear enough"))
    (found,) = findings.listed(state, "plan")
    assert (stopped.body.phase, stopped.body.chosen, stopped.author) == (Phase.STOPPED, "b", "rui")
    assert (found.finding.item, found.finding.variant, found.finding.people) == ("test.email", "b", 2400)
    # 0.3 against 0.1 is 200% more; the effect is a posterior of 2,400 people, so within its 90% interval here
    assert found.finding.effect.low < 2.0 < found.finding.effect.high
    assert (found.finding.lever.grade, found.finding.lever.driver) == (Grade.EXPERIMENT, "leads")
    assert found.finding.lever.of == {"channel": "email", "test": "page", "measure": "conversions"}
    assert list(found.finding.draws) == sorted(found.finding.draws)


def test_stopping_twice_finds_once(state: State, clock: Clock) -> None:
    grown(begun(state, clock, OF_PLAN), rounds=3)
    first = running.stop(state, "page", "b", ANA)
    assert running.stop(state, "page", "b", ANA) == first
    assert len(findings.listed(state, "plan")) == 1
    assert running.advance(state, "page") is None
    with pytest.raises(InputError, match="not running"):
        running.stop(state, "page", "a", ANA)
    with pytest.raises(InputError, match="was stopped"):
        running.start(state, "page", ANA)


def test_keeping_the_default_is_found_to_change_nothing(state: State, clock: Clock) -> None:
    grown(begun(state, clock, OF_PLAN), rounds=3)
    running.stop(state, "page", "a", ANA)
    (found,) = findings.listed(state, "plan")
    assert (found.finding.effect.low, found.finding.effect.high) == (0, 0)


@pytest.mark.parametrize("test", [PAGE, replace(OF_PLAN, lever=None)])
def test_a_test_of_no_plan_finds_nothing_for_it(state: State, clock: Clock, test: Test) -> None:
    grown(begun(state, clock, test), rounds=2)
    running.stop(state, "page", "b", ANA)
    assert findings.of_test(state, "main", "page") is None


def test_a_test_stopped_before_anybody_could_respond_finds_nothing(state: State, clock: Clock) -> None:
    begun(state, clock, OF_PLAN).visit(100)
    running.stop(state, "page", "b", ANA)
    assert findings.of_test(state, "main", "page") is None


def test_a_finding_is_stored_with_the_stop_or_not_at_all(
    state: State, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    grown(begun(state, clock, OF_PLAN), rounds=2)
    monkeypatch.setattr(findings, "add", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        running.stop(state, "page", "b", ANA)
    assert kept.current(state, "page").body.phase is Phase.RUNNING


def test_what_another_changed_meanwhile_is_not_written_over(state: State, clock: Clock) -> None:
    begun(state, clock)
    seen = kept.current(state, "page").number
    running.add(state, "page", Variant("c"), ANA)
    with pytest.raises(Moved, match="ana"):
        running.drop(state, "page", "b", replace(ANA, based_on=seen))


@pytest.mark.parametrize("act", [
    lambda state: running.drop(state, "page", "z", ANA),
    lambda state: running.drop(state, "page", "a", ANA),
    lambda state: running.stop(state, "page", "z", ANA),
    lambda state: running.add(state, "page", Variant("b"), ANA),
    lambda state: running.advance(state, "none"),
    lambda state: running.change(state, replace(PAGE, decision=Metric("m", Measure.CLICKS, "Clicked")), ANA),
])  # fmt: skip
def test_what_cannot_be_done_is_refused_in_both_languages(state: State, clock: Clock, act: object) -> None:
    begun(state, clock)
    before = kept.history(state, "page")
    with pytest.raises(InputError) as refused:
        act(state)  # type: ignore[operator]
    assert refused.value.say(Language.EN) != refused.value.say(Language.PT)
    assert kept.history(state, "page") == before


def test_revenue_needs_a_cap(state: State) -> None:
    with pytest.raises(InputError, match="cap"):
        running.create(state, replace(PAGE, decision=Metric("m", Measure.REVENUE, "Order Completed")), ANA)


def test_the_report_says_how_it_stands_and_what_to_do(state: State, clock: Clock) -> None:
    grown(begun(state, clock, OF_PLAN), people=400)
    found = report(state, "page")
    assert found.people == 2400 == sum(found.days.values())
    assert found.results
    assert found.results.leader == "b"
    assert [one.version for one in found.shares] == list(range(1, 8))
    assert Step.CHOOSE in [one.step for one in found.advice]
    assert not [one for one in found.symptoms if one.severity is Severity.ALARM]
    running.stop(state, "page", "b", ANA)
    stopped = report(state, "page")
    assert (stopped.advice, stopped.finding is not None) == ((), True)


def test_the_report_of_a_draft_has_no_results(state: State) -> None:
    running.create(state, PAGE, ANA)
    found = report(state, "page")
    assert (found.results, found.people, found.shares, found.symptoms) == (None, 0, (), ())
    assert to_json(found)["metrics"] == []


def test_a_lost_arm_is_alarmed(state: State, clock: Clock) -> None:
    visitors = begun(state, clock, replace(PAGE, learning=Learning.FIXED))
    visitors.visit(2000)
    with state.writing() as connection:  # three in ten of those who were given b never got there
        connection.exec_driver_sql("delete from exposures where arm = 'b' and substr(unit, -1) in ('1', '2', '3')")
    clock.move(hours=2)
    assert Kind.SAMPLE_RATIO in [one.kind for one in report(state, "page").symptoms]


@pytest.mark.parametrize("language", list(Language))
def test_the_report_as_json_is_plain(state: State, clock: Clock, language: Language) -> None:
    import json

    grown(begun(state, clock, OF_PLAN), rounds=2)
    said = to_json(report(state, "page"), language)
    assert json.loads(json.dumps(said, allow_nan=False)) == said
    assert said["metrics"][0]["variants"][1]["relative"]["value"] > 0
    assert dt.datetime.fromisoformat(said["shares"][0]["at"]).tzinfo
