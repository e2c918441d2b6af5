"""Who answers a contact: messages, moments, segments and fatigue with planted effects, and what is true of them.

The log odds of an answer are the sum of effects of channel, message, both together, the person's size, message and size
together, how many contacts the person had in the seven days before, weekday and hour, and these two in blocks of hours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from corrente.engine.generate import Workshop
from corrente.market.curves import CHANCE
from corrente.market.journeys import CHANNELS
from corrente.market.purchases import SEGMENTS
from corrente.market.size import FIRST_DATE
from corrente.market.statements import read_sql
from corrente.market.truth import Key, Values, key

Array = NDArray[np.float64]

MESSAGES = ("case study", "invitation", "news", "offer")
MOST_BEFORE = 6
"""Contacts in the week before; more are as many."""
BEFORE = (*(str(n) for n in range(MOST_BEFORE)), f"{MOST_BEFORE}+")
HOURS_IN_BLOCK = 3
_SHAPE = (len(CHANNELS), len(MESSAGES), len(SEGMENTS) + 1, len(BEFORE), 7, 24)


@dataclass(frozen=True)
class Answering:
    """``chance`` of an answer in whole 24-bit steps.

    By channel, message, size (0 is no customer), contacts in the week before, weekday (0 is Monday) and hour.
    """

    chance: Array


def draw_answering(rng: RandomState) -> Answering:
    """About one contact in ten is answered; each contact in the week before costs 8 to 30% of the odds."""
    blocks = rng.normal(0, 0.08, (7, 24 // HOURS_IN_BLOCK)).repeat(HOURS_IN_BLOCK, axis=1)
    peak, height = rng.uniform(8, 20), rng.uniform(0.1, 0.5)
    hours = height * np.cos(2 * np.pi * (np.arange(24) - peak) / 24) + rng.normal(0, 0.05, 24)
    parts = {
        (): rng.uniform(-2.6, -1.9),
        (0,): rng.normal(0, 0.4, len(CHANNELS)),
        (1,): rng.normal(0, 0.25, len(MESSAGES)),
        (0, 1): rng.normal(0, 0.15, (len(CHANNELS), len(MESSAGES))),
        (2,): rng.normal(0, 0.2, len(SEGMENTS) + 1),
        (1, 2): rng.normal(0, 0.15, (len(MESSAGES), len(SEGMENTS) + 1)),
        (3,): -rng.uniform(0.08, 0.3) * np.arange(len(BEFORE)),
        (4,): rng.normal(0, 0.12, 7),
        (5,): hours,
        (4, 5): blocks,
    }
    log_odds = np.zeros(_SHAPE)
    for axes, effect in parts.items():
        log_odds += np.asarray(effect).reshape(tuple(n if a in axes else 1 for a, n in enumerate(_SHAPE)))
    return Answering(np.rint(CHANCE / (1 + np.exp(-log_odds))) / CHANCE)


def upload_answering(workshop: Workshop, answering: Answering) -> None:
    """The tables that `touch` reads, and the empty table ``contacted``, which `note_contacts` fills."""
    flat = np.arange(answering.chance.size)
    workshop.upload("answers", {"place": flat, "chance": np.rint(answering.chance.ravel() * CHANCE).astype(np.int64)})
    workshop.upload("sayings", {"message": np.arange(len(MESSAGES)), "text": MESSAGES})
    workshop.upload("sized", {"size": np.arange(1, len(SEGMENTS) + 1), "segment": SEGMENTS})
    workshop.run("create temp table contacted(place bigint, n bigint)")


def touch(workshop: Workshop) -> None:
    """Make the table ``touched`` of a chunk: what was sent at each touch of ``walk``, and whether it was answered."""
    workshop.run(read_sql("touched"), first_weekday=FIRST_DATE.weekday(), most_before=MOST_BEFORE)
    workshop.run("insert into contacted select place, count(*) from touched group by place")


def answering_truth(answering: Answering, workshop: Workshop) -> Values:
    """The rate of each level if all else were as it was among the contacts that were made."""
    noted = workshop.fetch("select place, sum(n)::bigint as n from contacted group by place")
    weight = np.zeros(answering.chance.size)
    weight[noted["place"].astype(np.int64)] = noted["n"].astype(float)
    return dict(_rates(answering.chance, weight.reshape(_SHAPE)))


def _rates(chance: Array, weight: Array) -> Iterator[tuple[Key, float]]:
    named: Mapping[str, tuple[int, tuple[str, ...]]] = {
        "size": (2, ("", *SEGMENTS)),
        "contacts_before": (3, BEFORE),
        "weekday": (4, tuple(str(n + 1) for n in range(7))),
        "hour": (5, tuple(str(n) for n in range(24))),
    }
    for name, (axis, levels) in named.items():
        rates = _if_all(chance, weight, (axis,))
        yield from ((key("answer_rate", **{name: v}), float(r)) for v, r in zip(levels, rates, strict=True) if v)
    pairs, sent = _if_all(chance, weight, (0, 1)), weight.sum(axis=(2, 3, 4, 5))
    for k, channel in enumerate(CHANNELS):
        yield key("answer_rate", channel=channel), _mean(pairs[k], sent[k])
        for m, message in enumerate(MESSAGES):
            yield key("answer_rate", channel=channel, message=message), float(pairs[k, m])
    for m, message in enumerate(MESSAGES):
        yield key("answer_rate", message=message), _mean(pairs[:, m], sent[:, m])
    yield key("answer_rate", segment="all"), _mean(chance, weight)


def _if_all(chance: Array, weight: Array, axes: tuple[int, ...]) -> Array:
    """The mean chance had all contacts each level of these axes, the other axes being as they were."""
    others = tuple(a for a in range(chance.ndim) if a not in axes)
    rest = weight.sum(axis=axes, keepdims=True)
    return np.asarray((chance * rest).sum(axis=others) / max(rest.sum(), 1))


def _mean(values: Array, weights: Array) -> float:
    return float((values * weights).sum() / max(weights.sum(), 1))
