"""From counts to the retention room's estimate: who stays, what goes with leaving, what actions brought."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import Estimate, Refusal
from corrente.core.count import Lookup, Scores
from corrente.core.room import Counted, Given
from corrente.inference import trials
from corrente.inference.beta_binomial import jeffreys_interval
from corrente.inference.trials import Actions
from corrente.upstream.retention import curve as curving
from corrente.upstream.retention import leaving as fitting
from corrente.upstream.retention.curve import Curve, Laws
from corrente.upstream.retention.leaving import Leaving
from corrente.upstream.retention.lives import AGE_STARTS, Lives, halves, read, total
from corrente.upstream.retention.plan import Plan, Source, plan
from corrente.upstream.retention.refusals import MIN_LEFT, MIN_STAYED, nothing_to_count, too_few

POINT = 0.01
_FEW_DRAWS = 300


@dataclass(frozen=True)
class Staying:
    """What is known of staying: the last period's rate, curves by age, laws, drivers, today's customers."""

    lives: Lives
    rate: Estimate
    curves: tuple[Curve, ...]
    laws: Laws | None
    leaving: Leaving
    leavers: Estimate | None
    point: Estimate | None
    patterns: Lookup


@dataclass(frozen=True)
class Retention:
    """What the counts say; ``staying`` or ``actions`` may be missing, not both."""

    plan: Plan
    staying: Staying | None
    actions: Actions | None


def infer(counts: Counted, given: Given, rng: Generator) -> Retention | Refusal:
    """Staying and leaving, and what past actions brought."""
    planned = plan(given.profile)
    if isinstance(planned, Refusal):
        return planned
    actions = trials.read(counts.get("actions"), planned.campaigns, planned.arms, planned.segmentation, rng)
    staying = _staying(counts, planned, rng)
    if isinstance(staying, Refusal):
        return staying if actions is None else Retention(planned, None, actions)
    return Retention(planned, staying, actions)


def scores(estimate: Retention) -> Scores:
    """Each current customer's chance to leave in the coming period, joined by her pattern."""
    planned = estimate.plan
    name = "retention" if planned.source is Source.CONTRACTS else "retention_activity"
    patterns = {"patterns": estimate.staying.patterns} if estimate.staying else {"patterns": _nobody()}
    return Scores(name, planned.parameters, {**planned.lookups, **patterns})


def _staying(counts: Counted, planned: Plan, rng: Generator) -> Staying | Refusal:
    if "lives" not in counts:
        return nothing_to_count()
    lives = read(counts["lives"], planned)
    left, stayed = float(lives.risks.left.sum()), float((lives.risks.at_risk - lives.risks.left).sum())
    if left < MIN_LEFT or stayed < MIN_STAYED:
        return too_few(int(left), int(stayed))
    laws = curving.laws(lives, rng) if planned.source is Source.CONTRACTS else None
    leaving = fitting.fit(lives, rng, halves(counts["lives"], planned, rng) if planned.listed else None)
    return Staying(
        lives,
        _rate(lives, planned),
        curving.curves(lives, planned, rng),
        laws,
        leaving,
        fitting.expected_leavers(leaving, lives, rng),
        _worth_of_a_point(lives, laws, leaving, planned),
        _patterns(leaving, lives, planned),
    )


def _rate(lives: Lives, planned: Plan) -> Estimate:
    """The share that left in the last whole period of their own, with Jeffreys' interval; of a list, in any period."""
    last = lives.risks if planned.listed else lives.risks.between(0, 1)
    left, at_risk = int(last.left.sum()), int(last.at_risk.sum())
    low, high = jeffreys_interval(left, at_risk, 0.9)
    return Estimate("leaving_rate", left / max(at_risk, 1), low, high, "share of customers per period",
                    {"segment": "all"}, jeffreys_interval(left, at_risk, 0.5),
                    {"left": left, "at_risk": at_risk})  # fmt: skip


def _worth_of_a_point(lives: Lives, laws: Laws | None, leaving: Leaving, planned: Plan) -> Estimate | None:
    """What today's customers would pay more within the horizon, were the chance to leave a point lower each period."""
    present, horizon = lives.present, max(planned.horizon_days // planned.period_days, 1)
    everybody = present.customers.sum()
    if not everybody or not present.paid:
        return None
    per_period = present.paid / everybody * (planned.period_days / 30 if planned.source is Source.CONTRACTS else 1)
    more = np.zeros(_FEW_DRAWS)
    for group, ages, number in _today(lives, planned):
        if laws is None:
            chance = fitting.chances(leaving, present.codes)[:_FEW_DRAWS] @ present.customers / everybody
            path = np.repeat(chance[:, None, None], horizon, axis=2)
        else:
            path = curving.ahead(laws, group, ages, horizon)[:_FEW_DRAWS]
        gain = np.cumprod(1 - np.maximum(path - POINT, 0), axis=2) - np.cumprod(1 - path, axis=2)
        more += gain.sum(axis=2) @ number
    unit = f"{planned.currency} per point"
    return Estimate.from_draws("value_of_a_point", more * per_period, unit, {"segment": "current"})


def _today(lives: Lives, planned: Plan) -> list[tuple[str, NDArray[np.int64], NDArray[np.float64]]]:
    """Today's customers by group and age; all as one where no law tells ages apart."""
    present = lives.present
    if planned.source is not Source.CONTRACTS:
        return [("all", np.zeros(1, dtype=np.int64), np.array([present.customers.sum()]))]
    by_plan = lives.group == "plan"
    names = ("", *(planned.plans if by_plan else planned.segmentation.levels))
    group = present.codes[:, 0 if by_plan else 1]
    found: list[tuple[str, NDArray[np.int64], NDArray[np.float64]]] = []
    for code in np.unique(group):
        number = total(present.age[group == code], present.customers[group == code])
        ages = np.flatnonzero(number).astype(np.int64)
        found.append((names[code], ages, number[ages]))
    return found


def _patterns(leaving: Leaving, lives: Lives, planned: Plan) -> Lookup:
    """Every pattern that a customer may have today, with the chance to leave and its interval."""
    covariates = lives.risks.covariates
    ages = np.arange(AGE_STARTS[-1] + 1) if planned.source is Source.CONTRACTS else AGE_STARTS
    axes = [ages if c.key == "age" else np.arange(len(c.levels)) for c in covariates]
    table = np.array(list(itertools.product(*axes)), dtype=np.int64)
    codes = table.copy()
    place = [c.key for c in covariates].index("age")
    codes[:, place] = np.searchsorted(AGE_STARTS, table[:, place], side="right") - 1
    chance = fitting.chances(leaving, codes)
    low, high = np.quantile(chance[:400], [0.05, 0.95], axis=0)
    keys = {c.key: table[:, j] + (c.key == "activity") for j, c in enumerate(covariates)}
    return {**keys, "chance": chance.mean(axis=0), "low": low, "high": high}


def _nobody() -> Lookup:
    """A table of patterns that nobody has, where only actions are known."""
    names = ("segment", "age", "silence", "activity", "ticket")
    return {
        **{name: np.zeros(0, dtype=np.int64) for name in names},
        **dict.fromkeys(("chance", "low", "high"), np.zeros(0)),
    }
