"""Which of the twenty questions the tables at hand can answer, and what exactly to bring for the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from corrente.company.contract import CONTRACT
from corrente.company.recognise import needed
from corrente.core.catalogue import QUESTIONS
from corrente.core.profile import Profile
from corrente.core.question import Question
from corrente.core.words import Phrase, phrase


class Covered(StrEnum):
    """How far the tables carry a question."""

    ANSWERED = "answered"
    PARTLY = "partly"
    MISSING = "missing"


@dataclass(frozen=True)
class Coverage:
    """One question against the tables: ``bring`` lists tables with their columns ("orders (customer_id, ...)")."""

    question: str
    status: Covered
    bring: tuple[str, ...]
    says: Phrase


def coverage(profile: Profile) -> tuple[Coverage, ...]:
    """All twenty questions, in the order of the catalogue.

    A question is missing while one of its needs is not met, partly answered while a table that would make its answer
    better, or a column of its tables that it could use, is not there, and answered otherwise.
    """
    there = {name for name, table in profile.tables.items() if table.rows > 0}
    return tuple(_cover(question, profile, there) for question in QUESTIONS.values())


def _cover(question: Question, profile: Profile, there: set[str]) -> Coverage:
    unmet = [need for need in question.needs if not there & set(need.any_of)]
    if unmet:
        options = tuple(" / ".join(describe(table) for table in need.any_of) for need in unmet)
        return Coverage(question.id, Covered.MISSING, options, _missing(options))
    lacking = [f"{t}.{c}" for t in question.tables if t in there for c in _spared_columns(t, profile)]
    wanted = (*lacking, *(describe(table) for table in question.uses if table not in there))
    status = Covered.PARTLY if wanted else Covered.ANSWERED
    return Coverage(question.id, status, wanted, _better(wanted) if wanted else _all_there())


def _spared_columns(table: str, profile: Profile) -> Iterable[str]:
    """Required columns that the company does without."""
    present = profile.tables[table].columns
    return [name for name in needed(CONTRACT[table]) if name not in present]


def describe(table: str) -> str:
    """A table with its required columns, as one writes it in a request."""
    return f"{table} ({', '.join(needed(CONTRACT[table]))})"


def _missing(options: tuple[str, ...]) -> Phrase:
    return phrase("To answer it, bring {tables}.", "Para responder, traga {tables}.", tables="; ".join(options))


def _better(wanted: tuple[str, ...]) -> Phrase:
    return phrase(
        "Can be answered; better with {tables}.", "Pode ser respondida; melhor com {tables}.", tables="; ".join(wanted)
    )


def _all_there() -> Phrase:
    return Phrase("Everything that it uses is there.", "Tudo o que ela usa está aí.")
