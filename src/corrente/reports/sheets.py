"""Personas as sheets: one page each, ready for a template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from corrente.core.answer import Answer, Cell, say_cell
from corrente.core.words import Form, Language, Number
from corrente.reports.words import NAMES, text


@dataclass(frozen=True)
class Fact:
    """A number that stands large at the head of a sheet, with its interval below it."""

    title: str
    value: str
    interval: str


@dataclass(frozen=True)
class Line:
    """What is known, and the question that it comes from; or what to bring."""

    says: str
    source: str | None
    source_name: str
    counts: str
    bring: str


@dataclass(frozen=True)
class Sheet:
    """One persona's page: ``parts`` are titles with their lines."""

    id: str
    number: int
    total: int
    name: str
    facts: tuple[Fact, ...]
    parts: tuple[tuple[str, tuple[Line, ...]], ...]


def sheets(answer: Answer, language: Language) -> tuple[Sheet, ...]:
    """The sheets of the personas' answer in ``language``, the one to focus on first; none where it was refused."""
    overview = answer.tables.get("personas")
    if overview is None:
        return ()
    rows = [dict(zip(overview.columns, row, strict=True)) for row in overview.rows]
    return tuple(
        Sheet(
            f"persona-{number}",
            number,
            len(rows),
            str(say_cell(row["persona"], language)),
            tuple(_facts(row, answer, language)),
            _parts([line for line in answer.tables["persona_pages"].rows if line[0] == row["persona"]], language),
        )
        for number, row in enumerate(rows, start=1)
    )


def _facts(row: dict[str, Cell], answer: Answer, language: Language) -> list[Fact]:
    unit = next(e.unit for e in answer.estimates if e.name == "segment_value").split()[0]
    wanted = (
        ("share", "sheet_share", Form.SHARE, ""),
        ("value", "sheet_value", Form.MONEY, unit),
        ("held", "sheet_held", Form.SHARE, ""),
    )
    found = [Fact(text("sheet_customers", language), _said(row["customers"], Form.COUNT, "", language), "")]
    for name, title, form, currency in wanted:
        if row[name] is not None:
            low, high = (_said(row[f"{name}_{end}"], form, currency, language) for end in ("low", "high"))
            value = _said(row[name], form, currency, language)
            found.append(Fact(text(title, language), value, text("sheet_interval", language, low=low, high=high)))
    if len(answer.tables["personas"].rows) > 1:
        chance = _said(row["chance_best"], Form.SHARE, "", language)
        found.append(Fact(text("sheet_chance", language), chance, ""))
    return found


def _said(cell: Cell, form: Form, unit: str, language: Language) -> str:
    return Number(float(cell), form, unit).say(language) if isinstance(cell, int | float) else "–"


def _parts(rows: Sequence[tuple[Cell, ...]], language: Language) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    """Lines under their parts, in the order of the table."""
    groups = groupby(rows, key=lambda row: str(say_cell(row[1], language)))
    return tuple((part, tuple(_line(row, language) for row in own)) for part, own in groups)


def _line(row: tuple[Cell, ...], language: Language) -> Line:
    _persona, _part, says, _value, _low, _high, source, counts, bring = row
    known = str(source) if source else None
    return Line(
        str(say_cell(says, language)),
        known,
        NAMES[known].say(language) if known else "",
        str(counts or ""),
        text("bring", language, tables=str(bring)) if bring else "",
    )
