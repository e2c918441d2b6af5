"""The contract's rules as SQL over a raw relation: clean values beside the reason why a value is bad."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from corrente.company.checks import Reason
from corrente.company.contract import (
    AMOUNT_SCALE,
    CONTRACT,
    LARGEST_AMOUNT,
    Column,
    Family,
    Kind,
    clean_columns,
    clean_names,
    slots,
)
from corrente.company.reading import Reading, Readings
from corrente.company.styles import Style, in_range, is_text, moment_of, number_of
from corrente.core.words import date_to_day
from corrente.engine.files import literal, quoted


@dataclass(frozen=True)
class Door:
    """What the rules need to know beside the readings: id types, today, the salt, and whether to hash."""

    id_types: Mapping[str, str]
    today: int
    salt: str
    hashing: bool = True
    timezone: str = "UTC"

    @classmethod
    def of_now(cls, id_types: Mapping[str, str], salt: str, hashing: bool, timezone: str) -> Door:
        """The door as of the present day."""
        return cls(id_types, date_to_day(dt.datetime.now(dt.UTC).date()), salt, hashing, timezone)


def staged(relation: str, readings: Readings, door: Door) -> str:
    """A SELECT of ``#file``, ``#row``, each source text ``t:<column>``, each clean value, each problem ``p:<column>``.

    Layers: the source's text, then what it parses to, then clean values, then the rules over them.
    """
    texts = [f"{r.text} as {_t(r.column)}" for r in readings.columns]
    texts += [f"{quoted(r.source)} as {_x(r.column)}" for r in readings.columns if not is_text(r.type)]
    attributes = _attributes(readings, door)
    parsed = [f"{_parse(r)} as {_s(r.column)}" for r in readings.columns if _needs_parse(r.column)]
    values = [f"{sql} as {quoted(name)}" for r in readings.columns for name, sql in _values(r, door).items()]
    problems = [f"{_problem(r, readings, door)} as {_p(r.column)}" for r in readings.columns]
    first = ", ".join(['"#file"', '"#row"', *texts, *attributes])
    return (
        f"select *, {', '.join(problems)} from (select *, {', '.join(values)} from (select *{_comma(parsed)} "
        f"from (select {first} from {relation})))"
    )


def _comma(parts: list[str]) -> str:
    return "".join(f", {part}" for part in parts)


def _t(column: Column) -> str:
    return quoted(f"t:{column.name}")


def _x(column: Column) -> str:
    return quoted(f"x:{column.name}")


def _s(column: Column) -> str:
    return quoted(f"s:{column.name}")


def _p(column: Column) -> str:
    return quoted(f"p:{column.name}")


def _needs_parse(column: Column) -> bool:
    return column.kind in (Kind.MOMENT, Kind.PERIOD, Kind.AMOUNT, Kind.INTEGER)


def _attributes(readings: Readings, door: Door) -> list[str]:
    kept = zip(slots(), readings.attributes, strict=False)
    return [f"{_attribute(source, door)} as {quoted(slot)}" for slot, source in kept]


def _attribute(source: str, door: Door) -> str:
    text = f"nullif(trim(cast({quoted(source)} as varchar)), '')"
    return _hashed(text, door) if door.hashing and sounds_personal(source) else text


def sounds_personal(name: str) -> bool:
    """Whether a column's name says that it holds e-mail addresses or telephone numbers."""
    words = name.lower().replace("-", "").replace("_", " ").split()
    return any(
        word in ("email", "mail", "phone", "telefone", "celular", "mobile", "whatsapp", "mobilephone") for word in words
    )


def _hashed(text: str, door: Door) -> str:
    return f"case when {text} is not null then sha256({literal(door.salt)} || lower({text})) end"


def _parse(reading: Reading) -> str:
    if reading.column.kind in (Kind.MOMENT, Kind.PERIOD):
        return _instant(reading)
    if is_text(reading.type):
        return number_of(_t(reading.column), reading.style)
    raw = _x(reading.column)
    if reading.type in ("DOUBLE", "FLOAT"):
        return f"case when not isnan({raw}) then try_cast({raw} as decimal(18, 4)) end"
    return f"try_cast({raw} as decimal(18, 4))"


