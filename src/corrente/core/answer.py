"""What a question returns: an answer with intervals and proof, or a refusal that says what to bring."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from corrente.core.picture import Picture
from corrente.core.question import Question
from corrente.core.words import Form, Language, Number, Phrase, date_to_day

if TYPE_CHECKING:
    import pyarrow as pa

LEVEL = 0.9
"""Every interval in corrente is a central 90% interval."""


class Status(StrEnum):
    """How much of the question could be answered."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    REFUSED = "refused"


class Grade(StrEnum):
    """How a lever's effect is known; only the first two may be worded as a cause."""

    EXPERIMENT = "experiment"
    QUASI = "quasi"
    ASSOCIATION = "association"
    ASSUMPTION = "assumption"


@dataclass(frozen=True)
class Estimate:
    """One number with its central 90% interval, and the 50% interval that pictures draw inside it.

    ``of`` says of whom or what ("segment": "Enterprise"); ``unit`` is in words, in English, part of the
    stable interface; ``observed`` is the plain count behind it where there is one ("entered", "moved");
    ``said`` has, by the key of ``of``, the words of a value that corrente itself wrote ("2 to 8 purchases").
    """

    name: str
    value: float
    low: float
    high: float
    unit: str
    of: Mapping[str, str] = field(default_factory=dict)
    inner: tuple[float, float] | None = None
    observed: Mapping[str, int] | None = None
    level: float = LEVEL
    said: Mapping[str, Phrase] = field(default_factory=dict)

    @classmethod
    def from_draws(
        cls,
        name: str,
        draws: ArrayLike,
        unit: str,
        of: Mapping[str, str] | None = None,
        value: float | None = None,
        observed: Mapping[str, int] | None = None,
        said: Mapping[str, Phrase] | None = None,
    ) -> Estimate:
        """The estimate that posterior ``draws`` (shape (S,), equally weighted) give.

        ``value`` is the posterior mean unless another centre is given.
        """
        array = np.asarray(draws, dtype=float)
        low, inner_low, inner_high, high = np.quantile(array, [0.05, 0.25, 0.75, 0.95])
        centre = float(array.mean()) if value is None else value
        inner = (float(inner_low), float(inner_high))
        return cls(name, centre, float(low), float(high), unit, of or {}, inner, observed, said=said or {})


@dataclass(frozen=True)
class Lever:
    """What could be moved, by how much the driver would follow, and how this is known."""

    driver: str
    change: Phrase
    effect: Estimate
    grade: Grade
    of: Mapping[str, str] = field(default_factory=dict)
    cost: float | None = None


@dataclass(frozen=True)
class Action:
    """Something to do, in one sentence, with the lever it pulls where there is one."""

    advice: Phrase
    lever: Lever | None = None


@dataclass(frozen=True)
class Backtest:
    """Model against a named naive baseline on data that neither had seen; ``lower_is_better`` reads the metric."""

    metric: str
    model: float
    baseline: float
    baseline_name: Phrase
    lower_is_better: bool = True
    details: Mapping[str, float | str | bool] = field(default_factory=dict)

    @property
    def beats_baseline(self) -> bool:
        """Whether the model did strictly better than the baseline."""
        return self.model < self.baseline if self.lower_is_better else self.model > self.baseline


@dataclass(frozen=True)
class Diagnostics:
    """How the posterior was found and whether it can be trusted (Pareto k-hat below 0.7)."""

    method: str
    pareto_k: float | None = None
    effective_draws: float | None = None


@dataclass(frozen=True)
class Proof:
    """How we know: the paper's parameters, the back-test and the self-check of the inference."""

    diagnostics: Diagnostics
    backtest: Backtest | None = None
    parameters: Mapping[str, float] = field(default_factory=dict)
    log_likelihood: float | None = None
    time_unit: str | None = None
    notes: tuple[Phrase, ...] = ()
    details: Mapping[str, float | str] = field(default_factory=dict)


Cell = str | float | int | dt.date | Phrase | None
"""What a table holds: values from the data are plain, words that corrente wrote are phrases, days are dates."""


def say_cell(cell: Cell, language: Language) -> str | float | int | dt.date | None:
    """A cell with its words in ``language``; all else as it is."""
    return cell.say(language) if isinstance(cell, Phrase) else cell


def number_of(cell: Cell) -> float:
    """A cell's number, 0 where it is empty; raises ``TypeError`` where it holds anything else."""
    if isinstance(cell, str | dt.date | Phrase):
        raise TypeError(f"{cell!r} is no number")
    return float(cell or 0)


def say_day(day: dt.date, language: Language) -> str:
    """A date in the habit of ``language``."""
    return Number(date_to_day(day), Form.DATE).say(language)


@dataclass(frozen=True)
class Table:
    """A table of results: named columns with a title for readers, and rows of cells.

    ``total_rows`` is larger than ``len(rows)`` where only the first rows are kept; ``shares`` names the columns whose
    numbers are shares of one, which people read in percent.
    """

    columns: Mapping[str, Phrase]
    rows: tuple[tuple[Cell, ...], ...]
    total_rows: int | None = None
    shares: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableEvidence:
    """What of a table went into the answer; days are days since 1970-01-01."""

    rows: int
    rejected: int
    first_day: int | None
    last_day: int | None


@dataclass(frozen=True)
class Evidence:
    """The data, the counts and the literature that an answer rests on."""

    tables: Mapping[str, TableEvidence] = field(default_factory=dict)
    counts: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    caveats: tuple[Phrase, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """Why there is no answer, what is missing (tables, columns or amounts) and the next step."""

    because: Phrase
    missing: tuple[str, ...]
    next_step: Phrase


@dataclass(frozen=True)
class Answer:
    """The answer to one question: what a room gives, completed by the stream with evidence.

    ``method`` explains in at most three sentences, for a marketer, how the numbers came about.
    """

    question: Question
    status: Status
    headline: Phrase
    estimates: tuple[Estimate, ...] = ()
    tables: Mapping[str, Table] = field(default_factory=dict)
    actions: tuple[Action, ...] = ()
    levers: tuple[Lever, ...] = ()
    proof: Proof | None = None
    method: Phrase | None = None
    evidence: Evidence = Evidence()
    refusal: Refusal | None = None
    figure: Picture | None = None

    def estimate(self, name: str, **of: str) -> Estimate:
        """The first estimate of that name whose ``of`` holds all the given pairs.

        Raises ``KeyError`` where there is none.
        """
        for estimate in self.estimates:
            if estimate.name == name and of.items() <= estimate.of.items():
                return estimate
        raise KeyError(f"{self.question.id} has no estimate {name!r} of {of}")

    def to_arrow(self, table: str, language: Language = Language.EN) -> pa.Table:
        """One of the answer's tables, for Arrow, pandas or polars; its words in ``language``.

        Raises ``KeyError`` where the answer has no table of that name.
        """
        import pyarrow as pa

        chosen = self.tables[table]
        rows = [[say_cell(cell, language) for cell in row] for row in chosen.rows]
        columns = list(zip(*rows, strict=True)) or [() for _ in chosen.columns]
        return pa.table(dict(zip(chosen.columns, map(list, columns), strict=True)))


def refuse(question: Question, refusal: Refusal) -> Answer:
    """The answer that carries a refusal: no numbers, the reason as its headline."""
    return Answer(question, Status.REFUSED, refusal.because, refusal=refusal)
