"""The data contract: every table, column, unit and rule, in one place.

Templates, documentation, checks, the recognition of columns and the clean tables are all made from `CONTRACT`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from corrente.company.columns import Column, Family, Kind, Table
from corrente.company.tables import market, research, selling, service

__all__ = [
    "AMOUNT_SCALE",
    "ATTRIBUTE_SLOTS",
    "CONTRACT",
    "LARGEST_AMOUNT",
    "VERSION",
    "Column",
    "Family",
    "Kind",
    "Table",
    "clean_columns",
    "clean_names",
    "moment_stem",
    "slots",
]

VERSION = 6
"""Part of every clean table's fingerprint: raise it when the meaning of a clean table changes."""

ATTRIBUTE_SLOTS = 24
AMOUNT_SCALE = 10_000
"""Amounts are kept in ten-thousandths."""
LARGEST_AMOUNT = 900_000_000_000
"""Amounts beyond it, either way, are set aside: their sums would not fit in 64 bits."""

_ALL = (*selling.TABLES, *market.TABLES, *research.TABLES, *service.TABLES)
CONTRACT: Mapping[str, Table] = MappingProxyType({table.name: table for table in _ALL})
"""Table name to table, in the order of the documentation."""


def slots() -> tuple[str, ...]:
    """The names of the free attributes' columns in a clean table."""
    return tuple(f"attribute_{number:02}" for number in range(1, ATTRIBUTE_SLOTS + 1))


def moment_stem(name: str) -> str:
    """``ordered_at`` is kept as ``ordered_second`` and ``ordered_day``: the part before."""
    return name.removesuffix("_at")


def clean_names(column: Column) -> tuple[str, ...]:
    """The names under which a contract column is kept in the clean table."""
    if column.kind is Kind.MOMENT:
        stem = moment_stem(column.name)
        return (f"{stem}_second", f"{stem}_day")
    return ("period_day",) if column.kind is Kind.PERIOD else (column.name,)


_TYPES = {
    Kind.AMOUNT: ("BIGINT",),
    Kind.INTEGER: ("BIGINT",),
    Kind.FLAG: ("BIGINT",),
    Kind.PERIOD: ("INTEGER",),
    Kind.MOMENT: ("BIGINT", "INTEGER"),
}


def clean_columns(table: str, id_types: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """Every column of the clean table with its type, in order.

    ``id_types`` gives the type of each id family ("people": "BIGINT"); ids are ``VARCHAR`` where it is silent.
    """
    known = id_types or {}
    types: dict[str, str] = {}
    for column in CONTRACT[table].columns:
        kept = (
            (known.get(str(column.family), "VARCHAR"),)
            if column.kind is Kind.ID
            else _TYPES.get(column.kind, ("VARCHAR",))
        )
        types.update(zip(clean_names(column), kept, strict=True))
    if CONTRACT[table].attributes:
        types.update(dict.fromkeys(slots(), "VARCHAR"))
    return types
