"""The shape that every room has: a module with these names, one file per question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from numpy.random import Generator

from corrente.core.answer import Answer, Refusal
from corrente.core.count import Cells, Count, Scores
from corrente.core.picture import Picture
from corrente.core.profile import Profile
from corrente.core.question import Question

Counted = Mapping[str, Cells]
"""The results of a room's counts, under the names that the room gave them."""


@dataclass(frozen=True)
class Given:
    """What a room may take as given: the tables' profile, and the answers that its question comes after."""

    profile: Profile
    answers: Mapping[str, Answer] = field(default_factory=dict)


class Room(Protocol):
    """A question's room.

    ``counts`` says what to count, or refuses where the profile already shows too little; ``infer`` turns counts
    into the room's own frozen estimate, or refuses; ``answer`` words it; ``figure`` draws it; rooms whose
    question scores people also have ``scores(estimate) -> Scores``.
    The estimate is a frozen dataclass of the room's own.
    """

    QUESTION: Question

    @staticmethod
    def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
        """What to count, by a name of the room's own; or a refusal."""
        ...

    @staticmethod
    def infer(counts: Counted, given: Given, rng: Generator) -> Any | Refusal:
        """The room's estimate from its counts; or a refusal. Pure: all chance comes from ``rng``."""
        ...

    @staticmethod
    def answer(estimate: Any) -> Answer:
        """The estimate in words, numbers, levers and proof."""
        ...

    @staticmethod
    def figure(answer: Answer) -> Picture:
        """One picture that shows just the headline."""
        ...


class ScoringRoom(Room, Protocol):
    """A room that also scores people."""

    @staticmethod
    def scores(estimate: Any) -> Scores:
        """How the estimate is joined back to the people."""
        ...


class BesideRoom(Room, Protocol):
    """A room whose page also shows what later questions say of the same things."""

    @staticmethod
    def beside(answer: Answer, others: Mapping[str, Answer]) -> Answer:
        """The answer with what the ``others``, those of its question's ``beside``, say."""
        ...
