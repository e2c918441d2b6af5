"""What is known about a company's tables before any count: sizes, spans and the levels of text columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from corrente.core.question import Question
from corrente.core.words import Language


class BusinessModel(StrEnum):
    """Whether customers sign contracts that end visibly, or simply stop buying."""

    NON_CONTRACTUAL = "non-contractual"
    CONTRACTUAL = "contractual"


@dataclass(frozen=True)
class Settings:
    """What a company says of itself in ``corrente.toml``."""

    name: str = "company"
    currency: str = "USD"
    timezone: str = "UTC"
    language: Language = Language.EN
    model: BusinessModel = BusinessModel.NON_CONTRACTUAL
    segment: str | None = None  # "customers.<column>": how the company itself divides its customers
    brand: str | None = None  # what the company's own brand is called in tables with several brands
    horizon_days: int = 365  # how far ahead values are counted
    max_reject_share: float = 0.05
    hash_personal_data: bool = True
    lead_cost: float | None = None  # what working one lead costs, in the company's currency
    lead_value: float | None = None  # what a lead that is won is worth
    lead_capacity: int | None = None  # how many leads can be worked in a month
    response_value: float | None = None  # what an answered contact is worth
    sales_target: float | None = None  # what is to be sold in a quarter, in the company's currency


@dataclass(frozen=True)
class Level:
    """A value of a text column and how many rows carry it; ``None`` is "nothing there"."""

    value: str | None
    rows: int


@dataclass(frozen=True)
class TableProfile:
    """One clean table.

    ``columns`` are the contract's columns that are really there; ``attributes`` are the names of the free columns,
    in the order of the slots ``attribute_01``, ``attribute_02``, ... that hold them in the clean table;
    ``levels`` gives up to 200 of the most frequent values per text column or attribute slot, and
    ``distinct`` the number of different values (nulls not counted), of moments that end something the number of
    different days; days are days since 1970-01-01.
    """

    rows: int
    rejected: int
    first_day: int | None
    last_day: int | None
    columns: frozenset[str]
    attributes: tuple[str, ...] = ()
    levels: Mapping[str, tuple[Level, ...]] = field(default_factory=dict)
    distinct: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Profile:
    """All clean tables of a company, with its settings; ``as_of`` cuts every table at that day (inclusive)."""

    tables: Mapping[str, TableProfile]
    settings: Settings = Settings()
    as_of: int | None = None

    def until(self, question: Question) -> int:
        """The last day that the question sees: the end of its own tables' data, or ``as_of`` if earlier.

        Raises ``ValueError`` where none of the question's tables carries a date.
        """
        ends = [self.tables[t].last_day for t in question.tables if t in self.tables]
        last = max(day for day in ends if day is not None)
        return last if self.as_of is None else min(last, self.as_of)
