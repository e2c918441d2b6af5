"""What earlier answers say of the segments: lifetime values and win rates by columns that the cells share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from corrente.core.answer import Answer, Estimate
from corrente.core.room import Given
from corrente.upstream.segments.columns import Array, Cut, Trait

_NORMAL = 1.645  # half the width of a 90% interval, in standard deviations


@dataclass(frozen=True)
class Carried:
    """An earlier answer's estimate by level: ``levels`` (S, L) draws of a trait's levels, and the estimate's unit."""

    trait: Trait
    levels: Array
    unit: str


def lifetime(given: Given, cut: Cut, rng: Generator, size: int) -> Carried | None:
    """Lifetime values by the levels of a column, where the loyalty answer has that column's levels as segments."""
    answer = given.answers.get("loyalty")
    found = _by_level(answer, "lifetime_value", "segment") if answer else {}
    return _matched(found, cut, rng, size) if len(found) > 1 else None


def total_lifetime(given: Given) -> Estimate | None:
    """The lifetime value of all customers together, where loyalty has one."""
    answer = given.answers.get("loyalty")
    return _by_level(answer, "lifetime_value", "segment").get("all") if answer else None


def win_rates(given: Given, cut: Cut, rng: Generator, size: int) -> Carried | None:
    """Win rates by the levels of a column of the same name, the one with most levels known."""
    answer = given.answers.get("win_rate")
    if answer is None:
        return None
    found = [
        carried
        for trait in cut.traits
        if (carried := _matched(_by_level(answer, "win_rate", trait.name), cut, rng, size)) is not None
    ]
    return max(found, key=lambda carried: len(carried.trait.levels), default=None)


def _by_level(answer: Answer, name: str, key: str) -> dict[str, Estimate]:
    return {e.of[key]: e for e in answer.estimates if e.name == name and set(e.of) == {key}}


def _matched(found: dict[str, Estimate], cut: Cut, rng: Generator, size: int) -> Carried | None:
    """The estimates beside the levels of the trait that has most of them, at least two; unknown levels get the mean."""
    traits = [t for t in cut.traits if not t.ordered and len({str(v) for v in t.levels} & found.keys()) > 1]
    if not traits:
        return None
    trait = max(traits, key=lambda t: len({str(v) for v in t.levels} & found.keys()))
    known = [found.get(str(level)) for level in trait.levels]
    middle = float(np.mean([e.value for e in known if e]))
    columns = [_drawn(e, rng, size) if e else np.full(size, middle) for e in known]
    unit = next(e.unit for e in known if e)
    return Carried(trait, np.stack(columns, axis=1), unit)


def _drawn(estimate: Estimate, rng: Generator, size: int) -> Array:
    """Draws with the estimate's mean and 90% interval, as far as a normal has them; never below zero."""
    spread = (estimate.high - estimate.low) / (2 * _NORMAL)
    return np.maximum(estimate.value + spread * rng.standard_normal(size), 0.0)
