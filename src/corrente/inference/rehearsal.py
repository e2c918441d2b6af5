"""A test tried out beforehand, many times: how many people it will need when it learns, and what it gains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.inference import anytime, thompson
from corrente.inference.test_size import ALPHA, Outcome
from corrente.inference.weighting import Outcomes, compared, inverse, weighted

Array = NDArray[np.float64]

_DRAWS = 200


@dataclass(frozen=True)
class Design:
    """A test as it is planned: its number of ``arms`` with the default, and how it shares people out.

    ``adaptive`` false is an equal split. ``least`` is the smallest probability of an arm, ``held`` the default's share.
    """

    arms: int = 2
    adaptive: bool = True
    top_two: bool = False
    least: float = 0.05
    held: float = 0.0


@dataclass(frozen=True)
class Rehearsal:
    """What came of it over all tries.

    ``people`` is the median number until the better arm's interval is above the default's at some look, infinite where
    fewer than half got there; ``seen`` the share of tries that did by the end. ``chosen`` is how often the better arm
    led at the end, ``gained`` the responses more than under an equal split, as a share.
    """

    people: float
    seen: float
    chosen: float
    gained: float


def rehearse(
    outcome: Outcome, effect: float, people: Array, design: Design, rng: Generator, tries: int = 200
) -> Rehearsal:
    """Try a test out in which one arm is better by the relative ``effect`` and all others are like the default.

    ``people`` (looks,) come between looks. Any outcome is tried as a share with its coefficient of variation, as that
    is all that the number of people depends on. An effect that would take the share beyond 1 is cut there.
    """
    share = 1 / (1 + outcome.variance / outcome.mean**2)
    rates = np.full(design.arms, share)
    rates[1] = min(share * (1 + effect), 1.0)
    shape = (tries, people.size, design.arms)
    probability, shown, came = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    seen_at = np.full(tries, np.inf)
    for look, number in enumerate(people):
        probability[:, look] = _next(probability[:, :look], shown[:, :look], came[:, :look], design, rng)
        shown[:, look] = rng.multinomial(int(number), probability[:, look])
        came[:, look] = rng.binomial(shown[:, look].astype(np.int64), rates)
        now = _seen(probability[:, : look + 1], shown[:, : look + 1], came[:, : look + 1])
        seen_at[now & np.isinf(seen_at)] = people[: look + 1].sum()
    leads = (came.sum(axis=1) / np.maximum(shown.sum(axis=1), 1)).argmax(axis=1) == 1
    equal = people.sum() * rates.mean()
    return Rehearsal(
        float(np.quantile(seen_at, 0.5, method="lower")),
        float(np.isfinite(seen_at).mean()),
        float(leads.mean()),
        float(came.sum(axis=(1, 2)).mean() / equal - 1),
    )


def _next(probability: Array, shown: Array, came: Array, design: Design, rng: Generator) -> Array:
    """The probabilities (T, A) after what came so far (T, looks, A)."""
    equal = np.full((len(probability), design.arms), 1 / design.arms)
    if not design.adaptive or probability.shape[1] == 0:
        return equal
    sums = compared(Outcomes(probability, shown, came, came, came))
    rate = thompson.common_rate(sums.responded, sums.people)
    chance = thompson.best(thompson.share_draws(sums.responded, sums.people, rate, 1 / rate, rng, _DRAWS))
    return thompson.floored(thompson.top_two(chance) if design.top_two else chance, design.least, design.held)


def _seen(probability: Array, shown: Array, came: Array) -> NDArray[np.bool_]:
    """Whether the better arm's interval is above the default's (T,)."""
    pair = Outcomes(probability, shown, came, came, came).of([0, 1])
    sums = weighted(inverse(pair.probability), pair)
    return np.asarray(anytime.difference(sums, 1, 0, ALPHA).low > 0)
