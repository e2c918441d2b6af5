"""What a kind of forecast is: an estimate that data to come will show, with the one definition of what they show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from corrente.core.answer import Answer, Estimate
from corrente.core.words import Phrase
from corrente.stream.record.seen import Seen
from corrente.stream.record.sight import Sight, Window

Of = Mapping[str, str]
Told = tuple[Estimate, Window]
Measure = Callable[[Sight, Of, Window], Seen | None]

MOST_PARTS = 4
"""Of how many groups an estimate is foretold, beside the whole: those with most cases."""


@dataclass(frozen=True)
class Kind:
    """An estimate of a ``question`` that will be seen.

    ``tell`` gives those of an answer, each with the days in which it will be seen; ``measure`` what was seen in such
    days, None where the data do not cover them (yet). ``certain``: the estimate's interval is already that of what
    will be seen; else it is of a rate, and what will be seen varies around it. ``meaning`` says what is counted.
    """

    question: str
    estimate: str
    meaning: Phrase
    tell: Callable[[Sight, Answer], Iterable[Told]]
    measure: Measure
    certain: bool = False


def named(answer: Answer, name: str, **of: str) -> Iterator[Estimate]:
    """An answer's estimates of that name whose ``of`` is just the given one."""
    return (e for e in answer.estimates if e.name == name and dict(e.of) == of)


def parts(answer: Answer, name: str, keys: Iterable[str], counted: str) -> list[Estimate]:
    """Estimates of one group each (by one of ``keys``) with most cases, as ``counted`` names them; at most a few."""
    allowed = frozenset(keys)
    found = [e for e in answer.estimates if e.name == name and len(e.of) == 1 and e.of.keys() <= allowed and e.observed]
    return sorted(found, key=lambda e: -(e.observed or {}).get(counted, 0))[:MOST_PARTS]
