"""The SQL that reads a database's own table as a clean one: the door's kinds and row rules, in the portable dialect.

Layers, as for files (`corrente.company.rules`): the source's text beside its raw value, then clean values, then the
rules over them. Portable SQL has no ``try_cast``, so what may be cast is decided from the column's type beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corrente.company.checks import KEEPS_ROW, Reason
from corrente.company.contract import (
    AMOUNT_SCALE,
    LARGEST_AMOUNT,
    Column,
    Family,
    Kind,
    Table,
    clean_columns,
    clean_names,
    slots,
)
from corrente.company.rules import Door, canonical, id_type, sounds_personal
from corrente.company.styles import nothing_words
from corrente.engine.files import literal, quoted


class Sort(StrEnum):
    """What a database's type holds, as far as the door cares."""

    WHOLE = "whole"  # fits 64 bits
    DECIMAL = "decimal"
    FLOAT = "float"
    DATE = "date"
    MOMENT = "moment"
    OTHER = "other"  # text, or read as text


_SORTS: Mapping[Sort, tuple[str, ...]] = {
    Sort.WHOLE: ("BIGINT", "INT", "INTEGER", "SMALLINT", "TINYINT", "INT2", "INT4", "INT8", "INT16", "INT32", "INT64",
                 "UINT8", "UINT16", "UINT32", "UINTEGER", "USMALLINT", "UTINYINT", "LONG"),
    Sort.DECIMAL: ("DECIMAL", "NUMERIC", "DECIMAL32", "DECIMAL64", "DECIMAL128", "DECIMAL256", "MONEY", "HUGEINT",
                   "UBIGINT", "UINT64", "INT128"),
    Sort.FLOAT: ("DOUBLE", "DOUBLE PRECISION", "REAL", "FLOAT", "FLOAT4", "FLOAT8", "FLOAT32", "FLOAT64"),
    Sort.DATE: ("DATE", "DATE32"),
}  # fmt: skip
NUMBERS = (Sort.WHOLE, Sort.DECIMAL, Sort.FLOAT)
MOMENTS = (Sort.DATE, Sort.MOMENT)


def sort_of(type_name: str) -> Sort:
    """The sort of a type, under the name that any of the engines gives it (``Nullable(DateTime64(6))``)."""
    inner = re.sub(r"^((NULLABLE|LOWCARDINALITY)\()*", "", type_name.upper())
    bare = inner.partition("(")[0].strip(") ")
    if bare.startswith(("TIMESTAMP", "DATETIME")):
        return Sort.MOMENT
    return next((sort for sort, names in _SORTS.items() if bare in names), Sort.OTHER)


@dataclass(frozen=True)
class Rule:
    """A condition over texts and clean values under which a column's row, or its value, is set aside, and why."""

    column: Column
    condition: str
    reason: Reason

    @property
    def flag(self) -> str:
        """SQL that is 1 where the rule is broken, else 0, never null."""
        return f"case when {self.condition} then 1 else 0 end"


@dataclass(frozen=True)
class Adoption:
    """A database's table on its way to being a clean one: mapped columns, their types, and free attributes.

    ``secret`` are the id columns that hold e-mail addresses and are hashed.
    """

    table: Table
    source: str
    types: Mapping[str, str]
    mapping: Mapping[str, str]
    attributes: tuple[str, ...]
    secret: frozenset[str] = frozenset()

    @property
    def columns(self) -> tuple[Column, ...]:
        """The contract columns that are there."""
        return tuple(self.table.column(name) for name in self.mapping)

    def sort(self, column: Column) -> Sort:
        """What the type of a column's source holds."""
        return sort_of(self.types[self.mapping[column.name]])

    @property
    def made_key(self) -> str | None:
        """The key of leads or deals that has to be made because the source has none."""
        key = self.table.key
        return key if key and key not in self.mapping and self.table.column(key).family is Family.SUBJECTS else None


def dotted(identifier: str) -> str:
    """A table's name as SQL, its schema apart."""
    return ".".join(quoted(part) for part in identifier.split("."))


def families_not_whole(adoption: Adoption) -> frozenset[Family]:
    """The id families that this table keeps from being whole numbers."""
    ids = [column for column in adoption.columns if column.kind is Kind.ID]
    return frozenset(c.family for c in ids if c.family and adoption.sort(c) is not Sort.WHOLE)


