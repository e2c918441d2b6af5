"""The growth forecast of a company: counted months, answers and decisions in; money with bands out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corrente.company.books import Books
from corrente.core.answer import Answer, Backtest, Estimate, Grade, Refusal
from corrente.core.plan import Item
from corrente.core.words import Phrase, day_to_date, phrase
from corrente.counts.tally import tally
from corrente.inference.renewal import YEAR, last_month_stands_apart
from corrente.stream.growth.backtest import backtest, held_back
from corrente.stream.growth.base import HORIZON, Base, base_of
from corrente.stream.growth.drivers import DRAWS, Sources
from corrente.stream.growth.effects import QUANTILES, Effect, Sensitivity, compare, effect_of, sensitivity
from corrente.stream.growth.history import History, Kind, plan_history, read_history
from corrente.stream.growth.model import Course, run
from corrente.stream.growth.moves import EVERY_GRADE, Move, moves_of

Array = NDArray[np.float64]
Progress = Callable[[Phrase, float], None]
Decisions = Mapping[str, Sequence[Move]]
"""The moves of each decision, by the name (or item id) of the decision."""


@dataclass(frozen=True)
class Wishes:
    """How to forecast: months ahead, grades that count, the 90% range of the contribution margin where it is known."""

    months: int = HORIZON
    grades: frozenset[Grade] = EVERY_GRADE
    margin: tuple[float, float] | None = None
    seed: int = 1
    draws: int = DRAWS


@dataclass(frozen=True)
class Growth:
    """What comes without any decision (``today``) and with all of them (``planned``), and what each brings alone."""

    currency: str
    base: Base
    sources: Sources
    wishes: Wishes
    today: Course
    planned: Course
    effects: tuple[Effect, ...]
    backtest: Backtest | None
    sensitivity: tuple[Sensitivity, ...]
    caveats: tuple[Phrase, ...] = ()

    @property
    def first_month(self) -> dt.date:
        """The first day of the first month ahead."""
        return day_to_date(int(self.base.months[0]))

    def revenue(self, months: int = YEAR, course: Course | None = None, segment: str | None = None) -> Estimate:
        """Revenue of the next ``months``, of all segments or of one. Raises ``ValueError`` for an unknown segment."""
        chosen = self.today if course is None else course
        sales = chosen.sales if segment is None else chosen.revenue[:, :, self.base.segments.names.index(segment)]
        of = {} if segment is None else {"segment": segment}
        unit = f"{self.currency} in {months} months"
        return Estimate.from_draws("revenue", sales[:, :months].sum(axis=1), unit, of)

    def contribution(self, months: int = YEAR, course: Course | None = None) -> Estimate:
        """What is left of it after costs."""
        chosen = self.today if course is None else course
        drawn = chosen.contribution[:, :months].sum(axis=1)
        return Estimate.from_draws("contribution", drawn, f"{self.currency} in {months} months")

    def monthly(self, course: Course | None = None) -> tuple[Estimate, ...]:
        """Revenue month by month, each ``of`` its first day."""
        sales = (self.today if course is None else course).sales
        return tuple(
            Estimate.from_draws("revenue", sales[:, m], self.currency, {"month": day_to_date(int(day)).isoformat()})
            for m, day in enumerate(self.base.months)
        )

    def bands(self, course: Course | None = None) -> Array:
        """Quantiles (M, 5) of each month's revenue, at 5, 25, 50, 75 and 95%."""
        return np.asarray(np.quantile((self.today if course is None else course).sales, QUANTILES, axis=0).T)

    def effect(self, moves: Sequence[Move], name: str = "decision") -> Effect:
        """What one more decision would bring."""
        return effect_of(name, moves, self.base, self.sources, self.today, self.currency, self.wishes.grades)

    def side_by_side(self, scenarios: Decisions) -> Mapping[str, Course]:
        """The courses of several scenarios, on the same draws."""
        return compare(scenarios, self.base, self.sources, self.wishes.grades)


