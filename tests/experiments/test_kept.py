"""Tests and policies are only added to; two people cannot both have the last word; what began stays the same test."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from corrente.core.errors import InputError
from corrente.core.experiment import Learning, Measure, Metric, Phase, Test, Variant
from corrente.experiments import kept
from corrente.experiments.sound import refuse_change, refuse_unsound
from corrente.state import test_tables as tables
from corrente.state.failures import StateError
from corrente.state.store import State
from tests.state.conftest import Clock

METRIC = Metric("leads", Measure.CONVERSIONS, "Lead Captured")
TEST = Test("page", "E-book page", (Variant("a", payload={"title": "Olá"}), Variant("b")), METRIC)

SOWN = replace(TEST, seed="one", inclusion_seed="two")


def run(state: State, test: Test = TEST) -> kept.Revision:
    return kept.save(state, replace(test, phase=Phase.RUNNING), author="ana", reason="begins")


def test_a_test_s_whole_life(state: State, clock: Clock) -> None:
    drafted = kept.save(state, TEST, author="ana")
    assert drafted.number == 1
    assert drafted.body.seed != drafted.body.inclusion_seed != ""
    assert kept.policy(state, "page") is None  # a draft decides nothing
    clock.move(hours=1)
    running = kept.save(state, replace(drafted.body, phase=Phase.RUNNING), based_on=1, author="bia", reason="go")
    first = kept.policy(state, "page")
    assert first is not None
    assert (first.version, first.weights) == (1, {"": (0.5, 0.5)})
    second = kept.adopt(state, "page", {"": (0.3, 0.7), "new": (0.6, 0.4)}, after=1)
    assert second == kept.policy(state, "page")
    clock.move(hours=1)
    named = kept.save(state, replace(running.body, name="Other"), based_on=2, author="ana")
    assert kept.policy(state, "page") == second  # nothing of what was learnt is lost
    more = kept.save(state, replace(named.body, variants=(*TEST.variants, Variant("c"))), based_on=3, author="ana")
    third = kept.policy(state, "page")
    assert third is not None
    assert (third.version, third.arms) == (3, ("a", "b", "c"))
    assert third.weights["new"] == pytest.approx((0.4, 0.4 * 2 / 3, 1 / 3))
    assert kept.history(state, "page") == (drafted, running, named, more)
    assert kept.listed(state) == (more,)
    assert [(policy.version, at.hour) for policy, at in kept.policies(state, "page")] == [(1, 13), (2, 13), (3, 14)]
    assert kept.policy(state, "page", 2) == second


def test_the_second_of_two_who_change_it_is_told(state: State) -> None:
    drafted = kept.save(state, TEST, author="ana")
    kept.save(state, replace(drafted.body, name="Ana's"), based_on=1, author="ana")
    with pytest.raises(kept.Moved, match="ana changed the test page") as moved:
        kept.save(state, replace(drafted.body, name="Bia's"), based_on=1, author="bia")
    assert moved.value.theirs.body.name == "Ana's"
    with pytest.raises(kept.Moved):
        kept.save(state, TEST, author="bia")  # as if it were new
    with pytest.raises(InputError, match="no test"):
        kept.save(state, replace(TEST, id="other"), based_on=1, author="bia")
    assert len(kept.history(state, "page")) == 2
    assert kept.history(state, "other") == ()
    assert [revision.test for revision in kept.listed(state)] == ["page"]


def test_of_many_who_save_and_learn_at_once_one_wins_each_time(state: State) -> None:
    running = run(state)

    def save(number: int) -> bool:
        try:
            kept.save(state, replace(running.body, name=f"{number}"), based_on=1, author="ana")
        except kept.Moved:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        saved = list(pool.map(save, range(6)))
        adopted = list(pool.map(lambda _: kept.adopt(state, "page", {"": (0.4, 0.6)}, after=1), range(6)))
    assert sum(saved) == 1
    assert sum(policy is not None for policy in adopted) == 1
    assert (len(kept.history(state, "page")), len(kept.policies(state, "page"))) == (2, 2)


def test_weights_are_adopted_only_by_a_test_that_runs(state: State) -> None:
    with pytest.raises(InputError, match="no test"):
        kept.adopt(state, "page", {"": (0.5, 0.5)}, after=1)
    running = run(state)
    with pytest.raises(ValueError, match="2 places"):
        kept.adopt(state, "page", {"": (1.0,)}, after=1)
    kept.save(state, replace(running.body, phase=Phase.STOPPED, chosen="b"), based_on=1, author="ana")
    assert kept.adopt(state, "page", {"": (0.5, 0.5)}, after=1) is None


def test_sites_do_not_see_each_other(state: State) -> None:
    ours = run(state)
    theirs = kept.save(state, replace(TEST, name="Theirs"), author="eva", site="branch")
    assert kept.current(state, "page") == ours
    assert kept.current(state, "page", "branch") == theirs
    assert kept.listed(state) == (ours,)
    with pytest.raises(InputError, match="no test"):
        kept.current(state, "page", "elsewhere")


def test_the_service_finds_what_changed_by_two_numbers(state: State) -> None:
    running = run(state)
    kept.save(state, TEST, author="eva", site="branch")
    with state.reading() as connection:
        heads = kept.heads(connection)
        assert heads == {("main", "page"): (1, 1), ("branch", "page"): (1, 0)}
        served = kept.served(connection, heads)
        assert kept.served(connection, {}) == {}
    assert served["main", "page"] == kept.Served(running.body, kept.policy(state, "page"), 1)
    assert served["branch", "page"].policy is None


BROKEN: dict[str, dict[str, Any]] = {
    "Ids": {"id": "a/b"},
    "Ids are": {"variants": (Variant("a"), Variant("<b>"))},
    "two to": {"variants": (Variant("a"),)},
    "different ids": {"variants": (Variant("a"), Variant("a"))},
    "to 20": {"variants": tuple(Variant(f"v{number}") for number in range(21))},
    "cannot be dropped": {"variants": (Variant("a", dropped=True), Variant("b"))},
    "more than": {"variants": (Variant("a", payload={"x": "y" * 20_000}), Variant("b"))},
    "between 0 and 1": {"share": 1.5},
    "hold-back": {"hold_back": 1.0},
    "smallest probability": {"least": 0.6},
    "Weights": {"variants": (Variant("a", weight=-1), Variant("b"))},
    "from 0": {"variants": (Variant("a", weight=math.nan), Variant("b"))},
    "needs a weight": {
        "learning": Learning.FIXED,
        "variants": (Variant("a", weight=0), Variant("b", weight=0)),
    },
    "context keys": {"contexts": tuple("abcde")},
    "every": {"update_seconds": 1},
    "seeds": {"seed": "same", "inclusion_seed": "same"},
    "different names": {"guardrails": (METRIC,)},
    "90 days": {"decision": replace(METRIC, window_seconds=100 * 86_400)},
    "cap": {"decision": replace(METRIC, cap=math.inf)},
    "chosen": {"chosen": "z"},
}


@pytest.mark.parametrize("wrong", BROKEN)
def test_an_unsound_definition_is_told(wrong: str) -> None:
    with pytest.raises(InputError, match=wrong):
        refuse_unsound(replace(SOWN, **BROKEN[wrong]))


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"phase": Phase.DRAFT}, "go on"),
        ({"seed": "other"}, "anew"),
        ({"variants": (Variant("a"), Variant("c"))}, "taken away"),
        ({"variants": (Variant("b"), Variant("a"))}, "default stays"),
        ({"share": 0.5}, "only grow"),
        ({"decision": replace(METRIC, window_seconds=60)}, "decides"),
        ({"contexts": ("segment",)}, "contexts"),
    ],
)
def test_a_test_that_began_stays_the_same_test(change: dict[str, Any], because: str) -> None:
    running = replace(SOWN, phase=Phase.RUNNING)
    refuse_change(SOWN, replace(SOWN, **change))  # a draft may become anything
    with pytest.raises(InputError, match=because):
        refuse_change(running, replace(running, **change))


def test_what_is_refused_is_not_kept_and_a_stopped_test_does_not_run_again(file_state: State) -> None:
    running = run(file_state)
    with pytest.raises(InputError, match="anew"):
        kept.save(file_state, replace(running.body, seed="other"), based_on=1, author="ana")
    with pytest.raises(InputError, match="from 0"):
        kept.save(file_state, replace(TEST, id="new", variants=BROKEN["from 0"]["variants"]), author="ana")
    stopped = kept.save(file_state, replace(running.body, phase=Phase.STOPPED), based_on=1, author="ana")
    with pytest.raises(InputError, match="go on"):
        kept.save(file_state, replace(stopped.body, phase=Phase.RUNNING), based_on=2, author="ana")
    assert kept.listed(file_state) == (stopped,)


@pytest.mark.parametrize("deed", ["update {} set site = site", "delete from {}"])
def test_the_database_lets_nobody_rewrite_what_was(state: State, deed: str) -> None:
    run(state)
    with state.writing() as connection:
        row = "(1, 'main', 'page', '', '', '[]', '2026-01-01')"
        connection.execute(text(f"insert into findings (id, site, test, plan, item, body, at) values {row}"))
    for table in tables.APPEND_ONLY:
        with pytest.raises(StateError, match="append-only"), state.writing() as connection:
            connection.execute(text(deed.format(table.name)))
    assert len(kept.history(state, "page")) == 1
