"""Tables on their way out: CSV of numbers, and what the data page shows of the company's own tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corrente.core.answer import Answer, Cell, Table, say_cell
from corrente.core.profile import TableProfile
from corrente.core.words import Language, Phrase

if TYPE_CHECKING:
    from corrente.company.checks import TableCheck
    from corrente.company.coverage import Coverage
    from corrente.stream.company import Company

FIRST_REJECTS = 5


@dataclass(frozen=True)
class SeenTable:
    """One of the company's tables with what the door found in it; ``rejects`` are the first rows set aside."""

    name: str
    profile: TableProfile
    check: TableCheck | None
    titles: tuple[str, ...]
    rejects: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Seen:
    """What the data page shows."""

    tables: tuple[SeenTable, ...]
    coverage: tuple[Coverage, ...]
    notes: tuple[Phrase, ...]


def seen(company: Company) -> Seen:
    """The company's tables, their rejects' first lines and the coverage of the twenty questions."""
    from corrente.company.coverage import coverage

    profile = company.books.profile
    found = tuple(_seen(name, table, _check(company, name)) for name, table in profile.tables.items())
    return Seen(found, tuple(coverage(profile)), company.books.notes)


def names() -> tuple[str, ...]:
    """Every table of the contract, in its order."""
    from corrente.company.contract import CONTRACT

    return tuple(CONTRACT)


def rejects_file(company: Company, table: str) -> Path | None:
    """Where the rows of ``table`` that were set aside are listed, if any were."""
    check = _check(company, table)
    return check.rejects if check else None


def estimates_csv(answer: Answer) -> str:
    """The estimates with full digits; names and units are the stable English ones."""
    keys = list(dict.fromkeys(key for estimate in answer.estimates for key in estimate.of))
    rows = [
        (e.name, *(e.of.get(key) for key in keys), e.value, e.low, e.high, e.level, e.unit) for e in answer.estimates
    ]
    return to_csv(("name", *keys, "value", "low", "high", "level", "unit"), rows)


def table_csv(table: Table, language: Language) -> str:
    """A table of results with full digits, its words in ``language``."""
    return to_csv(tuple(table.columns), ([say_cell(cell, language) for cell in row] for row in table.rows))


def to_csv(titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """CSV (RFC 4180). A text that a spreadsheet would run as a formula gets an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(titles)
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return out.getvalue()


def _harmless(value: Cell) -> Cell:
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


def _check(company: Company, table: str) -> TableCheck | None:
    return company.books.checks.get(table)


def _seen(name: str, profile: TableProfile, check: TableCheck | None) -> SeenTable:
    titles, rejects = _first_rejects(check.rejects) if check and check.rejects else ((), ())
    return SeenTable(name, profile, check, titles, rejects)


def _first_rejects(path: Path) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        titles = tuple(next(rows, ()))
        return titles, tuple(tuple(row) for _, row in zip(range(FIRST_REJECTS), rows, strict=False))
