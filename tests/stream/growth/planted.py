"""A small company's months and a few answers, written by hand."""

from __future__ import annotations

import numpy as np

from corrente.core.answer import Answer, Estimate, Grade, Lever, Status, Table
from corrente.core.catalogue import QUESTIONS
from corrente.core.words import Phrase
from corrente.inference.renewal import Past
from corrente.stream.growth.changes import RELATIVE
from corrente.stream.growth.history import History, Kind, month_starts

WORDS = Phrase.same("words")


def history(months: int = 26, kind: Kind = Kind.ORDERS) -> History:
    """100 new customers a month, who buy again at .1 a month at first and less with age; 50 a purchase."""
    rng = np.random.default_rng(1)
    kernel = 0.1 * (1 + np.arange(months) / 3) ** -0.5
    new = rng.poisson(100, months).astype(float)
    repeats = np.array([rng.poisson(new[: t + 1][::-1] @ kernel[: t + 1]) for t in range(months)])
    bought = new + repeats
    return History(kind, month_starts(18_000, months), Past(new, bought, 50 * bought * rng.normal(1, 0.02, months)))


def answer(question: str, *estimates: Estimate, levers: tuple[Lever, ...] = (), **tables: Table) -> Answer:
    return Answer(QUESTIONS[question], Status.ANSWERED, WORDS, estimates, tables, levers=levers)


def table(**columns: list[object]) -> Table:
    rows = tuple(zip(*columns.values(), strict=True))
    return Table(dict.fromkeys(columns, WORDS), rows)


def relative(target: str, value: float, error: float, grade: Grade = Grade.EXPERIMENT) -> Lever:
    """A lever in the model's own terms."""
    effect = Estimate(RELATIVE, value, value - error, value + error, "relative change")
    return Lever(target, WORDS, effect, grade)


ACQUISITION = answer(
    "acquisition",
    Estimate("contribution_share", 0.3, 0.2, 0.4, "share of the outcome", {"channel": "social"}),
    Estimate("contribution_share", 0.1, 0.05, 0.15, "share of the outcome", {"channel": "tv"}),
    Estimate("return", 2.0, 1.5, 2.5, "BRL per BRL spent", {"channel": "social"}),
    Estimate("marginal_return", 1.0, 0.7, 1.3, "BRL per BRL spent", {"channel": "social"}),
)
LOYALTY = answer(
    "loyalty",
    Estimate("lifetime_value", 40.0, 36.0, 44.0, "BRL per customer in 12 months", {"segment": "all"}),
    Estimate("lifetime_value", 20.0, 18.0, 22.0, "BRL per customer in 12 months", {"segment": "small"}),
    Estimate("lifetime_value", 80.0, 72.0, 88.0, "BRL per customer in 12 months", {"segment": "big"}),
    segments=table(segment=["small", "big"], customers=[2000, 1000]),
)
CONVERSION = answer(
    "conversion",
    Estimate("stage_conversion", 0.5, 0.45, 0.55, "share of those who entered", {"from": "mql", "to": "sql"}),
)