def _instant(reading: Reading) -> str:
    """A moment between the years 1500 and 2200, else null: an instant, or on the wall clock where none has a zone."""
    plain = reading.style in (Style.PLAIN, Style.TYPED)
    kind = "timestamp" if _on_wall_clock(reading) else "timestamptz"
    source = _t(reading.column) if is_text(reading.type) or reading.style is not Style.TYPED else _x(reading.column)
    sql = f"try_cast({source} as {kind})" if plain else moment_of(source, reading.style)
    return f"case when {in_range(sql, kind)} then {sql} end"


def _on_wall_clock(reading: Reading) -> bool:
    """Whether no value has a zone of its own, so that its day stands there and needs no zone's arithmetic."""
    may_be_zoned = is_text(reading.type) or "ZONE" in reading.type
    return reading.style in (Style.PLAIN, Style.TYPED) and not (reading.zoned and may_be_zoned)


def _values(reading: Reading, door: Door) -> Mapping[str, str]:
    """Clean column name to SQL; null where the value is bad."""
    column = reading.column
    names = clean_names(column)
    match column.kind:
        case Kind.MOMENT:
            day = f"cast({_s(column)} as date) - date '1970-01-01'"
            instant = f"cast(floor(epoch({_s(column)})) as bigint)"
            second = f"wall_second({_s(column)})" if _on_wall_clock(reading) else instant
            return {names[0]: second, names[1]: f"cast({day} as integer)"}
        case Kind.PERIOD:
            return {names[0]: f"cast(cast({_s(column)} as date) - date '1970-01-01' as integer)"}
        case Kind.AMOUNT:
            return {names[0]: _scaled(_s(column))}
        case Kind.INTEGER:
            return {names[0]: f"case when {_s(column)} = floor({_s(column)}) then cast({_s(column)} as bigint) end"}
        case Kind.ID:
            return {names[0]: _identifier(reading, door)}
        case Kind.PERSONAL:
            return {names[0]: _hashed(_t(column), door) if door.hashing else _t(column)}
    return {names[0]: _listed(column) if column.allowed else _t(column)}


_QUICK_AMOUNT = 90_000_000_000  # up to here ten-thousandths times the scale fit in the engine's 64-bit decimals


def _scaled(amount: str) -> str:
    quick, wide = (f"cast({a} * {AMOUNT_SCALE} as bigint)" for a in (amount, f"cast({amount} as decimal(28, 4))"))
    size = f"abs({amount})"
    return f"case when {size} <= {_QUICK_AMOUNT} then {quick} when {size} <= {LARGEST_AMOUNT} then {wide} end"


def _identifier(reading: Reading, door: Door) -> str:
    column, text = reading.column, _t(reading.column)
    if reading.secret and door.hashing:
        return _hashed(text, door)
    whole = (
        f"try_cast(replace({text}, '.0', '') as bigint)"
        if reading.style is Style.FLOAT_ID
        else f"try_cast({text} as bigint)"
    )
    if reading.style is Style.TYPED and reading.whole:
        whole = f"cast({_x(column)} as bigint)"
    if id_type(column, door.id_types) == "BIGINT":
        return whole
    return f"cast({whole} as varchar)" if reading.style in (Style.FLOAT_ID, Style.TYPED) and reading.whole else text


def id_type(column: Column, id_types: Mapping[str, str]) -> str:
    """The type of an id column in the clean tables."""
    return id_types.get(str(column.family), "VARCHAR")


def _listed(column: Column) -> str:
    """The canonical value that a spelling means, or null."""
    listed = {value: ", ".join(map(literal, spellings)) for value, spellings in column.allowed.items()}
    branches = (f"when lower({_t(column)}) in ({words}) then {canonical(column, v)}" for v, words in listed.items())
    return f"case {' '.join(branches)} end"


def canonical(column: Column, value: str) -> str:
    """SQL for one of the values that a listed column may have."""
    return f"cast({value} as bigint)" if column.kind is Kind.FLAG else literal(value)


_UNPARSED = {
    Kind.MOMENT: Reason.NOT_A_DATE,
    Kind.PERIOD: Reason.NOT_A_DATE,
    Kind.AMOUNT: Reason.NOT_A_NUMBER,
    Kind.INTEGER: Reason.NOT_A_NUMBER,
}


