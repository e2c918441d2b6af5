"""A plan as one object: its items, what they answer, its forecast and what to research next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from corrente.core.answer import Refusal
from corrente.core.plan import Item
from corrente.core.words import Language, Phrase
from corrente.stream.growth.work import Growth
from corrente.stream.plan.plan_json import SCHEMA_VERSION, Json, forecast_json, item_json, research_json
from corrente.stream.plan.readings import Asked, read
from corrente.stream.research.work import Research


@dataclass(frozen=True)
class Plan:
    """The ``items`` of a company's plan, each after what it rests on; ``made`` is the day they were drafted.

    ``forecast`` is what comes with and without its decisions, or why that cannot be told; ``research_next`` what would
    be worth knowing for them.
    """

    company: str
    currency: str
    made: dt.date
    items: tuple[Item, ...]
    forecast: Growth | Refusal | None = None
    research_next: Research | None = None

    @property
    def readings(self) -> Mapping[Asked, Phrase]:
        """Who, what, when, where, why and how."""
        return read(self.items, self.currency)

    def item(self, id: str) -> Item:
        """The item of that id; raises ``KeyError`` where there is none."""
        for item in self.items:
            if item.id == id:
                return item
        raise KeyError(f"the plan has no item {id!r}")

    def to_json(self, language: Language = Language.EN) -> Json:
        """The plan as plain JSON values; texts in ``language``, names in English."""
        return {
            "schema": SCHEMA_VERSION,
            "company": self.company,
            "currency": self.currency,
            "made": self.made.isoformat(),
            "language": language.value,
            "readings": {asked.value: said.say(language) for asked, said in self.readings.items()},
            "items": [item_json(item, language) for item in self.items],
            "forecast": None if self.forecast is None else forecast_json(self.forecast, language),
            "research_next": None if self.research_next is None else research_json(self.research_next, language),
        }
