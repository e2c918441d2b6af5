"""A test as it is read: results, health, advice, how the shares moved, people a day, what was done; also as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any

from corrente.core.experiment import DEFAULT_CELL, Finding, Phase, Policy, Test
from corrente.core.words import Language, day_to_date
from corrente.experiments import counting, kept
from corrente.experiments.health import Symptom, health
from corrente.experiments.kept import Revision
from corrente.experiments.results import ArmResult, Interval, MetricResult, Results, results
from corrente.experiments.running import milliseconds
from corrente.experiments.sessions import Sessions, sessions
from corrente.experiments.stopping import Advice, advise
from corrente.state import findings
from corrente.state.store import State
from corrente.state.test_tables import MAIN

Json = dict[str, Any]
SCHEMA = 1


@dataclass(frozen=True)
class Shares:
    """By which probabilities people of whom nothing is known were shared out from ``at`` on, by arm."""

    version: int
    at: dt.datetime
    by_arm: Mapping[str, float]


@dataclass(frozen=True)
class TestReport:
    """All that is known of a test ``at`` one moment (UTC).

    ``results`` are ``None`` where nobody has come yet; ``policies`` are those it went by and since when, ``finding`` is
    what it gave its plan when it was stopped.
    """

    __test__ = False  # no test of pytest's

    at: dt.datetime
    history: tuple[Revision, ...]
    policies: tuple[tuple[Policy, dt.datetime], ...] = ()
    days: Mapping[dt.date, int] = field(default_factory=dict)
    results: Results | None = None
    symptoms: tuple[Symptom, ...] = ()
    advice: tuple[Advice, ...] = ()
    finding: Finding | None = None
    sessions: Mapping[str, Sessions] = field(default_factory=dict)

    @property
    def revision(self) -> Revision:
        """How it stands."""
        return self.history[-1]

    @property
    def test(self) -> Test:
        """Its definition as it stands."""
        return self.revision.body

    @property
    def began(self) -> dt.datetime | None:
        """When it began to run."""
        return next((one.at for one in self.history if one.body.phase is not Phase.DRAFT), None)

    @property
    def ended(self) -> dt.datetime | None:
        """When it was stopped."""
        return next((one.at for one in self.history if one.body.phase is Phase.STOPPED), None)

    @property
    def shares(self) -> tuple[Shares, ...]:
        """How people of whom nothing is known were shared out, policy by policy."""
        return tuple(_shares(policy, at) for policy, at in self.policies)

    @property
    def people(self) -> int:
        """Everybody who came into it."""
        return sum(self.days.values())


def report(state: State, id: str, site: str = MAIN) -> TestReport:
    """The report of a test as of now.

    Raises `InputError` where there is no such test, `StateError` where the store fails.
    """
    test, at = kept.current(state, id, site).body, state.clock()
    bare = TestReport(at, kept.history(state, id, site), kept.policies(state, id, site), _days(state, site, test))
    if not bare.people:
        return bare
    counts = counting.count_all(state, site, test, milliseconds(at))
    fates = {metric.name: counting.followed(state, site, test, metric) for metric in test.metrics}
    found = results(test, counts)
    return replace(
        bare,
        results=found,
        symptoms=health(test, counts[test.decision.name], counting.viewed(state, site, test), fates),
        advice=advise(test, found) if test.phase is Phase.RUNNING else (),
        finding=findings.of_test(state, site, id),
        sessions=sessions(state, site, test, milliseconds(at)),
    )


def _days(state: State, site: str, test: Test) -> Mapping[dt.date, int]:
    return {day_to_date(day): people for day, people in counting.by_day(state, site, test).items()}


def _shares(policy: Policy, at: dt.datetime) -> Shares:
    return Shares(policy.version, at, dict(zip(policy.arms, policy.of(DEFAULT_CELL), strict=True)))


def to_json(found: TestReport, language: Language = Language.EN) -> Json:
    """The report as plain JSON values; texts in ``language``, names in English."""
    test, last = found.test, found.shares[-1].by_arm if found.shares else {}
    return {
        "schema": SCHEMA,
        **summary(found.revision, found.people),
        "site": found.revision.site,
        "plan": {"name": test.plan, "item": test.item} if test.item else None,
        "variants": [_variant(test, variant.id, last) for variant in test.variants],
        "metrics": [_metric(metric) for metric in found.results.metrics] if found.results else [],
        "sessions": {arm: vars(one) for arm, one in found.sessions.items()},
        "leader": found.results.leader if found.results else None,
        "remaining": _plain(found.results.remaining) if found.results else None,
        "advice": [
            {"step": one.step.value, "variant": one.arm or None, "said": one.said.say(language)} for one in found.advice
        ],
        "health": [
            {"kind": one.kind.value, "severity": one.severity.value, "share": _plain(one.share),
             "said": one.said.say(language)}
            for one in found.symptoms
        ],
        "shares": [
            {"policy_version": one.version, "at": one.at.isoformat(), "by_variant": dict(one.by_arm)}
            for one in found.shares
        ],
        "people_by_day": {day.isoformat(): people for day, people in found.days.items()},
        "history": [
            {"number": one.number, "author": one.author, "at": one.at.isoformat(), "reason": one.reason}
            for one in found.history
        ],
        "finding": _finding(found.finding) if found.finding else None,
    }  # fmt: skip


def summary(revision: Revision, people: int) -> Json:
    """A test in a list."""
    test = revision.body
    return {
        "test": test.id, "name": test.name, "phase": test.phase.value, "revision": revision.number,
        "learning": test.learning.value, "people": people, "chosen": test.chosen or None,
    }  # fmt: skip


def _variant(test: Test, id: str, shares: Mapping[str, float]) -> Json:
    variant = next(one for one in test.variants if one.id == id)
    return {
        "id": id, "name": variant.name, "payload": dict(variant.payload), "dropped": variant.dropped,
        "probability": shares.get(id),
    }  # fmt: skip


def _metric(found: MetricResult) -> Json:
    metric = found.metric
    return {
        "name": metric.name, "measure": metric.measure.value, "event": metric.event,
        "window_seconds": metric.window_seconds, "more_is_better": metric.more_is_better,
        "variants": [_arm(arm) for arm in found.arms],
    }  # fmt: skip


def _arm(arm: ArmResult) -> Json:
    return {
        "variant": arm.arm, "shown": arm.shown, "people": arm.people, "responded": arm.responded,
        "mean": _interval(arm.mean), "difference": _interval(arm.difference), "relative": _interval(arm.relative),
        "best": _plain(arm.best), "loss": _plain(arm.loss), "money": _plain(arm.money),
    }  # fmt: skip


def _finding(found: Finding) -> Json:
    effect = found.effect
    return {
        "plan": found.plan, "item": found.item, "variant": found.variant, "people": found.people,
        "at": found.at.isoformat(), "driver": found.lever.driver, "unit": effect.unit,
        "effect": {"value": effect.value, "low": effect.low, "high": effect.high},
    }  # fmt: skip


def _interval(found: Interval | None) -> Json | None:
    """An interval; bounds that are not known yet are left open."""
    if found is None:
        return None
    return {"value": _plain(found.value), "low": _plain(found.low), "high": _plain(found.high)}


def _plain(number: float | None) -> float | None:
    return number if number is not None and isfinite(number) else None