def _problem(reading: Reading, readings: Readings, door: Door) -> str:
    """SQL for the first rule that a column breaks, or null."""
    column = reading.column
    value = quoted(clean_names(column)[-1])
    rules: list[tuple[str, Reason]] = []
    if column.required:
        rules.append((f"{_t(column)} is null", Reason.MISSING))
    if column.kind is Kind.AMOUNT:
        rules.append((_too_large(column), Reason.TOO_LARGE))
    if _needs_parse(column):
        rules.append((f"{_t(column)} is not null and {_s(column)} is null", _UNPARSED[column.kind]))
    if column.kind is Kind.INTEGER:
        rules.append((f"{_t(column)} is not null and {value} is null", Reason.NOT_WHOLE))
    if column.kind is Kind.ID and reading.whole and is_text(reading.type):
        rules.append((f"{_t(column)} is not null and {value} is null", Reason.NOT_WHOLE))
    if column.allowed:
        rules.append((f"{_t(column)} is not null and {value} is null", Reason.UNKNOWN))
    if column.non_negative:
        rules.append((f"{value} < 0", Reason.NEGATIVE))
    rules += _time_rules(reading, readings, door, value)
    return (
        "case " + " ".join(f"when {condition} then {literal(reason)}" for condition, reason in rules) + " end"
        if rules
        else "null::varchar"
    )


def _too_large(column: Column) -> str:
    """SQL: a number beyond the largest amount, also where it is beyond what the parser holds."""
    size = f"abs(coalesce({_s(column)}, try_cast({_t(column)} as double)))"
    return f"({size} > {LARGEST_AMOUNT} and isfinite({size}))"


def _time_rules(reading: Reading, readings: Readings, door: Door, day: str) -> list[tuple[str, Reason]]:
    column = reading.column
    rules = []
    if column.not_future:
        rules.append((f"{day} > {door.today + 1}", Reason.FUTURE_END if column.after else Reason.FUTURE))
    start = next((r for r in readings.columns if r.column.name == column.after), None)
    if start:
        began_second, began_day = (quoted(name) for name in clean_names(start.column))
        earlier = f"{day} < {began_day}"
        if reading.timed and start.timed:
            earlier += f" or ({day} = {began_day} and {quoted(clean_names(column)[0])} < {began_second})"
        rules.append((earlier, Reason.BEFORE_START))
    return rules


def clean_select(source: str, table: str, readings: Readings, door: Door, made_key: str | None) -> str:
    """A SELECT of exactly the clean table's columns; ``made_key`` is filled from the row's position."""
    present = {name for r in readings.columns for name in clean_names(r.column)}
    present |= set(slots()[: len(readings.attributes)])
    ends = {name: r.column for r in readings.columns if r.column.after for name in clean_names(r.column)}
    parts = []
    for name, kind in clean_columns(table, door.id_types).items():
        if name == made_key:
            parts.append(f'cast("#file" * 1000000000 + "#row" as {kind}) as {quoted(name)}')
        elif name in ends:
            parts.append(f"case when {_p(ends[name])} is null then {quoted(name)} end as {quoted(name)}")
        else:
            parts.append(quoted(name) if name in present else f"cast(null as {kind}) as {quoted(name)}")
    return f"select {', '.join(parts)} from {source}"


def problem_columns(readings: Readings) -> Mapping[str, tuple[str, str]]:
    """Source column name to the staged columns that hold its text and its problem."""
    return {r.source: (_t(r.column), _p(r.column)) for r in readings.columns}


def families_not_whole(readings: Readings) -> frozenset[Family]:
    """The id families that this source keeps from being whole numbers."""
    ids = [r for r in readings.columns if r.column.kind is Kind.ID and r.column.family]
    return frozenset(r.column.family for r in ids if r.column.family and not (r.whole and not r.secret))


def made_key(table: str, readings: Readings) -> str | None:
    """The key column that is made from the line because the source has none."""
    key = CONTRACT[table].key
    return key if key and key not in {r.column.name for r in readings.columns} else None
