"""The twenty questions: thirteen upstream, seven downstream, each with what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corrente.core.words import Phrase


class Stream(StrEnum):
    """Where a question lives: strategy flows into tactics."""

    UPSTREAM = "upstream"
    DOWNSTREAM = "downstream"


@dataclass(frozen=True)
class Need:
    """Tables of which any one is enough; ``columns`` are those that must be there beyond the required ones."""

    any_of: tuple[str, ...]

    def __str__(self) -> str:
        return " / ".join(self.any_of)


@dataclass(frozen=True)
class Question:
    """One of the twenty questions.

    ``needs`` must all be met; ``uses`` are tables that make the answer better; ``after`` are questions
    whose answers it takes as given; ``beside`` are questions that come after it and say, once they are answered,
    something of the same things, which its page shows beside its own.
    """

    id: str
    stream: Stream
    number: int
    asked: Phrase
    needs: tuple[Need, ...]
    uses: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    scores_people: bool = False
    beside: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[str, ...]:
        """Every table that the question may read, in the order of declaration."""
        return tuple(dict.fromkeys([t for need in self.needs for t in need.any_of] + list(self.uses)))
