"""Whom to give which arm of a randomised action, and what choosing gains over one arm for all, on people held out.

The uplift of an arm in a pattern of people is pooled over the patterns: effects of arms, of each column, and of arm and
column together, each with a scale of its own. A choice of arms is judged on people whom it was not learnt from, by the
outcomes of those who happened to get the arm it would give them (Hitsch, Misra & Zhang 2024, *Quantitative Marketing
and Economics* 22, 115-168); halving is repeated and its variance added (Chernozhukov et al. 2018, section 3.4).
Each person falls into either half by a coin, so that halving people is halving counts: binomial draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.inference.standardised import Array, Codes, Standardised, expect, standardise, term

SPLITS = 5
_Z = 1.6449
PARTS = 5
"""How many equal parts people are ranked into, by what an arm is expected to bring."""


@dataclass(frozen=True)
class Randomised:
    """``outcomes`` of ``people`` (A, G) by arm and pattern; ``columns`` say each pattern's level, (G,) each."""

    outcomes: Array
    people: Array
    columns: tuple[Codes, ...]
    control: int

    @property
    def terms(self) -> list[Codes]:
        """What the model tells apart."""
        shape = self.people.shape
        alone = [term(shape, (1,), (column,)) for column in self.columns]
        return [term(shape, (0,)), *alone, *(term(shape, (0, 1), (None, column)) for column in self.columns)]

    @property
    def share(self) -> Array:
        """The share (G,) of the people who have each pattern."""
        return np.asarray(self.people.sum(axis=0) / self.people.sum())

    @property
    def best(self) -> int:
        """The arm with the highest rate among all."""
        return int(np.argmax((self.outcomes.sum(axis=1) + 0.5) / (self.people.sum(axis=1) + 1)))

    def with_counts(self, outcomes: Array, people: Array) -> Randomised:
        """Other people of the same patterns."""
        return Randomised(outcomes, people, self.columns, self.control)


@dataclass(frozen=True)
class Measure:
    """A number measured on people held out, with its standard error; ``low`` and ``high`` hold 90%."""

    value: float
    error: float

    @property
    def low(self) -> float:
        """The lower end of the interval."""
        return self.value - _Z * self.error

    @property
    def high(self) -> float:
        """The upper end of the interval."""
        return self.value + _Z * self.error


@dataclass(frozen=True)
class HeldOut:
    """What came of those held out: the ``chosen`` arms' rate, the ``best`` single arm's, the ``gain`` between them.

    ``parts`` are the best arm's uplifts in `PARTS` equal parts of the people, those first from whom most was expected.
    """

    chosen: float
    best: float
    gain: Measure
    parts: tuple[Measure, ...]


def uplifts(known: Randomised, rng: Generator, draws: int) -> Standardised:
    """The posterior rate of every arm in every pattern: ``chance`` (S, A, G)."""
    return standardise(known.outcomes, known.people, known.terms, rng, draws)


def choose(rates: Array) -> Codes:
    """The arm (G,) of the highest rate, for rates (A, G)."""
    return np.asarray(rates.argmax(axis=0), dtype=np.int64)


def held_out(known: Randomised, rng: Generator) -> HeldOut:
    """Learnt from either half of the people and judged on the other, `SPLITS` times."""
    turns = [_turn(*halves) for _ in range(SPLITS) for halves in _crossed(known, rng)]
    gains, parts = _averaged([t.gain for t in turns]), zip(*(t.parts for t in turns), strict=True)
    chosen, best = (float(np.mean([getattr(t, name) for t in turns])) for name in ("chosen", "best"))
    return HeldOut(chosen, best, gains, tuple(_averaged(part) for part in parts))


def _crossed(known: Randomised, rng: Generator) -> Iterator[tuple[Randomised, Randomised]]:
    with_outcome, without = known.outcomes.astype(np.int64), (known.people - known.outcomes).astype(np.int64)
    one, none = rng.binomial(with_outcome, 0.5), rng.binomial(without, 0.5)
    first = known.with_counts(one.astype(float), (one + none).astype(float))
    second = known.with_counts(known.outcomes - first.outcomes, known.people - first.people)
    yield first, second
    yield second, first


def _turn(learnt: Randomised, judged: Randomised) -> HeldOut:
    rates = expect(learnt.outcomes, learnt.people, learnt.terms)
    arms, best = choose(rates), learnt.best
    moved = [_against(judged, arms == a, a, best) for a in range(len(rates)) if a != best]
    gain = Measure(sum(m.value for m in moved), float(np.hypot.reduce([m.error for m in moved])))
    plain = float((judged.outcomes[best].sum() + 0.5) / (judged.people[best].sum() + 1))
    ranked = _ranked(rates[best] - rates[judged.control], judged.share)
    parts = tuple(_difference(judged, ranked == part, best, judged.control) for part in range(PARTS))
    return HeldOut(plain + gain.value, plain, gain, parts)


def _against(judged: Randomised, where: NDArray[np.bool_], arm: int, best: int) -> Measure:
    """What ``arm`` gains over the ``best`` arm where it is chosen, as a share of all people."""
    share = float(judged.share[where].sum())
    found = _difference(judged, where, arm, best)
    return Measure(share * found.value, share * found.error)


def _difference(judged: Randomised, where: NDArray[np.bool_], arm: int, other: int) -> Measure:
    """The difference of two arms' rates among the patterns ``where``, which chance alone has dealt the arms."""
    if not where.any():
        return Measure(0.0, 0.0)
    people, outcomes = (side[[arm, other]][:, where].sum(axis=1) for side in (judged.people, judged.outcomes))
    rate = (outcomes + 0.5) / (people + 1)
    return Measure(float(rate[0] - rate[1]), float(np.sqrt((rate * (1 - rate) / (people + 1)).sum())))


def _ranked(expected: Array, share: Array) -> Codes:
    """The part (G,) that each pattern belongs to by the middle of its people, the highest expectation first."""
    order = np.argsort(-expected, kind="stable")
    middle = np.cumsum(share[order]) - share[order] / 2
    part = np.empty(len(order), dtype=np.int64)
    part[order] = np.minimum((PARTS * middle).astype(np.int64), PARTS - 1)
    return part


def _averaged(turns: Sequence[Measure]) -> Measure:
    """The mean of both halves and all splits: one split has judged everybody once, more of them know nobody new."""
    values, errors = np.array([(t.value, t.error) for t in turns]).reshape(SPLITS, 2, 2).transpose(2, 0, 1)
    means = values.mean(axis=1)
    variance = (errors**2).sum(axis=1) / 4 + (means - means.mean()) ** 2
    return Measure(float(means.mean()), float(np.sqrt(variance.mean())))
