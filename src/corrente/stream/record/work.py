"""The door to the track record: keep what a plan foretells, score what has come, and read how it did."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from corrente.core.answer import Refusal
from corrente.core.words import day_to_date
from corrente.state.forecasts import Foretold, foretell, listed, settle
from corrente.state.store import State
from corrente.stream.company import Company
from corrente.stream.growth.work import Growth
from corrente.stream.planning import MAIN
from corrente.stream.record import kinds, tested
from corrente.stream.record.foretelling import foretold, outcome
from corrente.stream.record.sight import Sight
from corrente.stream.record.summary import Record, once, record_of


def track(company: Company, store: State, growth: Growth | Refusal | None, revision: int, name: str = MAIN) -> Record:
    """Keep what ``revision`` of a plan foretells, score what is due by now, and return the record.

    Raises `StateError` where the store fails, `EngineError` where a database does.
    """
    keep(company, store, growth, revision, name)
    return score(company, store, name)


def keep(company: Company, store: State, growth: Growth | Refusal | None, revision: int, name: str = MAIN) -> int:
    """Store what ``revision`` of a plan foretells; returns how many forecasts were new.

    The same data foretell nothing new: it may be called at any time. Nothing is kept of a plan that nobody has begun
    (``revision`` 0). Raises `StateError` where the plan has no such revision, `EngineError` where a database fails.
    """
    if revision == 0:
        return 0
    answers = {question: company.ask(question) for question in kinds.QUESTIONS}
    ahead = None if isinstance(growth, Refusal) else growth
    return foretell(store, name, revision, foretold(Sight(company.books), answers, ahead))


def score(company: Company, store: State, name: str = MAIN) -> Record:
    """Score what is due by the company's data or was tested, keep the outcomes, and return the record.

    Scoring again changes nothing, unless the data were corrected: then the new outcome stands.
    Raises `StateError` where the store fails, `EngineError` where a database does.
    """
    sight, today = Sight(company.books), last_day(company)
    tested.keep(store, name)
    due = once(listed(store, name, until=today)) if today else ()
    came = {told.id: found for told in due if (found := outcome(sight, told.forecast)) is not None}
    settle(store, name, came)
    return read(store, today, name)


def read(store: State, today: dt.date | None, name: str = MAIN) -> Record:
    """The record as it was scored last, as far as it was known on the day ``today``. Raises `StateError`."""
    return record_of((_known(told, today) for told in listed(store, name) if _told_by(told, today)), today)


def last_day(company: Company) -> dt.date | None:
    """The last day of all the company's data; None where nothing has a day."""
    sight = Sight(company.books)
    days = [last for name in sight.profile.tables if (last := sight.last_day(name)) is not None]
    return day_to_date(max(days)) if days else None


def _told_by(told: Foretold, today: dt.date | None) -> bool:
    return today is None or told.forecast.origin <= today


def _known(told: Foretold, today: dt.date | None) -> Foretold:
    return replace(told, outcome=None) if today is not None and told.forecast.target > today else told
