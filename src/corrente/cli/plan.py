"""A plan on a terminal: the six questions, every item, the forecast, and what to research next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from corrente.cli.show import COLOUR, OUT
from corrente.core.answer import Refusal
from corrente.core.plan import ItemKind
from corrente.core.words import Form, Language, Number, Phrase, phrase
from corrente.reports import forecast, research
from corrente.stream.plan.comparing import say_mark
from corrente.stream.plan.readings import TITLES

if TYPE_CHECKING:
    from corrente.core.plan import Gap, Item
    from corrente.state.marks import Mark
    from corrente.stream.plan.plan import Plan

MOST_QUESTIONS = 5
"""Questions to research next that a terminal shows."""

_FORECAST = Phrase("The forecast", "A previsão")
_CHANGED = Phrase("To look at again: what these rest on has changed", "Para rever: mudou aquilo em que se apoiam")
_RESEARCH = Phrase("What to research next", "O que pesquisar a seguir")
_BRING = Phrase("What to bring for a fuller plan", "O que trazer para um plano mais completo")


def plan_in_short(drafted: Plan, marks: Sequence[Mark], language: Language) -> None:
    """The readings, what no longer holds, what the plan is expected to bring, and what to research next."""
    OUT.print()
    _readings(drafted, language)
    _block(_CHANGED, _changed(drafted, marks), language)
    _block(_FORECAST, _forecast(drafted), language)
    _block(_RESEARCH, _research(drafted), language)


def plan(drafted: Plan, marks: Sequence[Mark], language: Language) -> None:
    """The readings, what no longer holds, the items by kind, what they are expected to bring, and what to bring."""
    _readings(drafted, language)
    _block(_CHANGED, _changed(drafted, marks), language)
    verdicts = forecast.verdicts(drafted.forecast)
    for kind in ItemKind:
        for item in drafted.items:
            if item.kind is kind:
                _item(item, verdicts.get(item.id), drafted.currency, language)
    _block(_FORECAST, _forecast(drafted), language)
    _block(_RESEARCH, _research(drafted), language)
    _gaps({gap.question: gap for item in drafted.items for gap in item.gaps}, language)


def _changed(drafted: Plan, marks: Sequence[Mark]) -> list[Phrase]:
    """The items that rest on what changed, each with its nearest change."""
    first = {mark.marked.item: mark.marked for mark in reversed(marks)}
    return [
        phrase("{title}: {said}", "{title}: {said}", title=item.title, said=say_mark(first[item.id], drafted.items))
        for item in drafted.items
        if item.id in first
    ]


def _readings(drafted: Plan, language: Language) -> None:
    for asked, said in drafted.readings.items():
        OUT.print(Text(f"{TITLES[asked].say(language)}  ", style="bold").append(said.say(language), style="default"))


def _forecast(drafted: Plan) -> tuple[Phrase, ...]:
    found = drafted.forecast
    if found is None:
        return ()
    if isinstance(found, Refusal):
        return found.because, found.next_step
    return forecast.in_short(found, forecast.titles_of(drafted.items))


def _research(drafted: Plan) -> tuple[Phrase, ...]:
    if drafted.research_next is None:
        return ()
    return research.in_short(drafted.research_next, MOST_QUESTIONS, forecast.titles_of(drafted.items))


def _block(title: Phrase, lines: Iterable[Phrase], language: Language) -> None:
    """A title and its lines; nothing where there are none."""
    said = [line.say(language) for line in lines]
    if not said:
        return
    OUT.print()
    OUT.print(Text(title.say(language), style="bold"))
    for line in said:
        OUT.print(Padding(Text(line), (0, 0, 0, 2)))


def _item(item: Item, verdict: Phrase | None, currency: str, language: Language) -> None:
    OUT.print()
    OUT.print(Text(item.title.say(language), style=f"bold {COLOUR[item.kind.stream.value]}"))
    lines = [item.statement]
    if item.monthly_cost is not None:
        cost = Number(item.monthly_cost, Form.MONEY, currency)
        lines.append(phrase("{cost} a month", "{cost} por mês", cost=cost))
    if verdict is not None:
        lines.append(verdict)
    for line in lines:
        OUT.print(Padding(Text(line.say(language)), (0, 0, 0, 2)))


def _gaps(gaps: Mapping[str, Gap], language: Language) -> None:
    steps = [phrase("{question}: {step}", "{question}: {step}", question=question, step=gap.next_step)
             for question, gap in gaps.items()]  # fmt: skip
    _block(_BRING, steps, language)
