"""What an item rests on, as it stands now, and whether it moved."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from corrente.core.answer import Answer
from corrente.core.plan import (
    FromAnswer,
    FromItem,
    FromMetric,
    FromPerson,
    FromTest,
    Ground,
    Item,
    Linked,
    Measured,
    Part,
)
from corrente.core.scorecard import Scorecard
from corrente.core.words import Number, Phrase


@dataclass(frozen=True)
class Now:
    """Every ground as it stands: ``measured`` by key, and the plan's ``items`` by id."""

    measured: Mapping[str, Measured]
    items: Mapping[str, Item]

    @classmethod
    def of(cls, answers: Mapping[str, Answer], items: Mapping[str, Item], card: Scorecard | None = None) -> Now:
        """What the answers, the scorecard and the items say now."""
        found: list[Measured] = [
            FromAnswer.of_estimate(question, estimate)
            for question, answer in answers.items()
            for estimate in answer.estimates
        ]
        found += [_reading(card, place) for place in range(len(card.readings))] if card else []
        return cls({ground.key: ground for ground in found}, items)

    def of_ground(self, ground: Ground) -> Ground | None:
        """The ground as it stands; ``None`` where it is gone."""
        match ground:
            case FromAnswer() | FromMetric():
                return self.measured.get(ground.key)
            case FromItem():
                item = self.items.get(ground.item)
                if item is None:
                    return None
                return replace(ground, fields={name: item.fields.get(name) for name in ground.fields}, shown=item.shown)
        return ground

    def moved(self, ground: Ground) -> bool:
        """Whether a number left its interval, a field that matters was decided otherwise, or either is gone.

        What a test shows of an item changes what rests on it too.
        """
        now = self.of_ground(ground)
        if now is None or isinstance(ground, FromPerson | FromTest):
            return now is None
        if isinstance(ground, FromItem):
            return now != ground
        return not _within(ground, now)


def _reading(card: Scorecard, place: int) -> FromMetric:
    reading = card.readings[place]
    value = reading.value
    return FromMetric(reading.metric.id, value.value, value.low, value.high, value.unit, reading.of)


def _within(ground: Measured, now: Ground) -> bool:
    if not isinstance(now, FromAnswer | FromMetric) or now.unit != ground.unit:
        return False
    if not math.isfinite(ground.value):
        return not math.isfinite(now.value)
    return min(ground.low, ground.value) <= now.value <= max(ground.high, ground.value)


def rebase(item: Item, now: Now) -> Item:
    """The item on its grounds as they stand: the numbers of its sentences are said anew, its decisions stay.

    A ground that is gone stays as it was.
    """
    grounds = tuple(now.of_ground(ground) or ground for ground in item.rests_on)
    measured = {ground.key: ground for ground in grounds if isinstance(ground, FromAnswer | FromMetric)}
    return replace(item, statement=renumber(item.statement, measured), rests_on=grounds)


def renumber(said: Phrase, measured: Mapping[str, Measured]) -> Phrase:
    """The same sentence with its linked numbers as the grounds have them."""
    values = {name: _anew(value, measured) for name, value in said.values.items()}
    return replace(said, values=values)


def _anew(value: Number | Phrase | str, measured: Mapping[str, Measured]) -> Number | Phrase | str:
    if isinstance(value, Phrase):
        return renumber(value, measured)
    if isinstance(value, Linked) and value.ground in measured:
        ground = measured[value.ground]
        number = {Part.VALUE: ground.value, Part.LOW: ground.low, Part.HIGH: ground.high}[value.part]
        return replace(value, value=number * value.scale)
    return value