def flags_select(adoption: Adoption, door: Door, rules: Sequence[Rule]) -> str:
    """A SELECT of one flag ``rule_i`` per rule, for counting how many values break it."""
    flags = ", ".join(f"{rule.flag} as rule_{i}" for i, rule in enumerate(rules))
    return f"select {flags} from ({_valued(adoption, door)}) as v"


def clean_select(adoption: Adoption, door: Door, rules: Sequence[Rule], once: bool = False) -> str:
    """The SELECT that reads the clean table without the rows that break a rule; ``once`` keeps one row per key.

    A value that breaks a rule of `KEEPS_ROW` is null and its row is kept. Rows of a database have no order of their
    own: of several with one key, the first in the order of all columns is kept.
    """
    types = clean_columns(adoption.table.name, door.id_types)
    hard = [f"{rule.flag} = 0" for rule in rules if rule.reason not in KEEPS_ROW]
    where = f" where {' and '.join(hard)}" if hard else ""
    kept = ", ".join(f"{_kept(name, rules)} as {name}" for name in types)
    select = f"select {kept} from ({_valued(adoption, door)}) as v{where}"
    everything, key = ", ".join(types), adoption.table.key
    if adoption.made_key:
        numbered = f"cast(row_number() over (order by {everything}) as {types[adoption.made_key]})"
        named = ", ".join(f"{numbered} as {name}" if name == adoption.made_key else name for name in types)
        return f"select {named} from ({select}) as k"
    if not once:
        return select
    again = f"row_number() over (partition by {key} order by {everything}) as again"
    numbered = f"select {everything}, {again} from ({select}) as k"
    return f"select {everything} from ({numbered}) as r where again = 1 or {key} is null"


def rules_of(adoption: Adoption, door: Door) -> tuple[Rule, ...]:
    """The contract's rules for the columns that are there."""
    return tuple(rule for column in adoption.columns for rule in _rules(adoption, column, door))


def _t(column: Column) -> str:
    return f"t_{column.name}"


def _x(column: Column) -> str:
    return f"x_{column.name}"


def _texts(adoption: Adoption) -> str:
    """The first layer: raw values and their texts, null where they say that there is nothing."""
    parts = []
    for column in adoption.columns:
        raw = quoted(adoption.mapping[column.name])
        parts += [f"{raw} as {_x(column)}", f"cast({raw} as varchar) as {_t(column)}"]
    parts += [f"cast({quoted(s)} as varchar) as {slot}" for slot, s in zip(slots(), adoption.attributes, strict=False)]
    inner = f"select {', '.join(parts)} from {dotted(adoption.source)}"
    tidied = [
        part
        for column in adoption.columns
        for part in (
            _x(column),
            f"{_tidied(column) if adoption.sort(column) is Sort.OTHER else _t(column)} as {_t(column)}",
        )
    ]
    tidied += [f"nullif(trim({slot}), '') as {slot}" for slot, _ in zip(slots(), adoption.attributes, strict=False)]
    return f"select {', '.join(tidied)} from ({inner}) as s"


def _tidied(column: Column) -> str:
    text = f"tidy({_t(column)})"
    return f"case when lower({text}) in ({nothing_words(column.kind)}) then null else {text} end"


def _valued(adoption: Adoption, door: Door) -> str:
    """The second layer: every clean column, and the texts that the rules look at."""
    known = {name: sql for column in adoption.columns for name, sql in _values(adoption, column, door).items()}
    for slot, source in zip(slots(), adoption.attributes, strict=False):
        known[slot] = _hashed(slot, door) if door.hashing and sounds_personal(source) else slot
    types = clean_columns(adoption.table.name, door.id_types)
    parts = [f"cast({known.get(name, 'null')} as {kind}) as {name}" for name, kind in types.items()]
    parts += [_t(column) for column in adoption.columns]
    return f"select {', '.join(parts)} from ({_texts(adoption)}) as t"


def _hashed(text: str, door: Door) -> str:
    return f"hashed({text}, {literal(door.salt)})"


