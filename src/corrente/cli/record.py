"""The track record on a terminal: how forecasts did, by question and by grade, and what is still to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from corrente.cli.show import OUT
from corrente.core.answer import say_day
from corrente.core.words import Form, Language, Number, Phrase, phrase
from corrente.reports.record import name
from corrente.stream.record import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corrente.core.answer import Estimate
    from corrente.stream.record.summary import Group, Record

_SCORED = Phrase("How they did (90% intervals)", "Como se saíram (intervalos de 90%)")
_COLUMNS = (
    Phrase("", ""),
    Phrase("Forecasts", "Previsões"),
    Phrase("In their 90% band", "Na faixa de 90%"),
    Phrase("In their 50% band", "Na faixa de 50%"),
    Phrase("Closer than naive by", "Menos erro que a ingênua"),
    Phrase("So far", "Até aqui"),
)
_BY_QUESTION, _BY_GRADE = Phrase("By question", "Por pergunta"), Phrase("By grade", "Por grau")


def record(seen: Record, language: Language) -> None:
    """The headline, the tables, and what is waiting."""
    OUT.print(Text(words.headline(seen).say(language), style="bold"))
    if seen.overall is not None:
        told = words.against_naive(seen.overall)
        lines = [told.say(language)] if told else []
        for line in (*lines, *_notes(seen, language)):
            OUT.print(Padding(Text(line), (0, 0, 0, 2)))
        _groups(_BY_QUESTION, (seen.overall, *seen.by_question), language)
        _groups(_BY_GRADE, seen.by_grade, language)
        if seen.with_plan:
            _groups(words.NAMES["plan"], (seen.with_plan,), language)
    if seen.waiting and seen.next_due:
        waiting = phrase(
            "{n} forecasts are waiting; the next is due on {day}.",
            "{n} previsões aguardam; a próxima será conferida em {day}.",
            n=Number(len(seen.waiting), Form.COUNT),
            day=say_day(seen.next_due, language),
        )
        OUT.print(Text(waiting.say(language)))


def _notes(seen: Record, language: Language) -> Sequence[str]:
    if not seen.afterwards:
        return []
    note = phrase(
        "{n} of them were worked out after their day, from the data up to their origin.",
        "{n} delas foram calculadas depois do seu dia, com os dados até a origem.",
        n=Number(seen.afterwards, Form.COUNT),
    )
    return [note.say(language)]


def _groups(title: Phrase, groups: Sequence[Group], language: Language) -> None:
    table = Table(title=title.say(language), title_justify="left", box=None, pad_edge=False)
    for place, column in enumerate(_COLUMNS):
        table.add_column(column.say(language), justify="left" if place in (0, len(_COLUMNS) - 1) else "right")
    for group in groups:
        skill = "–" if group.skill is None else Number(group.skill, Form.SHARE).say(language)
        table.add_row(
            name(group.name).say(language),
            Number(group.forecasts, Form.COUNT).say(language),
            _share(group.covered_90, language),
            _share(group.covered_50, language),
            skill,
            words.VERDICTS[group.verdict].say(language),
        )
    OUT.print()
    OUT.print(table)


def _share(share: Estimate, language: Language) -> str:
    value, low, high = (Number(v, Form.SHARE).say(language) for v in (share.value, share.low, share.high))
    return f"{value} ({low}–{high})"
