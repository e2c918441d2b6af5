"""A plan as a document, and its pictures: what happens when, and what it costs by month and channel."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corrente.core.answer import Cell, Refusal, Table
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.plan import FromAnswer, FromMetric, Item, ItemKind, Measured
from corrente.core.question import Stream
from corrente.core.words import Form, Number, Phrase, date_to_day, phrase
from corrente.reports import forecast, forecast_pictures, research
from corrente.reports.document.parts import Block, Document, Lines, Part
from corrente.reports.words import NAMES, TEXTS
from corrente.stream.plan.comparing import effect_said, said
from corrente.stream.plan.items.channels import called
from corrente.stream.plan.readings import TITLES
from corrente.stream.plan.say import listed, sentences

if TYPE_CHECKING:
    from corrente.stream.plan.plan import Plan

MOST_QUESTIONS = 5
"""Questions to research next that a board is shown."""
MOST_PARTS = 5
"""Channels that are told apart in the budget; smaller ones are added up."""
YEAR = 12
"""Months that a cost without an end is shown for."""

_STREAMS = {
    Stream.UPSTREAM: Phrase("Upstream: what we decided", "Upstream: o que decidimos"),
    Stream.DOWNSTREAM: Phrase("Downstream: what we do", "Downstream: o que fazemos"),
}
_KINDS: Mapping[ItemKind, Phrase] = {
    ItemKind.LAUNCH: Phrase("Launches", "Lançamentos"),
    ItemKind.CAMPAIGN: Phrase("Campaigns", "Campanhas"),
    ItemKind.TEST: Phrase("Tests", "Testes"),
}
_DECISIONS = Phrase("Decisions", "Decisões")
_COLUMNS = {
    "what": Phrase("What", "O quê"),
    "starts": Phrase("Starts", "Início"),
    "ends": Phrase("Ends", "Fim"),
    "monthly": Phrase("A month", "Por mês"),
}
_GROUNDS = {
    "source": Phrase("Answer", "Resposta"),
    "number": Phrase("Number", "Número"),
    "says": Phrase("Says", "Diz"),
    "items": Phrase("Carries", "Sustenta"),
}


def document(plan: Plan) -> Document:
    """The plan as a board reads it."""
    day = phrase("Drafted on {day}", "Redigido em {day}", day=Number(date_to_day(plan.made), Form.DATE))
    return Document(
        phrase("The plan of {company}", "O plano de {company}", company=plan.company), day, tuple(_parts(plan))
    )


def budget(items: Iterable[Item], currency: str = "") -> Picture | None:
    """What the items cost, by month and by channel; ``None`` where no item that has a date has a cost."""
    costs = _costs(items)
    if not costs:
        return None
    months = len({month for cost in costs for month in cost.months})
    return Picture(
        Kind.STACK, Stream.DOWNSTREAM, _dearest(costs, currency),
        Phrase("Planned costs by month and by channel", "Custos planejados por mês e por canal"),
        phrase("A column for each of {n} months, divided by channel.", "Uma coluna por mês ({n}), dividida por canal.",
               n=Number(months, Form.COUNT)),
        tuple(Mark(money, at=date_to_day(month), series=cost.of)
              for cost in costs for month, money in sorted(cost.months.items())),
        phrase("Costs, {currency}", "Custos, {currency}", currency=currency) if currency else Phrase("Costs", "Custos"),
        Form.MONEY, at_title=Phrase("Month", "Mês"), at_form=Form.DATE, value_unit=currency,
    )  # fmt: skip


def calendar(items: Iterable[Item]) -> Picture | None:
    """What happens when: launches, campaigns and tests; ``None`` where no item has a date."""
    kinds = list(ItemKind)
    dated = sorted((item for item in items if item.starts), key=lambda item: (_start(item), kinds.index(item.kind)))
    if not dated:
        return None
    first, last = _start(dated[0]), max(_end(item) for item in dated)
    return Picture(
        Kind.TIMELINE, Stream.DOWNSTREAM,
        phrase("From {first} to {last}, beginning with: {what}", "De {first} a {last}; no começo: {what}",
               first=Number(first, Form.DATE), last=Number(last, Form.DATE), what=dated[0].title),
        Phrase("Launches, campaigns and tests by day", "Lançamentos, campanhas e testes por dia"),
        phrase("{n} bars and points in the order in which they begin.", "{n} barras e pontos na ordem em que começam.",
               n=Number(len(dated), Form.COUNT)),
        tuple(Mark(_start(item), _start(item), _end(item), label=item.title,
                   series=_KINDS.get(item.kind, _DECISIONS), emphasis=_start(item) > (first + last) / 2)
              for item in dated),
        Phrase("Days", "Dias"), Form.DATE,
    )  # fmt: skip


@dataclass(frozen=True)
class _Cost:
    """What something costs by month (its first day)."""

    of: Phrase
    months: Counter[dt.date]


def _costs(items: Iterable[Item]) -> list[_Cost]:
    """By channel, the dearest first; those beyond `MOST_PARTS` as one."""
    found: dict[str, _Cost] = {}
    for item in items:
        channel = item.fields.get("channel")
        named = Phrase.same(called(channel)) if isinstance(channel, str) else item.title
        found.setdefault(named.say(), _Cost(named, Counter())).months.update(dict(_by_month(item)))
    ranked = sorted((cost for cost in found.values() if cost.months), key=lambda cost: -cost.months.total())
    if len(ranked) <= MOST_PARTS:
        return ranked
    rest = sum((cost.months for cost in ranked[MOST_PARTS - 1 :]), Counter())
    return [*ranked[: MOST_PARTS - 1], _Cost(Phrase("others", "outros"), rest)]


def _by_month(item: Item) -> Iterator[tuple[dt.date, float]]:
    """What an item costs in each of its months; one without an end is shown for a year."""
    if item.starts is None or not (item.monthly_cost or item.one_off_cost):
        return
    first = item.starts.replace(day=1)
    months = YEAR if item.ends is None else (item.ends.year - first.year) * 12 + item.ends.month - first.month + 1
    for month in range(max(months, 1)):
        count = first.year * 12 + first.month - 1 + month
        once = (item.one_off_cost or 0.0) if month == 0 else 0.0
        yield dt.date(count // 12, count % 12 + 1, 1), (item.monthly_cost or 0.0) + once


def _dearest(costs: Sequence[_Cost], currency: str) -> Phrase:
    whole, first = sum(cost.months.total() for cost in costs), costs[0]
    total = Number(whole, Form.MONEY, currency)
    if len(costs) == 1:
        return phrase("{total} for {of}", "{total} para {of}", total=total, of=first.of)
    share = Number(first.months.total() / whole, Form.SHARE)
    return phrase("{total} in all, {share} of it for {of}", "{total} ao todo, dos quais {share} para {of}",
                  total=total, share=share, of=first.of)  # fmt: skip


def _start(item: Item) -> int:
    return date_to_day(item.starts or dt.date.min)


def _end(item: Item) -> int:
    return date_to_day(item.ends or item.starts or dt.date.min)


def _parts(plan: Plan) -> Iterator[Part]:
    verdicts = forecast.verdicts(plan.forecast)
    points = tuple(
        phrase("{asked}: {said}", "{asked}: {said}", asked=TITLES[asked], said=said)
        for asked, said in plan.readings.items()
    )
    yield Part(Phrase("The plan in six questions", "O plano em seis perguntas"), (Lines(points),))
    yield from _expected(plan)
    yield from _when(plan)
    for stream, title in _STREAMS.items():
        yield Part(title, tuple(_block(item, verdicts) for item in plan.items if item.kind.stream is stream))
    yield from _research(plan)
    yield from _grounds(plan)
    steps = {gap.next_step.say(): gap.next_step for item in plan.items for gap in item.gaps}
    if steps:
        yield Part(Phrase("What to bring", "O que trazer"), (Lines(tuple(steps.values())),))


def _expected(plan: Plan) -> Iterator[Part]:
    """What is expected of the plan, and how far to trust that."""
    growth, titles = plan.forecast, forecast.titles_of(plan.items)
    if growth is None:
        return
    title = Phrase("What it is expected to bring", "O que se espera do plano")
    if isinstance(growth, Refusal):
        yield Part(title, (growth.because, growth.next_step))
        return
    drawn = (forecast_pictures.months_picture(growth), forecast_pictures.effects_picture(growth, titles))
    yield Part(title, (Lines(forecast.in_short(growth, titles)), *(one for one in drawn if one)))
    unsure = forecast_pictures.sensitivity_picture(growth)
    doubts = (*((Lines(growth.caveats),) if growth.caveats else ()), *((unsure,) if unsure else ()))
    if doubts:
        yield Part(Phrase("How far to trust the forecast", "Até onde confiar na previsão"), doubts)


def _when(plan: Plan) -> Iterator[Part]:
    dated = [item for item in plan.items if item.starts]
    pictures = tuple(one for one in (calendar(plan.items), budget(plan.items, plan.currency)) if one)
    if dated:
        yield Part(Phrase("Time line and budget", "Calendário e orçamento"), (*pictures, _dates(dated)))


def _block(item: Item, verdicts: Mapping[str, Phrase]) -> Block:
    words = sentences(item.statement, verdicts.get(item.id))
    return phrase("{title}: {said}", "{title}: {said}", title=item.title, said=words)


def _dates(items: list[Item]) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (item.title, item.starts, item.ends, item.monthly_cost) for item in items
    )
    return Table(_COLUMNS, rows)


def _research(plan: Plan) -> Iterator[Part]:
    if plan.research_next is None:
        return
    first = research.in_short(plan.research_next, MOST_QUESTIONS, forecast.titles_of(plan.items))
    picture = research.worths_picture(plan.research_next)
    yield Part(
        Phrase("What to research next", "O que pesquisar a seguir"), (Lines(first), *((picture,) if picture else ()))
    )


def _grounds(plan: Plan) -> Iterator[Part]:
    """The numbers of the answers that the plan rests on, each once, with the items that do."""
    measured: dict[str, Measured] = {}
    resting: dict[str, list[Phrase]] = {}
    for item in plan.items:
        for ground in item.rests_on:
            if isinstance(ground, FromAnswer | FromMetric):
                measured[ground.key] = ground
                resting.setdefault(ground.key, []).append(item.title)
    rows = tuple(
        (_source(ground), _number(ground), said(ground), listed(resting[key])) for key, ground in measured.items()
    )
    rows += tuple((_TEST, shown.change, effect_said(shown), item.title) for item in plan.items for shown in item.tests)
    if rows:
        yield Part(Phrase("What it rests on", "Em que se apoia"), (Table(_GROUNDS, rows),))


_TEST = Phrase("An adaptive test", "Um teste adaptativo")


def _source(ground: Measured) -> Phrase:
    return NAMES[ground.question] if isinstance(ground, FromAnswer) else TEXTS["scorecard"]


def _number(ground: Measured) -> Phrase:
    name = ground.estimate if isinstance(ground, FromAnswer) else ground.metric
    return forecast.number_name(name, ground.of)
