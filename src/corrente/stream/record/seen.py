"""What happened in a time, as a number that knows its own chance: what the same would give again, and around a rate.

``again`` is the naive forecast: the next time is like the last one, as surely as its own cases and past steps allow.
``around`` is what would be seen of an expectation, so that a rate becomes a forecast of the share that is counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Seen(Protocol):
    """What happened."""

    @property
    def value(self) -> float:
        """What a forecast of it is held against."""

    def again(self, rng: Generator, draws: int) -> Array:
        """Draws (S,) of the same in a time to come that is like this one."""

    def around(self, expected: Array, rng: Generator) -> Array:
        """Draws (S,) of what will be seen where ``expected`` (S,) is what can be expected."""


@dataclass(frozen=True)
class Share:
    """``successes`` of ``cases``, of which there is at least one."""

    successes: float
    cases: float

    @property
    def value(self) -> float:
        """The share."""
        return self.successes / self.cases

    def again(self, rng: Generator, draws: int) -> Array:
        """The share under Jeffreys' prior, of as many new cases as a like time has."""
        missed = max(self.cases - self.successes, 0.0)
        return self.around(rng.beta(self.successes + 0.5, missed + 0.5, draws), rng)

    def around(self, expected: Array, rng: Generator) -> Array:
        """Binomial, the number of cases being that of a Poisson whose rate these cases show."""
        cases = np.maximum(rng.poisson(rng.gamma(self.cases + 0.5, 1.0, expected.size)), 1)
        return np.asarray(rng.binomial(cases, np.clip(expected, 0.0, 1.0)) / cases)


@dataclass(frozen=True)
class Number:
    """A number of people, purchases or the like."""

    value: float

    def again(self, rng: Generator, draws: int) -> Array:
        """Poisson of the rate that this number shows under Jeffreys' prior."""
        return np.asarray(rng.poisson(rng.gamma(max(self.value, 0.0) + 0.5, 1.0, draws)), dtype=float)

    def around(self, expected: Array, rng: Generator) -> Array:
        """Poisson."""
        return np.asarray(rng.poisson(np.maximum(expected, 0.0)), dtype=float)


@dataclass(frozen=True)
class Mean:
    """A mean (or a median) with the standard ``error`` that its own cases leave."""

    value: float
    error: float

    def again(self, rng: Generator, draws: int) -> Array:
        """Normal: this time's error and the next one's."""
        return self.around(self.value + self.error * rng.standard_normal(draws), rng)

    def around(self, expected: Array, rng: Generator) -> Array:
        """Normal."""
        return np.asarray(expected + self.error * rng.standard_normal(expected.size))


@dataclass(frozen=True)
class Level:
    """A figure of a time series, and the relative ``steps`` (on logarithms) by which the like moved before."""

    value: float
    steps: Array

    def again(self, rng: Generator, draws: int) -> Array:
        """Student's t of the steps' mean square around no step, on logarithms (Hyndman & Athanasopoulos 2021, 5.5)."""
        spread = float(np.sqrt(np.mean(self.steps**2)))
        return np.asarray(self.value * np.exp(np.clip(spread * rng.standard_t(self.steps.size, draws), -5, 5)))

    def around(self, expected: Array, rng: Generator) -> Array:  # noqa: ARG002
        """A forecast of a series has its noise in it."""
        return expected
