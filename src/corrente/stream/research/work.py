"""The twenty questions ranked by what knowing more would be worth for the decisions at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corrente.core.answer import Answer
from corrente.core.catalogue import QUESTIONS
from corrente.core.question import Question
from corrente.core.words import Phrase
from corrente.inference.information import evpi, evppi, quietened
from corrente.stream.growth.changes import Change, change_of
from corrente.stream.growth.drivers import Driver
from corrente.stream.growth.effects import Effect
from corrente.stream.growth.moves import move_of
from corrente.stream.growth.work import Growth
from corrente.stream.research.studies import Looked, Prices, Study, best_study

Array = NDArray[np.float64]

COST = (0.002, 0.02)
"""What a decision costs where nobody said: a share of the next 12 months' revenue, 90% range."""
MOST_CANDIDATES = 2
"""Levers of each answer that are looked at where there is no plan yet."""


@dataclass(frozen=True)
class Worth:
    """What knowing one question's numbers perfectly would be worth, in the company's currency over the horizon.

    ``check`` is the same by decisions on draws that the regression has not seen, ``changes`` the chance that knowing
    changes at least one decision, ``drivers`` what would be known, ``decisions`` those that it could change.
    """

    question: Question
    worth: float
    check: float
    error: float
    changes: float
    drivers: tuple[Driver, ...]
    decisions: tuple[str, ...]
    study: Study | None


@dataclass(frozen=True)
class Research:
    """All twenty questions, the worthiest first; ``everything`` is what knowing all numbers would be worth."""

    currency: str
    months: int
    rows: tuple[Worth, ...]
    everything: float
    decisions: tuple[str, ...]


def research_next(growth: Growth, answers: Mapping[str, Answer], prices: Prices | None = None) -> Research:
    """What to research next for the decisions of a forecast, or for the answers' own levers where it has none."""
    effects = growth.effects or candidates(growth, answers)
    costed = [_costed(effect, growth) for effect in effects]
    refused = {name for name in QUESTIONS if name not in answers or answers[name].refusal is not None}
    rows = [_worth(name, costed, growth, prices or Prices(), name in refused) for name in QUESTIONS]
    whole = sum(evpi(_benefits(effect)) for effect, _ in costed)
    ranked = tuple(sorted(rows, key=lambda row: -row.worth))
    return Research(growth.currency, len(growth.base.months), ranked, whole, tuple(e.name for e in effects))


def candidates(growth: Growth, answers: Mapping[str, Answer]) -> tuple[Effect, ...]:
    """The effects of the first levers of every answer that can be counted in money, each a decision of its own."""
    found = []
    for name, answer in answers.items():
        counted = [one for one in answer.levers if isinstance(change_of(one, growth.sources), Change)]
        found += [growth.effect([move_of(one)], f"{name}.{n}") for n, one in enumerate(counted[:MOST_CANDIDATES])]
    return tuple(found)


def _costed(effect: Effect, growth: Growth) -> tuple[Effect, tuple[Driver, ...]]:
    """The effect with an assumed cost taken off, where nobody said what it costs."""
    if any(move.cost_known for move in effect.moves):
        return effect, ()
    year = growth.revenue().value
    words = Phrase(
        "a decision costs 0.2% to 2% of a year's revenue", "uma decisão custa de 0,2% a 2% da receita de um ano"
    )
    cost = growth.sources.assumed("cost", COST[0] * year, COST[1] * year, words, None, decision=effect.name)
    return replace(effect, net=effect.net - cost.draws), (cost,)


def _worth(
    name: str, costed: Sequence[tuple[Effect, tuple[Driver, ...]]], growth: Growth, prices: Prices, refused: bool
) -> Worth:
    pairs = [(effect, look(name, effect, growth, cost)) for effect, cost in costed]
    looked = [(effect, one) for effect, one in pairs if one is not None]
    views = [one for _, one in looked]
    drivers = {driver.key: driver for one in views for driver in one.drivers}
    return Worth(
        QUESTIONS[name],
        sum(one.known.worth for one in views),
        sum(one.known.check for one in views),
        float(np.sqrt(sum(one.known.error**2 for one in views))),
        float(1 - np.prod([1 - one.known.change for one in views])),
        tuple(drivers.values()),
        tuple(effect.name for effect, one in looked if one.known.worth > 0),
        best_study(name, views, prices, refused),
    )


def look(name: str, effect: Effect, growth: Growth, cost: tuple[Driver, ...] = ()) -> Looked | None:
    """The decision as the question sees it; None where the question has no number in it, or nothing is in doubt.

    ``cost`` is what it is assumed to cost.
    """
    every = {driver.key: driver for driver in (*effect.drivers, *cost, *growth.base.drivers)}
    common = (driver for driver in growth.base.drivers if "channel" not in driver.of)
    own = {driver.key for driver in (*effect.drivers, *common) if driver.question == name}
    drivers = tuple(driver for key, driver in every.items() if key in own)
    benefits = _benefits(effect)
    if not drivers or evpi(benefits) <= 0:
        return None
    others = [driver.draws for key, driver in every.items() if key not in own]
    known = evppi(quietened(benefits, np.stack(others, axis=1)), np.stack([d.draws for d in drivers], axis=1))
    without = float(growth.today.contribution.sum(axis=1).mean())
    return Looked(known, drivers, (known.expected[:, 1] - known.expected[:, 0]) / max(abs(without), 1e-9))


def _benefits(effect: Effect) -> Array:
    """Leaving it and taking it (S, 2): decisions do not exclude each other, so each is weighed by itself."""
    return np.stack([np.zeros_like(effect.net), effect.net], axis=1)