def _values(adoption: Adoption, column: Column, door: Door) -> Mapping[str, str]:
    """Clean column name to portable SQL over the first layer."""
    raw, text, names, zone = _x(column), _t(column), clean_names(column), literal(door.timezone)
    match column.kind:
        case Kind.MOMENT:
            return {names[0]: f"utc_second({raw}, {zone})", names[1]: f"local_day({raw}, {zone})"}
        case Kind.PERIOD:
            return {names[0]: f"local_day({raw}, {zone})"}
        case Kind.AMOUNT:
            return {names[0]: _amount(raw, text, adoption.sort(column))}
        case Kind.INTEGER:
            return {names[0]: _whole(raw, text, adoption.sort(column))}
        case Kind.ID if id_type(column, door.id_types) == "BIGINT":
            return {names[0]: raw}
        case Kind.ID | Kind.PERSONAL if door.hashing and (
            column.kind is Kind.PERSONAL or column.name in adoption.secret
        ):
            return {names[0]: _hashed(text, door)}
    return {names[0]: _listed(column) if column.allowed else text}


_NO_NUMBER = "('nan', '-nan', 'inf', '-inf', 'infinity', '-infinity')"


def _amount(raw: str, text: str, sort: Sort) -> str:
    """Ten-thousandths, halves away from zero; binary fractions with the nudge that DuckDB's own cast gives them."""
    if sort is not Sort.FLOAT:
        return f"case when {_fits(raw)} then round(cast({raw} as decimal(28, 8)) * {AMOUNT_SCALE}, 0) end"
    size = f"cast(floor(abs(cast({raw} as double)) * {AMOUNT_SCALE} + 0.500000001) as bigint)"
    number = f"case when {raw} < 0 then - {size} else {size} end"
    return f"case when lower({text}) not in {_NO_NUMBER} and {_fits(raw)} then {number} end"


def _fits(raw: str) -> str:
    return f"{raw} between -{LARGEST_AMOUNT} and {LARGEST_AMOUNT}"


def _whole(raw: str, text: str, sort: Sort) -> str:
    if sort is Sort.WHOLE:
        return raw
    number = f"case when {raw} = floor({raw}) then cast({raw} as bigint) end"
    return f"case when lower({text}) in {_NO_NUMBER} then null else {number} end" if sort is Sort.FLOAT else number


def _listed(column: Column) -> str:
    branches = " ".join(
        f"when lower({_t(column)}) in ({', '.join(map(literal, words))}) then {canonical(column, value)}"
        for value, words in column.allowed.items()
    )
    return f"case {branches} end"


def _kept(name: str, rules: Sequence[Rule]) -> str:
    """A clean column, null where a rule costs only its value."""
    soft = [rule.condition for rule in rules if rule.reason in KEEPS_ROW and name in clean_names(rule.column)]
    return f"case when {' or '.join(soft)} then null else {name} end" if soft else name


def _rules(adoption: Adoption, column: Column, door: Door) -> list[Rule]:
    text, value = _t(column), clean_names(column)[-1]
    unread = f"{text} is not null and {value} is null"
    rules = [
        (column.required, f"{text} is null", Reason.MISSING),
        (column.kind is Kind.AMOUNT, f"{unread} and lower({text}) in {_NO_NUMBER}", Reason.NOT_A_NUMBER),
        (column.kind is Kind.AMOUNT, f"{unread} and lower({text}) not in {_NO_NUMBER}", Reason.TOO_LARGE),
        (column.kind is Kind.INTEGER, unread, Reason.NOT_WHOLE),
        (bool(column.allowed), unread, Reason.UNKNOWN),
        (column.non_negative, f"{value} < 0", Reason.NEGATIVE),
        (column.not_future, f"{value} > {door.today + 1}", Reason.FUTURE_END if column.after else Reason.FUTURE),
        (column.after in adoption.mapping, _earlier(adoption, column), Reason.BEFORE_START),
    ]
    return [Rule(column, condition, reason) for holds, condition, reason in rules if holds]


def _earlier(adoption: Adoption, column: Column) -> str:
    """SQL: whether a moment lies before the one that it comes after; by day where one of them has no time of day."""
    start = next((c for c in adoption.columns if c.name == column.after), None)
    if start is None:
        return "false"
    (second, day), (began_second, began_day) = clean_names(column), clean_names(start)
    if Sort.DATE in (adoption.sort(column), adoption.sort(start)):
        return f"{day} < {began_day}"
    return f"({day} < {began_day} or ({day} = {began_day} and {second} < {began_second}))"
