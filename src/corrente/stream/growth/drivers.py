"""What the forecast rests on: draws of each driver, from an answer's estimate or from an assumption that is stated.

Draws of an estimate depend on its key and the seed only, so that with and without a decision, in every scenario, the
same number has the same draws.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from corrente.core.answer import Answer, Estimate, Grade, Lever, Table, number_of
from corrente.core.catalogue import QUESTIONS
from corrente.core.plan import ground_key
from corrente.core.words import Phrase
from corrente.inference.estimate_draws import Spread, draw, spread_of

Array = NDArray[np.float64]

DRAWS = 2000


@dataclass(frozen=True)
class Driver:
    """One number that the forecast depends on: ``draws`` (S,), and where they come from.

    ``question`` is the one that answers it, whether or not its answer did: an assumption has the grade of one.
    """

    name: str
    draws: Array
    unit: str
    question: str | None
    grade: Grade
    words: Phrase
    of: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What tells it from others."""
        return ground_key(self.question or "history", self.name, self.of)

    @property
    def estimate(self) -> Estimate:
        """Its mean and interval."""
        return Estimate.from_draws(self.name, self.draws, self.unit, self.of)


@dataclass(frozen=True)
class Sources:
    """The answers that drivers are taken from, and the chance that makes draws of them."""

    answers: Mapping[str, Answer]
    seed: int = 1
    draws: int = DRAWS

    def measured(self, question: str, name: str, **of: str) -> Driver | None:
        """The driver that an answer's estimate gives; None where the question was refused or does not say it."""
        found = self.estimate(question, name, **of)
        return None if found is None else self.driver(question, found)

    def driver(self, question: str, found: Estimate) -> Driver:
        """The driver that an estimate of a question gives."""
        said = QUESTIONS[question].asked
        return Driver(found.name, self.of_estimate(question, found), found.unit, question, Grade.ASSOCIATION, said,
                      found.of)  # fmt: skip

    def lever(self, question: str, lever: Lever) -> Driver:
        """The driver that a lever's effect is."""
        effect = lever.effect
        of = {**lever.of, "lever": lever.driver}
        key = ground_key(question, effect.name, of)
        return Driver(effect.name, self._drawn(key, effect), effect.unit, question, lever.grade, lever.change, of)

    def shown(self, lever: Lever, quantiles: tuple[float, ...]) -> Driver:
        """The driver that a test has shown: draws of its posterior, known by equally spaced ``quantiles``."""
        of = {**lever.of, "lever": lever.driver}
        rng, places = self.rng(ground_key("test", lever.effect.name, of)), (np.arange(len(quantiles)) + 0.5)
        levels = (rng.permutation(self.draws) + rng.random(self.draws)) / self.draws
        drawn = np.interp(levels, places / len(quantiles), np.sort(quantiles))
        return Driver(lever.effect.name, drawn, lever.effect.unit, None, lever.grade, lever.change, of)

    def assumed(self, name: str, low: float, high: float, words: Phrase, question: str | None = None,
                **of: str) -> Driver:  # fmt: skip
        """An assumption: from ``low`` to ``high`` with 90% certainty, stated in words, never beyond twice the range."""
        middle, part = (low + high) / 2, (high - low) * 0.205
        least, most = (0.0 if low >= 0 else low - (high - low)), high + (high - low)
        spread = Spread((low, middle - part, middle + part, high), middle, least, most)
        key = ground_key(question or "assumed", name, of)
        return Driver(name, draw(spread, self.rng(key), self.draws), "share", question, Grade.ASSUMPTION, words, of)

    def estimate(self, question: str, name: str, **of: str) -> Estimate | None:
        """An answer's estimate whose ``of`` is just the given one; None where there is none."""
        answer = self.answers.get(question)
        found = answer.estimates if answer and answer.refusal is None else ()
        return next((e for e in found if e.name == name and dict(e.of) == of), None)

    def estimates(self, question: str, name: str, *by: str) -> tuple[Estimate, ...]:
        """All estimates of that name whose ``of`` has just the keys ``by``."""
        answer = self.answers.get(question)
        found = answer.estimates if answer and answer.refusal is None else ()
        return tuple(e for e in found if e.name == name and set(e.of) == set(by))

    def table(self, question: str, name: str) -> Table | None:
        """An answer's table, None where there is none."""
        answer = self.answers.get(question)
        return None if answer is None else answer.tables.get(name)

    def of_estimate(self, question: str, found: Estimate) -> Array:
        """Draws (S,) of an estimate."""
        return self._drawn(ground_key(question, found.name, found.of), found)

    def rng(self, key: str) -> np.random.Generator:
        """The chance that belongs to a key."""
        return np.random.default_rng((self.seed, zlib.crc32(key.encode())))

    def _drawn(self, key: str, found: Estimate) -> Array:
        spread = spread_of(found.value, found.low, found.high, found.inner)
        return draw(spread, self.rng(key), self.draws)


def column(table: Table | None, name: str) -> list[float]:
    """A table's column of numbers; empty where there is no such table or column."""
    if table is None or name not in table.columns:
        return []
    place = list(table.columns).index(name)
    return [number_of(row[place]) for row in table.rows]


def names(table: Table | None, name: str) -> list[str]:
    """A table's column of names; empty where there is no such table or column."""
    if table is None or name not in table.columns:
        return []
    place = list(table.columns).index(name)
    return [str(row[place]) for row in table.rows]
