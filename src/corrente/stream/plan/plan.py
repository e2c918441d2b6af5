"""A plan as one object: its items, what they answer, and as plain JSON values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corrente.core.answer import Cell, say_cell
from corrente.core.plan import Field, FromItem, FromPerson, Ground, Item
from corrente.core.words import Language, Phrase
from corrente.stream.plan.readings import Asked, read


@dataclass(frozen=True)
class Plan:
    """The ``items`` of a company's plan, each after what it rests on; ``made`` is the day they were drafted."""

    company: str
    currency: str
    made: dt.date
    items: tuple[Item, ...]

    @property
    def readings(self) -> Mapping[Asked, Phrase]:
        """Who, what, when, where, why and how."""
        return read(self.items)

    def item(self, id: str) -> Item:
        """The item of that id; raises ``KeyError`` where there is none."""
        for item in self.items:
            if item.id == id:
                return item
        raise KeyError(f"the plan has no item {id!r}")

    def to_json(self, language: Language = Language.EN) -> dict[str, Any]:
        """The plan as plain JSON values; texts in ``language``, names in English."""
        return {
            "schema": 1,
            "company": self.company,
            "currency": self.currency,
            "made": self.made.isoformat(),
            "language": language.value,
            "readings": {asked.value: said.say(language) for asked, said in self.readings.items()},
            "items": [_item(item, language) for item in self.items],
        }


def _item(item: Item, language: Language) -> dict[str, Any]:
    return {
        "id": item.id,
        "kind": item.kind.value,
        "stream": item.kind.stream.value,
        "title": item.title.say(language),
        "statement": item.statement.say(language),
        "fields": {name: _field(held, language) for name, held in item.fields.items()},
        "rests_on": [_ground(ground, language) for ground in item.rests_on],
        "levers": [{"driver": lever.driver, "change": lever.change.say(language)} for lever in item.levers],
        "starts": item.starts.isoformat() if item.starts else None,
        "ends": item.ends.isoformat() if item.ends else None,
        "one_off_cost": item.one_off_cost,
        "monthly_cost": item.monthly_cost,
        "gaps": [
            {
                "question": gap.question,
                "because": gap.because.say(language),
                "missing": list(gap.missing),
                "next_step": gap.next_step.say(language),
            }
            for gap in item.gaps
        ],
    }


def _field(held: Field, language: Language) -> Any:
    return [_plain(cell, language) for cell in held] if isinstance(held, tuple) else _plain(held, language)


def _plain(cell: Cell, language: Language) -> Any:
    said = say_cell(cell, language)
    return said.isoformat() if isinstance(said, dt.date) else said


def _ground(ground: Ground, language: Language) -> dict[str, Any]:
    match ground:
        case FromItem():
            fields = {name: _field(held, language) for name, held in ground.fields.items()}
            return {"item": ground.item, "revision": ground.revision, "fields": fields}
        case FromPerson():
            return {"person": ground.author, "reason": ground.reason}
    numbers = {"value": ground.value, "low": ground.low, "high": ground.high}
    return {"key": ground.key, "of": dict(ground.of), "unit": ground.unit, **numbers}
