"""A plan on a terminal: the six questions, then every item, upstream before downstream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from corrente.cli.show import COLOUR, OUT
from corrente.core.plan import ItemKind
from corrente.core.words import Form, Language, Number, Phrase, phrase
from corrente.stream.plan.readings import TITLES

if TYPE_CHECKING:
    from corrente.core.plan import Gap, Item
    from corrente.stream.plan.plan import Plan

_BRING = Phrase("What to bring for a fuller plan", "O que trazer para um plano mais completo")


def plan(drafted: Plan, language: Language) -> None:
    """The readings, the items in the order of their kinds, and what to bring."""
    for asked, said in drafted.readings.items():
        OUT.print(Text(f"{TITLES[asked].say(language)}  ", style="bold").append(said.say(language), style="default"))
    for kind in ItemKind:
        for item in drafted.items:
            if item.kind is kind:
                _item(item, drafted.currency, language)
    _gaps({gap.question: gap for item in drafted.items for gap in item.gaps}, language)


def _item(item: Item, currency: str, language: Language) -> None:
    OUT.print()
    OUT.print(Text(item.title.say(language), style=f"bold {COLOUR[item.kind.stream.value]}"))
    lines = [item.statement.say(language)]
    if item.monthly_cost is not None:
        cost = Number(item.monthly_cost, Form.MONEY, currency)
        lines.append(phrase("{cost} a month", "{cost} por mês", cost=cost).say(language))
    for line in lines:
        OUT.print(Padding(Text(line), (0, 0, 0, 2)))


def _gaps(gaps: dict[str, Gap], language: Language) -> None:
    if not gaps:
        return
    OUT.print()
    OUT.print(Text(_BRING.say(language), style="bold"))
    for question, gap in gaps.items():
        OUT.print(Padding(Text(f"{question}: {gap.next_step.say(language)}"), (0, 0, 0, 2)))
