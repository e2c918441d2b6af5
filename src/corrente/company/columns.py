"""What a table of the contract is made of: kinds of column, columns and tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from corrente.core.words import Phrase


class Kind(StrEnum):
    """What a column holds, and so how it is read, checked and kept."""

    ID = "id"
    MOMENT = "moment"
    PERIOD = "period"
    AMOUNT = "amount"
    INTEGER = "integer"
    FLAG = "flag"
    CATEGORY = "category"
    TEXT = "text"
    PERSONAL = "personal"


class Family(StrEnum):
    """Identifiers of one family have one type in all tables, so that they can be joined."""

    PEOPLE = "people"
    SUBJECTS = "subjects"
    ORDERS = "orders"


@dataclass(frozen=True)
class Column:
    """One column of the contract.

    ``allowed`` maps each value that is kept to the spellings that mean it; ``after`` names the moment before which
    this one cannot lie (such a value is set aside, its row is kept); ``spared`` says that a company may do without
    this required column by mapping it to ``false``.
    """

    name: str
    kind: Kind
    meaning: Phrase
    example: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    unit: str = ""
    family: Family | None = None
    references: str | None = None
    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_future: bool = False
    non_negative: bool = False
    after: str | None = None
    spared: bool = False


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its columns, its key where it has one, and whether it takes free attributes."""

    name: str
    row: Phrase
    columns: tuple[Column, ...]
    key: str | None = None
    attributes: bool = False
    synonyms: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name; raises ``KeyError`` where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the required columns, in order."""
        return tuple(column.name for column in self.columns if column.required)