def decisions_of(items: Iterable[Item], first_day: int) -> Decisions:
    """The decisions of a plan: its items that move something; ``first_day`` is that of the first month ahead."""
    moves = {item.id: moves_of(item, first_day) for item in items}
    return {id: found for id, found in moves.items() if found}


def count_history(books: Books) -> History | Refusal:
    """The company's months, counted. Raises `EngineError` where a database fails."""
    planned = plan_history(books.profile)
    if isinstance(planned, Refusal):
        return planned
    cache = books.home / "counts" if books.home else None
    counted = {name: tally(books.engine, count, books.fingerprints, cache) for name, count in planned.items()}
    return read_history(counted, books.profile)


def work_out(
    books: Books,
    answers: Mapping[str, Answer],
    items: Iterable[Item] = (),
    wishes: Wishes | None = None,
    earlier: Callable[[dt.date], Mapping[str, Answer]] | None = None,
    progress: Progress | None = None,
) -> Growth | Refusal:
    """The forecast of a company with the decisions of a plan's ``items``; refuses where its months are too few.

    ``earlier`` gives the answers as of a day, for the back-test: what is known today must not help a forecast of the
    past. Raises `EngineError` where a database fails, `ConvergenceError` where the model does not settle.
    """
    told = progress or _silent
    told(phrase("Counting the months", "Contando os meses"), 0.0)
    history = count_history(books)
    if isinstance(history, Refusal):
        return history
    told(phrase("Checking the forecast against last year", "Conferindo a previsão com o último ano"), 0.3)
    held = held_back(history)
    known = earlier(_cut_day(history, held)) if earlier and held else None
    tested = backtest(history, known)
    told(phrase("Working out the forecast", "Calculando a previsão"), 0.7)
    decisions = decisions_of(items, history.first_ahead)
    return forecast(history, answers, decisions, books.settings.currency, wishes, tested)


def forecast(
    history: History,
    answers: Mapping[str, Answer],
    decisions: Decisions | None = None,
    currency: str = "",
    wishes: Wishes | None = None,
    tested: Backtest | None = None,
) -> Growth:
    """The forecast from counted months, answers and decisions. Pure.

    Raises `ConvergenceError` where the model of the months does not settle.
    """
    chosen, given = wishes or Wishes(), decisions or {}
    sources = Sources(answers, chosen.seed, chosen.draws)
    base = base_of(history, sources, chosen.months, chosen.margin)
    today = run(base)
    every = [move for moves in given.values() for move in moves]
    planned = compare({"planned": every}, base, sources, chosen.grades)["planned"] if every else today
    effects = tuple(
        effect_of(name, moves, base, sources, today, currency, chosen.grades) for name, moves in given.items()
    )
    year = today.sales[:, :YEAR].sum(axis=1)
    unsure = sensitivity(year, base.drivers)
    caveats = tuple(_caveats(history, sources, chosen))
    return Growth(currency, base, sources, chosen, today, planned, effects, tested, unsure, caveats)


def _caveats(history: History, sources: Sources, wishes: Wishes) -> Iterator[Phrase]:
    """What a reader must know before relying on the forecast."""
    if last_month_stands_apart(history.past, sources.rng("last month")):
        yield Phrase(
            "The last month is unlike those before it: half of the forecast takes it as a break, half as not whole.",
            "O último mês destoa dos anteriores: metade da previsão o toma como ruptura, e metade, como incompleto.",
        )
    if wishes.margin is None and history.margin is None:
        yield Phrase(
            "What is left of a sale is assumed to be 30% to 80%: say the margin for a closer contribution.",
            "Supõe-se que de cada venda sobram de 30% a 80%: informe a margem para uma contribuição mais precisa.",
        )
    if history.kind is Kind.DEALS:
        yield Phrase(
            "Of what customers buy later nothing is known: only won deals are counted.",
            "Nada se sabe do que os clientes compram depois: contam só os negócios ganhos.",
        )


def _cut_day(history: History, held: int) -> dt.date:
    """The last day before the months held back."""
    return day_to_date(int(history.months[-held]) - 1)


def _silent(_doing: Phrase, _done: float) -> None:
    """Progress that nobody watches."""
