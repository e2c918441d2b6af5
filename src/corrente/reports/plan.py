"""A plan as a document: the six questions, upstream, downstream, and what to bring."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from corrente.core.answer import Cell, Table
from corrente.core.plan import Item
from corrente.core.question import Stream
from corrente.core.words import Form, Number, Phrase, date_to_day, phrase
from corrente.reports.document.parts import Block, Document, Lines, Part
from corrente.stream.plan.readings import TITLES

if TYPE_CHECKING:
    from corrente.stream.plan.plan import Plan

_STREAMS = {
    Stream.UPSTREAM: Phrase("Upstream: what we decided", "Upstream: o que decidimos"),
    Stream.DOWNSTREAM: Phrase("Downstream: what we do", "Downstream: o que fazemos"),
}
_COLUMNS = {
    "what": Phrase("What", "O quê"),
    "starts": Phrase("Starts", "Início"),
    "ends": Phrase("Ends", "Fim"),
    "monthly": Phrase("A month", "Por mês"),
}


def document(plan: Plan) -> Document:
    """The plan as a board reads it."""
    said = phrase("Drafted on {day}", "Redigido em {day}", day=Number(date_to_day(plan.made), Form.DATE))
    return Document(
        phrase("The plan of {company}", "O plano de {company}", company=plan.company), said, tuple(_parts(plan))
    )


def _parts(plan: Plan) -> Iterator[Part]:
    points = tuple(
        phrase("{asked}: {said}", "{asked}: {said}", asked=TITLES[asked], said=said)
        for asked, said in plan.readings.items()
    )
    yield Part(Phrase("The plan in six questions", "O plano em seis perguntas"), (Lines(points),))
    for stream, title in _STREAMS.items():
        yield Part(title, tuple(_block(item) for item in plan.items if item.kind.stream is stream))
    dated = [item for item in plan.items if item.starts]
    if dated:
        yield Part(Phrase("Time line and budget", "Calendário e orçamento"), (_dates(dated),))
    steps = {gap.next_step.say(): gap.next_step for item in plan.items for gap in item.gaps}
    if steps:
        yield Part(Phrase("What to bring", "O que trazer"), (Lines(tuple(steps.values())),))


def _block(item: Item) -> Block:
    return phrase("{title}: {said}", "{title}: {said}", title=item.title, said=item.statement)


def _dates(items: list[Item]) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (item.title, item.starts, item.ends, item.monthly_cost) for item in items
    )
    return Table(_COLUMNS, rows)
