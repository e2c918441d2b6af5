"""Randomised actions as counted: which arm is the control group, what the others brought, overall and by segment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import Estimate
from corrente.core.count import Cells
from corrente.core.segmentation import Segmentation
from corrente.inference import uplift
from corrente.inference.beta_binomial import jeffreys_interval

Vector = NDArray[np.float64]

DRAWS = 2000
MIN_IN_ARM = 50
"""People in an arm for it to be spoken of: a rate of one half is then known to 12 points either way."""
_CONTROLS = ("control", "controle", "holdout", "hold-out", "hold out", "none", "nothing", "placebo", "baseline",
             "nenhum", "nada", "a")  # fmt: skip
_WITHOUT = ("no ", "no-", "not ", "sem ", "não ", "control", "controle")


@dataclass(frozen=True)
class Effect:
    """One arm against the control group, among all or in one segment: draws (S,) of the difference in rates."""

    campaign: str
    arm: str
    control: str
    segment: str
    rate: float
    control_rate: float
    people: int
    draws: Vector


@dataclass(frozen=True)
class Actions:
    """All that is known of past actions; ``guessed`` names the control groups that no word told."""

    effects: tuple[Effect, ...]
    by_segment: tuple[Effect, ...]
    estimates: tuple[Estimate, ...]
    guessed: tuple[str, ...]
    one_campaign: bool


def read(
    raw: Cells | None, campaigns: Sequence[str], arms: Sequence[str], segmentation: Segmentation, rng: Generator
) -> Actions | None:
    """Every campaign that has a control group and at least one other arm, of `MIN_IN_ARM` people each.

    ``raw`` is the count `treatment_outcomes`, its codes from one on in the order of these names; or None.
    """
    if raw is None:
        return None
    found = [c for number, name in enumerate(campaigns, start=1)
             if (c := _campaign(raw, number, name, arms)) is not None]  # fmt: skip
    if not found:
        return None
    effects = [(c, tuple(_effects(c, rng))) for c in found]
    several = len(found) > 1
    estimates = [e for c, own in effects for e in _estimates(c, own, several, rng)]
    by_segment = tuple(e for c in found for e in _by_segment(c, segmentation.levels, rng))
    estimates += [_uplift(e, several, segmentation.column) for e in by_segment]
    guessed = tuple(c.arms[c.control] for c in found if c.guessed)
    return Actions(tuple(e for _, own in effects for e in own), by_segment, tuple(estimates), guessed, not several)


@dataclass(frozen=True)
class _Campaign:
    """One campaign's cells: arm and segment codes, people, those with the outcome, and their values."""

    name: str
    arms: tuple[str, ...]
    control: int
    guessed: bool
    arm: NDArray[np.int64]
    segment: NDArray[np.int64]
    people: Vector
    told: Vector
    successes: Vector
    values: Vector

    def by_arm(self, column: Vector) -> Vector:
        return total(self.arm, column, len(self.arms))


def _campaign(raw: Cells, number: int, name: str, named: Sequence[str]) -> _Campaign | None:
    """None where fewer than two arms are large enough, or nothing is known of what came of them."""
    code = np.asarray(raw["arm"], dtype=np.int64)
    chosen = (np.asarray(raw["campaign"]) == number) & (code > 0)
    size = total(code[chosen], np.asarray(raw["people"], dtype=float)[chosen], len(named) + 1)
    large = [i for i in range(1, len(size)) if size[i] >= MIN_IN_ARM]
    kept = chosen & np.isin(code, large)
    arms = tuple(named[i - 1] for i in large)
    columns = {k: np.asarray(raw[k], dtype=float)[kept] for k in ("people", "told_sum", "outcome_sum", "value_sum")}
    if len(arms) < 2 or not (columns["told_sum"].any() or columns["value_sum"].any()):
        return None
    control, guessed = find_control(arms, size[large])
    return _Campaign(name, arms, control, guessed, np.searchsorted(large, code[kept]),
                     np.asarray(raw["segment"], dtype=np.int64)[kept], columns["people"], columns["told_sum"],
                     columns["outcome_sum"], columns["value_sum"] / 1e4)  # fmt: skip


def total(codes: NDArray[np.int64], number: Vector, size: int = 0) -> Vector:
    """Sums of ``number`` (C,) by code (C,), as many as ``size`` at least."""
    return np.bincount(codes, number, size).astype(np.float64)


def find_control(arms: Sequence[str], size: NDArray[np.float64]) -> tuple[int, bool]:
    """The arm whose name says that nothing was done; else the smallest one, which is then a guess."""
    plain = [arm.strip().lower() for arm in arms]
    for place, name in enumerate(plain):
        if name in _CONTROLS or name.startswith(_WITHOUT):
            return place, False
    return int(np.argmin(size)), True


