"""Ways to know more: bring data, ask people, test on visitors; how much of what is unknown each takes away, by size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from corrente.core.catalogue import QUESTIONS
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.inference.information import Information, changes_with, evsi, explained, linear_parts
from corrente.stream.growth.drivers import Driver

Array = NDArray[np.float64]


class Way(StrEnum):
    """How a question is looked into."""

    DATA = "data"
    SURVEY = "survey"
    TEST = "test"


WAYS = {
    "problems": Way.SURVEY, "market_direction": Way.DATA, "solutions": Way.SURVEY, "segments": Way.SURVEY,
    "positioning": Way.SURVEY, "access": Way.SURVEY, "adoption": Way.TEST, "loyalty": Way.DATA,
    "retention": Way.TEST, "share_of_wallet": Way.SURVEY, "predisposition": Way.TEST, "sales_cycle": Way.DATA,
    "win_rate": Way.TEST, "buying_process": Way.DATA, "acquisition": Way.TEST, "engagement": Way.TEST,
    "touchpoints": Way.TEST, "personas": Way.SURVEY, "lead_scoring": Way.TEST, "conversion": Way.TEST,
}  # fmt: skip
"""The way that fits each question: what people think and want is asked, what they do is tested."""

SURVEY_SIZES = (50, 100, 200, 400, 800, 1600, 3200)
TEST_SIZES = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000)


@dataclass(frozen=True)
class Prices:
    """What a study costs, in the company's currency, and the rate of what a test counts (purchases by visitors)."""

    respondent: float = 20.0
    visitor: float = 0.5
    rate: float = 0.05


@dataclass(frozen=True)
class Study:
    """One way to know more: ``worth`` before its ``cost``; ``changes`` is the chance that it changes a decision."""

    way: Way
    size: int | None
    cost: float
    worth: float
    changes: float
    words: Phrase

    @property
    def net(self) -> float:
        """What is left of its worth after its cost."""
        return self.worth - self.cost


@dataclass(frozen=True)
class Looked:
    """A decision as one question sees it: what knowing would bring, its drivers, and the size of what is decided.

    ``relative`` (S,) is what the decision is expected to add, given the drivers, against what comes without it.
    """

    known: Information
    drivers: tuple[Driver, ...]
    relative: Array


def best_study(question: str, looked: Sequence[Looked], prices: Prices, refused: bool) -> Study | None:
    """The study whose worth exceeds its cost most; None where none pays. A refused question needs data first."""
    way = Way.DATA if refused else WAYS[question]
    if way is Way.DATA:
        found = bring(question, looked)
        return found if found.worth > 0 else None
    sizes = SURVEY_SIZES if way is Way.SURVEY else TEST_SIZES
    best = max((study(way, size, looked, prices) for size in sizes), key=lambda one: one.net)
    return best if best.net > 0 else None


def study(way: Way, size: int, looked: Sequence[Looked], prices: Prices) -> Study:
    """A survey of ``size`` people or a test on ``size`` visitors, and what it is worth to the decisions looked at."""
    shares = [_share(way, size, one, prices) for one in looked]
    worth = sum(evsi(one.known, share) for one, share in zip(looked, shares, strict=True))
    missed = [1 - changes_with(one.known, share) for one, share in zip(looked, shares, strict=True)]
    each = prices.respondent if way is Way.SURVEY else prices.visitor
    return Study(way, size, each * size, worth, float(1 - np.prod(missed)), _words(way, size))


def bring(question: str, looked: Sequence[Looked]) -> Study:
    """Bringing the question's tables, or more of them: at best, perfect information."""
    missed = [1 - one.known.change for one in looked]
    tables = ", ".join(str(need) for need in QUESTIONS[question].needs)
    words = phrase("Bring {tables}.", "Traga {tables}.", tables=tables)
    return Study(Way.DATA, None, 0.0, sum(one.known.worth for one in looked), float(1 - np.prod(missed)), words)


def _share(way: Way, size: int, looked: Looked, prices: Prices) -> float:
    """The share that a study explains of the variance of what the decision is expected to add.

    A test of two equal arms sees it as one relative change, with the variance 4 (1 - rate) / (rate n). A survey asks
    for each driver: people's answers spread about as widely as their mean, and a driver counts for as much of the
    variance as its line in the regression of the expectations on all of them.
    """
    if way is Way.TEST:
        return explained(float(looked.relative.var()), 4 * (1 - prices.rate) / prices.rate, size)
    shares = [explained(float(d.draws.var()), float(d.draws.mean()) ** 2, size) for d in looked.drivers]
    return float(np.dot(shares, linear_parts(looked.relative, np.stack([d.draws for d in looked.drivers], axis=1))))


def _words(way: Way, size: int) -> Phrase:
    n = Number(size, Form.COUNT)
    if way is Way.SURVEY:
        return phrase("Ask {n} people.", "Pergunte a {n} pessoas.", n=n)
    return phrase("Test it on {n} visitors.", "Teste com {n} visitantes.", n=n)
