"""Rooms, step by step: what `Company.ask` does in one go and with a cache, taken apart to be measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corrente.company.books import Books, open_books
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Count
from corrente.core.errors import ConvergenceError
from corrente.core.room import Counted, Given, Room
from corrente.counts.tally import tally
from corrente.stream.rooms import find_room, missing_tables


@dataclass(frozen=True)
class Work:
    """A room that is built and not refused, and what it counts for these books."""

    question: str
    room: Room
    plan: Mapping[str, Count]


def open_folder(folder: Path) -> Books:
    """The books of a company, read, checked and written as clean tables where that was not done before."""
    return open_books(folder, None)


def works(books: Books) -> Mapping[str, Work]:
    """Every room that can count these books, by question."""
    found = {}
    for name, question in QUESTIONS.items():
        room = find_room(question)
        if room is None or missing_tables(question, books.profile):
            continue
        plan = room.counts(books.profile)
        if isinstance(plan, Mapping):
            found[name] = Work(name, room, plan)
    return found


def count(books: Books, asked: Count) -> Any:
    """One count, never from the cache."""
    return tally(books.engine, asked, books.fingerprints, None)


def count_all(books: Books, work: Work) -> Counted:
    """All counts of a room, never from the cache."""
    return {name: count(books, asked) for name, asked in work.plan.items()}


def infer(books: Books, work: Work, counted: Counted) -> Any:
    """The room's estimate; a model that does not settle is `None`, for its time counts too."""
    try:
        return work.room.infer(counted, Given(books.profile, {}), np.random.default_rng(1))
    except ConvergenceError:
        return None