def _effects(c: _Campaign, rng: Generator) -> Iterator[Effect]:
    """Every arm but the control group; where no outcome is told, whether anything was spent is the outcome."""
    successes, people = _outcomes(c)
    drawn = uplift.rates(successes, people, rng, DRAWS)
    for a in _others(c):
        yield Effect(c.name, c.arms[a], c.arms[c.control], "all", successes[a] / people[a],
                     successes[c.control] / people[c.control], int(people[a]),
                     drawn[:, a] - drawn[:, c.control])  # fmt: skip


def _outcomes(c: _Campaign) -> tuple[Vector, Vector]:
    if c.told.any():
        return c.by_arm(c.successes), c.by_arm(c.told)
    return c.by_arm(c.people * (c.values > 0)), c.by_arm(c.people)


def _others(c: _Campaign) -> list[int]:
    return [a for a in range(len(c.arms)) if a != c.control]


def _of(c: _Campaign, several: bool) -> dict[str, str]:
    return {"campaign": c.name} if several else {}


def _estimates(c: _Campaign, effects: tuple[Effect, ...], several: bool, rng: Generator) -> Iterator[Estimate]:
    successes, people = _outcomes(c)
    yield from _rates("response_rate", c, successes, people, several)
    yield from (_uplift(effect, several, "segment") for effect in effects)
    if not c.values.any():
        return
    bought = c.by_arm(c.people * (c.values > 0))
    if c.told.any():
        yield from _rates("purchase_rate", c, bought, c.by_arm(c.people), several)
        drawn = uplift.rates(bought, c.by_arm(c.people), rng, DRAWS)
        for a in _others(c):
            yield Estimate.from_draws("purchase_uplift", drawn[:, a] - drawn[:, c.control], "share of people, against "
                                      "the control group", _of(c, several) | {"arm": c.arms[a]})  # fmt: skip
    yield from _values(c, several, rng)


def _values(c: _Campaign, several: bool, rng: Generator) -> Iterator[Estimate]:
    """Mean values and their differences; the value shown is that of the plain means."""
    mean = c.values / np.maximum(c.people, 1)
    drawn = [uplift.bootstrap_means(mean[c.arm == a], c.people[c.arm == a], rng, DRAWS) for a in range(len(c.arms))]
    plain = c.by_arm(c.values) / c.by_arm(c.people)
    for a, arm in enumerate(c.arms):
        of = _of(c, several) | {"arm": arm}
        yield Estimate.from_draws("value_per_person", drawn[a], "value per person", of, value=float(plain[a]))
    for a in _others(c):
        yield Estimate.from_draws("value_uplift", drawn[a] - drawn[c.control], "value per person, against the control "
                                  "group", _of(c, several) | {"arm": c.arms[a]},
                                  value=float(plain[a] - plain[c.control]))  # fmt: skip


def _rates(name: str, c: _Campaign, successes: Vector, people: Vector, several: bool) -> Iterator[Estimate]:
    for arm, k, n in zip(c.arms, successes.astype(int), people.astype(int), strict=True):
        low, high = jeffreys_interval(k, n, 0.9)
        yield Estimate(name, k / n, low, high, "share of people", _of(c, several) | {"arm": arm},
                       jeffreys_interval(k, n, 0.5), {"people": int(n), "with_outcome": int(k)})  # fmt: skip


def _uplift(effect: Effect, several: bool, column: str) -> Estimate:
    of = {"campaign": effect.campaign} if several else {}
    where = {"segment": "all"} if effect.segment == "all" else {column: effect.segment}
    return Estimate.from_draws("uplift", effect.draws, "share of people, against the control group",
                               of | {"arm": effect.arm} | where)  # fmt: skip


def _by_segment(c: _Campaign, levels: Sequence[str], rng: Generator) -> Iterator[Effect]:
    """Pooled over segments: of levels with `MIN_IN_ARM` people in each arm."""
    shape = (len(c.arms), len(levels) + 1)
    place = c.arm * shape[1] + c.segment
    counted = c.told if c.told.any() else c.people
    success = c.successes if c.told.any() else c.people * (c.values > 0)
    people, successes = (total(place, n, shape[0] * shape[1]).reshape(shape) for n in (counted, success))
    large = [g for g in range(1, shape[1]) if (people[:, g] >= MIN_IN_ARM).all()]
    if len(large) < 2:
        return
    drawn, _ = uplift.segment_rates(successes[:, large], people[:, large], rng, DRAWS)
    for column, g in enumerate(large):
        for a in _others(c):
            rate = successes[:, g] / people[:, g]
            yield Effect(c.name, c.arms[a], c.arms[c.control], levels[g - 1], float(rate[a]), float(rate[c.control]),
                         int(people[a, g]), drawn[:, a, column] - drawn[:, c.control, column])  # fmt: skip
