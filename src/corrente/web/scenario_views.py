"""What the pages of scenarios and of research show, made from the forecast."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

import numpy as np

from corrente.core.answer import Estimate, Grade, Lever, Refusal
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.plan import Item
from corrente.core.question import Stream
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.inference.renewal import YEAR
from corrente.reports.forecast import Titles, paid_by, ranked, title_of, verdict
from corrente.reports.forecast_pictures import AS_TODAY
from corrente.stream.growth.effects import Effect
from corrente.stream.growth.model import Course
from corrente.stream.growth.moves import Move
from corrente.stream.growth.shown import Shown
from corrente.stream.growth.spending import Spending, grade_of, spent_today
from corrente.stream.growth.work import Growth, decisions_of
from corrente.stream.plan.items.channels import called
from corrente.stream.planning import MAIN, SCENARIO, Standing
from corrente.stream.research.work import Research
from corrente.web.desk import State

Grades = frozenset[Grade]


@dataclass(frozen=True)
class Column:
    """One course beside others: today's (of no ``plan``), the plan's or a scenario's; ``added`` is against today's."""

    name: Phrase
    plan: str
    revenue: tuple[Estimate, ...]
    contribution: tuple[Estimate, ...]
    added: Estimate | None


@dataclass(frozen=True)
class Row:
    """One decision: what it adds, the chance that it pays, and the day by which it has ``paid``."""

    title: Phrase
    href: str
    effect: Effect
    verdict: Phrase
    paid: int | None


@dataclass(frozen=True)
class Pull:
    """One lever that a decision pulls, in words."""

    title: Phrase
    words: Phrase


def foretold(growth: Growth, items: Iterable[Item], grades: Grades) -> Growth:
    """The same forecast with the decisions of other ``items``, of which only those ``grades`` count."""
    chosen = replace(growth, wishes=replace(growth.wishes, grades=grades))
    decisions = decisions_of(items, growth.base.history.first_ahead)
    every = [move for moves in decisions.values() for move in moves]
    planned = chosen.side_by_side({MAIN: every})[MAIN] if every else growth.today
    effects = tuple(chosen.effect(moves, name) for name, moves in decisions.items())
    return replace(chosen, planned=planned, effects=effects)


def forecast_of(state: State, plan: Standing) -> tuple[Growth | Refusal | None, Research | None]:
    """The forecast of a plan as it stands, be it a scenario or changed since, and what to research for it."""
    known = state.growth
    if not isinstance(known, Growth) or state.company is None:
        return known, None
    if plan.name == MAIN and plan.number == state.foretold:
        return known, state.research
    growth = foretold(known, plan.items, known.wishes.grades)
    return growth, state.company.research(growth)


def columns(growth: Growth, plans: Mapping[str, Iterable[Item]], grades: Grades) -> list[Column]:
    """Today beside the plan and every scenario, on the same draws."""
    chosen = replace(growth, wishes=replace(growth.wishes, grades=grades))
    first = growth.base.history.first_ahead
    moves = {name: [m for made in decisions_of(items, first).values() for m in made] for name, items in plans.items()}
    courses = chosen.side_by_side(moves)
    return [_column(growth, AS_TODAY, "", growth.today), *(
        _column(growth, name_of(plan), plan, course) for plan, course in courses.items()
    )]  # fmt: skip


def horizons(growth: Growth) -> tuple[int, ...]:
    """The months over which courses are compared: a year, and all that are foretold."""
    return tuple(dict.fromkeys((min(YEAR, len(growth.base.months)), len(growth.base.months))))


def _column(growth: Growth, name: Phrase, plan: str, course: Course) -> Column:
    added = (course.contribution - growth.today.contribution).sum(axis=1)
    return Column(
        name, plan,
        tuple(growth.revenue(months, course) for months in horizons(growth)),
        tuple(growth.contribution(months, course) for months in horizons(growth)),
        Estimate.from_draws("added_contribution", added, growth.currency) if np.any(added) else None,
    )  # fmt: skip


_PLAN = Phrase("the plan", "o plano")


def name_of(plan: str) -> Phrase:
    """What a plan is called on its page."""
    return _PLAN if plan == MAIN else Phrase.same(plan.removeprefix(SCENARIO).replace("-", " "))


def address(path: str, plan: str) -> str:
    """The address of a page of that plan."""
    return path if plan == MAIN else f"{path}?{urlencode({'of': plan})}"


def rows(growth: Growth, titles: Titles, plan: str) -> list[Row]:
    """The decisions, the one that brings most first; those of which nothing counts last."""
    ordered = sorted(ranked(growth.effects), key=lambda effect: not effect.drivers)
    return [
        Row(title_of(effect, titles), address(f"/plan/items/{quote(effect.name, safe='')}", plan), effect,
            verdict(effect, growth), paid_by(effect, growth))
        for effect in ordered
    ]  # fmt: skip


def pulls(growth: Growth, titles: Titles) -> Mapping[Grade, list[Pull]]:
    """What the decisions move, by how it is known, the surest first."""
    found: dict[Grade, list[Pull]] = {grade: [] for grade in Grade}
    for effect in growth.effects:
        for move in effect.moves:
            for grade, words in _moved(move, growth):
                found[grade].append(Pull(title_of(effect, titles), words))
    return found


def _moved(move: Move, growth: Growth) -> Iterator[tuple[Grade, Phrase]]:
    if isinstance(move.lever, Lever):
        yield move.lever.grade, move.lever.change
    elif isinstance(move.lever, Shown):
        yield move.lever.grade, move.lever.lever.change
    elif isinstance(move.lever, Spending):
        yield from _spent(move.lever, growth)


def _spent(spending: Spending, growth: Growth) -> Iterator[tuple[Grade, Phrase]]:
    answers = growth.sources.answers
    today = spent_today(answers, spending.channel)
    if today is None or spending.monthly is None:
        yield from ((lever.grade, lever.change) for lever in spending.levers)
        return
    yield grade_of(spending.channel, answers), phrase(
        "{monthly} a month by {channel}, {times} times today's {today}",
        "{monthly} por mês em {channel}, {times} vezes os {today} de hoje",
        monthly=Number(spending.monthly, Form.MONEY, growth.currency), channel=called(spending.channel),
        times=Number(spending.monthly / today), today=Number(today, Form.MONEY, growth.currency),
    )  # fmt: skip


def added_picture(compared: list[Column], growth: Growth) -> Picture | None:
    """What each plan adds to the contribution against today; ``None`` where there are not two to compare."""
    shown = [(column.name, column.added) for column in compared if column.added is not None]
    if len(shown) < 2:
        return None
    (best, most), (other, next_most) = sorted(shown, key=lambda one: -one[1].value)[:2]
    said = _MOST if most.value - next_most.value > CLOSE * abs(most.value) else _LEVEL
    return Picture(
        Kind.INTERVALS, Stream.DOWNSTREAM,
        phrase(said.en, said.pt, best=best, other=other, added=Number(most.value, Form.MONEY, growth.currency)),
        phrase("Contribution added in {n} months against today, costs taken off; 50% and 90% intervals",
               "Contribuição a mais em {n} meses ante hoje, já sem os custos; intervalos de 50% e 90%",
               n=Number(len(growth.base.months), Form.COUNT)),
        phrase("{n} plans with their intervals and a line at nought.",
               "{n} planos com os seus intervalos e uma linha no zero.",
               n=Number(len(shown), Form.COUNT)),
        tuple(_mark(name, added) for name, added in shown),
        Phrase("Contribution added", "Contribuição a mais"), Form.MONEY, reference=0.0, value_unit=growth.currency,
    )  # fmt: skip


CLOSE = 0.02
"""Two plans whose additions differ by less than this part are said to add about the same."""
_MOST = Phrase("“{best}” adds most: {added}", "“{best}” é o que mais acrescenta: {added}")
_LEVEL = Phrase(
    "“{best}” and “{other}” add about the same: {added}", "“{best}” e “{other}” acrescentam quase o mesmo: {added}"
)


def _mark(name: Phrase, added: Estimate) -> Mark:
    inner_low, inner_high = added.inner or (None, None)
    return Mark(added.value, added.low, added.high, inner_low, inner_high, label=name)
